"""A refresh that is killed: the library is whole at any moment, and one more run comes to what an unkilled one does."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quoth.engine import Engine, notice_lists
from quoth.settings import load
from quoth.store import opening
from tests.conftest import GOUT
from tests.test_refreshing import LATER, QUESTION, made, notice_list

__all__ = ["made"]  # a fixture

CODE = """
import sys
from pathlib import Path
from quoth.engine import Engine, notice_lists, refreshing
from quoth.settings import load
notice_lists.BATCH = 20
engine = Engine.open(load(Path(sys.argv[1])), [Path(sys.argv[2])])
print("ready", flush=True)
engine.refresh(Path(sys.argv[3]), day="2026-12-24")
"""


def whole_run(library: Path, path: Path) -> float:
    engine = Engine.open(load(library), [GOUT])
    start = time.monotonic()
    engine.refresh(path, day=LATER)
    engine.close()
    return time.monotonic() - start


def contents(library: Path) -> tuple[list[tuple[object, ...]], ...]:
    with sqlite3.connect(library / opening.DATABASE) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        asked = ("SELECT id, body FROM works ORDER BY id", "SELECT * FROM notices ORDER BY scheme, value, digest")
        news = "SELECT DISTINCT action, document, sha256 FROM changes WHERE action IN ('notice', 'looked') ORDER BY 1, 2, 3"
        return tuple(database.execute(sql).fetchall() for sql in (*asked, news))


def kills(tmp_path: Path, full: Path, runs: int) -> None:
    """Kill refreshes at random points; a run that is left alone then comes to what an unkilled one does."""
    library, whole = tmp_path / "killed", tmp_path / "whole"
    natures = ("Retraction", "Correction", "Expression of concern", "Reinstatement")
    rows = [(f"10.1000/A.{100 + n % 60}", "", f"{n % 12 + 1}/1/2021 0:00", natures[n % 4]) for n in range(600)]
    path = notice_list(tmp_path / "list.csv", rows)
    for place in (library, whole):
        shutil.copytree(full, place)
    took = whole_run(whole, path)
    chance = random.Random(1)
    for _ in range(runs):
        run = [sys.executable, "-c", CODE, str(library), str(GOUT), str(path)]
        process = subprocess.Popen(run, start_new_session=True, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, took))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        contents(library)
    whole_run(library, path)
    assert contents(library) == contents(whole)
    one, other = (Engine.open(load(place), [GOUT]) for place in (library, whole))
    assert one.ask(QUESTION).claims == other.ask(QUESTION).claims
    assert one.refresh(path, day=LATER).changes.nothing


def test_a_killed_refresh_is_simply_run_again(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_lists, "BATCH", 20)
    kills(tmp_path, made / "full", runs=2)


@pytest.mark.slow
def test_many_killed_refreshes(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """20 kills here; QUOTH_KILLS sets another number."""
    monkeypatch.setattr(notice_lists, "BATCH", 20)
    kills(tmp_path, made / "full", runs=int(os.environ.get("QUOTH_KILLS", "20")))
