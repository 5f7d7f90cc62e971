"""Text -> a unit vector, by an ONNX encoder in a local folder. Part of the optional extra ``quoth[dense]``.

The folder holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``; nothing is ever fetched. Texts are
encoded one at a time: int8 activations are scaled over a whole batch, so in company a text would get other numbers.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quoth.errors import ModelRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

INSTALL = "pip install 'quoth[dense]'"
TOKENS = 256  # read of a text where the model's folder does not say


@dataclass(frozen=True, slots=True)
class Named:
    """An encoder as settings name it: its folder and the sha256 of its weights file."""

    folder: Path
    sha256: str

    @property
    def weights(self) -> Path:
        """Return where the weights lie."""
        nested = self.folder / "onnx" / "model.onnx"
        return nested if nested.exists() else self.folder / "model.onnx"


class Encoder:
    """The encoder, loaded at the first text; raises ModelRefused where it is not the one named."""

    def __init__(self, named: Named, threads: int = 0) -> None:
        """Take the model's name; ``threads`` 0 leaves the number to the runtime."""
        self.named = named
        self._threads = threads

    def encode(self, text: str) -> Vector:
        """Return the vector of ``text``, of length 1: the mean of its tokens' last hidden states."""
        import numpy as np  # noqa: PLC0415 - part of the extra

        tokens = self._tokenizer.encode(text)
        given = {
            "input_ids": np.array([tokens.ids], dtype=np.int64),
            "attention_mask": np.array([tokens.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([tokens.type_ids], dtype=np.int64),
        }
        (states,) = self._session.run(self._output, {name: given[name] for name in self._inputs})
        mean = states[0].astype(np.float64).mean(axis=0) if states.ndim == 3 else states[0].astype(np.float64)
        length = float(np.sqrt((mean * mean).sum()))
        vector: Vector = (mean / (length or 1.0)).astype(np.float32)
        return vector

    def check(self) -> None:
        """Load the model and its tokenizer now; raises ModelRefused where one cannot be."""
        _ = self._session, self._tokenizer, self._inputs

    @cached_property
    def _session(self) -> Any:
        try:
            import onnxruntime  # noqa: PLC0415 - part of the extra
        except ImportError:
            raise ModelRefused(f"QUOTH_DENSE is set, but onnxruntime is not installed: {INSTALL}") from None
        weights = self._checked()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others may need the processor
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # noqa: BLE001 - the runtime raises many kinds, none of them exported as a family
            raise ModelRefused(f"{self.named.weights} is no ONNX model that can be run: {error}") from None

    def _checked(self) -> bytes:
        """Return the weights, read once so that what is hashed is what is run."""
        try:
            weights = self.named.weights.read_bytes()
        except OSError as error:
            raise ModelRefused(f"QUOTH_DENSE names no model: {error}") from None
        found = hashlib.sha256(weights).hexdigest()
        if found != self.named.sha256:
            wanted = self.named.sha256 or "nothing"
            raise ModelRefused(
                f"The weights in {self.named.weights} have the sha256 {found}, and QUOTH_DENSE_SHA256 says {wanted}."
            )
        return weights

    @cached_property
    def _inputs(self) -> list[str]:
        names = [one.name for one in self._session.get_inputs()]
        strange = set(names) - {"input_ids", "attention_mask", "token_type_ids"}
        if strange:
            raise ModelRefused(f"{self.named.weights} asks for {', '.join(sorted(strange))}; a text encoder does not.")
        return names

    @cached_property
    def _output(self) -> list[str]:
        names = [one.name for one in self._session.get_outputs()]
        return [next((n for n in ("sentence_embedding", "last_hidden_state") if n in names), names[0])]

    @cached_property
    def _tokenizer(self) -> Any:
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415 - part of the extra
        except ImportError:
            raise ModelRefused(f"QUOTH_DENSE is set, but tokenizers is not installed: {INSTALL}") from None
        file = self.named.folder / "tokenizer.json"
        if not file.exists():
            raise ModelRefused(f"{self.named.folder} holds no tokenizer.json; an encoder's folder does.")
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # noqa: BLE001 - it raises Exception itself
            raise ModelRefused(f"{file} is no tokenizer that can be read: {error}") from None
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._most())
        return tokenizer

    def _most(self) -> int:
        try:
            return int(json.loads((self.named.folder / "sentence_bert_config.json").read_text())["max_seq_length"])
        except (OSError, ValueError, KeyError, TypeError):
            return TOKENS
