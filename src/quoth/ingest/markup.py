"""XML that may be hostile: one hardened way to parse it, whole or as a stream of records.

Settings as measured on lxml 6.1: no DTD is loaded, no entity resolved, no network, no huge trees, no recovery. What the
parser still lets through is refused here: any declared entity, XInclude, a start tag with hundreds of attributes, an
encoding other than the usual ones, more elements or bytes than a paper has. Every refusal is a ``SourceRefused`` whose
sentence follows the name of the file.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from lxml import etree

from quoth.errors import SourceRefused

Element = Any  # lxml ships no types

_SHORT = 4096
HEAD = 64 * 1024  # bytes looked at before parsing: the prolog must end in them
DOCUMENT_BYTES = 32 * 1024 * 1024  # of one article or record
DOCUMENT_TAGS = 300_000  # start and end tags of one article or record
ATTRIBUTES = 200  # on one element
NAMESPACES = 200  # in force at one element
DECLARATIONS = 20_000  # of namespaces in one document (every formula may carry its own)

_HARD = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_pis": True,
    "remove_comments": True,
}
_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252"}
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_ROOT = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)")
_NAMESPACES = {"xi": "http://www.w3.org/2001/XInclude"}
_ODD = etree.XPath(f"descendant-or-self::*[@*[{ATTRIBUTES + 1}] or self::xi:*]", namespaces=_NAMESPACES)


def encoding_of(head: bytes) -> str:
    """Return the encoding XML bytes are in, by byte-order mark or declaration; refuse all but the usual ones."""
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise SourceRefused("is in UTF-32; save it as UTF-8.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"<\x00"):
        return "utf-16-le"
    if head.startswith(b"\x00<"):
        return "utf-16-be"
    found = _DECLARED.match(head.removeprefix(b"\xef\xbb\xbf"))
    name = found[1].decode("ascii").lower() if found else "utf-8"
    if name not in _ENCODINGS:
        raise SourceRefused(f"declares the encoding {name!r}, which is not read; save it as UTF-8.")
    return "utf-8-sig" if name in {"utf-8", "utf8"} else name


def root_name(head: bytes) -> str:
    """Return the local name of the root element, walking the prolog by hand; refuse a prolog that declares entities."""
    encoding = encoding_of(head)
    with suppress(SourceRefused):  # nearly every prolog ends in its first lines
        return _root_after_prolog(head[:_SHORT].decode(encoding, "replace"))
    return _root_after_prolog(head[:HEAD].decode(encoding, "replace"))


def _root_after_prolog(text: str) -> str:
    place = 0
    while True:
        place = after_miscellany(text, place)
        if text.startswith("<!DOCTYPE", place):
            place = _after_doctype(text, place)
        elif (root := _ROOT.match(text, place)) and root.end() < len(text):
            return root[2]
        else:
            raise SourceRefused("is not well-formed XML: no root element follows its heading.")


def after_miscellany(text: str, place: int) -> int:
    """Return where the white space, comments and processing instructions at ``place`` end."""
    while place < len(text):
        if text[place].isspace():
            place += 1
        elif text.startswith("<?", place):
            place = _after(text, "?>", place)
        elif text.startswith("<!--", place):
            place = _after(text, "-->", place + 4)
        else:
            break
    return place


def _after(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return len(text) if found < 0 else found + len(end)


def _after_doctype(text: str, place: int) -> int:
    """Return where a DOCTYPE ends; refuse one whose internal subset declares or uses entities, or does not end.

    Walked by hand, each character once: quoted strings and comments can hold brackets, and patterns that allow for
    that can be made to run for ever.
    """
    start = place
    inside = False
    while place < len(text):
        character = text[place]
        if character in "\"'":
            place = _after(text, character, place + 1)
        elif text.startswith("<!--", place):
            place = _after(text, "-->", place + 4)
        elif text.startswith("<!ENTITY", place) or (inside and character == "%"):
            raise SourceRefused("declares XML entities, which can read files or exhaust memory; remove its DOCTYPE.")
        elif character == ">" and not inside:
            return place + 1
        else:
            inside = (inside or character == "[") and character != "]"
            place += 1
    if "<!ENTITY" in text[start:]:
        raise SourceRefused("declares XML entities, which can read files or exhaust memory; remove its DOCTYPE.")
    raise SourceRefused("has a DOCTYPE that does not end; it is broken or hostile.")


def parse(data: bytes) -> Element:
    """Parse one whole XML document and return its root element.

    Raises:
        SourceRefused: it is not well-formed, too large, or does what no paper does.

    """
    if len(data) > DOCUMENT_BYTES:
        raise SourceRefused(f"is larger than {DOCUMENT_BYTES // 2**20} MB, which no article is; split it.")
    if data.count(b"<") > DOCUMENT_TAGS:
        raise SourceRefused(f"has more than {DOCUMENT_TAGS:,} tags, which no article has; split it.")
    if data.count(b"xmlns") > DECLARATIONS:
        raise SourceRefused(f"declares more than {DECLARATIONS:,} namespaces, which no article does.")
    root_name(data[:HEAD])
    try:
        root = etree.fromstring(data, etree.XMLParser(**_HARD))
    except etree.XMLSyntaxError as error:
        raise SourceRefused(f"is not well-formed XML: {_said(error)}") from None
    _check_declarations(root)
    check(root)
    return root


def check(element: Element) -> None:
    """Refuse what the parser lets through, and put characters in the place of well-known undeclared entities."""
    if len(element.nsmap) > NAMESPACES:
        raise SourceRefused(f"declares more than {NAMESPACES} namespaces at once, which no paper does.")
    for odd in _ODD(element):
        if len(odd.attrib) > ATTRIBUTES:
            raise SourceRefused(f"has an element with more than {ATTRIBUTES} attributes, which no paper has.")
        raise SourceRefused("asks for another file to be included (XInclude); give that file itself.")
    for entity in list(element.iter(etree.Entity)):
        _spell_out(entity)


def _check_declarations(element: Element) -> None:
    """Refuse a document whose DTD declares an entity: the second look, by the parser's own eyes."""
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise SourceRefused("declares XML entities, which can read files or exhaust memory; remove its DOCTYPE.")


