"""Files -> library: several processes read, one writes. Every batch is one transaction, so a kill leaves no half paper.

Adding again changes nothing: what is already current, word for word, is left alone, so a run that was cut off is simply
run again.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from quoth.engine.crew import WORKERS
from quoth.engine.readers import read_all
from quoth.ingest import Deleted, Local, Noticed, Outcome, Paper, Refusal
from quoth.model import Added, Refused
from quoth.store import Store

BATCH = 200  # papers in one transaction
Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""


def add(
    store: Store,
    paths: Iterable[Path],
    local: Local | None = None,
    progress: Progress = lambda _done, _all: None,
    workers: int = WORKERS,
) -> Added:
    """Add files, folders and archives to the library; return what came of every file, refusals with their reasons."""
    files = [file for path in paths for file in files_of(path)]
    writer = Writing(store)
    for done, outcomes in enumerate(read_all(files, local, workers), 1):
        writer.take(outcomes)
        progress(done, len(files))
    return writer.finish()


def files_of(path: Path) -> list[tuple[str, Path]]:
    """Return the files under a path in a fixed order, each with the name messages give it; links are not followed."""
    if not path.is_dir():
        return [(path.name, path)]
    found = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        found += [Path(folder, name) for name in sorted(names)]
    return [(str(file.relative_to(path)), file) for file in found]


class Writing:
    """The one writer: takes outcomes, stores them in batches, and counts."""

    def __init__(self, store: Store) -> None:
        """Start with nothing taken."""
        self._store = store
        self._papers: list[Paper] = []
        self._notices: list[Noticed] = []
        self._counts: Counter[str] = Counter()
        self._refused: list[Refused] = []
        self._start = time.monotonic()

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Take the outcomes of one file; whole batches are written."""
        for outcome in outcomes:
            match outcome:
                case Paper():
                    self._papers.append(outcome)
                case Noticed():
                    self._notices.append(outcome)
                case Deleted():
                    self._delete(outcome)
                case Refusal():
                    self._refused.append(Refused(outcome.name, outcome.reason))
            if len(self._papers) + len(self._notices) >= BATCH:
                self._write()

    def finish(self) -> Added:
        """Write what is left; return what came of it all."""
        self._write()
        return Added(
            added=self._counts["added"],
            changed=self._counts["changed"],
            unchanged=self._counts["unchanged"],
            removed=self._counts["removed"],
            notices=self._counts["notices"],
            touched=self._counts["touched"],
            refused=tuple(self._refused),
            seconds=round(time.monotonic() - self._start, 3),
        )

    def _write(self) -> None:
        pairs = [(replace(p.work, checked=p.checked or p.work.checked), p.document) for p in self._papers]
        self._counts.update(self._store.put(pairs) if pairs else ())
        if self._notices:
            self._counts["notices"] += len(self._notices)
            self._counts["touched"] += self._store.note((n.ids, n.notice) for n in self._notices)
        self._papers, self._notices = [], []

    def _delete(self, deleted: Deleted) -> None:
        self._write()
        work = self._store.find_work("pmid", deleted.pmid)
        records = [d.id for d in self._store.of_work(work) if d.kind == "record"] if work else []
        self._counts["removed"] += self._store.remove(records)
