"""Words and vectors together: what an encoder in a local folder adds to finding, and what it costs.

The encoder is named by QUOTH_DENSE and QUOTH_DENSE_SHA256 as for Quoth itself; without them this is skipped. ``--set`` is
nfcorpus or scifact. Encoded texts are kept in QUOTH_SCRATCH (else the system's temporary folder), since encoding a set
takes minutes; ``texts_per_s`` and ``query_ms`` are measured anew each time.

How the two are fused was chosen on training queries of NFCorpus alone (``--split choose`` prints that table, and for
SciFact what each fifth of its queries would have chosen for the others); reported are NFCorpus dev and SciFact train, which
had no part in it. Figures, each with its set: ``ndcg@10`` and ``recall@100`` of the engine's own search with vectors, and
``words_``, ``vectors_``, ``reciprocal_``, ``still_`` and ``moved_`` the same for the words alone, the vectors alone,
reciprocal rank fusion, and the question never, or always, moved towards the passages found first, however long it is.
"""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.report import Bar, Report
from evals.retrieving.judged import ndcg, recall
from evals.retrieving.sets import Beir, beir_at, library_of
from quoth.engine import dense, searching
from quoth.engine.opened import ANNOTATOR, Opened
from quoth.index import fuse
from quoth.index.encoding import Encoder, Named
from quoth.index.vectors import Vectors
from quoth.model import Hit
from quoth.settings import load

