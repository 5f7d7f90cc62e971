"""The figures that a statement gives, and whether a text gives them too.

A figure is one number with its comparator, sign and unit, or several that belong together (16 of 77, 5-10 mg). It is
found where one sentence of the text gives all its numbers, each with the same value, comparator and unit, and shares a
word with the statement (a "2" somewhere in a paper is no evidence of this "two"). A figure without a unit is not met by
a percentage. "About" and "over" (which may mean "during") are no comparators here. Nothing is converted or rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from quoth.model import Figure
from quoth.quantity import Quantity, comparator, number, unit
from quoth.verify.cues import UNITS
from quoth.verify.folding import Token, tokens

_POWER = re.compile(
    r"\s?[x\u00d7]\s?(10\s?[\^*]{0,2}\s?[\d\u00b2\u00b3\u00b9\u2070-\u2079]{1,2}\s?/\s?[\u00b5\u03bcu]?[Ll])\b"
)
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b)")
_UNIT = re.compile(r"[ \u00a0\u2009\u202f-]?(/?[^\W\d_]+[23]?(?:\s?/\s?[^\W\d_]+[23]?){0,3})")
_NOT_UNITS = frozenset({"a", "C", "M", "s", "d", "times", "fold", "unit", "units"})  # words too, or other things
_LOOSE = frozenset({"over", "about", "around", "approximately", "ca.", "~"})
_WORDS = frozenset("two three four five six seven eight nine ten eleven twelve".split())  # noqa: SIM905 (reads better)
_TOGETHER = re.compile(r"\s*(?:%|\(\s?\d+(?:\.\d+)?\s?%\s?\))?\s*(?:/|-|\u2013|\u2212|to|and|of|out of|of the)\s*")
_STEM = 5  # letters by which words of statement and text are the same
_COMMON = frozenset({"patie", "group", "study", "years", "month", "weeks", "after", "befor", "every", "their", "which"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as printed, where it stands, and its numbers."""

    printed: str
    start: int
    end: int
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A figure looked up in a text: whether it is there, and the span of its sentence, or of the nearest (-1: none)."""

    stated: Stated
    found: bool
    start: int = -1
    end: int = -1


def figures(text: str) -> tuple[Stated, ...]:
    """Return the figures of ``text`` in order: "16 of 77", "<10 %", "5-10 mg/kg", "two"."""
    found: list[Stated] = []
    for one in _numbers(text):
        last = found[-1] if found else None
        if last and _TOGETHER.fullmatch(text, last.end, one.start):
            alone, other = last.quantities[-1], one.quantities[0]
            ranged = re.search(r"[-\u2013\u2212]|to\b", text[last.end : one.start]) is not None
            if ranged and not alone.unit and other.unit:
                alone = Quantity(alone.value, alone.comparator, other.unit)
            both = (*last.quantities[:-1], alone, other)
            found[-1] = Stated(text[last.start : one.end], last.start, one.end, both)
        else:
            found.append(one)
    return tuple(found)


def of_entry(figure: Figure) -> Stated | None:
    """Return a figure that a pack keeps apart from the words of its statement; None where it has no number."""
    parts = [str(n) for n in (figure.events, figure.n) if n is not None]
    read = [Quantity(value) for part in parts if (value := number(part)) is not None]
    for printed in (figure.value, figure.low, figure.high):
        value = number(printed) if printed else None
        if value is not None:
            read.append(
                Quantity(value, figure.comparator or "=" if printed is figure.value else "=", unit(figure.unit or ""))
            )
    if not read:
        return None
    said = " of ".join(parts) or "-".join(p for p in (figure.value, figure.low, figure.high) if p)
    shown = f"{figure.comparator or ''}{said}{' ' + figure.unit if figure.unit else ''}"
    return Stated(f"{figure.label}: {shown}" if figure.label else shown, -1, -1, tuple(read))


def _numbers(text: str) -> Iterator[Stated]:
    read = tokens(text)
    reached = 0
    for at, token in enumerate(read):
        value = number(token.form) if _is_number(read, at) else None
        if value is None or token.start < reached:
            continue
        signed = at > 0 and read[at - 1].kind == "sign" and read[at - 1].form != "+"
        start = read[at - 1].start if signed else token.start
        of, end = _unit_after(text, token.end)
        said, begins = _comparator_before(text, read, at - signed)
        reached = end
        yield Stated(
            text[min(begins, start) : end], min(begins, start), end, (Quantity(-value if signed else value, said, of),)
        )


def _is_number(read: Sequence[Token], at: int) -> bool:
    """Whether a token is a number of its own and no part of a name (IL-6, COVID-19)."""
    token = read[at]
    if token.kind == "word":
        return token.form.lower() in _WORDS
    if token.kind != "number":
        return False
    before = read[max(0, at - 2) : at]
    named = len(before) == 2 and before[1].kind == "hyphen" and before[1].end == token.start
    return not (named and before[0].kind == "word" and before[0].end == before[1].start)


def _unit_after(text: str, end: int) -> tuple[str, int]:
    """Return the unit that follows, in its one form ("" for none), and where it ends."""
    power = _POWER.match(text, end)
    if power:
        return unit(power[1]), power.end()
    percent = _PERCENT.match(text, end)
    if percent:
        return "%", percent.end()
    match = _UNIT.match(text, end)
    if match is None:
        return "", end
    names = [name.strip() for name in match[1].split("/") if name.strip()]
    for count in range(len(names), 0, -1):  # "mg/kg/day", else "mg/kg" …
        kept = names[:count]
        if all(_is_unit(name) for name in kept):
            lead = "/" if match[1].startswith("/") else ""
            stop = match.start(1)
            for name in kept:
                stop = text.index(name, stop) + len(name)
            return unit(lead + "/".join(kept)), stop
    return "", end


def _is_unit(name: str) -> bool:
    return (name in UNITS or name.replace("\u00b5", "\u03bc") in UNITS) and name not in _NOT_UNITS


def _comparator_before(text: str, read: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the comparator before token ``at`` ("=" for none) and where it begins."""
    if at and read[at - 1].kind == "comparator":
        form = comparator(read[at - 1].form)
        return (form or "=", read[at - 1].start) if form != "~" else ("=", read[at].start)
    for count in (5, 3, 2, 1):
        words = read[at - count : at] if at >= count else []
        said = " ".join(text[words[0].start : words[-1].end].lower().split()) if words else ""
        form = comparator(said) if said and all(w.kind == "word" for w in words) else None
        if form and said not in _LOOSE and form != "~":
            return form, words[0].start
    return "=", read[at].start


