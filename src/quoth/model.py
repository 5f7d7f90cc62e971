"""The nouns of Quoth: frozen, and the only things that travel between rooms.

Offsets are Unicode code points into ``Document.text``; ``start`` is inclusive and ``end`` exclusive, so that
``document.text[start:end]`` is what a span says. Dates are ISO strings. Identifiers of concepts are
``vocabulary:name`` (``tma:cancer-tma``, ``MONDO:0019737``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


def sha256_text(text: str) -> str:
    """Return the hex sha256 of ``text`` as UTF-8: the hash every receipt carries."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# --- closed lists ------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a document is."""

    RECORD = "record"  # a bibliographic record: title and abstract
    FULLTEXT = "full text"
    PDF = "pdf"
    SYNOPSIS = "synopsis"  # our own words about one source
    APPRAISAL = "appraisal"  # the pack authors' own conclusions; not literature
    LOCAL = "local"  # a hospital's own document


class Voice(StrEnum):
    """Whose words a claim is in."""

    SOURCE = "source"  # the paper's own words, shown with "
    SYNOPSIS = "synopsis"  # our wording of a source, shown with ~
    APPRAISAL = "appraisal"  # the pack authors', unsigned


VOICE_OF: Mapping[Kind, Voice] = {
    Kind.RECORD: Voice.SOURCE,
    Kind.FULLTEXT: Voice.SOURCE,
    Kind.PDF: Voice.SOURCE,
    Kind.LOCAL: Voice.SOURCE,
    Kind.SYNOPSIS: Voice.SYNOPSIS,
    Kind.APPRAISAL: Voice.APPRAISAL,
}


class Stream(StrEnum):
    """The columns of an answer, never mixed."""

    GUIDELINES = "guidelines"
    RESEARCH = "research"
    LOCAL = "local"


class Relation(StrEnum):
    """How what a text speaks of stands to what was asked about."""

    SAME = "same"
    NARROWER = "narrower"  # a kind of what was asked about
    BROADER = "broader"  # a wider group that what was asked about is a kind of
    OTHER = "other"
    UNASKED = "unasked"  # the question names none


class LabelKind(StrEnum):
    """The coded checks of promise 3, and the harm mark."""

    INDIRECT = "indirect"
    BORROWED = "borrowed"
    OUT_OF_CONTEXT = "out of context"
    BACKGROUND = "background"
    HARM = "harm"


# --- works and documents -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ids:
    """The identifiers of a work; ``doi`` is case-folded, ``pmcid`` starts with ``PMC``, the rest are digits."""

    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None

    def __bool__(self) -> bool:
        """Whether there is any identifier at all."""
        return bool(self.pmid or self.pmcid or self.doi)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the identifiers that are there as (scheme, value)."""
        named = (("pmid", self.pmid), ("pmc", self.pmcid), ("doi", self.doi))
        return tuple((scheme, value) for scheme, value in named if value)


@dataclass(frozen=True, slots=True)
class Notice:
    """A dated fact about a work: it was retracted, put under concern, corrected or reinstated."""

    kind: str  # retraction | concern | correction | reinstatement
    date: str | None = None
    signal: str = ""  # who said so: pubmed, pmc, jats, retraction-watch, pack
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One paper, guideline or label in the world. ``notices`` is None while nobody has looked for any."""

    id: str
    ids: Ids
    title: str
    notices: tuple[Notice, ...] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A span of a document's structure.

    ``kind`` is one of title, abstract, section, heading, paragraph, table, row, caption, boxed, footnote, reference,
    citation, page, finding. ``label`` is a heading's words, a reference's printed label, a page's number or a
    finding's id; ``target`` is the id a citation points to or a reference is known by. Parts nest and never cross.
    """

    kind: str
    start: int
    end: int
    label: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a document besides its text. None or empty means not stated, never "no"."""

    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    date: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    design: str | None = None  # as stated by the source or the pack; the level rule reads it
    publication_types: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()  # MeSH headings or keywords as printed
    read_level: str | None = None  # of a synopsis: how far its source was read
    population: str | None = None
    size: int | None = None  # participants
    country: str | None = None
    funding: str | None = None
    interests: str | None = None
    owner: str | None = None  # of a local document
    expires: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a statement carries, as stated. ``value`` keeps the printed form."""

    label: str = ""
    value: str | None = None
    unit: str | None = None
    n: int | None = None
    events: int | None = None
    low: str | None = None
    high: str | None = None
    p: str | None = None
    comparator: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement of a synopsis, with what it really speaks of. ``conditions`` and the rest are concept ids."""

    id: str
    start: int
    end: int
    role: str  # result | recommendation | harm | background | definition | gap
    conditions: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    direction: str = "neutral"  # as the source puts it; data for conflicts, never counted
    strength: str | None = None
    certainty: str | None = None
    figures: tuple[Figure, ...] = ()
    read: str = "read"  # read | abstract | second-hand | memory
    year: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One immutable version of a work's text: text and structure only.

    ``sha256`` is the hash of ``text``, ``source_sha256`` of the bytes it was read from, ``reader`` the name and version
    of what read it. A document is known by (``id``, ``sha256``): the id stays over versions, the hash tells them apart.
    """

    id: str
    work: str
    kind: Kind
    text: str
    sha256: str
    source_sha256: str
    reader: str
    facts: Facts
    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def voice(self) -> Voice:
        """Whose words the text is in."""
        return VOICE_OF[self.kind]

    def passages(self) -> tuple[Passage, ...]:
        """Return the spans long enough to stand as evidence, in order: findings if it has any, else its paragraphs."""
        kinds = {"finding"} if self.findings else PASSAGE_KINDS
        return tuple(Passage(self.id, self.sha256, p.start, p.end, p.kind) for p in self.parts if p.kind in kinds)


PASSAGE_KINDS = frozenset({"abstract", "paragraph", "row", "caption", "boxed", "title"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document long enough to stand as evidence."""

    document: str
    sha256: str
    start: int
    end: int
    kind: str


