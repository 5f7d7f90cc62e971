"""Words as terms: one analyser for passages and questions. The index remembers ANALYSER and is rebuilt when it differs.

A word gives its parts and, where it is written with hyphens, also what they give when written together, so that
"co-trimoxazole" meets "cotrimoxazole", "COVID-19" meets "COVID19", and "anti-PD-1" meets "PD1". Greek letters are
spelt out; a number keeps its comparator, decimal point and percent sign, and stands apart from its unit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import Stemmer

from quoth.index.forms import american, greek, medical_stem
from quoth.index.runs import Runs

ANALYSER = "words-2"

_JOINT = "[-\u2010\u2011\u2013/]"  # hyphens, a dash used as one, a slash
_PART = "[^\\W_]+(?:['\u2019][^\\W\\d_]+)?"
# A number by itself ("<10%", "2.5"), or a word with whatever is tied to it by hyphens and slashes.
TOKEN = re.compile(rf"(?:(?:[<>]=|[<>≤≥])\s?)?\d+(?:[.,]\d+)*%?(?![^\W_])|{_PART}(?:{_JOINT}{_PART})*")
_JOINTS = re.compile(_JOINT)
_NUMBERED = re.compile(r"([^\W\d_]{2,})\d+")  # COVID19, IL6: also by the name alone
_WITH_UNIT = re.compile(r"(\d+(?:[.,]\d+)*)(mg|kg|g|mcg|ug|ng|pg|ml|dl|l|mm|cm|mmhg|mmol|iu|h|min|years?|weeks?|days?)")
_APART = re.compile(r"(?<=[<>=≤≥])\s(?=\d)")  # "< 5" is one token; but for these none reaches over a space
_COMPARED = str.maketrans({" ": "", "\n": "", "\t": "", "\u00a0": ""})
_stemmer = Stemmer.Stemmer("english", 0)  # its own cache costs five times what a stem costs; terms are kept below

STOP = frozenset(
    """
    a about after all also am an and any are as at be because been before being between both but by can could did do
    does doing during each few for from further get gets give given had has have having he her here hers him his how
    i if in into is it its itself just let may me might more most must my no nor not now of off on once only or
    other our out over own patient patients per please same she should so some such than that the their them then
    there these they this those through to too under until up upon us use used using very was we were what when
    where whether which while who whom why will with would you your
    """.split()  # noqa: SIM905 - a list of words reads as words
)


def read(text: str) -> list[str]:
    """Return the terms of ``text`` in order, stop words dropped, every token read by itself."""
    return [term for token in TOKEN.findall(text) for term in _terms(token)]


_runs = Runs(read)


def terms_of(text: str) -> list[str]:
    """Return the terms of ``text`` in order, stop words dropped."""
    return _runs.of(_APART.sub("", text))


@lru_cache(maxsize=131072)
def _terms(token: str) -> tuple[str, ...]:
    """Return the terms of one token: of its parts in order, then of parts written together."""
    plain = greek(token.casefold())
    if plain in STOP:
        return ()
    if plain[0] in "<>≤≥":
        return (plain.translate(_COMPARED).replace("<=", "≤").replace(">=", "≥"),)
    parts = [part for part in _JOINTS.split(plain) if part]
    found = [term for part in parts if part not in STOP for term in _part(part)]
    if len(parts) > 1 and "/" not in plain:
        found.append(term_of("".join(parts)))
        found += [term_of(a + b) for a, b in pairwise(parts)] if len(parts) > 2 else []
    return tuple(found)


def _part(part: str) -> tuple[str, ...]:
    with_unit = _WITH_UNIT.fullmatch(part)
    if with_unit:
        return with_unit[1], term_of(with_unit[2])
    numbered = _NUMBERED.fullmatch(part)
    return (term_of(part), term_of(numbered[1])) if numbered else (term_of(part),)


def term_of(word: str) -> str:
    """Return the term of one word: folded, without accents, in American spelling, reduced to its stem."""
    plain = word.casefold()
    if not plain.isascii():
        plain = greek(plain)
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = american(plain.replace("\u2019", "'").removesuffix("'s").replace("'", ""))
    return medical_stem(plain) or str(_stemmer.stemWord(plain))


def concept_term(concept: str) -> str:
    """Return the term under which a concept id is indexed: no analyser makes it from a text."""
    return f"c|{concept}"
