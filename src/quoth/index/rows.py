"""A passage as the index holds it: made without the index, so that other processes can; and read back from a hit."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from quoth.index.words import concept_term, terms_of
from quoth.model import Hit, Passage

FORM = "rows-5"  # what stands in a row and how it is stored: an index of another form is built anew
_stored = msgspec.json.Decoder(tuple[str, str, int, int, str]).decode


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage to index: its words, other words it should be found by (the title), and the concepts it speaks of.

    ``filters`` are the terms by which a search may be restricted to it, and others that are only counted.
    """

    passage: Passage
    text: str
    context: str = ""
    concepts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


Row = tuple[str, str, str, str]
"""A passage made ready for the index, as plain text that travels between processes: document key, passage, terms, filter
terms (a line each). The terms are those of the title, of the text, and the concepts: a tab between the three, a blank
before and after every term."""

Within = Sequence[Collection[str]]
"""A restriction: of each group of filter terms, a passage must have one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with the terms of its passage as they are stored: of title and text, then its concepts, tabs between."""

    hit: Hit
    row: bytes

    def words(self) -> list[str]:
        """Return the terms of title and text, in order."""
        return self.row.rpartition(b"\t")[0].decode().split()


def row_of(entry: Entry) -> Row:
    """Return an entry as the index holds it; the costly half of indexing, which needs no index."""
    p = entry.passage
    terms = (_context_terms(entry.context), terms_of(entry.text), map(concept_term, entry.concepts))
    passage = msgspec.json.encode((p.document, p.sha256, p.start, p.end, p.kind)).decode()
    spaced = "\t".join(f" {'  '.join(some)} " for some in terms)
    return key_of(p.document, p.sha256), passage, spaced, "\n".join(entry.filters)


@lru_cache(maxsize=16)  # the passages of one document come together and share its title
def _context_terms(context: str) -> list[str]:
    return terms_of(context)


def stored(row: Row) -> bytes:
    """Return what the index stores of a row: its passage and its terms."""
    return f"{row[1]}\n{row[2]}".encode()


def read_stored(block: bytes, score: float) -> Found:
    """Return a hit out of what `stored` made."""
    passage, _, terms = block.partition(b"\n")
    return Found(Hit(Passage(*_stored(passage)), score), terms)


def key_of(document: str, sha256: str) -> str:
    """Return the key of a document version in the index."""
    return f"{document}@{sha256}"


@lru_cache(maxsize=64)  # a document's passages come together
def number_of(key: str) -> int:
    """Return the number that stands for a document version when documents are counted: 63 bits of its key's hash."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8]) >> 1
