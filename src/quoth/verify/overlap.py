"""A stand-in for weighing support, until `quoth.verify.support` is here: shared words, figures and names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quoth.model import Concepts
from quoth.model.audits import Support, Told, Weighed


def weigh(statement: Told, passage: Sequence[Told], _: Concepts) -> Weighed:
    """Return supports only where a sentence shares most words, all figures and the denial of the statement."""
    mine = _words(statement.text)
    best = (0.0, -1)
    for at, told in enumerate(passage):
        same = told.negated == statement.negated and _figures(statement.text) <= _figures(told.text)
        best = max(best, (len(mine & _words(told.text)) / max(len(mine), 1) if same else 0.0, at))
    return Weighed(Support.SUPPORTS if best[0] >= 0.7 else Support.UNSETTLED, best[1], best[0])


def _words(text: str) -> set[str]:
    return {w[:6] for w in re.findall(r"[a-z]{4,}", text.lower())}


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))
