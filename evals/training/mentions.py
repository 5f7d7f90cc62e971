"""Train the mention taggers: `python -m evals.training.mentions --data DIR`; PubTator gold, vocabularies as features."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.annotating.pubtator import Labelled, examples, opened, read_pubtator
from evals.annotating.sets import CHEMICALS
from evals.training.perceptron import learn, write
from quoth.annotate.chain import Chain
from quoth.annotate.linker import Linker
from quoth.annotate.tagger import TAGS

HERE = Path(__file__).parents[2] / "src" / "quoth" / "annotate" / "data"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one shipped tagger is learned from: files with the entity that counts in each, vocabularies, their types."""

    files: tuple[tuple[str, str], ...]
    vocabularies: tuple[str, ...]
    types: frozenset[str]


RECIPES = {
    "condition": Recipe(
        (("NCBIdisease_TrainDev.PubTator", ""), ("BC5CDR_TrainDev.PubTator", "Disease")),
        ("mondo.obo", "mesh_descriptors.tsv"),
        frozenset({"condition"}),
    ),
    "chemical": Recipe(
        (("BC5CDR_TrainDev.PubTator", "Chemical"),),
        ("mesh_descriptors.tsv", "drugcentral/drugcentral.tsv"),
        CHEMICALS,
    ),
    "species": Recipe(
        (("Linnaeus_Train.PubTator", ""),),
        ("ncbitaxon.tsv", "mesh_descriptors.tsv"),
        frozenset({"species"}),
    ),
}


def learned(taught: Sequence[Labelled], least: int = 5) -> Chain:
    """Return the chain learned from labelled documents; ``least`` prunes it (see ``learn``)."""
    pairs = [(rows, tags) for item in taught for rows, tags in zip(item.features, item.tags, strict=True)]
    return learn(pairs, TAGS, epochs=8, seen=3, least=least)


def main() -> None:
    """Train one tagger on all its files and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the unpacked sets")
    parser.add_argument("name", choices=sorted(RECIPES))
    options = parser.parse_args()
    recipe = RECIPES[options.name]
    with tempfile.TemporaryDirectory() as scratch:
        linker = Linker(opened(options.data / "terminology", recipe.vocabularies, Path(scratch)), recipe.types)
        taught: list[Labelled] = []
        for file, entity in recipe.files:
            gold = read_pubtator(options.data / "ner" / file, frozenset({entity} - {""}))
            taught += examples(gold, linker)
        chain = learned(taught, least=20)
    target = HERE / f"{options.name}.gz"
    write(chain, target)
    print(f"{len(chain.weights)} features, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
