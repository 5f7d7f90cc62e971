"""Sentences with a changed meaning, made by rule: what a checker of quotes and of support must never let through.

``mutants(sentence)`` yields every alteration that the rules below find, in a fixed order, each of another text than the
sentence. A rule that could leave the meaning as it was does not apply: nothing is exchanged with its equal, arms are
exchanged only where the sentence sets one above the other or gives them different figures, and what stands in a
reference marker or a name (IL-6, CD4) is left alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from evals.mutant_words import COMPARISONS, DIRECTIONS, NAMES, UNITS, WORD_COMPARATORS

Edit = tuple[int, int, str]
"""A start, an end and the words that come to stand there."""

_MINUS = "-\u2212\u2013"
_NUMBER = re.compile(r"(?<![\w.,\u00b7/-])\d+(?:[.,\u00b7]\d+)*(?![\w/\u00b7-]|[.,]\d)")
_DECIMAL = re.compile(r"(?<![\w.,/])(\d+)\.(\d+)(?![\w/]|[.,]\d)")
_MEASURED = re.compile(r"(?<![\w.])\d[\d.,]*[ \u00a0\u2009-]?")
_COMPARATOR = re.compile(r"(&lt;|&gt;|<=|>=|<|>|\u2264|\u2265)(\s*)(?=[-\u2212.]?\d)")
_SIGN = re.compile(rf"(?<![\w)\]%.])(?<![\d%] )([{_MINUS}+])(?=\d)")
_UNSIGNED = re.compile(r"\b(?:difference|change|coefficient|MD|SMD|WMD)\b[ ,=:]*(?:of |was |is )?(?=\d)")
_PERCENT = re.compile(r"(?<=\d)\s?(?:%|percent\b|per cent\b)")
_REFERENCE = re.compile(r"\[[\d,;\s\u2013-]+\]|\(\d{1,3}\)")
_NEGATION = re.compile(r"\b(?:not|no|without|cannot|never|neither|nor)\b|n't\b", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(?:was|were|is|are|has|have|had|can|should|will|did|does)\b(?! (?:not|no|neither)\b)")
_MODAL = re.compile(r"\b(?:may|might|could) (?:also )?(\w+)")
_SEEMS = re.compile(r"\b(?:appear|seem)(s?|ed) to (\w+)")
_HEDGE = re.compile(r"(?<!more )(?<!less )(?<!most )(?<!as )\b(?:possibly|probably|perhaps|likely) ")
_SUGGEST = re.compile(r"\bsuggest(s|ed)?\b(?= that\b| an?\b| the\b)")
_ARM = re.compile(r"\b([A-Za-z][\w-]*(?: [a-z][\w-]*)?) (group|arm)\b")
_SYMMETRIC = re.compile(
    r"\b(?:similar|comparable|equal|equivalent|did not differ|no (?:\w+ ){0,2}differences?)\b", re.IGNORECASE
)
_NOT_AN_ARM = frozenset(
    [
        "the",
        "a",
        "an",
        "each",
        "every",
        "this",
        "that",
        "same",
        "other",
        "both",
        "in",
        "of",
        "second",
        "first",
        "one",
        "two",
        "study",
    ]
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A sentence whose meaning was changed, and by what rule."""

    kind: str
    text: str


def mutants(sentence: str) -> Iterator[Mutant]:
    """Yield every alteration of ``sentence`` that changes its meaning, kind by kind, none twice."""
    seen = {_bare(sentence)}
    for kind, rule in RULES.items():
        for edits in rule(sentence):
            text = _edited(sentence, edits)
            if _bare(text) not in seen:
                seen.add(_bare(text))
                yield Mutant(kind, text)


def _bare(text: str) -> str:
    return "".join(text.split()).lower()


def _edited(sentence: str, edits: tuple[Edit, ...]) -> str:
    for start, end, words in sorted(edits, reverse=True):
        sentence = sentence[:start] + words + sentence[end:]
    return re.sub(r" +(?=[ ,;:)]|\.(?!\d))", "", sentence).strip()


def _like(model: str, word: str) -> str:
    """Return ``word`` with the capitals of ``model``."""
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if model[0].isupper() else word


