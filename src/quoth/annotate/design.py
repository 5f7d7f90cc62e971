"""Study design and what it says: design, the rule that read it, level, sample size, centres, registration.

What indexers or the publisher state decides; else the title; else the abstract. The rules are data
(``data/designs.txt``), shown with their numbers; what level a design gives stands in `levels`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from quoth.annotate.wordlists import lines, lowered

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Design:
    """A study design, and how it was read: the rule's number in ``data/designs.txt`` (0: stated) and what it met."""

    design: str
    rule: int
    met: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of ``data/designs.txt``."""

    number: int
    design: str
    where: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def fits_type(self, types: Iterable[str]) -> str | None:
        """Return the publication type this rule reads, or None."""
        return next((kind for kind in types if self.pattern.fullmatch(" ".join(kind.split()).lower())), None)

    def read(self, title: str, abstract: str) -> str | None:
        """Return what the rule meets in title and abstract, or None."""
        texts = {"title": (title,), "abstract": (abstract,), "text": (title, abstract)}[self.where]
        for text in texts:
            match = self.pattern.search(text)
            if match and not (self.unless and self.unless.search(text)):
                return match.group()
        return None


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order they are tried."""
    found = []
    for number, line in enumerate(lines("designs.txt"), start=1):
        design, where, pattern, *unless = line.split(" | ")
        excluded = re.compile(lowered(unless[0].strip())) if unless else None
        found.append(Rule(number, design.strip(), where.strip(), re.compile(pattern.strip()), excluded))
    return tuple(found)


def study_design(
    title: str, abstract: str = "", publication_types: Iterable[str] = (), stated: str | None = None
) -> Design:
    """Return the design of a study. ``stated`` (by a source or a pack, in our words) wins, then publication types."""
    if stated:
        return Design(stated, 0, stated)
    types = tuple(publication_types)
    low_title, low_abstract = lowered(title), lowered(abstract)
    for rule in rules():
        met = rule.fits_type(types) if rule.where == "type" else rule.read(low_title, low_abstract)
        if met is not None:
            return Design(rule.design, rule.number, met)
    return Design(OTHER, 0)


_REGISTRATION = re.compile(
    r"\b(?:NCT\s?\d{8}|ISRCTN\s?\d{6,8}|EudraCT[\s:#]*(?:(?:No|number)\.?[\s:]*)?\d{4}-\d{6}-\d{2}|ACTRN\s?\d{14}"
    r"|ChiCTR[\w-]*\d{8,}|UMIN\s?\d{9}|CTRI/\d{4}/\d{2,3}/\d{6}|DRKS\s?\d{8}|NTR\s?\d{3,5}|IRCT\s?\d{6,}\w*"
    r"|PACTR\s?\d{12,}|jRCT\w?\d{9,}|CRD\s?\d{8,12})\b"
)
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve"
_WORDS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), start=2)}
_PEOPLE = (
    r"(?:patients|participants|subjects|adults|children|women|men|infants|neonates|people|persons|individuals|volunteers"
    r"|cases|adolescents|pregnancies|residents|students|veterans|households|girls|boys|mothers|newborns|recipients)"
)
_COUNT = rf"(?P<n>(?<!\d)\d{{1,3}}(?:[,\u2009]\d{{3}})+|(?<!\d)\d{{1,7}}(?!\d)|{'|'.join(_WORDS)})"
_SIZES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\btotal(?: sample)? of {_COUNT}\s(?:[\w-]+\s){{0,4}}?{_PEOPLE}\b",
        rf"\b{_COUNT}\s(?:[\w-]+\s){{0,4}}?{_PEOPLE}\s(?:[\w-]+\s){{0,6}}?(?:were|was)\s(?:\w+\s)?(?:randomi[sz]ed|randomly|enrolled|included|recruited|assigned|allocated|analy[sz]ed|studied|identified|eligible)\b",
        rf"\b(?:randomi[sz]ed|randomly assigned|enrolled|included|recruited|assigned|studied|analy[sz]ed|in|among|of)\s(?:a total of\s)?{_COUNT}\s(?:[\w-]+\s){{0,4}}?{_PEOPLE}\b",
        rf"\b{_COUNT}\s(?:[\w-]+\s){{0,4}}?{_PEOPLE}\b",
        r"\bn\s?=\s?(?P<n>\d[\d,]*)",
    )
)
_CENTRES = re.compile(
    rf"\b(?:{_COUNT}|(?P<one>single|one)[- ])\s?(?:[\w-]+\s){{0,3}}?(?:cent(?:er|re)s?|hospitals?|sites|clinics|institutions)\b|\b(?P<many>multi-?cent(?:er|re))",
    re.IGNORECASE,
)


def registrations(text: str) -> tuple[str, ...]:
    """Return the trial registration ids in ``text``, each once, without white space."""
    return tuple(dict.fromkeys("".join(match.group().split()) for match in _REGISTRATION.finditer(text)))


def sample_size(abstract: str) -> int | None:
    """Return how many people were studied as the abstract states it, or None; the plainest statement wins."""
    for pattern in _SIZES:
        found = [_value(match["n"]) for match in pattern.finditer(abstract)]
        if found:
            return max(found)
    return None


def centres(abstract: str) -> int | None:
    """Return in how many centres, or None where the abstract gives no number."""
    for match in _CENTRES.finditer(abstract):
        if match["one"]:
            return 1
        if match["n"]:
            return _value(match["n"])
    return None


def _value(printed: str) -> int:
    """Return the number of a count in digits or words."""
    lowered = printed.lower()
    return _WORDS[lowered] if lowered in _WORDS else int(re.sub(r"\D", "", printed))
