"""Why is my paper missing? Every document of the library gets an answer, and the answer agrees with the page."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from quoth.engine import Engine
from quoth.engine.strategy import hits_of, strategy_of
from quoth.engine.why import Reasons
from quoth.model import LabelKind, Relation
from quoth.model.filters import Filters
from quoth.model.listings import Fate, Outcome
from quoth.render import render
from quoth.verify.labels import MET
from tests.conftest import SEED, shipped

QUESTIONS = [text for _, text in shipped().questions]
ASPIRIN = "Should aspirin be given in TTP?"


@pytest.fixture(scope="module")
def seed(tma: Engine) -> Reasons:
    return tma.reasons(SEED)


@pytest.fixture(scope="module")
def fates(seed: Reasons) -> dict[str, list[Fate]]:
    """What becomes of every source of the pack."""
    return {work.id: list(seed.why(work.id).fates) for work in shipped().works}


# --- every document of the corpus ---------------------------------------------------------------------------------------


def test_every_source_and_every_statement_gets_a_reason(fates: dict[str, list[Fate]]) -> None:
    pack = shipped()
    told = {fate.ident: fate for found in fates.values() for fate in found}
    statements = {f.id for d in pack.documents for f in d.findings} | {w.id for w in pack.withheld}
    assert statements <= set(told)
    assert len(statements) > 700
    assert all(found for found in fates.values())
    assert all(fate.reason for fate in told.values())
    held = {d.work for d in pack.documents} | {w.source for w in pack.withheld}
    absent = {fate.ident for fate in told.values() if fate.outcome is Outcome.ABSENT}
    assert absent == {work.id for work in pack.works} - held  # listed by the pack, and nothing of them is held
    assert all("a pack lists it as a source" in told[i].reason for i in absent)
    common = {Outcome.SHOWN, Outcome.WITHHELD, Outcome.UNMATCHED, Outcome.BEYOND, Outcome.WEAK, Outcome.CROWDED}
    assert common <= {fate.outcome for fate in told.values()}


def test_the_reasons_agree_with_the_page(tma: Engine, seed: Reasons, fates: dict[str, list[Fate]]) -> None:
    page, library = seed.page, tma._library
    told = {fate.ident: fate for found in fates.values() for fate in found}
    shown = {claim.id for claim in (*page.first, *page.cautions, *page.claims)}
    assert {i for i, fate in told.items() if fate.outcome is Outcome.SHOWN} == shown
    labels = {claim.id: tuple(x for x in claim.labels if x.kind is not LabelKind.HARM) for claim in page.claims}
    assert all(told[i].labels == said for i, said in labels.items())
    assert {i for i, fate in told.items() if fate.outcome is Outcome.WITHHELD} == {w.id for w in shipped().withheld}
    crowded = sum(fate.outcome is Outcome.CROWDED for fate in told.values())
    assert str(crowded) == dict(page.trace)["relevant but crowded out"]
    strategy = strategy_of(library, SEED)
    places = [(h.passage.document, h.passage.start) for h in hits_of(library, strategy, 10_000)]
    read = library.settings.candidates
    for fate in told.values():
        if not fate.document:
            continue
        document = library.store.current(fate.document)
        assert document
        start = next(f.start for f in document.findings if f.id == fate.ident)
        assert fate.rank == (places.index((document.id, start)) + 1 if (document.id, start) in places else 0)
        assert (fate.rank == 0) == (not fate.met)
        assert fate.score == pytest.approx(sum(m.score for m in fate.met), abs=1e-4)
        if fate.outcome is Outcome.BEYOND:
            assert fate.rank > read or "with the score of the last" in fate.reason
        if fate.outcome in {Outcome.CROWDED, Outcome.WEAK, Outcome.UNFIT}:
            assert 0 < fate.rank <= read + 5  # equals at the edge


def test_what_is_direct_meets_every_slot_that_was_asked_about(tma: Engine) -> None:
    for text in QUESTIONS[::3]:
        reasons = tma.reasons(text)
        for evidence in reasons.reading.found.evidence:
            judged = evidence.judgement
            assert judged
            gap = evidence.finding is not None and evidence.finding.role == "gap"
            asked = {
                name: [s for s in judged.slots if s.name == name and s.asked] for name in ("condition", "intervention")
            }
            if judged.direct:
                for name, slots in asked.items():
                    wide = {Relation.BROADER} if gap and name == "intervention" else set()
                    assert not slots or any(s.relation in MET | wide for s in slots)
            for name, slots in asked.items():  # the slot's own verdict is the nearest of its families
                order = list(Relation)
                if slots:
                    assert getattr(judged, name) in order
                    assert any(s.relation is getattr(judged, name) for s in slots)


def test_the_trace_says_which_concept_met_which_slot(tma: Engine) -> None:
    page = tma.ask(ASPIRIN)
    trace = dict(page.trace)
    slots = [trace[f"slots of {claim.id}"] for claim in page.claims]
    assert len(slots) == len(page.claims)
    assert all(s.startswith("condition: thrombotic thrombocytopenic purpura") for s in slots)
    assert any("intervention: aspirin met by aspirin (same)" in s for s in slots)


# --- in a person's words --------------------------------------------------------------------------------------------------


def one(tma: Engine, ident: str, text: str, filters: Filters | None = None) -> Fate:
    (fate,) = tma.why(ident, text, filters).fates
    return fate


def test_a_paper_that_was_never_added(tma: Engine) -> None:
    for ident in ("pmid:99999999", "doi:10.1000/none", "nobody", ""):
        assert one(tma, ident, SEED).outcome is Outcome.ABSENT


def test_a_paper_that_the_pack_only_lists(tma: Engine) -> None:
    held = {d.work for d in shipped().documents} | {w.source for w in shipped().withheld}
    work = next(w for w in shipped().works if w.id not in held and w.ids.doi)
    for ident in (f"doi:{work.ids.doi}", work.id, work.id.removeprefix("tma:")):
        why = tma.why(ident, SEED)
        assert why.title == work.title
        assert "a pack lists it as a source" in why.fates[0].reason


def test_a_paper_by_any_of_its_names(tma: Engine) -> None:
    names = ("pmid:32914526", "doi:10.1111/JTH.15010", "pmc:PMC8091490", "isth-2020-tx", "tma:isth-2020-tx")
    told = [[f.ident for f in tma.why(name, "rituximab in TTP?").fates] for name in names]
    assert told[0]
    assert all(t == told[0] for t in told)


def test_a_statement_the_pack_withholds(tma: Engine) -> None:
    withheld = next(w for w in shipped().withheld if "lepirudin is no longer supplied" in w.reason)
    fate = one(tma, withheld.id, "lepirudin in HIT?")
    assert fate.outcome is Outcome.WITHHELD
    assert "lepirudin is no longer supplied" in fate.reason
    assert fate.quote == ""  # it is kept, and never shown: not here either
    assert withheld.id in [f.ident for f in tma.why(withheld.source, "lepirudin in HIT?").fates]


def test_a_source_that_speaks_of_something_else(tma: Engine) -> None:
    fate = next(f for f in tma.why("isth-2020-tx", SEED).fates if f.outcome is Outcome.BEYOND)
    assert fate.rank > 200
    assert "only the best 200 passages are read" in fate.reason


def test_what_a_filter_leaves_out_is_said_to_be_left_out_by_it(tma: Engine) -> None:
    shown = one(tma, "isth-2020-tx-04", "pre-emptive rituximab in iTTP remission?")
    assert shown.outcome is Outcome.SHOWN
    assert shown.reason.startswith("on the page as [")
    old = one(tma, "isth-2020-tx-04", "pre-emptive rituximab in iTTP remission?", Filters(years=(None, 2010)))
    assert old.outcome is Outcome.FILTERED
    assert "year -2010 (it has 2020)" in old.reason


def test_notes_on_disagreements_are_found_where_they_are_shown(tma: Engine) -> None:
    assert "con-16" in one(tma, "tma:conflicts", ASPIRIN).reason


def test_a_disagreement_and_a_concept_by_their_ids(tma: Engine) -> None:
    assert one(tma, "con-16", ASPIRIN).outcome is Outcome.SHOWN
    assert one(tma, "con-16", "eculizumab in HUS?").outcome is Outcome.UNFIT
    assert "names a concept" in one(tma, "lepirudin", "lepirudin in HIT?").reason


def test_what_was_removed_is_told_from_what_never_was(tmp_path_factory: pytest.TempPathFactory) -> None:
    from quoth.settings import load
    from tests.conftest import GOUT
    from tests.test_adding import article

    folder = tmp_path_factory.mktemp("removed")
    (folder / "one.xml").write_text(article(101))
    engine = Engine.open(load(folder / "library"), [GOUT])
    engine.add([folder / "one.xml"])
    why = engine.why("pmid:101", "allopurinol in gout?")
    assert any(f.outcome is Outcome.SHOWN for f in why.fates)
    sentence = next(f for f in why.fates if f.outcome is Outcome.SHOWN)
    assert one(engine, sentence.ident, "allopurinol in gout?") == sentence
    engine.remove("pmid:101")
    assert one(engine, "pmid:101", "allopurinol in gout?").outcome is Outcome.REMOVED
    engine.close()


@pytest.mark.parametrize(
    ("ident", "text"),
    [("isth-ssc-2018-tp", SEED), ("base-synthesis-02", SEED), ("aspirin-nobody", ASPIRIN)],
)
def test_what_a_reader_sees(tma: Engine, ident: str, text: str, snapshot: SnapshotAssertion) -> None:
    said = render(tma.why(ident, text), "text")
    assert max(map(len, said.splitlines())) <= 80
    assert said.replace(tma.fingerprint(), "FINGERPRINT") == snapshot
