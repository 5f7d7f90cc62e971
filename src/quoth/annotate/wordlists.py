"""How this room keeps and compares words: lists between white space, one-a-line data files, lower case in place."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+|\d+|[<>=~\u2248\u223c\u2264\u2265]")


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/name`` without comments (``#`` at the start) and blank lines."""
    text = (files("quoth.annotate") / "data" / name).read_text(encoding="utf-8")
    return tuple(line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=64)
def lowered(text: str) -> str:
    """Return ``text`` in lower case with every character at its place (one whose lower case is longer stays)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[tuple[str, int], ...]:
    """Return (word, start) of each word, number and comparison sign of ``text``, in lower case."""
    return tuple((match.group(), match.start()) for match in _WORD.finditer(lowered(text)))


@lru_cache(maxsize=64)
def vocabulary_of(text: str) -> frozenset[str]:
    """Return the different words of ``text`` in lower case."""
    return frozenset(word for word, _ in tokens(text))
