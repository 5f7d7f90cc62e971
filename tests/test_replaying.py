"""Several processes at work come to what one does: readers, the index in steps, and the note of how far it came."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine, readers, replaying
from quoth.engine.crew import crew, in_order
from quoth.index import Entry as IndexEntry
from quoth.index import Index, row_of
from quoth.ingest import Refusal
from quoth.model import Passage
from quoth.render import render
from quoth.settings import load
from tests.conftest import GOUT
from tests.test_adding import article
from tests.test_question import MATCHER, PACK

QUESTION = "Does allopurinol help in gout?"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(101, 131):
        (folder / f"{number}.xml").write_text(article(number))
    return folder


def order_of(folder: Path) -> readers.Order:
    library = Engine.open(load(folder / "library"), [GOUT])
    library.close()
    return readers.Order(None, replaying.Place(folder / "library", None))


@pytest.mark.slow
def test_steps_and_workers_change_no_answer(tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Engine.open(load(tmp_path / "plain"), [GOUT])
    plain.add([papers])
    for name, value in (("ALONE", 0), ("STEP", 7), ("PORTION", 2)):
        monkeypatch.setattr(replaying, name, value)
    stepped = Engine.open(load(tmp_path / "stepped"), [GOUT])
    stepped.add([papers])
    assert stepped.fingerprint() == plain.fingerprint()
    assert render(stepped.ask(QUESTION), "json") == render(plain.ask(QUESTION), "json")


@pytest.mark.slow
def test_large_files_are_read_as_small_ones_are(tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [(path.name, path) for path in sorted(papers.iterdir())[:3]]
    order = order_of(tmp_path)
    tools = replaying.tools_at(order.place)
    plain = [list(outcomes) for outcomes in readers.read_all(files, order, 1, tools)]
    monkeypatch.setattr(readers, "LARGE", 10)
    found = [list(outcomes) for outcomes in readers.read_all(files, order, 2, tools)]
    assert found == plain
    assert all(isinstance(one, readers.Ready) for outcomes in found for one in outcomes)


def test_papers_travel_whole(tmp_path: Path, papers: Path) -> None:
    order = order_of(tmp_path)
    read = readers.with_rows(
        readers.read_one("odd\udcff.xml", papers / "101.xml", None), replaying.tools_at(order.place)
    )
    read += readers.with_rows(readers.read_one("101.xml", papers / "101.xml", None), replaying.tools_at(order.place))
    assert all(isinstance(one, readers.Ready) and one.rows for one in read)
    sent = [readers._packed(one) for one in read]
    assert [isinstance(one, bytes) for one in sent] == [False, True]
    assert [readers._unpacked(one) for one in sent] == read


@pytest.mark.slow
def test_a_file_that_brings_its_reader_down_is_refused_by_name(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_stream", _crash)
    (found,) = list(readers._read_large("bad.pdf", papers / "101.xml", order_of(tmp_path)))
    assert isinstance(found, Refusal)
    assert "bad.pdf brought its reader down (exit code 7)" in found.reason


def _crash(*_: object) -> None:
    os._exit(7)


def test_no_more_than_a_few_results_wait() -> None:
    taken = []

    def jobs() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield -number

    with crew(2) as pool:
        for count, result in enumerate(in_order(pool, abs, jobs(), most=3)):
            assert result == count
            assert len(taken) <= count + 3


NAMES = st.sampled_from([name for concept in PACK.concepts for name in (concept.name, *concept.synonyms)])


@given(st.lists(NAMES | st.sampled_from(["and", "of", "with", "zebra", ",", "(", "the"]), max_size=12).map(" ".join))
def test_concepts_are_those_of_the_mentions(text: str) -> None:
    found = MATCHER.find(text)
    assert MATCHER.concepts(text) == tuple(dict.fromkeys(c for mention in found for c in mention.concepts))
    assert all(a.end <= b.start or (a.start, a.end) == (b.start, b.end) for a, b in pairwise(found))


def entry(number: int) -> IndexEntry:
    return IndexEntry(Passage(f"d{number}", "0" * 64, 0, 5, "paragraph"), f"word{number} gout")


def test_a_kill_between_commit_and_note_is_seen(tmp_path: Path) -> None:
    index = Index(tmp_path, "t")
    index.begin()
    index.add([row_of(entry(1))])
    index.commit(1)
    note = json.loads((tmp_path / "state.json").read_text())
    stamp = json.loads((tmp_path / "generation-1" / "meta.json").read_text())["opstamp"]
    index.begin()
    index.add([row_of(entry(2))])
    index.commit(2)
    half = note | {"next": 2, "stamp": stamp}
    (tmp_path / "state.json").write_text(json.dumps(half))  # committed, but killed before the note was ended
    assert Index(tmp_path, "t").state.position == 2
    now = json.loads((tmp_path / "generation-1" / "meta.json").read_text())["opstamp"]
    (tmp_path / "state.json").write_text(json.dumps(half | {"stamp": now}))  # killed before the commit
    assert Index(tmp_path, "t").state.position == 1


def test_a_removal_is_told_by_the_state(tmp_path: Path) -> None:
    index = Index(tmp_path, "t")
    index.begin()
    index.add([row_of(entry(1)), row_of(entry(2))])
    index.commit(1)
    index.begin()
    index.remove("d9", "0" * 64)
    index.commit(2)
    assert index.state.gone == ""
    index.begin()
    index.remove("d1", "0" * 64)
    index.commit(3)
    assert index.state.gone
    assert len(index) == 1
    assert Index(tmp_path, "t").state == index.state


def test_which_of_equal_passages_are_found_does_not_hang_on_commits(tmp_path: Path) -> None:
    rows = [row_of(IndexEntry(Passage("d", f"{n:064}", 0, 5, "paragraph"), "gout " * (n % 2 + 1))) for n in range(40)]
    found = []
    for name, step in (("one", 40), ("three", 17)):
        index = Index(tmp_path / name, "t")
        for at in range(0, 40, step):
            index.begin()
            index.add(reversed(rows[at : at + step]))
            index.commit(at + step)
        found.append([index.search({"gout": 1.0}, limit) for limit in (1, 5, 20, 25, 100)])
    assert found[0] == found[1]
    assert [len(hits) for hits in found[0]] == [1, 5, 20, 25, 40]
    best, *_, last = found[0][-1]
    assert best.score > last.score
    assert [hit.passage.sha256 for hit in found[0][1]] == [f"{n:064}" for n in (1, 3, 5, 7, 9)]