Figures = dict[str, float | int]
Fusion = Callable[[Sequence[Hit], Sequence[Hit]], list[Hit]]
REPORTED = {"nfcorpus": "dev", "scifact": "train"}
BARS = {"nfcorpus": 0.35, "scifact": 0.755}
DEPTH = 200  # hits of each that are fused: as many as an answer weighs
CHOOSING = 900  # training queries that choose, at most
FOLDS = 5
TIMED = 40  # texts whose encoding is timed
SHARES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)  # weight of vectors beside words


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Measure the sets asked for with the encoder that the environment names."""
    settings = load()
    if settings.dense is None:
        return Report("dense", {}, [], set_name, split, ["skipped: QUOTH_DENSE and QUOTH_DENSE_SHA256 name no encoder"])
    encoder = Encoder(Named(settings.dense, settings.dense_sha256), threads=1)
    encoder.check()
    figures: Figures = {"load": round(os.getloadavg()[0], 2)}
    bars: list[Bar] = []
    notes: list[str] = []
    for name, reported in REPORTED.items():
        of = "train" if split == "choose" else reported
        if set_name not in {None, name}:
            continue
        if not (data / name / "qrels" / f"{of}.tsv").is_file():
            notes.append(f"{name}: skipped, {data / name} has no split {of}")
            continue
        beir = beir_at(data / name, of)
        if split == "choose" and len(beir.queries) > CHOOSING:
            some = random.Random(1).sample(sorted(beir.queries), CHOOSING)
            beir = replace(beir, queries={query: beir.queries[query] for query in some})
        rows = _ranked(beir, encoder, notes)
        if split == "choose":
            notes += _choosing(name, rows.asked)
            continue
        figures |= {f"{figure}_{name}": value for figure, value in rows.figures().items()}
        bars.append(Bar(f"ndcg@10_{name}", figures[f"ndcg@10_{name}"], BARS[name]))
    return Report("dense", figures, bars, set_name, split, notes)


class Kept:
    """An encoder that keeps what it encoded in a file."""

    def __init__(self, encoder: Encoder) -> None:
        """Open the file of this encoder's weights."""
        folder = Path(os.environ.get("QUOTH_SCRATCH", tempfile.gettempdir()))
        self._encoder = encoder
        self._held = sqlite3.connect(folder / f"{encoder.named.sha256[:16]}.sqlite", isolation_level=None)
        self._held.execute("CREATE TABLE IF NOT EXISTS vectors(text BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        self.anew = 0

    def encode(self, text: str) -> NDArray[np.float32]:
        """Return the vector of ``text``."""
        key = hashlib.sha256(text.encode()).digest()
        row = self._held.execute("SELECT vector FROM vectors WHERE text = ?", (key,)).fetchone()
        if row:
            return np.frombuffer(row[0], np.float32)
        vector = self._encoder.encode(text)
        self._held.execute("INSERT INTO vectors VALUES (?, ?)", (key, vector.tobytes()))
        self.anew += 1
        return vector


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: its grades, and what the words, the vectors and the engine with both found."""

    grades: Mapping[str, int]
    words: Sequence[Hit]
    vectors: Sequence[Hit]
    engine: Sequence[Hit]
    still: Sequence[Hit]
    moved: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Ranked:
    """All queries of a set, and what it cost."""

    asked: list[Asked]
    costs: Figures

    def figures(self) -> Figures:
        """Return the figures of every way of ranking."""
        found: Figures = dict(self.costs)
        ways: dict[str, list[Sequence[Hit]]] = {
            "": [a.engine for a in self.asked],
            "words_": [a.words for a in self.asked],
            "vectors_": [a.vectors for a in self.asked],
            "still_": [a.still for a in self.asked],
            "moved_": [a.moved for a in self.asked],
            "reciprocal_": [fuse.reciprocal([a.words, a.vectors], DEPTH) for a in self.asked],
        }
        for way, lists in ways.items():
            pairs = [(documents(hits), a.grades) for hits, a in zip(lists, self.asked, strict=True)]
            found[f"{way}ndcg@10"] = round(statistics.mean(ndcg(*pair) for pair in pairs), 4)
            found[f"{way}recall@100"] = round(statistics.mean(recall(*pair) for pair in pairs), 4)
        return found


def documents(hits: Sequence[Hit]) -> list[str]:
    """Return documents by their best passage."""
    return list(dict.fromkeys(hit.passage.document for hit in hits))


def _ranked(beir: Beir, encoder: Encoder, notes: list[str]) -> Ranked:
    kept = Kept(encoder)
    with library_of(beir.corpus) as opened, tempfile.TemporaryDirectory() as folder:
        vectors = Vectors(Path(folder), kept, encoder.named.sha256, ANNOTATOR)
        dense.replay(vectors, opened.store, opened.store.position(), notes.append)
        asked = [_ask(opened, vectors, text, beir.grades[query]) for query, text in beir.queries.items()]
        costs = _costs(vectors, encoder, [text.whole for text in beir.corpus], list(beir.queries.values()))
    costs |= {"queries": len(asked), "passages": len(vectors)}
    return Ranked(asked, costs)


def _ask(opened: Opened, vectors: Vectors, text: str, grades: Mapping[str, int]) -> Asked:
    opened.vectors = None
    words = searching.search(opened, text, DEPTH).hits
    opened.vectors = vectors
    still, moved = (dense.ranked(vectors, text, words, DEPTH, brevity) for brevity in (0.0, 1.0))
    return Asked(grades, words, vectors.search(text, DEPTH), searching.search(opened, text, DEPTH).hits, still, moved)


def _costs(vectors: Vectors, encoder: Encoder, texts: Sequence[str], queries: Sequence[str]) -> Figures:
    """Time one thread: texts encoded a second, and milliseconds to encode a query and to search all vectors."""
    chance = random.Random(1)
    some = chance.sample(texts, min(TIMED, len(texts)))
    clock, cpu = time.perf_counter(), time.process_time()
    for text in some:
        encoder.encode(text)
    seconds, worked = time.perf_counter() - clock, time.process_time() - cpu
    encoding, searching_ = [], []
    for query in chance.sample(queries, min(TIMED, len(queries))):
        start = time.perf_counter()
        encoder.encode(query)
        between = time.perf_counter()
        vectors.search(query, DEPTH)  # its text is known by now: the search alone
        encoding.append(1000 * (between - start))
        searching_.append(1000 * (time.perf_counter() - between))
    return {
        "texts_per_s": round(len(some) / seconds, 1),
        "texts_per_cpu_s": round(len(some) / worked, 1),
        "query_encode_ms": round(statistics.median(encoding), 2),
        "query_search_ms": round(statistics.median(searching_), 2),
    }


# --- choosing how to fuse -----------------------------------------------------------------------------------------------


def _fusions() -> dict[str, Fusion]:
    found: dict[str, Fusion] = {"reciprocal": lambda w, v: fuse.reciprocal([w, v], 10)}
    for label, scale in (("min-max", fuse.min_max), ("z", fuse.z_scores)):
        for share in SHARES:
            found[f"{label} 1:{share:g}"] = lambda w, v, share=share, scale=scale: fuse.weighted(  # type: ignore[misc]
                [w, v], (1.0, share), 10, scale
            )
    return found


def _choosing(name: str, asked: Sequence[Asked]) -> list[str]:
    """Return the table of fusions on training queries, and what folds would have chosen for each other."""
    table = {
        label: [ndcg(documents(way(a.words, a.vectors)), a.grades) for a in asked] for label, way in _fusions().items()
    }
    told = [f"{name} {label}: {statistics.mean(scores):.4f}" for label, scores in table.items()]
    unseen = []
    for fold in range(FOLDS):
        best = max(table, key=lambda label: statistics.mean(s for n, s in enumerate(table[label]) if n % FOLDS != fold))
        told.append(f"{name} fold {fold} is ranked by what the others chose: {best}")
        unseen += table[best][fold::FOLDS]
    return [*told, f"{name} chosen across {FOLDS} folds: {statistics.mean(unseen):.4f}"]
