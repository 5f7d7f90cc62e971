"""A learned finder of mentions that no vocabulary lists in that form: a linear chain over words, with what the
vocabularies say as features. What it finds is linked only if the whole stretch is an exact name; else it stays
unlinked, which is a valid result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quoth.annotate.abbreviations import abbreviations
from quoth.annotate.chain import Chain
from quoth.annotate.linker import Linker
from quoth.annotate.sentences import sentence_spans
from quoth.model import Mention

OUTSIDE, BEGIN, INSIDE = "O", "B", "I"
TAGS = (OUTSIDE, BEGIN, INSIDE)
WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_LONG_WORD = 4
_BINOMIAL = re.compile(r"(?P<initial>[A-Z])(?:\.|[a-z]+)\s?(?P<epithet>[a-z]{3,})")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one sentence: their spans, printed forms, and what the vocabularies and the document say of each."""

    spans: tuple[tuple[int, int], ...]
    printed: tuple[str, ...]
    told: tuple[str, ...]


def words_of(text: str, mentions: Sequence[Mention]) -> list[Words]:
    """Return the words of each sentence of ``text``, told which stand in a known name or a defined abbreviation."""
    told: dict[int, str] = {}
    for mention in mentions:
        for match in WORD.finditer(text, mention.start, mention.end):
            first = BEGIN if match.start() == mention.start else INSIDE
            told.setdefault(match.start(), f"{first}{mention.type}")
    for pair in abbreviations(text):
        for match in WORD.finditer(text, pair.long_start, pair.long_end):
            told[match.start()] = told.get(match.start(), "") + "+long"
        for match in WORD.finditer(text, pair.short_start, pair.short_end):
            told[match.start()] = told.get(match.start(), "") + "+short"
    found = []
    for start, end in sentence_spans(text):
        matches = list(WORD.finditer(text, start, end))
        spans = tuple((m.start(), m.end()) for m in matches)
        found.append(Words(spans, tuple(m.group() for m in matches), tuple(told.get(a, "") for a, _ in spans)))
    return found


def features(words: Words) -> list[list[str]]:
    """Return the features of each word of a sentence."""
    low = ["0" if w.isdigit() else w.lower() for w in words.printed]
    shapes = [_shape(w) for w in words.printed]
    padded = ["<<", "<", *low, ">", ">>"]
    known = ["", "", *words.told, "", ""]
    rows = []
    for i, (word, shape) in enumerate(zip(low, shapes, strict=True)):
        before2, before, _, after, after2 = padded[i : i + 5]
        told, told_before, told_after = known[i + 2], known[i + 1], known[i + 3]
        row = ["", f"w {word}", f"s {shape}", f"d {told}", f"d- {told_before} {told}", f"d+ {told} {told_after}"]
        row += [f"w- {before}", f"w+ {after}", f"w-- {before2}", f"w++ {after2}"]
        row += [f"b- {before} {word}", f"b+ {word} {after}", f"dw {told} {word}", f"ds {told} {shape}"]
        row += [f"d-- {known[i]}", f"d++ {known[i + 4]}", f"ba {before} {after}", f"b2 {after} {after2}"]
        if len(word) >= _LONG_WORD:
            row += [f"p{n} {word[:n]}" for n in (3, 4, 5)]
            row += [f"e{n} {word[-n:]}" for n in (3, 4, 5)]
            row += [f"e+ {padded[i + 3][-4:]}", f"e- {before[-4:]}"]
        else:
            row.append(f"x {words.printed[i]}")
        rows.append(row)
    return rows


def _shape(word: str) -> str:
    """Return the shape of a word: ``Xx`` for Aspirin, ``X`` for DNA, ``xX`` for mRNA, ``0``, the mark itself."""
    if word.isdigit():
        return "0"
    if not word.isalpha():
        return word
    if word.isupper():
        return f"X{min(len(word), 5)}"
    if word.islower():
        return "x"
    return "Xx" if word[0].isupper() and word[1:].islower() else "xX"


def spans_of(words: Words, tags: Sequence[str]) -> list[tuple[int, int]]:
    """Return the stretches that tags mark; an inside without a beginning begins one."""
    found: list[tuple[int, int]] = []
    open_ = False
    for (start, end), tag in zip(words.spans, tags, strict=True):
        if tag == OUTSIDE:
            open_ = False
        elif tag == BEGIN or not open_:
            found.append((start, end))
            open_ = True
        else:
            found[-1] = (found[-1][0], end)
    return found


def consistent(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Make a document agree with itself.

    An abbreviation and its long form are both mentions or neither; "M. grisea" goes with "Magnaporthe grisea"; and what
    is a mention in most places where it is printed is one in all.
    """
    held = _repeated(text, _with_binomials(text, set(spans)))
    for pair in abbreviations(text):
        long = (pair.long_start, pair.long_end)
        named = long in held or any(a <= long[0] and b == long[1] for a, b in held)
        uses = [m.span() for m in re.finditer(rf"(?<![\w-]){re.escape(pair.short)}(?!\w)", text)]
        if named:
            held |= {use for use in uses if not any(a < use[1] and use[0] < b for a, b in held)}
        else:
            held -= set(uses)
    return sorted(held)


def _with_binomials(text: str, held: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Add the short and long forms of each binomial that is held in one of them."""
    found = set(held)
    for start, end in held:
        match = _BINOMIAL.fullmatch(text, start, end)
        if match:
            other = rf"{match['initial']}(?:\.|[a-z]+)\s?{re.escape(match['epithet'])}"
            uses = [m.span() for m in re.finditer(rf"(?<!\w){other}(?!\w)", text)]
            found |= {use for use in uses if not any(a < use[1] and use[0] < b for a, b in found)}
    return found


def _repeated(text: str, held: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Add the other places of what is held twice at least and in more than half of the places where it is printed."""
    counts = Counter(text[a:b] for a, b in held)
    found = set(held)
    for printed, number in counts.items():
        if number < 2 or len(printed) < _LONG_WORD:
            continue
        uses = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(printed)}(?!\w)", text)]
        if number * 2 > len(uses):
            found |= {use for use in uses if not any(a < use[1] and use[0] < b for a, b in found)}
    return found


class Tagger:
    """Finds mentions of one type, linked where a vocabulary holds their exact name."""

    def __init__(self, chain: Chain, linker: Linker, kind: str) -> None:
        """Take the learned chain, the linker whose mentions are its features, and the type of what it finds."""
        self._chain, self._linker, self._kind = chain, linker, kind

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the stretches of ``text`` that are mentions, in order."""
        found = [
            span
            for words in words_of(text, self._linker.find(text))
            for span in spans_of(words, self._chain.tag(features(words)))
        ]
        return consistent(text, found)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text`` in order: what is linked, and what else is marked beside it, unlinked."""
        linked = [m for m in self._linker.find(text) if m.type == self._kind]
        beside = [
            Mention(a, b, (), self._kind)
            for a, b in self.spans(text)
            if not any(m.start < b and a < m.end for m in linked)
        ]
        return tuple(sorted([*linked, *beside], key=lambda m: (m.start, m.end)))
