"""The vectors of a library: the nearest first, what is removed gone, and nothing lost or half there after a kill."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from quoth.index import Entry
from quoth.index.vector_files import Rows, State
from quoth.index.vectors import Vectors
from quoth.model import Passage

WIDTH = 8


class Letters:
    """Encodes a text by which letters it has, and counts how often it is asked."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, text: str) -> NDArray[np.float32]:
        self.encoded.append(text)
        counts = np.array([1 + text.count(letter) for letter in "abcdefgh"], np.float64)
        vector: NDArray[np.float32] = (counts / np.sqrt((counts * counts).sum())).astype(np.float32)
        return vector


def entry(document: str, text: str, title: str = "", start: int = 0) -> Entry:
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    return Entry(Passage(document, sha256, start, start + len(text), "abstract"), text, title)


def filled(folder: Path, entries: Sequence[Entry], encoder: Letters | None = None) -> Vectors:
    vectors = Vectors(folder, encoder or Letters(), "letters")
    vectors.begin()
    vectors.add(entries)
    vectors.commit(1)
    return vectors


def found(vectors: Vectors, question: str, limit: int = 10) -> list[str]:
    return [hit.passage.document for hit in vectors.search(question, limit)]


def test_the_nearest_come_first(tmp_path: Path) -> None:
    vectors = filled(tmp_path, [entry("one", "aaaa"), entry("two", "bbbb"), entry("three", "aabb")])
    assert found(vectors, "aaaa") == ["one", "three", "two"]
    assert found(vectors, "bbbb", 1) == ["two"]
    assert vectors.search("aaaa", 1)[0].score == 1.0
    assert len(vectors) == 3


def test_a_question_moves_towards_what_was_found(tmp_path: Path) -> None:
    entries = [entry("one", "aaaa"), entry("two", "bbbb"), entry("three", "cccc")]
    vectors = filled(tmp_path, entries)
    assert found(vectors, "aaa")[0] == "one"
    moved = vectors.search("aaa", 3, [entries[2].passage])
    assert {hit.passage.document for hit in moved[:2]} == {"one", "three"}
    assert moved[0].score < 1
    elsewhere = entry("nowhere", "dddd").passage
    assert vectors.search("aaa", 3, [elsewhere]) == vectors.search("aaa", 3)


def test_a_question_asked_again_is_not_encoded_again(tmp_path: Path) -> None:
    encoder = Letters()
    vectors = filled(tmp_path, [entry("one", "aaaa")], encoder)
    for _ in range(2):
        vectors.search("aaa", 3)
    assert encoder.encoded == ["aaaa", "aaa"]


def test_a_title_is_read_with_its_passage(tmp_path: Path) -> None:
    encoder = Letters()
    filled(tmp_path, [entry("one", "Text.", "Title"), entry("two", "Bare.")], encoder)
    assert encoder.encoded == ["Title. Text.", "Bare."]


def test_an_empty_one_answers_nothing(tmp_path: Path) -> None:
    assert Vectors(tmp_path, Letters(), "letters").search("a", 5) == []
    assert filled(tmp_path, []).search("a", 5) == []


def test_what_is_removed_is_gone_and_may_come_back(tmp_path: Path) -> None:
    vectors = filled(tmp_path, [entry("one", "aaaa"), entry("two", "bbbb")])
    one = entry("one", "aaaa").passage
    vectors.begin()
    vectors.remove(one.document, one.sha256)
    vectors.commit(2)
    assert found(vectors, "aaaa") == ["two"]
    encoder = Letters()
    again = Vectors(tmp_path, encoder, "letters")
    assert (len(again), again.state.position) == (1, 2)
    again.begin()
    again.add([entry("one", "aaaa")])
    again.commit(3)
    assert encoder.encoded == []  # the vector was still there
    assert found(again, "aaaa") == ["one", "two"]


def test_removing_in_the_same_step_it_was_added(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path, Letters(), "letters")
    one = entry("one", "aaaa").passage
    vectors.begin()
    vectors.add([entry("one", "aaaa"), entry("two", "bbbb")])
    vectors.remove(one.document, one.sha256)
    vectors.commit(1)
    assert found(vectors, "aaaa") == ["two"]


def test_another_model_starts_anew_and_another_cutting_keeps_vectors(tmp_path: Path) -> None:
    filled(tmp_path, [entry("one", "aaaa")])
    assert Vectors(tmp_path, Letters(), "other").state.position == 0
    encoder = Letters()
    cut = Vectors(tmp_path, encoder, "letters", cut_by="sentences-2")
    assert (cut.state.position, cut.state.generation) == (0, 2)
    cut.begin()
    cut.add([entry("one", "aaaa", start=5)])
    cut.commit(9)
    assert encoder.encoded == []
    assert cut.search("aaaa", 1)[0].passage.start == 5
    assert [place.name for place in tmp_path.iterdir()] == ["generation-2"]


