"""The store's change list -> the index: one process writes it, step by step; several make its passages ready.

A step is committed together with the position it reached, so that a kill costs no more than a step, and memory is that
of a step. Documents are made ready by processes that read the store themselves, in the order of the change list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

from quoth.engine import vocabularies
from quoth.engine.crew import WORKERS, crew, in_order
from quoth.engine.judging import Judging
from quoth.index import Index, Row, row_of
from quoth.model import Document
from quoth.store import Change, Store

Key = tuple[str, str]
Rows = Sequence[Row]
Item = TypeVar("Item")
PORTION = 50  # documents made ready at a time
STEP = 20_000  # changes between two commits
ALONE = 1_500  # changes up to which starting other processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process finds the library."""

    folder: Path
    url: str | None


class Tools(Protocol):
    """What rows are made with: a library's store, and what reads its documents. An open library has both."""

    @property
    def store(self) -> Store:
        """The documents."""
        ...

    @property
    def judging(self) -> Judging:
        """What says what the index holds of a document."""
        ...


@dataclass(frozen=True, slots=True)
class OwnTools:
    """The tools of a process of its own."""

    store: Store
    judging: Judging


def replay(index: Index, tools: Tools, place: Place, position: int, ready: Mapping[int, Rows]) -> None:
    """Bring ``index`` to ``position``; the caller holds the library's lock.

    ``ready`` holds rows made before, by the position of the change that stored their document.
    """
    last = tools.store.last_changes(index.state.position, position)
    if sum(at not in ready for at in last) <= ALONE:
        made = lambda portions: (_made(tools, keys) for keys in portions)  # noqa: E731 - its twin stands below
        _write(index, tools.store, last, position, ready, made)
        return
    with crew(WORKERS, tools_at, place) as pool:
        there = partial(_made_at, place)
        _write(index, tools.store, last, position, ready, lambda portions: in_order(pool, there, portions))


def _write(  # noqa: PLR0913, PLR0917
    index: Index,
    store: Store,
    last: Sequence[int],
    position: int,
    ready: Mapping[int, Rows],
    make: Callable[[Iterable[Sequence[Key]]], Iterator[list[Rows]]],
) -> None:
    """Write the changes at positions ``last``; earlier ones of the same document version need no writing."""
    index.begin()
    fresh = index.state.position == 0
    for at in range(0, len(last), STEP):
        changes = [change for some in _portions(last[at : at + STEP]) for change in store.changes_at(some)]
        if not fresh:
            for change in changes:
                index.remove(change.document, change.sha256)
        added = [change for change in changes if change.action == "add"]
        lacking = [(change.document, change.sha256) for change in added if change.position not in ready]
        made = chain.from_iterable(make(_portions(lacking)))
        for change in added:
            index.add(ready[change.position] if change.position in ready else next(made))
        if at + STEP < len(last):
            index.commit(changes[-1].position, last=False)
    index.commit(position)


def _portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), PORTION):
        yield items[at : at + PORTION]


def _made(tools: Tools, keys: Sequence[Key]) -> list[Rows]:
    """Return what the index holds of each document; of one that is out of use by now, nothing."""
    held = tools.store.documents(keys)
    return [rows_of(tools.judging, held[key]) if key in held else [] for key in keys]


def rows_of(judging: Judging, document: Document) -> Rows:
    """Return what the index holds of a document."""
    return list(map(row_of, judging.entries(document)))


def kept_ready(changes: Sequence[Change], made: Mapping[Key, Rows]) -> dict[int, Rows]:
    """Return rows by the position of the change that stored their document.

    ``changes`` are all since just before the documents were stored. Where a document version came twice in them, some
    other process or notice changed it too: whose facts stand is then left to the store.
    """
    came = Counter((change.document, change.sha256) for change in changes if change.action == "add")
    return {
        change.position: made[key]
        for change in changes
        if change.action == "add" and came[key := (change.document, change.sha256)] == 1 and key in made
    }


# --- in a worker ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def tools_at(place: Place) -> Tools:
    """Open the library for reading in this process, with what finds the concepts of packs and vocabularies; kept."""
    store = Store(place.folder, place.url)
    added = vocabularies.opened(place.folder)
    concepts = vocabularies.AllKin((concept for pack in store.packs() for concept in pack.concepts), added)
    return OwnTools(store, Judging(concepts, vocabularies.finder(concepts, added)))


def _made_at(place: Place, keys: Sequence[Key]) -> list[Rows]:
    return _made(tools_at(place), keys)
