"""Is the search told as it was? Every statement of the pack asked after, every count of a log counted again, and times.

Reads the shipped pack and its own model questions; --data is not used but for the run's form. ``disagreements`` counts
statements whose reason does not fit the page: shown and not on it, on it and not shown, or without a reason.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from evals.report import Bar, Report
from quoth import packs
from quoth.engine import Engine
from quoth.index import row_of
from quoth.model import Pack
from quoth.model.filters import Filters
from quoth.model.listings import Outcome
from quoth.settings import load

WHOLE = 4  # questions for which every source of the pack is asked after; each takes seconds
RECENT = Filters(years=(2015, None))


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Ask after every source for some of the pack's questions, recount their logs, and time find beside ask."""
    del data
    (folder,) = packs.builtin()
    pack = packs.load(folder)
    questions = [text for _, text in pack.questions]
    with tempfile.TemporaryDirectory() as place:
        engine = Engine.open(load(Path(place) / "library"))
        told = [_told(engine, pack, text) for text in questions[:: max(1, len(questions) // WHOLE)]]
        lines = [pair for text in questions for pair in _counts(engine, text)]
        times = _times(engine, questions)
        engine.close()
    figures: dict[str, float | int] = {
        "statements": sum(number for number, _ in told),
        "disagreements": sum(wrong for _, wrong in told),
        "log_lines": len(lines),
        "log_lines_other": sum(said != counted for said, counted in lines),
        **times,
    }
    bars = [
        Bar("disagreements", figures["disagreements"], 0, at_least=False),
        Bar("log_lines_other", figures["log_lines_other"], 0, at_least=False),
        Bar("find_p50_ms", figures["find_p50_ms"], 30, at_least=False),
    ]
    return Report("finding", figures, bars, set_name, split)


def _told(engine: Engine, pack: Pack, text: str) -> tuple[int, int]:
    """Return how many statements were asked after, and for how many the reason does not fit the page."""
    reasons = engine.reasons(text)
    page = reasons.page
    fates = {fate.ident: fate for work in pack.works for fate in reasons.why(work.id).fates}
    statements = {f.id for d in pack.documents for f in d.findings} | {w.id for w in pack.withheld}
    shown = {claim.id for claim in (*page.first, *page.cautions, *page.claims)}
    said = {ident for ident, fate in fates.items() if fate.outcome is Outcome.SHOWN}
    bare = {ident for ident in statements if ident not in fates or not fates[ident].reason}
    return len(statements), len(bare | (shown ^ said))


def _counts(engine: Engine, text: str) -> list[tuple[int, int]]:
    """Return for each line of a log the passages it says, and the passages that hold one of its terms."""
    log = engine.find(text, log=True).log
    assert log is not None
    held = _terms(engine)
    return [(line.tally.passages, sum(not h.isdisjoint(line.terms) for h in held)) for line in log.lines]


_held: dict[int, list[set[str]]] = {}


def _terms(engine: Engine) -> list[set[str]]:
    """Return the terms of every passage, read from the stored texts and not from the index."""
    if id(engine) not in _held:
        library = engine._library  # noqa: SLF001 - an evaluation looks inside
        documents = [library.store.current(ident) for ident, _, _ in library.store.work_of_each()]
        _held[id(engine)] = [
            set(row_of(entry)[2].split()) for d in documents if d for entry in library.judging.entries(d)
        ]
    return _held[id(engine)]


def _times(engine: Engine, questions: list[str]) -> dict[str, float | int]:
    verbs: dict[str, Callable[[str], object]] = {
        "ask": engine.ask,
        "find": engine.find,
        "filtered_find": lambda text: engine.find(text, RECENT),
        "why": lambda text: engine.why("isth-2020-tx", text),
        "log": lambda text: engine.find(text, log=True),
    }
    figures: dict[str, float | int] = {}
    for name, verb in verbs.items():
        for text in questions:
            verb(text)
        took = sorted(_milliseconds(verb, text) for text in questions)
        figures[f"{name}_p50_ms"] = round(statistics.median(took), 2)
        figures[f"{name}_p99_ms"] = round(took[int(0.99 * len(took))], 2)
    return figures


def _milliseconds(verb: Callable[[str], object], text: str) -> float:
    start = time.perf_counter()
    verb(text)
    return 1000 * (time.perf_counter() - start)
