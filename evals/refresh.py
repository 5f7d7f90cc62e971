"""Refreshing by a retraction list: every row finds its paper, however its DOI is written; again it changes nothing.

The library holds a made-up record for each DOI of the sample, so that what is measured is the way from a row to a work.
``--set`` picks one part: sample, speed. Data: evidence/retraction_watch_sample.csv.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from evals.report import Bar, Report, in_parts
from quoth.engine import Engine
from quoth.settings import load

Figures = dict[str, float | int]
Row = Mapping[str, str]
COLUMNS = ("originalpaperdoi", "originalpaperpubmedid", "retractiondate", "retractionnature", "reason")
KINDS = {
    "retraction": "retraction",
    "expression of concern": "concern",
    "correction": "correction",
    "reinstatement": "reinstatement",
}
DAY = "2026-11-26"
PUBLISHED = 69_000  # rows of the published list


def _mixed(name: str) -> str:
    return "".join(letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(name))


SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "printed": str,
    "upper": str.upper,
    "lower": str.lower,
    "mixed": _mixed,
}


def measure_sample(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Refresh a library by the sample with its DOIs as printed, in upper, lower and mixed case, and by PMID alone."""
    rows = _rows(data / "evidence/retraction_watch_sample.csv")
    dois = sorted({row["originalpaperdoi"].strip().casefold() for row in rows})
    pmids = {doi: str(number) for number, doi in enumerate(dois, 1)}  # made up
    figures: Figures = {"rows": len(rows), "papers": len(dois)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _library(folder / "base", pmids)
        for spelling, spelt in SPELLINGS.items():
            told = [{**row, "originalpaperdoi": spelt(row["originalpaperdoi"].strip())} for row in rows]
            figures[f"found_{spelling}"] = _found(folder, spelling, told, rows)
        by_pmid = [
            {**row, "originalpaperdoi": "", "originalpaperpubmedid": pmids[row["originalpaperdoi"].strip().casefold()]}
            for row in rows
        ]
        figures["found_pmid"] = _found(folder, "pmid", by_pmid, rows)
        figures["changed_again"] = _again(folder, rows)
    notes.append("sample: the records are made up; only DOIs, dates and natures are the sample's")
    found = [Bar(key, figures[key], 1.0) for key in figures if key.startswith("found_")]
    return figures, [*found, Bar("changed_again", figures["changed_again"], 0, at_least=False)]


def measure_speed(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Apply a list as long as the published one to a library of some thousand papers; the peer only reads its rows."""
    rows = _rows(data / "evidence/retraction_watch_sample.csv")
    dois = sorted({row["originalpaperdoi"].strip().casefold() for row in rows})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _library(folder / "base", {doi: str(number) for number, doi in enumerate(dois, 1)})
        more = [
            {**rows[n % len(rows)], "originalpaperdoi": f"10.5555/made-up.{n}"} for n in range(PUBLISHED - len(rows))
        ]
        path = _list(folder / "list.csv", [*rows, *more])
        start = time.process_time()
        with path.open(newline="", encoding="utf-8") as lines:
            count = sum(1 for _ in csv.DictReader(lines))
        bare = time.process_time() - start
        with_all = _timed(folder / "base", path)
        again = _timed(folder / "base", path)
    notes.append(
        f"speed: reading the {count} rows with Python's csv alone took {bare:.2f} s of processor in the same run"
    )
    return {
        "list_rows": count,
        "rows_per_cpu_s": count / with_all,
        "again_rows_per_cpu_s": count / again,
        "times_bare_reading": with_all / bare,
    }, []


def _timed(library: Path, path: Path) -> float:
    engine = Engine.open(load(library), [])
    start = time.process_time()
    engine.refresh(path, day=DAY)
    taken = time.process_time() - start
    engine.close()
    return taken


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["originalpaperdoi"].strip()]


def _library(folder: Path, pmids: Mapping[str, str]) -> None:
    """Make a library with a record for every DOI, each under a PMID of its own."""
    records = folder.with_suffix(".nbib")
    entries = (f"PMID- {pmid}\nTI  - A made-up record {pmid}\nAID - {doi} [doi]\n" for doi, pmid in pmids.items())
    records.write_text("\n".join(entries), encoding="utf-8")
    engine = Engine.open(load(folder), [])
    engine.add([records])
    engine.refresh(day=DAY)
    engine.close()


def _list(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _found(folder: Path, name: str, told: Iterable[Row], rows: Iterable[Row]) -> float:
    """Return the share of rows whose paper, asked for by its DOI, holds the row's notice after a refresh."""
    library = folder / name
    shutil.copytree(folder / "base", library)
    engine = Engine.open(load(library), [])
    engine.refresh(_list(folder / f"{name}.csv", told), day=DAY)
    store = engine._library.store  # noqa: SLF001
    hits = [_holds(store.find_work("doi", row["originalpaperdoi"].strip()), row, store.works) for row in rows]
    engine.close()
    return sum(hits) / max(len(hits), 1)


def _holds(work: str | None, row: Row, works: Callable[[list[str]], Mapping[str, object]]) -> bool:
    held = works([work])[work] if work else None
    notices = getattr(held, "notices", None) or ()
    kind = KINDS.get(row["retractionnature"].strip().lower())
    return any(notice.kind == kind and notice.signal == "retraction-watch" for notice in notices)


def _again(folder: Path, rows: Iterable[Row]) -> int:
    """Return how many notices a second refresh by the same list brings."""
    engine = Engine.open(load(folder / "printed"), [])
    changes = engine.refresh(_list(folder / "again.csv", rows), day=DAY).changes
    engine.close()
    return len(changes.notices) + len(changes.standings) + (not changes.nothing)


PARTS = (
    ("sample", ("evidence/retraction_watch_sample.csv",), measure_sample),
    ("speed", ("evidence/retraction_watch_sample.csv",), measure_speed),
)


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Run the parts asked for."""
    return in_parts("refresh", PARTS, data, set_name, split)
