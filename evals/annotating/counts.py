"""Precision, recall and F of found against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """What was found right, found wrong, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: Collection[Hashable], gold: Collection[Hashable]) -> None:
        """Count one document's found and gold sets."""
        hits = set(found) & set(gold)
        self.right += len(hits)
        self.wrong += len(set(found)) - len(hits)
        self.missed += len(set(gold)) - len(hits)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of gold that was found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        """Return a line for notes."""
        return f"P {self.precision:.4f} R {self.recall:.4f} F1 {self.f1:.4f} ({self.right + self.missed} gold)"


def by_class(pairs: Iterable[tuple[str, str]]) -> dict[str, Tally]:
    """Return a tally for each class from (found, gold) pairs."""
    tallies: dict[str, Tally] = {}
    for (found, gold), number in Counter(pairs).items():
        for name in (found, gold):
            tallies.setdefault(name, Tally())
        if found == gold:
            tallies[gold].right += number
        else:
            tallies[found].wrong += number
            tallies[gold].missed += number
    return tallies


def macro_f1(tallies: dict[str, Tally], classes: Iterable[str]) -> float:
    """Return the mean F1 over ``classes``; one that never occurs counts 0."""
    named = list(classes)
    return sum(tallies[name].f1 if name in tallies else 0.0 for name in named) / len(named)
