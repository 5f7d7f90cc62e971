"""Words and filters -> documents, ranked by their best passage, each with its best sentence as a quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from quoth.answer.cite import Marks, claim_of, source_of
from quoth.engine import filtering
from quoth.engine.opened import Opened
from quoth.engine.strategy import Strategy, hits_of, strategy_of
from quoth.model import Document, Hit, Voice
from quoth.model.searches import Filters, Found, Listing, Tally
from quoth.settings import REVIEW_STATE

EACH = 4  # passages that are ranked at first for each document wanted
Key = tuple[str, bool]
"""What stands once in a listing: a work, and apart from it the pack authors' own words about it."""
_T = TypeVar("_T")


def find(library: Opened, text: str, filters: Filters | None = None, limit: int = 10) -> Listing:
    """Return the best ``limit`` documents for a text; raises QuestionRefused for what is no question."""
    strategy = strategy_of(library, text, filters)
    ranked = documents_of(library, strategy, limit)
    found = [_found(library, strategy, number, *one) for number, one in enumerate(ranked.values(), 1)]
    shown = {f.document: d for f, (d, _) in zip(found, ranked.values(), strict=True)}
    return Listing(
        question=strategy.question,
        filters=strategy.filters,
        fingerprint=library.fingerprint(),
        library=library.name(),
        review=REVIEW_STATE,
        tally=Tally(*library.index.count(strategy.weights, strategy.within)),
        found=tuple(found),
        documents=tuple(shown[key] for key in sorted(shown)),
    )


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
    evidence = library.judging.evidence(strategy.question, document, hit.passage, hit.score, work, strategy.weights)
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
