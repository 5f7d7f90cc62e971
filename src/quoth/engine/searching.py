"""A strategy -> ranked passages, and what they say as judged evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quoth.engine import dense, filtering
from quoth.engine.opened import Opened
from quoth.engine.strategy import Strategy, strategy_of
from quoth.index import Found, ranking
from quoth.index.feedback import brevity
from quoth.model import Evidence, Hit, Passage, Question
from quoth.model.searches import Searched


def search(library: Opened, asked: str | Question, limit: int) -> Searched:
    """Return the best ``limit`` passages for a question; raises QuestionRefused for a text that is none."""
    strategy = strategy_of(library, asked)
    hits = hits_of(library, strategy, limit)
    return Searched(strategy.question, strategy.terms, tuple(hits), strategy.notes)


def hits_of(library: Opened, strategy: Strategy, limit: int) -> list[Hit]:
    """Return the best ``limit`` passages that meet the filters, put in order; notices are looked up as they stand now.

    Vectors, where the library has any, are asked only without filters: they cannot be restricted.
    """
    asked = ranking.question(library.index, strategy.words, strategy.asked)
    hits = ranking.ordered(asked, _found(library, strategy, max(limit, ranking.ORDERED + 1)))[:limit]
    if strategy.filters:
        return hits
    return dense.fused(library, strategy.question.text, hits, limit, brevity(len(asked), strategy.concepts))


def _found(library: Opened, strategy: Strategy, limit: int) -> list[Found]:
    take = limit
    while True:
        found = library.index.found(strategy.weights, take, strategy.within)
        kept = _not_retracted(library, found) if strategy.filters.not_retracted else found
        if len(kept) >= limit or len(found) < take:
            return kept[:limit]
        take *= 2


def _not_retracted(library: Opened, found: list[Found]) -> list[Found]:
    documents = library.shelf.documents([(f.hit.passage.document, f.hit.passage.sha256) for f in found])
    works = library.shelf.works(d.work for d in documents.values())
    out = {key for key, d in documents.items() if filtering.is_retracted(works.get(d.work))}
    return [f for f in found if (f.hit.passage.document, f.hit.passage.sha256) not in out]


def evidence_of(
    library: Opened, question: Question, hits: Sequence[Hit], weights: Mapping[str, float]
) -> list[Evidence]:
    """Return hits as judged evidence, each passage once, in their order."""
    documents = library.shelf.documents([(h.passage.document, h.passage.sha256) for h in hits])
    works = library.shelf.works(d.work for d in documents.values())
    found: dict[Passage, Evidence] = {}
    for hit in hits:
        document = documents.get((hit.passage.document, hit.passage.sha256))
        if document is not None:  # removed passages are filtered at reading
            work = works.get(document.work)
            evidence = library.judging.evidence(question, document, hit.passage, hit.score, work, weights)
            found.setdefault(evidence.passage, evidence)
    return list(found.values())
