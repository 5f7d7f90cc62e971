"""Packs: what a broken one is told, and what the shipped one must be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quoth import packs
from quoth.errors import PackRefused
from quoth.model import Kind, Pack, sha256_text
from tests.conftest import GOUT, shipped


@pytest.fixture(scope="session")
def tma_pack() -> Pack:
    return shipped()


BREAKS = [
    ("concepts.yaml", "type: condition, synonyms: [gouty", "type: ailment, synonyms: [gouty", "concepts.yaml", "'gout'", "'ailment'"),
    ("concepts.yaml", "parents: [gout]}", "parents: [goat]}", "concepts.yaml", "'saturnine-gout'", "'goat'"),
    ("concepts.yaml", "synonyms: [uric acid stones]", "synonyms: [Podagra]", "concepts.yaml", "'urate-stones'", "podagra"),
    ("concepts.yaml", "{id: gout, name: gout, type: condition,", "{id: gout, name: gout, type: condition, parents: [saturnine-gout],", "concepts.yaml", "'gout'", "ancestor"),
    ("sources.yaml", "design: cohort", "design: anecdote", "sources.yaml", "'cohort'", "'anecdote'"),
    ("sources.yaml", "{id: robot", "{id: cohort", "sources.yaml", "'cohort'", "twice"),
    ("findings/all.yaml", "source: stone-trial,", "source: stone-tryal,", "findings", "'stone-trial-01'", "'stone-tryal'"),
    ("findings/all.yaml", "role: result, conditions: [urate-stones]", "role: rumour, conditions: [urate-stones]", "findings/all.yaml", "'stone-trial-01'", "'rumour'"),
    ("findings/all.yaml", "read: memory", "red: memory", "findings/all.yaml", "'cohort-02'", "'red'"),
    ("findings/all.yaml", "text: Start allopurinol", "words: Start allopurinol", "findings/all.yaml", "'flare-guide-01'", "'words'"),
    ("findings/all.yaml", "year: 2018", "year: soon", "findings/all.yaml", "'stone-trial-01'", "'soon'"),
    ("findings/all.yaml", "- {id: flare-guide-01", "- [id: flare-guide-01", "findings/all.yaml", "line", "YAML"),
    ("conflicts.yaml", "side_b: [authors-01]", "side_b: [authors-99]", "conflicts.yaml", "'con-1'", "'authors-99'"),
    ("pack.yaml", "finding: flare-guide-02", "finding: robot-01", "pack.yaml", "'robot-01'", "never shown"),
    ("pack.yaml", "compiled: 2026-11-25", "compiled: yesterday", "pack.yaml", "'compiled'", "'yesterday'"),
    ("pack.yaml", "types: [treatment], terms: [mg, dose]", "types: [cure], terms: [mg, dose]", "pack.yaml", "facets 1", "'cure'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "names", "entry", "fault"), BREAKS, ids=[f"{b[0]}-{b[2][:24]}" for b in BREAKS]
)
def test_a_broken_pack_is_told_file_entry_and_fault(  # noqa: PLR0913, PLR0917
    tmp_path: Path, file: str, old: str, new: str, names: str, entry: str, fault: str
) -> None:
    folder = tmp_path / "gout"
    shutil.copytree(GOUT, folder)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    with pytest.raises(PackRefused) as refused:
        packs.load(folder)
    sentence = str(refused.value)
    assert names in sentence
    assert entry in sentence
    assert fault in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("file", ["pack.yaml", "concepts.yaml", "sources.yaml"])
def test_a_missing_or_binary_file_is_named(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "gout"
    shutil.copytree(GOUT, folder)
    (folder / file).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackRefused, match=file):
        packs.load(folder)
    (folder / file).unlink()
    with pytest.raises(PackRefused, match=f"{file} is missing"):
        packs.load(folder)


def test_every_finding_stands_where_its_document_says(tma_pack: Pack) -> None:
    assert len(tma_pack.documents) > 300
    for document in tma_pack.documents:
        assert sha256_text(document.text) == document.sha256
        for finding in document.findings:
            assert document.text[finding.start : finding.end].strip()
            assert "\n" not in document.text[finding.start : finding.end]


def test_recalled_and_machine_written_statements_are_in_no_document(tma_pack: Pack) -> None:
    shown = {f.id for d in tma_pack.documents for f in d.findings}
    withheld = {w.id: w.reason for w in tma_pack.withheld}
    assert withheld["isth-dic-2013-03"] == "recalled, not read"
    assert withheld["droracle-tma-tumor-02"] == "machine-written page: not evidence"
    assert "refludan-letter-2012-01" in withheld["guws-hit-old-01"]
    assert not shown & set(withheld)
    assert all(f.read != "memory" for d in tma_pack.documents for f in d.findings)


def test_appraisals_are_not_literature(tma_pack: Pack) -> None:
    kinds = {f.id: d.kind for d in tma_pack.documents for f in d.findings}
    assert kinds["base-synthesis-02"] is Kind.APPRAISAL
    assert kinds["karthikeyan-2003-03"] is Kind.APPRAISAL
    assert kinds["karthikeyan-2003-01"] is Kind.SYNOPSIS


def test_cancer_clots_are_not_cancer_tma(tma_pack: Pack) -> None:
    findings = {f.id: f for d in tma_pack.documents for f in d.findings}
    for number in ("02", "03", "04"):
        assert findings[f"isth-ssc-2018-tp-{number}"].conditions == ("tma:cancer-vte-thrombocytopenia",)
    assert "tma:cancer-tma" in findings["lechner-2012-03"].conditions


def test_papers_of_both_lists_are_one_source(tma_pack: Pack) -> None:
    seen: dict[tuple[str, str], str] = {}
    for work in tma_pack.works:
        for pair in work.ids.pairs():
            assert seen.setdefault(pair, work.id) == work.id
    assert len(tma_pack.works) < 335 + 197 - 14


def test_a_withdrawn_drug_is_named_only_by_those_who_say_so(gout_pack: Pack) -> None:
    shown = {f.id for d in gout_pack.documents for f in d.findings}
    assert "withdrawal-letter-01" in shown
    assert "old-advice-01" not in shown


@pytest.fixture(scope="session")
def gout_pack() -> Pack:
    return packs.load(GOUT)
