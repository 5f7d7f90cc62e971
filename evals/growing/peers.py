"""The engines of the growth curve, each in a process of its own: build an index of n documents, or ask it questions.

    python -m evals.growing.peers build|ask ENGINE FOLDER DOCUMENTS|QUESTIONS SIZE

prints one line of JSON. All of them drop the same stop words and stem as English; none stores the text.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from evals.growing.made_corpus import read
from quoth.index import Entry, Index, Row, row_of, terms_of
from quoth.index.words import STOP, TOKEN
from quoth.model import Passage

LIMIT = 100
MOST_MEMORY = 12 << 30  # bytes an engine may take, so that one that is too large ends itself and not its neighbours
Documents = Iterable[tuple[str, str]]
Ask = Callable[[str], list[tuple[float, str]]]


def build_quoth(folder: Path, documents: Documents) -> None:
    """Index with Quoth's words index, in one process."""
    index = Index(folder, "growth")
    index.begin()
    index.add(row for number, (title, text) in enumerate(documents) for row in [_row(number, title, text)])
    index.commit(1)


def _row(number: int, title: str, text: str) -> Row:
    passage = Passage(f"d{number}", hashlib.sha256(text.encode()).hexdigest(), 0, len(text), "abstract")
    return row_of(Entry(passage, text, title))


def ask_quoth(folder: Path) -> Ask:
    """Return what asks Quoth's index."""
    index = Index(folder, "growth")

    def ask(question: str) -> list[tuple[float, str]]:
        return [(h.score, h.passage.document) for h in index.search(dict.fromkeys(terms_of(question), 1.0), LIMIT)]

    return ask


def build_fts5(folder: Path, documents: Documents) -> None:
    """Index with SQLite's FTS5, contentless, Porter stemming."""
    held = sqlite3.connect(folder / "fts5.sqlite")
    held.execute("CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='porter unicode61')")
    rows = ((n, f"{title} {text}") for n, (title, text) in enumerate(documents, 1))
    held.executemany("INSERT INTO t(rowid, body) VALUES (?, ?)", rows)
    held.commit()
    held.close()


def ask_fts5(folder: Path) -> Ask:
    """Return what asks FTS5 for any of the words, best by its bm25 first."""
    held = sqlite3.connect(folder / "fts5.sqlite")

    def ask(question: str) -> list[tuple[float, str]]:
        words = [f'"{word}"' for word in TOKEN.findall(question) if word.casefold() not in STOP]
        found = held.execute(
            "SELECT rank, rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?", (" OR ".join(words), LIMIT)
        )
        return [(-rank, str(row)) for rank, row in found]

    return ask


def _bm25s_words(texts: list[str]) -> Any:
    import bm25s  # noqa: PLC0415 - only this engine's process needs it
    import Stemmer  # noqa: PLC0415

    return bm25s.tokenize(
        texts, stopwords=sorted(STOP), stemmer=Stemmer.Stemmer("english"), show_progress=False, leave=False
    )


def build_bm25s(folder: Path, documents: Documents) -> None:
    """Index with bm25s (k1 1.2, b .75 as the others), scores computed at building."""
    import bm25s  # noqa: PLC0415

    held = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    held.index(_bm25s_words([f"{title} {text}" for title, text in documents]), show_progress=False)
    held.save(folder)


def ask_bm25s(folder: Path) -> Ask:
    """Return what asks bm25s, in memory as it is meant to be."""
    import bm25s  # noqa: PLC0415
    import Stemmer  # noqa: PLC0415

    held = bm25s.BM25.load(folder)
    stem = Stemmer.Stemmer("english")

    def ask(question: str) -> list[tuple[float, str]]:
        words = bm25s.tokenize([question], stopwords=sorted(STOP), stemmer=stem, show_progress=False, return_ids=False)
        found, scores = held.retrieve(words, k=LIMIT, show_progress=False, n_threads=0)
        return [(float(s), str(d)) for d, s in zip(found[0], scores[0], strict=True)]

    return ask


BUILD = {"quoth": build_quoth, "fts5": build_fts5, "bm25s": build_bm25s}
ASK = {"quoth": ask_quoth, "fts5": ask_fts5, "bm25s": ask_bm25s}


def built(engine: str, folder: Path, file: Path, size: int) -> dict[str, float]:
    """Build an index of the first ``size`` documents of ``file``; return rate, size on disk and most memory."""
    start, cpu = time.perf_counter(), time.process_time()
    BUILD[engine](folder, read(file, size))
    seconds, worked = time.perf_counter() - start, time.process_time() - cpu
    megabytes = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
    return {
        "docs_per_s": size / seconds,
        "docs_per_cpu_s": size / worked,
        "disk_mb": megabytes,
        "build_rss_mb": _most_mb(),
    }


def asked(engine: str, folder: Path, file: Path) -> dict[str, float]:
    """Ask every question of ``file`` once to warm up and once on the clock; return times and most memory."""
    questions = file.read_text().splitlines()
    ask = ASK[engine](folder)
    for question in questions:
        ask(question)
    times, cpu = [], time.process_time()
    for question in questions:
        start = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - start))
    worked = time.process_time() - cpu
    times.sort()
    return {
        "p50_ms": statistics.median(times),
        "p99_ms": times[int(0.99 * len(times))],
        "cpu_ms": 1000 * worked / len(questions),
        "rss_mb": _most_mb(),
    }


def _most_mb() -> float:
    """Return the most memory this process had; the kernel's own count, since getrusage begins with its parent's (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    verb, name, place, source, number = sys.argv[1:]
    found = (
        built(name, Path(place), Path(source), int(number))
        if verb == "build"
        else asked(name, Path(place), Path(source))
    )
    print(json.dumps(found))
