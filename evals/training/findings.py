"""Learn which sentences state a finding: `python -m evals.training.findings --data DIR`.

From the train split of Evidence Inference, and of it only the articles whose own stated licence lets anyone use them.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.annotating.inference import trials
from evals.annotating.open_abstracts import allows
from evals.training.perceptron import write
from quoth.annotate.chain import Chain
from quoth.annotate.document import annotate
from quoth.annotate.key_sentences import candidates
from quoth.ingest.outcomes import Paper
from quoth.ingest.reading import read_path

HERE = Path(__file__).parents[2] / "src" / "quoth" / "annotate" / "data"
Article = list[tuple[list[str], bool]]


def articles(folder: Path, split: str) -> list[Article]:
    """Return, for each open article, the features of its candidate sentences and whether evidence is marked in them."""
    found = []
    for trial in trials(folder, split):
        if not allows(_licence(folder / "nxml" / f"{trial.document.id}.nxml")):
            continue
        rows = candidates(trial.document, annotate(trial.document))
        found.append([(row, any(s.start < b and a < s.end for a, b in trial.gold)) for s, row in rows])
    return found


def _licence(path: Path) -> str | None:
    """Return the licence that an article states in its own XML; the set's plain text leaves it out."""
    papers = (outcome for outcome in read_path(path) if isinstance(outcome, Paper)) if path.is_file() else ()
    return next((paper.document.facts.licence for paper in papers), None)


def learn(taught: Sequence[Article], *, epochs: int = 6, seen: int = 15, least: int = 60) -> Chain:
    """Return weights that rank marked sentences above others of the same article (pairwise logistic loss, AdaGrad)."""
    counts = Counter(feature for article in taught for row, _ in article for feature in row)
    index = {feature: i for i, feature in enumerate(sorted(f for f, n in counts.items() if n >= seen))}
    coded = [
        [(np.array([index[f] for f in row if f in index], dtype=np.int32), marked) for row, marked in article]
        for article in taught
    ]
    weights, squares = np.zeros(len(index)), np.full(len(index), 1e-6)
    chance = random.Random(7)
    for _ in range(epochs):
        for article in chance.sample(coded, len(coded)):
            right = [items for items, marked in article if marked]
            wrong = [items for items, marked in article if not marked]
            for better in right:
                for worse in chance.sample(wrong, min(6, len(wrong))):
                    margin = float(weights[better].sum() - weights[worse].sum())
                    step = 1 / (1 + np.exp(np.clip(margin, -30, 30)))
                    for items, sign in ((better, step), (worse, -step)):
                        squares[items] += sign * sign
                        weights[items] += 0.1 * sign / np.sqrt(squares[items])
            weights *= 1 - 1e-4
    scaled = np.rint(weights * 1000 / max(float(np.abs(weights).max()), 1e-9)).astype(int)
    kept: dict[str, tuple[int, ...]] = {
        feature: (int(scaled[i]),) for feature, i in index.items() if abs(scaled[i]) >= least
    }
    return Chain(("finding",), kept, (0,), ((0,),))


def main() -> None:
    """Learn from the train split and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the unpacked sets")
    data = parser.parse_args().data
    taught = articles(data / "evidence_inference", "train")
    chain = learn(taught)
    write(chain, HERE / "findings.gz")
    print(f"{len(taught)} articles, {len(chain.weights)} features, {(HERE / 'findings.gz').stat().st_size} bytes")


if __name__ == "__main__":
    main()
