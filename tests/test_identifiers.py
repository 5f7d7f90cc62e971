"""Identifiers as a page prints them."""

from __future__ import annotations

from quoth.model import Ids, Source
from quoth.render import words


def test_each_identifier_is_named_once() -> None:
    ids = Ids(pmid="32914526", pmcid="PMC8091490", doi="10.1111/jth.15010")
    source = Source("1", "doi:10.1111/jth.15010", "Title", (), None, 2020, None, ids, None, None, None)
    assert words.identifiers(source) == "PMID 32914526, PMC8091490, doi:10.1111/jth.15010"
    assert "PMC8091490, doi" in words.reference(source)
    assert "PMC PMC" not in words.reference(source)