def _spell_out(entity: Element) -> None:
    """Replace a reference to a well-known character (``&alpha;``) by that character; refuse any other."""
    character = html.unescape(entity.text)
    if character == entity.text:
        raise SourceRefused(f"uses the entity {entity.text}, which it does not define.")
    parent, before = entity.getparent(), entity.getprevious()
    text = character + (entity.tail or "")
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    entity.tail = None
    parent.remove(entity)


class _Metered(io.RawIOBase):
    """Passes bytes on to the parser, and stops a record that grows beyond what a record can be."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.since = 0
        self.tags = 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.since += len(data)
        self.tags += data.count(b"<")
        if self.since > DOCUMENT_BYTES or self.tags > DOCUMENT_TAGS:
            raise SourceRefused("holds a record larger than any paper; it is broken or hostile.")
        return data

    def record_done(self) -> None:
        self.since = 0
        self.tags = 0


def records(stream: BinaryIO, tags: Sequence[str]) -> Iterator[Element]:
    """Yield each element of ``tags`` in a stream and forget it afterwards: memory stays that of one record.

    The caller has looked at the prolog (``root_name``). A fault in the middle raises after the records before it.

    Raises:
        SourceRefused: as for ``parse``.

    """
    metered = _Metered(stream)
    checked = False
    try:
        for _, element in etree.iterparse(metered, events=("end",), tag=tags, **_HARD):
            if not checked:
                _check_declarations(element)
                checked = True
            parent = element.getparent()
            if parent is not None and parent.tag in tags:
                continue  # a record inside a record belongs to it
            check(element)
            yield element
            metered.record_done()
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise SourceRefused(f"is not well-formed XML: {_said(error)}") from None


def _forget(element: Element) -> None:
    """Drop a record and everything before it from the tree that is growing."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _said(error: etree.XMLSyntaxError) -> str:
    """Return the parser's message as the end of a sentence."""
    return str(error.msg or "it cannot be parsed").split(" (<string>")[0].rstrip(".") + "."
