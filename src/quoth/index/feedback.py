"""Pseudo-relevance feedback: what the best passages of a first list say often, and the library says rarely, is asked too.

The relevance model of Lavrenko and Croft (SIGIR 2001) mixed with the question as in RM3 (Abdul-Jaleel, TREC 2004), its
terms weighed by their rarity. The rule is shown: feedback is off where the first list is weak.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

PASSAGES = 5  # of the first list
OFTEN = 100  # terms of those passages that are looked at
TERMS = 24
MET = 0.3  # share of what was asked, by rarity, that the best passage must meet
FEW, MANY = 4, 8  # known words: a question of few says little of itself, one of many says enough
SHARE = 0.45  # of feedback in the weight of the second search, for a question of few words; it falls to 0 for many
CONCEPT = 2  # words that a concept counts as: what is asked by name, and by its kinds, needs less of it
LEAST = 2  # passages that must have a term: what only one has finds nothing else


@dataclass(frozen=True, slots=True)
class Feedback:
    """Terms with their weights (they sum to 1), their share in the second search, and a sentence on why."""

    weights: Mapping[str, float]
    share: float
    why: str


def brevity(words: int, concepts: int = 0) -> float:
    """Return 1 for a question that says little of itself, 0 for one that says enough, by its known words and concepts."""
    says = words + CONCEPT * concepts
    return min(1.0, max(0.0, (MANY - says) / (MANY - FEW)))


def share_of(words: int, concepts: int = 0) -> float:
    """Return how much of the second search is feedback, for a question of so many known words and concepts."""
    return round(SHARE * brevity(words, concepts), 3)


def said(passages: Sequence[tuple[float, Sequence[str]]]) -> dict[str, float]:
    """Return the terms that (score, terms) of the first list's best passages say most often, at most OFTEN of them."""
    total = sum(score for score, _ in passages) or 1.0
    weights: dict[str, float] = {}
    for score, terms in passages:
        each = score / total / (len(terms) or 1)
        for term in terms:
            weights[term] = weights.get(term, 0.0) + each
    return {term: weight for weight, term in sorted(((w, t) for t, w in weights.items()), key=_by_weight)[:OFTEN]}


def feedback(
    passages: Sequence[Collection[str]],
    often: Mapping[str, float],
    asked: Mapping[str, float],
    rarity: Mapping[str, float],
    share: float,
) -> Feedback:
    """Return what to ask on top, from the terms of the first list's passages and what they say ``often``.

    ``asked`` is the question's known words with weight times rarity; ``rarity`` holds the idf of the terms;
    ``share`` is what feedback makes up.
    """
    if not passages:
        return Feedback({}, 0.0, "No feedback: no passage has any of the words.")
    met = max(_met(terms, asked) for terms in passages)
    if met < MET:
        return Feedback({}, 0.0, f"No feedback: the first list is weak, its best meets {met:.0%} of what was asked.")
    rated = sorted(((weight * rarity.get(term, 0.0), term) for term, weight in often.items()), key=_by_weight)
    chosen = [(weight, term) for weight, term in rated[:TERMS] if weight > 0]
    whole = sum(weight for weight, _ in chosen)
    why = (
        f"Feedback: {len(chosen)} terms of the first {len(passages)} passages make up {share:.0%} of the second search."
    )
    return Feedback({term: weight / whole for weight, term in chosen}, share, why)


def _by_weight(rated: tuple[float, str]) -> tuple[float, str]:
    return -round(rated[0], 12), rated[1]


def _met(terms: Collection[str], asked: Mapping[str, float]) -> float:
    whole = sum(asked.values())
    held = set(terms)
    return sum(weight for term, weight in asked.items() if term in held) / whole if whole else 0.0


def mixed(weights: Mapping[str, float], found: Feedback) -> dict[str, float]:
    """Return the weights of the second search: the question's own keep their sum, feedback adds its share."""
    own = sum(weights.values())
    added = own * found.share / (1 - found.share)
    terms = dict(weights)
    for term, weight in found.weights.items():
        terms[term] = terms.get(term, 0.0) + added * weight
    return terms
