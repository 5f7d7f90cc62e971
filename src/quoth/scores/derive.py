"""Facts worked out from other facts, exactly, with their doubt: differences, ratios, falls, body mass index.

A derived fact never replaces a given one, and it is marked ``derived`` wherever it is shown. Intervals stay intervals:
a ratio of "<5" to 250 is "<0.02".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from quoth.errors import PackRefused
from quoth.model.scores import Fact, Interval
from quoth.scores.dictionary import Dictionary, Variable


def difference(left: Interval, right: Interval) -> Interval:
    """Return left - right."""
    low = None if left.low is None or right.high is None else left.low - right.high
    high = None if left.high is None or right.low is None else left.high - right.low
    return Interval(low, high, left.open_low or right.open_high, left.open_high or right.open_low)


def ratio(left: Interval, right: Interval) -> Interval | None:
    """Return left / right for numbers that cannot be negative; None where the divisor may be zero."""
    if right.low is None or right.low <= 0:
        return None
    low = Fraction(0) if left.low is None or right.high is None else left.low / right.high
    high = None if left.high is None else left.high / right.low
    return Interval(low, high, left.open_low or right.open_high, left.open_high or right.open_low)


def scaled(interval: Interval | None, by: int, plus: int = 0) -> Interval | None:
    """Return interval x by + plus, for a positive or negative ``by``."""
    if interval is None:
        return None
    low = None if interval.low is None else interval.low * by + plus
    high = None if interval.high is None else interval.high * by + plus
    if by < 0:
        return Interval(high, low, interval.open_high, interval.open_low)
    return Interval(low, high, interval.open_low, interval.open_high)


def percent_fall(before: Interval, after: Interval) -> Interval | None:
    """Return (before - after) / before x 100."""
    return scaled(ratio(after, before), -100, 100)


def percent_rise(before: Interval, after: Interval) -> Interval | None:
    """Return (after - before) / before x 100."""
    return scaled(ratio(after, before), 100, -100)


def body_mass_index(weight: Interval, height: Interval) -> Interval | None:
    """Return weight (kg) / height (cm) squared, in kg/m2."""
    once = ratio(weight, height)
    return scaled(ratio(once, height) if once else None, 10_000)


HOW: Mapping[str, Callable[[Interval, Interval], Interval | None]] = {
    "difference": difference,
    "ratio": ratio,
    "percent": lambda part, whole: scaled(ratio(part, whole), 100),
    "percent_fall": percent_fall,
    "percent_rise": percent_rise,
    "body_mass_index": body_mass_index,
}


def check_derivations(dictionary: Dictionary) -> None:
    """Refuse a table that derives a fact in an unknown way or from an unknown fact."""
    for variable in dictionary.variables.values():
        for implied in variable.implies:
            if implied not in dictionary:
                raise PackRefused(f"ranges.yaml: {variable.id} implies {implied!r}, which is not in the table.")
        if variable.derived is None:
            continue
        how, parts = variable.derived
        if how not in HOW:
            raise PackRefused(f"ranges.yaml: {variable.id} is derived by {how!r}; known are {', '.join(HOW)}.")
        strange = [part for part in parts if part not in dictionary]
        if strange or len(parts) != 2:
            raise PackRefused(f"ranges.yaml: {variable.id} must be derived from two facts of the table.")


def with_derived(facts: Mapping[str, Fact], dictionary: Dictionary) -> dict[str, Fact]:
    """Return the facts and every fact that follows from them, in the table's order (a later may use an earlier)."""
    known = dict(facts)
    for fact in facts.values():
        if fact.value is True or isinstance(fact.value, str):
            for name in dictionary[fact.name].implies:
                known.setdefault(
                    name, Fact(name, True, "", source="derived", note=f"from {dictionary[fact.name].name}")
                )
    for variable in dictionary.derived:
        if variable.id not in known:
            derived = derive(variable, known, dictionary)
            if derived is not None:
                known[variable.id] = derived
    return known


def derive(variable: Variable, known: Mapping[str, Fact], dictionary: Dictionary) -> Fact | None:
    """Return one derived fact, or None when a part is missing."""
    assert variable.derived is not None
    how, (first, second) = variable.derived
    left, right = (known.get(part) for part in (first, second))
    if left is None or right is None:
        return None
    if not isinstance(left.value, Interval) or not isinstance(right.value, Interval):
        return None
    interval = HOW[how](left.value, right.value)
    if interval is None:
        return None
    note = f"{how.replace('_', ' ')} of {dictionary[first].name} and {dictionary[second].name}"
    return Fact(variable.id, interval, "", variable.unit, source="derived", note=note)
