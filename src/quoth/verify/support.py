"""Does a passage support a statement, contradict it, or not settle it?

The sentence of the passage that names most of what the statement names is read against it: a learned scale says how
such pairs usually stand (``quoth.verify.scale``), and rules say what differs (``quoth.verify.objections``). *Supports*
needs the scale and no objection; *contradicts* needs the scale and a rule that names the turn. All else is unsettled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from quoth.model import Concepts
from quoth.model.audits import Support, Told, Weighed
from quoth.verify.bearing import PLACES, Shared, bearing, shared
from quoth.verify.objections import Objections, objections
from quoth.verify.scale import Chances, Limits, Scale, chances, scale
from quoth.verify.wording import Word, Wording, wording

LONGEST = 2000  # characters of one sentence that are read; a longer statement is not one
WORDED = 0.2  # how much the same direction words count beside the same names when the nearest sentence is chosen


@dataclass(frozen=True, slots=True)
class Nearest:
    """The sentence of a passage that comes nearest to a statement, and its features."""

    at: int
    both: Shared
    features: dict[str, float]


def weigh(
    statement: Told, passage: Sequence[Told], concepts: Concepts | None = None, *, by: Scale | None = None
) -> Weighed:
    """Return what ``passage`` does for ``statement``: by which sentence, how surely, what differs and why.

    ``passage`` is the sentences of one passage in order, with their marks; ``concepts`` tells a kind from its kin;
    ``by`` is another scale than the shipped one. Never raises for any text.
    """
    if len(statement.text) > LONGEST or _asks(statement.text):
        return Weighed(Support.UNSETTLED, reasons=("not a statement",))
    passage = [_cut(told) for told in passage]
    same = _said(statement.text, passage)
    if same >= 0:
        return Weighed(Support.SUPPORTS, same, 1.0)
    near = nearest(statement, passage)
    if near is None:
        return Weighed(Support.UNSETTLED, reasons=("nothing in common",))
    against = objections(statement, passage[near.at], passage, near.both, concepts)
    held = by or scale()
    return _decided(near, chances(near.features, held), held.limits, against)


def nearest(statement: Told, passage: Sequence[Told]) -> Nearest | None:
    """Return the sentence that names most of what the statement names, or None where none names any of it."""
    here = wording(statement.text)
    best: tuple[float, int, Shared] | None = None
    for at, told in enumerate(passage):
        there = wording(told.text)
        both = shared(here, there, _alike(statement, told, here, there))
        rank = both.share + WORDED * _worded(here, there)
        if both.pairs and (best is None or rank > best[0]):
            best = (rank, at, both)
    if best is None:
        return None
    _, at, both = best
    return Nearest(at, both, bearing(here, wording(passage[at].text), both))


def _decided(near: Nearest, chance: Chances, limits: Limits, against: Objections) -> Weighed:
    found = (near.at, against.differences, against.reasons)
    if chance.supports >= limits.supports and not against:
        return Weighed(Support.SUPPORTS, near.at, round(chance.supports, 3))
    enough = near.both.share >= limits.named
    if chance.contradicts >= limits.contradicts and enough and against.turns_only:
        return Weighed(Support.CONTRADICTS, near.at, round(chance.contradicts, 3), *found[1:])
    unsure = round(1 - max(chance.supports, chance.contradicts), 3)
    return Weighed(Support.UNSETTLED, near.at, unsure, found[1], found[2] or _why(against))


def _why(against: Objections) -> tuple[str, ...]:
    return () if against.differences else ("nearest passage, not plainly the same",)


def _cut(told: Told) -> Told:
    if len(told.text) <= LONGEST:
        return told
    kept = tuple(m for m in told.mentions if m.end <= LONGEST)
    return Told(told.text[:LONGEST], kept, told.negated, told.hedged)


def _asks(text: str) -> bool:
    return text.rstrip().endswith("?") or not any(c.isalnum() for c in text)


def _said(statement: str, passage: Iterable[Told]) -> int:
    """Return which sentence is the statement itself, but for case, space and the final stop; -1 for none."""
    plain = _plain(statement)
    return next((at for at, told in enumerate(passage) if _plain(told.text) == plain), -1)


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".!; ").casefold()


def _worded(here: Wording, there: Wording) -> float:
    """Return how many of the statement's direction words stand there: 0 to 1."""
    return len(here.turns & there.turns) / len(here.turns) if here.turns else 0.0


def _alike(statement: Told, told: Told, here: Wording, there: Wording) -> list[tuple[int, Word]]:
    """Return (place of a word of the statement, word of the sentence) where both lie in mentions of one concept."""
    if not statement.mentions or not told.mentions:
        return []
    words: dict[tuple[str, ...], list[Word]] = {}  # by what a mention of the statement names
    found: list[tuple[int, Word]] = []
    for mine in statement.mentions:
        if mine.concepts not in words:
            theirs = (m for m in told.mentions if not set(m.concepts).isdisjoint(mine.concepts))
            within = (w for m in theirs for w in _within(there, m.start, m.end))
            words[mine.concepts] = list(islice(within, PLACES))  # no more of them are looked at
        if words[mine.concepts]:
            places = _within(here, mine.start, mine.end)
            found += [(place.at, word) for place in places for word in words[mine.concepts]]
    return found


def _within(sentence: Wording, start: int, end: int) -> Sequence[Word]:
    """Return the content words that begin in a span."""
    content = sentence.content
    return content[bisect_left(content, start, key=_start) : bisect_left(content, end, key=_start)]


def _start(word: Word) -> int:
    return word.start
