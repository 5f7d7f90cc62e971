"""What a work's notices come to: whether it stands, and which of them are history.

A reinstatement ends what came before it, and nothing after it: a paper retracted again is retracted. What is undated
counts as earlier than what is dated, since a notice without a date is mostly a flag on an older record; of one date,
a retraction comes before a reinstatement. In doubt a paper is thus rather shown as retracted than as sound.
"""

from __future__ import annotations

from collections.abc import Iterable

from quoth.model.documents import Facts, Notice, Work

UNCHECKED, CLEAR = "not checked", "no notice"
RETRACTED, CONCERN, CORRECTED, REINSTATED = "retracted", "under concern", "corrected", "reinstated"
_SAYS = {"retraction": RETRACTED, "concern": CONCERN, "correction": CORRECTED}  # the gravest first
_ORDER = ("correction", "concern", "retraction", "reinstatement")


def in_force(notices: Iterable[Notice] | None) -> tuple[Notice, ...]:
    """Return the notices that hold, by date: those since the last reinstatement, and that itself."""
    by_date = sorted(notices or (), key=lambda n: (n.date or "", _ORDER.index(n.kind) if n.kind in _ORDER else 0))
    last = max((at for at, notice in enumerate(by_date) if notice.kind == "reinstatement"), default=0)
    return tuple(by_date[last:])


def ended(notices: Iterable[Notice] | None) -> tuple[Notice, ...]:
    """Return the notices that a later reinstatement ended, in the order they are held."""
    held = tuple(notices or ())
    holding = in_force(held)
    return tuple(notice for notice in held if notice not in holding)


def standing(notices: Iterable[Notice] | None) -> str:
    """Return in one word or two what a work's notices come to; None (nobody looked) is "not checked"."""
    if notices is None:
        return UNCHECKED
    kinds = {notice.kind for notice in in_force(notices)}
    grave = next((said for kind, said in _SAYS.items() if kind in kinds), None)
    return grave or (REINSTATED if "reinstatement" in kinds else CLEAR)


def past_since(facts: Facts, work: Work | None) -> str | None:
    """Return the day on which a refresh found a hospital's own document past its date, or None.

    It holds through the day it names. The day is the library's: until a refresh has looked, nothing is past its date.
    """
    looked = dict(work.checked).get("expiry") if work else None
    return looked if looked and facts.expires and facts.expires < looked else None
