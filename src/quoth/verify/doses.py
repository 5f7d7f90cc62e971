"""Doses as a sentence gives them: which drug, how much, by weight or fixed, how often.

Two checks rest on them. *Mixed classes*: one agent of a class dosed by weight beside another in fixed amounts, with no
word on which is for treatment and which for prevention; treatment doses of anticoagulants go by weight, preventive ones
are mostly fixed, so the sentence may set unlike doses side by side. A person must judge. *Differing*: the same drug, unit and
basis, another amount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quoth.model import Mention
from quoth.quantity import NUMBER, number

_UNITS = r"(?:mcg|[\u00b5\u03bcu]g|mg|g|units?|IU|U|mL|ml)"
_DOSE = re.compile(
    rf"(?<![\w.,])(?P<low>{NUMBER})(?:\s?(?:-|\u2013|to)\s?(?P<high>{NUMBER}))?\s?(?P<unit>{_UNITS})"
    rf"(?P<per>\s?(?:/|per)\s?(?:kg|kilogram))?(?!\s?/\s?(?:d?L|[\u00b5\u03bcu]L|mL|mm))(?![\w])"
)
_OFTEN = (
    (re.compile(r"\b(?:twice|two times|2 times)\b|\bb\.?i\.?d\b|\b(?:every|q)\s?12\s?h", re.IGNORECASE), "twice daily"),
    (
        re.compile(r"\b(?:thrice|three times|3 times)\b|\bt\.?i\.?d\b|\b(?:every|q)\s?8\s?h", re.IGNORECASE),
        "three times daily",
    ),
    (re.compile(r"\b(?:weekly|every week|once a week)\b", re.IGNORECASE), "weekly"),
    (re.compile(r"\b(?:daily|once a day|a day|per day|/day|/d\b|q\.?d\b)", re.IGNORECASE), "daily"),
)
_SPAN = 80  # characters between a drug's name and its dose, or a dose and how often
_PURPOSES = (
    re.compile(r"prophyla|prevent", re.IGNORECASE),
    re.compile(r"therapeutic|treatment dose|full[- ]dose", re.IGNORECASE),
)
SAME = {
    "units": "U",
    "unit": "U",
    "iu": "U",
    "u": "U",
    "mcg": "ug",
    "\u00b5g": "ug",
    "\u03bcg": "ug",
    "ug": "ug",
    "ml": "mL",
}


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose of a drug: the concepts named for it, the amount as printed, its unit, by weight or not, how often."""

    drug: tuple[str, ...]
    printed: str
    low: str
    high: str
    unit: str
    by_weight: bool
    often: str


def doses_in(text: str, mentions: Sequence[Mention]) -> tuple[Dose, ...]:
    """Return the doses of ``text`` that stand beside a drug it names; the nearest name before wins, else the next."""
    drugs = [m for m in mentions if m.type == "intervention"]
    found = []
    for match in _DOSE.finditer(text):
        before = [m for m in drugs if m.end <= match.start() and match.start() - m.end <= _SPAN]
        after = [m for m in drugs if m.start >= match.end() and m.start - match.end() <= _SPAN // 2]
        drug = before[-1] if before else (after[0] if after else None)
        if drug is None:
            continue
        following = next((d.start() for d in _DOSE.finditer(text, match.end())), len(text))
        rest = text[match.end() : min(following, match.end() + _SPAN)]
        often = min(((m.start(), name) for rule, name in _OFTEN if (m := rule.search(rest))), default=(0, ""))[1]
        unit = SAME.get(match["unit"].lower(), match["unit"].lower())
        low = match["low"]
        found.append(Dose(drug.concepts, match[0].strip(), low, match["high"] or low, unit, bool(match["per"]), often))
    return tuple(found)


def mixed(text: str, doses: Sequence[Dose], akin: Callable[[str, str], bool]) -> tuple[Dose, Dose] | None:
    """Return a dose by weight and a fixed one of two drugs of one class, where the sentence does not say what for."""
    if all(purpose.search(text) for purpose in _PURPOSES):
        return None
    for one in doses:
        for other in doses:
            unlike = one.by_weight and not other.by_weight and one.drug != other.drug
            if unlike and one.often and other.often and any(akin(a, b) for a in one.drug for b in other.drug):
                return one, other
    return None


def differing(statement: Sequence[Dose], passage: Sequence[Dose]) -> tuple[Dose, Dose] | None:
    """Return a dose of a statement and the passage's for the same drug, unit, basis and frequency that is another.

    None where any dose of the passage is the statement's: a paper may give several.
    """
    for one in statement:
        same = [
            d for d in passage if set(d.drug) & set(one.drug) and (d.unit, d.by_weight) == (one.unit, one.by_weight)
        ]
        same = [d for d in same if not (d.often and one.often) or d.often == one.often]
        if same and not any(_equal(one, d) for d in same):
            return one, same[0]
    return None


def _equal(one: Dose, other: Dose) -> bool:
    mine, theirs = (number(one.low), number(one.high)), (number(other.low), number(other.high))
    return mine == theirs or (None not in theirs and None not in mine and theirs[0] <= mine[0] <= mine[1] <= theirs[1])  # type: ignore[operator]
