"""Canonical text: one rule set, spans that hold, parts that nest."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.ingest.composer import Composer
from quoth.ingest.text import Line, canonical, lowered, raised
from quoth.model import Part

ODD = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(" \t\n\u00a0\u200b\u00ad\u0301\u202ee\ufeff")))


def nested(parts: tuple[Part, ...], length: int) -> bool:
    ends: list[int] = []
    for part in parts:
        if not 0 <= part.start < part.end <= length:
            return False
        while ends and ends[-1] <= part.start:
            ends.pop()
        if ends and part.end > ends[-1]:
            return False
        ends.append(part.end)
    return True


@given(ODD)
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("5\u00a0mg\u2009/\u202fday", "5 mg / day"),
        ("throm\u00adbotic micro\u200bangiopathy", "thrombotic microangiopathy"),
        ("cafe\u0301", "café"),
        ("dose \u202e001\u202c mg", "dose 001 mg"),
        ("a\ud800b", "a\ufffdb"),
        ("10⁹/L ﬁrst", "10⁹/L ﬁrst"),
    ],
)
def test_rules(given_text: str, wanted: str) -> None:
    assert canonical(given_text) == wanted


@pytest.mark.parametrize(
    ("text", "before", "wanted"),
    [
        ("9", "0", "⁹"),
        ("-6", "0", "⁻⁶"),
        ("2+", "a", "²⁺"),
        ("th", "5", "th"),
        ("®", "x", "®"),
        ("a", "5", "^a"),
        ("a, b", "e", "^(a, b)"),
        ("9 ", "0", "⁹ "),
        ("a", "", "a "),
        ("", "x", ""),
    ],
)
def test_a_raised_character_never_joins_the_number_before_it(text: str, before: str, wanted: str) -> None:
    assert raised(text, before) == wanted


def test_a_lowered_number_stays_apart_from_numbers_beside_it() -> None:
    assert lowered("2", "O", "") == "2"
    assert lowered("10", "g", "5") == "₁₀"
    assert lowered("2", "1", " ") == "₂"


@given(st.lists(st.tuples(ODD, st.booleans()), max_size=8))
def test_marks_stay_in_their_block_and_keep_their_order(runs: list[tuple[str, bool]]) -> None:
    line = Line()
    for text, marked in runs:
        start = len(line.runs)
        line.add(text)
        if marked:
            line.mark(start, "r")
    text, marks = line.canonical()
    assert unicodedata.is_normalized("NFC", text)
    assert all(0 <= start <= end <= len(text) for start, end, _ in marks)
    assert [start for start, _, _ in marks] == sorted(start for start, _, _ in marks)


def test_a_mark_says_what_it_covers() -> None:
    line = Line(["as shown  ", " [12] ", "\u00a0before"], [(1, 2, "r12")])
    text, marks = line.canonical()
    assert text == "as shown [12] before"
    assert [(text[start:end], target) for start, end, target in marks] == [("[12]", "r12")]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.just("")),
        st.tuples(st.just("close"), st.just("")),
        st.tuples(st.sampled_from(["paragraph", "row", "heading"]), ODD),
    ),
    max_size=30,
)


@given(STEPS)
def test_parts_nest_whatever_is_composed(steps: list[tuple[str, str]]) -> None:
    composer = Composer()
    depth = 0
    for step, text in steps:
        if step == "open":
            composer.open("section")
            depth += 1
        elif step == "close":
            if depth:
                composer.close()
                depth -= 1
        else:
            composer.block(step, text)
    for _ in range(depth):
        composer.close()
    whole = composer.text()
    assert nested(composer.parts(), len(whole))
    assert composer.length == len(whole)
    for part in composer.parts():
        assert whole[part.start : part.end].strip() == whole[part.start : part.end]


def test_an_empty_section_leaves_no_trace() -> None:
    composer = Composer()
    composer.open("section", "Nothing")
    assert not composer.block("paragraph", "\u200b \n")
    composer.close()
    assert (composer.text(), composer.parts()) == ("", ())
