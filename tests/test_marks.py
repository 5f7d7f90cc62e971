"""What cites and what only looks like it: marks of a foreign text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.verify.marks import Style, marks_in, numbers, style_of, without

CITED = [
    ("It helps [1].", ["[1]"]),
    ("It helps [1,3-5].", ["[1]", "[3]", "[4]", "[5]"]),
    ("It helps [2][3].", ["[2]", "[3]"]),
    ("Survival rose.¹⁻³", ["[1]", "[2]", "[3]"]),
    ("TMA¹,² was seen in 2012³.", ["[1]", "[2]", "[3]"]),
    ("It helps (Smith et al., 2019; Other and Third, 2020).", ["Smith et al. 2019", "Other and Third 2020"]),
    ("Smith et al. (2019) found it.", ["Smith et al. 2019"]),
    ("It helps (ISTH 2020).", ["ISTH 2020"]),
    ("See doi:10.1016/S0140-6736(10)60175-4.", ["doi:10.1016/s0140-6736(10)60175-4"]),
    ("See https://doi.org/10.1111/JTH.15010, please.", ["doi:10.1111/jth.15010"]),
    ("See PMID: 29222314 and PMC6142547.", ["PMID 29222314", "PMC6142547"]),
    ("See ⟨https://pubmed.ncbi.nlm.nih.gov/29222314/⟩.", ["PMID 29222314"]),
    ("See ⟨https://example.org/a⟩.", ["https://example.org/a"]),
    ("It falls with low ADAMTS13 [3].", ["[3]"]),
    ("It lowers IL-6 [2,4].", ["[2]", "[4]"]),
    ("It was first seen in 2019 [3].", ["[3]"]),
    ("It is doi:not-a-doi.", ["doi:not-a-doi"]),
]
NOT_CITED = [
    "Platelets were above 150 x 10⁹/L in 3 m² of skin.",
    "The median was 12 [8-15] days.",
    "It was approved (May 2019).",
    "It was seen in a man (Germany, 2011).",
    "He was given 40 mg (2).",
    "Activity was 8.",
    "A score of 6.",
    "The pages are [1-9999].",
]


@pytest.mark.parametrize(("text", "keys"), CITED)
def test_what_cites(text: str, keys: list[str]) -> None:
    assert [mark.key for mark in marks_in(text, Style())] == keys


@pytest.mark.parametrize("text", NOT_CITED)
def test_what_does_not(text: str) -> None:
    assert marks_in(text, Style()) == ()


def test_bare_numbers_at_the_end_count_in_a_text_that_cites_so() -> None:
    told = ["Anticoagulation is given case by case 1.", "Bleeding is frequent 2, 3.", "He was aged 64."]
    style = style_of(told, [])
    assert style.ending
    assert [[m.key for m in marks_in(t, style)] for t in told] == [["[1]"], ["[2]", "[3]"], []]
    assert not style_of([*told, "Brackets are used here [4]."], []).ending


def test_round_brackets_count_where_the_list_has_their_numbers() -> None:
    style = style_of(["Exchange helps (1, 2)."], ["1", "2"])
    assert [m.key for m in marks_in("Exchange helps (1, 2).", style)] == ["[1]", "[2]"]
    assert not style_of(["Exchange helps (1, 2)."], []).round


def test_a_sentence_without_its_marks_reads_on() -> None:
    for text, bare in (
        ("It helps [1, 2].", "It helps."),
        ("It helps (Smith et al., 2019).", "It helps."),
        ("Smith et al. (2019) found it [3].", "Smith et al. (2019) found it."),
        ("It helps (a guideline ⟨https://doi.org/10.1/x⟩).", "It helps."),
    ):
        assert without(text, marks_in(text, Style())) == bare


def test_numbers_of_a_range_that_no_list_has_are_none() -> None:
    assert numbers("1-9999") == []
    assert numbers("3, 5-7") == ["3", "5", "6", "7"]


@given(st.text(alphabet="abAZ 0123456789[](){},;-\u2013¹²⟨⟩/.:pmidPMCdoi\n", max_size=200))
def test_marks_lie_in_the_text_and_do_not_cross(text: str) -> None:
    style = Style(ending=True, round=True, names=True)
    found = marks_in(text, style)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    spans = sorted({(m.start, m.end) for m in found})
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert len(without(text, found)) <= len(text)
