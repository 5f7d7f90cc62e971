"""Small words that turn a statement: "before" for "after", "twice daily" for "once daily", "first-line" for "second-line".

None is rare enough to weigh much, and each changes what a reader would do. A word of ``data/opposed.txt`` that a sentence
lacks while it has another of the set is told, and so is how often, in which line or trimester, if it stands there not so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from quoth.model.audits import Difference

FILE = Path(__file__).parent / "data" / "opposed.txt"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TIMES = {"once": "1", "twice": "2", "thrice": "3", "one": "1", "two": "2", "three": "3", "four": "4", "a single": "1"}
_PERIODS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
    "hourly": "hour",
}
_OFTEN = re.compile(
    r"(?:(?P<times>once|twice|thrice|(?:one|two|three|four|\d+)(?= times))(?: times)?[ -]?)?"
    r"(?P<period>daily|weekly|monthly|yearly|annually|hourly|(?:a|per|each|every) (?:day|week|month|year|hour))\b",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(first|second|third|fourth|\d(?:st|nd|rd|th))[ -](line|trimester|degree|generation)\b", re.IGNORECASE
)
_RANKS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth"}
_PREFIXES = ("hyper", "hypo")


def exchanged(statement: str, sentence: str) -> Iterable[Difference]:
    """Yield the small words of ``statement`` in whose place ``sentence`` has others."""
    here, there = _words(statement), _words(sentence)
    for mine, theirs in zip(_groups_in(statement), _groups_in(sentence), strict=True):
        if mine and theirs and not any(group in theirs for group in mine):
            yield Difference("word", _first(there, theirs[0]), _first(here, mine[0]))
    for word in sorted(here):
        other = _counterpart(word)
        if other and other in there and word not in there:
            yield Difference("word", other, word)
    yield from _told("frequency", _often(statement), _often(sentence))
    yield from _told("word", _ranks(statement), _ranks(sentence))


def _told(kind: str, here: dict[str, str], there: dict[str, str]) -> Iterable[Difference]:
    """Yield what only the statement says, where the sentence says something else of the kind."""
    if there:
        for said, printed in here.items():
            if said not in there:
                yield Difference(kind, next(iter(there.values())), printed)


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


@lru_cache(maxsize=8192)
def _groups_in(text: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """Return which groups of opposed words a text has, line by line."""
    words = _words(text)
    return tuple(tuple(group for group in groups if not words.isdisjoint(group)) for groups in _opposed())


def _first(words: frozenset[str], group: frozenset[str]) -> str:
    return min(words & group)


def _counterpart(word: str) -> str | None:
    """Return hypotension for hypertension, and the other way round."""
    for prefix, other in (_PREFIXES, _PREFIXES[::-1]):
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            return other + word.removeprefix(prefix)
    return None


@cache
def _opposed() -> tuple[tuple[frozenset[str], ...], ...]:
    """Return the sets of groups of words that exclude each other."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    sets = (line.split("|") for line in lines if line and not line.startswith("#"))
    return tuple(tuple(frozenset(group.split()) for group in groups) for groups in sets)


@lru_cache(maxsize=8192)
def _often(text: str) -> dict[str, str]:
    """Return how often things are done, in one form, with how it is printed."""
    found: dict[str, str] = {}
    for match in _OFTEN.finditer(text):
        period = match["period"].casefold()
        times = (match["times"] or "once").casefold()
        found[f"{_TIMES.get(times, times)} {_PERIODS.get(period, period.split()[-1])}"] = match.group()
    return found


@lru_cache(maxsize=8192)
def _ranks(text: str) -> dict[str, str]:
    """Return lines, trimesters, degrees and generations with how each is printed."""
    matches = _RANK.finditer(text)
    return {f"{_RANKS.get(m[1].casefold(), m[1].casefold())} {m[2].casefold()}": m.group() for m in matches}
