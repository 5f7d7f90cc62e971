"""Words, figures and marks of a text in the one form in which quotes are compared.

What two texts may differ in and still say the same is decided here and nowhere else: white space (between words, and
between a number and its unit or a sign and its number's neighbours), Unicode composition, ligatures, invisible
characters, the shape of a dash, of a quote mark, of a comparator (``<=``, ``&le;``, ``</=`` for one sign) and of the
plus-minus sign. Digits, decimal marks, comparators, signs, percent marks, units, letters and their case stay as they
stand. A dash before a number that follows no word or number is a minus sign and never the same as none.

Characters that are no token: white space and invisible ones. Offsets are of the text given.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

DASHES = "\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"  # soft hyphen, zero-width characters
_SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"

_TOKEN = re.compile(
    rf"""
    (?P<word>[^\W\d_][\w{_MARKS}{_UNSEEN}]*)
    |(?P<number>\d+(?:,\d+)*(?:[.\u00b7]\d+)*|(?<![\w.])[.\u00b7]\d+(?:[.\u00b7]\d+)*)
    |(?P<gap>(?:[\[(]\s?)?(?:\.{{3,}}|\u2026|\.(?:\ \.){{2,}})(?:\s?[\])])?)
    |(?P<marker>\[\d{{1,3}}(?:\s?[,;\u2013-]\s?\d{{1,3}})*\])
    |(?P<charge>(?<=\w)\([+{DASHES}]\))
    |(?P<punct>[.,;:!?()\[\]{{}}])
    |(?P<percent>[%\uff05])
    |(?P<arrow>-{{1,2}}>|\u2192)
    |(?P<dash>(?P<stroke>[{DASHES}])(?P=stroke){{0,2}})
    |(?P<entity>&(?:\#\d{{1,6}}|\#x[0-9a-fA-F]{{1,5}}|[A-Za-z]{{2,8}});)
    |(?P<comparator>[<>]\s?or\s?=|[<>]/=|[<>]=|=[<>]|[<>=\u2264\u2265\u2266\u2267\u2a7d\u2a7e\u2248\u2260])
    |(?P<plusminus>\+\s?/\s?[{DASHES}]|\+-|\u00b1)
    |(?P<quote>''|["\u201c\u201d\u201e\u00ab\u00bb\u2033'\u2018\u2019\u201a\u2039\u203a`\u00b4\u2032])
    |(?P<unseen>[{_UNSEEN}]+|[\u00ae\u2122\u2022\u2023\u25aa\u25cf]|(?<![^\n])\*(?=\s))
    |(?P<symbol>\S)
    """,
    re.VERBOSE,
)
_COMPARATORS = {
    "\u2266": "\u2264",
    "\u2a7d": "\u2264",
    "<=": "\u2264",
    "=<": "\u2264",
    "</=": "\u2264",
    "<or=": "\u2264",
    "\u2267": "\u2265",
    "\u2a7e": "\u2265",
    ">=": "\u2265",
    "=>": "\u2265",
    ">/=": "\u2265",
    ">or=": "\u2265",
}
_DOUBLE = frozenset(["''", "\u201c", "\u201d", "\u201e", "\u00ab", "\u00bb", "\u2033", '"'])
_LETTERS = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_LETTERS |= {0xB5: "\u03bc"} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # micro sign; full width
_LETTERS |= dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF], "")
_SQUARED = re.compile(r"(?:[kcdm\u03bc]?m|s)[\u00b2\u00b3]")
_RAISED = re.compile(rf"(?P<word>[^\W\d_A-Z{_SUPERSCRIPTS}]{{4,}})(?P<raised>[{_SUPERSCRIPTS}]+)")
_PART = r"(?:background|context|introduction|objectives?|aims?|purpose|importance|rationale|hypothesis|methods?|design|"
_PART += (
    r"settings?|participants|patients|subjects|interventions?|exposures?|outcomes?|measurements?|results?|findings|"
)
_PART += r"conclusions?|discussion|interpretation|limitations|significance|main outcome measures?|main results?|"
_PART += r"study design|data sources|study selection|data extraction|data synthesis|trial registration|funding|"
_PART += r"materials?|case (?:report|presentation|description)|clinical relevance|relevance)"
_GLUED_PART = "(?:Background|Introduction|Objectives?|Aims?|Purpose|Methods|Results|Findings|Conclusions?)"
_OPENING = frozenset("'\"\u201c\u2018")
_HEADING = re.compile(
    rf"(?<![^\s.'\"\u201c\u2018])(?i:{_PART}(?:(?:,|\s?/|\s?&|\sand)\s?{_PART}){{0,3}})\s?:(?=\s|$)|(?<![^\s.]){_GLUED_PART}(?=[A-Z][a-z])"
)
_NO_REFERENCE_AFTER = frozenset(
    ["ratio", "range", "interval", "median", "mean", "difference", "score", "age", "aged", "value", "values", "size"]
)


GLUED = re.compile(r"([a-z]{3,})(\d{1,3})")
_GLUED_MANY = 8  # different words with a number glued to them: what a lost raising of reference numbers looks like
NUMBERED = frozenset(
    [
        *("alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "sigma", "omega", "type", "group", "grade"),
        *("stage", "class", "phase", "factor", "protein", "receptor", "subunit", "interleukin", "caspase", "exon"),
        *("day", "week", "month", "visit", "cycle", "level", "step", "score", "model", "case", "table", "figure"),
        *("chromosome", "serotype", "subtype", "genotype", "cohort", "study", "trial", "variant", "isoform"),
    ]
)
_PLAIN = frozenset({"word", "number", "punct"})


class Token(NamedTuple):
    """A word, figure or mark: what it is, its one form, and where it stands."""

    kind: str  # word number sign comparator percent hyphen dash break quote gap marker heading punct symbol
    form: str
    start: int
    end: int


def tokens(text: str, offset: int = 0) -> list[Token]:
    """Return the tokens of ``text`` in order; ``offset`` is added to where they stand.

    A ``marker`` is a reference number ("[12]", a raised ¹²), a ``heading`` the name of a section of an abstract and its
    colon, a ``break`` a hyphen at the end of a line: it may be part of the word or made by the line.
    """
    found: list[Token] = []
    at = 0
    for start, end in [*_headings(text), (len(text), len(text))]:
        for match in _TOKEN.finditer(text, at, start):
            kind, form = match.lastgroup or "symbol", match[0]
            if kind in _PLAIN and form.isascii():
                found.append(Token(kind, form, match.start() + offset, match.end() + offset))
            else:
                found += _read(text, match, found, offset)
        if end > start:
            found.append(Token("heading", text[start:end].casefold(), start + offset, end + offset))
        at = end
    return found


def _read(text: str, match: re.Match[str], before: list[Token], offset: int) -> Iterator[Token]:
    kind, form, (start, end) = match.lastgroup or "symbol", match[0], match.span()
    if kind == "entity":
        kind, form = _entity(form)
    if kind == "word":
        yield from _word(text, match, offset)
    elif kind == "marker" and not _refers(before):
        yield from _bracketed(text, start, end, offset)
    elif kind != "unseen":
        kind, form = _FORMS[kind](form, text, start, end) if kind in _FORMS else (kind, form)
        yield Token(kind, form, start + offset, end + offset)
    elif "\u00ad" in form and text[start - 1 : start].isdigit():  # seen or not: never joined to one number
        yield Token("hyphen", "-", start + offset, end + offset)


@lru_cache(maxsize=8)
def lost_raising(text: str) -> bool:
    """Whether raised reference numbers of a text have become digits of the words before them ("patients13").

    Told by at least eight different ordinary words of small letters with a number glued to them, whose numbers come
    near each other as references do. A word that takes a number of its own ("beta2", "type1") does not count.
    """
    glued = {m[1]: int(m[2]) for m in re.finditer(r"(?<![\w-])" + GLUED.pattern + r"(?![\w-])", text)}
    numbers = {number for word_, number in glued.items() if word_ not in NUMBERED}
    return sum(bool({n - 2, n - 1, n + 1, n + 2} & numbers) for n in numbers) >= _GLUED_MANY


def _word(text: str, match: re.Match[str], offset: int) -> Iterator[Token]:
    start, end = match.span()
    raised = _RAISED.fullmatch(match[0])
    if raised:
        middle = start + len(raised["word"])
        yield Token("word", word(raised["word"]), start + offset, middle + offset)
        yield Token("marker", raised["raised"], middle + offset, end + offset)
        return
    if re.fullmatch(f"[{_SUPERSCRIPTS}]+", match[0]) and text[start - 1 : start] in set(".,;)") - {""}:
        yield Token("marker", match[0], start + offset, end + offset)
        return
    yield Token("word", word(match[0]), start + offset, end + offset)
    if match[0].endswith("\u00ad") and re.match(r"\s+[^\W\d_]", text[end:]):
        yield Token("break", "-", end + offset, end + offset)


def word(text: str) -> str:
    """Return the one form of a word: composed, without ligatures and invisible characters; its case is kept."""
    if text.isascii():
        return text
    form = unicodedata.normalize("NFC", text.translate(_LETTERS))
    return form[:-1] + {"\u00b2": "2", "\u00b3": "3"}[form[-1]] if _SQUARED.fullmatch(form) else form


def _entity(form: str) -> tuple[str, str]:
    """Return what a character reference of HTML stands for: ``&lt;`` is ``<``."""
    read = html.unescape(form)
    match = _TOKEN.fullmatch(read)
    if match is None:
        return ("unseen", "") if not read.strip() else ("symbol", form)
    return ("dash" if match.lastgroup == "stroke" else match.lastgroup or "symbol"), read


def _number(form: str, text: str, _start: int, end: int) -> tuple[str, str]:
    """Read a raised point between digits as the decimal point it is in print (not in "2\u00b710\u2076", a product)."""
    product = form.endswith("\u00b710") and text[end : end + 1] in {
        "^",
        *"\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079",
    }
    return "number", (form if product else form.replace("\u00b7", ".")).translate(_LETTERS)


def _comparator(form: str, *_: object) -> tuple[str, str]:
    return "comparator", _COMPARATORS.get("".join(form.split()), form)


def _charge(form: str, *_: object) -> tuple[str, str]:
    """Read how PubMed prints a raised sign: "CD45(+)"."""
    return ("symbol", "+") if "+" in form else ("hyphen", "-")


def _quote_mark(form: str, text: str, start: int, _end: int) -> tuple[str, str]:
    """Return one form for all quote marks; after a digit feet and inches, minutes and seconds stay apart."""
    return "quote", '"' if text[start - 1 : start].isdigit() and form in _DOUBLE else "'"


def _symbol(form: str, text: str, start: int, end: int) -> tuple[str, str]:
    signs = form == "+" and text[end : end + 1].isdigit() and not text[start - 1 : start].isalnum()
    return ("sign" if signs else "symbol"), form.translate(_LETTERS)


def _dash(_form: str, text: str, start: int, end: int) -> tuple[str, str]:
    """Tell a minus sign (before a number, after no word or number), a hyphen at the end of a line, and other dashes."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    number = after[:1].isdigit() or (after[:1] in {".", "\u00b7"} and after[1:].isdigit())
    stroke = end - start == 1 and text[start] not in "\u2014\u2015"
    if number and stroke and not (before.isalnum() or before in {")", "%", "]"}):
        return "sign", "\u2212"
    if before.isalpha() and re.match(r"[ \t]*\n\s*[^\W\d_]", text[end : end + 40]):
        return "break", "-"
    return ("dash" if text[start] in "\u2014\u2015" or end - start > 1 else "hyphen"), "-"


_FORMS: dict[str, Callable[[str, str, int, int], tuple[str, str]]] = {
    "number": _number,
    "comparator": _comparator,
    "charge": _charge,
    "plusminus": lambda *_: ("symbol", "\u00b1"),
    "arrow": lambda *_: ("symbol", "\u2192"),
    "percent": lambda *_: ("percent", "%"),
    "dash": _dash,
    "quote": _quote_mark,
    "symbol": _symbol,
}


def _refers(before: list[Token]) -> bool:
    """Whether numbers in brackets after these tokens are references: not after a figure or what is measured."""
    if not before:
        return False
    last = before[-1]
    if last.kind == "word":
        return last.form.islower() and len(last.form) > 2 and last.form not in _NO_REFERENCE_AFTER
    return last.kind == "marker" or (last.kind in {"punct", "quote"} and last.form in ".,;')")


def _bracketed(text: str, start: int, end: int, offset: int) -> Iterator[Token]:
    """Yield numbers in brackets that refer to nothing as the tokens they are."""
    yield Token("punct", "[", start + offset, start + 1 + offset)
    yield from tokens(text[start + 1 : end - 1], start + 1 + offset)
    yield Token("punct", "]", end - 1 + offset, end + offset)


def _headings(text: str) -> list[tuple[int, int]]:
    """Return the section headings of an abstract: in capitals, or at the start of a line or sentence."""
    found = []
    for match in _HEADING.finditer(text):
        before = text[max(0, match.start() - 200) : match.start()].rstrip(" \t")[-1:]
        if before in {"", ".", "\n", "?", "!", ")", *_OPENING} and text[match.start()].isupper():
            found.append(match.span())
    return found
