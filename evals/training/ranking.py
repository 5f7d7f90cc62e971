"""Train the order of passages (`quoth.index.rerank`) and write its weights to ``data/ranking.json``.

    python -m evals.training.ranking --data DIR [--check]

Trained on sets whose licence allows shipping what was learned: SciFact train (claims CC BY 4.0, abstracts ODC-By) and
BioASQ (CC BY 2.5). NFCorpus ("academic use")
and the screening reviews (mixed) are never trained on: they show whether it carries over. ``--check`` prints, instead,
nDCG@10 on folds: SciFact in fifths, each ordered by a model of the other four and BioASQ, and by BioASQ alone.

Coordinate ascent on nDCG@10 itself (Metzler and Croft, Inf Retr 2007;10:257-74): three weights need no more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.retrieving.sets import Beir, beir_at, library_of
from quoth.engine.strategy import weights_of
from quoth.engine.wording import terms_for
from quoth.index import terms_of
from quoth.index.ranking import ORDERED, candidate, fed, question
from quoth.index.rerank import NAMES, facts, length_of
from quoth.model import Question, QuestionType

WEIGHTS = Path(__file__).parents[2] / "src/quoth/index/data/ranking.json"
STEPS = (-0.2, -0.05, 0.05, 0.15, 0.4)
ROUNDS = 3
PRICE = 0.001  # of a unit of weight, in nDCG: what helps by less is chance
FOLDS = 5
MOST = 900  # questions of a set
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lists:
    """Questions by candidates by facts (less for short questions), grades, and each question's best gain."""

    facts: Numbers
    grades: Numbers
    there: Numbers
    best: Numbers

    def take(self, which: Sequence[int]) -> Lists:
        """Return some of the questions."""
        return Lists(self.facts[which], self.grades[which], self.there[which], self.best[which])

    def ndcg(self, scores: Numbers) -> float:
        """Return the mean nDCG@10 of candidates in the order of scores."""
        order = np.argsort(-(scores + self.there), axis=1, kind="stable")[:, :10]
        gains = np.take_along_axis(self.grades, order, 1) / np.log2(np.arange(order.shape[1]) + 2)
        return float((gains.sum(1) / self.best).mean())


def lists_of(beir: Beir, most: int = MOST) -> Lists:
    """Ask the questions of a set."""
    rows: list[tuple[list[list[float]], list[int], float]] = []
    with library_of(beir.corpus) as opened:
        for query, text in list(beir.queries.items())[:most]:
            words = terms_of(text)
            terms, _ = terms_for(opened, Question(text, QuestionType.TREATMENT), words)
            weights = weights_of(terms)
            found = opened.index.found(fed(opened.index, words, weights)[1], ORDERED)
            asked = question(opened.index, words, weights)
            by = length_of(asked)
            table = [[row[0], *(by * x for x in row[1:])] for row in facts(asked, [candidate(f) for f in found])]
            grades = beir.grades[query]
            best = sum(g / np.log2(at + 2) for at, g in enumerate(sorted(grades.values(), reverse=True)[:10]))
            rows.append((table, [grades.get(f.hit.passage.document, 0) for f in found], float(best)))
    return _stacked(rows)


def _stacked(rows: Sequence[tuple[list[list[float]], list[int], float]]) -> Lists:
    shape = (len(rows), ORDERED)
    held = Lists(
        np.zeros((*shape, len(NAMES)), np.float32),
        np.zeros(shape, np.float32),
        np.full(shape, -1e9, np.float32),
        np.array([best for _, _, best in rows], np.float32),
    )
    for at, (table, grades, _) in enumerate(rows):
        if table:
            held.facts[at, : len(table)], held.grades[at, : len(table)], held.there[at, : len(table)] = table, grades, 0
    return held


def train(sets: Sequence[tuple[Lists, float]]) -> Numbers:
    """Return the weights with the best mean nDCG@10 over weighted sets, less the price of large ones."""
    weights = np.zeros(len(NAMES), np.float32)
    weights[NAMES.index("first")] = 1
    scores = [held.facts @ weights for held, _ in sets]

    def worth(scores: Sequence[Numbers], weights: Numbers) -> float:
        gained = sum(share * held.ndcg(some) for (held, share), some in zip(sets, scores, strict=True))
        return gained - PRICE * float(np.abs(weights).sum())

    best = worth(scores, weights)
    for _ in range(ROUNDS):
        before = best
        for column in range(1, len(weights)):
            for step in (*STEPS, -float(weights[column])):
                if step == 0 or weights[column] + step < 0:
                    continue
                tried = weights.copy()
                tried[column] += step
                moved = [
                    s + np.float32(step) * held.facts[:, :, column] for s, (held, _) in zip(scores, sets, strict=True)
                ]
                value = worth(moved, tried)
                if value > best + 1e-6:
                    best, chosen = value, (tried, moved)
                    weights, scores = chosen
        if best - before < 1e-4:
            break
    return weights


def ordered(held: Lists, weights: Numbers) -> float:
    """Return nDCG@10 of questions ordered by weights."""
    return held.ndcg(held.facts @ weights)


def folds(count: int) -> Iterable[tuple[list[int], list[int]]]:
    """Return (trained on, held out) for each fold."""
    for fold in range(FOLDS):
        yield [at for at in range(count) if at % FOLDS != fold], [at for at in range(count) if at % FOLDS == fold]


def named(weights: Numbers) -> dict[str, float]:
    """Return weights as they are stored."""
    return {name: round(float(weight), 3) for name, weight in zip(NAMES, weights, strict=True)}


def main() -> None:
    """Train and write, or check on folds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    scifact, bioasq = beir_at(options.data / "scifact", "train"), beir_at(options.data / "bioasq/beir_snippets", "test")
    held: dict[str, Any] = {
        "scifact": lists_of(scifact),
        "bioasq": lists_of(bioasq),
    }
    shares = {"scifact": 1.0, "bioasq": 0.7}
    weights = train([(held[name], share) for name, share in shares.items()])
    if not options.check:
        WEIGHTS.write_text(json.dumps(named(weights), indent=1) + "\n")
        print({name: round(ordered(lists, weights), 4) for name, lists in held.items()})
        return
    print(json.dumps(named(weights)))
    print("as first found", {name: round(lists.ndcg(lists.facts[:, :, 0]), 4) for name, lists in held.items()})
    gained = 0.0
    for fit, out in folds(len(held["scifact"].best)):
        fold = train(
            [(held["scifact"].take(fit), 1.0), *((held[n], s) for n, s in shares.items() if "scifact" not in n)]
        )
        gained += ordered(held["scifact"].take(out), fold) * len(out)
    print("scifact in folds", round(gained / len(held["scifact"].best), 4))
    alone = train([(held[n], s) for n, s in shares.items() if "bioasq" in n])
    print("scifact by a model of bioasq alone", round(ordered(held["scifact"], alone), 4))
    carried = lists_of(beir_at(options.data / "nfcorpus", "train"), 400)
    print(
        "nfcorpus train, 400 questions:",
        round(carried.ndcg(carried.facts[:, :, 0]), 4),
        round(ordered(carried, weights), 4),
    )


if __name__ == "__main__":
    main()
