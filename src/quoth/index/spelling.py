"""A word that no passage has -> the term of the index that was meant: cut short, misspelt, or with a prefix put before.

"anticoag" is read as "anticoagul", "quercitin" as "quercetin", "endocannabinoids" as "cannabinoid". Only what the index
has never seen is read otherwise, and the search says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from quoth.index import Index

SHORTEST = 5  # letters; shorter words have too many neighbours
KEPT = 2  # letters at the start that are taken as right
LONG = 8  # letters from which two slips are allowed
PREFIXES = (
    "anti",
    "non",
    "endo",
    "exo",
    "multi",
    "poly",
    "micro",
    "hyper",
    "hypo",
    "inter",
    "intra",
    "peri",
    "post",
    "pre",
    "super",
)


def nearest(index: Index, word: str) -> str | None:
    """Return the nearest term by edit distance (a swap of neighbours counts one), the more frequent among equals.

    Only for words of letters; up to one slip, two in a long word, none in the first two letters. Where none is so near:
    the most frequent term that the word is the start of, else what is left of it without a prefix.
    """
    if len(word) < SHORTEST or not word.isalpha() or not word.isascii():
        return None
    begun = index.terms_starting(word)
    if begun:
        return min((-count, term) for term, count in begun)[1]
    most = 1 if len(word) < LONG else 2
    rivals = _near(index.terms_starting(word[:KEPT]), word, most)
    return min(rivals)[2] if rivals else _without_prefix(index, word)


def _without_prefix(index: Index, word: str) -> str | None:
    for prefix in PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= SHORTEST and index.rarity([rest]):
            return rest
    return None


def _near(terms: Iterable[tuple[str, int]], word: str, most: int) -> list[tuple[int, int, str]]:
    letters = set(word)
    found = []
    for term, count in terms:
        if abs(len(term) - len(word)) > most or len(letters.symmetric_difference(term)) > 2 * most:
            continue
        slips = distance(word, term, most)
        if slips <= most:
            found.append((slips, -count, term))
    return found


def distance(one: str, other: str, most: int) -> int:
    """Return the optimal string alignment distance of two words, or more than ``most`` where it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i, *[0] * len(other)]
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]
