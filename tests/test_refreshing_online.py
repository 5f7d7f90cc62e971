"""Refreshing from PubMed: nothing is asked unless a person says so, and a run cut off loses little."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.ingest.remote import Addresses
from quoth.model.standing import RETRACTED
from quoth.render import render
from quoth.settings import load
from tests.conftest import GOUT
from tests.test_ingest_remote import Service, at
from tests.test_refreshing import DAY, LATER, kinds, made, papers

__all__ = ["at", "made"]  # fixtures

ABOUT = """<PubmedArticle><MedlineCitation><PMID>{0}</PMID><Article><ArticleTitle>Allopurinol in gout</ArticleTitle>
<Abstract><AbstractText>Allopurinol lowered flares of gout. {1}</AbstractText></Abstract></Article>{2}</MedlineCitation></PubmedArticle>"""
RETRACTED_IN = """<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Gout. 2022 May 3;1:2</RefSource>
<PMID>7</PMID></CommentsCorrections></CommentsCorrectionsList>"""


@pytest.fixture
def online(tmp_path: Path, made: Path, at: Addresses) -> Iterator[Engine]:
    shutil.copytree(made / "new", tmp_path / "library")
    settings = replace(load(tmp_path / "library"), eutils=at.eutils, ncbi_key="made-up")
    engine = Engine.open(settings, [GOUT])
    records = "".join(ABOUT.format(number, "First.", "") for number in range(201, 206))
    (tmp_path / "records.xml").write_text(f"<PubmedArticleSet>{records}</PubmedArticleSet>")
    engine.add([tmp_path / "records.xml", papers(tmp_path / "papers", [301])])
    engine.refresh(day=DAY)
    yield engine
    engine.close()


def answers(monkeypatch: pytest.MonkeyPatch, fails_after: int | None = None) -> list[list[str]]:
    """Let the service answer with made-up records; return the batches it is asked for."""
    asked: list[list[str]] = []

    def answer(_: Service, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        assert path == "/efetch.fcgi"
        if fails_after is not None and len(asked) >= fails_after:
            return 404, b""
        asked.append(query["id"].split(","))
        said = {"201": ("Second.", ""), "202": ("First.", RETRACTED_IN), "301": ("New.", RETRACTED_IN)}
        found = [ABOUT.format(i, *said.get(i, ("First.", ""))) for i in asked[-1] if i != "205"]
        return 200, f"<PubmedArticleSet>{''.join(found)}</PubmedArticleSet>".encode()

    monkeypatch.setattr(Service, "answer", answer)
    return asked


def test_nothing_is_asked_unless_a_person_says_so(online: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch)
    assert online.refresh(day=LATER).asked is None
    assert asked == []


def test_pubmed_tells_new_versions_and_notices(online: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch)
    done = online.refresh(online=True, day=LATER)
    assert done.asked is not None
    assert [len(batch) for batch in asked] == [7]  # six papers, and the made-up trial of the pack
    assert (done.asked.works, done.asked.given, done.asked.left) == (7, 6, 0)
    assert [d.document for d in done.changes.versions] == ["pmid:201/record"]
    assert done.changes.new == ()  # of a paper that is here in full no record is added
    assert {(s.work, s.after) for s in done.changes.standings} == {("pmid:202", RETRACTED), ("pmid:301", RETRACTED)}
    assert {n.notice.date for n in done.changes.notices} == {"2022-05-03"}
    assert ("pubmed", LATER) in done.changes.looked
    assert [item.name for item in done.refused] == ["pmid:205"]
    work = online.work("pmid:203")
    assert work is not None
    assert dict(work.checked)["pubmed"] == LATER


def test_what_was_asked_today_is_not_asked_again(online: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from quoth.engine import asking_pubmed

    monkeypatch.setattr(asking_pubmed, "BATCH", 2)
    asked = answers(monkeypatch, fails_after=2)
    done = online.refresh(online=True, day=LATER)
    assert done.asked is not None
    assert (done.asked.works, done.asked.left) == (4, 3)
    assert "404" in done.asked.reason
    assert "run it again to go on" in render(done, "text")
    first = [pmid for batch in asked for pmid in batch]
    asked = answers(monkeypatch)
    again = online.refresh(online=True, day=LATER)
    assert again.asked is not None
    assert again.asked.left == 0
    rest = [pmid for batch in asked for pmid in batch]
    assert len(rest) == 3
    assert not set(first) & set(rest)
    assert kinds(online, "pmid:202") == ["retraction"]
    asked = answers(monkeypatch)
    online.refresh(online=True, day=LATER)
    assert asked == [["205"]]  # PubMed did not know it


def test_a_run_cut_off_loses_at_most_a_batch(online: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from quoth.engine import asking_pubmed

    def stop(done: int, _: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(asking_pubmed, "BATCH", 2)
    asked = answers(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        online.refresh(online=True, day=LATER, progress=stop)
    first = [pmid for batch in asked for pmid in batch]
    asked = answers(monkeypatch)
    done = online.refresh(online=True, day=LATER)
    assert not {pmid for batch in asked for pmid in batch} & set(first)
    assert len(first) == 4
    assert {(s.work, s.after) for s in done.changes.standings} == {("pmid:202", RETRACTED), ("pmid:301", RETRACTED)}
