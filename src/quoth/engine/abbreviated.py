"""Short forms that the library's own texts define: "TNBC" in a question is also asked as its long form.

A passage that defines one carries that as a term beside its filter terms, so that the index counts the definitions, a
removed document takes its own along, and no table has to be kept in step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quoth.index import terms_of
from quoth.index.words import STOP, TOKEN
from quoth.model import Question
from quoth.model.searches import Term

if TYPE_CHECKING:
    from quoth.engine.opened import Opened

SIGN = "a|"
LEAST = 2  # passages that must define it: one author's own short form is no usage
MOSTLY = 0.6  # share of its definitions that must give the same long form
DEFINED = 0.3  # share of the passages with the word that must define it, where it is typed small
WEIGHT = 0.5  # of the words of a long form together; docs/decisions/ranking.md says how chosen
_APART = str.maketrans("-\u2010\u2011\u2013", "    ")  # triple-negative and triple negative are one


@dataclass(frozen=True, slots=True)
class LongForm:
    """What a short form of a question mostly stands for, how many passages say so, and its words as terms."""

    short: str
    text: str
    passages: int
    terms: tuple[str, ...]


def definitions(text: str) -> tuple[str, ...]:
    """Return what a passage defines as terms for the index, each once."""
    if "(" not in text and "[" not in text:
        return ()
    from quoth.annotate.abbreviations import abbreviations  # noqa: PLC0415 - asking reads no definition

    pairs = ((_in_one(_key(found.short)), _in_one(found.long.casefold())) for found in abbreviations(text))
    return tuple(dict.fromkeys(f"{SIGN}{short}|{long}" for short, long in pairs if "|" not in short + long))


def terms_for(library: Opened, question: Question, own: Collection[str]) -> tuple[list[Term], list[str]]:
    """Return the terms of the long forms of a question's short forms but its ``own``, and a sentence on each."""
    terms, notes = [], []
    for found in {found.terms: found for found in long_forms(library, question)}.values():
        fresh = [term for term in dict.fromkeys(found.terms) if term not in own]
        if not fresh:
            continue
        terms += [Term(term, round(WEIGHT / len(found.terms), 3), "abbreviation", found.short) for term in fresh]
        told = f"\u201c{found.short}\u201d was also read as \u201c{found.text}\u201d"
        notes.append(f"{told}: {found.passages} passages of this library define it so.")
    return terms, notes


def long_forms(library: Opened, question: Question) -> Iterator[LongForm]:
    """Yield the long form of each short form that no concept was read in: what a pack says it means goes before."""
    for match in TOKEN.finditer(question.text):
        short = match.group()
        read = any(m.start <= match.start() < m.end for m in question.mentions)
        if read or len(short) < 2 or short.casefold() in STOP or not any(map(str.isalpha, short)):
            continue
        found = _mostly(library, short)
        if found is not None and (_is_capital(short) or (short.islower() and _is_word_for(library, found))):
            yield found


def _mostly(library: Opened, short: str) -> LongForm | None:
    """Return the long form that most definitions give, spelling aside; None where they are too few or disagree."""
    start = f"{SIGN}{_key(short)}|"
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    spelt: dict[tuple[str, ...], tuple[int, str]] = {}
    for term, count in library.index.filters_starting(start):
        long = term.removeprefix(start)
        key = tuple(terms_of(long.translate(_APART)))
        counts[key] += count
        spelt[key] = max(spelt.get(key, (0, "")), (count, long))
    best = max(counts, key=lambda key: (counts[key], key), default=())
    if not best or counts[best] < LEAST or counts[best] < MOSTLY * sum(counts.values()):
        return None
    return LongForm(short, spelt[best][1], counts[best], best)


def _is_word_for(library: Opened, found: LongForm) -> bool:
    """Whether a word typed small is mostly the short form: a "cat" is mostly no computed tomography."""
    terms = dict.fromkeys(terms_of(found.short), 1.0)
    return found.passages >= DEFINED * library.index.matches(terms)


def _is_capital(short: str) -> bool:
    return sum(map(str.isupper, short)) > 1


def _key(short: str) -> str:
    """Return a short form without case and the s of several: NSAIDs as NSAID."""
    several = len(short) > 2 and short[-1] == "s" and short[-2].isupper()
    return (short[:-1] if several else short).casefold()


def _in_one(text: str) -> str:
    """Return a text on one line: the index keeps a filter term a line."""
    return " ".join(text.split())
