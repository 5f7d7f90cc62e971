"""Adding papers: what is read, what an answer then quotes, what is refused by name, and what a kill leaves."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.model import Stream, Voice
from quoth.render import render
from quoth.settings import load
from quoth.store import Store
from quoth.verify import receipts
from tests.conftest import GOUT

ARTICLE = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.2//EN" "x.dtd">
<article article-type="research-article"><front><journal-meta><journal-title-group><journal-title>Made Up</journal-title>
</journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="pmid">{pmid}</article-id><article-id pub-id-type="doi">10.1000/a.{pmid}</article-id>
<title-group><article-title>Allopurinol in gout: a randomised trial {pmid}</article-title></title-group>
<pub-date><year>2019</year></pub-date>
<permissions><license xmlns:xlink="http://www.w3.org/1999/xlink"
 xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>{licence}</license-p></license></permissions>
<abstract><sec><title>Background</title><p>Gout is common.</p></sec>
<sec><title>Results</title><p>Allopurinol lowered flares of gout in {pmid} adults. Nobody died.</p></sec></abstract>
</article-meta></front><body><sec><title>Discussion</title><p>Previous studies showed that colchicine helps in gout.</p>
</sec></body></article>"""


def article(number: int, licence: str = "Creative Commons Attribution 4.0 (CC BY 4.0)") -> str:
    return ARTICLE.format(pmid=number, licence=licence)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine.open(load(tmp_path / "library"), [GOUT])


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(101, 106):
        (folder / f"{number}.xml").write_text(article(number))
    return folder


def test_an_answer_quotes_the_papers_own_words(engine: Engine, papers: Path) -> None:
    report = engine.add([papers])
    assert (report.added, report.refused) == (5, ())
    page = engine.ask("Does allopurinol help in gout?")
    own = [c for c in page.claims if c.voice is Voice.SOURCE]
    assert any(c.quote == "Allopurinol lowered flares of gout in 101 adults." for c in own)
    texts = {(d.id, d.sha256): d.text for d in page.documents}
    for claim in own:
        cited = claim.citation
        assert texts[cited.document, cited.sha256][cited.start : cited.end] == claim.quote
        assert claim.stream is Stream.RESEARCH
        assert str(claim.level) == "level from design: randomised trial (rule 3)"
    assert '"[' in render(page, "text")


def test_adding_again_changes_nothing(engine: Engine, papers: Path) -> None:
    engine.add([papers])
    before = engine.fingerprint()
    report = engine.add([papers])
    assert (report.added, report.changed, report.unchanged) == (0, 0, 5)
    assert engine.fingerprint() == before


def test_what_cannot_be_read_is_refused_by_name(engine: Engine, papers: Path) -> None:
    (papers / "empty.xml").write_bytes(b"")
    (papers / "half.xml").write_text(article(7)[:400])
    (papers / "bomb.xml").write_text('<!DOCTYPE a [<!ENTITY x "y">]><article>&x;</article>')
    report = engine.add([papers])
    assert report.added == 5
    assert sorted(item.name for item in report.refused) == ["bomb.xml", "empty.xml", "half.xml"]
    assert all(item.name in item.reason and item.reason.endswith(".") for item in report.refused)


def test_a_removed_paper_is_quoted_no_more_and_its_receipts_still_hold(engine: Engine, papers: Path) -> None:
    engine.add([papers])
    pack = render(engine.ask("Does allopurinol help in gout?"), "json").encode()
    assert engine.remove("pmid:101") == 1
    page = engine.ask("Does allopurinol help in gout?")
    assert not any("101 adults" in claim.quote for claim in page.claims)
    found = engine.verify(pack)
    assert found.holds
    assert any("replaced or removed" in notice for notice in found.notices)


def test_a_text_that_may_not_travel_is_not_in_the_pack(engine: Engine, tmp_path: Path) -> None:
    closed = article(200, "All rights reserved").replace(
        "https://creativecommons.org/licenses/by/4.0/", "https://example.org"
    )
    (tmp_path / "closed.xml").write_text(closed)
    engine.add([tmp_path / "closed.xml"])
    pack = json.loads(render(engine.ask("Does allopurinol help in gout?"), "json"))
    entry = next(d for d in pack["documents"] if d["kind"] == "full text")
    assert entry["text"] is None
    alone = receipts.check(pack)
    assert alone.holds
    assert any("may not be passed on" in item for item in alone.unchecked)
    assert engine.verify(json.dumps(pack).encode()).against_library == len(pack["claims"])
    claim = next(c for c in pack["claims"] if "200 adults" in c["quote"])
    claim["quote"] = claim["receipts"][0]["quote"] = claim["quote"].replace("200", "900")
    assert not engine.verify(json.dumps(pack).encode()).holds


