"""Where the lines of a PDF page stand, and in which order a reader takes them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
from pypdfium2 import raw

_GAP = 1.6  # letter heights of white space that part two columns on one base line
_BOLD = 600
_GUTTER_FROM, _GUTTER_TO = 0.3, 0.7  # of the page's width: where a gutter between columns can be


@dataclass(frozen=True, slots=True)
class Row:
    """A run of words on one line of one column; points, the origin at the page's lower left."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    height: float  # the page's
    column: int = 0
    edge: float = 0.0  # the left edge of its column

    def in_margin(self, share: float) -> bool:
        """Whether it stands in the upper or lower margin."""
        return self.bottom > self.height * (1 - share) or self.top < self.height * share


def rows_of(text: pypdfium2.PdfTextPage, page: int, height: float) -> list[Row]:
    """Return the runs of a page in the order of the file."""
    rows: list[Row] = []
    run: list[tuple[str, float, float, float, float, float, int]] = []
    for glyph in _glyphs(text):
        if run and (glyph[0] in "\r\n" or _apart(run, glyph)):
            rows.extend(_row(run, page, height))
            run = []
        if glyph[0] not in "\r\n":
            run.append(glyph)
    rows.extend(_row(run, page, height))
    return rows


def _glyphs(text: pypdfium2.PdfTextPage) -> Iterator[tuple[str, float, float, float, float, float, int]]:
    """Yield (character, left, right, top, bottom, size, weight)."""
    box = raw.FS_RECTF()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if not raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)) or code > 0x10FFFF:
            continue
        weight = raw.FPDFText_GetFontWeight(text, index)
        size = raw.FPDFText_GetFontSize(text, index)
        yield chr(code), box.left, box.right, box.top, box.bottom, size, weight


def _apart(
    run: Sequence[tuple[str, float, float, float, float, float, int]],
    glyph: tuple[str, float, float, float, float, float, int],
) -> bool:
    """Whether a character stands in another column or on another line than the run before it."""
    last = next((before for before in reversed(run) if not before[0].isspace()), run[-1])
    if glyph[0].isspace():
        return False
    height = max(last[3] - last[4], 1.0)
    return glyph[1] - last[2] > _GAP * height or glyph[1] < last[1] - height or glyph[3] < last[4] or glyph[4] > last[3]


def _row(run: Sequence[tuple[str, float, float, float, float, float, int]], page: int, height: float) -> list[Row]:
    solid = [glyph for glyph in run if not glyph[0].isspace()]
    if not solid:
        return []
    bold = sum(glyph[6] >= _BOLD for glyph in solid) * 2 > len(solid)
    tops = max(glyph[3] for glyph in solid)
    bottoms = min(glyph[4] for glyph in solid)
    # the box is scaled by the text matrix, the nominal size is not: heights compare across producers
    size = round(sorted(glyph[3] - glyph[4] for glyph in solid)[len(solid) // 2] * 2) / 2
    words = "".join(glyph[0] for glyph in run)
    left, right = min(glyph[1] for glyph in solid), max(glyph[2] for glyph in solid)
    return [Row(words, page, left, right, tops, bottoms, size, bold, height)]


def in_reading_order(rows: Sequence[Row], width: float) -> list[Row]:
    """Return the rows of a page from the top; where there is a gutter, the left column before the right one.

    A row across the gutter (a title, a wide table) ends the columns above it.
    """
    gutter = _gutter(rows, width)
    ordered: list[Row] = []
    columns: tuple[list[Row], list[Row]] = ([], [])

    def flush() -> None:
        for column in columns:
            ordered.extend(_lined(column))
            column.clear()

    crossing: list[Row] = []
    for row in sorted(rows, key=lambda row: -row.top):
        if gutter is not None and row.right <= gutter + 1:
            side = 0
        elif gutter is not None and row.left >= gutter - 1:
            side = 1
        else:
            flush()
            crossing.append(row)
            continue
        ordered.extend(_lined(crossing))
        crossing = []
        columns[side].append(replace(row, column=side + 1))
    flush()
    return ordered + _lined(crossing)


def _gutter(rows: Sequence[Row], width: float) -> float | None:
    """Return where a gutter runs: crossed by few rows, with many on both sides."""
    best: tuple[int, float] | None = None
    for step in range(41):
        x = width * (_GUTTER_FROM + (_GUTTER_TO - _GUTTER_FROM) * step / 40)
        left = sum(row.right <= x for row in rows)
        right = sum(row.left >= x for row in rows)
        crossing = len(rows) - left - right
        enough = min(left, right) >= max(4, 0.2 * len(rows))
        if enough and crossing <= 0.3 * len(rows) and (best is None or crossing < best[0]):
            best = (crossing, x)
    return best[1] if best else None


def _lined(rows: Sequence[Row]) -> list[Row]:
    """Put together runs on one base line, and note the column's left edge."""
    if not rows:
        return []
    lines: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: (-row.top, row.left)):
        if lines and row.top > (lines[-1][0].top + lines[-1][0].bottom) / 2 and row.top - row.bottom < 3 * row.size:
            lines[-1].append(row)
        else:
            lines.append([row])
    lefts = sorted(min(run.left for run in line) for line in lines)
    edge = lefts[len(lefts) // 5]
    return [_joined(sorted(line, key=lambda run: run.left), edge) for line in lines]


def _joined(line: Sequence[Row], edge: float) -> Row:
    longest = max(line, key=lambda run: len(run.text))
    return replace(
        longest,
        text=" ".join(run.text.strip() for run in line),
        left=line[0].left,
        right=line[-1].right,
        top=max(run.top for run in line),
        bottom=min(run.bottom for run in line),
        edge=edge,
    )
