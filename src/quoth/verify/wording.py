"""The words of a sentence as support is weighed by: what is named, and which way the finding goes.

A word is a *content* word, known by its stem, or a *direction* word of one of the classes of ``data/directions.txt``.
Words for one thing share a stem, and a word for its opposite (survival, mortality) has the sign -1.
"""

from __future__ import annotations

import gzip
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

DATA = Path(__file__).parent / "data"
STEMS = DATA / "stems.gz"
POLARITY = {"up": 1, "down": -1, "good": 1, "bad": -1, "make": 1, "link": 1, "null": 0}
OPENING = 5  # letters two stems must begin with alike to be forms of one word
REACH = 5  # words: how far in front of a direction word a "not" still turns it
# "similar", "same" … say that nothing differs only as what is said of the finding: after one of these.
COMMA = ","
PAUSES, BREAKING = frozenset(",;:()"), frozenset(";:")
PREDICATES = frozenset(
    ["is", "are", "was", "were", "be", "been", "being", "remain", "remains", "remained", "had", "has"]
)
BREAKS = frozenset(["although", "though", "despite", "but", "whereas", "while", "however", "yet", "except", "unlike"])
_TOKEN = re.compile(r"\d+(?:[.,\u00b7]\d+)*|[^\W\d_]+(?:['\u2019-][^\W_]+)*|[^\W_]+|[,;:()]")
_SPELLINGS = (("haem", "hem"), ("aemi", "emi"), ("oedem", "edem"), ("tumour", "tumor"), ("isation", "ization"))


class Word(NamedTuple):
    """A word that counts: stem, place among all words, offset, class ("" for content) and sign (-1 for an opposite)."""

    stem: str
    at: int
    start: int
    direction: str = ""
    sign: int = 1


class Course(NamedTuple):
    """A direction word with what turns it: polarity +1 (more, better, together), -1, or 0 (denied, or no change)."""

    at: int
    polarity: int
    direction: str
    stem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """A sentence's content words, direction words and courses, in order.

    ``stops`` are the places where a clause may end (commas, brackets), ``breaks`` those where another thought begins.
    """

    content: tuple[Word, ...]
    directions: tuple[Word, ...]
    stops: tuple[int, ...]
    breaks: tuple[int, ...]
    courses: tuple[Course, ...]
    places: Mapping[str, Sequence[Word]]  # content words by stem
    openings: Mapping[str, Sequence[str]]  # those stems by their first letters
    turns: frozenset[str]  # stems of the direction words

    def thought(self, at: int) -> int:
        """Return which of the sentence's thoughts the word at ``at`` belongs to: 0 for the first."""
        return sum(end <= at for end in self.breaks)

    def says(self, *directions: str) -> bool:
        """Whether a word of one of these classes stands in it."""
        return any(word.direction in directions for word in self.directions)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a word: folded, without accents, British spellings made American."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = plain.removesuffix("'s")
    for british, american in _SPELLINGS:
        plain = plain.replace(british, american)
    return str(_stemmer().stemWord(plain))


@cache
def _classes() -> tuple[dict[str, str], dict[str, tuple[str, int]]]:
    """Return direction word -> class, and stem -> (the stem it counts as, its sign)."""
    directions: dict[str, str] = {}
    shared: dict[str, tuple[str, int]] = {}
    for line in (DATA / "directions.txt").read_text(encoding="utf-8").splitlines():
        kind, _, words = line.partition(": ")
        if line.startswith("#") or not words:
            continue
        if kind != "same":
            for word in words.split():
                directions.setdefault(word, kind)
            continue
        these, _, opposite = words.partition("|")
        name = stem(these.split()[0])
        shared |= {stem(word): (name, 1) for word in these.split()} | {
            stem(word): (name, -1) for word in opposite.split()
        }
    return directions, shared


