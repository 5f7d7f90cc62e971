"""What must hold of any score: the interval holds every completion, each item is monotone, units do not matter."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.model.scores import Fact, PatientFacts, ScoreResult
from quoth.scores.units import unit_key
from tests.scores_inputs import INPUTS
from tests.test_scores_against_hand import SCORES, fact, patient

POINTS = [n for n in INPUTS if SCORES.introduce(n).items and not SCORES._rule(n).compute]
# Time to onset is no dose: points rise and fall with it by the rule itself.
NOT_MONOTONE = {"onset_day"}


def of(score: str, facts: dict[str, Fact], *, absent: bool = False) -> ScoreResult:
    return SCORES.score(score, PatientFacts(facts, others_absent=absent))


def facts_of(values: dict[str, Any]) -> dict[str, Fact]:
    return {name: fact(name, value) for name, value in values.items()}


def completions(score: str, missing: tuple[str, ...]) -> Iterator[dict[str, Fact]]:
    """Every combination of values of the missing facts: all flags and options, numbers on and around every cut-off."""
    for combination in itertools.product(*(INPUTS[score][name] for name in missing)):
        yield {name: fact(name, value) for name, value in zip(missing, combination, strict=True)}


def holds(wide: ScoreResult, narrow: ScoreResult) -> bool:
    possible = {s.name for s in wide.strata}
    if not {s.name for s in narrow.strata} <= possible:
        return False
    if wide.low is None or wide.high is None or narrow.low is None or narrow.high is None:
        return wide.low is narrow.low is None
    return wide.low <= narrow.low and narrow.high <= wide.high


def pairs(score: str, count: int) -> list[tuple[str, ...]]:
    names = sorted(INPUTS[score])
    several: list[tuple[str, ...]] = [(n,) for n in names]
    several += itertools.combinations(names, 2)
    return several if len(several) <= count else random.Random(score).sample(several, count)


def check_completions(score: str, patients: int, subsets: int) -> None:
    dice = random.Random(f"completions {score}")
    for _ in range(patients):
        full = facts_of(patient(score, dice))
        for missing in pairs(score, subsets):
            known = {k: v for k, v in full.items() if k not in missing}
            wide = of(score, known)
            for completion in completions(score, missing):
                assert holds(wide, of(score, known | completion)), (score, missing)


@pytest.mark.parametrize("score", POINTS)
def test_the_interval_holds_completions(score: str) -> None:
    check_completions(score, patients=1, subsets=4)


@pytest.mark.slow
@pytest.mark.parametrize("score", POINTS)
def test_the_interval_holds_every_completion_of_any_two_missing_facts(score: str) -> None:
    check_completions(score, patients=2, subsets=1000)


@pytest.mark.slow
def test_plasmic_holds_every_completion_of_every_missing_subset() -> None:
    """Exhaustive: each of the 2^9 subsets of facts missing, each fact on either side of its cut-off."""
    sides: dict[str, list[Any]] = {
        name: values if len(values) == 2 else [min(values), max(values)] for name, values in INPUTS["plasmic"].items()
    }
    base = {name: values[0] for name, values in sides.items()}
    names = sorted(sides)
    full = {
        combination: of("plasmic", facts_of(dict(zip(names, combination, strict=True))))
        for combination in itertools.product(*(sides[n] for n in names))
    }
    assert all(r.decided for r in full.values())
    for size in range(len(names) + 1):
        for missing in itertools.combinations(names, size):
            wide = of("plasmic", facts_of({n: base[n] for n in names if n not in missing}))
            match = [
                r for c, r in full.items() if all(c[i] == base[n] for i, n in enumerate(names) if n not in missing)
            ]
            assert all(holds(wide, narrow) for narrow in match)
            assert (wide.low, wide.high) == (min(r.low or 0 for r in match), max(r.high or 0 for r in match))


@pytest.mark.parametrize("score", POINTS)
def test_nothing_known_spans_the_whole_score(score: str) -> None:
    result = of(score, {})
    assert {s.name for s in result.strata} == {s.name for s in SCORES.introduce(score).strata}
    assert result.basis.missing or not SCORES._rule(score).facts


@pytest.mark.parametrize("score", POINTS)
def test_each_number_moves_the_points_one_way(score: str) -> None:
    dice = random.Random(f"monotone {score}")
    for _ in range(5):
        values = patient(score, dice)
        for name, choices in INPUTS[score].items():
            if name in NOT_MONOTONE or not all(type(c) is float for c in choices):
                continue
            results = [of(score, facts_of(values | {name: choice}), absent=True) for choice in sorted(choices)]
            lows = [r.low for r in results if r.low is not None]
            assert lows in (sorted(lows), sorted(lows, reverse=True)), (score, name)


@pytest.mark.parametrize("score", POINTS)
def test_each_flag_gives_its_own_points_only(score: str) -> None:
    rule = SCORES._rule(score)
    dice = random.Random(f"flags {score}")
    values = patient(score, dice)
    for name in (n for n, choices in INPUTS[score].items() if choices == [True, False]):
        no, yes = (of(score, facts_of(values | {name: v}), absent=True) for v in (False, True))
        moved = [a.item.key for a, b in zip(no.items, yes.items, strict=True) if (a.low, a.high) != (b.low, b.high)]
        touching = [i.item.key for i in rule.items if any(name in r.facts for _, r in i.levels)]
        assert set(moved) <= set(touching)


DECIMALS = st.decimals(min_value=Decimal("0.3"), max_value=15, places=2)


@given(DECIMALS)
def test_creatinine_scores_the_same_in_either_unit(value: Decimal) -> None:
    mass = SCORES.read([f"creatinine={value} mg/dL"])
    molar = SCORES.read([f"creatinine={value * Decimal('88.4')} umol/L"])
    assert mass.facts["creatinine"].value == molar.facts["creatinine"].value
    for score in ("plasmic", "french-tma-coppo2010", "french-tma-isth2", "has-bled", "riete", "sofa"):
        assert SCORES.score(score, mass).low == SCORES.score(score, molar).low


@given(st.integers(min_value=1, max_value=999))
def test_platelets_are_the_same_in_every_unit(count: int) -> None:
    forms = [
        f"{count}",
        f"{count} x10^9/L",
        f"{count} G/L",
        f"{count}x10⁹/L",
        f"{count * 1000}/uL",
        f"{count * 1000:,}/μL",
        f"{count} 10*3/uL",
    ]
    assert {SCORES.read([f"platelets={form}"]).facts["platelets"].value for form in forms} == {
        SCORES.read([f"plt={count} 10*9/L"]).facts["platelets"].value
    }


@settings(max_examples=200)
@given(st.data())
def test_every_unit_of_the_table_converts_there_and_back(data: st.DataObject) -> None:
    variable = data.draw(
        st.sampled_from([v for v in SCORES.dictionary.variables.values() if len(set(v.factors.values())) > 1])
    )
    unit = data.draw(st.sampled_from([u for u in variable.units if u]))
    scale = variable.factors[unit_key(unit)]
    assert variable.hard is not None
    low, high = (float(limit / scale) for limit in variable.hard)
    value = data.draw(st.decimals(min_value=Decimal(str(low)), max_value=Decimal(str(high)), places=3))
    inside = variable.hard[0] <= Fraction(value) * scale <= variable.hard[1]
    facts = SCORES.read([f"{variable.id}={value} {unit}"])
    if not inside:
        assert facts.refused
        return
    interval: Any = facts.facts[variable.id].value
    assert interval.low == interval.high == Fraction(value) * scale
    assert interval.low / scale == Fraction(value)
