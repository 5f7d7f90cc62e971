"""Fetching into a library: by identifier, and a pack's own sources, from a server on this machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.errors import NotFound
from quoth.ingest.remote import Addresses
from quoth.settings import load
from tests.conftest import GOUT
from tests.test_ingest_remote import at

__all__ = ["at"]


@pytest.fixture
def engine(tmp_path: Path, at: Addresses) -> Engine:
    given = replace(load(tmp_path / "library"), eutils=at.eutils, pmc_store=at.pmc_store, europe_pmc=at.europe_pmc)
    return Engine.open(replace(given, ncbi_key="made-up"), [GOUT])


def test_a_paper_comes_by_its_identifier(engine: Engine) -> None:
    report = engine.fetch(["pmid:123"])
    assert (report.added, report.refused) == (1, ())
    assert engine.show("pmid:123/record") is not None
    assert engine.fetch(["pmid:123"]).unchanged == 1


def test_a_search_brings_what_it_finds(engine: Engine) -> None:
    report = engine.fetch(["search:tma"])
    named = {refused.name for refused in report.refused}
    assert report.added + len(named) == 7  # the service finds seven, and has the records of some
    assert all(name.startswith("pmid:") for name in named)


def test_a_full_text_brings_its_notice(engine: Engine) -> None:
    report = engine.fetch(["pmc:PMC456"])
    assert report.added == 1
    assert report.notices == 1


def test_the_sources_of_a_pack(engine: Engine) -> None:
    report = engine.fetch(pack="gout")
    assert report.added >= 1  # the made-up trial with PMID 1
    work = engine.work("gout:stone-trial")
    assert work is not None
    assert work.ids.pmid == "1"


@pytest.mark.parametrize("name", ["pmid:", "pmid:abc", "isbn:1", "pmc", "doi:x"])
def test_what_is_no_identifier_gets_a_sentence(engine: Engine, name: str) -> None:
    with pytest.raises(NotFound, match="is no identifier"):
        engine.fetch([name])
