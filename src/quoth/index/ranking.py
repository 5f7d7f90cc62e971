"""A weighted question -> its best passages, in three steps: a first list, a second with feedback, and their order.

Each step is deterministic: the same index and the same terms give the same list, whatever process runs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quoth.index import DIGITS, Found, Index
from quoth.index.feedback import LEAST, PASSAGES, Feedback, feedback, mixed, said, share_of
from quoth.index.rerank import Asked, Candidate, asked_of, length_of, scores
from quoth.model import Hit

ORDERED = 30  # passages of the second list that the model orders; the rest follow as they were found


def fed(
    index: Index, words: Sequence[str], weights: Mapping[str, float], concepts: int = 0
) -> tuple[Feedback, dict[str, float]]:
    """Return what the best passages of a first list add to weighted terms, and the weights of the second search.

    ``words`` are the question's own terms in their order, and ``concepts`` is how many concepts it names.
    """
    known = index.rarity(words)
    share = share_of(len(known), concepts)
    if not share:
        says = f"a question of {len(known)} known words and {concepts} concepts says enough of itself"
        return Feedback({}, 0.0, f"No feedback: {says}."), dict(weights)
    first = [(f.hit.score, f.words()) for f in index.found(weights, PASSAGES)]
    often = said(first)
    asked = {word: weights.get(word, 0.0) * idf for word, idf in known.items()}
    told = feedback([terms for _, terms in first], often, asked, index.rarity(often, LEAST), share)
    return told, mixed(weights, told)


def ordered(asked: Asked, found: Sequence[Found]) -> list[Hit]:
    """Return found passages as the model orders the first of them; what follows keeps its order, and scores less.

    Scores lie between 0 and about 1 and order one list; those of two questions do not compare.
    """
    if not length_of(asked) or not found:
        return [Hit(f.hit.passage, round(f.hit.score / found[0].hit.score, DIGITS)) for f in found]
    head, tail = found[:ORDERED], found[ORDERED:]
    given = scores(asked, [candidate(f) for f in head])
    lowest, highest = min(given), max(given)
    span = highest - lowest or 1.0
    floor = tail[0].hit.score / head[0].hit.score if tail else head[-1].hit.score / head[0].hit.score
    hits = [
        Hit(f.hit.passage, round(floor + (1 - floor) * (score - lowest) / span, DIGITS))
        for f, score in zip(head, given, strict=True)
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.sha256, hit.passage.start))
    return hits + [Hit(f.hit.passage, round(f.hit.score / head[0].hit.score, DIGITS)) for f in tail]


def question(index: Index, words: Sequence[str], weights: Mapping[str, float]) -> Asked:
    """Return a question as the model reads it."""
    return asked_of(words, {word: weights.get(word, 1.0) * idf for word, idf in index.rarity(words).items()})


def candidate(found: Found) -> Candidate:
    """Return a found passage as the model reads it."""
    return Candidate(found.hit.score, found.row)
