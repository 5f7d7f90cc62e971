"""The order of the best passages: a small linear model over how a passage meets the question.

The weights are in ``data/ranking.json``, written by ``python -m evals.training.ranking`` from sets whose licence allows
it. They count the more, the more words a question has: of two words it says little how near they stand, and a list for
them is best left as the search with feedback found it. No weight is below zero: nothing that a passage shares with the
question may count against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from quoth.index.feedback import brevity

WINDOW = 150  # letters within which words of the question count as near each other; about 20 terms
K1, B = 0.9, 0.4  # of the BM25 worked out here; tantivy's are fixed at 1.2 and .75
NAMES = (
    "first",  # the score of the search with feedback, by the best of the list; its weight is 1
    "bm25",  # BM25 of the question's own words, by the best of the list
    "covered",  # share of the question's words that it has, by rarity
    "near",  # share of the question's words that stand within WINDOW letters, by rarity
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage to order: its score in the search, and its terms, those of the title first.

    The terms are bytes in which every term has a blank before and after it that it shares with no other, so that a term
    is counted by one search for it: taking a text apart would take longer than all the rest.
    """

    score: float
    terms: bytes


Asked = tuple[tuple[bytes, float], ...]
"""A question to order by: its known words as bytes with blanks, each with its rarity."""


@cache
def _weights() -> bytes:
    return (files("quoth.index") / "data" / "ranking.json").read_bytes()


@cache
def model() -> tuple[float, ...]:
    """Return the weights of NAMES for a question of MANY words."""
    held = msgspec.json.decode(_weights())
    return tuple(held[name] for name in NAMES)


@cache
def order_name() -> str:
    """Return a name of the weights: with others, the same question may have another answer."""
    return f"order-{hashlib.sha256(_weights()).hexdigest()[:6]}"


def asked_of(words: Sequence[str], rarity: Mapping[str, float]) -> Asked:
    """Return a question made ready; words that ``rarity`` lacks were never seen and say nothing of a passage."""
    return tuple((f" {word} ".encode(), rarity[word]) for word in dict.fromkeys(words) if word in rarity)


def length_of(asked: Asked) -> float:
    """Return 0 for a question of FEW known words, 1 for one of MANY, and in between."""
    return 1.0 - brevity(len(asked))


def scores(asked: Asked, candidates: Sequence[Candidate]) -> list[float]:
    """Return a score for each candidate; more is better, and nothing else is meant by it."""
    by = length_of(asked)
    if not by:
        return [candidate.score for candidate in candidates]
    weights = [model()[0], *(by * weight for weight in model()[1:])]
    return [sum(map(float.__mul__, weights, row)) for row in facts(asked, candidates)]


def facts(asked: Asked, candidates: Sequence[Candidate]) -> list[list[float]]:
    """Return the facts NAMES of each candidate."""
    mean = sum(len(candidate.terms) for candidate in candidates) / (len(candidates) or 1)
    whole = sum(by for _, by in asked) or 1.0
    rows = [_facts(asked, candidate, mean or 1.0, whole) for candidate in candidates]
    for column in (0, 1):
        most = max((row[column] for row in rows), default=0.0) or 1.0
        for row in rows:
            row[column] /= most
    return rows


def _facts(asked: Asked, held: Candidate, mean: float, whole: float) -> list[float]:
    terms = held.terms
    norm = K1 * (1 - B + B * len(terms) / mean)
    bm25 = covered = 0.0
    present: list[tuple[bytes, float]] = []
    for word, by in asked:
        count = terms.count(word)
        if count:
            covered += by
            bm25 += by * count * (K1 + 1) / (count + norm)
            present.append((word, by))
    near = _near(terms, present) if len(present) > 1 else covered
    return [held.score, bm25, covered / whole, near / whole]


def _near(terms: bytes, present: Sequence[tuple[bytes, float]]) -> float:
    """Return the rarity of the words in the window that holds most of it."""
    places: list[tuple[int, int]] = []
    for number, (word, _) in enumerate(present):
        at = terms.find(word)
        while at >= 0:
            places.append((at, number))
            at = terms.find(word, at + 1)
    places.sort()
    held = [0] * len(present)
    near = best = 0.0
    first = 0
    for at, number in places:
        if not held[number]:
            near += present[number][1]
        held[number] += 1
        while places[first][0] < at - WINDOW:
            gone = places[first][1]
            held[gone] -= 1
            if not held[gone]:
                near -= present[gone][1]
            first += 1
        best = max(best, near)
    return best
