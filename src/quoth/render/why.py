"""Why something is, or is not, on a page: in words for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from quoth.model import Relation
from quoth.model.listings import Fate, Met, Outcome, Why
from quoth.render import words

WIDTH = 80
SHOWN = 6  # statements told in full; of a longer paper the rest is counted
ORIGINS = {
    "typed": "as typed",
    "spelling": "nearest spelling",
    "abbreviation": "of a long form",
    "concept": "asked about",
    "kinds": "a kind of it",
    "wider": "wider",
    "added": "added",
}
RELATIONS = {
    Relation.SAME: "met",
    Relation.NARROWER: "met by a kind of it:",
    Relation.BROADER: "not met; it speaks of a wider one:",
    Relation.OTHER: "not met; it speaks of",
}


def render(why: Why) -> str:
    """Return the reasons as plain text, 80 columns wide."""
    return "\n".join(_lines(why)) + "\n"


def _lines(why: Why) -> Iterator[str]:
    yield from _wrap(f"{why.ident}: {why.title or 'nothing known by this name'}", "")
    yield from _wrap(f"asked: {why.question.text}", "")
    if why.filters:
        yield from _wrap(words.filters(why.filters.told()), "")
    if len(why.fates) > 1:
        yield from _wrap(f"{len(why.fates)} statements or passages: {counted(why.fates)}", "")
    for fate in why.fates[:SHOWN]:
        yield ""
        yield from _fate(why, fate)
    if len(why.fates) > SHOWN:
        yield ""
        yield from _wrap(f"and {len(why.fates) - SHOWN} more: {counted(why.fates[SHOWN:])}", "")
    yield from _wrap(f"{why.library}, fingerprint {why.fingerprint}", "")


def counted(fates: Iterable[Fate]) -> str:
    """Count fates by what became of them, in the order of the list of outcomes."""
    listed = [fate.outcome for fate in fates]
    return ", ".join(f"{listed.count(o)} {o}" for o in Outcome if o in listed)


def _fate(why: Why, fate: Fate) -> Iterator[str]:
    yield f"{fate.ident}  {fate.outcome.upper()}"
    yield from _wrap(f"{fate.reason}.", "  ")
    if fate.rank:
        yield from _wrap(f"rank {fate.rank} of {fate.of} passages found, score {fate.score:.2f}", "  ")
    names = dict(why.names)
    for slot in fate.slots:
        asked = " / ".join(names.get(c, c) for c in slot.asked)
        yield from _wrap(f"{slot.name}: {_slot(asked, names.get(slot.found, slot.found), slot.relation)}", "  ")
    if fate.labels:
        yield from _wrap(f"labels: {'; '.join(map(str, fate.labels))}", "  ")
    elif fate.slots:
        yield "  labels: none, direct"
    if fate.met:
        yield from _wrap(f"terms met: {'; '.join(map(_met, fate.met))}", "  ")
    if fate.quote:
        yield from _wrap(fate.quote, "  | ")


def _slot(asked: str, found: str, relation: Relation) -> str:
    if relation is Relation.UNASKED:
        return "none asked"
    if not found:
        return f"{asked}: not met; the text names none"
    return f"{asked}: {RELATIONS[relation]}" + ("" if relation is Relation.SAME else f" {found}")


def _met(met: Met) -> str:
    slot = f", {met.slot}" if met.slot else ""
    return f"{met.name} ({ORIGINS[met.origin]}{slot}) {met.score:.2f}"


def _wrap(text: str, indent: str) -> Iterator[str]:
    more = indent if indent.strip() else f"{indent}  "
    yield from textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=more, break_on_hyphens=False)
