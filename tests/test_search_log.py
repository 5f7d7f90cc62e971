"""The search log: the strategy as run, with counts that anyone can count again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from quoth.engine import Engine
from quoth.index import row_of
from quoth.model.filters import Filters
from quoth.model.listings import Outcome, SearchLog, Tally
from quoth.render import render
from quoth.settings import load
from tests.conftest import GOUT, SEED

LIMITED = Filters(years=(2015, None), designs=("guideline", "cohort"))


@pytest.fixture(scope="module")
def log(tma: Engine) -> SearchLog:
    return tma.reasons(SEED).log()


@pytest.fixture(scope="module")
def read(tma: Engine) -> list[tuple[str, str, set[str]]]:
    """Every passage of every document, read anew: document, work, terms."""
    library = tma._library
    idents = [ident for (ident,) in library.store._rows("SELECT id FROM documents WHERE current")]
    documents = [document for ident in idents if (document := library.store.current(ident))]
    return [(d.id, d.work, set(row_of(e)[2].split())) for d in documents for e in library.judging.entries(d)]


def counted(read: list[tuple[str, str, set[str]]], terms: tuple[str, ...]) -> Tally:
    """Count without the index."""
    found = [(document, work) for document, work, held in read if not held.isdisjoint(terms)]
    return Tally(len(found), len({d for d, _ in found}), len({w for _, w in found}))


def test_every_count_can_be_counted_again(tma: Engine, log: SearchLog, read: list[tuple[str, str, set[str]]]) -> None:
    for line in log.lines:
        assert line.tally == counted(read, line.terms)
    every = tuple({term for line in log.lines for term in line.terms})
    assert log.combined == log.filtered == counted(read, every)
    assert set(every) == set(tma.ask(SEED).search.terms)  # type: ignore[union-attr]


def test_running_it_again_gives_the_same(tma: Engine, log: SearchLog) -> None:
    assert tma.reasons(log.question, log.filters).log() == log


def test_another_library_of_the_same_pack_gives_the_same(gout: Engine, tmp_path: Path) -> None:
    here = gout.reasons("allopurinol in gout?").log()
    fresh = Engine.open(load(tmp_path / "fresh"), [GOUT])
    assert fresh.reasons("allopurinol in gout?").log() == here
    fresh.close()


def test_added_terms_name_the_vocabulary_they_come_from(log: SearchLog) -> None:
    assert all(line.source == "pack tma" for line in log.lines if line.origin in {"concept", "kinds", "wider"})
    assert all(line.source == "" for line in log.lines if line.origin == "typed")
    assert dict(log.sources)["pack tma"].startswith("Thrombotic microangiopathy, version 0.1 of 2026-11-25")
    concept = next(line for line in log.lines if line.origin == "concept" and line.slot == "condition")
    assert "cancer-associated TMA" in concept.synonyms
    kinds = next(line for line in log.lines if line.origin == "kinds" and line.slot == "intervention")
    assert "enoxaparin" in kinds.names


def test_dates_are_the_librarys(log: SearchLog) -> None:
    printed = render(log, "text")
    assert set(re.findall(r"\d{4}-\d\d-\d\d", printed)) == {"2026-11-25"}
    assert "Quoth keeps no clock" in " ".join(printed.split())


def test_near_misses_say_why(tma: Engine, log: SearchLog) -> None:
    page = tma.ask(SEED)
    shown = {claim.id for claim in page.claims}
    assert log.misses
    assert all(miss.ident not in shown for miss in log.misses)
    assert {miss.outcome for miss in log.misses} <= {Outcome.CROWDED, Outcome.WITHHELD, Outcome.WEAK, Outcome.UNFIT}
    all_missed = len(log.misses) + sum(number for _, number in log.more)
    withheld = sum(gap.about.count(",") + 1 for gap in page.gaps if gap.kind == "left out")
    found = tma.reasons(SEED).reading.found
    aside = {e.passage for e in (*found.openings, *(e for _, e in found.cautions))}
    kept = sum(e.passage not in aside for e in found.evidence)
    assert all_missed == kept - len(page.claims) + withheld


def test_limits_are_a_line_of_their_own(tma: Engine) -> None:
    log = tma.find("rituximab in TTP", LIMITED, limit=3, log=True).log
    assert log
    assert log.filtered.passages < log.combined.passages
    printed = " ".join(render(log, "text").split())
    assert "limited to year 2015-; design guideline or cohort" in printed
    assert "9 Limits: year: 2015-; design: guideline or cohort." in printed
    filtered = [m for m in log.misses if m.outcome is Outcome.FILTERED]
    assert filtered
    assert all(m.reason.startswith(("year 2015-", "design guideline or cohort")) for m in filtered)
    lower = [m for m in log.misses if m.outcome is Outcome.LOWER]
    assert [m.rank for m in lower] == list(range(4, 4 + len(lower)))


def test_words_that_were_not_read_are_named(tma: Engine) -> None:
    log = tma.find("cherries in TTP", log=True).log
    assert log
    assert log.unread == ("cherries",)


def test_another_pack_has_a_log_too(gout: Engine) -> None:
    log = gout.find("urate lowering in podagra", log=True).log
    assert log
    assert any("podagra" in line.names for line in log.lines)
    assert any(line.origin == "kinds" and "allopurinol" in line.names for line in log.lines)


def test_removed_documents_are_not_counted(tmp_path: Path) -> None:
    from tests.test_adding import article

    (tmp_path / "one.xml").write_text(article(101))
    engine = Engine.open(load(tmp_path / "library"), [GOUT])
    before = engine.find("allopurinol", log=True).log
    engine.add([tmp_path / "one.xml"])
    more = engine.find("allopurinol", log=True).log
    engine.remove("pmid:101")
    after = engine.find("allopurinol", log=True).log
    engine.close()
    assert before and more and after  # noqa: PT018
    assert (more.combined.works or 0) == (before.combined.works or 0) + 1
    assert (after.combined, after.held) == (before.combined, before.held)


@pytest.mark.parametrize("text", ["anticoagulation in cancer TMA"])
def test_what_a_librarian_pastes(tma: Engine, text: str, snapshot: SnapshotAssertion) -> None:
    log = tma.find(text, LIMITED, limit=2, log=True).log
    printed = render(log, "text")
    assert max(map(len, printed.splitlines())) <= 80
    plain = printed.replace(tma.fingerprint(), "FINGERPRINT")
    assert re.sub(r"sha256\s+[0-9a-f]{12}", "sha256 …", plain) == snapshot
