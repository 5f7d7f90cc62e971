"""The order of the best passages: a small linear model over how a passage meets the question.

The weights are in ``data/ranking.json``, written by ``python -m evals.training.ranking`` from sets whose licence allows
it. A question of many words says more of itself, so each fact has a weight for all questions and one that is added for
long ones. No weight is below zero: nothing that a passage shares with the question may count against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import msgspec

from quoth.index.feedback import FEW, MANY

WINDOW = 150  # letters within which words of the question count as near each other; about 20 terms
K1B = ((1.2, 0.75), (0.9, 0.4))  # of the two BM25 scores worked out here; tantivy's are fixed at the first
NAMES = (
    "first",  # the score of the search with feedback, by the best of the list
    "bm25",  # BM25 of the question's own words, by the best of the list
    "bm25_flat",  # the same with k1 .9 and b .4
    "covered",  # share of the question's words that it has, by rarity
    "words",  # share of the question's words that it has
    "title",  # share of the question's words in its title, by rarity
    "about",  # share of its title's words that are in the question
    "pairs",  # share of the question's neighbouring words that are neighbours in it, by rarity
    "near",  # share of the question's words within WINDOW letters, by rarity
    "rarest",  # whether it has the question's rarest word
    "concepts",  # share of the question's concepts that it names
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage to order: its score in the search; the terms of its title and text, and its concepts.

    Each is bytes in which every term has a blank before and after it that it shares with no other, so that a term is
    counted by one search for it: taking a text apart would take longer than all the rest.
    """

    score: float
    title: bytes
    text: bytes
    concepts: bytes = b""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to order by: its known words as bytes with blanks, with their rarity, and its concepts.

    ``pairs`` holds for each word the pair it makes with the word before it; ``paired`` is what all pairs weigh.
    """

    words: tuple[tuple[bytes, float], ...]
    pairs: tuple[tuple[bytes, float], ...]
    paired: float
    concepts: tuple[bytes, ...] = ()


@cache
def model() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the weights of NAMES for all questions, and what is added for long ones."""
    held = msgspec.json.decode((files("quoth.index") / "data" / "ranking.json").read_bytes())
    return tuple(held["all"][name] for name in NAMES), tuple(held["long"][name] for name in NAMES)


def asked_of(order: Sequence[str], rarity: Mapping[str, float], concepts: Iterable[str] = ()) -> Asked:
    """Return a question made ready; words that ``rarity`` lacks were never seen and say nothing of a passage."""
    known = [(f" {term} ".encode(), rarity[term]) for term in dict.fromkeys(order) if term in rarity]
    pairs = [(b"", 0.0), *((a + b, by + also) for (a, by), (b, also) in pairwise(known))][: len(known)]
    paired = sum(by for _, by in pairs) or 1.0
    return Asked(tuple(known), tuple(pairs), paired, tuple(f" {concept} ".encode() for concept in sorted(concepts)))


def length_of(words: int) -> float:
    """Return 0 for a question of FEW known words, 1 for one of MANY, and in between."""
    return min(1.0, max(0.0, (words - FEW) / (MANY - FEW)))


def scores(asked: Asked, candidates: Sequence[Candidate]) -> list[float]:
    """Return a score for each candidate; more is better, and nothing else is meant by it."""
    always, long = model()
    by = length_of(len(asked.words))
    weights = [a + by * b for a, b in zip(always, long, strict=True)]
    return [sum(map(float.__mul__, weights, row)) for row in facts(asked, candidates)]


def facts(asked: Asked, candidates: Sequence[Candidate]) -> list[list[float]]:
    """Return the facts NAMES of each candidate."""
    if not candidates or not asked.words:
        return [[1.0 - at / (len(candidates) or 1)] + [0.0] * (len(NAMES) - 1) for at in range(len(candidates))]
    mean = sum(len(c.title) + len(c.text) for c in candidates) / len(candidates) or 1.0
    rows = [_facts(asked, candidate, mean) for candidate in candidates]
    for column in (0, 1, 2):
        most = max(row[column] for row in rows) or 1.0
        for row in rows:
            row[column] /= most
    return rows


def _facts(asked: Asked, held: Candidate, mean: float) -> list[float]:
    title, text = held.title, held.text
    size = (len(title) + len(text)) / mean
    (k1, b), (k1_flat, b_flat) = K1B
    norm, norm_flat = k1 * (1 - b + b * size), k1_flat * (1 - b_flat + b_flat * size)
    bm25 = flat = covered = titled = whole = 0.0
    words = inside = 0
    pairs, before = 0.0, False
    present: list[tuple[bytes, float]] = []
    rarest, has_rarest = 0.0, 0.0
    for (word, by), (pair, together) in zip(asked.words, asked.pairs, strict=True):
        whole += by
        within, here = title.count(word), text.count(word)
        count = within + here
        if by > rarest:
            rarest, has_rarest = by, float(count > 0)
        if count:
            words += 1
            covered += by
            bm25 += by * count * (k1 + 1) / (count + norm)
            flat += by * count * (k1_flat + 1) / (count + norm_flat)
            if before and (pair in text or pair in title):
                pairs += together
        before = count > 0
        if within:
            titled += by
            inside += 1
        if here:
            present.append((word, by))
    whole = whole or 1.0
    near = _near(text, present) if len(present) > 1 else 0.0
    return [
        held.score,
        bm25,
        flat,
        covered / whole,
        words / len(asked.words),
        titled / whole,
        inside / (title.count(b"  ") + 1) if inside else 0.0,
        pairs / asked.paired,
        max(near, titled, max((by for _, by in present), default=0.0)) / whole,
        has_rarest,
        sum(concept in held.concepts for concept in asked.concepts) / (len(asked.concepts) or 1),
    ]


def _near(text: bytes, present: Sequence[tuple[bytes, float]]) -> float:
    """Return the rarity of the words in the window of the text that holds most of it."""
    places: list[tuple[int, int]] = []
    for number, (word, _) in enumerate(present):
        at = text.find(word)
        while at >= 0:
            places.append((at, number))
            at = text.find(word, at + 1)
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