def _comparators(sentence: str) -> Iterator[tuple[Edit, ...]]:
    other = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "&lt;": "&gt;", "&gt;": "&lt;", "\u2264": "\u2265"}
    other["\u2265"] = "\u2264"
    for match in _COMPARATOR.finditer(sentence):
        yield ((match.start(1), match.end(1), other[match[1]]),)
        named = re.search(r"\b[A-Za-z]{1,3}\s*$", sentence[: match.start()])
        yield ((match.start(), match.end(), f"={match[2]}" if named else ""),)
    for words, swapped in WORD_COMPARATORS.items():
        for match in re.finditer(rf"\b{words}\b(?= (?:a |an )?\d)", sentence, re.IGNORECASE):
            yield ((match.start(), match.end(), _like(match[0], swapped)),)


def _signs(sentence: str) -> Iterator[tuple[Edit, ...]]:
    for match in _SIGN.finditer(sentence):
        yield ((match.start(), match.end(), "" if match[1] != "+" else "-"),)
    for match in _UNSIGNED.finditer(sentence):
        yield ((match.end(), match.end(), "-"),)


def _decimals(sentence: str) -> Iterator[tuple[Edit, ...]]:
    for match in _DECIMAL.finditer(sentence):
        whole, part = match[1], match[2]
        lost = (whole + part).lstrip("0") or "0"
        left = f"{whole[:-1] or '0'}.{whole[-1]}{part}"
        right = f"{(whole + part[0]).lstrip('0') or '0'}{'.' + part[1:] if part[1:] else ''}"
        for form in (lost, left, right):
            if Decimal(form) != Decimal(f"{whole}.{part}"):
                yield ((match.start(), match.end(), form),)


def _digits(sentence: str) -> Iterator[tuple[Edit, ...]]:
    markers = [match.span() for match in _REFERENCE.finditer(sentence)]
    for match in _NUMBER.finditer(sentence):
        if any(start <= match.start() < end for start, end in markers):
            continue
        for at in sorted({match.start(), match.end() - 1}):
            yield ((at, at + 1, str(int(sentence[at]) % 9 + 1)),)


def _units(sentence: str) -> Iterator[tuple[Edit, ...]]:
    for match in _MEASURED.finditer(sentence):
        rest = sentence[match.end() :]
        for unit, others in UNITS.items():
            if rest.startswith(unit) and not re.match(r"[\w\u00b5\u03bc/]", rest[len(unit) :]):
                for other in others:
                    yield ((match.end(), match.end() + len(unit), other),)
                break


def _percents(sentence: str) -> Iterator[tuple[Edit, ...]]:
    for match in _PERCENT.finditer(sentence):
        yield ((match.start(), match.end(), ""),)


def _negations(sentence: str) -> Iterator[tuple[Edit, ...]]:
    drops = (
        (r"\bnot (?!only\b|necessarily\b|all\b|just\b)", ""),
        (r"\bno longer\b", "still"),
        (r"\b[Nn]o (?!longer\b|more than\b|later\b|matter\b)(?=[a-z])", ""),
        (r"\bwithout\b", "with"),
        (r"\bcannot\b", "can"),
        (r"\bnever ", ""),
        (r"(?<=[a-z])n't\b", ""),
    )
    for pattern, words in drops:
        for match in re.finditer(pattern, sentence):
            if not sentence[: match.start()].endswith(("or ", "if ", "but ", "and ")):
                yield ((match.start(), match.end(), words),)
    for match in re.finditer(r"\b([Nn]either)\b(.{3,80}?)\bnor\b", sentence):
        yield ((match.start(1), match.end(1), _like(match[1], "both")), (match.end() - 3, match.end(), "and"))
    if not _NEGATION.search(sentence):
        for match in _AUXILIARY.finditer(sentence):
            yield ((match.end(), match.end(), " not"),)


