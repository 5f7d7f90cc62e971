"""Where in a text a quote may stand: candidates only, which `quoth.verify.quotation` then compares mark by mark.

Quote and text are reduced to their plain letters and digits, so that whatever is folded or differs a little cannot hide
a place. The whole reduced quote is searched for, then pieces of it, whose places vote for where the quote would begin.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

_KEPT = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DROPPED = bytes(code for code in range(256) if code not in _KEPT)
_RUN = re.compile(r"[0-9A-Za-z]+|[^\x00-\x7f]+")
_BLOCK = 512  # characters reduced together; within one, places are found by counting
_PIECES = (12, 6)  # letters and digits of a piece: first the longer ones, then, where they say little, the shorter
_OFTEN = 64  # a piece that stands oftener says nothing about where
_PLACES = 1000  # places of one whole quote that are looked at


@dataclass(frozen=True, slots=True)
class Reduced:
    """A text and its letters and digits, small, with what is needed to find a place of it again."""

    text: str
    letters: bytes
    starts: tuple[int, ...]  # where each block of the text begins in `letters`

    def place(self, at: int) -> int:
        """Return the offset in the text of letter ``at`` (the text's length past the last)."""
        if at >= len(self.letters):
            return len(self.text)
        block = bisect_right(self.starts, max(at, 0)) - 1
        left = max(at, 0) - self.starts[block]
        for run in _RUN.finditer(self.text, block * _BLOCK, (block + 1) * _BLOCK):
            size = run.end() - run.start() if run[0].isascii() else len(letters(run[0]))
            if left < size:
                return run.start() + (left if run[0].isascii() else _within(run[0], left))
            left -= size
        return len(self.text)


def letters(text: str) -> bytes:
    """Return the plain letters and digits of ``text``, in small letters; accents are left out, ligatures taken apart."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return text.encode("ascii", "ignore").translate(None, _DROPPED).lower()


def _within(run: str, left: int) -> int:
    """Return which character of ``run`` gives its letter ``left``."""
    for at, character in enumerate(run):
        left -= len(letters(character))
        if left < 0:
            return at
    return len(run)


@lru_cache(maxsize=8)
def reduced(text: str) -> Reduced:
    """Return ``text`` reduced; the last few are kept, since one text is asked for many quotes."""
    blocks = [letters(text[at : at + _BLOCK]) for at in range(0, len(text), _BLOCK)]
    return Reduced(text, b"".join(blocks), tuple(accumulate(map(len, blocks), initial=0))[:-1] or (0,))


def places(quote: str, text: Reduced) -> Iterator[int]:
    """Yield the offsets in the text at which the letters and digits of ``quote`` stand, in order."""
    sought = letters(quote)
    at = text.letters.find(sought) if sought else -1
    for _ in range(_PLACES):
        if at < 0:
            return
        yield text.place(at)
        at = text.letters.find(sought, at + 1)


def near(quote: str, text: Reduced, most: int = 3) -> list[tuple[int, int]]:
    """Return up to ``most`` spans of the text that share pieces with ``quote``, the likeliest first.

    A span with half the pieces of the likeliest, or fewer, is left out.
    """
    sought = letters(quote)
    for size in _PIECES:
        votes = _votes(sought, text.letters, size)
        pieces = max(1, len(sought) // size)
        best = _fullest(votes, max(24, len(sought) // 3), most)
        if best and (best[0][0] * 4 >= pieces or size == _PIECES[-1]):
            worth = [at for count, at in best if 2 * count > best[0][0]]
            return [(text.place(at), text.place(at + len(sought))) for at in worth]
    return []


def _votes(sought: bytes, letters_of_text: bytes, size: int) -> list[tuple[int, int]]:
    """Return, for each place of each piece, where the quote would begin and which piece says so, in order of place."""
    found: list[tuple[int, int]] = []
    for start in range(0, max(1, len(sought) - size + 1), size):
        piece = sought[start : start + size]
        if len(piece) < 3:
            continue
        at, seen = letters_of_text.find(piece), 0
        while at >= 0 and seen < _OFTEN:
            found.append((at - start, start))
            at, seen = letters_of_text.find(piece, at + 1), seen + 1
    return sorted(found)


def _fullest(votes: list[tuple[int, int]], slack: int, most: int) -> list[tuple[int, int]]:
    """Return the groups of votes within ``slack`` with the most different pieces: how many, and the middle vote."""
    groups: list[tuple[int, int]] = []
    first = 0
    for last, (at, _) in enumerate(votes):
        while at - votes[first][0] > slack:
            first += 1
        group = votes[first : last + 1]
        groups.append((len({piece for _, piece in group}), group[len(group) // 2][0]))
    chosen: list[tuple[int, int]] = []
    for count, at in sorted(groups, key=lambda g: (-g[0], g[1])):
        if all(abs(at - other) > slack for _, other in chosen):
            chosen.append((count, at))
        if len(chosen) == most:
            break
    return chosen
