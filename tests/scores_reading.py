"""Facts of a patient, as the tests of scores read them."""

from __future__ import annotations

from typing import Any

from evals.scores import tma_scores
from quoth.model.scores import Interval, PatientFacts

SCORES = tma_scores()


def value(facts: PatientFacts, name: str) -> Any:
    fact = facts.facts.get(name)
    if fact is None or not isinstance(fact.value, Interval):
        return None if fact is None else fact.value
    interval = fact.value
    return float(interval.low) if interval.exact and interval.low is not None else interval


def one(name: str, text: str) -> PatientFacts:
    return SCORES.read([f"{name}={text}"])
