"""Several rankings of the same passages as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import sqrt

from quoth.model import Hit, Passage

RECIPROCAL = 60  # the constant of Cormack, Clarke and Büttcher (SIGIR 2009), "Reciprocal rank fusion"
DIGITS = 6  # scores are rounded to this many before ties break
Rankings = Sequence[Sequence[Hit]]
Scale = Callable[[Sequence[Hit]], list[float]]
"""Maps the scores of one ranking, best first, to numbers that compare with another's."""


def reciprocal(rankings: Rankings, limit: int, k: int = RECIPROCAL) -> list[Hit]:
    """Return the best ``limit`` passages by the sum of 1 / (k + rank) over the rankings that hold them."""
    scored = [[(hit, 1 / (k + rank)) for rank, hit in enumerate(hits, 1)] for hits in rankings]
    return _summed(scored, [0.0] * len(rankings), limit)


def min_max(hits: Sequence[Hit]) -> list[float]:
    """Return scores between 0, the last of the ranking, and 1, its first; all 1 where they do not differ."""
    scores = [hit.score for hit in hits]
    low, span = min(scores, default=0.0), max(scores, default=0.0) - min(scores, default=0.0)
    return [(score - low) / span if span else 1.0 for score in scores]


def z_scores(hits: Sequence[Hit]) -> list[float]:
    """Return scores in standard deviations from their mean; all 0 where they do not differ."""
    scores = [hit.score for hit in hits]
    mean = sum(scores) / (len(scores) or 1)
    spread = sqrt(sum((score - mean) ** 2 for score in scores) / (len(scores) or 1))
    return [(score - mean) / spread if spread else 0.0 for score in scores]


def weighted(rankings: Rankings, weights: Sequence[float], limit: int, scale: Scale = min_max) -> list[Hit]:
    """Return the best ``limit`` passages by the weighted sum of their scaled scores.

    A passage that a ranking does not hold counts there as the last one it holds does.
    """
    scored, absent = [], []
    for hits, weight in zip(rankings, weights, strict=True):
        scaled = [weight * score for score in scale(hits)]
        scored.append(list(zip(hits, scaled, strict=True)))
        absent.append(min(scaled, default=0.0))
    return _summed(scored, absent, limit)


def _summed(scored: Sequence[Sequence[tuple[Hit, float]]], absent: Sequence[float], limit: int) -> list[Hit]:
    """Add scores up; a hit keeps the terms that any ranking met it by. Ties break on (score, sha256, start)."""
    totals: dict[Passage, float] = {}
    first: dict[Passage, Hit] = {}
    floor = sum(absent)
    for pairs, low in zip(scored, absent, strict=True):
        for hit, score in pairs:
            totals[hit.passage] = totals.get(hit.passage, floor) + score - low
            held = first.setdefault(hit.passage, hit)
            if hit.terms and not held.terms:
                first[hit.passage] = hit
    hits = [replace(first[passage], score=round(total, DIGITS)) for passage, total in totals.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.sha256, hit.passage.start))[:limit]
