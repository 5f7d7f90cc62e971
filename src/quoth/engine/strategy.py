"""A question and filters -> the search as run: its terms, what restricts it, and its ranked passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quoth.annotate.question import read_question
from quoth.engine import dense, filtering
from quoth.engine.opened import Opened
from quoth.engine.searching import weights_of
from quoth.model import Hit, Question
from quoth.model.filters import Filters


@dataclass(frozen=True, slots=True)
class Strategy:
    """One question as it is searched: weighted terms, and for each filter the index terms that meet it."""

    question: Question
    weights: Mapping[str, float]
    filters: Filters = field(default_factory=Filters)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def within(self) -> tuple[frozenset[str], ...]:
        """What the index restricts the search by."""
        return tuple(self.groups.values())


def strategy_of(library: Opened, text: str, filters: Filters | None = None) -> Strategy:
    """Return how a text is searched; raises QuestionRefused for what is no question."""
    question = read_question(text, library.matcher, library.concepts)
    wanted = filters or Filters()
    groups = filtering.groups_of(library, wanted) if wanted else {}
    return Strategy(question, weights_of(library, question), wanted, groups)


def hits_of(library: Opened, strategy: Strategy, limit: int) -> list[Hit]:
    """Return the best ``limit`` passages that meet the filters; notices are looked up as the store has them now.

    Vectors, where the library has any, are asked only without filters: they cannot be restricted.
    """
    if not strategy.filters:
        found = library.index.search(strategy.weights, limit)
        return dense.fused(library, strategy.question.text, found, limit)
    take = limit
    while True:
        hits = library.index.search(strategy.weights, take, strategy.within)
        kept = _not_retracted(library, hits) if strategy.filters.not_retracted else hits
        if len(kept) >= limit or len(hits) < take:
            return kept[:limit]
        take *= 2


def _not_retracted(library: Opened, hits: list[Hit]) -> list[Hit]:
    documents = library.shelf.documents([(h.passage.document, h.passage.sha256) for h in hits])
    works = library.shelf.works(d.work for d in documents.values())
    out = {key for key, d in documents.items() if filtering.is_retracted(works.get(d.work))}
    return [h for h in hits if (h.passage.document, h.passage.sha256) not in out]
