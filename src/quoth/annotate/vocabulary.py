"""A vocabulary on disk: a compact table of concepts and of the keys of their names, opened without reading it whole.

One file: a line of JSON (what it is, and how long each piece is), then the pieces, all little-endian:
``keys`` (u64, sorted), ``of`` (u32, the concept of each key), ``how`` (u8, 1 name, 2 synonym, +4 as printed only),
``words`` (u64, sorted hashes of all words in names), ``reach`` (u8, the most words of a name with that word), ``kinds``
(u8, the type of each concept, in the list ``types`` of the first line), ``starts`` (u32, where each concept's record begins), ``ids``
(u32, the concepts in the order of their ids), ``records`` (UTF-8, one JSON array a concept). Keys are explained in
``quoth.annotate.forms``.
"""

from __future__ import annotations

import json
import mmap
import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from quoth.annotate.forms import MASK, TOKEN, is_cased, word_hash
from quoth.errors import SourceRefused
from quoth.model import Concept

FORM = "quoth-vocabulary-1"
NAME, SYNONYM, CASED = 1, 2, 4
PIECES = (
    ("keys", "Q"),
    ("of", "I"),
    ("how", "B"),
    ("words", "Q"),
    ("reach", "B"),
    ("kinds", "B"),
    ("starts", "I"),
    ("ids", "I"),
)


class Vocabulary:
    """An open vocabulary; satisfies the ``Concepts`` protocol."""

    def __init__(self, path: Path) -> None:
        """Open the table at ``path``.

        Raises:
            SourceRefused: the file is not such a table, or is cut short.

        """
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                raise SourceRefused(f"{path} is empty; add the vocabulary again.")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        end = self._map.find(b"\n")
        try:
            head = json.loads(self._map[: max(end, 0)])
            lengths = [int(head[name]) for name, _ in PIECES]
            known = head["form"] == FORM
            whole = end + 1 + sum(lengths) + int(head["records"])
        except (ValueError, KeyError, TypeError):
            known, head, lengths, whole = False, {}, [], 0
        if not known or whole != len(self._map):
            raise SourceRefused(f"{path} is no vocabulary table of this version of Quoth; add the vocabulary again.")
        self.name: str = head["name"]
        self.sha256: str = head["sha256"]
        pieces, at = [], end + 1
        for (_, code), length in zip(PIECES, lengths, strict=True):
            pieces.append(_numbers(code, self._map[at : at + length]))
            at += length
        keys, self._of, self._how, known_words, reach, self._kinds, self._starts, self._ids = pieces
        self.types: tuple[str, ...] = tuple(head["types"])
        self._records = at
        self._crossed: dict[str, tuple[str, ...]] | None = None
        # Each key's first place: a name that several concepts share stands several times in a row.
        self._place = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
        self._keys = keys
        self.reach = dict(zip(known_words, reach, strict=True))  # word -> most words of a name that has it

    def __len__(self) -> int:
        """Return the number of concepts."""
        return len(self._starts)

    def __iter__(self) -> Iterator[Concept]:
        """Go through the concepts in the order of their source."""
        return (self._concept(number) for number in range(len(self)))

    def named(self, key: int) -> tuple[tuple[int, int], ...]:
        """Return (number, how) of the concepts that a key names: how is NAME or SYNONYM, with CASED added."""
        place = self._place.get(key)
        if place is None:
            return ()
        found = []
        while place < len(self._keys) and self._keys[place] == key:
            found.append((self._of[place], self._how[place]))
            place += 1
        return tuple(found)

    def get(self, concept: str) -> Concept | None:
        """Return the concept of that id, or None."""
        number = self._number(concept)
        return None if number is None else self._concept(number)

    def keys(self, types: frozenset[str]) -> frozenset[int]:
        """Return the keys that name a concept of one of these types."""
        wanted = [kind in types for kind in self.types]
        return frozenset(k for k, number in zip(self._keys, self._of, strict=True) if wanted[self._kinds[number]])

    def type_of(self, number: int) -> str:
        """Return the type of the concept of that number."""
        kind: int = self._kinds[number]
        return self.types[kind]

    def id_of(self, number: int) -> str:
        """Return the id of the concept of that number."""
        return str(self._record(number)[0])

    def ancestors(self, concept: str) -> frozenset[str]:
        """Return all broader concepts, without the concept itself."""
        return self._reach(concept, 3)

    def descendants(self, concept: str) -> frozenset[str]:
        """Return all narrower concepts, without the concept itself."""
        return self._reach(concept, 4)

    def known_as(self, ident: str) -> tuple[str, ...]:
        """Return the concepts that give ``ident`` (``MESH:D011697``, ``OMIM:274150``) as cross-reference, in order.

        The first call reads all records; the answers are kept.
        """
        if self._crossed is None:
            crossed: dict[str, list[str]] = {}
            for concept in self:
                for _, other in concept.xrefs:
                    crossed.setdefault(other, []).append(concept.id)
            self._crossed = {other: tuple(dict.fromkeys(ids)) for other, ids in crossed.items()}
        return self._crossed.get(ident, ())

    def _reach(self, concept: str, field: int) -> frozenset[str]:
        """Return everything reached from a concept through a field of records, without the concept itself."""
        found: set[str] = set()
        ahead = [concept]
        while ahead:
            number = self._number(ahead.pop())
            near = self._record(number)[field] if number is not None else ()
            fresh = [other for other in near if other not in found]
            found.update(fresh)
            ahead.extend(fresh)
        return frozenset(found - {concept})

    def _number(self, concept: str) -> int | None:
        """Return a concept's number by bisection over the ids."""
        low, high = 0, len(self._ids)
        while low < high:
            middle = (low + high) // 2
            if self._record(self._ids[middle])[0] < concept:
                low = middle + 1
            else:
                high = middle
        if low < len(self._ids) and self._record(self._ids[low])[0] == concept:
            return int(self._ids[low])
        return None

    @lru_cache(maxsize=20_000)  # noqa: B019  a vocabulary lives as long as its process
    def _record(self, number: int) -> list:  # type: ignore[type-arg]
        start = self._records + self._starts[number]
        end = self._map.find(b"\n", start)
        found: list = json.loads(self._map[start:end])  # type: ignore[type-arg]
        return found

    def _concept(self, number: int) -> Concept:
        ident, name, kind, parents, _, synonyms, xrefs, definition = self._record(number)
        pairs = tuple((scheme, value) for scheme, value in xrefs)
        return Concept(ident, name, kind, tuple(parents), (), tuple(synonyms), pairs, definition or None)


