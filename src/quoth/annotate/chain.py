"""A linear chain: tags a sequence by weights of features and of tag pairs (averaged perceptron, Collins 2002).

The weights are learned by ``python -m evals.training`` and read from one gzip text file: first line the tags, then a
line of transition weights for each tag (``^`` is the start), then ``feature<TAB>w w w …``, all integers.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Chain:
    """Tags, the weights of features for each tag, and of each tag after another."""

    tags: tuple[str, ...]
    weights: dict[str, tuple[int, ...]]
    start: tuple[int, ...]
    follows: tuple[tuple[int, ...], ...]  # follows[b][a]: weight of b after a

    def score(self, features: Iterable[str]) -> tuple[int, ...]:
        """Return the summed weights of features for each tag, without regard to order."""
        known = [found for found in map(self.weights.get, features) if found]
        return tuple(sum(column) for column in zip(*known, strict=True)) or (0,) * len(self.tags)

    def tag(self, sequence: Sequence[Iterable[str]]) -> list[str]:
        """Return the best tags for a sequence of feature sets (Viterbi)."""
        if not sequence:
            return []
        count = range(len(self.tags))
        best: list[int] = []
        back: list[list[int]] = []
        get = self.weights.get
        for features in sequence:
            known = [found for found in map(get, features) if found]
            sums = [sum(column) for column in zip(*known, strict=True)] or [0] * len(self.tags)
            if not best:
                best = [a + b for a, b in zip(sums, self.start, strict=True)]
                continue
            chosen, reached = [], []
            for tag in count:
                total = [a + b for a, b in zip(best, self.follows[tag], strict=True)]
                top = max(total)
                chosen.append(total.index(top))
                reached.append(top + sums[tag])
            back.append(chosen)
            best = reached
        at = best.index(max(best))
        path = [at]
        for chosen in reversed(back):
            at = chosen[at]
            path.append(at)
        return [self.tags[i] for i in reversed(path)]


def load(name: str) -> Chain:
    """Read the weights ``data/name`` of this room."""
    raw = gzip.decompress((files("quoth.annotate") / "data" / name).read_bytes()).decode("utf-8")
    head, *rows = raw.split("\n")
    tags = tuple(head.split())
    start, *follows = (tuple(int(n) for n in row.split()) for row in rows[: len(tags) + 1])
    weights = {}
    for row in rows[len(tags) + 1 :]:
        if row:
            feature, _, numbers = row.rpartition("\t")
            weights[feature] = tuple(int(n) for n in numbers.split())
    return Chain(tags, weights, start, tuple(follows))
