"""Two rankings as one: by rank, by score, and the same whatever the order of equals."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from quoth.index.fuse import min_max, reciprocal, weighted, z_scores
from quoth.model import Hit, Passage


def hit(name: str, score: float, *terms: str) -> Hit:
    return Hit(Passage(name, name * 8, 0, 9, "abstract"), score, terms)


def names(hits: list[Hit]) -> list[str]:
    return [h.passage.document for h in hits]


WORDS = [hit("a", 9.0, "statin"), hit("b", 5.0, "statin"), hit("c", 1.0, "dose")]
NEAR = [hit("b", 0.8), hit("d", 0.7), hit("a", 0.2)]


def test_reciprocal_adds_one_over_sixty_and_the_rank() -> None:
    found = reciprocal([WORDS, NEAR], 10)
    assert names(found) == ["b", "a", "d", "c"]
    assert [h.score for h in found] == [round(s, 6) for s in (1 / 62 + 1 / 61, 1 / 61 + 1 / 63, 1 / 62, 1 / 63)]


def test_weighted_counts_what_is_absent_as_the_last() -> None:
    found = {h.passage.document: h.score for h in weighted([WORDS, NEAR], [1.0, 2.0], 10)}
    assert found == {"a": 1.0, "b": 2.5, "c": 0.0, "d": round(2 * 0.5 / 0.6, 6)}


def test_weighted_in_standard_deviations_has_no_favourite_scale() -> None:
    scaled = [hit(h.passage.document, 1000 * h.score + 7) for h in NEAR]
    assert names(weighted([WORDS, NEAR], [1, 1], 9, z_scores)) == names(weighted([WORDS, scaled], [1, 1], 9, z_scores))


def test_scales_of_nothing_and_of_equals() -> None:
    equals = [hit("a", 2.0), hit("b", 2.0)]
    assert (min_max([]), z_scores([])) == ([], [])
    assert (min_max(equals), z_scores(equals)) == ([1.0, 1.0], [0.0, 0.0])


def test_terms_that_any_ranking_met_are_kept() -> None:
    kept = {h.passage.document: h.terms for h in reciprocal([NEAR, WORDS], 10)}
    assert kept["b"] == ("statin",)
    assert kept["d"] == ()


def test_ties_break_on_hash_and_start_whatever_the_order() -> None:
    equals = [hit(name, 1.0) for name in "dbca"]
    assert names(weighted([equals, []], [1.0, 1.0], 3)) == ["a", "b", "c"]


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 50)), max_size=30), st.integers(0, 40))
def test_one_ranking_alone_keeps_its_order(pairs: list[tuple[int, float]], limit: int) -> None:
    scores = dict(pairs)
    alone = sorted((hit(f"{n:02}", s) for n, s in scores.items()), key=lambda h: (-h.score, h.passage.sha256))
    assert names(reciprocal([alone, []], limit)) == names(alone)[:limit]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.randoms())
def test_the_order_of_input_changes_nothing(scores: list[float], chance: random.Random) -> None:
    hits = [hit(f"{n:02}", score) for n, score in enumerate(scores)]
    mixed = chance.sample(hits, len(hits))
    assert weighted([hits, WORDS], [1.0, 0.5], 50) == weighted([mixed, WORDS], [1.0, 0.5], 50)
