"""What the room is held against: the commonest label, and how many of a claim's words the passage holds (BM25).

The second says SUPPORT from a threshold on, CONTRADICT from another where only one side denies, else NEUTRAL; both
thresholds are those with the best macro-F1 on SciFact's train part, on the folds a pair is not in.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from evals.supporting.pairs import LABELS, Pair
from quoth.annotate.context import context
from quoth.index.words import terms_of

K1, B = 0.9, 0.4
FIGURES = (
    "macro_f1",
    "support_f1",
    "contradicted_precision",
    "contradicted_recall",
    "contradicted",
    "supported_precision",
    "supported_recall",
)
STEPS = [step / 20 for step in range(20)]


@dataclass(frozen=True, slots=True)
class Measured:
    """What verdicts are worth beside the keys."""

    macro_f1: float
    support_f1: float
    contradicted_precision: float
    contradicted_recall: float
    contradicted: int
    supported_precision: float
    supported_recall: float

    def figures(self, prefix: str = "") -> dict[str, float | int]:
        """Return the figures under their names."""
        return {f"{prefix}{name}": round(getattr(self, name), 4) for name in FIGURES}


def measured(keys: Sequence[str], verdicts: Sequence[str]) -> Measured:
    """Return the figures of verdicts; precision is 0 where nothing was called contradicted."""
    both = Counter(zip(keys, verdicts, strict=True))
    keyed, called = Counter(keys), Counter(verdicts)
    f1 = {label: 2 * both[label, label] / max(1, keyed[label] + called[label]) for label in LABELS}
    right = {label: both[label, label] for label in LABELS}
    precision = {label: right[label] / max(1, called[label]) for label in LABELS}
    recall = {label: right[label] / max(1, keyed[label]) for label in LABELS}
    return Measured(
        macro_f1=sum(f1.values()) / 3,
        support_f1=f1["SUPPORT"],
        contradicted_precision=precision["CONTRADICT"],
        contradicted_recall=recall["CONTRADICT"],
        contradicted=called["CONTRADICT"],
        supported_precision=precision["SUPPORT"],
        supported_recall=recall["SUPPORT"],
    )


class Overlap:
    """BM25 of a claim against the best sentence of a passage, as a share of what the claim could reach."""

    def __init__(self, taught: Sequence[Pair]) -> None:
        """Take the pairs that word counts and thresholds are learned from."""
        sentences = {sentence for pair in taught for sentence in pair.passage}
        self._held = Counter(term for sentence in sentences for term in set(terms_of(sentence)))
        self._count = len(sentences)
        self._length = sum(len(terms_of(sentence)) for sentence in sentences) / max(1, len(sentences))
        scored = [(self.score(pair), differs(pair), pair.label) for pair in taught]
        keys = [label for *_, label in scored]
        self._limits = max(
            itertools.product(STEPS, STEPS),
            key=lambda limits: measured(keys, [_label(s, d, limits) for s, d, _ in scored]).macro_f1,
        )

    def verdict(self, pair: Pair) -> str:
        """Return the label of a pair."""
        return _label(self.score(pair), differs(pair), self._limits)

    def score(self, pair: Pair) -> float:
        """Return the share of the claim's weight that the best sentence holds, 0 to about 1."""
        wanted = set(terms_of(pair.claim))
        most = sum(self._rarity(term) * (K1 + 1) for term in wanted) or 1.0
        return max((self._bm25(wanted, sentence) for sentence in pair.passage), default=0.0) / most

    def _bm25(self, wanted: set[str], sentence: str) -> float:
        there = Counter(terms_of(sentence))
        norm = K1 * (1 - B + B * sum(there.values()) / (self._length or 1.0))
        return sum(self._rarity(t) * n * (K1 + 1) / (n + norm) for t, n in there.items() if t in wanted)

    def _rarity(self, term: str) -> float:
        held = self._held[term]
        return math.log(1 + (self._count - held + 0.5) / (held + 0.5))


@lru_cache(maxsize=65536)
def _denies(text: str) -> bool:
    return context(text).denies


def differs(pair: Pair) -> bool:
    """Whether only one of claim and passage denies something."""
    return _denies(pair.claim) != any(map(_denies, pair.passage))


def _label(score: float, denied: bool, limits: tuple[float, float]) -> str:
    if denied and score >= limits[1]:
        return "CONTRADICT"
    return "SUPPORT" if score >= limits[0] else "NEUTRAL"
