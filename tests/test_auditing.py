"""Whole audits: answers keyed by hand, the page of the seeds, notices, packs, the command line, hostile texts."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evals.audited import answers as auditing
from quoth.engine import Engine
from quoth.errors import QuestionRefused, SourceRefused
from quoth.model import Ids, Notice
from quoth.model.audits import Audit, VerdictKind
from quoth.render import FORMATS, render
from quoth.serve.auditing import kinds_of
from quoth.serve.cli import main
from quoth.settings import load

from .conftest import ROOT
from .test_ingest_pdf import column, made

EXAMPLE = ROOT / "examples" / "answer-to-audit.md"
SECOND = auditing.KEYED / "second"
K = VerdictKind


@pytest.fixture(scope="module")
def furnished(tma_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A library with the invented papers and the notices of the keyed answers."""
    folder = tmp_path_factory.mktemp("audits") / "library"
    shutil.copytree(tma_library, folder)
    engine = Engine.open(load(folder))
    auditing.furnish(engine)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def example(tma: Engine) -> Audit:
    return tma.audit(EXAMPLE.read_bytes(), EXAMPLE.name)


def audited(engine: Engine, text: str, question: str | None = None) -> Audit:
    return engine.audit(text.encode(), "a text", question)


# --- answers keyed by hand ---------------------------------------------------------------------------------------------


def test_ten_answers_keyed_by_hand(furnished: Engine) -> None:
    tally = auditing.keyed(furnished)
    assert tally.called_false == 0, tally.faults
    assert tally.precision == 1, tally.faults
    assert tally.recall >= 0.95, tally.faults
    labels = set().union(*(kinds for answer in auditing.keyed_answers() for kinds in answer.keys.values()))
    assert labels | {K.ELSEWHERE} == set(K)


def test_the_second_set_of_keyed_answers(furnished: Engine) -> None:
    tally = auditing.keyed(furnished, SECOND)
    assert tally.called_false == 0, tally.faults
    assert tally.precision == 1, tally.faults


def test_of_the_third_set_nothing_supported_is_called_false(furnished: Engine) -> None:
    tally = auditing.keyed(furnished, auditing.KEYED / "third")
    assert tally.called_false == 0, tally.faults
    assert not tally.excess[K.SUPPORTED], tally.faults
    assert tally.recall >= 0.7, tally.faults


def test_what_another_source_says_is_shown_as_that(tma: Engine) -> None:
    told = "Many TMA types seen in oncology do not respond to plasma exchange; TTP and complement-mediated HUS must still be ruled out."
    (found,) = audited(tma, f"{told}\n").verdicts
    assert set(found.kinds) == {K.UNCITED, K.ELSEWHERE}
    assert found.passages[0].quote == told


def test_the_page_of_the_seed(tma: Engine) -> None:
    pages = sorted((ROOT.parent / "shared" / "seeds").glob("000*.txt"))
    if not pages:
        pytest.skip("skipped: seeds not here (../shared/seeds)")
    audit = tma.audit(pages[0].read_bytes(), "seed")
    by = {kind: [v.statement.number for v in audit.verdicts if kind in v.kinds] for kind in K}
    assert len(audit.verdicts) == 15
    assert by[K.UNCITED] == [1, 4]  # the bottom line and the duration
    assert by[K.INDIRECT] == [2, 3, 5, 6]  # all that rest on the guideline on clots in cancer
    assert by[K.WITHDRAWN] == [9]
    assert by[K.DOSES_MIXED] == [2]
    assert by[K.REPEATS] == [13, 14, 15]
    assert not any(set(v.kinds) & auditing.FALSE for v in audit.verdicts)


# --- of whom, notices, unknown sources -----------------------------------------------------------------------------------


def test_a_question_given_overrides_the_texts_own(tma: Engine) -> None:
    text = "Is exchange used in HUS?\n\nADAMTS13 is measured in TTP (doi:10.5555/quoth.none).\n"
    (own,) = audited(tma, text).verdicts
    (given,) = audited(tma, text, "How is TTP diagnosed?").verdicts
    assert K.INDIRECT in own.kinds
    assert K.INDIRECT not in given.kinds
    with pytest.raises(QuestionRefused):
        audited(tma, text, "  ")


