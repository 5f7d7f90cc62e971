"""Formulas as one line of text: a fraction keeps its stroke and a power its caret, so that no number changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from quoth.ingest.text import lowered, raised

MATH = "{http://www.w3.org/1998/Math/MathML}"
_SKIPPED = {"annotation", "annotation-xml", "mphantom", "mspace"}
_SIMPLE = re.compile(r"[\w.,%]*")


def spelled(element: Any) -> str:
    """Return the text of a MathML element and all in it."""
    name = element.tag.rpartition("}")[2]
    if name in _SKIPPED:
        return ""
    inner = [spelled(child) for child in element]
    least, shape = _SHAPES.get(name, (0, None))
    if shape and len(inner) >= least:
        return shape(inner)
    if not inner:
        return " ".join((element.text or "").split())
    if name == "mfenced":
        return str(element.get("open", "(") + ", ".join(inner) + element.get("close", ")"))
    return "".join(inner)


def tex(text: str) -> str:
    """Return the formula of a ``tex-math`` element without the preamble that publishers wrap round it."""
    _, begins, body = text.partition("\\begin{document}")
    return " ".join((body.partition("\\end{document}")[0] if begins else text).split())


def _group(text: str) -> str:
    """Put brackets round what would fall apart when set in a line."""
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _power(base: str, exponent: str) -> str:
    return base + raised(exponent, base[-1:] or "x")


def _index(base: str, index: str) -> str:
    return base + lowered(index, base[-1:], "")


_SHAPES: dict[str, tuple[int, Callable[[list[str]], str]]] = {
    "mtr": (1, ", ".join),
    "mlabeledtr": (1, ", ".join),
    "mtable": (1, "; ".join),
    "mfrac": (2, lambda x: f"{_group(x[0])}/{_group(x[1])}"),
    "msup": (2, lambda x: _power(x[0], x[1])),
    "msub": (2, lambda x: _index(x[0], x[1])),
    "msubsup": (3, lambda x: _power(_index(x[0], x[1]), x[2])),
    "msqrt": (1, lambda x: f"√({''.join(x)})"),
    "mroot": (2, lambda x: f"{_power('', x[1])}√({x[0]})"),
}