@cache
def _stop() -> frozenset[str]:
    """Return the words that do not count (``data/stop.txt``)."""
    lines = (DATA / "stop.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def counts() -> dict[str, int]:
    """Return stem -> in how many of a million sentences it stands (``data/stems.gz``)."""
    rows = gzip.decompress(STEMS.read_bytes()).decode().splitlines()
    return {name: int(count) for name, _, count in (row.partition("\t") for row in rows)}


@lru_cache(maxsize=65536)
def rarity(name: str) -> float:
    """Return how much a stem tells, 0 (in every sentence) to 1 (in none of a million)."""
    return 1 - math.log(1 + counts().get(name, 0)) / math.log(1_000_001)


Parts = tuple[tuple[str, str, int], ...]


@lru_cache(maxsize=65536)
def _reading(token: str) -> tuple[str, Parts]:
    """Return a token in small letters, and (stem, class, sign) of each part of it that counts."""
    low = token.casefold().replace("\u2019", "'")
    return low, () if low in PAUSES or low in _stop() else tuple(_parts(low))


def _parts(low: str) -> Iterator[tuple[str, str, int]]:
    directions, shared = _classes()
    if low in directions:
        yield stem(low), directions[low], 1
    elif low.endswith("n't"):
        yield "not", "deny", 1
    else:
        parts = low.removeprefix("non-").split("-")
        if low.startswith("non-"):
            parts[0] = f"non{parts[0]}"  # "non-surgical" names a thing; it denies none
        for part in parts:
            if part in directions:
                yield stem(part), directions[part], 1
            elif part and part not in _stop():
                root = stem(part)
                name, sign = shared.get(root, (root, 1))
                yield name, "", sign


@lru_cache(maxsize=8192)
def wording(text: str) -> Wording:
    """Return the words of ``text``."""
    content: list[Word] = []
    directions: list[Word] = []
    stops: list[int] = []
    breaks: list[int] = []
    last, aside = "", False
    for at, match in enumerate(_TOKEN.finditer(text)):
        low, parts = _reading(match[0])
        if low in PAUSES:
            stops.append(at)
            if low in BREAKING or (aside and low == COMMA):
                breaks.append(at)
                aside = False
            continue
        if low in BREAKS:
            breaks.append(at)
            aside = not content and not directions  # "Although …, the trial showed": up to the comma
        for root, direction, sign in parts:
            if not direction:
                content.append(Word(root, at, match.start(), "", sign))
            elif direction != "null" or last in PREDICATES:
                directions.append(Word(root, at, match.start(), direction, sign))
        last = low
    return _wording(content, directions, stops, breaks)


def _wording(content: list[Word], directions: list[Word], stops: list[int], breaks: list[int]) -> Wording:
    places: dict[str, list[Word]] = {}
    for word in content:
        places.setdefault(word.stem, []).append(word)
    openings: dict[str, list[str]] = {}
    for root in places:
        if len(root) >= OPENING and root[:OPENING].isalpha():
            openings.setdefault(root[:OPENING], []).append(root)
    courses, turns = _courses(directions, stops), frozenset(word.stem for word in directions)
    return Wording(tuple(content), tuple(directions), tuple(stops), tuple(breaks), courses, places, openings, turns)


def _courses(directions: list[Word], stops: list[int]) -> tuple[Course, ...]:
    """Return which way each direction word goes, once the denials in front of it are counted in."""
    denials = [word.at for word in directions if word.direction == "deny"]
    found: list[Course] = []
    turned: set[int] = set()
    for word in directions:
        if word.direction not in POLARITY:
            continue
        before = [at for at in denials if 0 < word.at - at <= REACH and not any(at < stop < word.at for stop in stops)]
        turned.update(before)
        found.append(Course(word.at, 0 if before else POLARITY[word.direction], word.direction, word.stem))
    found += [Course(at, 0, "deny", "not") for at in denials if at not in turned]
    return tuple(sorted(found, key=lambda course: course.at))
