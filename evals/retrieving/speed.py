"""How long from the text of a question to 100 hits, in a library of 49k abstracts, one thread."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from evals.report import Bar
from evals.retrieving import peers
from evals.retrieving.judged import DEPTH, times
from evals.retrieving.sets import corpus_at, library_of, lines
from quoth.engine import searching

WORDS = range(13, 18)  # a question of about 15 words
ASKED = 300


def measure(data: Path, notes: list[str]) -> tuple[dict[str, float | int], list[Bar]]:
    """Ask the questions of about 15 words that bioasq has, once to warm up and once on the clock."""
    corpus_file, queries_file = data / "scale_corpus/corpus.jsonl", data / "bioasq/beir_snippets/queries.jsonl"
    missing = [str(file) for file in (corpus_file, queries_file) if not file.is_file()]
    if missing:
        notes.append(f"speed: skipped, {', '.join(missing)} is not there")
        return {}, []
    texts = (str(row["text"]) for row in lines(queries_file))
    asked = [text for text in texts if len(text.split()) in WORDS][:ASKED]
    corpus = corpus_at(corpus_file)
    notes.append(f"speed: {len(asked)} questions, {len(corpus)} abstracts, load {os.getloadavg()[0]:.1f}")
    figures: dict[str, float | int] = {"load": round(os.getloadavg()[0], 2)}
    with library_of(corpus) as opened:
        figures |= times(_timed(lambda text: searching.search(opened, text, DEPTH), asked * 2)[len(asked) :])
    for name, build in peers.PEERS:
        rank = build(corpus, notes)
        if rank is not None:
            theirs = times(_timed(rank, asked * 2)[len(asked) :])
            figures |= {f"{name}_{figure}": value for figure, value in theirs.items() if figure != "queries"}
    return figures, [
        Bar("p50_ms", figures["p50_ms"], 5, at_least=False),
        Bar("p99_ms", figures["p99_ms"], 25, at_least=False),
    ]


def _timed(work: Callable[[str], object], asked: Iterable[str]) -> list[float]:
    took = []
    for text in asked:
        start = time.perf_counter()
        work(text)
        took.append(1000 * (time.perf_counter() - start))
    return took
