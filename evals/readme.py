"""`make readme`: put a fresh answer into README.md, between its two marks; the tests hold it current."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from evals.demo import QUESTION
from quoth.engine import Engine
from quoth.render import render
from quoth.settings import load

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- answer: written by `make readme` -->", "<!-- end of answer -->"


def with_answer(text: str) -> str:
    """Return README text with the answer of today's engine between its marks."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(load(Path(folder) / "library"))
        page = render(engine.ask(QUESTION), "text")
        engine.close()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n```\n{page.rstrip()}\n```\n{END}{after}"


def main() -> int:
    """Rewrite README.md."""
    README.write_text(with_answer(README.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
