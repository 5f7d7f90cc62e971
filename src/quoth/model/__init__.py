"""The nouns of Quoth: frozen, and the only things that travel between rooms.

Offsets are Unicode code points into ``Document.text``; ``start`` is inclusive and ``end`` exclusive, so that
``document.text[start:end]`` is what a span says. Dates are ISO strings. Identifiers of concepts are
``vocabulary:name`` (``tma:cancer-tma``, ``MONDO:0019737``).
"""

from quoth.model.answers import Answer, Citation, Claim, Conflict, Gap, Search, SituationRow, Source, State
from quoth.model.documents import (
    PASSAGE_KINDS,
    Document,
    Facts,
    Figure,
    Finding,
    Ids,
    Notice,
    Part,
    Passage,
    Work,
    sha256_text,
)
from quoth.model.lists import VOICE_OF, Kind, LabelKind, QuestionType, Relation, Stream, Voice
from quoth.model.marks import Concept, Concepts, Marks, Mention, Sentence, Withdrawal
from quoth.model.packs import Caution, Disagreement, Facet, Opening, Pack, Situation, SituationTable, When, Withheld
from quoth.model.questions import Evidence, Hit, Judgement, Label, Level, Question, Slot
from quoth.model.reports import Added, Check, Counts, Fault, Refused, Status
from quoth.model.seals import ANSWER_SCHEMA, seal_of

__all__ = [
    "ANSWER_SCHEMA",
    "PASSAGE_KINDS",
    "VOICE_OF",
    "Added",
    "Answer",
    "Caution",
    "Check",
    "Citation",
    "Claim",
    "Concept",
    "Concepts",
    "Conflict",
    "Counts",
    "Disagreement",
    "Document",
    "Evidence",
    "Facet",
    "Facts",
    "Fault",
    "Figure",
    "Finding",
    "Gap",
    "Hit",
    "Ids",
    "Judgement",
    "Kind",
    "Label",
    "LabelKind",
    "Level",
    "Marks",
    "Mention",
    "Notice",
    "Opening",
    "Pack",
    "Part",
    "Passage",
    "Question",
    "QuestionType",
    "Refused",
    "Relation",
    "Search",
    "Sentence",
    "Situation",
    "SituationRow",
    "SituationTable",
    "Slot",
    "Source",
    "State",
    "Status",
    "Stream",
    "Voice",
    "When",
    "Withdrawal",
    "Withheld",
    "Work",
    "seal_of",
    "sha256_text",
]