def test_a_crowd_of_removed_rows_starts_a_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quoth.index.vectors.FEW", 3)
    entries = [entry(str(n), "ab" * n) for n in range(8)]
    vectors = filled(tmp_path, entries)
    vectors.begin()
    for some in entries[:3]:
        vectors.remove(some.passage.document, some.passage.sha256)
    vectors.commit(2)
    assert Vectors(tmp_path, Letters(), "letters").state == State(2, "letters", "")


@pytest.mark.parametrize("name", ["vectors", "keys", "passages", "gone", "state.json"])
def test_damaged_files_start_a_generation(tmp_path: Path, name: str) -> None:
    filled(tmp_path, [entry("one", "aaaa")])
    file = tmp_path / "generation-1" / name
    file.write_bytes(file.read_bytes()[:-1])
    assert Vectors(tmp_path, Letters(), "letters").state.position == 0


def test_what_a_kill_left_behind_does_not_count(tmp_path: Path) -> None:
    """Rows that were written and not committed are not there, and the next writer puts its own in their place."""
    filled(tmp_path, [entry("one", "aaaa")])
    kept = tmp_path.parent / f"{tmp_path.name}-kept"
    torn = Vectors(tmp_path, Letters(), "letters")
    torn.begin()
    torn.remove(entry("one", "").passage.document, entry("one", "").passage.sha256)
    torn.add([entry("two", "bbbb"), entry("three", "cccc")])
    assert torn._writing is not None
    for file in torn._writing._files.values():
        file.flush()
    shutil.copytree(tmp_path, kept)  # as the disk is when the power goes
    torn._writing.close()
    after = Vectors(kept, Letters(), "letters")
    assert (found(after, "aaaa"), after.state.position) == (["one"], 1)
    after.begin()
    after.add([entry("four", "dddd")])
    after.commit(2)
    assert found(after, "dddd") == ["four", "one"]


KILLED = """
import os, sys
from pathlib import Path
from quoth.index.vectors import Vectors
from tests.test_vectors import Letters, entry
vectors = Vectors(Path(sys.argv[1]), Letters(), "letters")
vectors.begin()
for step in range(1, 1000):
    vectors.add([entry(f"{step}-{n}", "ab" * n) for n in range(4)])
    vectors.commit(step, last=False)
    print(step, flush=True)
"""


@pytest.mark.slow
def test_killed_while_writing_what_was_committed_is_there(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    environ = os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"}
    for kill in range(5):
        command = [sys.executable, "-c", KILLED, str(tmp_path / str(kill))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ, cwd=root) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(3 + 7 * kill)][-1]
            process.kill()
        vectors = Vectors(tmp_path / str(kill), Letters(), "letters")
        assert vectors.state.position >= int(told)
        assert len(vectors) == 4 * vectors.state.position
        assert len(vectors.search("ab", 5000)) == len(vectors)


@given(st.lists(st.text("abcdefgh", max_size=6), min_size=1, max_size=40), st.integers(1, 50))
def test_search_is_exact(tmp_path_factory: pytest.TempPathFactory, texts: list[str], limit: int) -> None:
    folder = tmp_path_factory.mktemp("exact")
    entries = [entry(f"{n}", text) for n, text in enumerate(texts)]
    hits = filled(folder, entries).search("abba", limit)
    wanted = Letters().encode("abba").astype(np.float64)
    scored = sorted(
        (-round(float((Letters().encode(e.text).astype(np.float64) * wanted).sum()), 6), e.passage.sha256)
        for e in entries
    )
    assert [(-hit.score, hit.passage.sha256) for hit in hits] == scored[:limit]


@given(st.lists(st.text("abcdefgh", max_size=6), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_adding_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], chance: random.Random
) -> None:
    entries = [entry(f"{n}", text) for n, text in enumerate(texts)]
    mixed = list(entries)
    chance.shuffle(mixed)
    one, other = (filled(tmp_path_factory.mktemp("order"), some) for some in (entries, mixed))
    assert one.search("abba", 10) == other.search("abba", 10)


def test_memory_of_a_search_is_that_of_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [entry(f"{n:02}", "ab" * n) for n in range(20)]
    whole = filled(tmp_path / "whole", entries).search("ab", 20)
    monkeypatch.setattr("quoth.index.vector_files.BLOCK", 3)
    vectors = filled(tmp_path / "blocks", entries)
    assert isinstance(Rows(tmp_path / "blocks" / "generation-1", vectors.state).vectors, np.memmap)
    assert vectors.search("ab", 20) == whole