def test_without_a_question_nothing_is_indirect(tma: Engine) -> None:
    audit = audited(tma, "Notes\n\nADAMTS13 is measured in TTP (doi:10.5555/quoth.none).\n")
    assert audit.question == ""
    assert not any(K.INDIRECT in v.kinds for v in audit.verdicts)


@pytest.mark.parametrize("count", [12, pytest.param(100, marks=pytest.mark.slow)])
def test_notices_on_papers_held_or_not_are_all_reported_and_none_invented(
    tma_library: Path, tmp_path: Path, count: int
) -> None:
    shutil.copytree(tma_library, tmp_path / "library")
    engine = Engine.open(load(tmp_path / "library"))
    figures = auditing.notices(engine, count)
    engine.close()
    assert figures == {"notices_injected": count, "notices_reported": count, "notices_invented": 0}


def test_a_drug_called_withdrawn_is_not_offered(tma: Engine) -> None:
    text = "Lepirudin is given in HIT.\n\nLepirudin was withdrawn from the market.\n"
    assert [K.WITHDRAWN in v.kinds for v in audited(tma, text).verdicts] == [True, False]


def test_a_page_about_one_paper_cites_it_throughout(tma: Engine) -> None:
    text = "# A page\n\nPMC · DOI: 10.1111/jth.15010 · J\n\n## Key findings\n\n- Corticosteroids are added to plasma exchange in iTTP.\n"
    (found,) = audited(tma, text).verdicts
    assert found.statement.marks == ("doi:10.1111/jth.15010",)
    assert K.UNCITED not in found.kinds


def test_the_audit_is_the_same_each_time_and_stores_nothing(tma: Engine, example: Audit) -> None:
    before = tma.fingerprint()
    assert tma.audit(EXAMPLE.read_bytes(), EXAMPLE.name) == example
    assert tma.fingerprint() == before


def test_a_pdf_is_audited(tma: Engine) -> None:
    lines = ("Should platelets be given in TTP?", "", "Platelets cure TTP in every patient (PMID 25588677).")
    data = made(
        [(60, 760, 16, lines[0])],
        column(60, 720, "Plasma exchange is used in TTP and helps (PMID 25588677).", lines[2]),
    )
    audit = tma.audit(data, "a page")
    assert "PMID 25588677" in {mark for v in audit.verdicts for mark in v.statement.marks}
    assert all(K.UNCITED not in v.kinds for v in audit.verdicts)


def test_rows_on_two_drugs_do_not_repeat_each_other(tma: Engine) -> None:
    text = (
        "# TTP\n\n| Phase | Advice |\n|---|---|\n| Acute | LMWH once platelets exceed 50 [1] |\n"
        "| Acute | Low-dose aspirin once platelets exceed 50 [1] |\n"
    )
    assert not any(K.REPEATS in v.kinds for v in audited(tma, text).verdicts)


# --- what is printed -----------------------------------------------------------------------------------------------------


def test_every_shown_passage_is_cut_from_its_document(example: Audit) -> None:
    documents = {(d.id, d.sha256): d for d in example.documents}
    shown = [claim for verdict in example.verdicts for claim in verdict.passages]
    assert shown
    for claim in shown:
        cited = claim.citation
        assert documents[cited.document, cited.sha256].text[cited.start : cited.end] == claim.quote


def test_the_pack_of_an_audit_verifies_and_a_changed_one_does_not(tma: Engine, example: Audit) -> None:
    pack = render(example, "json")
    assert tma.verify(pack.encode()).holds
    told = json.loads(pack)
    assert told["summary"] == {str(kind): count for kind, count in example.counts}
    told["verdicts"][0]["kinds"] = ["supported"]
    assert not tma.verify(json.dumps(told).encode()).holds
    changed = json.loads(pack)
    changed["claims"][0]["quote"] = "Something else."
    assert not tma.verify(json.dumps(changed).encode()).holds


