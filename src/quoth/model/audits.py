"""Checks of what others wrote: does a quote stand in a text, does a passage bear a statement out, and the verdicts.

Import from here, not from `quoth.model`: asking needs none of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from quoth.model.answers import Claim, Source
from quoth.model.documents import Document, Ids, Notice
from quoth.model.marks import Mention


class Standing(StrEnum):
    """How a quote stands in a text."""

    EXACT = "exact"  # character for character
    FOLDED = "folded"  # but for what carries no meaning: white space, ligatures, dashes, quote marks, marked gaps
    ALTERED = "altered"  # nearly: the differences are told
    ABSENT = "absent"  # nothing of the text comes near


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a quote and its source part: ``kind`` is comparator, sign, number, unit, negation, word …"""

    kind: str
    source: str
    quote: str

    def __str__(self) -> str:
        """Return the difference as a page prints it."""
        says, quotes = (repr(words) if words else "nothing" for words in (self.source, self.quote))
        return f"source says {says}, quote says {quotes}"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Where a quote stands in a text, or the nearest span (-1, -1 where there is none) and how they differ."""

    standing: Standing
    start: int = -1
    end: int = -1
    differences: tuple[Difference, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the text says what the quote says."""
        return self.standing in {Standing.EXACT, Standing.FOLDED}


class Support(StrEnum):
    """What a passage does for a statement. Unsure is always unsettled, never a contradiction."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with what the annotator saw in it; spans are of ``text``."""

    text: str
    mentions: tuple[Mention, ...] = ()
    negated: bool = False
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a passage does for a statement: by which of its sentences (an index, -1 for none), how surely, and why."""

    support: Support
    sentence: int = -1
    confidence: float = 0.0
    differences: tuple[Difference, ...] = ()  # figures, doses, arms, names that differ
    reasons: tuple[str, ...] = ()


class VerdictKind(StrEnum):
    """What an audit can say of a statement; a statement may be several of these at once."""

    SUPPORTED = "supported"  # the cited source says it: the passage is shown
    ELSEWHERE = "supported by another source"  # not by the cited one as far as can be told, but by one of this library
    CONTRADICTED = "contradicted"
    FIGURE_DIFFERS = "dose or figure differs"
    NOT_SAID = "not said by the cited source"
    RETRACTED = "source retracted"
    CONCERN = "source under concern"
    CORRECTED = "source corrected"
    SUPERSEDED = "source superseded"
    WITHDRAWN = "drug withdrawn"
    DOSES_MIXED = "dose classes mixed"
    UNCITED = "uncited"
    UNKNOWN_SOURCE = "unknown source"  # the mark stands for nothing, or its identifier cannot be one
    INDIRECT = "indirect"
    BORROWED = "borrowed"
    BACKGROUND = "background"
    REPEATS = "repeats another statement"
    NOT_CHECKABLE = "not checkable here"  # the cited source is not in this library
    NOT_CONFIRMED = "not confirmed"  # unsure: the nearest passage is shown, and a person must read it

    @property
    def slug(self) -> str:
        """Return how a command line names it."""
        return self.value.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a foreign text that asserts something; ``start`` and ``end`` are of the text as it was read."""

    number: int
    text: str  # as printed, without what links were made visible
    start: int
    end: int
    marks: tuple[str, ...] = ()  # of the sources it cites, as `Cited.mark`


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that a foreign text cites: what its mark resolves to.

    ``state`` is held (this library has text of it), noticed (not held, but a notice on it is known), not held, or
    unknown (the mark stands for nothing).
    """

    mark: str
    state: str
    title: str = ""
    ids: Ids = field(default_factory=Ids)
    work: str | None = None
    url: str | None = None
    how: str = ""  # what it was recognised by: doi, pmid, pmcid, link, title and year, author and year
    notices: tuple[Notice, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit says of one statement: all kinds that apply, why, and the passages a reader must see."""

    statement: Statement
    kinds: tuple[VerdictKind, ...]
    reasons: tuple[str, ...] = ()
    passages: tuple[Claim, ...] = ()  # the bearing or nearest passages, with their receipts


@dataclass(frozen=True, slots=True)
class Audit:
    """A foreign text checked against a library, statement by statement."""

    name: str
    sha256: str  # of the bytes that were read
    question: str  # what the text is taken to answer; "" where it says nothing of the kind
    fingerprint: str
    library: str
    verdicts: tuple[Verdict, ...]
    cited: tuple[Cited, ...] = ()
    sources: tuple[Source, ...] = ()  # of this library, that the shown passages are of
    documents: tuple[Document, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()  # (what was not judged, how many): headings, questions, disclaimers …
    unread: int = 0  # characters past the most that one audit reads

    @property
    def counts(self) -> tuple[tuple[VerdictKind, int], ...]:
        """Return how many statements each kind was given to, in the order of the kinds."""
        found = Counter(kind for verdict in self.verdicts for kind in verdict.kinds)
        return tuple((kind, found[kind]) for kind in VerdictKind if found[kind])
