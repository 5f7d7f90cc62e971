"""Abbreviations that a text defines itself: "thrombotic microangiopathy (TMA)".

The pairs are found as Schwartz and Hearst do (Pac Symp Biocomput 2003:451-62): a short form in brackets after its long
form, or a long form in brackets after its short form; the letters of the short form must stand in order in the long
form and the first must begin a word. On top: several ways to line the letters up are tried from the strictest down,
as in Ab3P (Sohn 2008), and short forms with suffixes, plurals and lists in one bracket are understood. Offsets of both
forms are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quoth.annotate.wordlists import words


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and the long form that the text gives it, as spans of the text."""

    short: str
    long: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


_BRACKET = re.compile(r"[()\[\]]")
_OPENED = re.compile(r"[\s\"'\u2019]$|[a-z]{5}$")
_OPENS = {")": "(", "]": "["}
_QUOTES = " \"'\u2018\u2019\u201c\u201d"
_SPLIT = re.compile(r"\s*[;,]\s+|\s+or\s+|:\s+|\s*=\s*")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][a-z]\b)?")
_SENTENCE_BREAK = re.compile(r"[.?!;:]\s+(?=\S)|[)\]]\s*[,;]")
_STOP = words("a an and as at by for from in into of on or per the to via with de la et und")
_NOT_FIRST = _STOP | words("plus we when were was is are than that which between")
_NOT_SHORT = words("see eg ie fig figs table tables n p vs and or the i ii iii iv v vi vii viii ix x a b c d e s")
_LEAD_IN = re.compile(
    r"^(?:i\.e\.,?|e\.g\.,?|termed|called|abbreviated(?: as| to)?|hereafter|henceforth|designated|or|the|abbreviation,?)\s+"
)
_SPELT = {"2": ("two", "di", "bi"), "3": ("three", "tri"), "4": ("four", "tetra"), "5": ("five", "penta")}
_COUNTED = re.compile(r"\d+\s")
_NUMERIC = re.compile(r"[\d.,%\s±<>=/+-]+")


def abbreviations(text: str) -> tuple[Abbreviation, ...]:
    """Return every definition in ``text``, in order of the short forms."""
    found: dict[tuple[int, int], Abbreviation] = {}
    for start, end in _brackets(text):
        pair = _after_long_form(text, start, end) or _before_long_form(text, start, end)
        if pair:
            found.setdefault((pair.short_start, pair.short_end), pair)
    return tuple(found[key] for key in sorted(found))


