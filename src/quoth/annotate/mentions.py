"""Concepts named in a text: exact, plural, re-ordered and hyphenated forms of names and synonyms.

A name is compared as the sorted tuple of its normalised words, so that "exchange of plasma" style re-orderings of up
to five words meet their entry without being listed. The longest match wins, then the earliest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain

from quoth.model import Concept, Mention

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
LONGEST = 8  # words in a name; longer ones are printed forms nobody types
REORDERED = 5  # words in a name that may stand in another order
# Of ASCII, what no word holds is as good as a space; case is folded anyway.
PLAIN = {code: chr(code).lower() if chr(code).isalnum() or chr(code) == "'" else " " for code in range(128)}
LONG = 40  # characters; a longer run comes once
KEPT = 100_000  # runs whose words are kept in memory
ByType = tuple[tuple[str, tuple[str, ...]], ...]  # (type, concepts of that type)
SMALL = frozenset({"of", "the", "a", "an", "in", "with", "for", "to", "be"})


@lru_cache(maxsize=65536)
def normal(word: str) -> str:
    """Return the form a word is compared in: folded case, no accents, British to American ae/oe/our, singular."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
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
        self._beside: dict[str, set[str]] = {}  # a name's word -> the words of all names that hold it
        self._most = 1
        for concept in concepts:
            for name in (concept.name, *concept.synonyms):
                self._enter(name, concept)
        self._alone = {words[0] for words in self._by_words if len(words) == 1}
        self._heads = self._beside.keys() - SMALL  # words that a name may be met by
        self._known = _Known(self._look_up)
        self._first_of = lru_cache(maxsize=131072)(self._longest)

    def _enter(self, name: str, concept: Concept) -> None:
        words = tuple(normal(m.group()) for m in WORD.finditer(name))
        if not words or len(words) > LONGEST:
            return
        entry = (concept.id, concept.type)
        for key in {words, _key(words)}:
            held = self._by_words.setdefault(key, [])
            if entry not in held:
                held.append(entry)
        self._most = max(self._most, len(words))
        for word in words:
            self._beside.setdefault(word, set()).update(words)

    def _look_up(self, word: str) -> str | None:
        """Return the normal form of a word that some name holds or that may stand inside one, else None."""
        plain = normal(word)
        return plain if plain in self._beside or plain in SMALL else None

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text`` in order; they do not overlap."""
        named = self._named(text)
        if not named:
            return ()
        spans = _spans(text, WORD.findall(text)[: named[-1][1] + 1])
        found: list[Mention] = []
        for first, last, by_type in named:
            start, end = spans[first][0], spans[last][1]
            found.extend(Mention(start, end, ids, kind) for kind, ids in by_type)
        return tuple(found)

    def concepts(self, text: str) -> tuple[str, ...]:
        """Return the concepts that the mentions in ``text`` name, each once, by first mention; no span is worked out."""
        return tuple(dict.fromkeys(ident for *_, by_type in self._named(text) for _, ids in by_type for ident in ids))

    def _named(self, text: str) -> list[tuple[int, int, ByType]]:
        """Return each name among the words of a text: its first and last word, and the concepts it names by type."""
        if text.isascii():
            text = text.translate(PLAIN)
        words = list(chain.from_iterable(map(self._known.__getitem__, text.split())))
        words.append(None)
        heads, alone, beside = self._heads, self._alone, self._beside
        named = []
        past = 0
        for at in [at for at, word in enumerate(words) if word in heads]:
            if at < past:
                continue
            word = words[at]
            if word not in alone:  # most words of a text that also stand in some name: does one hold the next word too?
                following = at + 1
                while words[following] in SMALL:
                    following += 1
                if words[following] not in beside[word or ""]:
                    continue
            length, by_type = self._longest_at(words, at)
            if length:
                past = at + length
                named.append((at, past - 1, by_type))
        return named

    def _longest_at(self, words: list[str | None], at: int) -> tuple[int, ByType]:
        beside = self._beside[words[at] or ""]
        name: list[str] = []
        for word in words[at : at + self._most]:
            if word is None or (word not in beside and word not in SMALL):
                break  # no name holds this word and the first one, so none reaches past it
            name.append(word)
        return self._first_of(tuple(name))

    def _longest(self, words: tuple[str, ...]) -> tuple[int, ByType]:
        """Return how many of ``words``, from the first on, are a name, and whose; 0 where none is."""
        for length in range(len(words), 0, -1):
            if words[length - 1] not in SMALL:
                name = words[:length]
                entries = self._by_words.get(name) or self._by_words.get(_key(name))
                if entries:
                    kinds = dict.fromkeys(kind for _, kind in entries)
                    return length, tuple((kind, tuple(i for i, own in entries if own == kind)) for kind in kinds)
        return 0, ()


class _Known(dict[str, tuple[str | None, ...]]):
    """The words of each run of letters and signs between two spaces, kept: no word reaches over a space."""

    def __init__(self, look_up: Callable[[str], str | None]) -> None:
        """Take what gives the normal form of a word that counts, else None."""
        super().__init__()
        self._look_up = look_up

    def __missing__(self, run: str) -> tuple[str | None, ...]:
        found = tuple(map(self._look_up, WORD.findall(run)))
        if len(run) <= LONG:
            if len(self) >= KEPT:
                self.clear()
            self[run] = found
        return found


def of_type(kind: str, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the concepts of one type among mentions, each once, by first mention."""
    return tuple(dict.fromkeys(c for m in mentions if m.type == kind for c in m.concepts))


def _spans(text: str, printed: list[str]) -> list[tuple[int, int]]:
    """Return where the words of ``text`` stand: each is the first of its letters after the one before it."""
    spans = []
    end = 0
    for word in printed:
        start = text.index(word, end)
        end = start + len(word)
        spans.append((start, end))
    return spans


def _key(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the small ones, sorted, marked as a bag so that it never meets an ordered name."""
    content = tuple(sorted(word for word in words if word not in SMALL))
    return ("*", *content) if 1 < len(content) <= REORDERED else words
