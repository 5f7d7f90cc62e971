"""Where the sources disagree: the pack's record of it, for the claims a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from quoth.answer.cite import cut
from quoth.model import Claim, Conflict, Disagreement, Document, Withheld

MOST = 4


def conflicts_of(
    disagreements: Iterable[Disagreement],
    claims: Iterable[Claim],
    documents: Mapping[str, Document],
    withheld: Iterable[Withheld],
) -> tuple[Conflict, ...]:
    """Return the conflicts that touch the page: those with claims on both sides first.

    A conflict touches a page when two claims on it, or one on each side, stand in it. What no person wrote is no side.
    ``why`` and ``handle`` are cut from the pack authors' appraisal document and carry receipts of their own.
    """
    order = {claim.id: place for place, claim in enumerate(claims)}
    kept = {item.id: item for item in withheld}
    touching = []
    for d in (_by_people(d, kept) for d in disagreements):
        places = sorted(order[i] for i in (*d.side_a, *d.side_b) if i in order)
        both = any(i in order for i in d.side_a) and any(i in order for i in d.side_b)
        if d.side_a and d.side_b and d.document in documents and (both or len(places) > 1):
            touching.append((not both, places[0], d))
    found = sorted(touching, key=lambda t: (t[0], t[1], t[2].id))[:MOST]
    return tuple(_conflict(d, documents[d.document], kept) for _, _, d in found)


def _by_people(d: Disagreement, kept: Mapping[str, Withheld]) -> Disagreement:
    machines = {ident for ident, item in kept.items() if item.machine}
    side_a = tuple(i for i in d.side_a if i not in machines)
    return replace(d, side_a=side_a, side_b=tuple(i for i in d.side_b if i not in machines))


def _conflict(d: Disagreement, document: Document, kept: Mapping[str, Withheld]) -> Conflict:
    return Conflict(
        id=d.id,
        topic=d.topic,
        side_a=d.side_a,
        side_b=d.side_b,
        why=cut(document, *d.why, ident=f"{d.id}-why", mark=d.id),
        handle=cut(document, *d.handle, ident=f"{d.id}-handle", mark=d.id),
        unshown=tuple(i for i in (*d.side_a, *d.side_b) if i in kept),
    )
