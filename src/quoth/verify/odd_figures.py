"""Figures that differ between a statement and the passage that otherwise says the same.

The rule is narrow on purpose: all but the figures must nearly agree, the passage must give a figure of the same kind and
unit in its place, and the statement's figure must stand nowhere in the source (a paper gives many). Rounded figures are
the same; so are figures that the statement calls approximate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quoth.quantity import number

ROUND = 0.1  # relative difference within which an approximate figure is the same


@dataclass(frozen=True, slots=True)
class Value:
    """A figure: its kind (percent, count, quantity ...), unit, values as exact numbers, and how it was printed."""

    kind: str
    unit: str
    values: tuple[str, ...]
    printed: str
    about: bool = False


def odd_figures(
    statement: Iterable[Value], passage: Iterable[Value], elsewhere: Callable[[Value], bool]
) -> list[tuple[Value, Value]]:
    """Return (the statement's figure, the passage's in its place) for each that is another.

    ``elsewhere`` says whether the source gives the statement's figure in some other place.
    """
    mine, theirs = list(statement), list(passage)
    spare = [v for v in theirs if not any(same(v, own) for own in mine)]
    found = []
    for value in mine:
        if any(same(value, other) for other in theirs) or elsewhere(value):
            continue
        instead = next((v for v in spare if (v.kind, v.unit) == (value.kind, value.unit)), None)
        if instead is None:  # 28 months for 28 days
            instead = next((v for v in spare if v.kind == value.kind and v.unit and v.values == value.values), None)
        if instead is not None:
            found.append((value, instead))
    return found


def same(one: Value, other: Value) -> bool:
    """Whether two figures are one: equal, or within rounding where either is called approximate."""
    if (one.kind, one.unit, len(one.values)) != (other.kind, other.unit, len(other.values)):
        return False
    pairs = [(number(a), number(b)) for a, b in zip(one.values, other.values, strict=True)]
    if all(a is not None and a == b for a, b in pairs):
        return True
    return all(
        a is not None and b is not None and _near(float(a), float(b), loose=one.about or other.about) for a, b in pairs
    )


def _near(one: float, other: float, *, loose: bool) -> bool:
    """Whether two numbers agree as rounded (31.4 and 31), or loosely."""
    if loose:
        return abs(one - other) <= ROUND * max(abs(one), abs(other))
    whole = one if one == int(one) else other
    return whole == int(whole) and one != other and round(one if whole == other else other) == whole
