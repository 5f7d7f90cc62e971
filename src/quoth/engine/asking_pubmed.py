"""Asking PubMed about the works of a library: new versions of records, and notices. Only when a person says so.

A batch of works is asked about, stored and noted as asked on this day before the next, so that a run that was cut off
goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quoth.engine.fetching import services
from quoth.engine.opened import Opened, Progress
from quoth.errors import SourceRefused
from quoth.ingest import Noticed, Outcome, Paper, Refusal
from quoth.ingest.remote import BATCH, ask_pubmed
from quoth.model import Ids, Notice, Refused, Work
from quoth.model.changes import Asked
from quoth.store import Store

SIGNAL = "pubmed"


def ask(library: Opened, today: str, progress: Progress) -> tuple[Asked, list[Refused]]:
    """Ask about every work in use that has a PMID and was not asked about today; return what came of it.

    When PubMed does not answer, the rest is left for another run.
    """
    store = library.store
    wanted = [(pmid, work) for pmid, work in store.works_with("pmid") if not _asked(work, today)]
    visitor, at = services(library.settings)
    refused: list[Refused] = []
    given = done = 0
    progress(0, len(wanted))
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        try:
            outcomes = list(ask_pubmed([pmid for pmid, _ in batch], visitor, at))
        except SourceRefused as why:
            left = len(wanted) - start
            return Asked(done, given, left, f"a batch of {len(batch)} works {why}"), refused
        given += _take(store, dict(batch), outcomes, today)
        refused += [Refused(o.name, o.reason) for o in outcomes if isinstance(o, Refusal)]
        done += len(batch)
        progress(done, len(wanted))
    return Asked(done, given, 0), refused


def _asked(work: Work, today: str) -> bool:
    return (dict(work.checked).get(SIGNAL) or "") >= today


def _take(store: Store, batch: dict[str, Work], outcomes: Sequence[Outcome], today: str) -> int:
    """Store what PubMed answered: new versions of records that are in use, and the notices of all works asked about."""
    papers = [o for o in outcomes if isinstance(o, Paper) and o.work.ids.pmid in batch]
    held = [paper for paper in papers if store.current(paper.document.id)]
    if held:
        store.put([(replace(paper.work, checked=paper.checked), paper.document) for paper in held])
    facts: list[tuple[Ids, Notice]] = [
        (Ids(pmid=paper.work.ids.pmid), notice) for paper in papers for notice in paper.work.notices or ()
    ]
    facts += [(o.ids, o.notice) for o in outcomes if isinstance(o, Noticed)]
    if facts:
        store.tell(facts)
    store.look(SIGNAL, today, [batch[paper.work.ids.pmid].id for paper in papers if paper.work.ids.pmid])
    return len(papers)
