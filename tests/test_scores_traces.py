"""Patients leave no trace."""

from __future__ import annotations

import logging
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest

from evals.scores import tma_scores
from quoth.errors import QuothError
from quoth.model.scores import Interval

SCORES = tma_scores()


def canaries(dice: random.Random) -> tuple[list[str], list[str]]:
    """Return facts of a random patient, good and bad, and the strings that must never be seen again."""
    names = [v for v in SCORES.dictionary.variables.values() if v.kind == "quantity" and v.hard and v.derived is None]
    chosen = dice.sample(names, 12)
    words, secret = [], []
    for variable in chosen:
        assert variable.hard is not None
        high = float(variable.hard[1])
        mark = f"{dice.uniform(0, high * dice.choice([0.5, 1.5])):.5f}"
        words.append(f"{variable.id}={mark} {variable.unit}")
        secret.append(mark)
    secret.append(f"canary{dice.randrange(10**9)}")
    words += [f"sex={secret[-1]}", f"{secret[-1]}=8", secret[-1]]
    return words, secret


@pytest.mark.parametrize("patients", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_patients_leave_no_trace(
    patients: int,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    dice = random.Random(7)
    names = [n for n in SCORES.names() if n != "plasmic"]
    leaks: list[str] = []
    for _ in range(patients):
        words, secret = canaries(dice)
        facts = SCORES.read(words)
        results = [SCORES.score(n, facts) for n in ("plasmic", dice.choice(names))]
        seen = [repr(facts), repr(results), *(ask.sentence for ask in facts.asks), *(r.refusal for r in results)]
        seen += [w for r in results for w in (*r.warnings, *r.reasons, *r.changes)]
        for broken in ("{" + secret[-1], "[" + words[0] + "]"):
            try:
                SCORES.read_text(broken)
            except QuothError as error:
                seen += [str(error), repr(error), repr(error.__context__)]
        try:
            SCORES.score(secret[-1], facts)
        except QuothError as error:
            seen += [str(error), repr(error.__context__)]
        leaks += [text for s in secret for text in seen if s in text]
    printed = capfd.readouterr()
    assert leaks == []
    assert caplog.records == []
    assert printed.out + printed.err == ""
    assert list(tmp_path.iterdir()) == []


def test_the_canary_would_sing() -> None:
    facts = SCORES.read(["mcv=88.77123"])
    held: Any = facts.facts["mcv"].value
    assert isinstance(held, Interval)
    assert "88.77123" in facts.facts["mcv"].given
    assert "88.77123" not in repr(facts)
