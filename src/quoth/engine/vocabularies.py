"""The packs' concepts and the added vocabularies as one: one finder of mentions, one table of kin.

A pack's word wins where both know one; elsewhere the vocabularies speak. A vocabulary's concept that a pack's concept
cites as the same (MONDO, MeSH) stands for the pack's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from quoth.annotate.kin import Kin
from quoth.annotate.mentions import Matcher
from quoth.model import Concept, Mention

if TYPE_CHECKING:
    from quoth.annotate.vocabulary import Vocabulary

FOLDER = "vocabularies"
SUFFIX = ".table"
SLOT = {"chemical": "intervention"}  # what a question's slots call a vocabulary's types
ROWS = 2  # counts the ways in which rows of the index were made with vocabularies
KEPT = 4096  # texts whose mentions are kept in memory


def names_in(library: Path) -> str:
    """Return what tells one set of vocabularies from another, for the index's stamp; "" where there is none."""
    tables = sorted((library / FOLDER).glob(f"*{SUFFIX}"))
    return ",".join(f"{table.stem}:{table.stat().st_size}:{ROWS}" for table in tables)


def install(library: Path, file: Path, kind: str | None = None) -> int:
    """Read a vocabulary file (OBO, MeSH descriptors, TSV) into the library; return how many concepts it has.

    Raises SourceRefused for a file in none of these forms. The table is put in place whole or not at all.
    """
    from quoth.annotate.vocabulary import write  # noqa: PLC0415
    from quoth.annotate.vocabulary_files import read_vocabulary  # noqa: PLC0415

    read = read_vocabulary(file, kind)
    folder = library / FOLDER
    folder.mkdir(exist_ok=True)
    unfinished = folder / f"{file.name}.new"
    count = write(read.concepts, unfinished, read.name, read.sha256)
    unfinished.replace(folder / f"{file.name.split('.')[0]}-{read.sha256[:8]}{SUFFIX}")
    return count


def opened(library: Path) -> list[Vocabulary]:
    """Open every vocabulary of a library; none costs nothing."""
    tables = sorted((library / FOLDER).glob(f"*{SUFFIX}"))
    if not tables:
        return []
    from quoth.annotate.vocabulary import Vocabulary  # noqa: PLC0415

    return [Vocabulary(table) for table in tables]


class AllKin(Kin):
    """The packs' concepts, and behind them those of the vocabularies. Iterating goes through the packs' only."""

    def __init__(self, concepts: Iterable[Concept], vocabularies: list[Vocabulary]) -> None:
        """Take the packs' concepts and the open vocabularies."""
        super().__init__(concepts)
        self._vocabularies = vocabularies
        self._reached: dict[tuple[str, bool], frozenset[str]] = {}  # a wide concept has thousands of kinds

    def get(self, concept: str) -> Concept | None:
        """Return the concept of that id, or None."""
        return super().get(concept) or next((c for v in self._vocabularies if (c := v.get(concept))), None)

    def ancestors(self, concept: str) -> frozenset[str]:
        """Return all broader concepts, without the concept itself."""
        return super().ancestors(concept) or self._reach(concept, up=True)

    def descendants(self, concept: str) -> frozenset[str]:
        """Return all narrower concepts, without the concept itself."""
        return super().descendants(concept) or self._reach(concept, up=False)

    def _reach(self, concept: str, *, up: bool) -> frozenset[str]:
        if super().get(concept):
            return frozenset()
        if (concept, up) not in self._reached:
            held = (v for v in self._vocabularies if v.get(concept))
            found = (v.ancestors(concept) if up else v.descendants(concept) for v in held)
            self._reached[concept, up] = next(iter(found), frozenset())
        return self._reached[concept, up]


def finder(concepts: Iterable[Concept], vocabularies: list[Vocabulary]) -> Matcher:
    """Return what finds the concepts of packs and vocabularies in texts; packs alone need no more than a matcher."""
    return Finder(concepts, vocabularies) if vocabularies else Matcher(concepts)


class Finder(Matcher):
    """Finds concepts of packs and of vocabularies, of which there are some, in texts."""

    def __init__(self, concepts: Iterable[Concept], vocabularies: list[Vocabulary]) -> None:
        """Take the packs' concepts and the open vocabularies."""
        from quoth.annotate.linker import Linker  # noqa: PLC0415 - a library of packs alone needs none

        concepts = list(concepts)
        super().__init__(concepts)
        self._same = {_spelt(scheme, value): c.id for c in concepts for scheme, value in c.xrefs}
        self._types = {c.id: c.type for c in concepts}
        self._linked = lru_cache(KEPT)(Linker(vocabularies).find)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text`` in order; a pack's word wins over a vocabulary's that it overlaps."""
        own = super().find(text)
        starts, ends = [m.start for m in own], [0, *(m.end for m in own)]
        # A pack's mentions do not overlap, so of those that begin before one ends the last reaches furthest.
        more = (m for m in self._linked(text) if ends[bisect_left(starts, m.end)] <= m.start)
        return tuple(sorted([*own, *self._ours(more)], key=lambda m: (m.start, m.end)))

    def concepts(self, text: str) -> tuple[str, ...]:
        """Return the concepts that the mentions in ``text`` name, each once, by first mention."""
        return tuple(dict.fromkeys(ident for mention in self.find(text) for ident in mention.concepts))

    def _ours(self, mentions: Iterable[Mention]) -> Iterator[Mention]:
        for mention in mentions:
            concepts = tuple(dict.fromkeys(self._same.get(c, c) for c in mention.concepts))
            kind = next((self._types[c] for c in concepts if c in self._types), SLOT.get(mention.type, mention.type))
            yield replace(mention, concepts=concepts, type=kind)


def _spelt(scheme: str, value: str) -> str:
    """Return a cross-reference as vocabularies spell their ids: MONDO:0018896, MESH:D011697."""
    return value if ":" in value else f"{scheme.upper()}:{value}"
