"""The store's change list -> the index: one process writes it, step by step; several make its passages ready.

A step is committed together with the position it reached, so that a kill costs no more than a step, and memory is that
of a step. Documents are made ready by processes that read the store themselves, in the order of the change list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from quoth.engine import vocabularies
from quoth.engine.crew import WORKERS, crew, in_order
from quoth.engine.judging import Judging
from quoth.index import Index, Row, row_of
from quoth.store import Store

Key = tuple[str, str]
Item = TypeVar("Item")
PORTION = 50  # documents made ready at a time
STEP = 20_000  # changes between two commits
ALONE = 1_500  # changes up to which starting other processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process finds the library."""

    folder: Path
    url: str | None


def replay(index: Index, store: Store, place: Place, judging: Judging, position: int) -> None:
    """Bring ``index`` to ``position``; the caller holds the library's lock."""
    last = store.last_changes(index.state.position, position)
    if len(last) <= ALONE:
        _write(index, store, last, position, lambda portions: (_ready(store, judging, keys) for keys in portions))
        return
    with crew(WORKERS, _set_up, place) as pool:
        _write(index, store, last, position, lambda portions: in_order(pool, _ready_here, portions))


def _write(
    index: Index,
    store: Store,
    last: Sequence[int],
    position: int,
    made_ready: Callable[[Iterable[Sequence[Key]]], Iterator[list[Row]]],
) -> None:
    """Write the changes at positions ``last``; earlier ones of the same document version need no writing."""
    index.begin()
    fresh = index.state.position == 0
    for at in range(0, len(last), STEP):
        changes = [change for some in _portions(last[at : at + STEP]) for change in store.changes_at(some)]
        if not fresh:
            for change in changes:
                index.remove(change.document, change.sha256)
        added = [(change.document, change.sha256) for change in changes if change.action == "add"]
        for rows in made_ready(_portions(added)):
            index.add(rows)
        if at + STEP < len(last):
            index.commit(changes[-1].position, last=False)
    index.commit(position)


def _portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), PORTION):
        yield items[at : at + PORTION]


def _ready(store: Store, judging: Judging, keys: Sequence[Key]) -> list[Row]:
    """Return what the index holds of documents, in the order of ``keys``; those out of use by now are left out."""
    held = store.documents(keys)
    return [row_of(entry) for key in keys if key in held for entry in judging.entries(held[key])]


# --- in a worker ---------------------------------------------------------------------------------------------------

_here: list[tuple[Store, Judging]] = []


def _set_up(place: Place) -> None:
    store = Store(place.folder, place.url)
    added = vocabularies.opened(place.folder)
    concepts = vocabularies.AllKin((concept for pack in store.packs() for concept in pack.concepts), added)
    _here.append((store, Judging(concepts, vocabularies.Finder(concepts, added))))


def _ready_here(keys: Sequence[Key]) -> list[Row]:
    return _ready(*_here[0], keys)
