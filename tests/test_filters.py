"""Filters, in librarians' words: what is asked for is kept, nothing better is lost, and what no document can be is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine, filtering
from quoth.engine.searching import hits_of
from quoth.engine.strategy import strategy_of
from quoth.errors import FilterRefused
from quoth.index import FORM
from quoth.model import Hit, Ids, Notice, Work
from quoth.model.filters import Filters
from quoth.model.licences import licence_names
from quoth.render import render
from quoth.settings import load
from tests.conftest import GOUT, SEED, shipped

QUESTIONS = [text for _, text in shipped().questions]
FILTERS = [
    Filters(years=(2018, None)),
    Filters(years=(None, 2009)),
    Filters(years=(2015, 2015)),
    Filters(designs=("randomised trial", "cohort")),
    Filters(streams=("guideline",)),
    Filters(streams=("appraisal",)),
    Filters(concepts=("tma:ttp",)),
    Filters(licences=("none stated",)),
    Filters(years=(1600, 1650)),
    Filters(designs=("preclinical",), years=(2000, None)),
    Filters(years=(2010, 2020), designs=("case report", "case series"), concepts=("tma:cancer-tma",)),
]


def ranked(engine: Engine, text: str, filters: Filters | None = None, limit: int = 10_000) -> list[Hit]:
    library = engine._library
    return hits_of(library, strategy_of(library, text, filters), limit)


def listed(engine: Engine, text: str, filters: Filters | None = None, limit: int = 10_000) -> list[Hit]:
    """Return what the index finds, before the best are put in order."""
    strategy = strategy_of(engine._library, text, filters)
    return engine._library.index.search(strategy.weights, limit, strategy.within)


def meets(engine: Engine, hit: Hit, filters: Filters) -> bool:
    """Read a passage against the filters without the index: by the document and what stands behind it."""
    library = engine._library
    document = library.store.current(hit.passage.document)
    assert document is not None
    level = engine._library.judging._design(document)
    first, last = filters.years
    year, appraisal = document.facts.year, document.kind == "appraisal"
    stream = "appraisal" if appraisal else "guideline" if level == "guideline" else "research"
    return (
        ((first or last) is None or bool(year and (first or 0) <= year <= (last or 9999)))
        and (not filters.designs or (level or "other") in filters.designs)
        and (not filters.streams or stream in filters.streams)
        and (not filters.licences or document.facts.licence is None)
        and (not filters.concepts or not _named(engine, hit).isdisjoint(_wanted(engine, filters)))
    )


def _wanted(engine: Engine, filters: Filters) -> set[str]:
    return {k for c in filters.concepts for k in (c, *engine._library.concepts.descendants(c))}


def _named(engine: Engine, hit: Hit) -> set[str]:
    """Return what a statement speaks of, in its words, its title or as the pack says."""
    library = engine._library
    document = library.store.current(hit.passage.document)
    assert document is not None
    words = document.text[hit.passage.start : hit.passage.end]
    named = {*library.matcher.concepts(words), *library.matcher.concepts(document.facts.title)}
    for f in document.findings:
        if f.start == hit.passage.start:
            named |= {*f.conditions, *f.interventions, *f.population, *f.outcomes}
    return named


@pytest.mark.parametrize("filters", FILTERS, ids=lambda f: "; ".join(v for _, v in f.told()))
def test_a_filtered_search_is_the_whole_search_without_what_fails(tma: Engine, filters: Filters) -> None:
    for text in QUESTIONS[::4]:
        kept = [hit for hit in listed(tma, text) if meets(tma, hit, filters)]
        assert listed(tma, text, filters) == kept
        assert listed(tma, text, filters, limit=5) == kept[:5]
        found = ranked(tma, text, filters)
        assert {hit.passage for hit in found} == {hit.passage for hit in kept}
        assert ranked(tma, text, filters, limit=5) == found[:5]


@pytest.mark.parametrize("filters", FILTERS[:6], ids=lambda f: "; ".join(v for _, v in f.told()))
def test_a_filtered_page_says_so_and_decides_nothing(tma: Engine, filters: Filters) -> None:
    page = tma.ask(SEED, filters)
    assert page.bottom_line is None
    assert page.search
    assert page.search.filters == tuple(filters.told())
    library = tma._library
    for claim in page.claims:
        passage = Hit(next(p for p in library.store.current(claim.citation.document).passages()  # type: ignore[union-attr]
                           if p.start == claim.citation.start), 0.0)  # fmt: skip
        assert meets(tma, passage, filters)
    for form in ("text", "markdown"):
        printed = render(page, form)
        assert "Filtered: " in printed
        assert "documents in this library speak of it" not in " ".join(printed.split())
    assert page.first == tma.ask(SEED).first


def test_an_unfiltered_page_is_as_it_was(tma: Engine) -> None:
    assert tma.ask(SEED, Filters()) == tma.ask(SEED)
    assert "Filtered" not in render(tma.ask(SEED), "text")


def test_a_retraction_is_read_as_it_stands_now(gout: Engine) -> None:
    text = "colchicine for gout flares"
    assert any(hit.passage.document == "gout:cohort" for hit in ranked(gout, text))
    clean = Filters(not_retracted=True)
    found = ranked(gout, text, clean)
    assert found
    assert not any(hit.passage.document == "gout:cohort" for hit in found)
    assert ranked(gout, text, clean, limit=2) == found[:2]  # what is left out is made up for


@pytest.mark.parametrize(
    ("notices", "retracted"),
    [
        (None, False),
        ((), False),
        ((Notice("correction", "2020-01-01"),), False),
        ((Notice("retraction", "2020-01-01"),), True),
        ((Notice("retraction"),), True),
        ((Notice("retraction", "2020-01-01"), Notice("reinstatement", "2021-01-01")), False),
        ((Notice("reinstatement", "2020-01-01"), Notice("retraction", "2021-01-01")), True),
        ((Notice("retraction"), Notice("reinstatement", "2021-01-01")), True),  # its date is not known: the safe side
    ],
)
def test_the_last_word_on_a_work_counts(notices: tuple[Notice, ...] | None, retracted: bool) -> None:
    assert filtering.is_retracted(Work("w", Ids(), "t", notices)) is retracted


# --- what a person writes ---------------------------------------------------------------------------------------------


def test_filters_as_they_are_written(tma: Engine) -> None:
    read = tma.filters(
        year="2015-2020",
        designs=["Randomized Trial, cohort", "trials"],
        streams=["guidelines"],
        concepts=["upshaw-schulman", "TTP"] if tma.show("upshaw-schulman") else ["TTP"],
        licences=["CC BY 4.0", "none", "Apache-2.0"],
    )
    assert read.years == (2015, 2020)
    assert read.designs == ("randomised trial", "cohort", "non-randomised trial")
    assert read.streams == ("guideline",)
    assert read.concepts[-1] == "tma:ttp"
    assert read.licences == ("cc-by", "none stated", "apache-2.0")
    assert not tma.filters()


@pytest.mark.parametrize(
    ("text", "years"),
    [("2015", (2015, 2015)), ("2018-", (2018, None)), ("-2018", (None, 2018)), (" 2015 \u2013 2020 ", (2015, 2020))],
)
def test_years(tma: Engine, text: str, years: tuple[int | None, int | None]) -> None:
    assert tma.filters(year=text).years == years


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"year": "last year"}, "write 2015, 2015-2020, 2018- or -2018"),
        ({"year": "2020-2015"}, "the earlier first"),
        ({"year": "-"}, "are not years"),
        ({"year": "0000"}, "hold no year"),
        ({"designs": ["horoscope"]}, "the designs are: guideline, systematic review"),
        ({"streams": ["news"]}, "the streams are: guideline, research, local, appraisal"),
        ({"licences": ["nonsense"]}, "the licences here are: "),
        ({"concepts": ["flat earth"]}, "No concept is called 'flat earth'"),
    ],
)
def test_what_no_document_can_be_is_refused(tma: Engine, asked: dict[str, object], says: str) -> None:
    with pytest.raises(FilterRefused, match=says.replace("(", r"\(")):
        tma.filters(**asked)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (None, ("none stated",)),
        ("", ("none stated",)),
        ("CC BY 4.0", ("cc-by", "open")),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", ("cc-by-nc-nd", "open")),
        ("Creative Commons Attribution-NonCommercial 4.0", ("cc-by-nc", "open")),
        ("Creative Commons Attribution License", ("cc-by", "open")),
        ("CC BY-SA 3.0", ("cc-by-sa", "open")),
        ("https://creativecommons.org/publicdomain/zero/1.0/", ("cc0", "open")),
        ("CC0", ("cc0", "open")),
        ("Apache-2.0", ("apache-2.0", "open")),
        ("All rights reserved", ("all rights reserved",)),
    ],
)
def test_licences_by_their_short_names(printed: str | None, names: tuple[str, ...]) -> None:
    assert licence_names(printed) == names


@given(st.text())
def test_any_licence_has_a_name(printed: str) -> None:
    assert all(name and "\n" not in name for name in licence_names(printed))


def test_an_index_of_another_form_is_built_anew(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    engine = Engine.open(load(folder), [GOUT])
    generation = engine._library.index.state.generation
    engine.close()
    state = folder / "index" / "state.json"
    state.write_text(state.read_text().replace(f".{FORM}+", ".rows-1+"))
    again = Engine.open(load(folder), [GOUT])
    assert again._library.index.state.generation == generation + 1
    assert ranked(again, "allopurinol in gout?", Filters(years=(2020, 2020)))
    again.close()
