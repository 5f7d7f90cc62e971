"""How this room keeps its lists: words between white space, and one-a-line data files beside the code."""

from __future__ import annotations

from importlib.resources import files


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/name`` without comments (``#`` at the start) and blank lines."""
    text = (files("quoth.annotate") / "data" / name).read_text(encoding="utf-8")
    return tuple(line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
