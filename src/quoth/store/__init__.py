"""The shelf: the only SQL. Works, documents with all their versions, packs, and the change list that feeds the index.

Documents are immutable: a new text of the same id is a new version, and the old one stays, so that old receipts hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from quoth.errors import LibraryRefused
from quoth.model import Counts, Document, Ids, Notice, Pack, Work
from quoth.store import opening, reading

if TYPE_CHECKING:
    from quoth.store.writing import Writer

__all__ = ["ADDING", "Brief", "Change", "Store", "alone"]

ADDING = opening.ADDING
alone = opening.alone


@dataclass(frozen=True, slots=True)
class Title:
    """The title among a document's facts."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a document is, in short."""

    id: str
    work: str
    kind: str
    reader: str
    facts: Title


_brief = msgspec.json.Decoder(Brief).decode
_document = msgspec.json.Decoder(Document).decode
_pack = msgspec.json.Decoder(Pack).decode
_work = msgspec.json.Decoder(Work).decode
_notice = msgspec.json.Decoder(Notice).decode


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change list: a document version came (add) or went out of use (remove).

    A line of news (store/tables.py names them) has its subject and its detail in the place of document and version.
    """

    position: int
    action: str
    document: str
    sha256: str


class Store:
    """An open library database. Safe for several processes at once."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """Open the library in ``folder`` (made if need be), or the database at ``url`` with its index in ``folder``.

        Raises LibraryRefused with one sentence where that cannot be.
        """
        opening.claim(folder)
        self.folder = folder
        self.where = str(folder) if url is None else url.rpartition("@")[2]
        self._url = url
        with opening.sentences(self.where):
            self._select = reading.server_select(self._writer.engine) if url else self._sqlite()
            if self._revision() != opening.HEAD:
                with opening.alone(folder):
                    if self._revision() != opening.HEAD:
                        self._writer.migrate()

    def _sqlite(self) -> reading.Select:
        return reading.sqlite_select(self.folder / opening.DATABASE)

    def _revision(self) -> str | None:
        if self._url:
            return self._writer.revision()
        return opening.revision_of(self.folder, self._select, self.where)

    @cached_property
    def _writer(self) -> Writer:
        from quoth.store.writing import Writer  # noqa: PLC0415 - SQLAlchemy is paid for by those who write

        return Writer(self._url or f"sqlite:///{self.folder / opening.DATABASE}", self.where)

    def close(self) -> None:
        """Close the connections."""
        if "_writer" in self.__dict__:
            self._writer.engine.dispose()
        if not self._url:
            self._select = self._sqlite()

    def _rows(self, sql: str, **parameters: Any) -> list[reading.Row]:
        with opening.sentences(self.where):
            return self._select(sql, parameters)

    # --- writing -------------------------------------------------------------------------------------------------

    def put(self, items: Iterable[tuple[Work, Document]]) -> list[str]:
        """Store works and documents in one transaction; say of each document if it was added, changed or unchanged.

        Adding the same again changes nothing.
        """
        return self._writer.put(items)

    def note(self, facts: Iterable[tuple[Ids, Notice]]) -> int:
        """Store dated facts about papers, held or not; return how many works of this library they touch."""
        return len(self._writer.note(facts))

    def tell(self, facts: Iterable[tuple[Ids, Notice]]) -> set[str]:
        """Store dated facts about papers, held or not; return the works of this library they touch."""
        return self._writer.note(facts)

    def link(self) -> int:
        """Put facts that came before their papers on the works; return how many works are told something new."""
        return self._writer.link(first=not self.news_of("refreshed"))

    def look(self, signal: str, date: str | None, works: Iterable[str] | None = None) -> int:
        """Say of works (None: all with a PMID or DOI) that a signal for notices was looked at up to an ISO date.

        Return of how many works that is new. Saying it again changes nothing.
        """
        if works is None:
            return self._writer.look_everywhere(signal, date)
        return self._writer.look(signal, date, works)

    def expire(self, documents: Iterable[Document], day: str) -> None:
        """Note that local documents are past their date on an ISO day."""
        self._writer.expire([(d.id, d.sha256, d.work) for d in documents], day)

    def log(self, action: str, subject: str, detail: str) -> None:
        """Add a line of news to the change list."""
        self._writer.log(action, subject, detail)

    def remove(self, idents: Iterable[str]) -> int:
        """Take documents out of use; their versions stay, so that old receipts hold. Return how many were in use."""
        return self._writer.remove(idents)

    def install(self, pack: Pack) -> None:
        """Store a pack whole, in one transaction; documents of an older version of it that it lacks go out of use."""
        self._writer.install(pack)

    def backup(self, file: Path) -> int:
        """Write the whole library, but for its index, to a new file; return its size in bytes. Others may go on writing."""
        from quoth.store import backup  # noqa: PLC0415 - asking needs none of it

        if self._url:
            raise LibraryRefused(f"The library at {self.where} is in a database server; back it up with pg_dump.")
        return backup.write(self.folder, file)

    # --- reading -------------------------------------------------------------------------------------------------

    def position(self) -> int:
        """Return the position of the newest change; 0 for an empty library."""
        return int(self._rows(reading.POSITION)[0][0] or 0)

    def changes(self, after: int) -> list[Change]:
        """Return the change list past position ``after``, oldest first."""
        return [Change(*row) for row in self._rows(reading.CHANGES, after=after)]

    def news(self, after: int, upto: int) -> list[Change]:
        """Return the lines of news past position ``after`` up to ``upto``, oldest first."""
        return [Change(*row) for row in self._rows(reading.NEWS, after=after, upto=upto)]

    def news_of(self, action: str) -> list[Change]:
        """Return every line of news of one kind, oldest first."""
        return [Change(*row) for row in self._rows(reading.NEWS_OF, action=action)]

    @staticmethod
    def digest_of(notice: Notice) -> str:
        """Return what a line of news calls a notice."""
        return hashlib.sha256(msgspec.json.encode(notice)).hexdigest()

    def stood(self, after: int, upto: int) -> dict[str, str | None]:
        """Return how the documents that changed past ``after`` stood at position ``upto``: their version in use, or None."""
        rows = self._rows(reading.STOOD, after=after, upto=upto)
        return {document: sha256 if action == "add" else None for document, action, sha256 in rows}

    def briefs(self, idents: Iterable[str]) -> dict[tuple[str, str], Brief]:
        """Return what every version of these documents, in use or not, is: (id, sha256) -> brief."""
        with opening.sentences(self.where):
            rows = reading.in_batches(self._select, reading.ALL_BODIES, idents)
        return {(ident, sha256): _brief(body) for ident, sha256, body in rows}

    def locals(self) -> list[Document]:
        """Return the hospital's own documents that are in use, by id, without their texts."""
        return [_document(body) for (body,) in self._rows(reading.LOCALS)]

    def readers(self) -> dict[str, int]:
        """Return by which reader, of which version, the papers in use were read, and how many by each."""
        found: dict[str, int] = {}
        last = ""
        while rows := self._rows(reading.READ, last=last, most=reading.PAGE):
            for _, body in rows:
                reader = _brief(body).reader
                found[reader] = found.get(reader, 0) + 1
            last = str(rows[-1][0])
        return found

    def last_changes(self, after: int, upto: int) -> list[int]:
        """Return the positions past ``after`` up to ``upto`` of each document version's last change, in order."""
        return [int(at) for (at,) in self._rows(reading.LAST_CHANGES, after=after, upto=upto)]

    def changes_at(self, positions: Sequence[int]) -> list[Change]:
        """Return the changes at these positions, which are in order."""
        if not positions:
            return []
        wanted = set(positions)
        rows = self._rows(reading.CHANGES_AMONG, first=positions[0], last=positions[-1])
        return [Change(*row) for row in rows if row[0] in wanted]

    def documents(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Document]:
        """Return the current documents among ``keys`` (id, sha256); one that is no longer current is left out."""
        wanted = set(keys)
        with opening.sentences(self.where):
            rows = reading.in_batches(self._select, reading.DOCUMENTS, (ident for ident, _ in keys))
        return {(i, sha): replace(_document(body), text=text) for i, sha, text, body in rows if (i, sha) in wanted}

    def current_versions(self, idents: Iterable[str]) -> dict[str, str]:
        """Return the sha256 of the current version of each of these documents that has one."""
        with opening.sentences(self.where):
            return dict(reading.in_batches(self._select, reading.VERSION, idents))

    def versions(self, ident: str) -> dict[str, str]:
        """Return every version ever held of a document: sha256 -> text."""
        return dict(self._rows(reading.VERSIONS, id=ident))

    def current(self, ident: str) -> Document | None:
        """Return the current version of a document, or None."""
        rows = self._rows(reading.CURRENT, id=ident)
        return replace(_document(rows[0][1]), text=rows[0][0]) if rows else None

    def places_of(self, findings: Iterable[str]) -> dict[str, str]:
        """Return the id of the current document that holds each of these findings of a pack."""
        wanted = set(findings)
        held = (_document(body) for (body,) in self._rows(reading.BODIES))
        return {f.id: d.id for d in held for f in d.findings if f.id in wanted}

    def of_work(self, work: str) -> list[Document]:
        """Return the current documents of a work, by id."""
        return [replace(_document(body), text=text) for text, body in self._rows(reading.OF_WORK, work=work)]

    def work_of_each(self) -> list[tuple[str, str, str]]:
        """Return (id, sha256, work) of every current document."""
        return [(i, sha, work) for i, sha, work in self._rows(reading.WORK_OF_EACH)]

    def holding(self, words: str) -> list[Document]:
        """Return the current papers whose text holds ``words`` in any case (of Latin letters), by id. Reads every text."""
        plain = "".join(f"!{letter}" if letter in "!%_" else letter for letter in words.lower())
        rows = self._rows(reading.HOLDING, pattern=f"%{plain}%")
        return [replace(_document(body), text=text) for text, body in rows]

    def works(self, idents: Iterable[str]) -> dict[str, Work]:
        """Return the works of these ids that are there."""
        with opening.sentences(self.where):
            rows = reading.in_batches(self._select, reading.WORKS, idents)
        return {work.id: work for (body,) in rows for work in [_work(body)]}

    def works_with(self, scheme: str) -> list[tuple[str, Work]]:
        """Return the works in use that an identifier of this scheme names, by identifier."""
        return [(str(value), _work(body)) for value, body in self._rows(reading.WORKS_WITH, scheme=scheme)]

    def works_of_pack(self, pack: str) -> list[Work]:
        """Return the works that a pack's documents are about, by id."""
        rows = self._rows(reading.WORKS_OF, low=f"{pack}:", high=f"{pack};")  # ";" is the sign after ":"
        return [_work(body) for (body,) in rows]

    def find_work(self, scheme: str, value: str) -> str | None:
        """Return the id of the work known by an identifier (DOIs in any case), or None."""
        value = value.casefold() if scheme == "doi" else value
        rows = self._rows(reading.FIND_WORK, scheme=scheme, value=value)
        return str(rows[0][0]) if rows else None

    def noticed(self, ids: Ids) -> tuple[Notice, ...]:
        """Return the notices on a paper known by these identifiers, whether or not the library holds it."""
        named = ((s, v.casefold() if s == "doi" else v) for s, v in ids.pairs())
        rows = [row for scheme, value in named for row in self._rows(reading.NOTICED, scheme=scheme, value=value)]
        return tuple(dict.fromkeys(_notice(body) for (body,) in rows))

    def packs(self) -> tuple[Pack, ...]:
        """Return the installed packs by id, without their documents and those documents' works, which stand on the shelf.

        Their ``works`` are those that a pack only lists: it holds no statement of them that may be shown.
        """
        return tuple(_pack(body) for (body,) in self._rows(reading.PACKS))

    def pack_hashes(self) -> dict[str, str]:
        """Return the hash of each installed pack's files."""
        return dict(self._rows(reading.PACK_HASHES))

    def counts(self) -> Counts:
        """Return how much the library holds."""
        return Counts(int(self._rows(reading.HELD_WORKS)[0][0]), dict(self._rows(reading.KINDS)))
