"""What the clause around a mention says of it: denied, left open, somebody else's, past; and whether a sentence hedges.

NegEx (Chapman et al., J Biomed Inform 2001;34:301-10) with its published triggers, written as patterns in
``data/context.txt`` together with ours; each trigger reaches to the end of its clause: the next stop word, the next
trigger of its kind, or the end of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from quoth.annotate.wordlists import lines, lowered, tokens

_PART = re.compile(r"\([^)]*\)\??|[^\s()]+")
_LABEL = re.compile(r"\b[A-Z]{3,}(?:\([A-Z]+\))?:")
NEGATING = ("before", "after")


@dataclass(frozen=True, slots=True)
class Cue:
    """A trigger in a sentence and the stretch it speaks of (offsets into that sentence)."""

    kind: str
    start: int
    end: int
    reach_start: int
    reach_end: int

    def reaches(self, start: int, end: int) -> bool:
        """Say whether it speaks of a mention at these offsets, which may share words with it ("no acute" distress)."""
        if self.reach_end <= self.start:  # backwards
            return self.reach_start <= start < self.start
        return self.start <= start and self.end < end <= self.reach_end


@dataclass(frozen=True, slots=True)
class Context:
    """All cues of one sentence."""

    cues: tuple[Cue, ...]

    def negated(self, start: int, end: int) -> bool:
        """Say whether a mention at these offsets is denied."""
        return self._reached(NEGATING, start, end)

    def uncertain(self, start: int, end: int) -> bool:
        """Say whether a mention at these offsets is left open ("rule out sepsis")."""
        return self._reached(("maybe", "maybe-after"), start, end)

    def of_another(self, start: int, end: int) -> bool:
        """Say whether a mention at these offsets is a relative's."""
        return self._reached(("other",), start, end)

    def past(self, start: int, end: int) -> bool:
        """Say whether a mention at these offsets belongs to the history."""
        return self._reached(("history",), start, end)

    @property
    def denies(self) -> bool:
        """Whether anything in the sentence is denied."""
        return any(cue.kind in NEGATING for cue in self.cues)

    @property
    def hedged(self) -> bool:
        """Whether the sentence is careful about what it says."""
        return any(cue.kind in ("hedge", "maybe", "maybe-after") for cue in self.cues)

    def _reached(self, kinds: Iterable[str], start: int, end: int) -> bool:
        return any(cue.kind in kinds and cue.reaches(start, end) for cue in self.cues)


def context(sentence: str) -> Context:
    """Return the cues of one sentence."""
    found = _triggers(sentence)
    # Where each kind's reach ends, walking from the right; where a backward reach begins, walking from the left.
    ends: list[int] = []
    stop, nearest = len(sentence), dict[str, int]()
    for kind, start, _ in reversed(found):
        ends.append(min(stop, nearest.get(kind, stop)))
        nearest[kind] = start
        if kind == "stop":
            stop, nearest = start, {}
    ends.reverse()
    cues, begin = [], 0
    for (kind, start, end), limit in zip(found, ends, strict=True):
        if kind in ("after", "maybe-after"):
            cues.append(Cue(kind, start, end, begin, start))
        elif kind not in ("pseudo", "stop"):
            cues.append(Cue(kind, start, end, end, max(end, limit)))
        if kind in ("stop", *NEGATING):
            begin = max(begin, end)
    return Context(tuple(cues))


def _triggers(sentence: str) -> list[tuple[str, int, int]]:
    """Return (kind, start, end) of all triggers in order; one that begins inside another is none. Hedges stand apart."""
    triggers, hedges = _groups(hedges=False), _groups(hedges=True)
    text = lowered(sentence)
    found = []
    reached = hedged = 0
    for word, at in tokens(sentence):
        if word in triggers and at >= reached and (match := _pattern(triggers[word]).match(text, at)):
            reached = match.end()
            found.append(((match.lastgroup or "").rstrip("0123456789").replace("_", "-"), at, reached))
        if word in hedges and at >= hedged and (match := _pattern(hedges[word]).match(text, at)):
            hedged = match.end()
            found.append(("hedge", at, hedged))
    # A label in capitals ("COMPLICATIONS:") begins something new.
    found += [("stop", match.start(), match.end()) for match in _LABEL.finditer(sentence)]
    return sorted(found, key=lambda trigger: trigger[1])


@cache
def _groups(*, hedges: bool) -> dict[str, str]:
    """Return, for each word a trigger can begin with, those triggers as one expression: false ones, then the longest."""
    rows = [(kind, pattern) for kind, pattern in _rows() if (kind == "hedge") is hedges]
    rows.sort(key=lambda row: (row[0] != "pseudo", -_longest(row[1])))
    by_word: dict[str, list[str]] = {}
    for number, (kind, pattern) in enumerate(rows):
        group = f"(?P<{kind.replace('-', '_')}{number}>{_regex(pattern)})"
        for word in _beginnings(pattern):
            by_word.setdefault(word, []).append(group)
    return {word: "|".join(found) for word, found in by_word.items()}


@cache
def _pattern(group: str) -> re.Pattern[str]:
    """Compile the triggers of one word, when first met: compiling all takes longer than a question may."""
    return re.compile(rf"(?<![\w-])(?:{group})(?![\w-])")


def _rows() -> list[tuple[str, str]]:
    """Return (kind, pattern) of each line of the data file."""
    pairs = (line.split(": ", 1) for line in lines("context.txt"))
    return [(kind, pattern) for kind, pattern in pairs]


def _beginnings(pattern: str) -> set[str]:
    """Return the words a pattern can begin with."""
    found = set()
    for part in _PART.findall(pattern):
        found |= {tokens(choice)[0][0] for choice in part.strip("()?").split("|")}
        if not part.endswith("?"):
            break
    return found


def _longest(pattern: str) -> int:
    """Return how many characters a pattern of the data file can match at most."""
    return sum(max(len(c) for c in part.strip("()?").split("|")) for part in _PART.findall(pattern))


def _regex(pattern: str) -> str:
    """Turn a line of the data file into a regular expression: optional parts take their space with them."""
    parts = _PART.findall(pattern)
    built = ""
    for index, part in enumerate(parts):
        optional = part.endswith("?")
        body = part.removesuffix("?")
        if body.startswith("("):
            choices = sorted(body[1:-1].split("|"), key=len, reverse=True)
            body = "(?:" + "|".join(re.escape(c).replace("\\ ", r"\s+") for c in choices) + ")"
        else:
            body = re.escape(body)
        first = not built
        if optional:
            built += f"(?:{body}\\s+)?" if first else f"(?:\\s+{body})?"
        else:
            leading = "" if first or _all_optional(parts[:index]) else r"\s+"
            built += leading + body
    return built


def _all_optional(parts: list[str]) -> bool:
    """Say whether all these parts of a pattern may be absent."""
    return all(part.endswith("?") for part in parts)
