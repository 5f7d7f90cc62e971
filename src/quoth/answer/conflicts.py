"""Where the sources disagree: the pack's record of it, for the claims a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from quoth.answer.cite import cut
from quoth.model import Claim, Conflict, Disagreement, Document

MOST = 4


def conflicts_of(
    disagreements: Iterable[Disagreement], claims: Iterable[Claim], documents: Mapping[str, Document]
) -> tuple[Conflict, ...]:
    """Return the conflicts that touch the page: those with the most of its claims first.

    A conflict touches a page when a claim on it stands on one of its sides. ``why`` and ``handle`` are cut from the
    pack authors' appraisal document and carry receipts of their own.
    """
    order = {claim.id: place for place, claim in enumerate(claims)}
    touching = []
    for d in disagreements:
        places = sorted(order[i] for i in (*d.side_a, *d.side_b) if i in order)
        both = any(i in order for i in d.side_a) and any(i in order for i in d.side_b)
        if places and (both or len(places) > 1) and d.document in documents:
            touching.append((not both, places[0], d))
    found = sorted(touching, key=lambda t: (t[0], t[1], t[2].id))[:MOST]
    return tuple(_conflict(d, documents[d.document]) for _, _, d in found)


def _conflict(d: Disagreement, document: Document) -> Conflict:
    return Conflict(
        id=d.id,
        topic=d.topic,
        side_a=d.side_a,
        side_b=d.side_b,
        why=cut(document, *d.why, ident=f"{d.id}-why", mark=d.id),
        handle=cut(document, *d.handle, ident=f"{d.id}-handle", mark=d.id),
    )
