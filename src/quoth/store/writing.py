"""Changing the library: SQLAlchemy Core statements and alembic migrations. Every verb is one transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import sqlalchemy as sa

from quoth.model import Document, Ids, Notice, Pack, Work
from quoth.store import opening
from quoth.store.tables import changes, documents, identifiers, notices, packs, works

_encode = msgspec.json.Encoder().encode
_work = msgspec.json.Decoder(Work).decode
_notice = msgspec.json.Decoder(Notice).decode


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
            return [_put(connection, work, document) for work, document in items]

    def note(self, facts: Iterable[tuple[Ids, Notice]]) -> int:
        """Store dated facts about papers, and put them on the works that are here; return how many works they touch."""
        touched: set[str] = set()
        with self._writing() as connection:
            for ids, notice in facts:
                body = _encode(notice)
                for scheme, value in ids.pairs():
                    digest = hashlib.sha256(body).hexdigest()
                    here = (notices.c.scheme == scheme, notices.c.value == value, notices.c.digest == digest)
                    if connection.execute(sa.select(notices.c.digest).where(*here)).first() is None:
                        row = {"scheme": scheme, "value": value, "digest": digest, "body": body}
                        connection.execute(sa.insert(notices).values(**row))
                owner = next((o for pair in ids.pairs() if (o := _owner(connection, *pair))), None)
                if owner:
                    _tell(connection, owner, (notice,))
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


def _put(connection: sa.Connection, work: Work, document: Document) -> str:
    """Store one document; one that is already current, word for word, is left alone."""
    home = _home(connection, work)
    document = replace(document, work=home)
    body = _encode(replace(document, text=""))
    columns = (documents.c.sha256, documents.c.current, documents.c.body)
    held = connection.execute(sa.select(*columns).where(documents.c.id == document.id)).all()
    mine = next((row for row in held if row.sha256 == document.sha256), None)
    if mine is not None and mine.current and bytes(mine.body) == body:
        return "unchanged"
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
    return "changed" if held else "added"


def _retire(connection: sa.Connection, ident: str, sha256: str) -> None:
    here = (documents.c.id == ident, documents.c.sha256 == sha256)
    connection.execute(sa.update(documents).where(*here).values(current=False))
    _note(connection, "remove", ident, sha256)


def _note(connection: sa.Connection, action: str, ident: str, sha256: str) -> None:
    connection.execute(sa.insert(changes).values(action=action, document=ident, sha256=sha256))


def _home(connection: sa.Connection, work: Work) -> str:
    """Return the id of the work that any of these identifiers belongs to, storing what is new about it."""
    owners = {pair: _owner(connection, *pair) for pair in work.ids.pairs()}
    home = next((o for o in owners.values() if o and _agree(connection, o, work.ids)), work.id)
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
    told = [_notice(row.body) for pair in work.ids.pairs() for row in _told(connection, *pair)]
    if told:
        _tell(connection, home, told)
    return home


def _agree(connection: sa.Connection, owner: str, ids: Ids) -> bool:
    """Whether a held work may be the one these identifiers name: the first scheme both know decides.

    An erratum often repeats the DOI of what it corrects, under a PMID of its own.
    """
    held = dict(_work(connection.execute(sa.select(works.c.body).where(works.c.id == owner)).scalar_one()).ids.pairs())
    return next((held[scheme] == value for scheme, value in ids.pairs() if scheme in held), True)


def _told(connection: sa.Connection, scheme: str, value: str) -> list[sa.Row[tuple[bytes]]]:
    here = (notices.c.scheme == scheme, notices.c.value == value)
    return list(connection.execute(sa.select(notices.c.body).where(*here).order_by(notices.c.digest)))


def _tell(connection: sa.Connection, home: str, told: Iterable[Notice]) -> None:
    """Add notices to a work that is here; its documents count as changed, since answers that quote them do."""
    body = connection.execute(sa.select(works.c.body).where(works.c.id == home)).scalar_one()
    held = _work(body)
    merged = _encode(replace(held, notices=tuple(dict.fromkeys([*(held.notices or ()), *told]))))
    if merged == bytes(body):
        return
    connection.execute(sa.update(works).where(works.c.id == home).values(body=merged))
    mine = sa.select(documents.c.id, documents.c.sha256).where(documents.c.current, documents.c.work == home)
    for ident, sha256 in connection.execute(mine).all():
        _note(connection, "add", ident, sha256)


def _owner(connection: sa.Connection, scheme: str, value: str) -> str | None:
    here = (identifiers.c.scheme == scheme, identifiers.c.value == value)
    found = connection.execute(sa.select(identifiers.c.work).where(*here)).scalar()
    return None if found is None else str(found)


def _merge(held: Work, new: Work) -> Work:
    """Add what is new about a work; what is held is never taken back."""
    ids = Ids(held.ids.pmid or new.ids.pmid, held.ids.pmcid or new.ids.pmcid, held.ids.doi or new.ids.doi)
    told = held.notices
    if new.notices is not None:
        told = tuple(dict.fromkeys([*(held.notices or ()), *new.notices]))
    checked = tuple(dict.fromkeys([*held.checked, *new.checked]))
    return replace(held, ids=ids, notices=told, checked=checked)
