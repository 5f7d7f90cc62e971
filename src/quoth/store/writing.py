"""Changing the library: SQLAlchemy Core statements and alembic migrations. Every verb is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from quoth.model import Document, Ids, Notice, Pack, Work
from quoth.store import noting, opening
from quoth.store.putting import Putting, encode, note
from quoth.store.tables import documents, packs


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

    def note(self, facts: Iterable[tuple[Ids, Notice]]) -> set[str]:
        """Store dated facts about papers, and put them on the works that are here; return the works they touch."""
        with self._writing() as connection:
            return noting.note(connection, list(facts))

    def link(self, *, first: bool) -> int:
        """Put the facts that came before their papers on the works; return how many works are told something new.

        The ``first`` time, notices that came before the change list told of them get their lines too.
        """
        with self._writing() as connection:
            if first:
                noting.tell_of_old(connection)
            return noting.link(connection)

    def look(self, signal: str, date: str | None, idents: Iterable[str]) -> int:
        """Say of works that a signal was looked at up to a date; return of how many that is new."""
        with self._writing() as connection:
            return noting.look(connection, signal, date, idents)

    def look_everywhere(self, signal: str, date: str | None) -> int:
        """Say so of every work with a PMID or DOI, in transactions of some thousands."""
        count, last = 0, ""
        while True:
            with self._writing() as connection:
                some, last = noting.next_works(connection, last)
                if not some:
                    return count
                count += noting.look(connection, signal, date, some)

    def expire(self, keys: Iterable[tuple[str, str, str]], day: str) -> None:
        """Note that local documents (id, sha256, work) are past their date on a day."""
        keys = list(keys)
        with self._writing() as connection:
            noting.look(connection, "expiry", day, [work for _, _, work in keys])
            for ident, sha256, _ in keys:
                note(connection, "expired", ident, sha256)

    def log(self, action: str, subject: str, detail: str) -> None:
        """Add a line of news to the change list."""
        with self._writing() as connection:
            note(connection, action, subject, detail)

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
            note(connection, "pack", f"{pack.id} {pack.version}", pack.sha256)


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
