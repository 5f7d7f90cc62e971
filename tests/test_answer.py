"""Answers, in clinicians' words: the promises a page keeps."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from quoth.engine import Engine
from quoth.model import Answer, LabelKind, Stream, Voice, sha256_text
from quoth.render import render
from quoth.settings import load
from tests.conftest import GOUT, SEED, shipped

QUESTIONS = [text for _, text in shipped().questions]


@pytest.fixture(scope="session")
def seed(tma: Engine) -> Answer:
    return tma.ask(SEED)


# --- the seed question ------------------------------------------------------------------------------------------------


def test_no_direct_guideline_is_claimed(seed: Answer) -> None:
    assert dict(seed.state.exact)["guidelines"] == 0
    guidelines = [c for c in seed.claims if c.stream is Stream.GUIDELINES]
    assert guidelines
    assert all(any(label.kind is LabelKind.INDIRECT for label in c.labels) for c in guidelines)


def test_the_unsigned_appraisal_says_what_no_source_gives(seed: Answer) -> None:
    appraisal = next(c for c in seed.claims if c.id == "base-synthesis-02")
    assert appraisal.voice is Voice.APPRAISAL
    assert appraisal.mark.startswith("A")
    assert "No source read gives a platelet threshold or anticoagulant dose" in appraisal.quote
    assert seed.bottom_line == appraisal.id
    assert "PACK APPRAISAL, unsigned, not literature" in render(seed, "text")


def test_the_platelet_steps_are_indirect_cancer_vte(seed: Answer) -> None:
    steps = [c for c in seed.claims if c.id.startswith("isth-ssc-2018-tp")]
    assert any("below 25" in c.quote for c in steps)
    assert any("below 50" in c.quote for c in steps)
    for claim in steps:
        assert str(claim.labels[0]).startswith("indirect: cancer VTE")


def test_lepirudin_is_nowhere_but_as_withdrawn(seed: Answer, tma: Engine) -> None:
    for page in (seed, tma.ask("HIT in a patient with TMA: which anticoagulant?"), tma.ask("lepirudin for HIT")):
        for claim in (*page.first, *page.claims):
            if "lepirudin" in claim.quote.casefold():
                assert claim.id.startswith(("refludan", "base-synthesis"))


def test_unreviewed_and_unchecked_stand_above_the_text(seed: Answer) -> None:
    above, _ = render(seed, "text").split("STATE OF THE EVIDENCE")
    assert "NOT REVIEWED BY ANY CLINICIAN" in above
    assert f"retraction status not checked for {len(seed.sources)} of {len(seed.sources)} sources" in above
    assert "receipt proves our" in above


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_page_a_clinician_sees(seed: Answer, form: str, snapshot: SnapshotAssertion) -> None:
    assert render(seed, form) == snapshot


# --- every question of the pack -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", QUESTIONS, ids=[f"q{n:02}" for n in range(1, len(QUESTIONS) + 1)])
def test_every_claim_is_cut_from_a_stored_text(tma: Engine, text: str) -> None:
    page = tma.ask(text)
    texts = {(d.id, d.sha256): d.text for d in page.documents}
    notes = [claim for c in page.conflicts for claim in (c.why, c.handle)]
    for claim in (*page.first, *page.cautions, *page.claims, *notes):
        cited = claim.citation
        stored = texts[cited.document, cited.sha256]
        assert stored[cited.start : cited.end] == claim.quote
        assert sha256_text(stored) == cited.sha256
    assert len(page.first) + len(page.cautions) + len(page.claims) <= 20
    shown = {claim.mark for claim in (*page.first, *page.cautions, *page.claims) if claim.voice is not Voice.APPRAISAL}
    assert shown == {source.mark for source in page.sources}
    top = next((c for c in page.claims if c.id == page.bottom_line), None)
    if top is not None:
        assert not top.labels
    printed = render(page, "text") + render(page, "markdown")
    assert "no evidence" not in printed.casefold()
    assert max(len(line) for line in render(page, "text").splitlines()) <= 80


def test_the_question_of_another_field_finds_no_bottom_line(tma: Engine) -> None:
    for text in ("How is migraine treated?", "What is the dose of metformin in diabetes?", "xylophone"):
        page = tma.ask(text)
        assert page.bottom_line is None
        assert sum(number for _, number in page.state.exact) == 0


def test_sides_of_a_conflict_never_stand_on_top(tma: Engine) -> None:
    page = tma.ask("Should aspirin be given in TTP?")
    assert page.bottom_line is None
    assert "direct sources here disagree (con-16, below)" in render(page, "text")


# --- another disease -------------------------------------------------------------------------------------------------------


def test_the_engine_knows_no_disease_by_name(gout: Engine) -> None:
    page = gout.ask("Should I start urate lowering in podagra?")
    assert page.bottom_line == "flare-guide-01"
    assert [c.id for c in page.first] == ["flare-guide-02"]
    labels = {c.id: [str(label) for label in c.labels] for c in page.claims}
    assert labels["stone-trial-01"] == ["indirect: urate stones"]
    assert labels["authors-01"] == []
    assert "old-advice-01" not in labels
    rows = {row.letter: row for row in page.situations}
    assert rows["B"].claims == ("stone-trial-01",)
    assert rows["C"].note == "ask it separately"
    left_out = {gap.about: gap.detail for gap in page.gaps if gap.kind == "left out"}
    assert left_out["robot-01"] == "machine-written page: not evidence"
    assert "benzbromarone is no longer supplied" in left_out["old-advice-01"]
    assert [c.id for c in page.conflicts] == ["con-1"]


def test_a_known_retraction_stands_above_the_text(gout: Engine) -> None:
    page = gout.ask("colchicine for gout flares")
    assert any(c.id == "cohort-01" for c in page.claims)
    assert "retraction (2021-05-01)" in render(page, "text").split("STATE OF")[0]


def test_no_source_file_names_a_disease() -> None:
    source = Path(__file__).parent.parent / "src" / "quoth"
    for path in source.rglob("*.py"):
        if path.is_relative_to(source / "serve"):
            continue  # a door's help may show an example question
        code = "\n".join(line for line in path.read_text().splitlines() if "e.g." not in line).casefold()
        code = "".join(part for number, part in enumerate(code.split('"""')) if number % 2 == 0)
        for word in ("lepirudin", "plasma exchange", "thrombotic", "heparin", "eculizumab"):
            assert word not in code, f"{path.name} names {word}"


