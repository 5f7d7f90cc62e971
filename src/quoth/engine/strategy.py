"""A question and filters -> how it is searched: its terms with where each comes from, and what restricts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quoth.annotate.question import read_question
from quoth.engine import filtering
from quoth.engine.opened import Opened
from quoth.engine.wording import terms_for
from quoth.index import ranking
from quoth.model import Question
from quoth.model.filters import Filters
from quoth.model.searches import Term

OWN_WORDS = frozenset({"word", "spelling"})


@dataclass(frozen=True, slots=True)
class Strategy:
    """One question as it is searched: weighted terms, and for each filter the index terms that meet it.

    ``asked`` are the weights of what was asked; ``weights`` add what feedback found, and are what the index is asked.
    """

    question: Question
    terms: tuple[Term, ...]
    asked: Mapping[str, float]
    weights: Mapping[str, float]
    readings: tuple[str, ...] = ()  # sentences on what was read otherwise than typed
    feedback: str = ""  # one on why there is feedback, or none
    filters: Filters = field(default_factory=Filters)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def within(self) -> tuple[frozenset[str], ...]:
        """What the index restricts the search by."""
        return tuple(self.groups.values())

    @property
    def words(self) -> list[str]:
        """The question's own terms, in their order."""
        return _words(self.terms)

    @property
    def concepts(self) -> int:
        """How many concepts the question names."""
        return _concepts(self.terms)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on how the search was run."""
        return (*self.readings, self.feedback)


def strategy_of(library: Opened, asked: str | Question, filters: Filters | None = None) -> Strategy:
    """Return how a text or question is searched; raises QuestionRefused for a text that is no question."""
    question = read_question(asked, library.matcher, library.concepts) if isinstance(asked, str) else asked
    wanted = filters or Filters()
    groups = filtering.groups_of(library, wanted) if wanted else {}
    terms, readings = terms_for(library, question)
    weights = weights_of(terms)
    # Filters change no term and no weight.
    fed, second = ranking.fed(library.index, _words(terms), weights, _concepts(terms))
    more = [Term(term, second[term], "feedback") for term in fed.weights if term not in weights]
    return Strategy(question, (*terms, *more), weights, second, tuple(readings), fed.why, wanted, groups)


def _words(terms: Iterable[Term]) -> list[str]:
    return [term.term for term in terms if term.origin in OWN_WORDS]


def _concepts(terms: Iterable[Term]) -> int:
    return sum(term.origin == "concept" for term in terms)


def weights_of(terms: Iterable[Term]) -> dict[str, float]:
    """Return what each term weighs in a search; one that comes twice weighs the more of both."""
    weights: dict[str, float] = {}
    for term in terms:
        weights[term.term] = max(term.weight, weights.get(term.term, 0.0))
    return weights
