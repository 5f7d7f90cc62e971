"""The made alterations really alter, and each kind is made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.mutants import RULES, mutants

SENTENCE = (
    "Mortality was significantly lower in the heparin group (4.5%, 95% CI -7.1 to -1.9; p < 0.05) than in the "
    "placebo group (9.0%), and 20 mg twice daily may reduce bleeding in asthma without fever."
)


def of(kind: str, sentence: str = SENTENCE) -> list[str]:
    return [m.text for m in mutants(sentence) if m.kind == kind]


def test_every_kind_is_made() -> None:
    assert {m.kind for m in mutants(SENTENCE)} == set(RULES)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("comparator", "p > 0.05"),
        ("comparator", "p = 0.05"),
        ("sign", "95% CI 7.1 to"),
        ("decimal", "(45%"),
        ("decimal", "(0.45%"),
        ("digit", "30 mg"),
        ("unit", "20 g twice"),
        ("unit", "20 \u00b5g twice"),
        ("percent", "(9.0)"),
        ("negation", "with fever"),
        ("arms", "in the placebo group (4.5%"),
        ("hedge", "daily reduces bleeding"),
        ("name", "warfarin group"),
        ("direction", "significantly higher in"),
    ],
)
def test_an_alteration(kind: str, words: str) -> None:
    assert any(words in text for text in of(kind))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("arms", "There was no difference between the heparin group (20%) and the placebo group (21%)."),
        ("arms", "We compared the heparin group (20) with the placebo group (20)."),
        ("digit", "As shown before [12], IL-6 binds CD4 cells."),
        ("negation", "It helps not only adults."),
        ("sign", "Doses of 5-10 mg were given in 2019-20."),
    ],
)
def test_what_would_leave_the_meaning_is_left_alone(kind: str, sentence: str) -> None:
    assert of(kind, sentence) == []


@given(st.text(max_size=200))
def test_a_mutant_is_never_the_sentence(sentence: str) -> None:
    bare = "".join(sentence.split()).lower()
    made = ["".join(m.text.split()).lower() for m in mutants(sentence)]
    assert bare not in made
    assert len(made) == len(set(made))
