"""What was read from the store, kept while the store stands still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quoth.model import Document, Work
from quoth.store import Store


class Shelf:
    """What was read from the store at its present position, kept so that asking again does not read it again."""

    MOST = 4096

    def __init__(self, store: Store) -> None:
        """Keep nothing yet."""
        self._store = store
        self._position = -1
        self._documents: dict[tuple[str, str], Document] = {}
        self._current: dict[str, Document | None] = {}
        self._works: dict[str, Work] = {}

    def _fresh(self) -> None:
        position = self._store.position()
        if position != self._position or len(self._documents) > self.MOST:
            self._documents, self._current, self._works = {}, {}, {}
            self._position = position

    def documents(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Document]:
        """Return the current documents among ``keys`` (id, sha256)."""
        self._fresh()
        lacking = [key for key in keys if key not in self._documents]
        if lacking:
            self._documents |= self._store.documents(lacking)
        return {key: self._documents[key] for key in keys if key in self._documents}

    def current(self, ident: str) -> Document | None:
        """Return the current version of one document, or None."""
        self._fresh()
        if ident not in self._current:
            self._current[ident] = self._store.current(ident)
        return self._current[ident]

    def works(self, idents: Iterable[str]) -> dict[str, Work]:
        """Return the works of these ids that are there."""
        wanted = set(idents)
        lacking = wanted - set(self._works)
        if lacking:
            self._works |= self._store.works(lacking)
        return {i: self._works[i] for i in wanted if i in self._works}
