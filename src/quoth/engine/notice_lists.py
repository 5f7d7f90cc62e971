"""A list of notices (Retraction Watch's) -> works: row by row, in batches, each a transaction that may be taken again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from quoth.engine.opened import Progress
from quoth.errors import SourceRefused
from quoth.ingest import Noticed, Refusal, read_path
from quoth.ingest.retractions import SIGNAL
from quoth.model import Ids, Notice, Refused
from quoth.model.changes import NoticeList
from quoth.store import Store

BATCH = 1000  # rows in one transaction
WHOLE = 50_000  # rows; the published list had about 69,000 in 2026


def apply(
    store: Store, path: Path, dated: str | None, today: str, progress: Progress
) -> tuple[NoticeList, list[Refused]]:
    """Apply a list; return what it came to, and the rows that name no paper.

    The list is as new as its newest row up to ``today``, unless ``dated`` says it. Only a list that was read to its end
    counts as looked at. Raises SourceRefused for a file that is no such list.
    """
    taking = _Taking(store)
    refused: list[Refused] = []
    rows = _rows_in(path)
    broken = False
    for count, outcome in enumerate(read_path(path), 1):
        match outcome:
            case Noticed():
                taking.take(outcome, today)
            case Refusal():
                refused.append(Refused(outcome.name, outcome.reason))
                broken = broken or "#" not in outcome.name.removeprefix(path.name)
            case _:
                raise SourceRefused(f"{path} is no list of notices; `quoth add` reads papers.")
        progress(count, max(count, rows))
    taking.write()
    if not taking.kinds:
        why = refused[0].reason if refused else f"{path} holds no notice."
        raise SourceRefused(f"{path} is no list of notices that can be read: {why}")
    up_to = dated or taking.newest
    if not broken:
        store.look(SIGNAL, up_to)
    return _summary(path, taking, up_to, broken=broken), refused


def carry_on(store: Store) -> None:
    """Say of works that came since the last list that it tells of them too: all its rows are kept."""
    last = max((line.sha256 for line in store.news_of("looked") if line.document == SIGNAL), default=None)
    if last is not None:
        store.look(SIGNAL, last or None)


class _Taking:
    """Takes rows, stores them in batches, and counts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts: list[tuple[Ids, Notice]] = []
        self.kinds: Counter[str] = Counter()
        self.touched: set[str] = set()
        self.newest: str | None = None

    def take(self, row: Noticed, today: str) -> None:
        self._facts.append((row.ids, row.notice))
        self.kinds[row.notice.kind] += 1
        if row.notice.date and (self.newest or "") < row.notice.date <= today:
            self.newest = row.notice.date
        if len(self._facts) >= BATCH:
            self.write()

    def write(self) -> None:
        if self._facts:
            self.touched |= self._store.tell(self._facts)
            self._facts = []


def _summary(path: Path, taking: _Taking, dated: str | None, *, broken: bool) -> NoticeList:
    rows = taking.kinds.total()
    warning = ""
    if broken:
        warning = "it could not be read to its end, so no work counts as looked at by it"
    elif rows < WHOLE:
        warning = f"the published list has over {WHOLE:,} rows; a work this one does not name may still be on that"
    kinds = tuple(sorted(taking.kinds.items()))
    return NoticeList(path.name, rows, kinds, len(taking.touched), dated, not broken, warning)


def _rows_in(path: Path) -> int:
    """Return about how many rows a file has, for the progress bar."""
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0
