"""Plain text: blocks divided by empty lines; what stands alone, short and unpunctuated is a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.outcomes import Outcome
from quoth.ingest.text import canonical
from quoth.model import Facts, Ids, Kind

READER = "text 1"
TITLE_MOST = 300  # characters; a longer first block is a paragraph
HEADING_MOST = 80
_EMPTY = re.compile(r"\n[^\S\n]*\n")
_BULLET = re.compile(r"^\s*(?:[•◦▪*\u2013-]|\d{1,2}[.)])\s+", re.MULTILINE)


def read_text(text: str, source: Source) -> Iterator[Outcome]:
    """Yield the document a plain text is. It names no identifiers: none is guessed from its words."""
    composer = Composer()
    blocks = [block for block in _EMPTY.split(text.replace("\r\n", "\n").replace("\r", "\n")) if canonical(block)]
    title = canonical(blocks[0]) if blocks and len(blocks[0]) <= TITLE_MOST else ""
    open_section = False
    for place, block in enumerate(blocks):
        words = canonical(block)
        if place == 0 and title:
            composer.block("title", words)
        elif is_heading(words):
            if open_section:
                composer.close()
            composer.open("section", words)
            open_section = True
            composer.block("heading", words, words)
        else:
            for item in _items(block):
                composer.block("paragraph", item)
    if open_section:
        composer.close()
    yield build(source, READER, Kind.FULLTEXT, composer, Ids(), Facts(title=title))


def is_heading(words: str) -> bool:
    """Whether a block reads as a heading: short, opened by a capital or number, no sentence's end."""
    return (
        len(words) <= HEADING_MOST
        and words[-1] not in ".,;:?!"
        and (words[0].isupper() or words[0].isdigit())
        and any(character.isalpha() for character in words)
    )


def _items(block: str) -> list[str]:
    """Divide a block at its bullets, so that each item is a paragraph of its own."""
    starts = [found.start() for found in _BULLET.finditer(block)]
    if len(starts) < 2:
        return [block]
    edges = [*sorted({0, *starts}), len(block)]
    return [block[start:end] for start, end in pairwise(edges)]
