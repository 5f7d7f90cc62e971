"""The one rule set that turns what a file says into canonical text.

1. Invisible characters go: C0 and C1 controls, soft hyphens, zero-width spaces, byte-order marks, direction overrides
   and tag characters (they hide text from a reader's eye). The joiners U+200C and U+200D stay: they spell words.
   A lone surrogate becomes U+FFFD.
2. Every run of white space (Unicode's, no-break and thin spaces included) becomes one space; a block has none at its ends.
3. The text is in NFC, never NFKC: compatibility folding would turn 10⁹ into 109.
4. Blocks are divided by one empty line, the rows of a table by a line end.

Raised and lowered characters keep their meaning: see ``raised`` and ``lowered``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

CANON = 1  # the version of these rules; part of every reader's name

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_RAISED = str.maketrans("0123456789+-\u2212\u2013=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_RAISABLE = re.compile(r"[0-9+\-\u2212\u2013=()ni]+")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er)", re.IGNORECASE)
_SYMBOLS = re.compile(r"(?:TM|SM|[*†‡§¶#®©™°\u2032\u2033'\"|])+")


def visible(text: str) -> str:
    """Return ``text`` without invisible characters (rule 1)."""
    if _INVISIBLE.search(text) is None:
        return text
    return _INVISIBLE.sub(lambda found: "\ufffd" if "\ud800" <= found[0] <= "\udfff" else "", text)


def canonical(text: str) -> str:
    """Return ``text`` as one canonical line (rules 1-3); a second pass changes nothing."""
    line = _one_spaced(text)
    return line if line.isascii() else unicodedata.normalize("NFC", line)


def _one_spaced(text: str) -> str:
    """Apply rules 1 and 2. No invisible character and no space but the common one is printable: most text passes at once."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(visible(text).split())


def raised(text: str, before: str) -> str:
    """Return superscript ``text`` so that its meaning survives in a plain line.

    Digits and signs become Unicode superscripts (10⁹/L, m², Ca²⁺), so they never fuse with the number before them.
    Ordinal endings and printers' symbols stay as they are (5th, ®, *). Anything else is set off by a caret: x^a.
    ``before`` is the character it follows.
    """
    bare = text.strip()
    if not bare:
        return text
    if _RAISABLE.fullmatch(bare):
        return text.replace(bare, bare.translate(_RAISED))
    if _SYMBOLS.fullmatch(bare) or (before.isdigit() and _ORDINAL.fullmatch(bare)):
        return text
    if not before.strip():  # the mark opens its line, as in "a Adjusted for age"
        return text.replace(bare, f"{bare} ")
    return text.replace(bare, f"^({bare})" if " " in bare else f"^{bare}")


def lowered(text: str, before: str, after: str) -> str:
    """Return subscript ``text`` plain (CO2, HbA1c), or with Unicode subscripts where digits would otherwise fuse."""
    bare = text.strip()
    fuses = bool(bare) and ((bare[0].isdigit() and before.isdigit()) or (bare[-1].isdigit() and after.isdigit()))
    return text.translate(_LOWERED) if fuses else text


@dataclass(slots=True)
class Line:
    """The runs of one block as they are read, with the runs that are marked; not yet canonical."""

    runs: list[str] = field(default_factory=list)
    marks: list[tuple[int, int, str]] = field(default_factory=list)  # (first run, run after the last, target)

    def add(self, text: str) -> None:
        """Append a run."""
        self.runs.append(text)

    @property
    def last(self) -> str:
        """The last character so far, or an empty string."""
        return next((run[-1] for run in reversed(self.runs) if run), "")

    def mark(self, start: int, target: str) -> None:
        """Mark the runs added since there were ``start`` of them, as a citation of ``target``."""
        if len(self.runs) > start:
            self.marks.append((start, len(self.runs), target))

    def extend(self, other: Line) -> None:
        """Append another line's runs with their marks."""
        base = len(self.runs)
        self.runs.extend(other.runs)
        self.marks.extend((base + start, base + end, target) for start, end, target in other.marks)

    def canonical(self) -> tuple[str, list[tuple[int, int, str]]]:
        """Return the block's canonical text, and where in it the words of each mark stand."""
        if not self.marks:
            return canonical("".join(self.runs)), []
        edges = sorted({0, len(self.runs)} | {edge for start, end, _ in self.marks for edge in (start, end)})
        text, places = _squeezed(self.runs, edges)
        text, places = _composed(text, places)
        moved = [(places[start], places[end], target) for start, end, target in self.marks]
        return text, [_trimmed(text, *mark) for mark in moved if mark[0] < mark[1]]


def _squeezed(runs: list[str], edges: list[int]) -> tuple[str, dict[int, int]]:
    """Collapse white space from edge to edge, noting where each edge comes to stand."""
    pieces: list[str] = []
    places = {0: 0}
    length = 0
    pending = False
    for start, end in pairwise(edges):
        piece = visible("".join(runs[start:end]))
        body = _one_spaced(piece)
        if not body:
            pending = pending or bool(piece)
            places[end] = length
            continue
        if (pending or piece[0].isspace()) and length:
            pieces.append(" ")
            length += 1
        places[start] = length
        pieces.append(body)
        length += len(body)
        pending = piece[-1].isspace()
        places[end] = length
    return "".join(pieces), places


def _composed(text: str, places: dict[int, int]) -> tuple[str, dict[int, int]]:
    """Bring ``text`` into NFC, moving the edges by the length of what stands before each."""
    if unicodedata.is_normalized("NFC", text):
        return text, places
    whole = unicodedata.normalize("NFC", text)
    moved = {edge: min(len(unicodedata.normalize("NFC", text[:place])), len(whole)) for edge, place in places.items()}
    return whole, moved


def _trimmed(text: str, start: int, end: int, target: str) -> tuple[int, int, str]:
    """Take white space off both ends of a mark."""
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end, target
