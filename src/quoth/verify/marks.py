"""The marks by which a text cites: ``[1,3-5]``, ``\u00b9\u02d2\u00b2``, ``(1)``, a number at a sentence's end, (Author 2019), DOI, PMID, PMCID, links.

A mark says *what is cited as printed*; what it resolves to is told by the text's own reference list and the library.
Numbers that are measurements, list numbers, units and years are no marks; a bare number at the end of a sentence is one
only in a text that cites so (see `Style`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_OF_RANGE = 50  # sources in one range; [1-9999] is no citation
_SIGNS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_PLAIN = str.maketrans(_SIGNS + "\u207b\u02d2", "0123456789-,")
_LIST = r"\d{1,5}(?:\s?[-\u2013\u2014,;]\s?\d{1,5}){0,200}"
_LINK = re.compile(r"\u27e8([^\u27e8\u27e9]{1,2000})\u27e9|(?<![\u27e8\w])(https?://[^\s\u27e8\u27e9<>\"]{3,2000})")
_LINK_WORDS = re.compile(r"\s?\([^()\u27e8\u27e9]{0,80}$")
_CLOSES = re.compile(r"\s?\)")
_BRACKET = re.compile(rf"\[\s?(?:refs?\.?\s?)?({_LIST})\s?\]", re.IGNORECASE)
_MEASURED = re.compile(r"(?<![A-Za-z\d.,])(?<![A-Za-z]-)\d[\d.,]*%?\s?$")  # a figure, not the end of CD4 or IL-6
_ROUND = re.compile(rf"(?<=[a-z%\)])\s?\(({_LIST})\)(?=[\s.,;:]|$)")
_RAISED = re.compile(
    rf"(?:(?<=[a-z]{{3}})|(?<=[A-Z]{{2}})|(?<=19\d\d)|(?<=20\d\d)|(?<=[.,;:)%\u201d\"']))[{_SIGNS}](?:[{_SIGNS},\u207b\u02d2\u2013-]{{0,60}}[{_SIGNS}])?"
)
_ENDING = re.compile(r"(?<=[A-Za-z)%])\s(\d{1,3}(?:,\s?\d{1,3}){0,20})(?=[.;]?\s*$)")
_BEFORE_NUMBER = re.compile(
    r"\b(?:type|grade|stage|phase|day|days|week|weeks|month|year|factor|class|group|level|table|figure|fig|no|number|score|scores"
    r"|cycle|line|lines|arm|dose|part|step|version|of|is|are|was|were|to|than|by|at|about|from|in|on|and|or|over|under|below|above"
    r"|least|most|approximately|around|age|aged|equal|equals|only|nearly|median|mean|with|for|every|after|before|within|until|per|between)$",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:\bdoi\s?[:=]?\s?)?\b(10\.\d{4,9}/[^\s\u27e8\u27e9<>\"]{1,300})", re.IGNORECASE)
_BAD_DOI = re.compile(r"\bdoi\s?:\s?(?!10\.\d{4,9}/)(\S{3,100})", re.IGNORECASE)
_PMID = re.compile(r"\bPMID\s?[:#]?\s?(\d{1,12})\b", re.IGNORECASE)
_PMCID = re.compile(r"\b(?:PMCID\s?[:#]?\s?)?(PMC\d{1,12})\b")
_PUBMED_PAGE = re.compile(
    r"pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,12})|ncbi\.nlm\.nih\.gov/pubmed/(\d{1,12})", re.IGNORECASE
)
_NAME = r"[A-Z][\w'\u2019-]{1,40}"
_YEAR = r"(?:19|20)\d\d[a-z]?"
_PEOPLE = rf"{_NAME}(?:(?:,? (?:and|&) {_NAME})|,? et al\.?|(?: [\w&'\u2019.-]{{2,30}}){{1,5}})?"
_IN_ROUND = re.compile(r"\(([^()\u27e8\u27e9]{6,400})\)")
_PIECE = re.compile(rf"(?:see |e\.g\.,? |cf\.? )?({_PEOPLE}),?\s+({_YEAR})(?:,? pp?\.? ?\d+)?")
_TOLD = re.compile(rf"\b({_NAME}(?: et al\.?| (?:and|&) {_NAME}| and colleagues)),?\s?[\(\[]({_YEAR})[\)\]]")
_NO_NAMES = """january february march april may june july august september october november december spring summer autumn
    winter since until in from between by before after version updated accessed published approved figure table"""
_MONTHS = frozenset(_NO_NAMES.split())


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a text cites: the span, and what it cites. ``scheme`` is number, doi, pmid, pmc, link or name."""

    start: int
    end: int
    scheme: str
    value: str
    kept: bool = False  # the span is part of what the sentence says ("Smith et al. (2019) found")

    @property
    def key(self) -> str:
        """Return how an audit prints the source it stands for."""
        spelt = {"number": f"[{self.value}]", "doi": f"doi:{self.value}", "pmid": f"PMID {self.value}"}
        return spelt.get(self.scheme, self.value)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text cites by number besides brackets and raised digits."""

    ending: bool = False  # a bare number at the end of a sentence: "... case by case 1."
    round: bool = False  # numbers in round brackets
    names: bool = False  # (Author 2019)


def style_of(sentences: Iterable[str], labels: Iterable[str]) -> Style:
    """Return how a text cites, from its sentences and the labels of its reference list.

    Bare endings count where no brackets are used, at least two sentences end so, and 1 is among the numbers.
    """
    known = frozenset(labels)
    ended: list[str] = []
    brackets = rounds = names = 0
    for sentence in sentences:
        brackets += bool(_BRACKET.search(sentence)) or bool(_RAISED.search(sentence))
        found = _ending(sentence)
        if found:
            ended += found[1].replace(" ", "").split(",")
        rounds += any(n in known for m in _ROUND.finditer(sentence) for n in numbers(m[1]))
        names += " et al" in sentence and bool(re.search(_YEAR, sentence))
    listed = known & set(ended) if known else {n for n in ended if n == "1"}
    return Style(
        ending=not brackets and bool(listed) and (len(ended) > 1 or bool(known)),
        round=not brackets and rounds > 0,
        names=names > 0 or (bool(known) and not any(label.isdigit() for label in known)),
    )


def marks_in(text: str, style: Style) -> tuple[Mark, ...]:
    """Return the marks of a sentence, in order; they do not overlap."""
    found: list[Mark] = []
    for reader in (_links, _identifiers, _bracketed, lambda t: _numbered(t, style), lambda t: _named(t, style)):
        taken = [(m.start, m.end) for m in found]
        found += [m for m in reader(text) if not any(a < m.end and m.start < b for a, b in taken)]
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def numbers(printed: str) -> list[str]:
    """Return the numbers of a printed list, ranges spelt out; nothing for a range that no reference list has."""
    found: list[str] = []
    for part in re.split(r"\s?[,;]\s?", printed.translate(_PLAIN)):
        ends = [int(n) for n in re.split(r"\s?[-\u2013\u2014]\s?", part) if n.isdigit()]
        if not ends or not ends[0] <= ends[-1] <= ends[0] + MOST_OF_RANGE:
            return []
        found += [str(n) for n in range(ends[0], ends[-1] + 1)]
    return list(dict.fromkeys(found))


def without(text: str, marks: Sequence[Mark]) -> str:
    """Return ``text`` without its marks, as a sentence that can be compared."""
    pieces, at = [], 0
    for mark in marks:
        if mark.kept or mark.start < at:
            continue
        pieces.append(text[at : mark.start])
        at = mark.end
    bare = "".join([*pieces, text[at:]])
    bare = re.sub(r"\(\s*[;,]?\s*\)|\[\s*[;,]?\s*\]|\u27e8[^\u27e8\u27e9]*\u27e9", "", bare)
    bare = re.sub(r"\s+([.,;:)])", r"\1", " ".join(bare.split()))
    return re.sub(r"[,;]+(?=[.)])", "", bare)


def _links(text: str) -> Iterator[Mark]:
    for found in _LINK.finditer(text):
        target = (found[1] or found[2]).rstrip(".,;:)]'\"") if found[2] else found[1]
        end = found.end() if found[1] else found.start() + len(target)
        words = _LINK_WORDS.search(text, max(0, found.start() - 82), found.start()) if found[1] else None
        closed = _CLOSES.match(text, end)
        if words and closed:  # "(Cochrane 2009 <...>)": the bracket is the citation
            yield _of_link(words.start(), closed.end(), target)
        else:
            yield _of_link(found.start(), end, target)


def _of_link(start: int, end: int, target: str) -> Mark:
    """Return the mark of a link, read for the identifier it holds."""
    if page := _PUBMED_PAGE.search(target):
        return Mark(start, end, "pmid", page[1] or page[2])
    if found := _PMCID.search(target):
        return Mark(start, end, "pmc", found[1])
    if found := _DOI.search(target):
        bare = re.split(r"[?#]|/(?:full|abstract|pdf|epdf|html?|meta)\b", found[1], maxsplit=1)[0]
        return Mark(start, end, "doi", trimmed(bare))
    return Mark(start, end, "link", target)


def trimmed(doi: str) -> str:
    """Return a DOI without the punctuation of the sentence around it; a bracket that it opens itself stays."""
    while doi and (doi[-1] in ".,;:]}>'\"" or (doi[-1] == ")" and doi.count("(") < doi.count(")"))):
        doi = doi[:-1]
    return doi.casefold()


def identifiers(text: str) -> tuple[Mark, ...]:
    """Return the identifiers and links of a reference entry."""
    links = list(_links(text))
    taken = [(m.start, m.end) for m in links]
    others = [m for m in _identifiers(text) if not any(a < m.end and m.start < b for a, b in taken)]
    return tuple(sorted([*links, *others], key=lambda m: m.start))


def _identifiers(text: str) -> Iterator[Mark]:
    for found in _DOI.finditer(text):
        name = trimmed(found[1])
        yield Mark(found.start(), found.start(1) + len(name), "doi", name)
    for scheme, pattern in (("doi", _BAD_DOI), ("pmid", _PMID), ("pmc", _PMCID)):
        for found in pattern.finditer(text):
            yield Mark(found.start(), found.end(), scheme, found[1].rstrip(".,;)"))


def _bracketed(text: str) -> Iterator[Mark]:
    for pattern in (_BRACKET, _RAISED):
        for found in pattern.finditer(text):
            printed = found[1] if pattern is _BRACKET else found[0]
            if pattern is _BRACKET and not printed.isdigit() and _MEASURED.search(text[: found.start()][-24:]):
                continue  # "12 [8-15]" is a range, not a citation
            for number in numbers(printed):
                yield Mark(found.start(), found.end(), "number", number)


def _numbered(text: str, style: Style) -> Iterator[Mark]:
    ending = _ending(text) if style.ending else None
    rounds = list(_ROUND.finditer(text)) if style.round else []
    for found in [*rounds, *([ending] if ending else [])]:
        for number in numbers(found[1]):
            yield Mark(found.start(), found.end(), "number", number)


def _ending(text: str) -> re.Match[str] | None:
    """Return the bare numbers a sentence ends in, where they are no measurement."""
    found = _ENDING.search(text[-90:])
    if found is None or _BEFORE_NUMBER.search(text[-90:][: found.start()]):
        return None
    return _ENDING.search(text, max(0, len(text) - 90))


def _named(text: str, style: Style) -> Iterator[Mark]:
    for told in _TOLD.finditer(text):
        yield Mark(told.start(), told.end(), "name", f"{told[1].removesuffix(' and colleagues')} {told[2]}", kept=True)
    for found in _IN_ROUND.finditer(text):
        pieces = [_PIECE.fullmatch(piece.strip()) for piece in found[1].split(";")]
        if not all(pieces):
            continue
        for piece in pieces:
            if piece is not None and _is_name(piece[1], style):
                yield Mark(found.start(), found.end(), "name", f"{piece[1].rstrip(',')} {piece[2]}")


def _is_name(people: str, style: Style) -> bool:
    """Whether the words before a year name a source: never a month; a lone word only in a text that cites by names."""
    if people.split(maxsplit=1)[0].casefold().strip(",") in _MONTHS:
        return False
    return style.names or " et al" in people or " and " in people or " & " in people or people.isupper()
