"""Text -> vector by an encoder in a folder: the same numbers always, and one sentence where it cannot be used."""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from quoth.errors import ModelRefused
from quoth.index.encoding import Encoder, Named
from tests import tiny_encoder

TEXT = "Statins in cancer: survival of stroke"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder.write(tmp_path_factory.mktemp("encoder") / "source")


def converted(folder: Path, out: Path, *, int8: bool) -> Named:
    pytest.importorskip("onnxruntime", reason="skipped: onnxruntime not here; pip install 'quoth[dense]'")
    from quoth.index.converting import convert

    weights = convert(folder, out, int8=int8)
    return Named(out, hashlib.sha256(weights.read_bytes()).hexdigest())


@pytest.fixture(scope="module")
def whole(folder: Path) -> Named:
    return converted(folder, folder.parent / "whole", int8=False)


@pytest.fixture(scope="module")
def small(folder: Path) -> Named:
    return converted(folder, folder.parent / "small", int8=True)


def by_hand(folder: Path, ids: list[int]) -> NDArray[np.float64]:
    """Compute the encoder in plain float64, as Devlin et al. write it."""
    from safetensors.numpy import load_file

    w = {name: array.astype(np.float64) for name, array in load_file(folder / "model.safetensors").items()}

    def norm(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        out: NDArray[np.float64] = x @ w[f"{name}.weight"].T + w[f"{name}.bias"]
        return out

    words, places = w["embeddings.word_embeddings.weight"], w["embeddings.position_embeddings.weight"]
    x = words[ids] + places[: len(ids)] + w["embeddings.token_type_embeddings.weight"][0]
    x = norm("embeddings.LayerNorm", x)
    layer = "encoder.layer.0"
    q, k, v = (linear(f"{layer}.attention.self.{n}", x) for n in ("query", "key", "value"))
    heads = []
    for head in range(2):
        part = slice(8 * head, 8 * head + 8)
        scores = q[:, part] @ k[:, part].T / math.sqrt(8)
        share = np.exp(scores - scores.max(-1, keepdims=True))
        heads.append(share / share.sum(-1, keepdims=True) @ v[:, part])
    x = norm(f"{layer}.attention.output.LayerNorm", linear(f"{layer}.attention.output.dense", np.hstack(heads)) + x)
    inner = linear(f"{layer}.intermediate.dense", x)
    bent = inner * (1 + np.vectorize(math.erf)(inner / math.sqrt(2))) / 2
    x = norm(f"{layer}.output.LayerNorm", linear(f"{layer}.output.dense", bent) + x)
    mean: NDArray[np.float64] = x.mean(0)
    unit: NDArray[np.float64] = mean / np.sqrt((mean * mean).sum())
    return unit


def test_the_graph_computes_what_the_paper_says(folder: Path, whole: Named) -> None:
    encoder = Encoder(whole)
    ids = encoder._tokenizer.encode(TEXT).ids
    assert len(ids) > 5
    assert np.allclose(encoder.encode(TEXT), by_hand(folder, ids), atol=1e-5)


def test_int8_stays_near(whole: Named, small: Named) -> None:
    assert small.sha256 != whole.sha256
    assert float(Encoder(whole).encode(TEXT) @ Encoder(small).encode(TEXT)) > 0.95


def test_a_text_has_one_vector_whatever_was_encoded_before(small: Named) -> None:
    one, other = Encoder(small, threads=1), Encoder(small, threads=2)
    other.encode("dose " * 40)
    assert one.encode(TEXT).tobytes() == other.encode(TEXT).tobytes()
    assert abs(float(one.encode(TEXT) @ one.encode(TEXT)) - 1) < 1e-6


def test_a_long_text_is_read_up_to_what_the_model_reads(small: Named) -> None:
    encoder = Encoder(small)
    assert encoder.encode("dose " * 40).tobytes() == encoder.encode("dose " * 400).tobytes()
    assert encoder.encode("").shape == (tiny_encoder.WIDTH,)


def test_other_weights_than_named_are_refused(small: Named) -> None:
    with pytest.raises(ModelRefused, match=rf"{small.sha256}, and QUOTH_DENSE_SHA256 says {'0' * 64}"):
        Encoder(Named(small.folder, "0" * 64)).encode(TEXT)
    with pytest.raises(ModelRefused, match="says nothing"):
        Encoder(Named(small.folder, "")).encode(TEXT)


def test_no_model_and_a_broken_one_are_refused(small: Named, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_bytes((small.folder / "tokenizer.json").read_bytes())
    with pytest.raises(ModelRefused, match="names no model"):
        Encoder(Named(tmp_path, "")).encode(TEXT)
    (tmp_path / "model.onnx").write_bytes(b"not a graph")
    named = Named(tmp_path, hashlib.sha256(b"not a graph").hexdigest())
    with pytest.raises(ModelRefused, match="no ONNX model"):
        Encoder(named).encode(TEXT)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelRefused, match="no tokenizer"):
        Encoder(named).encode(TEXT)


def test_what_is_no_bert_is_not_converted(folder: Path, tmp_path: Path) -> None:
    from quoth.index.converting import convert

    with pytest.raises(ModelRefused, match="not a sentence-transformers folder"):
        convert(tmp_path, tmp_path / "out")
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_bytes((folder / "1_Pooling" / "config.json").read_bytes())
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "t5"}))
    with pytest.raises(ModelRefused, match="no BERT encoder"):
        convert(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("missing", ["onnxruntime", "tokenizers"])
def test_without_the_extra_one_sentence_says_how_to_get_it(missing: str, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from pathlib import Path\n"
        "from quoth.errors import ModelRefused\n"
        "from quoth.index.encoding import Encoder, Named\n"
        "encoder = Encoder(Named(Path(sys.argv[1]), ''))\n"
        f"part = '_session' if {missing!r} == 'onnxruntime' else '_tokenizer'\n"
        "try: getattr(encoder, part)\n"
        "except ModelRefused as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"QUOTH_DENSE is set, but {missing} is not installed: pip install 'quoth[dense]'"
