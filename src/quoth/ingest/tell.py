"""Which format bytes are in, told by what they hold; a file's name is never asked."""

from __future__ import annotations

import re
from enum import StrEnum

from quoth.errors import SourceRefused
from quoth.ingest.markup import HEAD, after_miscellany, root_name


class Form(StrEnum):
    """The formats that are read."""

    JATS = "jats"
    JATS_SET = "jats set"
    PUBMED = "pubmed"
    NBIB = "nbib"
    BIOC_XML = "bioc xml"
    PUBTATOR = "pubtator"
    JSON = "json"
    RIS = "ris"
    RETRACTIONS = "retraction watch"
    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "markdown"
    TEXT = "text"
    GZIP = "gzip"
    ZIP = "zip"
    TAR = "tar"


_XML_ROOTS = {
    "article": Form.JATS,
    "pmc-articleset": Form.JATS_SET,
    "OAI-PMH": Form.JATS_SET,
    "PubmedArticleSet": Form.PUBMED,
    "PubmedBookArticleSet": Form.PUBMED,
    "MedlineCitationSet": Form.PUBMED,
    "PubmedArticle": Form.PUBMED,
    "PubmedBookArticle": Form.PUBMED,
    "MedlineCitation": Form.PUBMED,
    "DeleteCitation": Form.PUBMED,
    "collection": Form.BIOC_XML,
    "html": Form.HTML,
}
_NOT_READ = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_NBIB = re.compile(r"\s*(?:PMID|OWN|STAT|DCOM|PT|TI|AID|JT|FAU|AB)(?: {0,2})- ?\S", re.MULTILINE)
_RIS = re.compile(r"\s*TY  - ")
_PUBTATOR = re.compile(r"\s*\d+\|[ta]\|")
_MARKDOWN = re.compile(r"\s*(?:---\r?\n(?:.*\r?\n)*?---\r?\n|#{1,6} \S)")


def form_of(head: bytes) -> Form:
    """Return the format of material whose first ``HEAD`` bytes are ``head``.

    Raises:
        SourceRefused: it is empty, of a kind that is not read, or hostile.

    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise SourceRefused("is empty.")
    if head.startswith(b"\x1f\x8b"):
        return Form.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Form.ZIP
    if head[257:262] == b"ustar":
        return Form.TAR
    if b"%PDF-" in head[:1024]:
        return Form.PDF
    for mark, kind in _NOT_READ:
        if head.startswith(mark):
            raise SourceRefused(f"is {kind}, which is not read; give the text itself.")
    if _opens_markup(head):
        return _markup(head)
    return _plain(decoded(head))


def decoded(data: bytes, *, whole: bool = False) -> str:
    """Return plain text from bytes: UTF-8 or UTF-16 by its mark, else Windows-1252 (never a guess among many).

    Raises:
        SourceRefused: they are not text.

    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if _CONTROLS.search(data):
        raise SourceRefused("is not text; its format is not known here.")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(data) - 4:  # the head may cut a character in two
            return data[: error.start].decode()
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise SourceRefused("is not text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8.") from None


def _opens_markup(head: bytes) -> bool:
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bare.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<", b"\x00<")) or head.startswith(
        (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
    )


def _markup(head: bytes) -> Form:
    text = head[:HEAD].removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    place = after_miscellany(text, 0)
    if _HTML.match(text, place):
        if "[" in text[place : text.find(">", place)]:
            raise SourceRefused("has a DOCTYPE with declarations of its own, which no page has; remove them.")
        return Form.HTML
    name = root_name(head)
    if name in _XML_ROOTS:
        return _XML_ROOTS[name]
    if b"<article " in head or b"<article>" in head:
        return Form.JATS_SET  # articles in a wrapper of somebody's own
    raise SourceRefused(f"is XML of a kind that is not read (its root element is {name!r}).")


def _plain(text: str) -> Form:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")) and re.match(r"[\[{]\s*[\[{\"\]}]", start):
        return Form.JSON
    if _RIS.match(start):
        return Form.RIS
    if _PUBTATOR.match(start):
        return Form.PUBTATOR
    if _NBIB.match(start):
        return Form.NBIB
    heading = start.split("\n", 1)[0].replace(" ", "").lower()
    if "retractionnature" in heading and "originalpaperdoi" in heading:
        return Form.RETRACTIONS
    return Form.MARKDOWN if _MARKDOWN.match(start) else Form.TEXT
