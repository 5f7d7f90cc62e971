"""Terms and names are looked up run by run; that changes nothing against dividing the whole text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quoth.annotate.mentions import WORD, normal
from quoth.index.runs import LONG
from quoth.index.words import read, terms_of
from tests.test_question import MATCHER, PACK

NAMES = [name for concept in PACK.concepts for name in (concept.name, *concept.synonyms)]
SPACES = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0", "\u2009", "\u3000", "\x1c", "\x85", "\u2028"])
WORDS = st.sampled_from(
    [
        *NAMES,
        "the",
        "of",
        "<10%",
        "1.5",
        "it's",
        "< 5",
        ">= 1,5.",
        "(p<.05)",
        "anti-PD-1",
        "and/or",
        "x" * LONG,
        "y" * (LONG + 1),
        "(gout),",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, SPACES, st.text(max_size=8))).map("".join)


@given(TEXTS)
def test_terms_are_those_of_the_whole_text(text: str) -> None:
    assert terms_of(text) == read(text)
    assert terms_of(text) == read(text)  # looked up this time


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=9), SPACES)
def test_what_divides_words_changes_no_name(words: list[str], space: str) -> None:
    plain, spaced = " ".join(words), space.join(words)
    assert MATCHER.concepts(spaced) == MATCHER.concepts(plain)
    for mention in MATCHER.find(spaced):
        said = tuple(map(normal, WORD.findall(spaced[mention.start : mention.end])))
        assert set(mention.concepts) <= set(MATCHER.concepts(" ".join(said)))
