"""From a file to outcomes: tell the format, hand the bytes to its reader, turn trouble into refusals."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree

from quoth.errors import SourceRefused
from quoth.ingest import archives, bioc, citations, html, jats, markdown, markup, nbib, pdf, plain, pubmed, retractions
from quoth.ingest.building import Source, sha256_bytes
from quoth.ingest.outcomes import Local, Outcome, Refusal
from quoth.ingest.streams import Rejoined, read_head, read_whole
from quoth.ingest.tell import Form, decoded, form_of
from quoth.ingest.text import CANON

LINE_BYTES = 4 * 1024 * 1024
WORDLESS = 1000  # unreadable records in a row, after which a set is given up
DEPTH = 3  # archives in archives
Reader = Callable[[str, BinaryIO, Local | None], Iterator[Outcome]]


def read(name: str, source: bytes | BinaryIO, *, local: Local | None = None, depth: int = 0) -> Iterator[Outcome]:
    """Yield what a file holds: papers, notices, deletions and refusals, in its order.

    ``name`` is only for messages; the format is told by content. ``source`` is bytes or a binary stream, read once from
    where it stands. ``local`` makes every document the hospital's own. Never raises for what the material holds.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        head = read_head(stream, markup.HEAD)
        form = form_of(head)
        whole = cast("BinaryIO", io.BufferedReader(Rejoined(head, stream), markup.HEAD))
        if form in {Form.GZIP, Form.ZIP, Form.TAR}:
            yield from _unpacked(form, name, whole, local, depth)
        else:
            yield from READERS[form](name, whole, local)
    except SourceRefused as refused:
        yield Refusal(name, f"{name} {refused}")
    except OSError as error:
        yield Refusal(name, f"{name} cannot be read: {error.strerror or error}.")


def read_path(path: Path, *, local: Local | None = None) -> Iterator[Outcome]:
    """Yield what a file, or every file in a folder (sorted, links not followed), holds; names are relative to ``path``."""
    if path.is_dir():
        for folder, folders, files in os.walk(path):
            folders.sort()
            for file in sorted(files):
                found = Path(folder, file)
                yield from _read_file(str(found.relative_to(path)), found, local)
    else:
        yield from _read_file(path.name, path, local)


def _read_file(name: str, path: Path, local: Local | None) -> Iterator[Outcome]:
    try:
        if not path.is_file():
            yield Refusal(name, f"{name} is not a file that can be read.")
            return
        with path.open("rb") as stream:
            yield from read(name, stream, local=local)
    except OSError as error:
        yield Refusal(name, f"{name} cannot be opened: {error.strerror or error}.")


def _unpacked(form: Form, name: str, stream: BinaryIO, local: Local | None, depth: int) -> Iterator[Outcome]:
    if depth >= DEPTH:
        raise SourceRefused(f"is an archive more than {DEPTH} deep in archives; unpack it first.")
    for member in archives.members(form, name, stream):
        if isinstance(member, Refusal):
            yield member
        else:
            yield from read(member.name, member.stream, local=local, depth=depth + 1)


def _jats(name: str, stream: BinaryIO, local: Local | None) -> Iterator[Outcome]:
    data = read_whole(stream, markup.DOCUMENT_BYTES, "article")
    yield from jats.read_article(markup.parse(data), Source(name, sha256_bytes(data), local))


def _each(tags: tuple[str, ...], read_one: Callable[..., Iterator[Outcome]], key: Callable[..., str | None]) -> Reader:
    """Return a reader of a set: every record by itself, one that cannot be read refused by its own name."""

    def reader(name: str, stream: BinaryIO, local: Local | None) -> Iterator[Outcome]:
        count = wordless = 0
        for element in markup.records(stream, tags):
            count += 1
            own = f"{name}#{key(element) or count}"
            digest = sha256_bytes(etree.tostring(element, encoding="utf-8", with_tail=False))
            try:
                yield from list(read_one(element, Source(own, digest, local)))
                wordless = 0
            except SourceRefused as refused:
                yield Refusal(own, f"{own} {refused}")
                wordless += 1
            if wordless > WORDLESS:
                raise SourceRefused(f"holds {WORDLESS} records in a row that cannot be read; the rest is not tried.")
        if not count:
            raise SourceRefused("holds no record.")

    return reader


def _lines(entries: Callable[..., Iterator[Any]], read_one: Callable[..., Iterable[Outcome]]) -> Reader:
    """Return a reader of a tagged text format: ``entries`` divides its lines, ``read_one`` reads an entry."""

    def reader(name: str, stream: BinaryIO, local: Local | None) -> Iterator[Outcome]:
        count = 0
        for entry in entries(_text_lines(stream)):
            count += 1
            named = entry.get("PMID") if isinstance(entry, dict) else [entry[0]]
            own = f"{name}#{named[0].strip() if named else count}"
            digest = sha256_bytes(repr(entry).encode("utf-8", "replace"))
            try:
                yield from list(read_one(entry, Source(own, digest, local)))
            except SourceRefused as refused:
                yield Refusal(own, f"{own} {refused}")
        if not count:
            raise SourceRefused("holds no record.")

    return reader


