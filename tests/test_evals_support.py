"""The evals of support read any set of the documented form, and say what they skip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.audit import run as audit
from evals.paraphrases import run as paraphrases
from evals.supporting.pairs import Pair, answers, claims, unseen_tasks
from evals.supporting.peers import Overlap, differs, measured
from evals.training.support import FOLDS, Example, features_of, fold_of, learn, strangers, write
from quoth.verify.bearing import FEATURES
from quoth.verify.scale import chances

EVIDENCE = "Aspirin reduced the risk of stroke by 12 % in adults. Bleeding was more frequent."


def lay(data: Path) -> None:
    rows = [
        ("healthver", "dev", "Aspirin lowered the risk of stroke by 12 % in adults.", "SUPPORT"),
        ("healthver", "dev", "Aspirin increased the risk of stroke in adults.", "CONTRADICT"),
        ("healthver", "dev", "Zinc shortens the common cold.", "NEUTRAL"),
        ("scifact", "train", "Aspirin reduces stroke in adults.", "SUPPORT"),
    ]
    (data / "nli").mkdir()
    lines = [
        json.dumps({"set": s, "split": p, "id": str(i), "claim": c, "evidence": EVIDENCE, "label": label, "doc_id": s})
        for i, (s, p, c, label) in enumerate(rows)
    ]
    (data / "nli" / "claims_evidence.jsonl").write_text("\n".join(lines))
    snippets = [{"text": EVIDENCE}]
    said = ["Yes. Aspirin lowers the risk of stroke in adults by 12 %. Bleeding was more frequent."]
    question = {"id": "q1", "body": "Does aspirin help?", "ideal_answer": said, "snippets": snippets}
    (data / "bioasq").mkdir()
    for task in ("7b", "11b"):
        (data / "bioasq" / f"bioasq_task{task}_golden.json").write_text(json.dumps({"questions": [question]}))


def test_claims_are_measured_beside_peers(tmp_path: Path) -> None:
    lay(tmp_path)
    report = audit(tmp_path, "healthver", None)
    assert report.figures["macro_f1"] == report.figures["healthver_macro_f1"] == pytest.approx(1)
    assert {"bm25_macro_f1", "majority_support_f1", "scale_contradicted_recall"} <= report.figures.keys()
    assert [bar.ok for bar in report.bars] == [True, True]


def test_a_part_that_was_learned_from_is_not_measured_by_the_same_weights(tmp_path: Path) -> None:
    lay(tmp_path)
    report = audit(tmp_path, "scifact", "train")
    assert report.figures == {}
    assert "the scale was taught on this part" in report.notes[0]


def test_what_is_not_there_is_skipped_with_a_sentence(tmp_path: Path) -> None:
    audits = [audit(tmp_path, name, None) for name in ("scifact", "healthver", "speed")]
    for report in (*audits, paraphrases(tmp_path, None, None)):
        assert report.figures == {}
        assert report.notes
        assert all("skipped" in note for note in report.notes)


def test_answers_copied_from_a_snippet_are_no_paraphrases(tmp_path: Path) -> None:
    lay(tmp_path)
    assert [pair.claim for pair in answers(tmp_path, ["7b"])] == [
        "Aspirin lowers the risk of stroke in adults by 12 %."
    ]
    assert unseen_tasks(tmp_path) == ["11b"]
    report = paraphrases(tmp_path, "answers", None)
    assert report.figures["paraphrase_support"] == 1
    assert 0.5 < report.figures["paraphrase_kill_rate"] <= 1


def test_pairs_of_one_source_stay_together(tmp_path: Path) -> None:
    lay(tmp_path)
    assert len({pair.group for pair in claims(tmp_path, "healthver")}) == 1


def test_figures_of_verdicts() -> None:
    found = measured(["SUPPORT", "CONTRADICT", "NEUTRAL", "SUPPORT"], ["SUPPORT", "CONTRADICT", "SUPPORT", "NEUTRAL"])
    assert found.support_f1 == pytest.approx(0.5)
    assert found.macro_f1 == pytest.approx((0.5 + 1 + 0) / 3)
    assert (found.contradicted_precision, found.contradicted_recall, found.contradicted) == (1, 1, 1)
    assert measured(["SUPPORT"], ["NEUTRAL"]).contradicted_precision == 0


def test_the_peer_counts_shared_words() -> None:
    near = Pair("Aspirin reduces stroke.", ("Aspirin reduced stroke in adults.",), "SUPPORT", "a")
    far = Pair("Aspirin reduces stroke.", ("Zinc shortens colds.",), "NEUTRAL", "b")
    denied = Pair("Aspirin does not reduce stroke.", near.passage, "CONTRADICT", "c")
    peer = Overlap([near, far, denied])
    assert [peer.verdict(pair) for pair in (near, far, denied)] == ["SUPPORT", "NEUTRAL", "CONTRADICT"]
    assert (differs(near), differs(denied)) == (False, True)


def test_a_scale_is_learned_and_learned_again_the_same(tmp_path: Path) -> None:
    def example(name: float, opposite: float, label: int, fold: int) -> Example:
        features = tuple({"named": name, "near_opposite": opposite}.get(feature, 0.0) for feature in FEATURES)
        return Example(features, label, fold, 1.0, "made")

    taught = [example(n / 9, o / 9, 0 if o > 4 else 2 if n > 4 else 1, n % FOLDS) for n in range(10) for o in range(10)]
    held = learn(taught)
    assert chances({"named": 1.0}, held).supports > 0.8
    assert chances({"named": 1.0, "near_opposite": 1.0}, held).contradicts > 0.8
    assert chances({}, held).unsettled > 0.6
    write(held, tmp_path / "a")
    write(learn(taught), tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_strangers_come_from_another_question() -> None:
    pairs = [
        Pair("Aspirin reduces stroke.", ("Aspirin reduced stroke.",), "SUPPORT", "a"),
        Pair("Aspirin causes bleeding.", ("Aspirin caused bleeding.",), "SUPPORT", "b"),
    ]
    assert [(pair.passage, pair.label) for pair in strangers(pairs)] == [
        (pairs[1].passage, "NEUTRAL"),
        (pairs[0].passage, "NEUTRAL"),
    ]
    assert fold_of("a") == fold_of("a")
    assert features_of(Pair("Zinc.", ("Aspirin caused bleeding.",), "NEUTRAL", "c")) is None
