"""Short forms that the library's texts define are read in questions; what is rare, disputed or a plain word is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine, finding, searching
from quoth.engine.abbreviated import definitions
from quoth.engine.opened import Opened
from quoth.render import render
from quoth.settings import load
from tests.test_ranking import record

TEXTS = [
    "Triple-negative breast cancer (TNBC) was treated with atezolizumab.",
    "Triple negative breast cancer (TNBC) recurs early.",
    "In triple-negative breast cancers (TNBCs), PD-L1 was measured.",
    "Triple-negative breast cancer without lymph nodes was followed for years.",
    "Computed axial tomography (CAT) showed it.",
    "Computed axial tomography (CAT) did not show it.",
    *(f"A cat scratch came before fever in case {n}." for n in range(8)),
    "Plasma exchange (PE) was done daily.",
    "Plasma exchange (PE) was stopped.",
    "Pulmonary embolism (PE) was seen.",
    "Pulmonary embolism (PE) was ruled out.",
    "The eye-opening test score (EOTS) was low.",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A library of texts that define short forms."""
    engine = Engine.open(load(tmp_path_factory.mktemp("library"), {}), ())
    engine._library.store.put([record(number, f"Report {number}", text) for number, text in enumerate(TEXTS)])
    engine._library.catch_up()
    yield engine._library
    engine.close()


def read(library: Opened, question: str) -> dict[str, str]:
    """Return the terms that short forms of a question brought, each with the short form."""
    terms = searching.search(library, question, 9).terms
    return {term.term: term.source for term in terms if term.origin == "abbreviation"}


def test_a_short_form_finds_what_only_spells_it_out(library: Opened) -> None:
    found = searching.search(library, "immunotherapy in TNBC", 9)
    assert "made:3" in {hit.passage.document for hit in found.hits}
    assert any("“TNBC” was also read as “triple" in note and "3 passages" in note for note in found.notes)


def test_the_listing_and_its_log_say_what_was_read(library: Opened) -> None:
    listing = finding.find(library, "immunotherapy in TNBC", log=True)
    assert listing.log is not None
    (reading,) = listing.readings
    assert "“TNBC” was also read as" in reading
    for form in ("text", "markdown", "json"):
        assert "was also read as" in render(listing, form)
    (line,) = [line for line in listing.log.lines if line.origin == "abbreviation"]
    assert (line.about, set(line.terms)) == ("TNBC", {"tripl", "negat", "breast", "cancer"})
    assert "long form of TNBC, 4:" in render(listing.log, "text")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_page_says_what_a_word_was_read_as(tma: Engine, form: str) -> None:
    page = tma.ask("Is eculizmuab used in transplant TMA?")
    assert page.search is not None
    assert any("also read as “eculizumab”" in reading for reading in page.search.readings)
    assert "also read as" in render(page, form)


@given(text=st.text(alphabet="AbcT (\n)|[]-1s ", max_size=60))
def test_a_definition_is_one_term(text: str) -> None:
    for term in definitions(text):
        sign, short, long = term.split("|")
        assert (sign, term) == ("a", " ".join(term.split()))
        assert short
        assert long


@pytest.mark.parametrize("typed", ["TNBC", "tnbc", "TNBCs"])
def test_it_is_read_however_it_is_typed(library: Opened, typed: str) -> None:
    assert set(read(library, f"treatment of {typed}")) == {"tripl", "negat", "breast", "cancer"}


def test_the_long_form_weighs_less_than_what_was_typed(library: Opened) -> None:
    terms = searching.search(library, "TNBC", 9).terms
    typed = sum(term.weight for term in terms if term.origin == "word")
    assert 0 < sum(term.weight for term in terms if term.origin == "abbreviation") < typed


def test_a_long_form_that_was_typed_too_is_not_asked_twice(library: Opened) -> None:
    assert read(library, "triple negative breast cancer (TNBC)") == {}


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("is a cat dangerous?", "most passages with the word mean the animal"),
        ("Cat scratch", "a capital at the start of a sentence is none"),
        ("treatment of PE", "the definitions disagree"),
        ("EOTS score", "one passage defines it"),
        ("fever of unknown origin", "nothing is short"),
    ],
)
def test_what_is_not_surely_a_short_form_is_left_as_typed(library: Opened, question: str, why: str) -> None:
    assert read(library, question) == {}, why


def test_a_capital_short_form_is_read_though_the_word_is_common(library: Opened) -> None:
    assert read(library, "was a CAT done?") == dict.fromkeys(("comput", "axial", "tomographi"), "CAT")


def test_a_removed_document_takes_its_definition_along(tmp_path: Path) -> None:
    engine = Engine.open(load(tmp_path, {}), ())
    items = [record(number, "Report", text) for number, text in enumerate(TEXTS[:2])]
    engine._library.store.put(items)
    engine._library.catch_up()
    assert read(engine._library, "TNBC")
    engine.remove("made:0")
    assert not read(engine._library, "TNBC")
    engine.close()


def test_definitions_are_one_line_each_and_never_hold_their_own_sign() -> None:
    text = "Thrombotic\nmicroangiopathy (TMA) and TMA again; the a|b ratio (AB|R)."
    assert definitions(text) == ("a|tma|thrombotic microangiopathy",)
    assert definitions("No brackets at all.") == ()


def test_what_a_pack_says_a_short_form_means_goes_before(tma: Engine) -> None:
    found = searching.search(tma._library, "Is TMA of the kidney treated?", 5)
    assert not [term for term in found.terms if term.origin == "abbreviation" and term.source == "TMA"]