def _numbers(code: str, raw: bytes) -> array:  # type: ignore[type-arg]
    """Return raw little-endian numbers as an array."""
    found = array(code)
    found.frombytes(raw)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def write(concepts: Iterable[Concept], path: Path, name: str, sha256: str) -> int:
    """Write the table of ``concepts`` to ``path`` and return how many there are; parents that are not there are dropped.

    ``name`` and ``sha256`` say what it was read from. The same concepts give the same bytes.
    """
    held = list({concept.id: concept for concept in concepts}.values())
    ids = {concept.id for concept in held}
    children: dict[str, list[str]] = {}
    for concept in held:
        for parent in concept.parents:
            children.setdefault(parent, []).append(concept.id)
    keyed: dict[tuple[int, int], int] = {}
    known_words: dict[int, int] = {}
    types = sorted({concept.type for concept in held})
    records, starts = bytearray(), array("I")
    for number, concept in enumerate(held):
        cased = {form.lower() for form in (concept.name, *concept.synonyms) if is_cased(form)}
        for place, form in enumerate((concept.name, *concept.synonyms)):
            if form in cased:  # "fed" beside "FED": an abbreviation that lost its capitals
                continue
            hashes = [word_hash(m.group()) for m in TOKEN.finditer(form)]
            total = sum(hashes) & MASK
            if not total:
                continue
            length = min(len(hashes), 255)
            known_words.update((h, max(length, known_words.get(h, 0))) for h in hashes if h)
            how = (SYNONYM if place else NAME) | (CASED if is_cased(form) else 0)
            keyed[total, number] = min(keyed.get((total, number), 255), how)
        starts.append(len(records))
        parents = [parent for parent in concept.parents if parent in ids]
        row: list[object] = [concept.id, concept.name, concept.type, parents, children.get(concept.id, [])]
        row += [list(concept.synonyms), [list(x) for x in concept.xrefs], concept.definition or ""]
        records += json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
    rows = sorted((total, number, how) for (total, number), how in keyed.items())
    pieces = {
        "keys": array("Q", (row[0] for row in rows)),
        "of": array("I", (row[1] for row in rows)),
        "how": array("B", (row[2] for row in rows)),
        "words": array("Q", sorted(known_words)),
        "reach": array("B", (known_words[word] for word in sorted(known_words))),
        "kinds": array("B", (types.index(concept.type) for concept in held)),
        "starts": starts,
        "ids": array("I", sorted(range(len(held)), key=lambda n: held[n].id)),
    }
    if sys.byteorder == "big":
        for piece in pieces.values():
            piece.byteswap()
    head = {"form": FORM, "name": name, "sha256": sha256, "types": types, "records": len(records)}
    head |= {piece: len(numbers.tobytes()) for piece, numbers in pieces.items()}
    line = json.dumps(head, sort_keys=True).encode() + b"\n"
    path.write_bytes(line + b"".join(numbers.tobytes() for numbers in pieces.values()) + bytes(records))
    return len(held)