def test_a_retraction_list_reaches_papers_held_and_to_come(engine: Engine, papers: Path, tmp_path: Path) -> None:
    rows = "Record ID,Title,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDate,RetractionNature,Reason,RetractionDOI,RetractionPubMedID\n"
    rows += "1,x,10.1000/A.101,101,1/2/2021 0:00,Retraction,+Error;,,\n2,y,10.1000/A.999,999,1/2/2021 0:00,Retraction,+Error;,,\n"
    (tmp_path / "list.csv").write_text(rows)
    engine.add([papers])
    report = engine.add([tmp_path / "list.csv"])
    assert (report.notices, report.touched) == (2, 1)
    assert "retraction" in engine.ask("allopurinol in gout?").notices
    (tmp_path / "late.xml").write_text(article(999))
    engine.add([tmp_path / "late.xml"])
    assert engine.work("pmid:999") is not None
    assert [n.kind for n in engine.work("pmid:999").notices or ()] == ["retraction"]  # type: ignore[union-attr]


def test_an_added_guideline_stands_with_the_guidelines(engine: Engine, tmp_path: Path) -> None:
    told = article(300).replace("a randomised trial 300", "a clinical practice guideline")
    (tmp_path / "guide.xml").write_text(told)
    engine.add([tmp_path / "guide.xml"])
    claims = [c for c in engine.ask("Does allopurinol help in gout?").claims if c.voice is Voice.SOURCE]
    assert claims
    assert all(c.stream is Stream.GUIDELINES for c in claims)


def test_a_hospitals_own_protocol_is_a_stream_of_its_own(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "protocol.txt").write_text(
        "Gout protocol\n\nIn our hospital allopurinol for gout is started at 50 mg daily.\n"
    )
    engine.add([tmp_path / "protocol.txt"], ("Rheumatology", "2027-06-30"))
    page = engine.ask("allopurinol in gout?")
    own = [c for c in page.claims if c.stream is Stream.LOCAL]
    assert [c.quote for c in own] == ["In our hospital allopurinol for gout is started at 50 mg daily."]
    text = render(page, "text")
    assert "FROM YOUR HOSPITAL" in text
    assert "owner Rheumatology, holds until 2027-06-30" in " ".join(text.split())
    assert dict(page.state.exact)["guidelines"] == 1  # the made-up guideline only


CODE = """
import sys
from pathlib import Path
from quoth.engine import Engine
from quoth.settings import load
Engine.open(load(Path(sys.argv[1])), [Path(sys.argv[2])]).add([Path(sys.argv[3])])
"""


def state_of(folder: Path) -> dict[str, str]:
    store = Store(folder)
    return {c.document: c.sha256 for c in store.changes(0) if store.current(c.document)}


def kills(tmp_path: Path, runs: int, papers: int) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1, papers + 1):
        (folder / f"{number:04}.xml").write_text(article(number))
    whole = tmp_path / "whole"
    subprocess.run([sys.executable, "-c", CODE, str(whole), str(GOUT), str(folder)], check=True)
    chance = random.Random(1)
    library = tmp_path / "killed"
    for run in range(runs):
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(library), str(GOUT), str(folder)], start_new_session=True
        )
        time.sleep(chance.uniform(0.1, 6.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if run % 10 == 9:  # begin again, so that kills fall everywhere
            for path in sorted(library.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
        elif library.is_dir() and (library / "library.sqlite").exists():
            held = state_of(library)
            assert all(sha in Store(library).versions(ident) for ident, sha in held.items())
    subprocess.run([sys.executable, "-c", CODE, str(library), str(GOUT), str(folder)], check=True)
    assert state_of(library) == state_of(whole)
    question = "Does allopurinol help in gout?"
    one, other = (Engine.open(load(f), [GOUT]).ask(question).claims for f in (library, whole))
    assert one == other


@pytest.mark.slow
def test_kills_at_random_points_leave_no_half_paper(tmp_path: Path) -> None:
    """20 kills here; QUOTH_KILLS=200 for the long run whose outcome stands in docs/quality.md."""
    kills(tmp_path, runs=int(os.environ.get("QUOTH_KILLS", "20")), papers=1000)
