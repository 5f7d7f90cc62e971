"""A library with an encoder: passages are found by their vectors too. Without one nothing is different."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from quoth.engine import Engine, searching
from quoth.errors import ModelRefused
from quoth.render import render
from quoth.settings import Settings, load
from tests import tiny_encoder
from tests.conftest import GOUT

QUESTION = "Is febuxostat safe in gout with heart disease?"
NEEDED = ("numpy", "onnx", "onnxruntime", "safetensors", "tokenizers")
PAPER = """---
title: Aspirin after stroke
---

# Aspirin after stroke

Survival of stroke in those who took aspirin did not hang on the dose that was taken.
"""


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"skipped: {', '.join(missing)} not here; pip install 'quoth[dense]'")
    from quoth.index.converting import convert

    folder = tmp_path_factory.mktemp("encoder")
    return convert(tiny_encoder.write(folder / "source"), folder / "small").parent


def with_encoder(library: Path, encoder: Path) -> Settings:
    sha256 = hashlib.sha256((encoder / "model.onnx").read_bytes()).hexdigest()
    return load(library, {"QUOTH_DENSE": str(encoder), "QUOTH_DENSE_SHA256": sha256})


def test_every_passage_has_a_vector_and_the_fingerprint_says_so(tmp_path: Path, encoder: Path) -> None:
    engine = Engine.open(with_encoder(tmp_path, encoder), [GOUT])
    vectors = engine._library.vectors
    assert vectors is not None
    assert len(vectors) == len(engine._library.index) > 0
    assert vectors.state.position == engine._library.index.state.position
    plain = replace(engine._library.settings, dense=None)
    assert plain.fingerprint() != engine._library.settings.fingerprint()
    assert plain.fingerprint() == load(tmp_path, {}).fingerprint()
    engine.close()


def test_the_same_question_has_the_same_bytes_in_another_library(tmp_path: Path, encoder: Path) -> None:
    pages = []
    for name in ("one", "two"):
        engine = Engine.open(with_encoder(tmp_path / name, encoder), [GOUT])
        pages.append(render(engine.ask(QUESTION), "json"))
        engine.close()
    assert pages[0] == pages[1]


def test_what_shares_no_word_is_found_and_what_is_removed_is_not(tmp_path: Path, encoder: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text(PAPER)
    engine = Engine.open(with_encoder(tmp_path / "library", encoder), [GOUT])
    assert engine.add([paper]).added == 1
    library = engine._library
    asked = "statin cancer"  # no word of the paper, and none of the pack's
    assert library.index.search({"statin": 1.0, "cancer": 1.0}, 9) == []
    hits = searching.search(library, asked, 200).hits
    (document,) = {h.passage.document for h in hits if not h.passage.document.startswith("gout:")}
    assert engine.remove(document) == 1
    left = searching.search(library, asked, 200).hits
    assert len(left) == len(hits) - 1
    assert document not in {h.passage.document for h in left}
    engine.close()


def test_an_encoder_named_later_reads_what_is_there(tmp_path: Path, encoder: Path) -> None:
    Engine.open(load(tmp_path, {}), [GOUT]).close()
    assert not (tmp_path / "vectors").exists()
    said: list[str] = []
    engine = Engine.open(with_encoder(tmp_path, encoder), [GOUT], said.append)
    assert engine._library.vectors is not None
    assert len(engine._library.vectors) == len(engine._library.index)
    assert any(line.startswith("Encoding what") for line in said)
    engine.close()


def test_other_weights_than_named_are_refused(tmp_path: Path, encoder: Path) -> None:
    settings = replace(with_encoder(tmp_path, encoder), dense_sha256="0" * 64)
    with pytest.raises(ModelRefused, match="QUOTH_DENSE_SHA256 says 0000"):
        Engine.open(settings, [GOUT])


WITHOUT = """
import sys
for name in sys.argv[2:]:
    sys.modules[name] = None
from pathlib import Path
from quoth.engine import Engine
from quoth.render import render
from quoth.settings import load
from tests.conftest import GOUT
engine = Engine.open(load(Path(sys.argv[1]), {}), [GOUT])
print(render(engine.ask("Is febuxostat safe in gout with heart disease?"), "json"))
assert not any(sys.modules.get(name) for name in ("numpy", "onnx", "onnxruntime", "safetensors", "tokenizers"))
"""


def test_without_the_extra_nothing_changes(tmp_path: Path) -> None:
    engine = Engine.open(load(tmp_path / "with", {}), [GOUT])
    page = render(engine.ask(QUESTION), "json")
    engine.close()
    root = Path(__file__).parent.parent
    environ = os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"}
    command = [sys.executable, "-c", WITHOUT, str(tmp_path / "without"), *NEEDED]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ, cwd=root)
    assert done.stdout.strip() == page.strip()
