"""The sets of mentions: where their gold is, what of it counts, what helps, and the bars."""

from __future__ import annotations

from dataclasses import dataclass

CHEMICALS = frozenset({"chemical", "intervention", "protein", "role"})


@dataclass(frozen=True, slots=True)
class Set:
    """One set: its files, the entity types of its gold that count, the vocabularies and types that help."""

    pattern: str
    entities: frozenset[str]
    vocabularies: tuple[str, ...]
    types: frozenset[str]
    bar: float
    shipped: str = ""  # the tagger in the package that finds them


DISEASES = ("mondo.obo", "mesh_descriptors.tsv")
CONDITION = frozenset({"condition"})
SETS = {
    "ncbi": Set("NCBIdisease*.PubTator", frozenset(), DISEASES, CONDITION, 0.80, "condition"),
    "bc5cdr_disease": Set("BC5CDR*.PubTator", frozenset({"Disease"}), DISEASES, CONDITION, 0.78, "condition"),
    "bc5cdr_chemical": Set(
        "BC5CDR*.PubTator",
        frozenset({"Chemical"}),
        ("mesh_descriptors.tsv", "drugcentral/drugcentral.tsv"),
        CHEMICALS,
        0.87,
        "chemical",
    ),
    "linnaeus": Set(
        "Linnaeus*.PubTator",
        frozenset(),
        ("ncbitaxon.tsv", "mesh_descriptors.tsv"),
        frozenset({"species"}),
        0.85,
        "species",
    ),
}
CONCEPT_BAR = {"ncbi": 0.74}
