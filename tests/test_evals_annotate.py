"""`python -m evals annotate` measures sets of the documented form and says what it skipped."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.annotate import run
from evals.annotating.counts import Tally, by_class, macro_f1


def test_a_tally_counts() -> None:
    tally = Tally()
    tally.add({1, 2, 3}, {2, 3, 4, 5})
    assert (tally.precision, tally.recall) == pytest.approx((2 / 3, 1 / 2))
    assert tally.f1 == pytest.approx(4 / 7)


def test_macro_f1_counts_an_absent_class_as_nought() -> None:
    tallies = by_class([("a", "a"), ("a", "b"), ("b", "b")])
    assert macro_f1(tallies, ["a", "b"]) == pytest.approx(2 / 3)
    assert macro_f1(tallies, ["a", "b", "c"]) == pytest.approx(4 / 9)


def test_what_is_not_there_is_skipped_with_a_sentence(tmp_path: Path) -> None:
    report = run(tmp_path, "negex", None)
    assert report.figures == {}
    assert report.notes == [f"skipped: negex, data not here ({tmp_path / 'nlp/negex_sentences*.tsv'})"]
    assert "no set nonsense" in run(tmp_path, "nonsense", None).notes[0]


def test_the_text_parts(tmp_path: Path) -> None:
    folder = tmp_path / "nlp"
    folder.mkdir()
    text = "It was given for 12 h. All were well.\n\nThe end."
    row = {"text": text, "sentences": [[0, 22], [23, 37], [39, 47]]}
    (folder / "craft_x.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    (folder / "med1250_x.txt").write_text("1234567\nTitle\nBlood fever (BF) is rare.\n  BF|Blood fever\n")
    (folder / "negex_sentences.tsv").write_text(
        "n\tc\ts\ts\n1\tfever\tNo FEVER.\tNegated\n2\tcough\tA COUGH.\tAffirmed\n"
    )
    assert run(tmp_path, "craft", None).figures["sentence_f1"] == 1
    assert run(tmp_path, "med1250", None).figures["abbreviation_f1"] == 1
    assert run(tmp_path, "negex", None).figures["negation_f1"] == 1


def test_the_design_part(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    record = "PMID- 1\nTI  - A randomized controlled\n      trial\nAB  - Text.\nPT  - Randomized Controlled Trial\n\n"
    (tmp_path / "evidence" / "medline_x.txt").write_text(record)
    figures = run(tmp_path, "rct", None).figures
    assert figures["rct_f1"] == figures["rct_f1_with_types"] == figures["publication_types_agree"] == 1
