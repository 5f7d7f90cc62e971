"""Abbreviations are found with the places of both forms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.annotate.abbreviations import abbreviations


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Patients with thrombotic microangiopathy (TMA) were seen.", "TMA", "thrombotic microangiopathy"),
        ("We gave proton pump inhibitors (PPIs).", "PPIs", "proton pump inhibitors"),
        ("a two-dimensional (2D) image", "2D", "two-dimensional"),
        ("the 3-hydroxy-3-methylglutaryl-CoA (HMG-CoA) enzyme", "HMG-CoA", "3-hydroxy-3-methylglutaryl-CoA"),
        ("(see vestibulo-ocular reflex (VOR))", "VOR", "vestibulo-ocular reflex"),
        ("levels of LDH (lactate dehydrogenase) rose", "LDH", "lactate dehydrogenase"),
        ("glutathione peroxidase (EC 1.11.1.9; GPx) fell", "GPx", "glutathione peroxidase"),
        ('the "relative risk" (RR) fell', "RR", "relative risk"),
    ],
)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    (found,) = abbreviations(text)
    assert (found.short, found.long) == (short, long)
    assert text[found.short_start : found.short_end] == short
    assert text[found.long_start : found.long_end] == long


@pytest.mark.parametrize(
    "text",
    [
        "Values fell (p < 0.05).",
        "Values fell (Fig. 2).",
        "Two groups (n = 10) were seen.",
        "The mean (10 mM) was taken.",
        "(TMA)",
    ],
)
def test_what_is_none_stays_none(text: str) -> None:
    assert abbreviations(text) == ()


@settings(deadline=None)
@given(st.one_of(st.text(alphabet="abAB ()[]-12;.\n", max_size=80), st.text(max_size=80)))
def test_spans_say_what_they_hold(text: str) -> None:
    for found in abbreviations(text):
        assert text[found.short_start : found.short_end] == found.short
        assert text[found.long_start : found.long_end] == found.long
        assert len(found.long) > len(found.short)
