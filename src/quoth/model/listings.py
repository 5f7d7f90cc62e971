"""Searching: what was found, the search as run, and why something is not on a page.

Not re-exported by `quoth.model`: asking a plain question needs none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quoth.model.answers import Claim, Source
from quoth.model.documents import Document
from quoth.model.filters import Filters
from quoth.model.questions import Label, Question, Slot


@dataclass(frozen=True, slots=True)
class Tally:
    """How much a line of a search finds: passages, the documents they stand in, and the works (papers) these are of.

    ``works`` is None where it was not counted.
    """

    passages: int
    documents: int
    works: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a search strategy: terms that are alternatives, and how much they alone find.

    ``origin`` is typed, spelling, abbreviation, concept, kinds, wider or added; ``source`` the vocabulary the terms come
    from, "" for what was typed. ``names`` are the terms in words, ``synonyms`` the other names under which texts were
    found to speak of them.
    """

    number: int
    origin: str
    about: str  # the word or concept of the question this line is for
    slot: str  # condition, intervention, population, outcome, or "" for a plain word
    terms: tuple[str, ...]
    names: tuple[str, ...]
    fields: str
    weight: float
    tally: Tally
    source: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Miss:
    """A document that came near and was left out, and why: of the reasons of `Outcome`."""

    ident: str  # a statement's id, or a document's with the place of the passage
    document: str
    title: str
    year: int | None
    rank: int  # 0 where it has none: the pack withholds it
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class SearchLog:
    """The search as run, line by line, so that it can be reported and run again. Dates are the library's."""

    question: str
    filters: Filters
    engine: str
    library: str  # packs with their dates
    fingerprint: str
    sources: tuple[tuple[str, str], ...]  # (vocabulary or pack, what it is): where added terms come from
    held: Tally  # the library: everything searchable
    lines: tuple[Line, ...]
    combined: Tally  # any line
    filtered: Tally  # any line, and every filter
    taken: int  # passages that were read for a page, the best first; 0 for a listing
    shown: int  # sentences of a page, or works of a listing
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # sentences on how the question was read, and whether the search used feedback
    misses: tuple[Miss, ...] = ()
    more: tuple[tuple[str, int], ...] = ()  # further near misses by outcome, counted only


@dataclass(frozen=True, slots=True)
class Found:
    """One work of a listing: its source entry (``source.mark`` is its rank), its best sentence, and what it is."""

    source: Source
    claim: Claim
    document: str
    stream: str
    licence: str | None
    passages: int  # of it among the passages that were ranked
    score: float


@dataclass(frozen=True, slots=True)
class Listing:
    """Documents ranked by their best passage, a work once; an appraisal stands beside the work it is about."""

    question: Question
    filters: Filters
    fingerprint: str
    library: str
    review: str
    passages: int | None  # all that the search finds, filters applied; None where notices would have to be read of each
    found: tuple[Found, ...]
    documents: tuple[Document, ...] = ()
    readings: tuple[str, ...] = ()  # sentences on what was read otherwise than typed
    log: SearchLog | None = None


class Outcome(StrEnum):
    """What became of a passage: where it is on a page, or the one reason why it is not."""

    SHOWN = "shown"
    ABSENT = "not in this library"
    REMOVED = "taken out of use"
    WITHHELD = "withheld by the pack"
    FILTERED = "left out by a filter"
    UNMATCHED = "no term matched"
    BEYOND = "beyond the passages read"
    LOWER = "ranked below those listed"
    UNFIT = "of another subject"
    WEAK = "too far from the question"
    CROWDED = "worth showing, no room"
    ASIDE = "kept for another place of the page"


@dataclass(frozen=True, slots=True)
class Met:
    """A term of the search that a passage meets: what it is for, its slot, and what it adds to the score."""

    term: str
    name: str
    origin: str
    slot: str
    score: float


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one statement or passage, and all that decided it."""

    ident: str
    document: str
    quote: str
    outcome: Outcome
    reason: str  # one sentence
    rank: int = 0  # among all passages the search finds; 0 where it finds it not
    of: int = 0
    score: float = 0.0
    met: tuple[Met, ...] = ()
    slots: tuple[Slot, ...] = ()
    labels: tuple[Label, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why something is, or is not, on the page of a question: one fate a statement, the best ranked first."""

    ident: str
    question: Question
    filters: Filters
    fingerprint: str
    library: str
    title: str
    fates: tuple[Fate, ...]
    names: tuple[tuple[str, str], ...] = ()  # of each concept that a slot names: (id, name)
