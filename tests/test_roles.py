"""Headings decide the role of a sentence; without them its words and place do."""

from __future__ import annotations

import pytest

from quoth.annotate.roles import ROLES, heading_role, roles, special_role


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Background", "background"),
        ("METHODS:", "method"),
        ("2. Results", "result"),
        ("[Conclusion]", "conclusion"),
        ("Methods/Design", "method"),
        ("Background and aims", "mixed"),
        ("Recommendations", "recommendation"),
        ("Trial registration", None),
        ("", None),
    ],
)
def test_headings(heading: str, role: str | None) -> None:
    assert heading_role(heading) == role


def test_an_abstract_without_headings() -> None:
    sentences = [
        "Thrombotic microangiopathy is a rare complication of cancer and its treatment remains unclear.",
        "The aim of this study was to determine whether plasma exchange improves survival.",
        "We retrospectively reviewed the records of 42 patients who were treated between 2001 and 2010.",
        "Survival at six months was 32% with plasma exchange and 30% without (P = 0.84).",
        "These results suggest that plasma exchange does not improve survival in these patients.",
    ]
    assert roles(sentences) == ["background", "objective", "method", "result", "conclusion"]
    assert roles([]) == []
    assert set(roles(["x"])) <= set(ROLES)


@pytest.mark.parametrize(
    ("sentence", "role", "wanted"),
    [
        ("We recommend rituximab for a first relapse.", "conclusion", "recommendation"),
        ("Plasma exchange should not be given.", "conclusion", "recommendation"),
        ("Major bleeding occurred in 4 of 30 patients.", "result", "harm"),
        ("Major bleeding is a known risk.", "background", "background"),
        ("Survival was 32%.", "result", "result"),
    ],
)
def test_recommendations_and_harms(sentence: str, role: str, wanted: str) -> None:
    assert special_role(sentence, role) == wanted
