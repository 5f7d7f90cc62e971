"""Refreshing: notices reach their papers, dates pass, and the library says what changed and nothing else."""

from __future__ import annotations

import csv
import json
import random
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine
from quoth.errors import NotFound, QuothError, SourceRefused
from quoth.model import Notice
from quoth.model.standing import CLEAR, CONCERN, CORRECTED, REINSTATED, RETRACTED, UNCHECKED, ended, in_force, standing
from quoth.render import render
from quoth.serve.cli import app
from quoth.settings import load
from quoth.store import opening
from tests.conftest import GOUT
from tests.test_adding import article

DAY = "2026-11-20"
LATER = "2026-12-24"
COLUMNS = ("Record ID", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionDate", "RetractionNature", "Reason")
QUESTION = "Does allopurinol help in gout?"
Row = tuple[str, str, str, str]  # DOI, PMID, date as the list writes it, nature


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two libraries to copy: new, and full with five papers and refreshed once; and the papers."""
    folder = tmp_path_factory.mktemp("made")
    engine = Engine.open(load(folder / "new"), [GOUT])
    engine.close()
    shutil.copytree(folder / "new", folder / "full")
    engine = Engine.open(load(folder / "full"), [GOUT])
    engine.add([papers(folder / "papers", range(101, 106))])
    engine.refresh(day=DAY)
    engine.close()
    return folder


@pytest.fixture
def engine(tmp_path: Path, made: Path) -> Engine:
    shutil.copytree(made / "new", tmp_path / "library")
    return Engine.open(load(tmp_path / "library"), [GOUT])


@pytest.fixture
def full(tmp_path: Path, made: Path) -> Engine:
    shutil.copytree(made / "full", tmp_path / "library")
    shutil.copytree(made / "papers", tmp_path / "papers")
    return Engine.open(load(tmp_path / "library"), [GOUT])


def papers(folder: Path, numbers: Iterable[int]) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number}.xml").write_text(article(number))
    return folder


def notice_list(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((n, doi, pmid, date, nature, "+Error;") for n, (doi, pmid, date, nature) in enumerate(rows))
    return path


def kinds(engine: Engine, work: str) -> list[str]:
    found = engine.work(work)
    assert found is not None
    return [notice.kind for notice in found.notices or ()]


# --- what changed --------------------------------------------------------------------------------------------------


def test_the_first_refresh_tells_what_came_and_the_second_nothing(engine: Engine, tmp_path: Path) -> None:
    engine.add([papers(tmp_path / "papers", range(101, 106))])
    first = engine.refresh(day=DAY).changes
    assert [d.document for d in first.new if d.kind == "full text"] == [f"pmid:{n}/fulltext" for n in range(101, 106)]
    assert [name.split()[0] for name, _ in first.packs] == ["gout"]
    fingerprint = engine.fingerprint()
    again = engine.refresh(day=DAY)
    assert again.changes.nothing
    assert "nothing changed since the refresh of 2026-11-20" in render(again, "text")
    assert engine.fingerprint() == fingerprint == again.fingerprint


def test_new_versions_and_removals_are_named(full: Engine, tmp_path: Path) -> None:
    (tmp_path / "papers" / "101.xml").write_text(article(101).replace("Nobody died", "Two adults died"))
    full.add([papers(tmp_path / "papers", [106])])
    full.remove("pmid:102")
    changes = full.refresh(day=LATER).changes
    assert [d.document for d in changes.new] == ["pmid:106/fulltext"]
    assert [d.document for d in changes.versions] == ["pmid:101/fulltext"]
    assert [d.document for d in changes.removed] == ["pmid:102/fulltext"]
    assert (changes.since_day, changes.reread, changes.notices) == (DAY, 0, ())
    assert full.refresh(day=LATER).changes.nothing


def test_looking_back_does_nothing(full: Engine, tmp_path: Path) -> None:
    answer = full.ask(QUESTION)
    (tmp_path / "papers" / "late.xml").write_text(article(999))
    full.add([tmp_path / "papers" / "late.xml"])
    before = full.fingerprint()
    for since in (DAY, "2026-12-01", answer.fingerprint, answer.fingerprint.split(".")[0]):
        assert [d.document for d in full.changed(since).new] == ["pmid:999/fulltext"], since
    assert len(full.changed("2020-01-01").new) == len(full.changed("0").new) > 6
    assert full.fingerprint() == before


def test_what_is_no_moment_gets_a_sentence(full: Engine) -> None:
    for since in ("yesterday", "99999", "-1", "2026-13", ""):
        with pytest.raises(NotFound):
            full.changed(since)


def test_a_library_older_than_news_is_told_whole(full: Engine, tmp_path: Path) -> None:
    full.refresh(notice_list(tmp_path / "list.csv", ALL), day=LATER)
    full.close()
    with sqlite3.connect(tmp_path / "library" / opening.DATABASE) as database:
        database.execute("DELETE FROM changes WHERE action NOT IN ('add', 'remove')")
    again = Engine.open(load(tmp_path / "library"), [GOUT])
    changes = again.refresh(day=LATER).changes
    assert changes.since == 0
    assert len([found for found in changes.notices if found.notice.signal == "retraction-watch"]) == 5
    assert len([found for found in changes.standings if found.work.startswith("pmid:")]) == 4
    assert again.refresh(day=LATER).changes.nothing


def test_another_annotator_makes_marks_anew_and_says_so(
    full: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quoth.engine import opened

    full.close()
    monkeypatch.setattr(opened, "ANNOTATOR", "another")
    again = Engine.open(load(tmp_path / "library"), [GOUT])
    marks = again.refresh(day=DAY).changes.marks
    assert marks is not None
    assert "another" in marks[1]
    assert "another" not in marks[0]
    assert again.ask(QUESTION).claims
    assert again.refresh(day=DAY).changes.nothing


def test_documents_of_an_older_reader_are_counted(full: Engine, tmp_path: Path) -> None:
    assert full.refresh(day=DAY).outdated == ()
    with sqlite3.connect(tmp_path / "library" / opening.DATABASE) as database:
        old = "UPDATE documents SET body = CAST(replace(CAST(body AS TEXT), 'jats 1', 'jats 0') AS BLOB) WHERE id = ?"
        database.execute(old, ("pmid:101/fulltext",))
    assert full.refresh(day=DAY).outdated == (("jats 0, text 1", 1),)
    full.add([tmp_path / "papers"])
    done = full.refresh(day=DAY)
    assert done.outdated == ()
    assert done.changes.reread == 1


# --- a list of notices ---------------------------------------------------------------------------------------------

ALL: list[Row] = [
    ("10.1000/A.101", "", "1/2/2021 0:00", "Retraction"),
    ("", "102", "1/3/2021 0:00", "Expression of concern"),
    ("10.1000/a.103", "103", "1/4/2021 0:00", "Correction"),
    ("10.1000/A.104", "0", "1/2/2020 0:00", "Retraction"),
    ("10.1000/a.104", "0", "2/5/2021 0:00", "Reinstatement"),
    ("10.1000/A.999", "999", "1/6/2021 0:00", "Retraction"),
]


def test_a_list_reaches_its_papers_by_kind(full: Engine, tmp_path: Path) -> None:
    done = full.refresh(notice_list(tmp_path / "list.csv", ALL), day=LATER)
    applied = done.notice_list
    assert applied is not None
    assert (applied.rows, applied.touched, applied.dated, applied.whole) == (6, 4, "2021-02-05", True)
    assert dict(applied.kinds) == {"retraction": 3, "concern": 1, "correction": 1, "reinstatement": 1}
    after = {found.work: found.after for found in done.changes.standings}
    assert after == {"pmid:101": RETRACTED, "pmid:102": CONCERN, "pmid:103": CORRECTED, "pmid:104": REINSTATED}
    assert len(done.changes.notices) == 5
    assert all(found.notice.signal == "retraction-watch" for found in done.changes.notices)
    assert done.changes.looked == (("retraction-watch", "2021-02-05"),)
    assert (full.status().refreshed, full.status().looked) == (LATER, done.changes.looked)
    assert "retraction-watch up to 2021-02-05" in render(full.status(), "text")
    text = render(done, "text")
    assert "! pmid:101: no notice -> RETRACTED." in text
    assert "RETRACTION 2021-01-02 (retraction-watch: Error)" in text
    assert json.loads(render(done, "json"))["changes"]["standings"]


def test_every_paper_with_an_identifier_keeps_the_lists_date(full: Engine, tmp_path: Path) -> None:
    path = notice_list(tmp_path / "list.csv", ALL)
    full.refresh(path, day=LATER)
    clean = full.work("pmid:105")
    assert clean is not None
    assert (clean.notices, dict(clean.checked)["retraction-watch"]) == ((), "2021-02-05")
    full.refresh(path, dated="2026-11-01", day=LATER)
    later = full.work("pmid:105")
    assert later is not None
    assert [date for signal, date in later.checked if signal == "retraction-watch"] == ["2026-11-01"]
    full.refresh(path, day=LATER)  # the older date again
    assert full.work("pmid:105") == later


def test_a_list_again_changes_nothing(full: Engine, tmp_path: Path) -> None:
    path = notice_list(tmp_path / "list.csv", ALL)
    full.refresh(path, day=LATER)
    before = full.fingerprint()
    assert full.refresh(path, day=LATER).changes.nothing
    assert full.fingerprint() == before


def test_a_list_finds_a_paper_that_comes_later(full: Engine, tmp_path: Path) -> None:
    full.refresh(notice_list(tmp_path / "list.csv", ALL), day=LATER)
    full.add([papers(tmp_path / "late", [998, 999])])
    assert kinds(full, "pmid:999") == ["retraction"]
    changes = full.refresh(day=LATER).changes
    assert [(found.work, found.after) for found in changes.standings] == [("pmid:999", RETRACTED)]
    clean = full.work("pmid:998")
    assert clean is not None
    assert (clean.notices, dict(clean.checked)["retraction-watch"]) == ((), "2021-02-05")


def test_a_date_to_come_is_no_date_of_a_list(full: Engine, tmp_path: Path) -> None:
    rows = [*ALL, ("10.1000/b", "", "1/1/2062 0:00", "Retraction")]
    applied = full.refresh(notice_list(tmp_path / "list.csv", rows), day=LATER).notice_list
    assert applied is not None
    assert applied.dated == "2021-02-05"


def test_rows_that_name_no_paper_are_told(full: Engine, tmp_path: Path) -> None:
    rows = [*ALL, ("", "0", "1/1/2022 0:00", "Retraction"), ("10.1000/b", "", "1/1/2022 0:00", "Applause")]
    done = full.refresh(notice_list(tmp_path / "list.csv", rows), day=LATER)
    assert [item.name for item in done.refused] == ["list.csv#7", "list.csv#8"]


def test_what_is_no_list_is_refused_and_changes_nothing(full: Engine, tmp_path: Path) -> None:
    before = full.fingerprint()
    (tmp_path / "empty.csv").write_text("")
    for path in (tmp_path / "papers" / "101.xml", tmp_path / "empty.csv"):
        with pytest.raises(SourceRefused, match="no list of notices"):
            full.refresh(path, day=DAY)
    assert full.fingerprint() == before


# --- what a page then says -----------------------------------------------------------------------------------------


def test_a_retracted_paper_is_labelled_and_never_on_top(full: Engine, tmp_path: Path) -> None:
    rows = [(f"10.1000/a.{n}", "", "1/2/2021 0:00", "Retraction") for n in range(101, 106)]
    full.refresh(notice_list(tmp_path / "list.csv", rows), day=LATER)
    page = full.ask(QUESTION)
    theirs = [claim for claim in (*page.first, *page.claims) if claim.source.startswith("pmid:")]
    assert theirs
    assert all("retracted" in [str(label) for label in claim.labels] for claim in theirs)
    assert page.bottom_line not in {claim.id for claim in theirs}
    assert "retraction (2021-01-02)" in page.notices
    assert "looked for up to 2021-01-02" in page.notices


def test_a_reinstated_paper_is_not_shown_as_retracted_and_keeps_its_history(full: Engine, tmp_path: Path) -> None:
    rows = [r for n in range(101, 106) for r in [(f"10.1000/a.{n}", "", "1/2/2020 0:00", "Retraction")]]
    rows += [(f"10.1000/a.{n}", "", "2/5/2021 0:00", "Reinstatement") for n in range(101, 106)]
    full.refresh(notice_list(tmp_path / "list.csv", rows), day=LATER)
    page = full.ask(QUESTION)
    assert not any("retracted" in [str(label) for label in claim.labels] for claim in page.claims)
    assert "] retraction" not in page.notices
    assert "reinstatement (2021-02-05)" in page.notices
    assert "REINSTATEMENT 2021-02-05 (ended: retraction 2020-01-02)" in " ".join(render(page, "text").split())
    assert kinds(full, "pmid:101") == ["retraction", "reinstatement"]


def test_a_protocol_past_its_date_is_shown_as_expired(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "protocol.txt").write_text(
        "Gout protocol\n\nIn our hospital allopurinol for gout is started at 50 mg.\n"
    )
    engine.add([tmp_path / "protocol.txt"], ("Rheumatology", "2026-11-30"))
    assert engine.refresh(day="2026-11-30").changes.expired == ()
    assert "holds until 2026-11-30" in " ".join(render(engine.ask(QUESTION), "text").split())
    changes = engine.refresh(day="2026-12-01").changes
    assert [(e.owner, e.expires) for e in changes.expired] == [("Rheumatology", "2026-11-30")]
    text = " ".join(render(engine.ask(QUESTION), "text").split())
    assert "EXPIRED: held until 2026-11-30 (seen on 2026-12-01)" in text
    assert "past its date" in text
    assert engine.refresh(day="2026-12-02").changes.expired == ()
    before = engine.fingerprint()
    assert engine.add([tmp_path / "protocol.txt"], ("Rheumatology", "2026-11-30")).unchanged == 1
    assert engine.fingerprint() == before
    engine.add([tmp_path / "protocol.txt"], ("Rheumatology", "2027-11-30"))
    assert "holds until 2027-11-30" in " ".join(render(engine.ask(QUESTION), "text").split())


def test_a_clock_set_back_does_not_make_the_library_younger(full: Engine) -> None:
    full.refresh(day=LATER)
    assert full.refresh(day=DAY).day == LATER


NOTICES = st.builds(
    Notice,
    st.sampled_from(["retraction", "concern", "correction", "reinstatement"]),
    st.none() | st.dates().map(str),
    st.sampled_from(["pubmed", "retraction-watch"]),
)


@given(st.lists(NOTICES, unique=True, max_size=6), st.randoms())
def test_what_notices_come_to_does_not_hang_on_the_order_they_came_in(
    told: list[Notice], chance: random.Random
) -> None:
    mixed = chance.sample(told, len(told))
    assert standing(told) == standing(mixed)
    assert set(in_force(told)) | set(ended(told)) == set(told)
    last = Notice("retraction", "9999-12-31", "pubmed")
    assert standing([*told, last]) == RETRACTED
    assert standing([*told, last, Notice("reinstatement", "9999-12-31", "pubmed")]) == REINSTATED


def test_what_nobody_looked_at_is_not_clear() -> None:
    assert (standing(None), standing(())) == (UNCHECKED, CLEAR)


# --- the command ---------------------------------------------------------------------------------------------------


def said(*words: str, folder: Path) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["refresh", "--library", str(folder), *words])
    if isinstance(found.exception, QuothError):
        return 2, str(found.exception)
    return found.exit_code, found.output


def test_the_command(full: Engine, tmp_path: Path) -> None:
    full.close()
    folder = tmp_path / "library"
    path = notice_list(tmp_path / "list.csv", ALL)
    code, text = said(str(path), folder=folder)
    assert code == 0
    assert "4 works: 1 corrected, 1 reinstated, 1 retracted, 1 under concern" in text
    code, text = said("--json", folder=folder)
    assert code == 0
    assert json.loads(text)["changes"]["nothing"] is True
    code, text = said("--since", DAY, "--json", folder=folder)
    assert code == 0
    assert len(json.loads(text)["notices"]) == 5
    assert said("--since", "soon", folder=folder)[0] == 2
    assert said("--since", DAY, "--online", folder=folder)[0] == 2
    assert said("--dated", "2026-01-01", folder=folder)[0] == 2
    assert "not there" in said("nowhere.csv", folder=folder)[1]
