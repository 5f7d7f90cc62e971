"""Changing the library: SQLAlchemy Core statements and alembic migrations. Every verb is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import sqlalchemy as sa

from quoth.model import Document, Ids, Pack, Work
from quoth.store import opening
from quoth.store.tables import changes, documents, identifiers, packs, works

_encode = msgspec.json.Encoder().encode
_work = msgspec.json.Decoder(Work).decode


class Writer:
    """The writing side of a library. Several processes may write; each takes the lock at once and waits its turn."""

    def __init__(self, url: str, where: str) -> None:
        """Connect to the database at ``url``; ``where`` is how messages name it."""
        self.engine = sa.create_engine(url)
        self._where = where
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _pragmas)
            sa.event.listen(self.engine, "begin", _begin)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with opening.sentences(self._where), self.engine.begin() as connection:
            yield connection

    def revision(self) -> str | None:
        """Return the migration a database server's library stands at; None where it has no tables yet."""
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            rows = connection.execute(sa.text("SELECT version_num FROM alembic_version")).all()
        return opening.known([tuple(row) for row in rows], self._where)

    def migrate(self) -> None:
        """Bring the database to the newest revision; alembic is imported only here, since it is slow to import."""
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._writing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def put(self, items: Iterable[tuple[Work, Document]]) -> int:
        """Store works and documents; return how many documents are new or changed."""
        with self._writing() as connection:
            return sum(_put(connection, work, document) for work, document in items)

    def install(self, pack: Pack) -> None:
        """Store a pack whole; documents of an older version of it that it lacks go out of use."""
        known = {work.id: work for work in pack.works}
        with self._writing() as connection:
            for document in pack.documents:
                work = known.get(document.work) or Work(document.work, Ids(), document.facts.title)
                _put(connection, work, document)
            kept = {document.id for document in pack.documents}
            for ident, sha256 in _current(connection, pack.id):
                if ident not in kept:
                    _retire(connection, ident, sha256)
            connection.execute(sa.delete(packs).where(packs.c.id == pack.id))
            body = _encode(replace(pack, documents=(), works=()))
            connection.execute(sa.insert(packs).values(id=pack.id, sha256=pack.sha256, body=body))


def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that a writer takes the lock at once
    connection.execute("PRAGMA busy_timeout = 60000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _current(connection: sa.Connection, pack: str) -> list[tuple[str, str]]:
    mine = documents.c.id.startswith(f"{pack}:", autoescape=True)
    rows = connection.execute(sa.select(documents.c.id, documents.c.sha256).where(documents.c.current, mine))
    return [(ident, sha256) for ident, sha256 in rows]


def _put(connection: sa.Connection, work: Work, document: Document) -> bool:
    """Store one document; one that is already current, word for word, is left alone."""
    home = _home(connection, work)
    document = replace(document, work=home)
    body = _encode(replace(document, text=""))
    columns = (documents.c.sha256, documents.c.current, documents.c.body)
    held = connection.execute(sa.select(*columns).where(documents.c.id == document.id)).all()
    mine = next((row for row in held if row.sha256 == document.sha256), None)
    if mine is not None and mine.current and bytes(mine.body) == body:
        return False
    for row in held:
        if row.current and row.sha256 != document.sha256:
            _retire(connection, document.id, row.sha256)
    values = {"work": home, "kind": str(document.kind), "current": True, "text": document.text, "body": body}
    if mine is None:
        new = sa.insert(documents).values(id=document.id, sha256=document.sha256, **values)
        connection.execute(new)
    else:  # the same text with better facts, or an old version come back: its receipts hold, the index looks again
        here = (documents.c.id == document.id, documents.c.sha256 == document.sha256)
        connection.execute(sa.update(documents).where(*here).values(**values))
    _note(connection, "add", document.id, document.sha256)
    return True


def _retire(connection: sa.Connection, ident: str, sha256: str) -> None:
    here = (documents.c.id == ident, documents.c.sha256 == sha256)
    connection.execute(sa.update(documents).where(*here).values(current=False))
    _note(connection, "remove", ident, sha256)


def _note(connection: sa.Connection, action: str, ident: str, sha256: str) -> None:
    connection.execute(sa.insert(changes).values(action=action, document=ident, sha256=sha256))


def _home(connection: sa.Connection, work: Work) -> str:
    """Return the id of the work that any of these identifiers belongs to, storing what is new about it."""
    owners = {pair: _owner(connection, *pair) for pair in work.ids.pairs()}
    home = next((owner for owner in owners.values() if owner), work.id)
    body = connection.execute(sa.select(works.c.body).where(works.c.id == home)).scalar()
    if body is None:
        connection.execute(sa.insert(works).values(id=home, body=_encode(replace(work, id=home))))
    else:
        merged = _encode(_merge(_work(body), work))
        if merged != bytes(body):
            connection.execute(sa.update(works).where(works.c.id == home).values(body=merged))
    for (scheme, value), owner in owners.items():
        if owner is None:
            connection.execute(sa.insert(identifiers).values(scheme=scheme, value=value, work=home))
    return home


def _owner(connection: sa.Connection, scheme: str, value: str) -> str | None:
    here = (identifiers.c.scheme == scheme, identifiers.c.value == value)
    found = connection.execute(sa.select(identifiers.c.work).where(*here)).scalar()
    return None if found is None else str(found)


def _merge(held: Work, new: Work) -> Work:
    """Add what is new about a work; what is held is never taken back."""
    ids = Ids(held.ids.pmid or new.ids.pmid, held.ids.pmcid or new.ids.pmcid, held.ids.doi or new.ids.doi)
    notices = held.notices
    if new.notices is not None:
        notices = tuple(dict.fromkeys([*(held.notices or ()), *new.notices]))
    return replace(held, ids=ids, notices=notices)
