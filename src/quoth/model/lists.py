"""The closed lists: kinds, voices, streams, relations, labels, question types."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a document is."""

    RECORD = "record"  # a bibliographic record: title and abstract
    FULLTEXT = "full text"
    PDF = "pdf"
    SYNOPSIS = "synopsis"  # our own words about one source
    APPRAISAL = "appraisal"  # the pack authors' own conclusions; not literature
    LOCAL = "local"  # a hospital's own document


WHOLE = frozenset({Kind.FULLTEXT, Kind.PDF})  # the paper itself, not a record of it


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


KIN = frozenset({Relation.SAME, Relation.NARROWER, Relation.BROADER})


class LabelKind(StrEnum):
    """The coded checks of promise 3, the harm mark, and what befell a source as a whole."""

    INDIRECT = "indirect"
    BORROWED = "borrowed"
    OUT_OF_CONTEXT = "out of context"
    BACKGROUND = "background"
    HARM = "harm"
    RETRACTED = "retracted"
    CONCERN = "under concern"
    PAST = "past its date"


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
