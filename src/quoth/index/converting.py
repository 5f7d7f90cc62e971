"""A BERT sentence encoder as sentence-transformers keeps it -> an ONNX graph with int8 weights, for `quoth.index.encoding`.

Weights are rounded per output channel (one scale for a whole matrix loses quality) and to 7 bits, so that processors
without VNNI instructions, whose 16-bit sums would overflow, return the same numbers as those with. Run it once:

    python -m quoth.index.converting FOLDER OUT
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from quoth.errors import ModelRefused

OPSET = 17
KEPT = ("tokenizer.json", "config.json", "sentence_bert_config.json")


def convert(folder: Path, out: Path, *, int8: bool = True) -> Path:
    """Write ``model.onnx`` and its tokenizer to ``out``; raises ModelRefused where ``folder`` holds no such encoder."""
    config = _config(folder)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        whole, small = Path(scratch) / "whole.onnx", Path(scratch) / "small.onnx"
        onnx.save(_Graph(config, load_file(folder / "model.safetensors")).model(), str(whole))
        if int8:
            quantize_dynamic(whole, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        (small if int8 else whole).replace(out / "model.onnx")
    for name in KEPT:
        if (folder / name).exists():
            shutil.copyfile(folder / name, out / name)
    return out / "model.onnx"


def _config(folder: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text())
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text())
    except (OSError, ValueError) as error:
        raise ModelRefused(f"{folder} is not a sentence-transformers folder: {error}") from None
    known = config.get("model_type") == "bert" and config.get("hidden_act") == "gelu"
    if not known or not pooling.get("pooling_mode_mean_tokens"):
        raise ModelRefused(f"{folder} holds no BERT encoder with mean pooling; use its own ONNX export instead.")
    return config


class _Graph:
    """The encoder of Devlin et al. 2019 as ONNX nodes, up to the last hidden states."""

    def __init__(self, config: dict[str, Any], weights: dict[str, NDArray[Any]]) -> None:
        self._heads = int(config["num_attention_heads"])
        self._width = int(config["hidden_size"])
        self._layers = int(config["num_hidden_layers"])
        self._epsilon = float(config["layer_norm_eps"])
        self._weights = {name.removeprefix("bert."): array.astype(np.float32) for name, array in weights.items()}
        self._nodes: list[onnx.NodeProto] = []
        self._held: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        """Return the whole: token ids and their mask in, hidden states out."""
        hidden = self._embedded()
        mask = self._attention_mask()
        for number in range(self._layers):
            hidden = self._layer(f"encoder.layer.{number}", hidden, mask)
        self._nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
        axes = ["batch", "tokens"]
        whole = [helper.make_tensor_value_info(n, TensorProto.INT64, axes) for n in ("input_ids", "attention_mask")]
        out = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*axes, self._width])
        graph = helper.make_graph(self._nodes, "encoder", whole, [out], list(self._held.values()))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)

    def _op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        out = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def _hold(self, name: str, array: NDArray[Any]) -> str:
        self._held.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _ints(self, name: str, *values: int) -> str:
        return self._hold(name, np.array(values, dtype=np.int64))

    def _weight(self, name: str) -> str:
        return self._hold(name, self._weights[name])

    def _embedded(self) -> str:
        words = self._op("Gather", self._weight("embeddings.word_embeddings.weight"), "input_ids")
        count = self._op("Slice", self._op("Shape", "input_ids"), self._ints("one", 1), self._ints("two", 2))
        places = self._op("Slice", self._weight("embeddings.position_embeddings.weight"), self._ints("zero", 0), count)
        kind = self._hold("kind", self._weights["embeddings.token_type_embeddings.weight"][0])
        return self._norm("embeddings.LayerNorm", self._op("Add", self._op("Add", words, places), kind))

    def _attention_mask(self) -> str:
        """Return what is added to attention: 0 for a token, a large negative number for padding."""
        there = self._op("Cast", "attention_mask", to=TensorProto.FLOAT)
        away = self._op("Sub", self._hold("one.f", np.array(1, np.float32)), there)
        low = self._op("Mul", away, self._hold("low", np.array(-10_000, np.float32)))
        return self._op("Unsqueeze", low, self._ints("middle", 1, 2))

    def _norm(self, name: str, hidden: str) -> str:
        scale, shift = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._op("LayerNormalization", hidden, scale, shift, epsilon=self._epsilon, axis=-1)

    def _linear(self, name: str, hidden: str) -> str:
        turned = self._hold(f"{name}.weight", self._weights[f"{name}.weight"].T)
        return self._op("Add", self._op("MatMul", hidden, turned), self._weight(f"{name}.bias"))

    def _heads_of(self, name: str, hidden: str, order: list[int]) -> str:
        split = self._ints("split", 0, 0, self._heads, self._width // self._heads)
        return self._op("Transpose", self._op("Reshape", self._linear(name, hidden), split), perm=order)

    def _layer(self, name: str, hidden: str, mask: str) -> str:
        query, value = (self._heads_of(f"{name}.attention.self.{n}", hidden, [0, 2, 1, 3]) for n in ("query", "value"))
        key = self._heads_of(f"{name}.attention.self.key", hidden, [0, 2, 3, 1])
        root = self._hold("root", np.array((self._width // self._heads) ** 0.5, np.float32))
        scores = self._op("Add", self._op("Div", self._op("MatMul", query, key), root), mask)
        mixed = self._op("MatMul", self._op("Softmax", scores, axis=-1), value)
        joined = self._op(
            "Reshape", self._op("Transpose", mixed, perm=[0, 2, 1, 3]), self._ints("join", 0, 0, self._width)
        )
        attended = self._op("Add", self._linear(f"{name}.attention.output.dense", joined), hidden)
        hidden = self._norm(f"{name}.attention.output.LayerNorm", attended)
        inner = self._gelu(self._linear(f"{name}.intermediate.dense", hidden))
        return self._norm(
            f"{name}.output.LayerNorm", self._op("Add", self._linear(f"{name}.output.dense", inner), hidden)
        )

    def _gelu(self, x: str) -> str:
        """Return x * (1 + erf(x / sqrt 2)) / 2, the exact form (Hendrycks and Gimpel 2016)."""
        bent = self._op("Erf", self._op("Div", x, self._hold("sqrt2", np.array(2**0.5, np.float32))))
        whole = self._op("Mul", x, self._op("Add", bent, self._hold("one.f", np.array(1, np.float32))))
        return self._op("Mul", whole, self._hold("half", np.array(0.5, np.float32)))


if __name__ == "__main__":
    print(convert(Path(sys.argv[1]), Path(sys.argv[2])))  # noqa: T201 - the one thing this command says
