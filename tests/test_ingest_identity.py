"""Identifiers: one spelling, and which texts are of one work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.ingest import dates, identity
from quoth.ingest.names import author
from quoth.model import Ids, Kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("10.1016/S0140-6736(10)60175-4", "10.1016/s0140-6736(10)60175-4"),
        ("https://doi.org/10.5555/ABC.", "10.5555/abc"),
        ("(doi: 10.5555/abc)", "10.5555/abc"),
        ("info:doi/10.1371/journal.pone.1", "10.1371/journal.pone.1"),
        ("unavailable", None),
        (None, None),
    ],
)
def test_doi(text: str | None, wanted: str | None) -> None:
    assert identity.doi(text) == wanted


@given(st.from_regex(r"10\.[0-9]{4,5}/[A-Za-z0-9.]{1,20}[A-Za-z0-9]", fullmatch=True))
def test_a_doi_is_found_in_every_case(name: str) -> None:
    assert identity.doi(name) == identity.doi(name.upper()) == identity.doi(name.lower()) is not None


def test_pmid_and_pmcid() -> None:
    assert [identity.pmid(text) for text in ("012", "PMID: 5", "5.0", "0", "x", "")] == [
        "12",
        "5",
        "5",
        None,
        None,
        None,
    ]
    assert [identity.pmcid(text) for text in ("PMC5.1", "pmc5", "5", "x")] == ["PMC5", "PMC5", "PMC5", None]


def test_one_work() -> None:
    record, full = Ids(pmid="1", doi="10.5555/a"), Ids(pmcid="PMC2", doi="10.5555/a")
    erratum = Ids(pmid="9", doi="10.5555/a")
    assert identity.same_work(record, full)
    assert not identity.same_work(record, erratum)
    assert not identity.same_work(Ids(), Ids())
    assert identity.joined(record, full) == Ids("1", "PMC2", "10.5555/a")
    assert identity.document_id(full, Kind.FULLTEXT, "f" * 64) == "pmc:PMC2/fulltext"
    assert identity.document_id(Ids(), Kind.FULLTEXT, "f" * 64) == f"text:{'f' * 16}/fulltext"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Lancet. 2010 Feb 6;375(9713):445", "2010-02-06"),
        ("2/6/2010 0:00", "2010-02-06"),
        ("1998 Dec-1999 Jan", "1998-12"),
        ("2004 Spring", "2004"),
        ("2021-05-06", "2021-05-06"),
        ("no date", None),
    ],
)
def test_dates(words: str, wanted: str | None) -> None:
    assert dates.in_words(words) == wanted


@given(st.text(), st.text(), st.text())
def test_a_date_is_iso_or_nothing(year: str, month: str, day: str) -> None:
    made = dates.iso(year, month, day)
    assert made is None or (len(made) in {4, 7, 10} and dates.year_of(made) == int(made[:4]))


def test_names() -> None:
    assert author("Ammon", "Susanne") == "Ammon S"
    assert author("Doe", "Jean-Pierre K.") == "Doe JPK"
    assert author("Doe", "JP") == "Doe JP"
    assert (author("", "x"), author("Doe", None)) == ("x", "Doe")