def _text_lines(stream: BinaryIO) -> Iterator[str]:
    """Yield the lines of a text stream, refusing one longer than a paper."""
    while line := stream.readline(LINE_BYTES):
        if len(line) == LINE_BYTES:
            raise SourceRefused(f"has a line longer than {LINE_BYTES // 2**20} MB; it is broken or hostile.")
        yield decoded(line, whole=True)


def _retractions(name: str, stream: BinaryIO, _: Local | None) -> Iterator[Outcome]:
    yield from retractions.read_list(name, _text_lines(stream))


def _whole(read_one: Callable[[Any, Source], Iterable[Outcome]], most: int, *, text: bool = False) -> Reader:
    """Return a reader of a format that is one document a file."""

    def reader(name: str, stream: BinaryIO, local: Local | None) -> Iterator[Outcome]:
        data = read_whole(stream, most, "document")
        yield from read_one(decoded(data, whole=True) if text else data, Source(name, sha256_bytes(data), local))

    return reader


def _json(name: str, stream: BinaryIO, local: Local | None) -> Iterator[Outcome]:
    """Read JSON that holds BioC documents or CSL items, each by itself."""
    data = read_whole(stream, markup.DOCUMENT_BYTES, "list of records")
    try:
        items = list(_items_of(json.loads(decoded(data, whole=True))))
    except (ValueError, RecursionError) as error:
        raise SourceRefused(f"is not sound JSON: {error}.") from None
    if not items:
        raise SourceRefused("is JSON, but neither BioC nor CSL-JSON.")
    for count, item in enumerate(items, 1):
        own = f"{name}#{str(item.get('id') or count)[:80]}" if len(items) > 1 else name
        digest = sha256_bytes(json.dumps(item, sort_keys=True).encode()) if len(items) > 1 else sha256_bytes(data)
        source = Source(own, digest, local)
        try:
            if "passages" in item:
                yield from bioc.read_document(*bioc.of_json(item), source)
            else:
                yield from citations.read_csl(item, source)
        except SourceRefused as refused:
            yield Refusal(own, f"{own} {refused}")


def _items_of(value: object) -> Iterator[dict[str, Any]]:
    """Yield BioC documents and CSL items, under the wrappers they come in."""
    if isinstance(value, list):
        for item in value:
            yield from _items_of(item)
    elif isinstance(value, dict):
        wrapped = next(
            (value[key] for key in ("documents", "PubTator3", "items") if isinstance(value.get(key), list)), None
        )
        if wrapped is not None:
            yield from _items_of(wrapped)
        elif isinstance(value.get("passages"), list) or ("type" in value and "title" in value):
            yield value


_JATS_NAMESPACES = ("https://jats.nlm.nih.gov/ns/archiving/1.3/", "https://jats.nlm.nih.gov/ns/archiving/1.4/")
_ARTICLES = ("article", *(f"{{{space}}}article" for space in _JATS_NAMESPACES))
READERS: dict[Form, Reader] = {
    Form.JATS: _jats,
    Form.JATS_SET: _each(_ARTICLES, jats.read_article, jats.name_of),
    Form.PUBMED: _each(pubmed.RECORDS, pubmed.read_record, pubmed.pmid_of),
    Form.NBIB: _lines(nbib.fields_of, nbib.read_record),
    Form.BIOC_XML: _each(
        ("document",),
        lambda element, source: bioc.read_document(*bioc.of_xml(element), source),
        lambda element: element.findtext("id"),
    ),
    Form.PUBTATOR: _lines(
        bioc.pubtator_documents,
        lambda entry, source: bioc.read_document(entry[0], {}, entry[1], source, bioc.PUBTATOR_READER),
    ),
    Form.JSON: _json,
    Form.RIS: _lines(citations.ris_entries, citations.read_ris),
    Form.RETRACTIONS: _retractions,
    Form.HTML: _whole(html.read_html, markup.DOCUMENT_BYTES),
    Form.PDF: _whole(pdf.read_pdf, pdf.PDF_BYTES),
    Form.MARKDOWN: _whole(markdown.read_markdown, markup.DOCUMENT_BYTES, text=True),
    Form.TEXT: _whole(plain.read_text, markup.DOCUMENT_BYTES, text=True),
}


def readers() -> frozenset[str]:
    """Return the names that the present versions of all readers put on documents."""
    known = (bioc.READER, bioc.PUBTATOR_READER, citations.RIS_READER, citations.CSL_READER, html.READER, jats.READER)
    more = (markdown.READER, nbib.READER, pdf.READER, plain.READER, pubmed.READER)
    return frozenset(f"{name}, text {CANON}" for name in (*known, *more))
