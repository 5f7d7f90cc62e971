"""A full disk and a read-only library: one sentence, exit code 2, and the library opens afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.settings import load
from quoth.store import Store
from tests.test_adding import article, state_of

QUOTH = str(Path(sys.executable).parent / "quoth")


def mount(place: Path, options: str) -> None:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"skipped: a tmpfs cannot be mounted here ({done.stderr.decode().strip()})")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that holds a library with the shipped pack, and little more."""
    if os.geteuid() != 0:
        pytest.skip("skipped: mounting a small disk needs root")
    place = tmp_path / "disk"
    place.mkdir()
    mount(place, "size=200m")
    try:
        # In a process of its own, so that nothing here holds a file of the disk open.
        subprocess.run([QUOTH, "status", "--library", str(place / "library")], capture_output=True, check=True)
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


def used(place: Path) -> int:
    found = os.statvfs(place)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def add(place: Path, papers: Path) -> str:
    """Run `quoth add` and return the sentence that it ends with."""
    command = [QUOTH, "add", str(papers), "--library", str(place / "library")]
    done = subprocess.run(command, capture_output=True, check=False)
    said = done.stderr.decode()
    assert done.returncode == 2, (done.stdout, said)
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1, said
    return said


def many(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(1, count + 1):
        long = article(number).replace("Nobody died.", "Nobody died. " * 200)
        (folder / f"{number:05}.xml").write_text(long)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("room", [0, 100_000, 2_000_000])
def test_a_full_disk(disk: Path, tmp_path: Path, room: int) -> None:
    papers = many(tmp_path / "papers", 400)
    remount(disk, f"size={used(disk) + room}")
    said = add(disk, papers)
    assert "full" in said or "No space left" in said
    ask = [QUOTH, "ask", "Should platelets be transfused in TTP?", "--library", str(disk / "library")]
    remount(disk, "size=400m")
    assert subprocess.run(ask, capture_output=True, check=False).returncode == 0
    held = state_of(disk / "library")
    assert all(sha256 in Store(disk / "library").versions(ident) for ident, sha256 in held.items())
    engine = Engine.open(load(disk / "library"))
    assert engine.add([papers]).refused == ()
    assert engine.status().counts.documents["full text"] == 400
    engine.close()


@pytest.mark.slow
def test_a_read_only_disk(disk: Path, tmp_path: Path) -> None:
    papers = many(tmp_path / "papers", 3)
    remount(disk, "ro")
    assert "read-only" in add(disk, papers).lower()
    remount(disk, "rw")
    engine = Engine.open(load(disk / "library"))
    assert engine.add([papers]).added == 3
    engine.close()