# --- same bytes --------------------------------------------------------------------------------------------------------------


def test_same_library_and_question_give_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from quoth.engine import Engine; from quoth.settings import load;"
        "from quoth.render import render;"
        f"e = Engine.open(load(Path(sys.argv[1])), [Path({str(GOUT)!r})]);"
        "sys.stdout.write(render(e.ask('allopurinol or colchicine in gout?'), 'json'))"
    )
    said = set()
    for folder, seed in (("a", "1"), ("b", "2"), ("a", "3")):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / folder)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        said.add(done.stdout)
    assert len(said) == 1
    assert json.loads(said.pop())["claims"]


def test_the_index_is_disposable(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    engine = Engine.open(load(folder), [GOUT])
    before = engine.ask("allopurinol in gout?")
    engine.close()
    for path in sorted((folder / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    again = Engine.open(load(folder), [GOUT])
    assert again.ask("allopurinol in gout?").claims == before.claims
    again.close()


@pytest.mark.parametrize("damage", ["state", "segment"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "library"
    engine = Engine.open(load(folder), [GOUT])
    before = engine.ask("allopurinol in gout?").claims
    engine.close()
    if damage == "state":
        (folder / "index" / "state.json").write_text("{half")
    else:
        for path in (folder / "index").glob("generation-*/*"):
            path.write_bytes(b"")
    again = Engine.open(load(folder), [GOUT])
    assert again.ask("allopurinol in gout?").claims == before
    again.close()
