"""Vocabularies in a library: the words of a pack and of a vocabulary are one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from quoth.engine import Engine, replaying
from quoth.render import render
from quoth.settings import load
from tests.conftest import GOUT
from tests.test_adding import article

OBO = """format-version: 1.2

[Term]
id: MONDO:0000001
name: disease

[Term]
id: MONDO:0000002
name: kidney stone
synonym: "nephrolithiasis" EXACT []
is_a: MONDO:0000001

[Term]
id: MONDO:0000003
name: cystine stone
is_a: MONDO:0000002
"""


def test_a_vocabulary_gives_the_engine_words(tmp_path: Path) -> None:
    (tmp_path / "mondo.obo").write_text(OBO)
    engine = Engine.open(load(tmp_path / "library"), [GOUT])
    before = engine.ask("allopurinol in nephrolithiasis?")
    assert before.question.unread == ("nephrolithiasis",)
    stamp = engine.fingerprint()
    assert engine.add_vocabulary(tmp_path / "mondo.obo") == 3
    assert engine.fingerprint() != stamp
    after = engine.ask("allopurinol in nephrolithiasis?")
    assert after.question.unread == ()
    assert after.question.conditions == ("MONDO:0000002",)
    assert all(claim.labels for claim in after.claims)
    assert any(gap.kind == "absent" and gap.about == "kidney stone" for gap in after.gaps)
    engine.close()
    again = Engine.open(load(tmp_path / "library"), [GOUT])
    assert again.ask("allopurinol in nephrolithiasis?").question.conditions == ("MONDO:0000002",)
    again.close()


def test_what_a_vocabulary_names_is_found_by_its_concept(tmp_path: Path) -> None:
    (tmp_path / "mondo.obo").write_text(OBO)
    (tmp_path / "stone.xml").write_text(article(101).replace("Gout is common.", "Nephrolithiasis is common here."))
    (tmp_path / "gout.xml").write_text(article(102))
    engine = Engine.open(load(tmp_path / "library"), [GOUT])
    engine.add([tmp_path / "stone.xml", tmp_path / "gout.xml"])
    engine.add_vocabulary(tmp_path / "mondo.obo")  # indexes anew what is there
    for wanted in ("MONDO:0000002", "kidney stone", "MONDO:0000001"):  # by id, by name, and by what it is a kind of
        found = engine.find("allopurinol in gout", engine.filters(concepts=[wanted])).found
        assert [one.source.ids.pmid for one in found] == ["101"], wanted
    assert engine.find("allopurinol in gout", engine.filters(concepts=["cystine stone"])).found == ()
    engine.close()


def test_concepts_are_those_of_the_mentions(tmp_path: Path) -> None:
    (tmp_path / "mondo.obo").write_text(OBO)
    engine = Engine.open(load(tmp_path / "library"), [GOUT])
    engine.add_vocabulary(tmp_path / "mondo.obo")
    matcher = engine._library.matcher
    text = "Nephrolithiasis in gout; allopurinol for cystine stones and nephrolithiasis."
    named = [c for mention in matcher.find(text) for c in mention.concepts]
    assert {"MONDO:0000002", "MONDO:0000003"} < set(named)
    assert matcher.concepts(text) == tuple(dict.fromkeys(named))
    assert matcher.concepts("") == ()
    begun = time.perf_counter()
    assert len(matcher.find(f"{text} " * 5_000)) == 5_000 * len(named)  # the time grows with the text, not its square
    assert time.perf_counter() - begun < 10
    engine.close()


@pytest.mark.slow
def test_workers_that_make_marks_know_the_vocabularies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mondo.obo").write_text(OBO)
    (tmp_path / "stone.xml").write_text(article(101).replace("Gout is common.", "Nephrolithiasis is common here."))
    found = []
    for name, alone in (("one", replaying.ALONE), ("many", 0)):
        monkeypatch.setattr(replaying, "ALONE", alone)
        engine = Engine.open(load(tmp_path / name), [GOUT])
        engine.add_vocabulary(tmp_path / "mondo.obo")
        engine.add([tmp_path / "stone.xml"])
        found.append(render(engine.ask("Is kidney stone common?"), "json"))
        engine.close()
    assert "Nephrolithiasis is common here." in found[0]
    assert found[1] == found[0]
