"""Figures that changed places: "38 % with A and 12 % with B" where the source says "12 % with A, 38 % with B".

Every word and every figure of such a statement stands in its source, so nothing else tells them apart. What a figure
belongs to is the nearest shared word after it, where a small word binds it so ("12 % with A"), else before it ("A 12 %").
If two figures stand in another order than in the source, what they belong to must too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from quoth.model.audits import Difference
from quoth.verify.stated_figures import Stated, stated
from quoth.verify.wording import wording

_BINDS = re.compile(r"\s?(?:with|on|in|for|of|among|under|after|receiving|given)\s", re.IGNORECASE)
_Key = TypeVar("_Key", bound=Hashable)
_SHOWN = 30  # characters on either side of two figures that a difference shows


def crossed(statement: str, sentence: str) -> Difference | None:
    """Return how two figures changed places between a statement and a sentence, or None where none did."""
    mine, theirs = stated(statement), stated(sentence)
    there = dict(_once((_key(f), f.start) for f in theirs))
    here = dict(_once((_key(f), f.start) for f in mine))
    figures = [f for f in mine if _key(f) in here and _key(f) in there]
    if len(figures) < 2:
        return None
    own = dict(_once((w.stem, w.start) for w in wording(statement).content))
    other = dict(_once((w.stem, w.start) for w in wording(sentence).content))
    words = sorted((start, stem) for stem, start in own.items() if stem in other)
    bounds = [f.start for f in mine]
    for first, second in pairwise(figures):
        pair = _owners(statement, first, second, words, bounds)
        if pair is None:
            continue
        at = there[_key(first)], there[_key(second)]
        if (at[0] < at[1]) is not (other[pair[0]] < other[pair[1]]):
            return Difference("arms", _around(sentence, at), _around(statement, (first.start, second.start)))
    return None


def _key(figure: Stated) -> tuple[Decimal, str]:
    return figure.value, figure.unit


def _once(found: Iterable[tuple[_Key, int]]) -> Iterator[tuple[_Key, int]]:
    """Yield what stands in a text exactly once, with its place."""
    places = list(found)
    counts = Counter(key for key, _ in places)
    return ((key, at) for key, at in places if counts[key] == 1)


def _owners(
    text: str, first: Stated, second: Stated, words: Sequence[tuple[int, str]], bounds: Sequence[int]
) -> tuple[str, str] | None:
    """Return the words that two figures of a text belong to, or None where the text does not tell."""
    after = [_BINDS.match(text, figure.end) is not None for figure in (first, second)]
    between = [stem for at, stem in words if first.end <= at < second.start]
    if all(after):
        stop = min((at for at in bounds if at > second.start), default=len(text))
        beyond = [stem for at, stem in words if second.end <= at < stop]
        return (between[0], beyond[0]) if between and beyond else None
    if any(after):
        return None
    before = [stem for at, stem in words if at < first.start]
    return (before[-1], between[-1]) if before and between else None


def _around(text: str, places: tuple[int, int]) -> str:
    start, end = max(0, min(places) - _SHOWN), max(places) + _SHOWN
    shown = text[start:end]
    shown = shown.split(" ", 1)[-1] if start else shown
    return shown.rsplit(" ", 1)[0] if end < len(text) else shown