def _arms(sentence: str) -> Iterator[tuple[Edit, ...]]:
    """Exchange two arms where one is said to be above the other, or where each has figures of its own."""
    uneven = re.search(COMPARISONS, sentence, re.IGNORECASE) is not None
    figures = len(set(_NUMBER.findall(sentence))) > 1
    if _SYMMETRIC.search(sentence) or not (uneven or figures):
        return
    arms = [(m.start(1), m.end(1), m[1]) for m in _ARM.finditer(sentence)]
    arms = [_last_words(arm) for arm in arms]
    arms += [(m.start(), m.end(), m[0]) for m in _NAMED_ARM.finditer(sentence)]
    arms = sorted({arm for arm in arms if arm[2].lower() not in _NOT_AN_ARM})
    for first, second in itertools.pairwise(arms):
        between = sentence[first[1] : second[0]]
        apart = re.search(r"\b(?:than|versus|vs|compared|against)\b", between) and uneven
        counted = all(any(c.isdigit() for c in part) for part in (between, sentence[second[1] :]))
        counted = counted and _figures(between) != _figures(sentence[second[1] :])
        alike = first[2].lower() == second[2].lower()
        once = all(len(re.findall(rf"\b{re.escape(a[2])}\b", sentence, re.IGNORECASE)) == 1 for a in (first, second))
        if (apart or counted) and not alike and once and first[1] < second[0]:
            there, here = _like(first[2], second[2]), first[2]
            yield ((first[0], first[1], there), (second[0], second[1], here))


def _figures(words: str) -> list[str]:
    return _NUMBER.findall(words)[:2]


def _last_words(arm: Edit) -> Edit:
    """Leave "the", "in" and the like out of the name of an arm."""
    start, end, name = arm
    head, _, tail = name.partition(" ")
    return (end - len(tail), end, tail) if tail and head.lower() in _NOT_AN_ARM else (start, end, name)


def _hedges(sentence: str) -> Iterator[tuple[Edit, ...]]:
    for match in _MODAL.finditer(sentence):
        yield ((match.start(), match.end(), _finite(match[1])),)
    for match in _SEEMS.finditer(sentence):
        yield ((match.start(), match.end(), _finite(match[2]) if match[1] != "ed" else f"did {match[2]}"),)
    for match in _HEDGE.finditer(sentence):
        yield ((match.start(), match.end(), ""),)
    for match in _SUGGEST.finditer(sentence):
        yield ((match.start(), match.end(), f"prove{match[1] or ''}".replace("eed", "ed")),)
    for match in re.finditer(r"(?<=\bnot )significantly |(?<=\bno )significant ", sentence):
        yield ((match.start(), match.end(), ""),)


def _finite(verb: str) -> str:
    """Return a verb as one who is sure says it: reduce -> reduces."""
    known = {"be": "is", "have": "has", "not": "does not", "do": "does"}
    if verb in known:
        return known[verb]
    if verb.endswith(("s", "x", "ch", "sh", "z")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def _names(sentence: str) -> Iterator[tuple[Edit, ...]]:
    low = sentence.lower()
    for match in _NAME.finditer(sentence):
        group = next(g for g in NAMES if match[0].lower() in g)
        other = next((name for name in group if name not in low), None)
        if other is not None:
            yield ((match.start(), match.end(), _like(match[0], other)),)


def _directions(sentence: str) -> Iterator[tuple[Edit, ...]]:
    for match in _DIRECTION.finditer(sentence):
        yield ((match.start(), match.end(), _like(match[0], DIRECTIONS[match[0].lower()])),)


def _any_of(words: list[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?<![\w-])(?:{listed})\b(?![-\w])", re.IGNORECASE)


_NAME = _any_of([name for group in NAMES for name in group])
_NAMED_ARM = _any_of(
    ["placebo", "controls", "standard care", "usual care", *(n for group in NAMES[:10] for n in group)]
)
_DIRECTION = _any_of(list(DIRECTIONS))

RULES: dict[str, Callable[[str], Iterator[tuple[Edit, ...]]]] = {
    "comparator": _comparators,
    "sign": _signs,
    "decimal": _decimals,
    "digit": _digits,
    "unit": _units,
    "percent": _percents,
    "negation": _negations,
    "arms": _arms,
    "hedge": _hedges,
    "name": _names,
    "direction": _directions,
}
