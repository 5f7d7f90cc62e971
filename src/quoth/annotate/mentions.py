"""Concepts named in a text: exact, plural, re-ordered and hyphenated forms of names and synonyms.

A name is compared as the sorted tuple of its normalised words, so that "exchange of plasma" style re-orderings of up
to five words meet their entry without being listed. The longest match wins, then the earliest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from quoth.model import Concept, Mention

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
LONGEST = 8  # words in a name; longer ones are printed forms nobody types
REORDERED = 5  # words in a name that may stand in another order
SMALL = frozenset({"of", "the", "a", "an", "in", "with", "for", "to", "be"})


@lru_cache(maxsize=65536)
def normal(word: str) -> str:
    """Return the form a word is compared in: folded case, no accents, British to American ae/oe/our, singular."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    plain = plain.removesuffix("'s").replace("'", "")
    plain = plain.replace("haem", "hem").replace("aemi", "emi").replace("oedem", "edem").replace("paed", "ped")
    plain = (
        plain.replace("tumour", "tumor")
        .replace("oesoph", "esoph")
        .replace("leuk", "leuc")
        .replace("isation", "ization")
    )
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        return plain[:-1]
    return plain


class Matcher:
    """Finds the concepts of one table in texts."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Take the concepts whose names and synonyms are looked for."""
        self._by_words: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self._words: set[str] = set(SMALL)
        self._longest = 1
        for concept in concepts:
            for name in (concept.name, *concept.synonyms):
                self._enter(name, concept)

    def _enter(self, name: str, concept: Concept) -> None:
        words = tuple(normal(m.group()) for m in WORD.finditer(name))
        if not words or len(words) > LONGEST:
            return
        entry = (concept.id, concept.type)
        for key in {words, _key(words)}:
            held = self._by_words.setdefault(key, [])
            if entry not in held:
                held.append(entry)
        self._longest = max(self._longest, len(words))
        self._words.update(words)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text`` in order; they do not overlap."""
        tokens = [(m.start(), m.end(), normal(m.group())) for m in WORD.finditer(text)]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            length, entries = self._longest_at(tokens, at)
            if not entries:
                at += 1
                continue
            start, end = tokens[at][0], tokens[at + length - 1][1]
            by_type: dict[str, list[str]] = {}
            for ident, kind in entries:
                by_type.setdefault(kind, []).append(ident)
            found.extend(Mention(start, end, tuple(ids), kind) for kind, ids in by_type.items())
            at += length
        return tuple(found)

    def _longest_at(self, tokens: list[tuple[int, int, str]], at: int) -> tuple[int, list[tuple[str, str]]]:
        if tokens[at][2] in SMALL or tokens[at][2] not in self._words:
            return 0, []
        words: list[str] = []
        for token in tokens[at : at + self._longest]:
            if token[2] not in self._words:
                break  # no name holds this word, so none reaches past it
            words.append(token[2])
        for length in range(len(words), 0, -1):
            if words[length - 1] not in SMALL:
                name = tuple(words[:length])
                entries = self._by_words.get(name) or self._by_words.get(_key(name))
                if entries:
                    return length, entries
        return 0, []


def _key(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the small ones, sorted, marked as a bag so that it never meets an ordered name."""
    content = tuple(sorted(word for word in words if word not in SMALL))
    return ("*", *content) if 1 < len(content) <= REORDERED else words
