"""Files -> library: several processes read, one writes. Every batch is one transaction, so a kill leaves no half paper.

Adding again changes nothing: what is already current, word for word, is left alone, so a run that was cut off is simply
run again. Readers hand over a paper's rows for the index with it; the index is brought up to date whenever many wait.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from quoth.engine.crew import WORKERS
from quoth.engine.opened import Opened, Progress
from quoth.engine.readers import Order, Read, Ready, read_all
from quoth.engine.replaying import Key, Place, Rows, kept_ready
from quoth.ingest import Deleted, Local, Noticed, Paper, Refusal
from quoth.model import Added, Refused
from quoth.store import ADDING, Store, alone

BATCH = 200  # papers in one transaction
WAITING = 4_000_000  # letters of rows that wait for the index before it is brought up to date; bounds memory


def add(
    library: Opened,
    paths: Iterable[Path],
    local: Local | None = None,
    progress: Progress = lambda _done, _all: None,
    workers: int = WORKERS,
) -> Added:
    """Add files, folders and archives to the library; return what came of every file, refusals with their reasons."""
    files = [file for path in paths for file in files_of(path)]
    order = Order(local, Place(library.settings.library, library.settings.database))
    indexing = Indexing(library)
    writer = Writing(library.store, indexing)
    with alone(library.settings.library, ADDING, wait=False):  # whoever asks meanwhile leaves the index to us
        for done, outcomes in enumerate(read_all(files, order, workers, library), 1):
            writer.take(outcomes)
            progress(done, len(files))
        report = writer.finish()
        indexing.finish()
    return replace(report, seconds=writer.seconds())


def files_of(path: Path) -> list[tuple[str, Path]]:
    """Return the files under a path in a fixed order, each with the name messages give it; links are not followed."""
    if not path.is_dir():
        return [(path.name, path)]
    found = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        found += [Path(folder, name) for name in sorted(names)]
    return [(str(file.relative_to(path)), file) for file in found]


class Indexing:
    """Keeps the rows of what was stored until they are many, then has them indexed."""

    def __init__(self, library: Opened) -> None:
        """Start with nothing kept."""
        self._library = library
        self._ready: dict[int, Rows] = {}
        self._letters = 0

    def keep(self, before: int, made: Mapping[Key, Rows]) -> None:
        """Take the rows of documents that were stored since the store stood at ``before``.

        While another process writes the index the rows are let go: whoever is next makes them from the store.
        """
        kept = kept_ready(self._library.store.changes(before), made)
        self._ready |= kept
        self._letters += sum(len(terms) for rows in kept.values() for _, _, terms, _ in rows)
        if self._letters > WAITING:
            self._library.catch_up(ready=self._ready, wait=False)
            self._ready, self._letters = {}, 0

    def finish(self) -> None:
        """Bring the index up to date."""
        self._library.catch_up(ready=self._ready)


class Writing:
    """The one writer: takes what was read, stores it in batches, and counts."""

    def __init__(self, store: Store, indexing: Indexing | None = None) -> None:
        """Start with nothing taken."""
        self._store = store
        self._indexing = indexing
        self._rows: dict[Key, Rows] = {}
        self._papers: list[Paper] = []
        self._notices: list[Noticed] = []
        self._counts: Counter[str] = Counter()
        self._refused: list[Refused] = []
        self._start = time.monotonic()

    def take(self, outcomes: Iterable[Read]) -> None:
        """Take the outcomes of one file; whole batches are written."""
        for outcome in outcomes:
            match outcome:
                case Ready(paper, rows):
                    self._papers.append(paper)
                    self._rows[paper.document.id, paper.document.sha256] = rows
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
            seconds=self.seconds(),
        )

    def seconds(self) -> float:
        """Return the seconds since nothing was taken yet."""
        return round(time.monotonic() - self._start, 3)

    def _write(self) -> None:
        pairs = [(replace(p.work, checked=p.checked or p.work.checked), p.document) for p in self._papers]
        before = self._store.position() if self._rows else 0
        said = self._store.put(pairs) if pairs else []
        self._counts.update(said)
        if self._indexing and self._rows:
            new = {(d.id, d.sha256) for (_, d), came in zip(pairs, said, strict=True) if came != "unchanged"}
            self._indexing.keep(before, {key: rows for key, rows in self._rows.items() if key in new})
        if self._notices:
            self._counts["notices"] += len(self._notices)
            self._counts["touched"] += self._store.note((n.ids, n.notice) for n in self._notices)
        self._papers, self._notices, self._rows = [], [], {}

    def _delete(self, deleted: Deleted) -> None:
        self._write()
        work = self._store.find_work("pmid", deleted.pmid)
        records = [d.id for d in self._store.of_work(work) if d.kind == "record"] if work else []
        self._counts["removed"] += self._store.remove(records)
