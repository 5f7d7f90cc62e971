"""Words and filters -> documents, ranked by their best passage, each with its best sentence as a quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from quoth.answer.cite import Marks, claim_of, source_of
from quoth.engine import filtering
from quoth.engine.opened import Opened
from quoth.engine.searching import hits_of
from quoth.engine.strategy import Strategy, strategy_of
from quoth.model import Document, Hit, Voice
from quoth.model.filters import Filters
from quoth.model.listings import Found, Listing, Miss, Outcome, SearchLog
from quoth.settings import REVIEW_STATE

EACH = 4  # passages that are ranked at first for each document wanted
NEAR = 10  # documents that come next, for the log
Key = tuple[str, bool]
"""What stands once in a listing: a work, and apart from it the pack authors' own words about it."""
_T = TypeVar("_T")


def find(library: Opened, text: str, filters: Filters | None = None, limit: int = 10, *, log: bool = False) -> Listing:
    """Return the best ``limit`` documents for a text, with the log of the search if it is asked for.

    Raises QuestionRefused for what is no question.
    """
    strategy = strategy_of(library, text, filters)
    ranked = documents_of(library, strategy, limit)
    wanted = strategy.filters
    found = [_found(library, strategy, number, *one) for number, one in enumerate(ranked.values(), 1)]
    shown = {f.document: d for f, (d, _) in zip(found, ranked.values(), strict=True)}
    return Listing(
        question=strategy.question,
        filters=wanted,
        fingerprint=library.fingerprint(),
        library=library.name(),
        review=REVIEW_STATE,
        passages=None if wanted.not_retracted else library.index.matches(strategy.weights, strategy.within),
        found=tuple(found),
        documents=tuple(shown[key] for key in sorted(shown)),
        readings=strategy.readings,
        log=_log(library, strategy, ranked) if log else None,
    )


def _log(library: Opened, strategy: Strategy, shown: Mapping[Key, _T]) -> SearchLog:
    """Return the log, with the documents that come next and the best that the filters leave out."""
    from quoth.engine.search_log import log_of  # noqa: PLC0415 - finding needs no log

    further = len(shown) + NEAR
    misses = []
    if strategy.filters:
        wide = documents_of(library, replace(strategy, filters=Filters(), groups={}), further)
        misses += [m for m in _filtered(library, strategy, wide) if m.reason]
    lower = list(documents_of(library, strategy, further).values())[len(shown) :]
    misses += [_miss(document, hit, rank, Outcome.LOWER) for rank, (document, hit) in enumerate(lower, len(shown) + 1)]
    return log_of(library, strategy, 0, len(shown), misses)


def _filtered(library: Opened, strategy: Strategy, wide: Mapping[Key, tuple[Document, Hit]]) -> Iterator[Miss]:
    """Yield of the best documents of the unfiltered search what each fails of the filters, "" where it fails none."""
    for rank, (document, hit) in enumerate(wide.values(), 1):
        entry = next(e for e in library.judging.entries(document) if e.passage == hit.passage)
        work = library.shelf.works([document.work]).get(document.work)
        failed = filtering.failed(strategy.filters, strategy.groups, entry.filters, work)
        yield _miss(document, hit, rank, Outcome.FILTERED, "; ".join(failed))


def _miss(document: Document, hit: Hit, rank: int, outcome: Outcome, reason: str = "") -> Miss:
    facts = document.facts
    return Miss(f"{document.id}#{hit.passage.start}", document.id, facts.title, facts.year, rank, outcome, reason)


def documents_of(library: Opened, strategy: Strategy, limit: int) -> dict[Key, tuple[Document, Hit]]:
    """Return the best ``limit`` works with the document and the passage that they are ranked by, best first."""
    take = limit * EACH
    while True:
        hits = hits_of(library, strategy, take)
        documents = library.shelf.documents([(h.passage.document, h.passage.sha256) for h in hits])
        best: dict[Key, tuple[Document, Hit]] = {}
        for hit in hits:
            document = documents.get((hit.passage.document, hit.passage.sha256))
            if document is not None:
                best.setdefault((document.work, document.voice is Voice.APPRAISAL), (document, hit))
        if len(best) >= limit or len(hits) < take:
            return _first(best, limit)
        take *= 4


def _first(found: Mapping[Key, _T], limit: int) -> dict[Key, _T]:
    return {key: found[key] for key in list(found)[:limit]}


def _found(library: Opened, strategy: Strategy, number: int, document: Document, hit: Hit) -> Found:
    work = library.shelf.works([document.work]).get(document.work)
    evidence = library.judging.evidence(strategy.question, document, hit.passage, hit.score, work, strategy.asked)
    mark = str(number)
    own = library.index.search(
        strategy.weights, len(document.parts) + 1, strategy.within, (document.id, document.sha256)
    )
    return Found(
        source=source_of(mark, document, work, evidence.level),
        claim=replace(claim_of(evidence, Marks()), mark=mark),
        document=document.id,
        stream=filtering.stream_name(document, evidence.level),
        licence=document.facts.licence,
        passages=len(own),
        score=hit.score,
    )
