"""The concepts one document names: its own abbreviations decide what a short form means, and unlinked is an answer.

A short form that the document defines means its long form, and nothing where the long form is no concept ("PE" is
plasma exchange in one paper, pulmonary embolism in the next). A name made of capitals is met only by capitals
("https" is not hTTP).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from quoth.annotate.abbreviations import abbreviations
from quoth.annotate.mentions import SMALL, WORD, Matcher, normal
from quoth.model import Concepts, Mention

CAPITALS = 2  # letters in upper case that make a name an acronym


class Defined:
    """A finder for one document; satisfies the `Finder` protocol."""

    def __init__(self, matcher: Matcher, concepts: Concepts, text: str) -> None:
        """Read the abbreviations that ``text`` defines, and link them by their long forms."""
        self._matcher = matcher
        self._concepts = concepts
        self._meant: Mapping[str, tuple[Mention, ...]] = {
            found.short: named_by(found.long, matcher) for found in abbreviations(text)
        }
        shorts = "|".join(re.escape(short) for short in sorted(self._meant, key=len, reverse=True))
        self._short = re.compile(rf"(?<!\w)(?:{shorts})(?=s?(?!\w))") if shorts else None

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text`` in order, each with the one concept it names."""
        own = self._own(text)
        taken = [(m.start, m.end) for m in own]
        found = [
            m
            for m in self._matcher.find(text)
            if len(m.concepts) == 1 and self._stands(text[m.start : m.end], m) and not self._crosses(m, taken, text)
        ]
        kept = [m for m in own if m.concepts and not any(o.start <= m.start and m.end <= o.end for o in found)]
        return tuple(sorted({*found, *kept}, key=lambda m: (m.start, m.end, m.type)))

    def _own(self, text: str) -> list[Mention]:
        """Return the short forms in ``text``; those whose long form is no concept with none."""
        if self._short is None:
            return []
        found = []
        for match in self._short.finditer(text):
            meant = self._meant[match.group()] or (Mention(0, 0, (), ""),)
            found += [replace(m, start=match.start(), end=match.end()) for m in meant]
        return found

    def _crosses(self, mention: Mention, taken: list[tuple[int, int]], text: str) -> bool:
        """Whether a mention is nothing but a short form that the document itself defines."""
        return any(a <= mention.start and mention.end <= b + (text[b : b + 1] == "s") for a, b in taken)

    def _stands(self, word: str, mention: Mention) -> bool:
        """Whether a single word in lower case is not taken for an acronym."""
        if len(WORD.findall(word)) != 1 or _capitals(word) >= CAPITALS:
            return True
        concept = self._concepts.get(mention.concepts[0])
        names = (concept.name, *concept.synonyms) if concept else ()
        met = [name for name in names if normal(name) == normal(word)]
        return not met or any(_capitals(name) < CAPITALS for name in met)


def named_by(name: str, matcher: Matcher) -> tuple[Mention, ...]:
    """Return what ``name`` means as a whole: mentions that leave none of its words out."""
    return tuple(m for m in matcher.find(name) if len(m.concepts) == 1 and not _besides(name, m))


def _besides(name: str, mention: Mention) -> bool:
    """Whether a name has words outside a mention, small ones aside."""
    outside = f"{name[: mention.start]} {name[mention.end :]}"
    return any(normal(word) not in SMALL for word in WORD.findall(outside))


def _capitals(text: str) -> int:
    return sum(letter.isupper() for letter in text)
