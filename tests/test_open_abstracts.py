"""Weights are learned only from abstracts whose licence allows it and that nothing is measured on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.annotating.open_abstracts import allows, learnable


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("CC BY 4.0", True),
        ("CC0 1.0", True),
        ("An open-access article distributed under the terms of the Creative Commons Attribution License.", True),
        ("Verbatim copying is permitted in all media for any purpose.", True),
        ("CC BY-NC 4.0", False),
        ("CC BY-NC-ND 3.0", False),
        ("CC BY-SA 4.0", False),
        ("CC BY-ND 4.0", False),
        ("Creative Commons Attribution-NonCommercial License", False),
        ("Creative Commons Attribution License, for non-commercial use only.", False),
        ("Copyright 2010 The Authors", False),
        ("", False),
        (None, False),
    ],
)
def test_a_licence_must_allow_any_use(licence: str | None, allowed: bool) -> None:
    assert allows(licence) is allowed


def test_what_is_measured_on_is_never_learned_from(tmp_path: Path) -> None:
    measured = "Cats were weighed before breakfast."
    (tmp_path / "evidence").mkdir()
    row = {"pmcid": "PMC1", "sections": [["Methods", measured], ["Results", "They weighed 4 kg."]]}
    (tmp_path / "evidence" / "structured_abstracts.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "pubmedqa").mkdir()
    other = {"LABELS": ["METHODS"], "CONTEXTS": ["Dogs were weighed."], "LONG_ANSWER": "Dogs are heavier than cats."}
    rows = {"11": other, "12": other | {"CONTEXTS": [measured]}}
    (tmp_path / "pubmedqa" / "pqal_train.json").write_text(json.dumps(rows), encoding="utf-8")
    assert [each.id for each in learnable(tmp_path)] == ["11"]


def test_nothing_is_learned_without_the_set_to_leave_out(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        learnable(tmp_path)
