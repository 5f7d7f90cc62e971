"""Words as terms: one analyser for passages and questions. The index remembers ANALYSER and is rebuilt when it differs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

from quoth.index.runs import Runs

ANALYSER = "words-1"

# A number keeps its comparator, decimal point and percent sign: "<10%" is a term of its own.
TOKEN = re.compile(r"[<>≤≥]?\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:'[^\W\d_]+)?(?:\d+)?|[^\W_]+")
_stemmer = Stemmer.Stemmer("english", 0)  # its own cache costs five times what a stem costs; terms are kept below

STOP = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "get",
        "gets",
        "give",
        "given",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "let",
        "may",
        "me",
        "might",
        "more",
        "most",
        "must",
        "my",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "patient",
        "patients",
        "per",
        "please",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "use",
        "used",
        "using",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


def term_of(token: str) -> str:
    """Return the term of one token: folded, without accents, stemmed."""
    plain = token.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return str(_stemmer.stemWord(plain.removesuffix("'s")))


@lru_cache(maxsize=65536)
def _kept(token: str) -> str:
    return "" if token.casefold() in STOP else term_of(token)


def read(text: str) -> list[str]:
    """Return the terms of ``text`` in order, stop words dropped, every token read by itself."""
    return [term for term in map(_kept, TOKEN.findall(text)) if term]


_runs = Runs(read)


def terms_of(text: str) -> list[str]:
    """Return the terms of ``text`` in order, stop words dropped."""
    return _runs.of(text)


def concept_term(concept: str) -> str:
    """Return the term under which a concept id is indexed: no analyser makes it from a text."""
    return f"c|{concept}"
