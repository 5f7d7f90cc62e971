"""One analyser for passages and questions: what is written differently and means the same meets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.index.words import terms_of

SAME = [
    ("ablation", "ablative"),
    ("anticoagulation", "anticoagulants"),
    ("anticoagulate", "anticoagulant"),
    ("thrombosis", "thrombotic"),
    ("metastases", "metastatic"),
    ("anaemia", "anemic"),
    ("tumours", "tumor"),
    ("haemolysis", "hemolytic"),
    ("randomised", "randomized"),
    ("prophylaxis", "prophylactic"),
    ("diagnoses", "diagnostic"),
    ("diabetes", "diabetic"),
    ("Alzheimer's", "Alzheimer"),
    ("< 10%", "<10%"),
    ("5mg", "5 mg"),
    ("Sjögren", "Sjogren"),
]
SHARED = [  # a hyphen, a Greek letter or a figure more or less: at least one term in common, that of the whole
    ("co-trimoxazole", "cotrimoxazole", "cotrimoxazol"),
    ("anti-PD-1", "PD1", "pd1"),
    ("COVID-19", "COVID19", "covid19"),
    ("COVID19", "COVID", "covid"),
    ("C5b-9", "C5b9", "c5b9"),
    ("TNF-\u03b1", "TNF alpha", "alpha"),
    ("TNF\u03b1", "TNF-alpha", "tnfalpha"),
    ("IL-6", "IL6", "il6"),
]
APART = [("<10%", "10%"), ("prostatic", "prosthesis"), ("2.5", "25"), ("genetic", "genome"), ("static", "stasis")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert terms_of(one) == terms_of(other) != []


@pytest.mark.parametrize(("one", "other", "term"), SHARED)
def test_written_together_or_apart_meets(one: str, other: str, term: str) -> None:
    assert term in set(terms_of(one)) & set(terms_of(other))


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_means_something_else_stays_apart(one: str, other: str) -> None:
    assert not set(terms_of(one)) & set(terms_of(other))


def test_stop_words_are_dropped_also_inside_what_is_tied_together() -> None:
    assert terms_of("Is it of the patients and/or") == []
    assert "and" not in terms_of("graft-and-host")


@given(st.text())
def test_terms_hold_no_white_space_and_are_never_empty(text: str) -> None:
    """The index takes terms apart at white space."""
    assert all(term and len(term.split()) == 1 and term.split()[0] == term for term in terms_of(text))


@given(st.lists(st.sampled_from(["eculizumab", "TMA", "anti-PD-1", "< 5%", "\u03b1-helix"])))
def test_a_text_is_its_tokens_one_after_the_other(words: list[str]) -> None:
    assert terms_of(" ; ".join(words)) == [term for word in words for term in terms_of(word)]
