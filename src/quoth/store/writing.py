"""Changing the library: SQLAlchemy Core statements and alembic migrations. Every verb is one transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from quoth.model import Document, Ids, Notice, Pack, Work
from quoth.store import opening
from quoth.store.putting import Putting, encode, note, tell
from quoth.store.tables import documents, identifiers, notices, packs


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

    def put(self, items: Iterable[tuple[Work, Document]]) -> list[str]:
        """Store works and documents; say of each document whether it was added, changed or unchanged."""
        with self._writing() as connection:
            return Putting(connection, list(items)).run()

    def note(self, facts: Iterable[tuple[Ids, Notice]]) -> int:
        """Store dated facts about papers, and put them on the works that are here; return how many works they touch."""
        touched: set[str] = set()
        with self._writing() as connection:
            for ids, notice in facts:
                body = encode(notice)
                for scheme, value in ids.pairs():
                    digest = hashlib.sha256(body).hexdigest()
                    here = (notices.c.scheme == scheme, notices.c.value == value, notices.c.digest == digest)
                    if connection.execute(sa.select(notices.c.digest).where(*here)).first() is None:
                        row = {"scheme": scheme, "value": value, "digest": digest, "body": body}
                        connection.execute(sa.insert(notices).values(**row))
                owner = next((o for pair in ids.pairs() if (o := _owner(connection, *pair))), None)
                if owner:
                    tell(connection, owner, (notice,))
                    touched.add(owner)
        return len(touched)

    def remove(self, idents: Iterable[str]) -> int:
        """Take documents out of use (their versions stay, so that old receipts hold); return how many were in use."""
        with self._writing() as connection:
            taken = 0
            for ident in idents:
                mine = (documents.c.id == ident, documents.c.current)
                for (sha256,) in connection.execute(sa.select(documents.c.sha256).where(*mine)).all():
                    _retire(connection, ident, sha256)
                    taken += 1
            return taken

    def install(self, pack: Pack) -> None:
        """Store a pack whole; documents of an older version of it that it lacks go out of use."""
        known = {work.id: work for work in pack.works}
        with self._writing() as connection:
            blank = (Work(document.work, Ids(), document.facts.title) for document in pack.documents)
            mine = (known.get(work.id) or work for work in blank)
            Putting(connection, list(zip(mine, pack.documents, strict=True))).run()
            kept = {document.id for document in pack.documents}
            for ident, sha256 in _current(connection, pack.id):
                if ident not in kept:
                    _retire(connection, ident, sha256)
            connection.execute(sa.delete(packs).where(packs.c.id == pack.id))
            held = {document.work for document in pack.documents}
            listed = tuple(work for work in pack.works if work.id not in held)
            body = encode(replace(pack, documents=(), works=listed))
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


def _retire(connection: sa.Connection, ident: str, sha256: str) -> None:
    here = (documents.c.id == ident, documents.c.sha256 == sha256)
    connection.execute(sa.update(documents).where(*here).values(current=False))
    note(connection, "remove", ident, sha256)


def _owner(connection: sa.Connection, scheme: str, value: str) -> str | None:
    here = (identifiers.c.scheme == scheme, identifiers.c.value == value)
    found = connection.execute(sa.select(identifiers.c.work).where(*here)).scalar()
    return None if found is None else str(found)
