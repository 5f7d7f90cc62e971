"""Learn a linear chain by the averaged structured perceptron (Collins 2002), and write it for quoth.annotate.chain."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from quoth.annotate.chain import Chain

Example = tuple[Sequence[Sequence[str]], Sequence[str | None]]  # features of each item, tag of each (None: unknown)


def learn(examples: Sequence[Example], tags: Sequence[str], *, epochs: int = 8, seen: int = 3, least: int = 8) -> Chain:
    """Return a chain learned from ``examples``; features seen fewer than ``seen`` times are left out, and so are those
    whose largest weight stays under ``least`` thousandths of the largest of all.

    An item whose tag is None takes part in the path but teaches nothing.
    """
    counts = Counter(f for features, _ in examples for item in features for f in item)
    index = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= seen))}
    coded = [
        ([np.array([index[f] for f in item if f in index], dtype=np.int32) for item in features], _codes(gold, tags))
        for features, gold in examples
    ]
    size = len(tags)
    weights, sums = np.zeros((len(index), size)), np.zeros((len(index), size))
    moves, move_sums = np.zeros((size + 1, size)), np.zeros((size + 1, size))
    order = list(range(len(coded)))
    shuffle, step = random.Random(7), 1
    for _ in range(epochs):
        shuffle.shuffle(order)
        for which in order:
            items, gold = coded[which]
            path = _best(items, weights, moves)
            for at, (item, right, wrong) in enumerate(zip(items, gold, path, strict=True)):
                if right < 0:
                    continue
                before_right = gold[at - 1] if at else size
                before_wrong = path[at - 1] if at else size
                if right != wrong:
                    for table, scale in ((weights, 1.0), (sums, float(step))):
                        np.add.at(table[:, right], item, scale)
                        np.add.at(table[:, wrong], item, -scale)
                if before_right >= 0 and (right, before_right) != (wrong, before_wrong):
                    for table, scale in ((moves, 1.0), (move_sums, float(step))):
                        table[before_right, right] += scale
                        table[before_wrong, wrong] -= scale
            step += 1
    return _chain(tags, index, weights - sums / step, moves - move_sums / step, least)


def _codes(gold: Sequence[str | None], tags: Sequence[str]) -> list[int]:
    return [tags.index(tag) if tag is not None else -1 for tag in gold]


def _best(items: Sequence[np.ndarray], weights: np.ndarray, moves: np.ndarray) -> list[int]:
    """Return the best path under the weights so far."""
    best, back = np.zeros(0), []
    for at, item in enumerate(items):
        scores = weights[item].sum(axis=0)
        if at == 0:
            best = scores + moves[-1]
            continue
        total = best[:, None] + moves[:-1]
        back.append(total.argmax(axis=0))
        best = total.max(axis=0) + scores
    path = [int(best.argmax())]
    for chosen in reversed(back):
        path.append(int(chosen[path[-1]]))
    return path[::-1]


def _chain(tags: Sequence[str], index: dict[str, int], weights: np.ndarray, moves: np.ndarray, least: int) -> Chain:
    """Scale to integers (thousands of the largest weight) and drop features that say next to nothing."""
    scale = 1000 / max(float(np.abs(weights).max()), 1e-9)
    whole = np.rint(weights * scale).astype(int)
    steps = np.rint(moves * scale).astype(int)
    kept = {f: tuple(int(n) for n in whole[i]) for f, i in index.items() if np.abs(whole[i]).max() >= least}
    rows = [tuple(int(n) for n in steps[:-1, b]) for b in range(len(tags))]
    return Chain(tuple(tags), kept, tuple(int(n) for n in steps[-1]), tuple(rows))


def write(chain: Chain, path: Path) -> None:
    """Write a chain in the form that ``quoth.annotate.chain.load`` reads; the same chain gives the same bytes."""
    rows = [" ".join(chain.tags), " ".join(map(str, chain.start))]
    rows += [" ".join(map(str, row)) for row in chain.follows]
    rows += [f"{feature}\t{' '.join(map(str, numbers))}" for feature, numbers in sorted(chain.weights.items())]
    path.write_bytes(gzip.compress("\n".join(rows).encode(), 9, mtime=0))
