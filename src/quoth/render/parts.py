"""The parts that every terminal page is made of."""

from __future__ import annotations

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text


def heading(title: str, note: str = "") -> RenderableType:
    """Return a heading with a line above it, and a note beside it."""
    text = Text("\n") + Text(title, style="bold")
    return text + Text(f"  {note}") if note else text


def indented(text: str, style: str = "") -> RenderableType:
    """Return a paragraph under a heading."""
    return Padding(Text(text, style=style), (0, 0, 0, 2))
