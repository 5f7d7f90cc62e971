"""The learned scale: how likely a pair with such features supports, contradicts or does not settle.

A multinomial logistic regression (``data/scale.json``): for each feature a weight for *contradicts* and for *supports*;
*unsettled* is the measure (0). Trained by ``python -m evals.training.support``; sources and licences are in
docs/decisions/verify-support.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "scale.json"


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely each of the three is; they sum to 1."""

    contradicts: float
    unsettled: float
    supports: float


@dataclass(frozen=True, slots=True)
class Limits:
    """From which chance on a verdict is given, and how much of a statement must be named to contradict it."""

    supports: float
    contradicts: float
    named: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Weights by feature, for (contradicts, supports), the same two for no feature at all, and the limits."""

    weights: Mapping[str, tuple[float, float]]
    bias: tuple[float, float]
    limits: Limits


@cache
def scale() -> Scale:
    """Return the scale as shipped."""
    held = json.loads(FILE.read_text(encoding="utf-8"))
    weights = {name: (float(c), float(s)) for name, (c, s) in held["weights"].items()}
    return Scale(weights, (held["bias"][0], held["bias"][1]), Limits(**held["limits"]))


def chances(features: Mapping[str, float], by: Scale | None = None) -> Chances:
    """Return how likely a pair with these features contradicts, is unsettled or supports."""
    held = by or scale()
    contradicts, supports = held.bias
    for name, value in features.items():
        if value:
            against, towards = held.weights.get(name, (0.0, 0.0))
            contradicts += against * value
            supports += towards * value
    top = max(contradicts, supports, 0.0)
    parts = [math.exp(contradicts - top), math.exp(-top), math.exp(supports - top)]
    total = sum(parts)
    return Chances(parts[0] / total, parts[1] / total, parts[2] / total)
