"""Asking while others add: a page answers from the index as it stands, at once, says so, and is of one moment."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from quoth.engine import Engine, readers, replaying
from quoth.engine.adding import Writing
from quoth.engine.asking import Asking, Reading
from quoth.errors import LibraryRefused
from quoth.index import Index, Row, row_of
from quoth.model import Answer
from quoth.render import render
from quoth.settings import load
from quoth.store import ADDING, Change, Store, alone
from tests.conftest import GOUT
from tests.test_adding import article
from tests.test_replaying import entry, order_of

QUESTION = "Does allopurinol help in gout?"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine.open(load(tmp_path / "library"), [GOUT])


def store_only(engine: Engine, folder: Path, *numbers: int) -> None:
    """Store papers, leaving the index behind, as a process does in the midst of adding."""
    writer = Writing(engine._library.store)
    for number in numbers:
        file = folder / f"{number}.xml"
        file.write_text(article(number))
        writer.take(readers.read_one(file.name, file, None))
    writer.finish()


def test_an_index_shows_what_its_state_says(tmp_path: Path) -> None:
    writing = Index(tmp_path, "t")
    writing.begin()
    writing.add([row_of(entry(1))])
    writing.commit(1)
    looking = Index(tmp_path, "t")
    writing.begin()
    writing.add([row_of(entry(2))])
    writing.commit(2, last=False)
    assert (writing.state.position, len(writing)) == (1, 1)  # until the last commit
    writing.add([row_of(entry(3))])
    writing.commit(3)
    assert (writing.state.position, len(writing)) == (3, 3)
    time.sleep(1)  # tantivy by itself would look for a new commit twice a second
    assert (looking.state.position, len(looking)) == (1, 1)
    assert looking.is_behind_its_note()
    assert not writing.is_behind_its_note()


@pytest.mark.parametrize("lock", ["adding.lock", "library.lock"])
def test_a_page_does_not_wait_for_who_adds_and_says_so(engine: Engine, tmp_path: Path, lock: str) -> None:
    store_only(engine, tmp_path, 101, 102)
    with alone(engine._library.settings.library, lock):
        start = time.monotonic()
        other = Engine.open(load(tmp_path / "library"), [GOUT])
        page = other.ask(QUESTION)
        assert time.monotonic() - start < 30  # waiting for the lock would take 60 s
    held = other._library.store.position()
    assert page.fingerprint.startswith(f"{held - 2}of{held}.")
    assert f"BEING INDEXED: searched up to change {held - 2:,} of {held:,}" in " ".join(render(page, "text").split())
    assert not any("101 adults" in claim.quote for claim in page.claims)
    assert page == other.ask(QUESTION)

    after = Engine.open(load(tmp_path / "library"), [GOUT])  # nobody adds any more
    whole = after.ask(QUESTION)
    assert whole.fingerprint.startswith(f"{held}.")
    assert "BEING INDEXED" not in whole.library
    assert any("101 adults" in claim.quote for claim in whole.claims)
    assert other.ask(QUESTION) == whole  # who stays open looks again


def test_two_moments_of_the_store_have_two_fingerprints(engine: Engine, tmp_path: Path) -> None:
    engine.add([_file(tmp_path, 101)])
    before = engine.ask(QUESTION)
    assert any("101 adults" in claim.quote for claim in before.claims)
    engine._library.store.remove(_documents(engine, "pmid:101"))
    now = engine.ask(QUESTION)
    assert not any("101 adults" in claim.quote for claim in now.claims)
    assert now.fingerprint != before.fingerprint


def test_a_page_under_which_the_library_changes_is_made_anew(engine: Engine, tmp_path: Path) -> None:
    asking = Interrupted(engine, tmp_path, times=1)
    page = asking.ask(QUESTION)
    assert asking.made == 2
    assert page == Asking(engine._library).ask(QUESTION)
    with pytest.raises(LibraryRefused, match="changing faster"):
        Interrupted(engine, tmp_path, times=100).ask(QUESTION)


class Interrupted(Asking):
    """Somebody stores a paper while each of the first pages is made."""

    def __init__(self, engine: Engine, folder: Path, times: int) -> None:
        super().__init__(engine._library)
        self.engine, self.folder, self.times, self.made = engine, folder, times, 0

    def page(self, reading: Reading) -> Answer:
        page = super().page(reading)
        self.made += 1
        if self.made <= self.times:
            store_only(self.engine, self.folder, 1000 * self.times + self.made)
        return page


def test_a_lock_that_is_taken_can_be_left_to_its_holder(tmp_path: Path) -> None:
    with alone(tmp_path) as held, alone(tmp_path, wait=False) as second, alone(tmp_path, ADDING, wait=False) as third:
        assert (held, second, third) == (True, False, True)
    with alone(tmp_path, wait=False) as again:
        assert again


def test_readers_make_the_rows_that_the_store_would_give(tmp_path: Path) -> None:
    order = order_of(tmp_path)
    file = _file(tmp_path, 101)
    (ready,) = readers.with_rows(readers.read_one(file.name, file, None), replaying.tools_at(order.place))
    assert isinstance(ready, readers.Ready)
    tools = replaying.tools_at(order.place)
    tools.store.put([(ready.paper.work, ready.paper.document)])
    key = (ready.paper.document.id, ready.paper.document.sha256)
    assert replaying._made(tools, [key]) == [ready.rows]
    again = readers.with_rows(readers.read_one(file.name, file, None), replaying.tools_at(order.place))
    assert again == [ready.paper]  # held already: no rows are made


def test_rows_are_good_for_the_one_change_that_stored_them() -> None:
    row: Row = ("d@1", "p", "words", "y|2019")
    changes = [
        Change(5, "remove", "a", "0"),
        Change(6, "add", "a", "1"),
        Change(7, "add", "b", "1"),
        Change(8, "add", "b", "1"),  # a notice, or another process: whose facts stand is read from the store
        Change(9, "add", "c", "1"),
    ]
    made = {("a", "1"): [row], ("b", "1"): [row], ("x", "1"): [row]}
    assert replaying.kept_ready(changes, made) == {6: [row]}


def _file(folder: Path, number: int) -> Path:
    file = folder / f"{number}.xml"
    file.write_text(article(number))
    return file


def _documents(engine: Engine, name: str) -> list[str]:
    scheme, _, value = name.partition(":")
    store: Store = engine._library.store
    return [d.id for d in store.of_work(store.find_work(scheme, value) or "")]
