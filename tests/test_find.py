"""Finding documents, as a librarian does it: ranked works, each once, with a quote that can be checked and exported."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from quoth.engine import Engine
from quoth.engine.strategy import hits_of, strategy_of
from quoth.model import Voice
from quoth.model.filters import Filters
from quoth.model.listings import Listing
from quoth.render import render
from quoth.render.references import people
from quoth.settings import load
from quoth.verify import receipts
from tests.conftest import GOUT, shipped
from tests.test_adding import article

QUESTIONS = [text for _, text in shipped().questions]


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A library with a pack and three papers that were added; one of them is held twice."""
    folder = tmp_path_factory.mktemp("find")
    for number in (101, 102, 103):
        (folder / f"{number}.xml").write_text(article(number))
    (folder / "again.ris").write_text("TY  - JOUR\nTI  - Allopurinol in gout: a randomised trial 101\nDO  - 10.1000/a.101\n"
                                      "AB  - Allopurinol lowered flares of gout.\nER  - \n")  # fmt: skip
    engine = Engine.open(load(folder / "library"), [GOUT])
    assert not engine.add(sorted(folder.glob("*.*"))).refused
    return engine


@pytest.fixture(scope="module")
def relapse(tma: Engine) -> Listing:
    return tma.find("rituximab relapse in TTP", Filters(years=(2018, None)), limit=4)


def test_every_quote_is_cut_from_a_stored_text_and_no_work_stands_twice(tma: Engine) -> None:
    for text in QUESTIONS[::5]:
        listing = tma.find(text, limit=20)
        texts = {(d.id, d.sha256): d.text for d in listing.documents}
        for found in listing.found:
            cited = found.claim.citation
            assert texts[cited.document, cited.sha256][cited.start : cited.end] == found.claim.quote
        assert [f.source.mark for f in listing.found] == [str(n) for n in range(1, len(listing.found) + 1)]
        assert [f.score for f in listing.found] == sorted((f.score for f in listing.found), reverse=True)
        literature = [f.source.work for f in listing.found if f.claim.voice is not Voice.APPRAISAL]
        assert len(literature) == len(set(literature))
        assert listing.passages is not None
        assert (
            len(listing.found) <= listing.passages == len(hits_of(tma._library, strategy_of(tma._library, text), 9999))
        )


def test_a_longer_list_begins_as_the_shorter(tma: Engine) -> None:
    short, long = (tma.find("eculizumab in cancer TMA", limit=n).found for n in (3, 30))
    assert [f.document for f in long[:3]] == [f.document for f in short]


def test_a_paper_that_is_held_twice_stands_once_by_its_best_passage(hospital: Engine) -> None:
    listing = hospital.find("allopurinol flares of gout", Filters(concepts=("gout:gout",)))
    dois = [f.source.ids.doi for f in listing.found if f.source.ids.doi]
    assert len(dois) == len(set(dois))
    assert "10.1000/a.101" in dois


def test_the_papers_own_sentence_is_quoted(hospital: Engine) -> None:
    found = next(f for f in hospital.find("allopurinol flares", Filters(licences=("cc-by",))).found)
    assert found.claim.voice is Voice.SOURCE
    assert re.fullmatch(r"Allopurinol lowered flares of gout in 10[123] adults\.", found.claim.quote)
    assert found.claim.level
    assert found.claim.level.design == "randomised trial"


def test_words_that_nothing_holds_find_nothing_and_say_so(tma: Engine) -> None:
    listing = tma.find("xylophone")
    assert listing.found == ()
    assert "None found by this search in this library." in render(listing, "text")
    assert "no evidence" not in render(listing, "text").casefold()


def test_what_was_retracted_stands_with_its_notice_and_can_be_left_out(gout: Engine) -> None:
    listing = gout.find("colchicine gout flares")
    assert "RETRACTION 2021-05-01" in render(listing, "text")
    assert "N1  - Notices: RETRACTION 2021-05-01" in render(listing, "ris")
    clean = gout.find("colchicine gout flares", Filters(not_retracted=True), log=True)
    assert "RETRACTION" not in render(clean, "ris")
    assert clean.log
    assert any("retracted" in miss.reason and miss.document == "gout:cohort" for miss in clean.log.misses)
    assert clean.passages is None  # notices are read of what is listed, not of all that is found
    assert clean.log.filtered.works == (clean.log.combined.works or 0) - 1


@pytest.mark.parametrize("form", ["text", "markdown", "ris", "csl", "csv"])
def test_what_a_librarian_sees(relapse: Listing, form: str, snapshot: SnapshotAssertion) -> None:
    assert render(relapse, form) == snapshot


def test_the_page_is_80_columns_wide(relapse: Listing) -> None:
    assert max(map(len, render(relapse, "text").splitlines())) <= 80


# --- for other programs -------------------------------------------------------------------------------------------------


def test_the_json_is_a_pack_that_verify_checks(tma: Engine, relapse: Listing) -> None:
    pack = render(relapse, "json")
    assert tma.verify(pack.encode()).holds
    assert tma.verify(pack.encode()).against_library == len(relapse.found)
    changed = json.loads(pack)
    changed["claims"][1]["quote"] += " Not."
    assert next(fault.where for fault in receipts.check(changed).faults).startswith("claim 2")
    for key in ("passages", "filters", "documents_found"):
        bad = json.loads(pack)
        bad[key] = None
        assert not receipts.check(bad).holds


@pytest.mark.parametrize("form", ["ris", "csl"])
def test_an_export_can_be_added_to_another_library(relapse: Listing, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"found.{'json' if form == 'csl' else form}"
    file.write_text(render(relapse, form))
    other = Engine.open(load(tmp_path / "other"), [])
    report = other.add([file])
    assert (report.added, report.refused) == (len(relapse.found), ())
    for found in relapse.found:
        pmid, doi = found.source.ids.pmid, found.source.ids.doi
        ident = f"pmid:{pmid}" if pmid else f"doi:{doi}" if doi else None
        held = other.full(ident) if ident else None
        assert ident is None or (held and held.facts.title == found.source.title)
        assert held is None or held.facts.year == found.source.year


def test_the_csv_has_a_line_a_work_and_runs_no_formula(relapse: Listing) -> None:
    rows = list(csv.DictReader(io.StringIO(render(relapse, "csv"))))
    assert [row["quote"] for row in rows] == [f.claim.quote for f in relapse.found]
    assert [row["sha256"] for row in rows] == [f.claim.citation.sha256 for f in relapse.found]
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row.values())


def test_appraisals_are_no_references(tma: Engine) -> None:
    listing = tma.find("anticoagulation in cancer TMA", Filters(streams=("appraisal",)))
    assert listing.found
    assert json.loads(render(listing, "csl")) == []


@pytest.mark.parametrize(
    ("printed", "named"),
    [
        (("Scully M et al.",), [("Scully", "M")]),
        (("de Winter MA, Dorresteijn JAN, et al",), [("de Winter", "MA"), ("Dorresteijn", "JAN")]),
        (("Doe J", "Roe K-L"), [("Doe", "J"), ("Roe", "K-L")]),
        (("US FDA label",), [("US FDA label", "")]),
        ((), []),
    ],
)
def test_authors_for_reference_managers(printed: tuple[str, ...], named: list[tuple[str, str]]) -> None:
    assert people(printed) == named
