"""Storing many documents at once: what is held is read in a few statements, what is new is written in a few.

What a document comes to is decided in the order given, one by one, as if each were stored before the next is looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from quoth.model import Document, Ids, Notice, Work
from quoth.store.tables import changes, documents, identifiers, notices, works

KEYS = 400  # keys in one IN (…)
encode = msgspec.json.Encoder().encode
decode_work = msgspec.json.Decoder(Work).decode
decode_notice = msgspec.json.Decoder(Notice).decode
Pair = tuple[str, str]


@dataclass(slots=True)
class Held:
    """One version of a document: whether it is current, what it says of itself, and what has to be written."""

    current: bool
    body: bytes
    new: bool = False
    row: dict[str, Any] | None = None  # columns to write


class Putting:
    """One batch of works and documents, on its way into an open transaction."""

    def __init__(self, connection: sa.Connection, items: Sequence[tuple[Work, Document]]) -> None:
        """Read what the library holds of these works and documents."""
        self._connection = connection
        self._items = items
        pairs = sorted({pair for work, _ in items for pair in work.ids.pairs()})
        self._owners: dict[Pair, str] = {
            (scheme, value): work for scheme, value, work in rows_of(connection, identifiers, pairs)
        }
        self._told: dict[Pair, list[Notice]] = {}
        for scheme, value, _, body in sorted(rows_of(connection, notices, pairs)):
            self._told.setdefault((scheme, value), []).append(decode_notice(body))
        self._works = _bodies(connection, {*self._owners.values(), *(work.id for work, _ in items)})
        self._documents = _versions(connection, {document.id for _, document in items})
        self._new_works: dict[str, bytes] = {}
        self._old_works: dict[str, bytes] = {}
        self._identifiers: list[dict[str, str]] = []
        self._changes: list[dict[str, str]] = []

    def run(self) -> list[str]:
        """Store everything; say of each document whether it was added, changed or unchanged."""
        said = [self._put(work, document) for work, document in self._items]
        self._write()
        return said

    def _put(self, work: Work, document: Document) -> str:
        """Take one document; one that is already current, word for word, is left alone."""
        home = self._home(work)
        document = replace(document, work=home)
        body = encode(replace(document, text=""))
        held = self._documents.setdefault(document.id, {})
        mine = held.get(document.sha256)
        if mine is not None and mine.current and mine.body == body:
            return "unchanged"
        said = "changed" if held else "added"
        for sha256, other in held.items():
            if other.current and sha256 != document.sha256:
                other.current = False
                other.row = (other.row or {}) | {"current": False}
                self._note("remove", document.id, sha256)
        row = {"work": home, "kind": str(document.kind), "current": True, "text": document.text, "body": body}
        # The same text with better facts, or an old version come back: its receipts hold, the index looks again.
        held[document.sha256] = Held(current=True, body=body, new=mine is None or mine.new, row=row)
        self._note("add", document.id, document.sha256)
        return said

    def _note(self, action: str, ident: str, sha256: str) -> None:
        self._changes.append({"action": action, "document": ident, "sha256": sha256})

    def _tell(self, home: str, news: Iterable[Notice]) -> None:
        for notice in news:
            self._changes.append({"action": "notice", "document": home, "sha256": digest_of(notice)})

    # --- works -----------------------------------------------------------------------------------------------------

    def _home(self, work: Work) -> str:
        """Return the id of the work that any of these identifiers belongs to, keeping what is new about it."""
        pairs = list(work.ids.pairs())
        owners = [self._owners[pair] for pair in pairs if pair in self._owners]
        home = next((owner for owner in owners if self._agree(owner, work.ids)), work.id)
        body = self._works.get(home)
        if body is None:
            self._works[home] = self._new_works[home] = encode(replace(work, id=home))
            self._tell(home, work.notices or ())
        else:
            held = decode_work(body)
            whole = _merge(held, work)
            merged = encode(whole)
            if merged != body:
                self._tell(home, (n for n in whole.notices or () if n not in (held.notices or ())))
                self._works[home] = merged
                (self._new_works if home in self._new_works else self._old_works)[home] = merged
        for scheme, value in pairs:
            if (scheme, value) not in self._owners:
                self._owners[scheme, value] = home
                self._identifiers.append({"scheme": scheme, "value": value, "work": home})
        told = [notice for pair in pairs if self._owners[pair] == home for notice in self._told.get(pair, ())]
        if told:
            self._write()
            tell(self._connection, {home: told})
            self._works |= _bodies(self._connection, {home})
        return home

    def _agree(self, owner: str, ids: Ids) -> bool:
        """Whether a held work may be the one these identifiers name: the first scheme both know decides.

        An erratum often repeats the DOI of what it corrects, under a PMID of its own.
        """
        held = dict(decode_work(self._works[owner]).ids.pairs())
        return next((held[scheme] == value for scheme, value in ids.pairs() if scheme in held), True)

    # --- writing ---------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        """Write what has been decided so far."""
        put = self._connection.execute
        if self._new_works:
            put(sa.insert(works), [{"id": ident, "body": body} for ident, body in self._new_works.items()])
        if self._old_works:
            here = sa.update(works).where(works.c.id == sa.bindparam("ident"))
            put(here, [{"ident": ident, "body": body} for ident, body in self._old_works.items()])
        if self._identifiers:
            put(sa.insert(identifiers), self._identifiers)
        self._write_documents()
        if self._changes:
            put(sa.insert(changes), self._changes)
        self._new_works, self._old_works, self._identifiers, self._changes = {}, {}, [], []

    def _write_documents(self) -> None:
        new = []
        here = (documents.c.id == sa.bindparam("ident"), documents.c.sha256 == sa.bindparam("version"))
        for ident, versions in self._documents.items():
            for sha256, held in versions.items():
                if held.row is None:
                    continue
                if held.new:
                    new.append({"id": ident, "sha256": sha256} | held.row)
                else:
                    this = sa.update(documents).where(*here).values(**held.row)
                    self._connection.execute(this, {"ident": ident, "version": sha256})
                held.row, held.new = None, False
        if new:
            self._connection.execute(sa.insert(documents), new)


def digest_of(notice: Notice) -> str:
    """Return what tells one notice from another."""
    return hashlib.sha256(encode(notice)).hexdigest()


def tell(connection: sa.Connection, told: Mapping[str, Iterable[Notice]]) -> int:
    """Add notices to works that are here, by work id; return how many works are told something new.

    Their documents count as changed, since answers that quote them do.
    """
    bodies = _bodies(connection, told)
    lines: list[dict[str, str]] = []
    rows: list[dict[str, Any]] = []
    for home, news in told.items():
        held = decode_work(bodies[home])
        known = held.notices or ()
        whole = tuple(dict.fromkeys([*known, *news]))
        merged = encode(replace(held, notices=whole))
        if merged != bodies[home]:
            rows.append({"ident": home, "body": merged})
            lines += [{"action": "notice", "document": home, "sha256": digest_of(n)} for n in whole[len(known) :]]
    if not rows:
        return 0
    connection.execute(sa.update(works).where(works.c.id == sa.bindparam("ident")), rows)
    for some in _slices(row["ident"] for row in rows):
        mine = sa.select(documents.c.id, documents.c.sha256).where(documents.c.current, documents.c.work.in_(some))
        found = connection.execute(mine.order_by(documents.c.id)).all()
        lines += [{"action": "add", "document": ident, "sha256": sha256} for ident, sha256 in found]
    connection.execute(sa.insert(changes), lines)
    return len(rows)


def note(connection: sa.Connection, action: str, ident: str, sha256: str) -> None:
    """Add one line to the change list."""
    connection.execute(sa.insert(changes).values(action=action, document=ident, sha256=sha256))


def _merge(held: Work, new: Work) -> Work:
    """Add what is new about a work; what is held is never taken back."""
    ids = Ids(held.ids.pmid or new.ids.pmid, held.ids.pmcid or new.ids.pmcid, held.ids.doi or new.ids.doi)
    told = held.notices
    if new.notices is not None:
        told = tuple(dict.fromkeys([*(held.notices or ()), *new.notices]))
    return replace(held, ids=ids, notices=told, checked=newest((*held.checked, *new.checked)))


def newest(looked: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, str | None], ...]:
    """Return each signal that was looked at once, with its newest date."""
    found: dict[str, str | None] = {}
    for signal, date in looked:
        if signal not in found or (date or "") > (found[signal] or ""):
            found[signal] = date
    return tuple(found.items())


def _slices(keys: Iterable[Any]) -> Iterator[list[Any]]:
    wanted = sorted(keys)
    for at in range(0, len(wanted), KEYS):
        yield wanted[at : at + KEYS]


def _bodies(connection: sa.Connection, idents: Iterable[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for some in _slices(set(idents)):
        rows = connection.execute(sa.select(works.c.id, works.c.body).where(works.c.id.in_(some)))
        found |= {ident: bytes(body) for ident, body in rows}
    return found


def _versions(connection: sa.Connection, idents: Iterable[str]) -> dict[str, dict[str, Held]]:
    columns = (documents.c.id, documents.c.sha256, documents.c.current, documents.c.body)
    found: dict[str, dict[str, Held]] = {}
    for some in _slices(set(idents)):
        for ident, sha256, current, body in connection.execute(sa.select(*columns).where(documents.c.id.in_(some))):
            found.setdefault(ident, {})[sha256] = Held(current, bytes(body))
    return found


def rows_of(connection: sa.Connection, table: sa.Table, pairs: Iterable[Pair]) -> list[tuple[Any, ...]]:
    """Return the rows of a table known by scheme and value."""
    by_scheme: dict[str, list[str]] = {}
    for scheme, value in pairs:
        by_scheme.setdefault(scheme, []).append(value)
    found: list[tuple[Any, ...]] = []
    for scheme, values in by_scheme.items():
        for some in _slices(values):
            here = (table.c.scheme == scheme, table.c.value.in_(some))
            found += [tuple(row) for row in connection.execute(sa.select(table).where(*here))]
    return found
