"""Statements that say again what an earlier one said: nearly the same words, or the same general advice.

General advice (weigh the risks, decide case by case, monitor closely) is worded anew each time, so it is recognised by
its form; two such statements repeat each other only where they name the same treatments and neither gives a figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quoth.verify.soberness import ways

ADVICE = (
    (
        "weigh risks",
        re.compile(
            r"\b(?:weigh\w*|balanc\w+|assess\w*|consider\w*)\b.*\brisks?\b|\brisks?\b.*\b(?:weigh\w*|balanc\w+|consider\w*)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "decide case by case",
        re.compile(r"\bcase[- ]by[- ]case\b|\bindividuali[sz]\w+|\btailor\w*\b|\bpatient[- ]specific\b", re.IGNORECASE),
    ),
    (
        "monitor closely",
        re.compile(
            r"\b(?:clos\w+|careful\w*|regular\w*|frequent\w*)\s(?:\w+\s)?(?:monitor|follow)|\bmonitor\w*\b.{0,30}\b(?:clos|careful|regular|frequent)",
            re.IGNORECASE,
        ),
    ),
    (
        "more research needed",
        re.compile(
            r"\b(?:further|more|additional)\s(?:\w+\s)?(?:research|studies|trials|data)\b.*\b(?:need|require|warrant|necess)",
            re.IGNORECASE,
        ),
    ),
)
ALIKE = 0.8  # shared content words of the shorter statement
LEAST = 4  # content words; below it two statements are never called alike
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it is compared: its words' stems, the treatments and conditions it names, its figures, denial."""

    text: str
    stems: frozenset[str]
    treatments: frozenset[str] = frozenset()
    negated: bool = False


def repeated(
    statements: Sequence[Said], akin: Callable[[frozenset[str], frozenset[str]], bool]
) -> dict[int, tuple[int, str]]:
    """Return for each statement that repeats an earlier one (by place) which it repeats, and how.

    ``akin`` says whether two statements speak of the same treatments. Only the last 200 before one are looked at.
    """
    found: dict[int, tuple[int, str]] = {}
    forms = [_advice(s) for s in statements]
    digits = [_figures(s.text) for s in statements]
    turns = [ways(s.text) for s in statements]
    for at, said in enumerate(statements):
        for before in range(max(0, at - 200), at):
            other = statements[before]
            if said.negated != other.negated or digits[at] != digits[before] or turns[at] != turns[before]:
                continue
            if _alike(said, other):
                found[at] = (before, "in nearly the same words")
            elif forms[at] and forms[at] == forms[before] and akin(said.treatments, other.treatments):
                found[at] = (before, f"the same general advice: {forms[at]}")
            else:
                continue
            break
    return found


def _alike(one: Said, other: Said) -> bool:
    fewer = min(len(one.stems), len(other.stems))
    more = max(len(one.stems), len(other.stems))
    shared = len(one.stems & other.stems)
    return one.treatments == other.treatments and fewer >= LEAST and shared >= ALIKE * fewer and shared >= more / 2


def _advice(said: Said) -> str:
    """Return which general advice a statement gives; "" where it gives a figure or none."""
    if _FIGURE.search(said.text):
        return ""
    return next((name for name, form in ADVICE if form.search(said.text)), "")


def _figures(text: str) -> tuple[str, ...]:
    """Return the figures of a statement in their order: in another order they may belong to other arms."""
    return tuple(re.findall(r"\d+(?:[.,]\d+)*\s?(?:%|[^\W\d_]{1,6})?", text))