@dataclass
class Text:
    """A text in which figures are looked up; ``sentences`` are its spans."""

    text: str
    sentences: Sequence[tuple[int, int]]
    _read: dict[int, tuple[Quantity, ...]] = field(default_factory=dict)

    @cached_property
    def numbered(self) -> list[tuple[int, int, tuple[Quantity, ...], frozenset[str]]]:
        """The sentences that give a figure, with all their numbers and their words."""
        found = []
        for start, end in self.sentences:
            words = self.text[start:end]
            given = tuple(q for stated in figures(words) for q in stated.quantities)
            if given:
                found.append((start, end, given, _stems(words)))
        return found

    def look_up(self, statement: str, stated: Iterable[Stated]) -> list[Looked]:
        """Look up the figures of ``statement``, each in the sentence that shares most words with it."""
        words = _stems(statement)
        ranked = sorted(self.numbered, key=lambda s: (-len(words & s[3]), s[0]))
        near = ranked[0] if ranked and words & ranked[0][3] else None
        return [self._one(figure, words, ranked, near) for figure in stated]

    @staticmethod
    def _one(
        figure: Stated,
        words: frozenset[str],
        ranked: Sequence[tuple[int, int, tuple[Quantity, ...], frozenset[str]]],
        near: tuple[int, int, tuple[Quantity, ...], frozenset[str]] | None,
    ) -> Looked:
        for start, end, given, others in ranked:
            if not words & others:
                break
            if all(any(_meets(q, wanted) for q in given) for wanted in figure.quantities):
                return Looked(figure, found=True, start=start, end=end)
        return Looked(figure, found=False, start=near[0], end=near[1]) if near else Looked(figure, found=False)


def _meets(given: Quantity, wanted: Quantity) -> bool:
    same_unit = given.unit == wanted.unit if wanted.unit else given.unit != "%"
    return given.value == wanted.value and given.comparator == wanted.comparator and same_unit


def _stems(text: str) -> frozenset[str]:
    found = {word[:_STEM] for word in re.findall(r"[^\W\d_]{4,}", text.lower())}
    return frozenset(found - _COMMON)
