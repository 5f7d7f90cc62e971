"""How the words index grows, beside SQLite FTS5 and bm25s, each in processes of its own in the same run.

Data: scale_corpus (48,894 real abstracts), for more of them copies made different (`evals.growing.made_corpus`), and as
questions the longer ones of BioASQ. ``--set`` picks one size; ``--split full`` goes to a million (an hour, 10 GB of disk
under the temporary folder).

Figures, for each engine and size: ``docs_per_s`` and ``docs_per_cpu_s`` to build, ``disk_mb``, ``build_rss_mb``, ``p50_ms``,
``p99_ms`` and ``cpu_ms`` (mean of processor time) from a question's text to its best 100, ``rss_mb`` while asking. An engine
that needs more memory than it may have is named in the notes, with the size at which it stopped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from evals.growing import made_corpus
from evals.growing.peers import ASK
from evals.report import Bar, Report

Figures = dict[str, float | int]
CORPUS, QUESTIONS = "scale_corpus/corpus.jsonl", "bioasq/beir_snippets/queries.jsonl"
REAL = 48_894  # as many as the data has: what the bars speak of
SMALL, LARGE = (10_000, REAL), (10_000, REAL, 100_000, 1_000_000)
WORDS = range(13, 18)  # a question of about 15 words
MOST_QUESTIONS = 200
P50_MS, P99_MS = 5, 25


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Build and ask every engine at every size."""
    missing = [name for name in (CORPUS, QUESTIONS) if not (data / name).exists()]
    if missing:
        return Report("growth", {}, [], set_name, split, [f"skipped, {', '.join(missing)} is not in {data}"])
    sizes = [int(set_name)] if set_name else list(LARGE if split == "full" else SMALL)
    figures: Figures = {"load": round(os.getloadavg()[0], 2)}
    notes: list[str] = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("QUOTH_SCRATCH")) as folder:
        documents, questions = Path(folder, "documents.tsv"), Path(folder, "questions.txt")
        made_corpus.write(made_corpus.abstracts(data / CORPUS), max(sizes), documents)
        asked = long_questions(data / QUESTIONS)
        questions.write_text("\n".join(asked))
        figures["questions"] = len(asked)
        figures["question_words"] = round(sum(len(q.split()) for q in asked) / len(asked), 1)
        for size in sizes:
            for engine in ASK:
                figures |= measure(engine, size, documents, questions, notes)
                print(json.dumps(figures), file=sys.stderr, flush=True)
    return Report("growth", figures, bars(figures), set_name, split, notes)


def long_questions(file: Path) -> list[str]:
    """Return questions of about 15 words, in the order of the file."""
    with file.open(encoding="utf-8") as lines:
        texts = [" ".join(json.loads(line)["text"].split()) for line in lines]
    return [text for text in texts if len(text.split()) in WORDS][:MOST_QUESTIONS]


def measure(engine: str, size: int, documents: Path, questions: Path, notes: list[str]) -> Figures:
    """Build one engine's index, ask it, and take it away again."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=documents.parent) as place:
        for verb, source in (("build", documents), ("ask", questions)):
            command = [sys.executable, "-m", "evals.growing.peers", verb, engine, place, str(source), str(size)]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode:
                reason = (done.stderr.strip().splitlines() or [f"ended by signal {-done.returncode}"])[-1]
                notes.append(f"{engine}: stopped at {size:,} documents while it was to {verb}: {reason}")
                break
            found |= json.loads(done.stdout.splitlines()[-1])
    return {f"{engine}_{name}_{size}": round(figure, 2) for name, figure in found.items()}


def bars(figures: Figures) -> list[Bar]:
    """Return what is held against the time a question may take in a library of the real size."""
    wanted = ((f"quoth_p50_ms_{REAL}", P50_MS), (f"quoth_p99_ms_{REAL}", P99_MS))
    return [Bar(name, figures[name], most, at_least=False) for name, most in wanted if name in figures]
