"""A text that somebody else wrote and that is to be checked: read once, never stored, its links made visible.

The readers of this room keep words and drop where links lead; an audit needs both. So the target of every link is
written behind its words, between the brackets of ``LINK``, before the text is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quoth.errors import SourceRefused
from quoth.ingest import markup
from quoth.ingest.building import Source, sha256_bytes
from quoth.ingest.outcomes import Outcome, Paper, Refusal
from quoth.ingest.tell import Form, decoded, form_of
from quoth.model import Document, Ids

LINK = "\u27e8{}\u27e9"
LONGEST_LINK = 2000
_ANCHOR = re.compile(rb"<a\b([^<>]*)>|</a\s*>", re.IGNORECASE)
_HREF = re.compile(rb"""\bhref\s*=\s*["']?\s*(https?://[^\s"'<>]+)""", re.IGNORECASE)
_FRAGMENT = re.compile(
    rb"\s*<(?:p|div|ul|ol|h[1-6]|span|b|strong|em|table|section|article|sup|a|br|center)\b", re.IGNORECASE
)
_MARKDOWN = re.compile(r"^#{1,6} |\*\*[^*\n]+\*\*|\]\(https?:|^\s*\|.*\|\s*$|<sup>|^\[\^\w+\]:", re.MULTILINE)
_MD_LINK = re.compile(
    r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]{0,20}\]){0,300})\]\(\s*<?(https?://[^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?[^()\n]{0,200}\)"
)
_MD_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_MD_DEFINITION = re.compile(r"^[ ]{0,3}\[\^?([^\[\]\n]{1,20})\]:[ \t]*", re.MULTILINE)
_MD_NOTE = re.compile(r"\[\^([^\[\]\s]{1,20})\]")
_CHAT_MARK = re.compile(r"\u3010(\d{1,3})(?:[:\u2020][^\u3010\u3011]{0,80})?\u3011")
_SUP = re.compile(r"<sup>\s*([\d,;\s\u2013-]{1,40})\s*</sup>", re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_LIST_ENTRY = re.compile(r"\s*(?:\[\^?\d{1,4}\]|\d{1,3}[.)]\s|[-*\u2022\u25e6\u25aa\u2013]\s)")
_DOT = re.compile(r"^(\s*)[\u2022\u25e6\u25aa]\s+", re.MULTILINE)
_IDENTIFIER_END = re.compile(
    r"(?:\S*/\S*|\d{5,}|PMC\d+)$"
)  # an entry ends in a DOI, a link or a PMID, not a wrapped line
HEAD, TAIL = 200_000, 200_000  # characters that are read: of what is longer, the start, and the end for its references
TAGS = 60_000  # of a page; a reference work has fewer
UNREAD_LINKS = 500  # of Markdown; past it a text is broken or hostile, and parsing takes the square of their number
WRAPPED = 60  # characters: a shorter line without a stop was not broken by the margin


@dataclass(frozen=True, slots=True)
class Foreign:
    """A foreign text as it was read: ``about`` are the identifiers of the one paper it is a page of, if any.

    Past ``HEAD`` characters only the last ``TAIL`` are there; ``cut`` is how many between them were left out.
    """

    document: Document
    about: Ids
    cut: int = 0


def read_foreign(name: str, data: bytes) -> Foreign:
    """Return the text in ``data``, links visible; its format is told by content.

    Raises:
        SourceRefused: it is empty, hostile, of a kind that is not read, or holds several texts.

    """
    left: list[int] = []
    try:
        outcomes = list(_outcomes(name, data, left))
    except SourceRefused as refused:
        raise SourceRefused(f"{name} {refused}") from None
    papers = [outcome for outcome in outcomes if isinstance(outcome, Paper)]
    if len(papers) > 1:
        raise SourceRefused(f"{name} holds {len(papers)} texts; audit them one at a time.")
    if not papers:
        why = next((outcome.reason for outcome in outcomes if isinstance(outcome, Refusal)), None)
        raise SourceRefused(why or f"{name} holds no text that can be audited.")
    return Foreign(papers[0].document, papers[0].work.ids, sum(left))


def _outcomes(name: str, data: bytes, left: list[int]) -> Iterator[Outcome]:
    if len(data) > markup.DOCUMENT_BYTES:
        raise SourceRefused(f"is larger than {markup.DOCUMENT_BYTES >> 20} MiB, which no answer is.")
    source = Source(name, sha256_bytes(data))
    form = Form.HTML if _FRAGMENT.match(data) else form_of(data[: markup.HEAD])
    if form is Form.HTML:
        if data.count(b"<") > TAGS:
            raise SourceRefused(f"has more than {TAGS:,} tags, which no answer has; give the answer alone.")
        from quoth.ingest import html  # noqa: PLC0415 - one text needs one reader

        yield from html.read_html(_visible_anchors(data), source)
    elif form in {Form.TEXT, Form.MARKDOWN}:
        text = _CHAT_MARK.sub(r"[\1]", decoded(data, whole=True)).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > HEAD + TAIL:
            left.append(len(text) - HEAD - TAIL)
            text = f"{text[:HEAD]}\n\n{text[-TAIL:]}"
        linked = _visible_links(text) if form is Form.MARKDOWN or _MARKDOWN.search(text) else ""
        if linked and linked.count("](") <= UNREAD_LINKS:
            from quoth.ingest import markdown  # noqa: PLC0415

            yield from markdown.read_markdown(linked, source, whole=True)
        else:
            from quoth.ingest import plain  # noqa: PLC0415

            yield from plain.read_text(_apart(text), source)
    else:
        from quoth.ingest.reading import read  # noqa: PLC0415

        yield from read(name, data)


def _visible_anchors(data: bytes) -> bytes:
    """Write the target of every link of a page behind its words."""
    pieces: list[bytes] = []
    at, target = 0, b""
    for anchor in _ANCHOR.finditer(data):
        pieces.append(data[at : anchor.start()])
        if target:
            pieces.append(b" &#10216;" + target + b"&#10217; ")
        found = _HREF.search(anchor[1][:LONGEST_LINK]) if anchor[1] else None
        target = found[1] if found else b""
        pieces.append(anchor[0])
        at = anchor.end()
    return b"".join([*pieces, data[at:]])


def _visible_links(text: str) -> str:
    text = _MD_LINK.sub(lambda found: f"{found[1]} {LINK.format(found[2])}", text)
    text = _MD_AUTOLINK.sub(lambda found: LINK.format(found[1]), text)
    text = _MD_DEFINITION.sub(r"\n[\1] ", text)
    text = _MD_NOTE.sub(r"[\1]", text)
    text = _SUP.sub(lambda found: found[1].strip().translate(_RAISED), text)
    text = _DOT.sub(r"\1- ", text)
    return re.sub(r"^(\[\d{1,4}\][^\n]*)\n(?=\[\d{1,4}\])", r"\1\n\n", text, flags=re.MULTILINE)


def _apart(text: str) -> str:
    """Put an empty line after every line that was not broken by the margin only."""
    lines = text.split("\n")
    pieces: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        pieces.append(line)
        bare, begins = line.rstrip(), following.lstrip()
        wrapped = (
            bare[-1:] not in ".?!:;)]"
            and not _IDENTIFIER_END.search(bare[-200:])
            and (len(bare) >= WRAPPED or begins[:1].islower())
        )
        if _LIST_ENTRY.match(following) or not wrapped:
            pieces.append("")
    return "\n".join(pieces)
