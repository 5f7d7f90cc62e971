"""A generation of vectors on disk: a folder of files that only grow, and a note of how much of them counts.

``vectors`` holds float32 numbers, ``keys`` a hash of each row's text and of its document, ``passages`` a line of JSON a row,
``gone`` a byte a row. ``state.json`` is replaced last, so that a kill costs what was written since the last commit and
nothing else: rows past its count are not there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from quoth.model import Passage

STATE = "state.json"
BLOCK = 16_384  # rows multiplied at a time
SPARE = 64  # rows looked at beyond those wanted, since float32 sums order near-equals by chance
KEY = np.dtype([("text", "<u8"), ("document", "<u8")])
_passage = msgspec.json.Decoder(tuple[str, str, int, int, str]).decode

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class State:
    """What made a generation, up to where it followed the change list, and how much of its files counts."""

    generation: int
    model: str
    cut_by: str
    position: int = 0
    rows: int = 0
    width: int = 0
    passage_bytes: int = 0

    @classmethod
    def read(cls, place: Path) -> Self | None:
        """Return the state of the generation in ``place``, or None where its files do not hold what it counts."""
        try:
            state = msgspec.json.decode((place / STATE).read_bytes(), type=cls)
            sizes = {name: (place / name).stat().st_size for name in ("vectors", "keys", "gone", "passages")}
        except (OSError, msgspec.MsgspecError):
            return None
        wanted = {
            "vectors": 4 * state.width * state.rows,
            "keys": KEY.itemsize * state.rows,
            "gone": state.rows,
            "passages": state.passage_bytes,
        }
        return state if all(sizes[name] >= most for name, most in wanted.items()) else None

    def write(self, place: Path) -> None:
        """Put this state in the place of the one before, at once or not at all."""
        _replace(place / STATE, msgspec.json.encode(self))


class Rows:
    """The rows of a generation that count, mapped from its files."""

    def __init__(self, place: Path, state: State) -> None:
        """Map them; a generation without rows needs no files."""
        self._place = place
        self._passage_bytes = state.passage_bytes
        if state.rows:
            self.vectors: Floats = np.memmap(place / "vectors", np.float32, "r", shape=(state.rows, state.width))
            self.keys: NDArray[Any] = np.fromfile(place / "keys", KEY, state.rows)
            self.gone: NDArray[np.bool_] = np.fromfile(place / "gone", np.bool_, state.rows)
        else:
            self.vectors, self.keys = np.zeros((0, state.width), np.float32), np.zeros(0, KEY)
            self.gone = np.zeros(0, np.bool_)

    def nearest(self, wanted: Floats, limit: int) -> list[tuple[Passage, float]]:
        """Return a few more than ``limit`` rows nearest to ``wanted``, with their products, in no order."""
        rough = np.empty(len(self.keys), np.float32)
        for at in range(0, len(rough), BLOCK):
            np.dot(self.vectors[at : at + BLOCK], wanted, out=rough[at : at + BLOCK])
        rough[self.gone] = -np.inf
        some = min(limit + SPARE, len(rough))
        rows = np.argpartition(-rough, some - 1)[:some]
        rows = np.sort(rows[~self.gone[rows]])
        # Summed again row by row in float64: a score must not hang on where among the others its row stands.
        exact = (self.vectors[rows].astype(np.float64) * wanted.astype(np.float64)).sum(axis=1)
        return list(zip(self._passages(rows), exact.tolist(), strict=True))

    def mean(self, passages: Sequence[Passage]) -> Floats | None:
        """Return the mean vector of those of ``passages`` that are here, or None."""
        found = [row for passage in passages for row in self._rows_of(passage)]
        if not found:
            return None
        mean: Floats = self.vectors[sorted(found)].astype(np.float64).mean(axis=0).astype(np.float32)
        return mean

    def _rows_of(self, passage: Passage) -> list[int]:
        rows = np.flatnonzero(self.keys["document"] == np.uint64(_document(passage.document, passage.sha256)))
        rows = rows[~self.gone[rows]]
        return [row for row, held in zip(rows.tolist(), self._passages(rows), strict=True) if held == passage][:1]

    def _passages(self, rows: NDArray[np.intp]) -> Iterator[Passage]:
        lines, ends = self._lines
        for row in rows.tolist():
            start = int(ends[row - 1]) + 1 if row else 0
            yield Passage(*_passage(lines[start : int(ends[row])].tobytes()))

    @cached_property
    def _lines(self) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
        lines = np.memmap(self._place / "passages", np.uint8, "r", shape=(self._passage_bytes,))
        return lines, np.flatnonzero(lines == ord("\n"))


class Writing:
    """The files of a generation, open to be added to."""

    def __init__(self, place: Path, state: State, known: Sequence[Rows]) -> None:
        """Cut off what a kill left behind the last commit; ``known`` are generations whose vectors may be used again."""
        held = Rows(place, state)
        self._place = place
        self._width = state.width
        self._keys, self._gone = held.keys, held.gone
        self._fresh: list[NDArray[Any]] = []
        self._known = [(rows, np.argsort(rows.keys["text"], kind="stable")) for rows in known if len(rows.keys)]
        self._files = {
            "vectors": _opened(place / "vectors", 4 * state.width * state.rows),
            "keys": _opened(place / "keys", KEY.itemsize * state.rows),
            "passages": _opened(place / "passages", state.passage_bytes),
        }

    def known(self, texts: Sequence[str]) -> list[Floats | None]:
        """Return the vectors of texts that were encoded before, and None for each other."""
        found: list[Floats | None] = [None] * len(texts)
        hashes = np.array([_hash(text) for text in texts], dtype=np.uint64)
        for rows, order in self._known:
            at = np.searchsorted(rows.keys["text"], hashes, sorter=order)
            for number, where in enumerate(at.tolist()):
                if where < len(order) and rows.keys["text"][order[where]] == hashes[number]:
                    found[number] = np.array(rows.vectors[order[where]])
        return found

    def add(self, passages: Sequence[Passage], texts: Sequence[str], vectors: Sequence[Floats]) -> None:
        """Write rows; they do not count before `settle`."""
        self._width = len(vectors[0])
        pairs = [(_hash(text), _document(p.document, p.sha256)) for text, p in zip(texts, passages, strict=True)]
        keys = np.array(pairs, dtype=KEY)
        lines = [msgspec.json.encode((p.document, p.sha256, p.start, p.end, p.kind)) + b"\n" for p in passages]
        self._files["vectors"].write(np.stack(vectors).astype("<f4").tobytes())
        self._files["keys"].write(keys.tobytes())
        self._files["passages"].write(b"".join(lines))
        self._fresh.append(keys)

    def remove(self, document: str, sha256: str) -> None:
        """Mark the rows of a document version as out of use."""
        self._gather()
        self._gone[self._keys["document"] == np.uint64(_document(document, sha256))] = True

    def settle(self, state: State) -> State:
        """Make all that was written count, and return the state that says so."""
        self._gather()
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        _replace(self._place / "gone", self._gone.tobytes())
        told = self._files["passages"].tell()
        state = replace(state, rows=len(self._keys), width=self._width, passage_bytes=told)
        state.write(self._place)
        return state

    def _gather(self) -> None:
        if self._fresh:
            self._keys = np.concatenate((self._keys, *self._fresh))
            self._gone = np.concatenate((self._gone, np.zeros(len(self._keys) - len(self._gone), np.bool_)))
            self._fresh = []

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()


def _opened(file: Path, size: int) -> IO[bytes]:
    opened = file.open("r+b" if file.exists() else "w+b")
    opened.truncate(size)
    opened.seek(size)
    return opened


def _replace(file: Path, content: bytes) -> None:
    temporary = file.with_suffix(".new")
    with temporary.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(file)


def _hash(text: str) -> int:
    """Return the first 64 bits of a text's sha256; that two of a million texts share them is one chance in 10^7."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def _document(document: str, sha256: str) -> int:
    return _hash(f"{document}@{sha256}")
