"""Ranked lists against grades: nDCG@10 and recall@100, of Quoth and of its peers in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean, median

from evals.retrieving import peers
from evals.retrieving.sets import Beir, library_of
from quoth.engine import searching
from quoth.engine.opened import Opened

DEPTH = 100
Rank = Callable[[str], list[str]]
"""A query -> document ids, best first, at most DEPTH."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures over all queries, and Quoth's nDCG@10 of each query."""

    figures: dict[str, float | int]
    each: dict[str, float]


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain (Järvelin 2002), gain = grade, as trec_eval computes it."""
    gained = sum(grades.get(document, 0) / log2(place + 2) for place, document in enumerate(ranked[:depth]))
    best = sum(grade / log2(place + 2) for place, grade in enumerate(sorted(grades.values(), reverse=True)[:depth]))
    return gained / best


def recall(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return the share of the relevant documents among the first ``depth``."""
    return len(grades.keys() & set(ranked[:depth])) / len(grades)


def measure(beir: Beir, vocabularies: Iterable[Path], notes: list[str]) -> Judged:
    """Ask every query of Quoth, bm25s and tantivy."""
    with library_of(beir.corpus, vocabularies) as opened:
        figures, each = _judge(beir, ranker(opened))
    for name, build in peers.PEERS:
        rank = build(beir.corpus, notes)
        if rank is not None:
            theirs, _ = _judge(beir, rank)
            figures |= {f"{name}_{figure}": value for figure, value in theirs.items() if figure != "queries"}
    return Judged(figures, each)


def ranker(opened: Opened, depth: int = DEPTH) -> Rank:
    """Return the engine's own search as a ranking of documents by their best passage."""

    def rank(text: str) -> list[str]:
        searched = searching.search(opened, text, depth)
        return list(dict.fromkeys(hit.passage.document for hit in searched.hits))

    return rank


def _judge(beir: Beir, rank: Rank) -> tuple[dict[str, float | int], dict[str, float]]:
    gains, recalls, took = {}, [], []
    for query, text in beir.queries.items():
        start = time.perf_counter()
        ranked = rank(text)
        took.append(1000 * (time.perf_counter() - start))
        gains[query] = ndcg(ranked, beir.grades[query])
        recalls.append(recall(ranked, beir.grades[query]))
    return {"ndcg@10": round(mean(gains.values()), 4), "recall@100": round(mean(recalls), 4), **times(took)}, gains


def times(took: list[float]) -> dict[str, float | int]:
    """Return the count, the median and the 99th percentile of milliseconds."""
    ordered = sorted(took)
    return {
        "queries": len(ordered),
        "p50_ms": round(median(ordered), 2),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 2),
    }
