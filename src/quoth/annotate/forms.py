"""The form in which names and texts are compared: words folded, singular, in one spelling; order does not count.

A name's key is the sum (modulo 2**64) of the hashes of its words without small words, so "carcinoma of the lung",
"lung carcinoma" and "Carcinomas, Lung" meet in one key. Nothing looser is done: no stem shared by "organ" and
"organizing", no near spelling.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from quoth.annotate.wordlists import words

SMALL = words("of the a an in s")
MASK = (1 << 64) - 1
# Letters and digits apart ("IL6" is "IL-6"); a possessive belongs to its word.
TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019]s(?![^\W\d_]))?|\d+")

_GREEK = {
    "\u03b1": "alpha",
    "\u03b2": "beta",
    "\u03b3": "gamma",
    "\u03b4": "delta",
    "\u03b5": "epsilon",
    "\u03b6": "zeta",
    "\u03b7": "eta",
    "\u03b8": "theta",
    "\u03ba": "kappa",
    "\u03bb": "lambda",
    "\u00b5": "mu",
    "\u03bc": "mu",
    "\u03c9": "omega",
}
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
# British and American spellings meet in one form; applied to every word, so it need not be either.
_SPELLING = (
    ("ae", "e"),
    ("oe", "e"),
    ("isation", "ization"),
    ("ysation", "yzation"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("sulph", "sulf"),
    ("fibre", "fiber"),
    ("centre", "center"),
    ("leuc", "leuk"),
)


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """Return the form in which one word is compared."""
    plain = "".join(_GREEK.get(c, c) for c in word.casefold())
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = plain.removesuffix("'s").removesuffix("\u2019s")
    if plain in _ROMAN:
        return _ROMAN[plain]
    if len(plain) < 4:
        return plain
    for british, american in _SPELLING:
        plain = plain.replace(british, american)
    if plain.endswith(("our", "ours")):
        plain = plain.removesuffix("s").removesuffix("our") + "or"
    return _singular(plain)


# Ending -> letters to drop: the first that fits counts. What keeps its "s" stands with 0.
_ENDINGS = (
    (("ses", "xes", "ches", "shes", "zes", "sis", "xis"), 2),
    (("se", "xe", "che", "she", "ze"), 1),
    (("ss", "us", "is"), 0),
    (("s",), 1),
)


def _singular(word: str) -> str:
    """Return a word without its plural ending; "metastases" and "metastasis" meet, "diseases" and "disease" too."""
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith("mata") and len(word) > 6:
        return word[:-2]
    dropped = next((letters for endings, letters in _ENDINGS if word.endswith(endings)), 0)
    return word[: len(word) - dropped]


@lru_cache(maxsize=200_000)
def word_hash(word: str) -> int:
    """Return the 64-bit hash of a word's compared form; 0 for a small word, which does not count."""
    form = folded(word)
    if form in SMALL and word != "A":  # a lone capital tells "hepatitis A" from hepatitis
        return 0
    return int.from_bytes(hashlib.blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") or 1


def key(name: str) -> int:
    """Return the key of a name; 0 if nothing of it counts."""
    return sum(word_hash(match.group()) for match in TOKEN.finditer(name)) & MASK


def is_cased(name: str) -> bool:
    """Say whether a name is an abbreviation that only counts as printed: short, one word, more capitals than not."""
    if len(name) > 8 or " " in name or name.islower():
        return False
    letters = [c for c in name if c.isalpha()]
    return len(name.strip()) <= 6 and sum(map(str.isupper, letters)) * 2 > len(letters) > 0
