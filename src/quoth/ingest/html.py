"""HTML pages: what a reader sees, without the page's own furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from quoth.errors import SourceRefused
from quoth.ingest import dates, identity
from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.markup import DOCUMENT_TAGS
from quoth.ingest.outcomes import Outcome
from quoth.ingest.tables import rows
from quoth.ingest.text import Line, canonical, lowered, raised
from quoth.model import Facts, Ids, Kind

READER = "html 1"
Element = Any
_DROPPED = {"script", "style", "nav", "footer", "aside", "form", "template", "noscript", "svg", "iframe", "object"}
_DROPPED |= {"head", "button", "select", "input", "textarea", "audio", "video", "canvas", "img", "dialog"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {"p", "li", "blockquote", "pre", "dd", "dt", "figcaption", "caption", "address", "summary"}
_INSIDE = _BLOCKS | set(_HEADINGS) | {"div", "section", "article", "main", "ul", "ol", "dl", "table", "figure", "body"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])", re.IGNORECASE
)


def read_html(data: bytes, source: Source) -> Iterator[Outcome]:
    """Yield the document of a page; ``citation_*`` and Dublin Core metadata name the paper where they are.

    Text hidden from the reader's eye is not read: nobody could check a quote of it on the page.

    Raises:
        SourceRefused: there is no page, or none with text.

    """
    if data.count(b"<") > DOCUMENT_TAGS:
        raise SourceRefused(f"has more than {DOCUMENT_TAGS:,} tags, which no page has; split it.")
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    if data.startswith((b"\xef\xbb\xbf",)) or _is_utf8(data):
        parser = lxml_html.HTMLParser(
            no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
        )
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise SourceRefused("is not an HTML page that can be read.") from None
    known, facts = _named(root)
    composer = Composer()
    composer.block("title", facts.title)
    walk = _Walk(composer, facts.title)
    for element in _main(root):
        walk.children(element)
    walk.finish()
    yield build(source, READER, Kind.FULLTEXT, composer, known, facts)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _named(root: Element) -> tuple[Ids, Facts]:
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name and meta.get("content"):
            metas.setdefault(name, []).append(canonical(meta.get("content")))

    def one(*names: str) -> str:
        return next((metas[name][0] for name in names if name in metas), "")

    known = identity.ids(
        pmid_text=one("citation_pmid"),
        pmcid_text=one("citation_pmcid"),
        doi_text=one("citation_doi", "dc.identifier", "prism.doi"),
    )
    heading = next((element for element in root.iter("h1")), None)
    title = one("citation_title", "dc.title") or (_plain(heading) if heading is not None else "")
    date = dates.in_words(one("citation_publication_date", "citation_online_date", "dc.date", "article:published_time"))
    return known, Facts(
        title=title or canonical(root.findtext(".//title") or ""),
        authors=tuple(metas.get("citation_author", metas.get("dc.creator", []))),
        journal=one("citation_journal_title") or None,
        year=dates.year_of(date),
        date=date,
        url=identity.url(known),
        language=root.get("lang"),
    )


def _main(root: Element) -> list[Element]:
    """Return the part of the page that is its content: main, else the articles, else the body."""
    for tag in ("main", "article"):
        found = [element for element in root.iter(tag) if next(element.iterancestors(tag), None) is None]
        if found and any(canonical("".join(element.itertext())) for element in found):
            return found
    return list(root.iter("body"))


def _hidden(element: Element) -> bool:
    return (
        element.tag in _DROPPED
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _plain(element: Element) -> str:
    line = Line()
    _words(element, line)
    return line.canonical()[0]


def _words(element: Element, line: Line) -> None:
    """Add what an element says, raised and lowered characters kept apart."""
    line.add(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and not _hidden(child):
            if child.tag in {"sup", "sub"}:
                inner = _plain(child)
                after = (child.tail or "")[:1]
                line.add(raised(inner, line.last) if child.tag == "sup" else lowered(inner, line.last, after))
            else:
                line.add(" " if child.tag in _INSIDE or child.tag == "br" else "")
                _words(child, line)
                line.add(" " if child.tag in _INSIDE else "")
        line.add(child.tail or "")


class _Walk:
    """Walks a page's blocks; headings open nested sections."""

    def __init__(self, composer: Composer, title: str) -> None:
        self.composer = composer
        self.title = title
        self.levels: list[int] = []

    def children(self, element: Element) -> None:
        loose = Line()
        loose.add(element.text or "")
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or _hidden(child):
                loose.add(child.tail or "")
                continue
            if tag in _INSIDE:
                self._flush(loose)
                loose = Line()
                self._block(child, tag)
            elif tag in {"sup", "sub"}:
                loose.add(raised(_plain(child), loose.last) if tag == "sup" else _plain(child))
            else:
                loose.add(" " if tag == "br" else "")
                _words(child, loose)
            loose.add(child.tail or "")
        self._flush(loose)

    def finish(self) -> None:
        for _ in self.levels:
            self.composer.close()

    def _block(self, element: Element, tag: str) -> None:
        if tag in _HEADINGS:
            self._heading(_plain(element), _HEADINGS[tag])
        elif tag == "table":
            caption = _plain(element.find("caption")) if element.find("caption") is not None else ""
            self.composer.open("table", caption)
            self.composer.block("caption", caption)
            for line in rows(element, _words):
                self.composer.block("row", line, caption)
            self.composer.close()
        elif tag in _BLOCKS and not any(child.tag in _INSIDE for child in element):
            self.composer.block("caption" if tag in {"figcaption", "caption"} else "paragraph", _plain(element))
        else:
            self.children(element)

    def _heading(self, words: str, level: int) -> None:
        if not words or words == self.title:
            return
        while self.levels and self.levels[-1] >= level:
            self.composer.close()
            self.levels.pop()
        self.composer.open("section", words)
        self.levels.append(level)
        self.composer.block("heading", words, words)

    def _flush(self, line: Line) -> None:
        self.composer.block("paragraph", line)
