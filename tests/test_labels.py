"""Directness: how a finding stands to a question, and what a reader is told."""

from __future__ import annotations

import pytest

from quoth.annotate.kin import Kin
from quoth.annotate.mentions import Matcher
from quoth.annotate.question import read_question
from quoth.model import Concept, Finding, Judgement, Relation
from quoth.verify.labels import judge, relation

CONCEPTS = (
    Concept("x:gout", "gout", "condition"),
    Concept("x:toe", "toe gout", "condition", parents=("x:gout",)),
    Concept("x:knee", "knee gout", "condition", parents=("x:gout",)),
    Concept("x:stones", "stones", "condition"),
    Concept("x:lowering", "urate lowering", "intervention"),
    Concept("x:allopurinol", "allopurinol", "intervention", parents=("x:lowering",)),
    Concept("x:colchicine", "colchicine", "intervention"),
)
KIN = Kin(CONCEPTS)
MATCHER = Matcher(CONCEPTS)


def judged(text: str, conditions: list[str], interventions: list[str], **more: object) -> Judgement:
    finding = Finding(
        "f",
        0,
        9,
        role=str(more.get("role", "result")),
        conditions=tuple(f"x:{c}" for c in conditions),
        interventions=tuple(f"x:{i}" for i in interventions),
        excludes=tuple(f"x:{c}" for c in more.get("excludes", ())),  # type: ignore[attr-defined]
    )
    return judge(read_question(text, MATCHER, KIN), finding, str(more.get("words", "some text")), KIN)


CASES = [
    ("allopurinol in gout?", ["gout"], ["allopurinol"], []),
    ("allopurinol in gout?", ["toe"], ["allopurinol"], []),
    ("allopurinol in toe gout?", ["gout"], ["allopurinol"], ["indirect: wider group, gout"]),
    ("allopurinol in gout?", ["stones"], ["allopurinol"], ["indirect: stones"]),
    ("allopurinol in gout?", ["gout"], ["colchicine"], ["indirect: other treatment, colchicine"]),
    ("allopurinol in gout?", ["gout"], ["lowering"], ["indirect: wider treatment, urate lowering"]),
    ("urate lowering in gout?", ["gout"], ["allopurinol"], []),
    ("allopurinol in gout?", ["gout"], [], ["indirect: no treatment compared"]),
    ("allopurinol in gout with stones?", ["gout"], ["allopurinol"], ["indirect: gout only"]),
    ("allopurinol in gout with stones?", ["gout", "stones"], ["allopurinol"], []),
    ("gout versus stones: allopurinol?", ["gout"], ["allopurinol"], []),
    ("allopurinol colchicine", ["gout"], ["allopurinol"], ["indirect: allopurinol only"]),
]


@pytest.mark.parametrize(("text", "conditions", "interventions", "labels"), CASES)
def test_directness(text: str, conditions: list[str], interventions: list[str], labels: list[str]) -> None:
    assert [str(label) for label in judged(text, conditions, interventions).labels] == labels


def test_another_kind_of_what_was_asked_is_a_neighbour() -> None:
    asked = ("x:gout", "x:toe")
    assert relation(asked, ("x:knee",), KIN) is Relation.OTHER
    assert relation(asked, ("x:gout",), KIN) is Relation.SAME
    assert relation(("x:gout",), ("x:knee",), KIN) is Relation.NARROWER


def test_a_word_that_was_not_read_leaves_nothing_direct_but_what_holds_it() -> None:
    assert str(judged("cherries in gout?", ["gout"], []).labels[0]) == "indirect: not matched to cherries"
    assert judged("cherries in gout?", ["gout"], [], words="Cherry juice was no cure").labels != ()
    assert judged("cherries in gout?", ["gout"], [], words="Eating cherries was no cure").direct


def test_what_a_source_excludes_is_said() -> None:
    labels = judged("allopurinol in gout?", ["stones"], ["allopurinol"], excludes=["gout"]).labels
    assert str(labels[0]) == "indirect: stones; excludes gout"


def test_background_is_labelled() -> None:
    assert not judged("allopurinol in gout?", ["gout"], ["allopurinol"], role="background").clean
