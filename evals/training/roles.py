"""Train the sentence-role chain on authors' own structured abstracts: `python -m evals.training.roles --data DIR`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from evals.annotating.abstracts import labelled
from evals.annotating.open_abstracts import Source, learnable
from evals.training.perceptron import learn, write
from quoth.annotate.chain import Chain
from quoth.annotate.roles import ROLES, features

HERE = Path(__file__).parents[2] / "src" / "quoth" / "annotate" / "data"
TRAINED = Path(__file__).parents[1] / "keys" / "roles_trained.tsv"


def learned(taught: Iterable[Source]) -> Chain:
    """Return the chain learned from abstracts. The two numbers were chosen by 5-fold figures on these alone."""
    held = [labelled(each.sections) for each in taught]
    return learn([(features(sentences), gold) for sentences, gold in held], ROLES, seen=2, least=60)


def main() -> None:
    """Train on all that may be learned from; write the weights into the package, and what they are from into keys."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the unpacked sets")
    taught = learnable(parser.parse_args().data)
    chain = learned(taught)
    write(chain, HERE / "roles.gz")
    rows = [f"{each.id}\t{each.source}\t{_short(each.licence)}\n" for each in taught]
    TRAINED.write_text("# What roles.gz was learned from: id, set, licence stated.\n" + "".join(rows), encoding="utf-8")
    counts = dict(Counter(each.source for each in taught))
    print(f"{counts}, {len(chain.weights)} features, {(HERE / 'roles.gz').stat().st_size} bytes")


def _short(licence: str) -> str:
    """Return a licence's name if it is short, else that the article states it in words."""
    return licence if len(licence) < 20 else "open, stated in words"


if __name__ == "__main__":
    main()
