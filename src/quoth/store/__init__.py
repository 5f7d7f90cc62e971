"""The shelf: the only SQL. Works, documents with all their versions, packs, and the change list that feeds the index.

Documents are immutable: a new text of the same id is a new version, and the old one stays, so that old receipts hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import sqlalchemy as sa

from quoth.model import Document, Ids, Pack, Work
from quoth.store import opening
from quoth.store.tables import changes, documents, identifiers, packs, works

__all__ = ["Change", "Counts", "Store"]

_encode = msgspec.json.Encoder().encode
_document = msgspec.json.Decoder(Document).decode
_pack = msgspec.json.Decoder(Pack).decode
_work = msgspec.json.Decoder(Work).decode
BATCH = 500  # keys in one IN (…): SQLite's limit on variables is 999


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change list: a document version came (add) or went out of use (remove)."""

    position: int
    action: str
    document: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the library holds, counting current documents only."""

    works: int
    documents: dict[str, int]  # by kind


class Store:
    """An open library database. Safe for several processes at once."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """Open the library in ``folder`` (made if need be), or the database at ``url``.

        Raises LibraryRefused with one sentence where that cannot be.
        """
        opening.claim(folder)
        self.folder = folder
        self.where = str(folder) if url is None else sa.make_url(url).render_as_string(hide_password=True)
        self._engine = opening.connect(url or f"sqlite:///{folder / opening.DATABASE}")
        with opening.sentences(self.where):
            if opening.revision_of(self._engine) != opening.HEAD:
                with opening.alone(folder):
                    opening.migrate(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with opening.sentences(self.where), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with (
            opening.sentences(self.where),
            self._engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            yield connection

    # --- writing -------------------------------------------------------------------------------------------------

    def put(self, items: Iterable[tuple[Work, Document]]) -> int:
        """Store works and documents in one transaction; return how many documents are new.

        A document whose text is already current is left alone, so that adding twice changes nothing.
        """
        with self._writing() as connection:
            return sum(self._put(connection, work, document) for work, document in items)

    def install(self, pack: Pack) -> None:
        """Store a pack whole, in one transaction; documents of an older version of it that it lacks go out of use."""
        known = {work.id: work for work in pack.works}
        light = replace(pack, documents=(), works=())
        with self._writing() as connection:
            kept = set()
            for document in pack.documents:
                work = known.get(document.work) or Work(document.work, Ids(), document.facts.title)
                self._put(connection, work, document)
                kept.add(document.id)
            held = connection.execute(
                sa.select(documents.c.id, documents.c.sha256).where(
                    documents.c.current, documents.c.id.startswith(f"{pack.id}:", autoescape=True)
                )
            ).all()
            for ident, sha256 in held:
                if ident not in kept:
                    self._retire(connection, ident, sha256)
            connection.execute(sa.delete(packs).where(packs.c.id == pack.id))
            connection.execute(sa.insert(packs).values(id=pack.id, sha256=pack.sha256, body=_encode(light)))

    def _put(self, connection: sa.Connection, work: Work, document: Document) -> bool:
        home = self._home(connection, work)
        document = replace(document, work=home)
        body = _encode(replace(document, text=""))
        held = connection.execute(
            sa.select(documents.c.sha256, documents.c.current, documents.c.body).where(documents.c.id == document.id)
        ).all()
        for sha256, current, old in held:
            if sha256 == document.sha256 and current:
                if bytes(old) != body:  # same text, better facts: the receipt holds, the index must look again
                    self._facts(connection, document, body)
                return False
        for sha256, current, _ in held:
            if current:
                self._retire(connection, document.id, sha256)
        if any(sha256 == document.sha256 for sha256, _, _ in held):
            self._facts(connection, document, body)
        else:
            connection.execute(
                sa.insert(documents).values(
                    id=document.id,
                    sha256=document.sha256,
                    work=home,
                    kind=str(document.kind),
                    current=True,
                    text=document.text,
                    body=body,
                )
            )
            self._note(connection, "add", document.id, document.sha256)
        return True

    def _facts(self, connection: sa.Connection, document: Document, body: bytes) -> None:
        connection.execute(
            sa.update(documents)
            .where(documents.c.id == document.id, documents.c.sha256 == document.sha256)
            .values(body=body, current=True, work=document.work)
        )
        self._note(connection, "add", document.id, document.sha256)

    def _retire(self, connection: sa.Connection, ident: str, sha256: str) -> None:
        here = (documents.c.id == ident, documents.c.sha256 == sha256)
        connection.execute(sa.update(documents).where(*here).values(current=False))
        self._note(connection, "remove", ident, sha256)

    def _note(self, connection: sa.Connection, action: str, ident: str, sha256: str) -> None:
        connection.execute(sa.insert(changes).values(action=action, document=ident, sha256=sha256))

    def _home(self, connection: sa.Connection, work: Work) -> str:
        """Return the id of the work these identifiers belong to, storing what is new about it."""
        pairs = work.ids.pairs()
        home = None
        for scheme, value in pairs:
            here = (identifiers.c.scheme == scheme, identifiers.c.value == value)
            home = home or connection.execute(sa.select(identifiers.c.work).where(*here)).scalar()
        home = home or work.id
        body = connection.execute(sa.select(works.c.body).where(works.c.id == home)).scalar()
        if body is None:
            connection.execute(sa.insert(works).values(id=home, body=_encode(replace(work, id=home))))
        else:
            merged = _merge(_work(body), work)
            connection.execute(sa.update(works).where(works.c.id == home).values(body=_encode(merged)))
        for scheme, value in pairs:
            here = (identifiers.c.scheme == scheme, identifiers.c.value == value)
            if connection.execute(sa.select(identifiers.c.work).where(*here)).scalar() is None:
                connection.execute(sa.insert(identifiers).values(scheme=scheme, value=value, work=home))
        return home

    # --- reading -------------------------------------------------------------------------------------------------

    def position(self) -> int:
        """Return the position of the newest change; 0 for an empty library."""
        with self._reading() as connection:
            return int(connection.execute(sa.select(sa.func.max(changes.c.position))).scalar() or 0)

    def changes(self, after: int) -> list[Change]:
        """Return the change list past position ``after``, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(changes).where(changes.c.position > after).order_by(changes.c.position))
            return [Change(*row) for row in rows]

    def documents(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Document]:
        """Return the current documents among ``keys`` (id, sha256); one that is no longer current is left out."""
        found: dict[tuple[str, str], Document] = {}
        wanted = set(keys)
        idents = sorted({ident for ident, _ in keys})
        columns = (documents.c.id, documents.c.sha256, documents.c.text, documents.c.body)
        with self._reading() as connection:
            for at in range(0, len(idents), BATCH):
                here = documents.c.id.in_(idents[at : at + BATCH])
                for ident, sha256, text, body in connection.execute(
                    sa.select(*columns).where(here, documents.c.current)
                ):
                    if (ident, sha256) in wanted:
                        found[ident, sha256] = replace(_document(body), text=text)
        return found

    def versions(self, ident: str) -> dict[str, str]:
        """Return every version ever held of a document: sha256 -> text."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(documents.c.sha256, documents.c.text).where(documents.c.id == ident)
            ).all()
            return {sha256: text for sha256, text in rows}

    def current(self, ident: str) -> Document | None:
        """Return the current version of a document, or None."""
        with self._reading() as connection:
            row = connection.execute(
                sa.select(documents.c.text, documents.c.body).where(documents.c.id == ident, documents.c.current)
            ).first()
            return replace(_document(row[1]), text=row[0]) if row else None

    def places_of(self, findings: Iterable[str]) -> dict[str, str]:
        """Return the id of the current document that holds each of these findings of a pack."""
        wanted = set(findings)
        with self._reading() as connection:
            rows = connection.execute(sa.select(documents.c.body).where(documents.c.current)).all()
        held = (_document(body) for (body,) in rows)
        return {f.id: d.id for d in held for f in d.findings if f.id in wanted}

    def of_work(self, work: str) -> list[Document]:
        """Return the current documents of a work, by id."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(documents.c.text, documents.c.body)
                .where(documents.c.work == work, documents.c.current)
                .order_by(documents.c.id)
            )
            return [replace(_document(body), text=text) for text, body in rows]

    def works(self, idents: Iterable[str]) -> dict[str, Work]:
        """Return the works of these ids that are there."""
        wanted = sorted(set(idents))
        found: dict[str, Work] = {}
        with self._reading() as connection:
            for at in range(0, len(wanted), BATCH):
                here = works.c.id.in_(wanted[at : at + BATCH])
                for (body,) in connection.execute(sa.select(works.c.body).where(here)):
                    work = _work(body)
                    found[work.id] = work
        return found

    def find_work(self, scheme: str, value: str) -> str | None:
        """Return the id of the work known by an identifier (DOIs in any case), or None."""
        value = value.casefold() if scheme == "doi" else value
        with self._reading() as connection:
            here = (identifiers.c.scheme == scheme, identifiers.c.value == value)
            found = connection.execute(sa.select(identifiers.c.work).where(*here)).scalar()
            return str(found) if found else None

    def packs(self) -> tuple[Pack, ...]:
        """Return the installed packs by id, without their documents and works, which stand on the shelf."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(packs.c.body).order_by(packs.c.id)).all()
            return tuple(_pack(body) for (body,) in rows)

    def pack_hashes(self) -> dict[str, str]:
        """Return the hash of each installed pack's files."""
        with self._reading() as connection:
            return dict(connection.execute(sa.select(packs.c.id, packs.c.sha256)).tuples().all())

    def counts(self) -> Counts:
        """Return how much the library holds."""
        with self._reading() as connection:
            kinds = connection.execute(
                sa.select(documents.c.kind, sa.func.count())
                .where(documents.c.current)
                .group_by(documents.c.kind)
                .order_by(documents.c.kind)
            ).tuples()
            held = connection.execute(
                sa.select(sa.func.count(sa.distinct(documents.c.work))).where(documents.c.current)
            ).scalar()
            return Counts(int(held or 0), dict(kinds.all()))


def _merge(held: Work, new: Work) -> Work:
    """Add what is new about a work; what is held is never taken back."""
    ids = replace(
        held.ids,
        pmid=held.ids.pmid or new.ids.pmid,
        pmcid=held.ids.pmcid or new.ids.pmcid,
        doi=held.ids.doi or new.ids.doi,
    )
    notices = held.notices
    if new.notices is not None:
        notices = tuple(dict.fromkeys([*(held.notices or ()), *new.notices]))
    return replace(held, ids=ids, notices=notices)
