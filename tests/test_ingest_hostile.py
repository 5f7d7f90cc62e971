"""Hostile material ends in a refusal, quickly, with nothing else opened; broken material never in an exception."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.hostile import measure_attacks, measure_generated
from evals.inputs.attacks import HARMLESS, REFUSED, Canary
from evals.inputs.cases import GENERATORS, mutated
from quoth.ingest import Paper, Refusal, read
from quoth.ingest.markup import records
from tests.test_ingest_jats import ARTICLE
from tests.test_ingest_text import nested

HEAVY = {
    "gzip bomb",
    "gzip bomb of records",
    "gzip bomb of words",
    "zip bomb",
    "500 MB of tags",
    "headings that multiply",
}


@pytest.mark.parametrize("name", sorted(set(REFUSED) - HEAVY))
def test_an_attack_is_refused(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("CANARY")
    found = list(read("attack", REFUSED[name](Canary(str(secret), "http://127.0.0.1:9"))))
    assert found
    assert all(isinstance(outcome, Refusal) for outcome in found)
    assert all(outcome.reason.startswith("attack") for outcome in found if isinstance(outcome, Refusal))


@pytest.mark.parametrize("name", sorted(set(HARMLESS) - HEAVY))
def test_nothing_outside_gets_in(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("CANARY")
    for outcome in read("page", HARMLESS[name](Canary(str(secret), "http://127.0.0.1:9"))):
        assert not isinstance(outcome, Paper) or "CANARY" not in outcome.document.text


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_generated_cases_come_out_whole_or_refused(name: str) -> None:
    dice = random.Random(7)
    for _ in range(25):
        for outcome in read(name, GENERATORS[name](dice)):
            if isinstance(outcome, Paper):
                assert nested(outcome.document.parts, len(outcome.document.text))


def test_a_mutated_article_is_read_or_refused() -> None:
    dice = random.Random(7)
    for _ in range(100):
        assert list(read("m", mutated(ARTICLE.encode(), dice)))


@given(st.binary(max_size=400))
def test_any_bytes_give_outcomes(data: bytes) -> None:
    assert list(read("bytes", data))


def test_a_prolog_cannot_be_made_to_run_for_ever() -> None:
    for piece in ("<!-- ' -->", "<!-- \" '", "'\"", "<<!-- ", "]", "\n<?x ?>"):
        start = time.process_time()
        assert list(read("p", ("<!DOCTYPE html [" + piece * 6000).encode()))
        assert list(read("p", (piece * 6000).encode()))
        assert time.process_time() - start < 2


class Records:
    """A set of 2,000 records, given one at a time."""

    def __init__(self) -> None:
        self.pieces = iter([b"<s>", *[b"<r>" + b"x" * 1000 + b"</r>"] * 2000, b"</s>"])

    def read(self, _: int = -1) -> bytes:
        return next(self.pieces, b"")


def test_records_are_forgotten_as_they_are_read() -> None:
    held = [len(element.getparent()) for element in records(Records(), ("r",))]  # type: ignore[arg-type]
    assert len(held) == 2000
    assert max(held) <= 40


@pytest.mark.slow
def test_every_attack_within_its_limits() -> None:
    notes: list[str] = []
    figures, _ = measure_attacks(Path(), notes)
    assert figures["attacks_refused"] == 1, notes
    assert figures["attacks_within_100mb"] == 1, notes
    assert figures["attacks_nothing_opened"] == 1, notes


@pytest.mark.slow
def test_500_cases_a_reader() -> None:
    notes: list[str] = []
    figures, _ = measure_generated(Path(), notes)
    assert (figures["generated_faults"], figures["generated_hangs"]) == (0, 0), notes
