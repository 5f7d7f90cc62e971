"""Patients leave no trace: canary values given at every door are nowhere afterwards."""

from __future__ import annotations

import json
import logging
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.render import render
from quoth.settings import load
from tests.conftest import SEED
from tests.test_cli import QUOTH, quoth


def canaries(seed: int) -> dict[str, str]:
    """Values that occur nowhere else: odd decimals within the hard limits."""
    chance = random.Random(seed)
    ranges = {"platelets": (5, 140, ""), "creatinine": (0.5, 9, "mg/dL"), "mcv": (70, 110, "")}
    return {key: f"{chance.uniform(low, high):.7f}{unit}" for key, (low, high, unit) in ranges.items()}


def held(folder: Path, needles: list[str]) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [f"{needle} in {path}" for needle in needles if needle.encode() in data]
    return found


def test_the_pathway_stands_beside_the_answer_and_never_in_it(tma_library: Path, tmp_path: Path) -> None:
    given = canaries(0)
    file = tmp_path / "patient.txt"
    file.write_text("\n".join(f"{key}={value}" for key, value in given.items()))
    bare = quoth("ask", SEED, "--json", library=tma_library)
    both = quoth("ask", SEED, "--json", "--patient", str(file), library=tma_library)
    assert both.returncode == 0, both.stderr
    said = json.loads(both.stdout)
    assert said["answer"] == json.loads(bare.stdout)
    assert said["patient"]["steps"]


@pytest.mark.slow
def test_a_thousand_patients_leave_no_trace(
    tma_library: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(tma_library, folder)
    engine = Engine.open(load(folder))
    names = [score.id for score in engine.scores()]
    needles = []
    with caplog.at_level(logging.DEBUG):
        for number in range(1000):
            given = canaries(number)
            needles += [value.removesuffix("mg/dL") for value in given.values()]
            words = [f"{key}={value}" for key, value in given.items()]
            engine.score(names[number % len(names)], words)
            if number % 50 == 0:
                engine.pathway(text="\n".join(words))
                assert not any(n in render(engine.ask(SEED), "json") for n in needles[-3:])
    engine.close()
    assert held(folder, needles) == []
    assert not any(needle in caplog.text for needle in needles)


@pytest.mark.slow
def test_no_trace_through_the_command_line(tma_library: Path, tmp_path: Path) -> None:
    folder, scratch = tmp_path / "library", tmp_path / "scratch"
    shutil.copytree(tma_library, folder)
    scratch.mkdir()
    given = canaries(7)
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(given))
    environ = {"QUOTH_LIBRARY": str(folder), "TMPDIR": str(scratch), "HOME": str(scratch), "PATH": "/usr/bin:/bin"}
    for words in (["score", "plasmic"], ["pathway"], ["ask", SEED]):
        command = [QUOTH, *words, "--patient", str(file), "--json"]
        assert subprocess.run(command, env=environ, capture_output=True, check=False).returncode == 0
    bad = tmp_path / "bad.json"
    bad.write_text('{"platelets": "' + given["platelets"] + '", broken')
    refused = subprocess.run([QUOTH, "pathway", "--patient", str(bad)], env=environ, capture_output=True, check=False)
    assert refused.returncode == 2
    needles = [value.removesuffix("mg/dL") for value in given.values()]
    assert not any(needle.encode() in refused.stderr for needle in needles)
    assert held(folder, needles) == []
    assert held(scratch, needles) == []
