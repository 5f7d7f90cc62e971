"""A search as it was run: what was looked for and why, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from quoth.model.questions import Hit, Question


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a search: how much it weighs, and where it comes from.

    ``origin`` is one of word (typed), spelling (nearest to a word the index never saw), concept, wider, narrower,
    abbreviation and feedback (from the best passages of a first list); ``source`` is the word or concept it came by.
    """

    term: str
    weight: float
    origin: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """A question, the terms it was searched by, the hits, best first, and sentences on how the search was run."""

    question: Question
    terms: tuple[Term, ...]
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()

    @property
    def weights(self) -> dict[str, float]:
        """The terms with their weights, without feedback: what was asked, not what was found."""
        return {term.term: term.weight for term in self.terms if term.origin != "feedback"}
