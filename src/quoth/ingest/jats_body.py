"""The text of a JATS or NLM article: abstracts, sections, tables, captions, notes and references, as nested parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from quoth.ingest.composer import Composer
from quoth.ingest.jats_inline import Floats, act, inline, plain
from quoth.ingest.references import reference_line
from quoth.ingest.tables import rows
from quoth.ingest.text import Line

Element = Any
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# Sections that say something about the paper, not about medicine: their text is kept, but as notes, never as passages.
NOT_EVIDENCE = re.compile(
    r"(?:competing|conflicts? of|declarations? of|conflicting|financial|disclosure of)[ -](?:\w+[ -])?interests?|disclosures?"
    r"|authors?['\u2019]?s?['\u2019]? contributions?|contributors?|acknowledge?ments?|funding(?: .*)?|financial (?:support|disclosure)s?"
    r"|pre-?publication history|supplement(?:ary|al)? (?:material|data|information|file|content|digital content)s?(?: .*)?"
    r"|supporting information|additional files?|(?:data )?availability(?: .*)?|data (?:sharing|access).*|abbreviations?"
    r"|list of abbreviations.*|abbreviations used.*|ethic(?:s|al) (?:approval|statement|standards)(?: .*)?|consent(?: .*)?"
    r"|trial registration|publisher.s note|peer review.*|provenance and peer review|open access|role of the funding source",
    re.IGNORECASE,
)


class Body:
    """Walks an article and hands its blocks to a composer. ``kind`` is what a plain paragraph is just now."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.kind = "paragraph"
        self.label = ""

    def title(self, element: Element) -> None:
        """Compose the article's title; its notes (affiliations, thanks) are left to the front."""
        line, floats = Line(), Floats()
        inline(element, line, floats)
        self.composer.block("title", line)

    def abstract(self, element: Element) -> None:
        """Compose one abstract, its sections labelled with their headings; a translated one says its language."""
        heading = plain(element.find("title"))
        label = heading or (element.get("abstract-type") or "Abstract").replace("-", " ").capitalize()
        if element.tag == "trans-abstract" and element.get(_LANGUAGE):
            label = f"{label} ({element.get(_LANGUAGE)})"
        self.composer.open("section", label)
        self._within("abstract", "", lambda: self.children(element, skip=element.find("title")))
        self.composer.close()

    def children(self, element: Element, skip: Element | None = None, *, flowing: bool = False) -> None:
        """Compose everything in an element, block by block; loose words between blocks are a paragraph too.

        In a ``flowing`` paragraph only lists and the like divide the words; figures and tables follow it.
        """
        loose, floats = Line(), Floats()
        if (element.text or "").strip():
            loose.add(element.text)
        for child in element:
            if child is skip:
                continue
            compose = _BLOCKS.get(child.tag)
            if compose is None or (flowing and child.tag not in _DIVIDING):
                act(child, loose, floats)
                continue
            self._flush(loose, floats)
            loose, floats = Line(), Floats()
            compose(self, child)
            if (child.tail or "").strip():
                loose.add(child.tail)
        self._flush(loose, floats)

    def paragraph(self, element: Element) -> None:
        """Compose a paragraph; lists inside divide it, what floats in it follows it."""
        self.children(element, flowing=True)

    def section(self, element: Element) -> None:
        """Compose a section with its heading."""
        title = element.find("title")
        words = plain(title)
        label = words.rstrip(".: ")
        number = plain(element.find("label"))
        self.composer.open("section", label, element.get("id", ""))
        kind = "footnote" if self.kind == "paragraph" and NOT_EVIDENCE.fullmatch(label) else self.kind

        def inside() -> None:
            self.composer.block("heading", " ".join(filter(None, (number, words))), label)
            for child in element:
                if child is not title and child.tag not in {"label", "sec-meta"}:
                    _BLOCKS.get(child.tag, Body.paragraph)(self, child)

        self._within(kind, label if kind == "abstract" else self.label, inside)
        self.composer.close()

    def figure(self, element: Element) -> None:
        """Compose the caption of a figure or a supplement; the picture has no words."""
        self._caption(element)
        for child in element:
            if child.tag in {"fig", "table-wrap", "p", "disp-quote", "list"}:
                _BLOCKS[child.tag](self, child)

    def table(self, element: Element) -> None:
        """Compose a table: caption, rows with their columns' headings, notes. Every row is labelled with the caption."""
        label = plain(element.find("label"))
        self.composer.open("table", label, element.get("id", ""))
        caption = self._caption(element)
        for table in element.iter("table"):
            for line in rows(table, _words):
                self.composer.block("row", line, caption, element.get("id", ""))
        for foot in element.iterchildren("table-wrap-foot"):
            self._within("footnote", "", lambda foot=foot: self.children(foot))  # type: ignore[misc]
        self.composer.close()

    def boxed(self, element: Element) -> None:
        """Compose boxed text (key points, summaries)."""
        label = plain(element.find("caption/title")) or plain(element.find("title")) or plain(element.find("label"))
        self.composer.open("section", label, element.get("id", ""))
        self._within("boxed", label, lambda: self.children(element))
        self.composer.close()

    def notes(self, element: Element) -> None:
        """Compose acknowledgements, footnotes and the like: kept, but never a passage."""
        label = plain(element.find("title"))
        self.composer.open("section", label or _UNTITLED.get(element.tag, "Notes"))
        self._within("footnote", label, lambda: self.children(element))
        self.composer.close()

    def footnote(self, element: Element) -> None:
        """Compose one footnote as one block, its mark before it."""
        line, floats = Line(), Floats()
        for child in element:
            act(child, line, floats)
            line.add(" ")
        self.composer.block("footnote", line, plain(element.find("label")), element.get("id", ""))

    def items(self, element: Element) -> None:
        """Compose the items of a list, each a block; an item's own mark stands before its words."""
        for item in element:
            if item.tag != "list-item":
                _BLOCKS.get(item.tag, Body.paragraph)(self, item)
                continue
            mark = plain(item.find("label"))
            first = True
            for child in item:
                if child.tag == "label":
                    continue
                if first and mark and child.tag == "p" and not len(child):
                    self.composer.block(self.kind, f"{mark} {child.text or ''}", self.label)
                else:
                    _BLOCKS.get(child.tag, Body.paragraph)(self, child)
                first = False

    def definitions(self, element: Element) -> None:
        """Compose the entries of a definition list: ``term: definition``."""
        for item in element:
            if item.tag != "def-item":
                _BLOCKS.get(item.tag, Body.paragraph)(self, item)
                continue
            terms = ", ".join(filter(None, (plain(term) for term in item.findall("term"))))
            senses = " ".join(filter(None, (plain(sense) for sense in item.findall("def"))))
            self.composer.block(self.kind, ": ".join(filter(None, (terms, senses))), self.label)

    def references(self, element: Element) -> None:
        """Compose a reference list; each entry is known by its id and its printed label."""
        self.composer.open("section", plain(element.find("title")) or "References")
        self.heading(element.find("title"))
        for child in element:
            if child.tag == "ref":
                self.composer.block("reference", reference_line(child), plain(child.find("label")), child.get("id", ""))
            elif child.tag == "ref-list":
                self.references(child)
            elif child.tag not in {"title", "label"}:
                self._within("footnote", "", lambda child=child: self.children(child))  # type: ignore[misc]
        self.composer.close()

    def heading(self, element: Element | None) -> None:
        """Compose a heading that belongs to no section of its own."""
        if element is not None:
            words = plain(element)
            self.composer.block("heading", words, words)

    def nothing(self, _: Element) -> None:
        """Leave out what has no words: pictures, links to files, metadata of a section."""

    def _caption(self, element: Element) -> str:
        """Compose label and caption as one block and return its words."""
        label = plain(element.find("label"))
        line, floats = Line(), Floats()
        if label:
            line.add(label if label[-1] in ".:" else f"{label}.")
        captions = element.findall("caption") or element.findall("media/caption") or element.findall("title")
        for caption in captions:
            line.add(" ")
            inline(caption, line, floats)
        kind = "footnote" if element.tag in {"supplementary-material", "media"} else "caption"
        if captions:
            self.composer.block(kind, line, label, element.get("id", ""))
        self._place(floats)
        return line.canonical()[0]

    def _flush(self, line: Line, floats: Floats) -> None:
        if line.runs:
            self.composer.block(self.kind, line, self.label)
        self._place(floats)

    def _place(self, floats: Floats) -> None:
        for element in floats:
            _BLOCKS[element.tag](self, element)

    def _within(self, kind: str, label: str, compose: Callable[[], None]) -> None:
        """Compose with paragraphs being of ``kind`` for a while."""
        before = self.kind, self.label
        self.kind, self.label = kind, label
        compose()
        self.kind, self.label = before


