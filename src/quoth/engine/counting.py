"""How much a search finds: passages and documents by the index, papers by the store."""

from __future__ import annotations

from collections.abc import Iterable

from quoth.engine.opened import Opened
from quoth.engine.strategy import Strategy, hits_of
from quoth.index import Within, key_of, number_of
from quoth.model.listings import Tally


class Counting:
    """Counts what searches find, papers too: which paper a document is of, only the store knows as of now."""

    def __init__(self, library: Opened) -> None:
        """Read from the store which work each document is of."""
        self._library = library
        self._works = {number_of(key_of(i, sha)): work for i, sha, work in library.store.work_of_each()}

    def __call__(self, terms: Iterable[str] | None = None, within: Within = ()) -> Tally:
        """Return how much holds any of these terms, within filters; of everything for None."""
        return self._tally(*self._library.index.count(terms, within))

    def of(self, strategy: Strategy) -> Tally:
        """Return how much a strategy finds, every filter applied."""
        return self._tally(*found_by(self._library, strategy))

    def _tally(self, passages: int, documents: Iterable[int]) -> Tally:
        numbers = set(documents)
        return Tally(passages, len(numbers), len({self._works[n] for n in numbers if n in self._works}))


def found_by(library: Opened, strategy: Strategy) -> tuple[int, set[int]]:
    """Return how many passages a strategy finds, and their documents' numbers; notices are looked up one by one."""
    if not strategy.filters.not_retracted:
        return library.index.count(strategy.weights, strategy.within)
    hits = hits_of(library, strategy, max(1, len(library.index)))
    return len(hits), {number_of(key_of(h.passage.document, h.passage.sha256)) for h in hits}
