"""Negation, doubt, relatives and history reach as far as their clause."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.annotate.context import Context, context


def seen(sentence: str, mention: str) -> tuple[Context, int, int]:
    start = sentence.index(mention)
    return context(sentence), start, start + len(mention)


@pytest.mark.parametrize(
    ("sentence", "mention", "denied"),
    [
        ("There was no evidence of bleeding.", "bleeding", True),
        ("No fever, chills, or rash.", "rash", True),
        ("She denies chest pain but reports nausea.", "nausea", False),
        ("Bleeding was not observed.", "Bleeding", True),
        ("Deep vein thrombosis was ruled out.", "Deep vein thrombosis", True),
        ("There was no significant difference in mortality.", "mortality", False),
        ("Not only bleeding but also thrombosis occurred.", "bleeding", False),
        ("Anticoagulation was not associated with bleeding.", "bleeding", True),
        ("In no acute distress.", "acute distress", True),
        ("Bleeding occurred in two patients.", "Bleeding", False),
        ("Gram negative sepsis was seen.", "sepsis", False),
    ],
)
def test_negation(sentence: str, mention: str, denied: bool) -> None:
    found, start, end = seen(sentence, mention)
    assert found.negated(start, end) is denied


def test_doubt_relatives_and_history() -> None:
    found, start, end = seen("Treated for suspected sepsis.", "sepsis")
    assert found.uncertain(start, end)
    found, start, end = seen("Family history of stroke.", "stroke")
    assert found.of_another(start, end)
    found, start, end = seen("She had a past history of lupus.", "lupus")
    assert found.past(start, end)


@pytest.mark.parametrize(
    ("sentence", "careful"),
    [
        ("Heparin may reduce thrombosis.", True),
        ("These data suggest a benefit.", True),
        ("Mortality was 20 %.", False),
        ("Further studies are needed.", True),
    ],
)
def test_hedges(sentence: str, careful: bool) -> None:
    assert context(sentence).hedged is careful


@settings(deadline=None)
@given(st.text(max_size=120))
def test_reach_lies_in_the_sentence(sentence: str) -> None:
    for cue in context(sentence).cues:
        assert 0 <= cue.reach_start <= cue.reach_end <= len(sentence)
        assert 0 <= cue.start < cue.end <= len(sentence)
