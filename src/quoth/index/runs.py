"""What a text is made of, looked up by its runs: the letters and signs between two spaces.

Texts say the same again and again, so most runs were met before and are not read again. This needs a reader whose units
never reach over white space and never hold the ASCII signs that `_PLAIN` makes spaces of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

LONG = 40  # characters; a longer run comes once
KEPT = 100_000  # runs kept in memory, some 25 MB
_SIGNS = "<>=.,%'-/"  # that a unit may hold
_PLAIN = {code: chr(code).lower() if chr(code).isalnum() or chr(code) in _SIGNS else " " for code in range(128)}


class Runs(dict[str, tuple[str, ...]]):
    """What ``read`` finds in texts, kept by the run; ``read`` folds case."""

    def __init__(self, read: Callable[[str], Sequence[str]]) -> None:
        """Take what reads a text."""
        super().__init__()
        self._read = read

    def of(self, text: str) -> list[str]:
        """Return what ``read`` finds in ``text``, in order."""
        if text.isascii():  # fewer runs to know: in other scripts a letter may fold to two
            text = text.translate(_PLAIN).replace(". ", " ").replace(", ", " ")
        return list(chain.from_iterable(map(self.__getitem__, text.split())))

    def __missing__(self, run: str) -> tuple[str, ...]:
        found = tuple(self._read(run))
        if len(run) <= LONG:
            if len(self) >= KEPT:
                self.clear()
            self[run] = found
        return found
