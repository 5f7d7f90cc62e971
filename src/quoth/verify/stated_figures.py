"""Whether the figures of a statement stand in a passage: same value, same unit, same comparator or a narrower one.

Digits inside names (IL-6, CD4, COVID-19) are no figures. Numbers in words from two to twelve count as figures, so that
"12 patients" is borne out by "twelve patients"; "one" is left out: it mostly points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from quoth.model.audits import Difference
from quoth.quantity import COMPARATOR, NUMBER, comparator, number, unit

# What a comparator of the passage is enough for, at the same value.
ENOUGH_FOR = {"=": {"=", ">=", "<=", "~"}, ">": {">", ">="}, "<": {"<", "<="}, ">=": {">="}, "<=": {"<="}, "~": {"~"}}
_S = "[ \u00a0\u2009\u202f-]?"
_UNIT = (
    r"%|percent\b|per cent\b|per (?:\d[\d,]*)|[x\u00d7]\s?10\^?\d{1,2}\s?/\s?L"
    r"|(?:[kmn\u00b5\u03bcu]?g|mcg|[mn\u00b5\u03bcu]?mol|[mk]?I?U|mEq|cells|copies|G)\s?/\s?(?:kg|[dm\u00b5\u03bcu]?[Ll]|m2|m\u00b2|h|hr|min|d|day|week)(?:\s?/\s?(?:h|hr|min|d|day))?\b"
    r"|/\s?(?:[\u00b5\u03bcu]?[Ll]|mm3|mm\u00b3|min)\b|mm\s?Hg\b|(?:[kmn\u00b5\u03bcu]?[gL]|mcg|m[lL]|d[lL]|f[lL]|IU|U|kDa|bpm|\u00b0\s?C|[cmkn\u00b5\u03bc]?m"
    r"|years?|yrs?|months?|mo|weeks?|wks?|days?|hours?|hrs?|h|minutes?|mins?|seconds?|sec|s|ms|[mn\u00b5\u03bc]?mol|[mn\u00b5\u03bc]M|fold|times|ppm|million|billion|thousand)(?![\w])"
)
_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_FIGURE = re.compile(
    rf"(?:(?P<comparator>{COMPARATOR})\s*(?:a |an |the )?)?(?:(?<![\w.,/\u00b7^-])|(?<=[\d%\s(][\u2013-])|(?<=\d/)|(?<=[<>=\u2264\u2265~]))"
    rf"(?P<number>{NUMBER}|(?:{_WORDS})\b)(?![\w/\u00b7^]*[A-Za-z]{{2}}[\w-]*\d)"
    rf"(?:{_S}(?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_CROSSED = re.compile(r"[A-Za-z/]")
_RANGE = re.compile(rf"\s?(?:%\s?)?(?:-|\u2013|\u2014|to|and)\s?{NUMBER}\s?-?(?P<unit>{_UNIT})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as a text states it: exact value, unit in its one spelling ("" for none), comparator, and as printed."""

    value: Decimal
    unit: str
    comparator: str
    printed: str
    start: int = 0
    end: int = 0


@lru_cache(maxsize=8192)
def stated(text: str) -> tuple[Stated, ...]:
    """Return the figures of ``text`` in order."""
    found: list[Stated] = []
    for match in _FIGURE.finditer(text):
        value = number(match["number"])
        if value is None:
            continue
        of = match["unit"]
        after = text[match.end("number") : match.end("number") + 1]
        if (
            of is None
            and after
            and (after.isalpha() or (after in "-/" and _CROSSED.match(text, match.end("number") + 1)))
        ):
            continue  # the digits belong to a word: 5-HT, 16S, 3D
        if of is None and (upper := _RANGE.match(text, match.end("number"))):
            of = upper["unit"]  # "3 to 5 days": both are days
        compared = comparator(match["comparator"] or "=") or "="
        printed = " ".join(match.group().split())
        found.append(Stated(value, unit(of or ""), compared, printed, match.start("number"), match.end()))
    return tuple(found)


def missing(statement: str, sentence: str) -> tuple[Difference, ...]:
    """Return the figures of ``statement`` that ``sentence`` does not bear out, each beside the nearest there.

    Each figure of the sentence bears out one of the statement, so that "20 of 20" is not borne out by "10 of 20".
    Digits in names and codes (10/66, CD4) must stand there too.
    """
    there, left = stated(sentence), list(stated(sentence))
    found = []
    for figure in stated(statement):
        holds = next((g for g in left if _bears(g, figure)), None)
        if holds is None:
            found.append(_difference(figure, there))
        else:
            left.remove(holds)
    return (*found, *_codes(statement, sentence))


def _bears(there: Stated, here: Stated) -> bool:
    return there.value == here.value and there.unit == here.unit and here.comparator in ENOUGH_FOR[there.comparator]


def _codes(statement: str, sentence: str) -> Iterable[Difference]:
    """Tell digits of the statement that are part of a name or code the sentence does not hold."""
    there = Counter(_DIGITS.findall(sentence))
    figures = [(figure.start, figure.end) for figure in stated(statement)]
    for match in _DIGITS.finditer(statement):
        if any(start <= match.start() < end for start, end in figures) or _lettered(statement, match.start()):
            continue
        there[match.group()] -= 1
        if there[match.group()] < 0:
            yield Difference("name", "", _around(statement, match.start(), match.end()))


def _lettered(text: str, at: int) -> bool:
    """Whether the digits at ``at`` follow a letter or a letter and a hyphen: a code's (CD4, IL-6), told as a name."""
    before = text[max(0, at - 2) : at]
    return (before[-1:].isalpha() and before[-1:].isupper()) or (before[-1:] == "-" and before[:1].isupper())


def _around(text: str, start: int, end: int) -> str:
    """Return the word that a stretch is part of."""
    before, after = text[:start].rsplit(" ", maxsplit=1)[-1], text[end:].split(" ", maxsplit=1)[0]
    return f"{before}{text[start:end]}{after}".strip(",.;:()")


def _difference(here: Stated, there: Sequence[Stated]) -> Difference:
    """Return in which respect the nearest figure of the passage is another."""
    alike = [g for g in there if g.value == here.value]
    if same := next((g for g in alike if g.unit == here.unit), None):
        return Difference("comparator", same.printed, here.printed)
    if alike:
        return Difference("unit", alike[0].printed, here.printed)
    opposite = next((g for g in there if g.value == -here.value), None)
    if opposite:
        return Difference("sign", opposite.printed, here.printed)
    of_unit = [g for g in there if g.unit == here.unit and here.unit]
    nearest = min(of_unit, key=lambda g: abs(g.value - here.value), default=None)
    return Difference("number", nearest.printed if nearest else "", here.printed)
