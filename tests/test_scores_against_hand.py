"""Every score against a second implementation written from its rule text, on random patients around every cut-off."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from evals.scores import tma_scores
from quoth.model.scores import Fact, PatientFacts, ScoreResult
from tests.scores_by_hand import BY_HAND
from tests.scores_inputs import INPUTS

SCORES = tma_scores()


def patient(score: str, dice: random.Random) -> dict[str, Any]:
    return {name: dice.choice(values) for name, values in INPUTS[score].items()}


@cache
def fact(name: str, value: Any) -> Fact:
    """Read one value once, with its unit, as a person would give it."""
    unit = SCORES.dictionary[name].unit
    given = value if isinstance(value, (bool, str)) else {"value": value, "unit": unit}
    facts = SCORES.read_mapping({name: given})
    assert not facts.refused, [ask.sentence for ask in facts.refused]
    return facts.facts[name]


def computed(name: str, values: Mapping[str, Any]) -> ScoreResult:
    return SCORES.score(name, PatientFacts({k: fact(k, v) for k, v in values.items()}, others_absent=True))


def agrees(name: str, values: Mapping[str, Any]) -> bool:
    result = computed(name, values)
    points, stratum = BY_HAND[name](dict(values))
    if isinstance(points, tuple):
        if (result.low, result.high) != points:
            return False
        return bool(stratum is None or result.stratum == stratum)
    if result.values:
        if abs(result.values[0][1] - points) > 1e-9 * max(1, abs(points)):
            return False
    elif points is not None and (result.low != points or result.high != points):
        return False
    return bool(result.stratum == stratum)


def disagreements(name: str, count: int, seed: int) -> list[dict[str, Any]]:
    dice = random.Random(f"{name}-{seed}")
    patients = (patient(name, dice) for _ in range(count))
    return [values for values in patients if not agrees(name, values)]


def test_every_computing_score_has_a_second_implementation() -> None:
    computing = {name for name in SCORES.names() if not SCORES.introduce(name).refusal}
    assert computing == set(BY_HAND) == set(INPUTS)


@pytest.mark.parametrize("name", BY_HAND)
def test_agrees_on_random_patients(name: str) -> None:
    assert disagreements(name, 60, seed=1) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_HAND)
def test_agrees_on_ten_thousand_random_patients(name: str) -> None:
    assert disagreements(name, 10_000, seed=2) == []


def test_the_comparison_can_fail() -> None:
    values = patient("plasmic", random.Random(0))
    right = computed("plasmic", values)
    assert right.low is not None
    assert BY_HAND["plasmic"](values)[0] != right.low + 1
