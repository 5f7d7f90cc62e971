"""PDF by PDFium: lines put in reading order, columns one after the other, every span knowing its page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2

from quoth.errors import SourceRefused
from quoth.ingest import identity
from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.outcomes import Outcome
from quoth.ingest.pdf_layout import Row, in_reading_order, rows_of
from quoth.ingest.plain import is_heading
from quoth.ingest.text import Line, canonical
from quoth.model import Facts, Ids, Kind

READER = f"pdf 1, PDFium {pypdfium2.PDFIUM_INFO.build}"  # another engine may give other text
PDF_BYTES = 64 * 1024 * 1024
PAGES = 3000
_HYPHENS = ("-", "\u2010", "\u00ad", "\x02", "\ufffe")
_ENDS = (".", "!", "?", ":", ";")
_WORD_END = re.compile(r"[^\W\d_]+$")
_WORD_START = re.compile(r"[^\W\d_]+")
_MARGIN = 0.08  # of a page's height: where running heads and page numbers stand
_DOI_SAID = re.compile(r"(?:doi(?:\.org)?[\s:/]{0,3})(10\.\d{4,9}/\S+)", re.IGNORECASE)


def read_pdf(data: bytes, source: Source) -> Iterator[Outcome]:
    """Yield the document of a PDF. Its DOI is taken when the first page prints exactly one.

    Raises:
        SourceRefused: it is broken, locked, too long, or a picture without text.

    """
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise SourceRefused(f"is not a PDF that can be read ({error}); if it has a password, take it off.") from None
    try:
        pages, stated = _pages(pdf)
    finally:
        pdf.close()
    rows = [row for page in _without_running_heads(pages) for row in page]
    if not rows:
        raise SourceRefused("is a PDF without text (a scan?); run text recognition on it first.")
    body = Counter(size for row in rows for size in [row.size] * len(row.text)).most_common(1)[0][0]
    title = _title(rows, body)
    composer = Composer()
    composer.block("title", title or canonical(stated))
    _compose(composer, rows, body, title)
    first = " ".join(row.text for row in rows if row.page == 1)
    named = {name for found in _DOI_SAID.findall(first) if (name := identity.doi(found))}
    known = Ids(doi=named.pop()) if len(named) == 1 else Ids()
    note = "DOI as printed on page 1" if known else None
    facts = Facts(title=title or canonical(stated), url=identity.url(known), note=note)
    yield build(source, READER, Kind.PDF, composer, known, facts)


def _pages(pdf: pypdfium2.PdfDocument) -> tuple[list[list[Row]], str]:
    if len(pdf) > PAGES:
        raise SourceRefused(f"has more than {PAGES:,} pages; split it.")
    pages: list[list[Row]] = []
    for number in range(len(pdf)):
        try:
            page = pdf[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            raise SourceRefused(f"is broken on page {number + 1}.") from None
        width, height = page.get_size()
        pages.append(in_reading_order(rows_of(text, number + 1, height), width))
        text.close()
        page.close()
    return pages, str(pdf.get_metadata_dict().get("Title") or "")


def _without_running_heads(pages: Sequence[list[Row]]) -> list[list[Row]]:
    """Leave out what recurs in the margins of three pages or more, and bare page numbers there."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_unnumbered(row.text) for row in page if row.in_margin(_MARGIN)})

    def running(row: Row) -> bool:
        bare = _unnumbered(row.text)
        return row.in_margin(_MARGIN) and (not bare or seen[bare] >= 3)

    return [[row for row in page if not running(row)] for page in pages]


def _unnumbered(text: str) -> str:
    return re.sub(r"[\d\W]+", " ", text).strip().lower()


def _title(rows: Sequence[Row], body: float) -> str:
    """Return the first page's largest words when they are larger than the body's and not endless."""
    first = [row for row in rows if row.page == rows[0].page]
    largest = max(row.size for row in first)
    words = canonical(" ".join(row.text for row in first if row.size == largest))
    return words if largest > body * 1.15 and 5 < len(words) <= 400 else ""


def _compose(composer: Composer, rows: Sequence[Row], body: float, title: str) -> None:
    known = Counter(word.lower() for row in rows for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", row.text))
    largest = max(row.size for row in rows if row.page == rows[0].page)
    in_section = False
    for block in _blocks(rows):
        if title and block[0].size == largest and block[0].page == rows[0].page and canonical(block[0].text) in title:
            continue
        words = canonical(" ".join(row.text for row in block))
        if not words:
            continue
        larger = block[0].size > body * 1.08 or block[0].bold
        if larger and len(block) <= 3 and is_heading(words):
            if in_section:
                composer.close()
            composer.open("section", words)
            in_section = True
            composer.block("heading", _line(block, known), words, inner="page")
        else:
            composer.block("paragraph", _line(block, known), inner="page")
    if in_section:
        composer.close()


def _blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield paragraphs: rows of one size and spacing; a sentence that runs over a column or page goes on."""
    block: list[Row] = []
    for row in rows:
        if block and not _goes_on(block, row):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _goes_on(block: Sequence[Row], row: Row) -> bool:
    last = block[-1]
    if abs(last.size - row.size) > 0.6 or last.bold != row.bold:
        return False
    if row.page != last.page or row.column != last.column or row.top > last.top:
        return not last.text.rstrip().endswith(_ENDS) and row.text[:1].islower()
    gap = last.bottom - row.top
    if gap > 0.8 * row.size:
        return False
    indented = row.left - row.edge > 0.7 * row.size and last.left - last.edge < 0.3 * row.size
    return not (indented and last.text.rstrip().endswith(_ENDS))


def _line(block: Sequence[Row], known: Counter[str]) -> Line:
    """Join the rows of a paragraph, words mended where they were divided, each page's words marked."""
    line = Line()
    start = 0
    for place, row in enumerate(block):
        if place and row.page != block[place - 1].page:
            line.mark(start, str(block[place - 1].page))
            start = len(line.runs)
        text = row.text.strip()
        follower = block[place + 1].text.lstrip() if place + 1 < len(block) else ""
        if text.endswith(_HYPHENS) and follower[:1].islower():
            line.add(text[:-1] if _divided(text, follower, known) else f"{text[:-1]}-")
        else:
            line.add(f"{text} ")
    line.mark(start, str(block[-1].page))
    return line


def _divided(text: str, follower: str, known: Counter[str]) -> bool:
    """Whether a hyphen at a line's end only divides a word: not when the document writes the word with it elsewhere."""
    head, tail = _WORD_END.search(text[:-1]), _WORD_START.match(follower)
    if not head or not tail:
        return False
    whole, hyphened = (head[0] + tail[0]).lower(), f"{head[0]}-{tail[0]}".lower()
    return known[whole] >= known[hyphened]