# --- marks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names one or more concepts; an empty ``concepts`` is a valid, unlinked mention."""

    start: int
    end: int
    concepts: tuple[str, ...]
    type: str  # condition | intervention | test | population | outcome | species | …
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span inside a passage, with what the annotator saw in it."""

    start: int
    end: int
    role: str | None = None
    figures: tuple[tuple[int, int], ...] = ()
    negated: bool = False
    hedged: bool = False
    borrowed: tuple[str, ...] = ()  # references whose finding it reports; ("",) when the wording alone says so


@dataclass(frozen=True, slots=True)
class Marks:
    """What the annotator saw in a document: a disposable layer keyed by document and annotator fingerprint."""

    document: str
    sha256: str
    annotator: str
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    design: str | None = None


# --- concepts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A drug that is no longer supplied: since when, and the finding that says so."""

    date: str
    finding: str


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a vocabulary, known by its identifier."""

    id: str
    name: str
    type: str
    parents: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[tuple[str, str], ...] = ()
    definition: str | None = None
    withdrawn: Withdrawal | None = None


class Concepts(Protocol):
    """A table of concepts that knows their kin. Ids not in the table have no kin and stand for themselves."""

    def get(self, concept: str) -> Concept | None:
        """Return the concept of that id, or None."""
        ...

    def ancestors(self, concept: str) -> frozenset[str]:
        """Return all broader concepts, without the concept itself."""
        ...

    def descendants(self, concept: str) -> frozenset[str]:
        """Return all narrower concepts, without the concept itself."""
        ...


# --- questions and evidence --------------------------------------------------------------------------------------


class QuestionType(StrEnum):
    """What kind of thing is asked."""

    TREATMENT = "treatment"
    DIAGNOSIS = "diagnosis"
    PROGNOSIS = "prognosis"
    HARM = "harm"
    PREVENTION = "prevention"
    COMPARISON = "comparison"
    UPDATE = "update"
    DEFINITION = "definition"
    REASON = "reason"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: its text, mentions, type and slots (concept ids)."""

    text: str
    type: QuestionType
    mentions: tuple[Mention, ...] = ()
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What the index returns: a passage, its score, and the terms of the query that met it."""

    passage: Passage
    score: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """The outcome of one coded check: its kind and what it is about, e.g. (indirect, "cancer VTE")."""

    kind: LabelKind
    reason: str = ""

    def __str__(self) -> str:
        """Return the label as a page prints it."""
        return f"{self.kind}: {self.reason}" if self.reason else str(self.kind)


@dataclass(frozen=True, slots=True)
class Level:
    """What the study design alone says: "Level from design: case series (rule 4)". It is not GRADE."""

    design: str
    rule: int
    rank: int  # 1 is strongest; orders a page, never printed alone

    def __str__(self) -> str:
        """Return the level as a page prints it."""
        return f"level from design: {self.design} (rule {self.rule})"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a piece of evidence stands to a question."""

    condition: Relation
    intervention: Relation
    labels: tuple[Label, ...] = ()

    @property
    def direct(self) -> bool:
        """Whether it speaks of what was asked: no label says otherwise."""
        return not any(label.kind is LabelKind.INDIRECT for label in self.labels)

    @property
    def clean(self) -> bool:
        """Whether no check objects, so that it may stand as a bottom line."""
        return all(label.kind is LabelKind.HARM for label in self.labels)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage together with its document, as found for one question; judged once ``judgement`` is there."""

    document: Document
    passage: Passage
    score: float
    finding: Finding | None = None
    work: Work | None = None
    level: Level | None = None
    judgement: Judgement | None = None

    @property
    def text(self) -> str:
        """The passage, cut from the stored text."""
        return self.document.text[self.passage.start : self.passage.end]


# --- answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """A receipt: the document, the sha256 of its stored text, and the span in it."""

    document: str
    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer: cut from a stored document by its citation, never typed again."""

    id: str  # the finding's id, or document#start
    quote: str
    citation: Citation
    voice: Voice
    mark: str  # how the page refers to it: "3" (a source number) or "A1" (an appraisal)
    source: str  # work id
    labels: tuple[Label, ...] = ()
    level: Level | None = None
    year: int | None = None
    read: str | None = None
    strength: str | None = None
    stream: Stream | None = None
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered entry of an answer's source list."""

    mark: str
    work: str
    title: str
    authors: tuple[str, ...]
    journal: str | None
    year: int | None
    design: str | None
    ids: Ids
    url: str | None
    read_level: str | None
    notices: tuple[Notice, ...] | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements that disagree; ``why`` and ``handle`` are appraisals with receipts of their own."""

    id: str
    topic: str
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]
    why: Claim
    handle: Claim


@dataclass(frozen=True, slots=True)
class Gap:
    """Something looked for and not found. ``kind`` is absent, silent or left out (promise 4)."""

    kind: str
    about: str
    detail: str
    passages: int = 0
    full_texts: int = 0
    synopses: int = 0


@dataclass(frozen=True, slots=True)
class SituationRow:
    """One row of "the sources split by situation"."""

    letter: str
    name: str
    claims: tuple[str, ...]  # claim ids
    direct: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """The state of the evidence by directness and design: counts of *sources*, never of directions."""

    topic: str
    direct: tuple[tuple[str, int], ...]  # (design group, number of sources)
    indirect: int
    nearest: tuple[str, ...] = ()  # claim ids


@dataclass(frozen=True, slots=True)
class Search:
    """The search as run: part of the answer."""

    terms: tuple[str, ...]
    passages: int
    full_texts: int
    synopses: int
    hits: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One page: self-contained and replayable."""

    question: Question
    fingerprint: str
    library: str  # what answered: packs and their dates
    review: str  # exactly one state
    notices: str  # what is known about retractions
    state: State
    bottom_line: str | None  # a claim id
    first: tuple[Claim, ...] = ()
    situations: tuple[SituationRow, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Source, ...] = ()
    search: Search | None = None
    documents: tuple[Document, ...] = ()
    trace: tuple[tuple[str, str], ...] = ()


