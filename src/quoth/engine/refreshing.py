"""`quoth refresh`: notices, new versions, dates that passed, marks made anew, and what changed by all that.

Every step is a transaction that may be taken again, so a refresh that was cut off is simply run again. The day of a
refresh is noted in the library: what a page says of dates rests on that day, never on the clock at asking.
"""

from __future__ import annotations

import time
from pathlib import Path

from quoth.engine import asking_pubmed, changed, notice_lists
from quoth.engine.opened import Opened, Progress
from quoth.ingest.reading import readers
from quoth.model import Refused
from quoth.model.changes import Asked, NoticeList, Refreshed
from quoth.model.standing import past_since
from quoth.store import Store


def refresh(  # noqa: PLR0913 - one parameter an option of the command
    library: Opened, day: str, progress: Progress, *, notices: Path | None, dated: str | None, online: bool
) -> Refreshed:
    """Refresh a library that has just been opened (its packs are installed and its marks are made) on an ISO day."""
    start = time.monotonic()
    store = library.store
    before = changed.moments(store)
    today = max([day, *(moment.day for moment in before)])  # a clock set back does not make the library younger
    applied: NoticeList | None = None
    asked: Asked | None = None
    refused: list[Refused] = []
    if notices is not None:
        applied, refused = notice_lists.apply(store, notices, dated, today, progress)
    store.link()
    notice_lists.carry_on(store)
    if online:
        asked, missing = asking_pubmed.ask(library, today, progress)
        refused += missing
    _expire(store, today)
    library.catch_up()
    changes = changed.changes(library, before[-1].upto if before else 0)
    if not changes.nothing or not before or before[-1].day < today:
        store.log("refreshed", today, f"{changes.upto} {changed.marks_of(library)}")
        library.catch_up()
    return Refreshed(
        day=today,
        fingerprint=library.fingerprint(),
        changes=changes,
        notice_list=applied,
        asked=asked,
        outdated=_outdated(store),
        refused=tuple(refused),
        seconds=round(time.monotonic() - start, 3),
    )


def _expire(store: Store, today: str) -> None:
    """Note which of the hospital's own documents are past their date; each is noted once."""
    own = [document for document in store.locals() if document.facts.expires and document.facts.expires < today]
    works = store.works(document.work for document in own)
    late = [document for document in own if not past_since(document.facts, works.get(document.work))]
    if late:
        store.expire(late, today)


def _outdated(store: Store) -> tuple[tuple[str, int], ...]:
    """Count the documents that another version of a reader read than the present one."""
    present = readers()
    return tuple(sorted((name, count) for name, count in store.readers().items() if name not in present))