def test_every_link_of_the_report_leads_somewhere(example: Audit) -> None:
    report = render(example, "markdown")
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', report))
    targets = set(re.findall(r"\]\(#([^)]+)\)", report))
    assert targets <= anchors
    assert all(target.startswith(("#", "https://", "http://")) for target in re.findall(r"\]\(([^)]+)\)", report))
    rows = [line for line in report.splitlines() if line.startswith("| [")]
    assert len(rows) == len(example.verdicts)
    assert all(cell.strip().startswith("[") for row in rows for cell in row.strip("|").split(" | "))


def test_what_a_hostile_text_holds_is_only_printed(tma: Engine) -> None:
    audit = audited(
        tma,
        'Notes\n\nEculizumab <script>alert(1)</script> | cures [x](javascript:alert(1)) "aHUS" (https://a.b/c|d).\n',
    )
    report = render(audit, "markdown")
    assert "<script>" not in report
    assert not re.search(r"(?<!\\)\]\(javascript", report)
    for form in ("text", "json"):
        assert render(audit, form)


def test_all_kinds_have_words(example: Audit) -> None:
    from quoth.render.audit_words import MEANS

    assert set(MEANS) == set(K)
    assert ("Audit", "text") in FORMATS
    assert "A statement that is not confirmed is not" in render(example, "text")


# --- the command line ----------------------------------------------------------------------------------------------------


@pytest.fixture
def quoth(monkeypatch: pytest.MonkeyPatch, tma_library: Path) -> Callable[..., int]:
    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["quoth", *words])
        monkeypatch.setenv("QUOTH_LIBRARY", str(tma_library))
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
        return 0

    return run


def test_exit_codes(quoth: Callable[..., int], capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    assert quoth("audit", str(EXAMPLE)) == 0
    assert quoth("audit", str(EXAMPLE), "--fail-on", "retracted") == 0
    assert quoth("audit", str(EXAMPLE), "--fail-on", "retracted,drug-withdrawn") == 1
    assert quoth("audit", str(EXAMPLE), "--fail-on", "nonsense") == 2
    assert quoth("audit", str(tmp_path / "none.md")) == 2
    (tmp_path / "empty.md").write_bytes(b"")
    capfdbinary.readouterr()
    assert quoth("audit", str(tmp_path / "empty.md")) == 2
    assert capfdbinary.readouterr().err == b"quoth: empty.md is empty.\n"
    assert quoth("audit", str(EXAMPLE), "--json") == 0
    assert json.loads(capfdbinary.readouterr().out)["schema"] == "quoth-audit/1"


def test_kinds_by_name() -> None:
    assert kinds_of("retracted, source under concern,drug-withdrawn") == {
        "source retracted",
        "source under concern",
        "drug withdrawn",
    }


# --- hostile texts -------------------------------------------------------------------------------------------------------

QUICK = {"5 MB in one word", "10,000 in one", "scripts", "anchors", "open links"}


@pytest.mark.parametrize("name", sorted(QUICK))
def test_hostile_texts_end(tma: Engine, name: str) -> None:
    data = dict(auditing.hostile_texts())[name]
    try:
        audit = tma.audit(data, name)
    except SourceRefused as refused:
        assert name in str(refused)  # noqa: PT017 - either outcome is right
    else:
        assert len(audit.verdicts) <= 400
        assert not any("alert" in v.statement.text for v in audit.verdicts)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, _ in auditing.hostile_texts() if name not in QUICK])
def test_endless_texts_end(tma: Engine, name: str) -> None:
    data = dict(auditing.hostile_texts())[name]
    begun = time.perf_counter()
    audit = tma.audit(data, name)
    assert time.perf_counter() - begun < 20  # `evals audit --set hostile` holds 5 s on a machine of its own
    assert len(audit.verdicts) <= 400
    assert audit.unread or len(audit.verdicts) < 400


def test_notices_may_have_no_date(tma_library: Path, tmp_path: Path) -> None:
    shutil.copytree(tma_library, tmp_path / "library")
    engine = Engine.open(load(tmp_path / "library"))
    engine._library.store.note([(Ids(doi="10.5555/quoth.undated"), Notice("concern", None, "retraction-watch"))])
    (found,) = audited(engine, "Notes\n\nExchange is used in TTP (doi:10.5555/quoth.undated).\n").verdicts
    engine.close()
    assert {K.CONCERN, K.NOT_CHECKABLE} <= set(found.kinds)