# --- packs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Situation:
    """A row of a pack's situation table."""

    letter: str
    name: str
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """For which questions something of a pack applies: any of the conditions and, if named, any intervention."""

    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SituationTable:
    """How the sources split for one kind of question."""

    when: When
    rows: tuple[Situation, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A finding shown first whenever a question is about ``when``."""

    when: When
    finding: str


@dataclass(frozen=True, slots=True)
class Facet:
    """Something an answer of these question types should say, and the words that show it is said."""

    id: str
    name: str
    types: tuple[QuestionType, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pack's record of statements that conflict. ``why`` and ``handle`` are spans of the pack's appraisal text."""

    id: str
    topic: str
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]
    document: str
    why: tuple[int, int]
    handle: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pack:
    """The data of one clinical area: data only, never code."""

    id: str
    title: str
    version: str
    compiled: str
    licence: str
    sha256: str
    concepts: tuple[Concept, ...] = ()
    works: tuple[Work, ...] = ()
    documents: tuple[Document, ...] = ()
    openings: tuple[Opening, ...] = ()
    situations: tuple[SituationTable, ...] = ()
    facets: tuple[Facet, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    questions: tuple[tuple[str, str], ...] = field(default=())


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values in order, each once."""
    return tuple(dict.fromkeys(values))
