"""Vectors beside the words index, where the settings name an encoder; without one nothing here does anything."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quoth.engine.judging import passages_of
from quoth.engine.opened import ANNOTATOR, Opened, Say
from quoth.index import Entry, fuse
from quoth.index.encoding import Encoder, Named
from quoth.model import Document, Hit
from quoth.store import Store, alone

if TYPE_CHECKING:
    from quoth.index.vectors import Vectors

FOLDER = "vectors"
STEP = 50  # changes between two commits: what a kill costs
WEIGHTS = (1.0, 1.0)  # of words and of vectors, their scores scaled to 0 to 1; docs/decisions/dense.md says how chosen
FED = 3  # passages that a question which says little of itself is moved towards before it is asked again
TOWARDS = 1.0  # what their mean counts beside the question, for the shortest


def opened(library: Opened) -> Vectors | None:
    """Return the library's vectors, or None; raises ModelRefused where the encoder is not what the settings say."""
    folder = library.settings.dense
    if folder is None:
        return None
    encoder = Encoder(Named(folder, library.settings.dense_sha256))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads cost more than they save on one product
    encoder.check()
    from quoth.index.vectors import Vectors  # noqa: PLC0415 - needs the extra, which the encoder just asked for

    return Vectors(library.settings.library / FOLDER, encoder, library.settings.dense_sha256, ANNOTATOR)


def catch_up(library: Opened, say: Say) -> None:
    """Encode what came to the store since, one writer at a time, and forget what went."""
    if library.vectors is None or library.vectors.state.position == library.store.position():
        return
    with alone(library.settings.library):
        library.vectors = opened(library)  # another process may have caught up while we waited
        position = library.store.position()
        if library.vectors is not None and library.vectors.state.position != position:
            replay(library.vectors, library.store, position, say)


def replay(vectors: Vectors, store: Store, position: int, say: Say) -> None:
    """Bring ``vectors`` to ``position``; the caller holds the library's lock."""
    last = store.last_changes(vectors.state.position, position)
    say(f"Encoding what {len(last):,} changes brought; this takes about a second for ten passages ...")
    fresh = vectors.state.position == 0
    vectors.begin()
    for at in range(0, len(last), STEP):
        changes = store.changes_at(last[at : at + STEP])
        for change in () if fresh else changes:
            vectors.remove(change.document, change.sha256)
        keys = [(change.document, change.sha256) for change in changes if change.action == "add"]
        held = store.documents(keys)
        for key in keys:
            vectors.add(_entries(held[key]) if key in held else ())
        vectors.commit(changes[-1].position, last=False)
    vectors.commit(position)


def _entries(document: Document) -> Iterator[Entry]:
    for passage in passages_of(document):
        yield Entry(passage, document.text[passage.start : passage.end], document.facts.title)


def fused(library: Opened, question: str, hits: Sequence[Hit], limit: int, brevity: float) -> list[Hit]:
    """Return the hits of the words index and those near by vector as one ranking; ``brevity`` as `ranked` takes it.

    Without vectors, or while they are not of the index's moment, the hits as given.
    """
    if library.vectors is None or library.vectors.state.position != library.index.state.position:
        return list(hits)
    return ranked(library.vectors, question, hits, limit, brevity)


def ranked(vectors: Vectors, question: str, hits: Sequence[Hit], limit: int, brevity: float) -> list[Hit]:
    """Fuse ``hits`` with the vectors' own, and again with the question moved towards the first FED of that.

    ``brevity``, 0 to 1, is how little the question says of itself (`quoth.index.feedback.brevity`): by so much it is moved.
    """
    found = fuse.weighted([hits, vectors.search(question, limit)], WEIGHTS, limit)
    if brevity:
        near = [hit.passage for hit in found[:FED]]
        found = fuse.weighted([hits, vectors.search(question, limit, near, TOWARDS * brevity)], WEIGHTS, limit)
    return found
