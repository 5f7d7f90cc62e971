"""Answers: claims with receipts, and everything a page shows around them."""

from __future__ import annotations

from dataclasses import dataclass

from quoth.model.documents import Document, Ids, Notice
from quoth.model.lists import Stream, Voice
from quoth.model.questions import Label, Level, Question


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
    checked: tuple[tuple[str, str | None], ...] = ()  # signals for notices that were looked at, with their dates


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements that disagree; ``why`` and ``handle`` are appraisals with receipts of their own."""

    id: str
    topic: str
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]
    why: Claim
    handle: Claim
    unshown: tuple[str, ...] = ()  # of either side: kept by the pack and not shown as evidence


@dataclass(frozen=True, slots=True)
class Gap:
    """Something looked for and not found. ``kind`` is absent, filtered, silent or left out (promise 4)."""

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
    exact: tuple[tuple[str, int], ...]  # (design group, sources that speak of just what was asked)
    kinds: tuple[tuple[str, int], ...]  # the same for sources that speak of a kind of it
    nearest: tuple[str, ...]  # claims on a kind of it, or that say only that nothing is known
    indirect: int  # sources that speak of neighbours only
    reason: str = ""  # why nothing of a source stands on top
    crowded: tuple[tuple[str, int], ...] = ()  # by stream: worth showing, no room


@dataclass(frozen=True, slots=True)
class Search:
    """The search as run: part of the answer."""

    terms: tuple[str, ...]
    passages: int
    full_texts: int
    synopses: int
    hits: int
    filters: tuple[tuple[str, str], ...] = ()  # (field, value): what the search was restricted to
    readings: tuple[str, ...] = ()  # sentences on words that were also read otherwise than typed


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
    cautions: tuple[Claim, ...] = ()  # to read beside the lines marked !
    situations: tuple[SituationRow, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Source, ...] = ()
    search: Search | None = None
    documents: tuple[Document, ...] = ()
    trace: tuple[tuple[str, str], ...] = ()
