"""How long does asking take: in one process, and from a cold start. --data is not used but for the run's form."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evals.report import Bar, Report
from quoth import packs
from quoth.engine import Engine
from quoth.settings import load

ROUNDS = 5
COLD_RUNS = 7
SEED = "Do you anticoagulate in thrombotic microangiopathy (TMA) with tumor?"


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Time ``ask`` over the pack's own model questions; beside it, a bare interpreter as the peer of a cold start."""
    del data
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        engine = Engine.open(load(library))
        questions = [text for folder in packs.builtin() for _, text in packs.load(folder).questions]
        for text in questions:
            engine.ask(text)
        warm = sorted(_milliseconds(lambda text=text: engine.ask(text)) for _ in range(ROUNDS) for text in questions)
        engine.close()
        command = [str(Path(sys.executable).parent / "quoth"), "ask", SEED, "--library", str(library)]
        cold = [_process(command) for _ in range(COLD_RUNS)]
        bare = [_process([sys.executable, "-c", "pass"]) for _ in range(COLD_RUNS)]
    figures: dict[str, float | int] = {
        "asks": len(warm),
        "ask_p50_ms": round(statistics.median(warm), 2),
        "ask_p99_ms": round(warm[int(0.99 * len(warm))], 2),
        "cold_ask_ms": round(statistics.median(cold), 1),
        "cold_ask_max_ms": round(max(cold), 1),
        "bare_python_ms": round(statistics.median(bare), 1),
    }
    bars = [
        Bar("ask_p50_ms", figures["ask_p50_ms"], 30, at_least=False),
        Bar("ask_p99_ms", figures["ask_p99_ms"], 100, at_least=False),
        Bar("cold_ask_ms", figures["cold_ask_ms"], 1000, at_least=False),
    ]
    return Report("speed", figures, bars, set_name, split)


def _milliseconds(work: object) -> float:
    assert callable(work)
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _process(command: list[str]) -> float:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("QUOTH_")}
    return _milliseconds(lambda: subprocess.run(command, check=True, capture_output=True, env=environ))
