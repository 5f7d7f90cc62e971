"""Train the sentence-role chain on authors' own structured abstracts: `python -m evals.training.roles --data DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.annotating.abstracts import abstracts, labelled
from evals.training.perceptron import Example, learn, write
from quoth.annotate.roles import ROLES, features

HERE = Path(__file__).parents[2] / "src" / "quoth" / "annotate" / "data"


def examples(path: Path) -> list[tuple[str, Example]]:
    """Return (id, example) of each abstract that has at least two roles."""
    found: list[tuple[str, Example]] = []
    for name, sections in abstracts(path):
        sentences, gold = labelled(sections)
        if len({role for role in gold if role}) > 1:
            found.append((name, (features(sentences), gold)))
    return found


def main() -> None:
    """Train on all abstracts of the set and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the unpacked sets")
    data = parser.parse_args().data
    chain = learn([e for _, e in examples(data / "evidence" / "structured_abstracts.jsonl")], ROLES, seen=4, least=100)
    write(chain, HERE / "roles.gz")
    print(f"{len(chain.weights)} features, {(HERE / 'roles.gz').stat().st_size} bytes")


if __name__ == "__main__":
    main()
