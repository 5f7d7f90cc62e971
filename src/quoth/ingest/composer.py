"""Putting a document's text together block by block, so that every part is a span of it and parts always nest."""

from __future__ import annotations

from dataclasses import dataclass, field

from quoth.errors import SourceRefused
from quoth.ingest.text import Line, canonical
from quoth.model import Part

BETWEEN_BLOCKS = "\n\n"
BETWEEN_ROWS = "\n"
TEXT_MOST = 20_000_000  # characters of one document


@dataclass(slots=True)
class _Open:
    """A part that is not closed yet; ``start`` is unknown until something stands in it."""

    kind: str
    label: str
    target: str
    place: int  # where it stands in the list of parts
    start: int | None = None


@dataclass(slots=True)
class Composer:
    """Collects blocks in reading order; ``text()`` and ``parts()`` give the whole once all parts are closed."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    found: list[Part | None] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def open(self, kind: str, label: str = "", target: str = "") -> None:
        """Open a part that holds the blocks to come."""
        self.stack.append(_Open(kind, label, target, len(self.found)))
        self.found.append(None)

    def close(self) -> None:
        """Close the part opened last; one that holds nothing leaves no trace."""
        opened = self.stack.pop()
        if opened.start is not None:
            part = Part(opened.kind, opened.start, self.length, opened.label, opened.target)
            self.found[opened.place] = part

    def block(self, kind: str, line: Line | str, label: str = "", target: str = "", *, inner: str = "citation") -> bool:
        """Append one block as a part of ``kind``; return False, changing nothing, when it has no visible text.

        What is marked in the line becomes parts of kind ``inner``: citations, or the pages a block stands on.

        Raises:
            SourceRefused: the text grows beyond what any paper holds.

        """
        text, marks = (canonical(line), ()) if isinstance(line, str) else line.canonical()
        if not text:
            return False
        if self.length:
            between = BETWEEN_ROWS if kind == "row" else BETWEEN_BLOCKS
            self.pieces.append(between)
            self.length += len(between)
        start = self.length
        for opened in reversed(self.stack):
            if opened.start is not None:
                break  # what holds it has begun as well
            opened.start = start
        self.pieces.append(text)
        self.length += len(text)
        if self.length > TEXT_MOST:
            raise SourceRefused(f"holds more than {TEXT_MOST:,} characters of text, which no paper does; split it.")
        self.found.append(Part(kind, start, self.length, label, target))
        for first, last, to in sorted(marks):
            if inner == "page":
                self.found.append(Part("page", start + first, start + last, to))
            else:
                self.found.append(Part(inner, start + first, start + last, text[first:last], to))
        return True

    def text(self) -> str:
        """Return the whole text."""
        return "".join(self.pieces)

    def parts(self) -> tuple[Part, ...]:
        """Return the parts, an outer one before those in it."""
        return tuple(part for part in self.found if part is not None)
