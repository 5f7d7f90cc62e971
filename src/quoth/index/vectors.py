"""The passages of a library as unit vectors, searched exactly. Part of the optional extra ``quoth[dense]``.

A text met again (another version of its document, a new generation) keeps its vector instead of being encoded again.
Searching is linear in the number of passages, and reads the vectors from the file: 1.5 kB a passage of 384 numbers.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from quoth.index import Entry
from quoth.index.vector_files import Floats, Rows, State, Writing
from quoth.model import Hit, Passage

DIGITS = 6  # as in the words index: scores are rounded to this many before ties break
PORTION = 64  # passages encoded before they are written: what bounds the memory of writing
CROWDED = 0.25  # share of rows out of use from which a new generation is started
FEW = 1_000  # rows up to which it is not


class Encodes(Protocol):
    """What turns a text into a vector of length 1."""

    def encode(self, text: str) -> Floats:
        """Return the vector of ``text``."""


class Vectors:
    """The vectors of a library, in a folder of their own beside the words index."""

    def __init__(self, folder: Path, encoder: Encodes, model: str, cut_by: str = "") -> None:
        """Open what is in ``folder``; another ``model``, or passages ``cut_by`` something else, start it anew."""
        self._folder = folder
        self._encoder = encoder
        self.state, self._rows = self._open(model, cut_by)
        self._writing: Writing | None = None
        self._asked: tuple[str, Floats] | None = None  # the last question: it is asked again with what was found

    def _open(self, model: str, cut_by: str) -> tuple[State, Rows]:
        number = 0
        for number in sorted(_numbers(self._folder), reverse=True)[:1]:  # the newest is the one in use
            state = State.read(self._place(number))
            if state and (state.model, state.cut_by) == (model, cut_by):
                rows = Rows(self._place(number), state)
                if len(rows.keys) <= FEW or rows.gone.mean() <= CROWDED:
                    return state, rows
        state = State(number + 1, model, cut_by)
        return state, Rows(self._place(number + 1), state)

    def _place(self, number: int) -> Path:
        return self._folder / f"generation-{number}"

    def __len__(self) -> int:
        """Return how many passages are searchable."""
        return len(self._rows.gone) - int(self._rows.gone.sum())

    # --- writing -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start writing; the caller holds the library's lock. Meanwhile searches see what was committed before."""
        place = self._place(self.state.generation)
        if self.state.position == 0:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
        held = [(where, State.read(where)) for where in map(self._place, sorted(_numbers(self._folder)))]
        known = [Rows(where, state) for where, state in held if state and state.model == self.state.model]
        self._writing = Writing(place, self.state, known)

    def add(self, entries: Iterable[Entry]) -> None:
        """Encode passages, each with its context, and write them; searchable after `commit`."""
        assert self._writing is not None, "begin() first"
        waiting = iter(entries)
        while portion := list(islice(waiting, PORTION)):
            texts = [f"{entry.context}. {entry.text}" if entry.context else entry.text for entry in portion]
            known = self._writing.known(texts)
            vectors = [
                self._encoder.encode(text) if held is None else held for text, held in zip(texts, known, strict=True)
            ]
            self._writing.add([entry.passage for entry in portion], texts, vectors)

    def remove(self, document: str, sha256: str) -> None:
        """Take the passages of a document version out of use; they are gone after `commit`."""
        assert self._writing is not None, "begin() first"
        self._writing.remove(document, sha256)

    def commit(self, position: int, *, last: bool = True) -> None:
        """Make everything since `begin` searchable, and note how far the change list was followed.

        With ``last`` False, writing goes on.
        """
        assert self._writing is not None, "begin() first"
        self.state = self._writing.settle(replace(self.state, position=position))
        if not last:
            return
        self._writing.close()
        self._writing = None
        self._rows = Rows(self._place(self.state.generation), self.state)
        for number in _numbers(self._folder) - {self.state.generation}:
            shutil.rmtree(self._place(number), ignore_errors=True)

    # --- searching -----------------------------------------------------------------------------------------------

    def search(self, question: str, limit: int, near: Sequence[Passage] = (), by: float = 1.0) -> list[Hit]:
        """Return the best ``limit`` passages by cosine with ``question``; ties break on (score, sha256, start).

        ``near`` are passages found before that the question is moved towards: their mean, times ``by``, is added to its
        vector, as in Rocchio's feedback (Li et al., arXiv 2108.11044).
        """
        if limit < 1 or len(self) < 1:
            return []
        found = self._rows.nearest(self._moved(self._vector(question), near, by), limit)
        hits = [Hit(passage, round(score, DIGITS)) for passage, score in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.sha256, hit.passage.start))[:limit]

    def _vector(self, question: str) -> Floats:
        if self._asked is None or self._asked[0] != question:
            self._asked = (question, self._encoder.encode(question))
        return self._asked[1]

    def _moved(self, vector: Floats, near: Sequence[Passage], by: float) -> Floats:
        mean = self._rows.mean(near) if near else None
        if mean is None:
            return vector
        moved = vector.astype(np.float64) + by * mean
        unit: Floats = (moved / (np.sqrt((moved * moved).sum()) or 1.0)).astype(np.float32)
        return unit


def _numbers(folder: Path) -> set[int]:
    names = {place.name.removeprefix("generation-") for place in folder.glob("generation-*")}
    return {int(name) for name in names if name.isdigit()}
