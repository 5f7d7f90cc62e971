"""Backup and restore: all of it comes back, others may write meanwhile, nothing is overwritten, refusals are sentences."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.errors import LibraryRefused
from quoth.render import render
from quoth.settings import load
from quoth.store import Store, opening
from tests.conftest import GOUT
from tests.test_adding import CODE, article, state_of

QUESTION = "Does allopurinol help in gout?"
QUOTH = str(Path(sys.executable).parent / "quoth")

pytestmark = pytest.mark.slow


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A backup of a library with two papers, one in an older version too."""
    (tmp_path / "a.xml").write_text(article(101))
    (tmp_path / "b.xml").write_text(article(102))
    engine = Engine.open(load(tmp_path / "first"), [GOUT])
    engine.add([tmp_path / "a.xml", tmp_path / "b.xml"])
    (tmp_path / "a.xml").write_text(article(101).replace("Nobody died", "One died"))
    engine.add([tmp_path / "a.xml"])
    assert engine.backup(tmp_path / "kept.quoth") == (tmp_path / "kept.quoth").stat().st_size
    engine.close()
    return tmp_path / "kept.quoth"


def test_everything_comes_back(kept: Path, tmp_path: Path) -> None:
    for name in ("second", "third"):
        Engine.restore(load(tmp_path / name), kept)
    first, second, third = (Engine.open(load(tmp_path / name), [GOUT]) for name in ("first", "second", "third"))
    assert render(third.ask(QUESTION), "json") == render(second.ask(QUESTION), "json")
    assert second.verify(render(first.ask(QUESTION), "json").encode()).holds
    assert second.fingerprint() != first.fingerprint()  # its index never held the older version, and ranks without it
    stores = Store(tmp_path / "first"), Store(tmp_path / "second")
    idents = {change.document for change in stores[0].changes(0)}
    assert idents == {change.document for change in stores[1].changes(0)}
    assert all(stores[0].versions(ident) == stores[1].versions(ident) for ident in idents)
    assert any(len(stores[0].versions(ident)) == 2 for ident in idents)


def test_a_library_with_nothing_but_packs_may_be_restored_into(kept: Path, tmp_path: Path) -> None:
    with Engine.open(load(tmp_path / "fresh"), [GOUT])._library.store._writer.engine.connect():
        Engine.restore(load(tmp_path / "fresh"), kept)  # even while another connection has it open
    again = Engine.open(load(tmp_path / "fresh"), [GOUT])
    assert any("101 adults" in claim.quote for claim in again.ask(QUESTION).claims)
    assert state_of(tmp_path / "fresh") == state_of(tmp_path / "first")


def test_a_library_with_papers_is_not_overwritten(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "own.xml").write_text(article(500))
    engine = Engine.open(load(tmp_path / "full"), [GOUT])
    engine.add([tmp_path / "own.xml"])
    engine.remove("pmid:500")  # out of use, but old receipts need it
    before = engine._library.store.changes(0)
    with pytest.raises(LibraryRefused, match="holds more than packs"):
        Engine.restore(load(tmp_path / "full"), kept)
    assert engine._library.store.changes(0) == before


def test_a_library_with_notices_is_not_overwritten(kept: Path, tmp_path: Path) -> None:
    engine = Engine.open(load(tmp_path / "told"), [GOUT])
    with sqlite3.connect(tmp_path / "told" / opening.DATABASE) as database:
        database.execute("INSERT INTO notices VALUES ('doi', '10.1/x', 'd', '{}')")
    engine.close()
    with pytest.raises(LibraryRefused, match="holds more than packs"):
        Engine.restore(load(tmp_path / "told"), kept)


def test_an_older_backup_is_not_overwritten(kept: Path, tmp_path: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(LibraryRefused, match="there already"):
        Engine.open(load(tmp_path / "first"), [GOUT]).backup(kept)
    assert kept.read_bytes() == before
    with pytest.raises(LibraryRefused, match="cannot be written"):
        Engine.open(load(tmp_path / "first"), [GOUT]).backup(tmp_path / "no" / "such" / "folder")


@pytest.mark.parametrize("damage", ["missing", "garbage", "half", "other", "newer", "folder"])
def test_what_is_no_backup_gets_a_sentence_and_changes_nothing(kept: Path, tmp_path: Path, damage: str) -> None:
    bad = tmp_path / "bad.quoth"
    if damage == "garbage":
        bad.write_bytes(b"garbage " * 2000)
    elif damage == "half":
        bad.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    elif damage == "folder":
        bad.mkdir()
    elif damage != "missing":
        bad.write_bytes(kept.read_bytes() if damage == "newer" else b"")
        with sqlite3.connect(bad) as database:
            database.execute(
                "UPDATE alembic_version SET version_num = '9999'" if damage == "newer" else "CREATE TABLE recipes (x)"
            )
        database.close()
    with pytest.raises(LibraryRefused) as refused:
        Engine.restore(load(tmp_path / "second"), bad)
    assert str(bad) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "second").exists()


def test_a_backup_while_another_process_adds_is_a_library_of_one_moment(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1, 401):
        (folder / f"{number:04}.xml").write_text(article(number))
    engine = Engine.open(load(tmp_path / "first"), [GOUT])
    adding = subprocess.Popen([sys.executable, "-c", CODE, str(tmp_path / "first"), str(GOUT), str(folder)])
    made: list[Path] = []
    while adding.poll() is None:
        made.append(tmp_path / f"{len(made)}.quoth")
        engine.backup(made[-1])
    assert adding.wait() == 0
    for number, file in enumerate(made[:: max(1, len(made) // 4)]):
        place = tmp_path / f"restored-{number}"
        Engine.restore(load(place), file)
        store = Store(place)
        current = {c.document: c.sha256 for c in store.changes(0)}
        assert all(sha256 in store.versions(ident) for ident, sha256 in current.items())
        assert len(current) == sum(store.counts().documents.values())
        Engine.open(load(place), [GOUT]).close()


def test_the_commands(kept: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "second")
    done = subprocess.run([QUOTH, "restore", str(kept), "--library", place], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"full text" in done.stdout
    again = subprocess.run([QUOTH, "restore", str(kept), "--library", place], capture_output=True, check=False)
    assert again.returncode == 2
    assert len(again.stderr.decode().strip().splitlines()) == 1
    file = str(tmp_path / "new.quoth")
    written = subprocess.run([QUOTH, "backup", file, "--library", place], capture_output=True, check=False)
    assert written.returncode == 0, written.stderr
    for command in ("backup", "restore"):
        told = subprocess.run([QUOTH, command, "--help"], capture_output=True, check=True).stdout.decode()
        assert f"Example: quoth {command}" in told
