"""Cautions: what must be read beside a line that names something harmful to those asked about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from quoth.model import Caution, Claim, Concepts, Evidence, Label, LabelKind

Names = Callable[[Evidence], Collection[str]]
"""Which concepts a passage names, by the annotator and by its finding."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Claims with their harm labels, and the cautions that any of them called for."""

    claims: tuple[Claim, ...]
    cautions: tuple[Claim, ...]


MOST = 2  # cautions on a page


def calls(caution: Caution, shown: Iterable[Evidence], names: Names, concepts: Concepts) -> bool:
    """Whether any shown instruction names the caution's intervention, a kind of it, or the class it belongs to."""
    kin = _kin(caution, concepts)
    return any(_instructs(evidence) and not kin.isdisjoint(names(evidence)) for evidence in shown)


def _instructs(evidence: Evidence) -> bool:
    return evidence.finding is None or evidence.finding.role == "recommendation"


def _kin(caution: Caution, concepts: Concepts) -> frozenset[str]:
    named = caution.intervention
    return frozenset({named}) | concepts.descendants(named) | concepts.ancestors(named)


def warn(
    cited: Sequence[tuple[Evidence, Claim]],
    cautions: Iterable[tuple[Caution, Claim]],
    names: Names,
    concepts: Concepts,
) -> Warned:
    """Mark every claim that names what a caution speaks of."""
    told = list(cautions)
    claims = []
    for evidence, claim in cited:
        labels = [
            Label(LabelKind.HARM, f"{_name(caution.intervention, concepts)}, see [{told_by.mark}]")
            for caution, told_by in told
            if calls(caution, [evidence], names, concepts)
        ]
        claims.append(replace(claim, labels=(*claim.labels, *labels)))
    return Warned(tuple(claims), tuple(claim for _, claim in told))


def _name(concept: str, concepts: Concepts) -> str:
    found = concepts.get(concept)
    return found.name if found else concept