def _words(cell: Element, line: Line) -> None:
    floats: Floats = []
    inline(cell, line, floats)
    for element in floats:  # a figure or note inside a cell: its words stay in the cell
        line.add(" ")
        for child in element:
            act(child, line, [])


_UNTITLED = {"ack": "Acknowledgements", "bio": "Biography"}
_DIVIDING = {"list", "def-list", "disp-quote", "verse-group", "speech", "statement", "p"}
_BLOCKS: dict[str, Callable[[Body, Element], None]] = {
    "sec": Body.section,
    "app": Body.section,
    "glossary": Body.section,
    "title": Body.heading,
    "table-wrap": Body.table,
    "boxed-text": Body.boxed,
    "list": Body.items,
    "def-list": Body.definitions,
    "fn": Body.footnote,
    "ref-list": Body.references,
    **dict.fromkeys(("p", "disp-quote", "statement", "speech", "verse-group"), Body.paragraph),
    **dict.fromkeys(("app-group", "fig-group", "floats-group", "floats-wrap", "table-wrap-group"), Body.children),
    **dict.fromkeys(("fig", "supplementary-material", "media"), Body.figure),
    **dict.fromkeys(("ack", "notes", "bio", "fn-group", "author-notes"), Body.notes),
    **dict.fromkeys(("graphic", "object-id", "sec-meta", "alt-text", "long-desc"), Body.nothing),
}
