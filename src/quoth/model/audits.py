"""Checks of what others wrote: does a quote stand in a text, does a passage bear a statement out, and the verdicts.

Import from here, not from `quoth.model`: asking needs none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