def _brackets(text: str) -> list[tuple[int, int]]:
    """Return the insides of the brackets that open after white space or a quote, nested ones too."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        mark = match.group()
        if mark in "([":
            opened.append((mark, match.end()))
        elif opened and opened[-1][0] == _OPENS[mark]:
            start = opened.pop()[1]
            if 0 < match.start() - start <= 200 and start >= 2 and _OPENED.search(text[max(0, start - 6) : start - 1]):
                found.append((start, match.start()))
    return found


def _after_long_form(text: str, start: int, end: int) -> Abbreviation | None:
    """Read ``long form (SF)``; ``start`` and ``end`` are of what the bracket holds."""
    bracket, inside = start - 1, text[start:end]
    lead = _LEAD_IN.match(inside)
    if lead:
        start, inside = start + lead.end(), inside[lead.end() :]
    short = _first_short(inside)
    if short is None:
        return None
    start += inside.index(short)
    window_start = _window(text, bracket, short)
    window = text[window_start:bracket].rstrip(" \n\t\"'\u2018\u2019\u201c\u201d,")
    span = _line_up(window, short)
    if span is None:
        return None
    return _pair(text, (start, start + len(short)), (window_start + span[0], window_start + span[1]))


def _first_short(inside: str) -> str | None:
    """Return the first part of what a bracket holds that could be a short form, or None."""
    parts = [part.strip(_QUOTES) for part in _SPLIT.split(inside)]
    if parts[0].startswith("EC ") and len(parts) > 1:  # an enzyme's number stands before its short form
        del parts[0]
    return parts[0] if _is_short(parts[0]) else None


def _before_long_form(text: str, start: int, end: int) -> Abbreviation | None:
    """Read ``SF (long form)``."""
    head = re.search(r"[^\s()\[\],;]+$", text[max(0, start - 21) : start - 1].rstrip())
    long_form = re.split(r"[;,]\s", text[start:end], maxsplit=1)[0]
    if head is None or not _is_short(head.group()) or (" " not in long_form and len(long_form) < 6):
        return None
    short = head.group()
    if len(long_form.split()) > min(len(short) + 5, len(short) * 2):
        return None
    span = _line_up(long_form, short)
    if span is None or span[0] != 0:
        return None
    first = text.rindex(short, 0, start)
    return _pair(text, (first, first + len(short)), (start, start + span[1]))


def _pair(text: str, short: tuple[int, int], long: tuple[int, int]) -> Abbreviation | None:
    """Return the pair unless the long form is no longer than the short one or holds it as a word."""
    short_text, long_text = text[slice(*short)], text[slice(*long)]
    if len(long_text) <= len(short_text) or short_text in long_text.split():
        return None
    return Abbreviation(short_text, long_text, *short, *long)


def _is_short(form: str) -> bool:
    """Say whether ``form`` could be a short form: 2 to 10 characters, at most two words, a letter, not a word."""
    if not 2 <= len(form) <= 12 or len(form.split()) > 2 or not form[0].isalnum():
        return False
    if form.lower() in _NOT_SHORT or _NUMERIC.fullmatch(form) or not any(c.isalpha() for c in form):
        return False
    letters = [c for c in form if c.isalpha()]
    if form.islower() and ((len(form) > 4 and form.isalpha()) or " " in form):
        return False
    if _COUNTED.match(form) or re.match(r"[a-z]{5,}\s\S?$", form):
        return False
    return not (form[0].isdigit() and not any(c.isupper() for c in letters))


def _window(text: str, end: int, short: str) -> int:
    """Return where the long form could begin at the earliest: enough words back, within the clause."""
    letters = sum(c.isalnum() for c in short)
    count = min(letters + 5, letters * 2) + 1
    begin = max(0, end - 40 * count)
    for broken in _SENTENCE_BREAK.finditer(text, begin, end):
        begin = broken.end()
    starts = [m.start() for m in re.finditer(r"(?<!\S)\S+", text[begin:end])]
    return begin + starts[-count] if len(starts) > count else begin


def _line_up(window: str, short: str) -> tuple[int, int] | None:
    """Return the span of the long form in ``window``, which ends where the bracket opens, or None."""
    letters = [c.lower() for c in short if c.isalnum()]
    if not letters:
        return None
    plural = short[-1] == "s" and len(letters) > 2
    ways = [(_by_initials, letters), (_by_initials, letters[:-1])] if plural else [(_by_initials, letters)]
    ways += [(_by_parts, letters), (_by_letters, letters)]
    if plural:
        ways.append((_by_letters, letters[:-1]))
    if letters[0] in _SPELT and len(letters) > 1:
        ways += [(_by_letters, [name[0], *letters[1:]]) for name in _SPELT[letters[0]]]
    for way, sought in ways:
        start = way(window, sought)
        if start is not None:
            return _token_start(window, start), len(window)
    return None


def _token_start(window: str, start: int) -> int:
    """Return where the token that holds ``start`` begins: "3-hydroxy", "non-inactivating" are whole words."""
    begin = max(window.rfind(" ", 0, start), window.rfind("\n", 0, start)) + 1
    while begin < start and window[begin] in _QUOTES + "/":
        begin += 1
    dash = window.rfind("--", begin, start)
    begin = begin if dash < 0 else dash + 2
    head = window[begin:start]
    if head.count("(") > head.count(")") or head.count("[") > head.count("]"):
        begin += max(head.rfind("("), head.rfind("[")) + 1
    return begin


def _by_initials(window: str, letters: list[str]) -> int | None:
    """Line every letter up with the beginning of a word, skipping only stop words."""
    position = len(letters) - 1
    for match in reversed(list(_WORD.finditer(window))):
        word = match.group().lower()
        if word[0] == letters[position]:
            position -= 1
            if position < 0:
                return match.start()
        elif word not in _STOP:
            return None
    return None


def _by_parts(window: str, letters: list[str]) -> int | None:
    """Line the letters up with all words, each word giving its first letter and perhaps some that follow in it."""
    found = list(_WORD.finditer(window))

    def fits(word_index: int, position: int, skipped: int) -> int | None:
        if position < 0:
            return found[word_index + 1].start()
        if word_index < 0:
            return None
        word = found[word_index].group().lower()
        for taken in range(min(position + 1, len(word), 4), 0, -1):
            part = letters[position - taken + 1 : position + 1]
            if part[0] == word[0] and _in_order(part, word):
                start = fits(word_index - 1, position - taken, skipped)
                if start is not None:
                    return start
        allowed = word in _STOP
        return fits(word_index - 1, position, skipped) if allowed and word_index < len(found) - 1 else None

    return fits(len(found) - 1, len(letters) - 1, 0)


def _in_order(part: list[str], word: str) -> bool:
    """Say whether the letters stand in the word in this order."""
    at = -1
    for letter in part:
        at = word.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _by_letters(window: str, letters: list[str]) -> int | None:
    """Schwartz and Hearst: walk both forms from the right; the first letter must begin a word."""
    lowered = window.lower()
    at = len(lowered)
    used = []
    for index in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (lowered[at] != letters[index] or (index == 0 and at > 0 and lowered[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        used.append(at)
    return None if _too_loose(lowered, at, used) else at


def _too_loose(window: str, start: int, used: list[int]) -> bool:
    """Say whether a long form begins with a small word or leaves too many of its words without a letter used."""
    content = [m for m in _WORD.finditer(window, start) if m.group() not in _STOP or m.start() == start]
    bare = sum(1 for m in content if not any(m.start() <= at < m.end() for at in used))
    return content[0].group() in _NOT_FIRST or bare > 3
