"""Tables as rows that stand alone: every cell carries the heading of its column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from quoth.ingest.text import Line, canonical

Element = Any
Words = Callable[[Element, Line], None]
LEVELS = " \u2013 "  # between stacked headings
HEADING_MOST = 300  # characters
_COLUMNS = 200  # a span beyond this is a slip or an attack
_ROWS = 20_000
_CELLS = ("td", "th")


def rows(table: Element, words: Words) -> Iterator[Line]:
    """Yield one line a body row: ``heading: cell | heading: cell``; a cell that spans rows is repeated in each.

    ``words`` adds the words of a cell to a line. A table with no heading rows yields its cells alone.
    """
    grid = _rows_of(table)
    count = _heading_count(grid)
    if len(grid) == count:  # headings and nothing else: they are the content
        count = 0
    spans = _Spans(most=100 + sum(len(row) for row in grid))
    headings = _headings(grid[:count], words, spans)
    if any(len(heading) > HEADING_MOST for heading in headings.values()):  # prose, not a heading to repeat in each row
        headings, count = {}, 0
    spans.held.clear()
    for row in grid[count:]:
        line = Line()
        for column, width, cell in spans.place(row):
            _add_cell(line, headings.get(column, "") if width == 1 else "", cell, words)
        yield line


def _rows_of(table: Element) -> list[Element]:
    found = [row for row in table.iter("tr") if next(row.iterancestors("table"), table) is table]
    return found[:_ROWS]


def _heading_count(grid: list[Element]) -> int:
    """Return how many leading rows are headings: those in a thead, else those all of whose cells are th."""
    count = 0
    for row in grid:
        cells = [cell for cell in row if cell.tag in _CELLS]
        if row.getparent().tag == "thead" or (cells and all(cell.tag == "th" for cell in cells)):
            count += 1
        else:
            break
    return count


def _headings(grid: list[Element], words: Words, spans: _Spans) -> dict[int, str]:
    """Return each column's heading; stacked headings are joined from the top by a dash."""
    stacked: dict[int, list[str]] = {}
    for row in grid:
        for column, width, cell in spans.place(row):
            text = _text(cell, words)
            for place in range(column, column + width):
                levels = stacked.setdefault(place, [])
                if text and text not in levels:
                    levels.append(text)
    return {column: LEVELS.join(levels) for column, levels in stacked.items()}


@dataclass(slots=True)
class _Spans:
    """Cells that reach into later rows. ``most`` bounds how often cells are repeated, so that spans cannot explode."""

    most: int
    held: dict[int, tuple[int, int, Element]] = field(default_factory=dict)  # column -> (rows left, width, cell)

    def place(self, row: Element) -> list[tuple[int, int, Element]]:
        """Return (column, width, cell) of a row, with the cells of earlier rows that still span into it."""
        placed: list[tuple[int, int, Element]] = []
        column = 0
        for cell in row.iterchildren(*_CELLS):
            if column in self.held:
                column = self._spanning(column, placed)
            if column >= _COLUMNS:
                break
            wide, high = cell.get("colspan"), cell.get("rowspan")
            width = 1 if wide is None else _span(wide, _COLUMNS - column)
            placed.append((column, width, cell))
            if high is not None and (height := _span(high, _ROWS)) > 1:
                self.held[column] = (height, width, cell)
            column += width
        if self.most <= 0:
            self.held.clear()
        if self.held:
            for later in sorted(place for place in self.held if place >= column):
                if later >= column:
                    column = self._spanning(later, placed)
            self.held = {place: (left - 1, width, cell) for place, (left, width, cell) in self.held.items() if left > 1}
        return placed

    def _spanning(self, column: int, placed: list[tuple[int, int, Element]]) -> int:
        """Place the cells held at ``column`` and right after them; return the column after the last."""
        while column in self.held and self.most > 0:
            _, width, cell = self.held[column]
            self.most -= 1
            placed.append((column, width, cell))
            column += width
        return column


def _span(said: str, most: int) -> int:
    text = said.strip()
    return max(1, min(int(text), most)) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _text(cell: Element, words: Words) -> str:
    line = Line()
    words(cell, line)
    return canonical("".join(line.runs))


def _add_cell(line: Line, heading: str, cell: Element, words: Words) -> None:
    if len(cell):
        inner = Line()
        words(cell, inner)
        if not any(run and not run.isspace() for run in inner.runs):
            return
    else:  # most cells are one run
        if not (text := cell.text) or text.isspace():
            return
        inner = Line([text])
    if line.runs:
        line.runs.append(" | ")
    if heading:
        line.runs.append(f"{heading}: ")
    line.extend(inner)
