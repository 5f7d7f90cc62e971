"""Two answers to one question, at two dates: what differs, and what of the library differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine
from quoth.errors import AnswerUnusable
from quoth.model.differences import Differences
from quoth.render import render
from quoth.serve.cli import app
from quoth.settings import load
from tests.conftest import GOUT
from tests.test_adding import article
from tests.test_refreshing import QUESTION, notice_list


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """An answer, and the next one: a paper more, one with other words, and one retracted since."""
    folder = tmp_path_factory.mktemp("pair")
    engine = Engine.open(load(folder / "library"), [GOUT])
    for number in (101, 102):
        (folder / f"{number}.xml").write_text(article(number))
    engine.add([folder / "101.xml", folder / "102.xml"])
    one = render(engine.ask(QUESTION), "json").encode()
    (folder / "102.xml").write_text(article(102).replace("Gout is common", "Gout is very common"))
    (folder / "103.xml").write_text(article(103))
    engine.add([folder / "102.xml", folder / "103.xml"])
    row = ("10.1000/A.101", "", "1/2/2021 0:00", "Retraction")
    engine.refresh(notice_list(folder / "list.csv", [row]), day="2026-11-20")
    other = render(engine.ask(QUESTION), "json").encode()
    engine.close()
    return one, other


def test_an_answer_does_not_differ_from_itself(pair: tuple[bytes, bytes]) -> None:
    for pack in pair:
        found = Engine.diff(pack, pack)
        assert found == Differences()
        assert found.same
    assert "the same fingerprint" in render(Engine.diff(pair[0], pair[0]), "text")


def test_what_came_what_changed_and_why(pair: tuple[bytes, bytes]) -> None:
    found = Engine.diff(*pair)
    assert not found.same
    assert found.faults == ()
    assert [source.work for source in found.sources_added] == ["pmid:103"]
    assert not any(source.work.startswith("pmid:") for source in found.sources_removed)
    assert {claim.source for claim in found.claims_added} == {"pmid:103"}
    assert [(n.work, n.kind, n.date, n.signal) for n in found.notices_added] == [
        ("pmid:101", "retraction", "2021-01-02", "retraction-watch")
    ]
    what = {claim.source: {name: (a, b) for name, a, b in claim.what} for claim in found.claims_changed}
    assert what["pmid:101"]["labels"][1].endswith("retracted")
    assert "version" in what["pmid:102"]
    assert "words" not in what["pmid:102"]
    assert "change position" in {name for name, _, _ in found.library}
    text = render(found, "text")
    assert "+ notice pmid:101: RETRACTION 2021-01-02 (retraction-watch)." in text
    assert "+ source pmid:103" in text


def test_looking_from_the_other_side_turns_it_round(pair: tuple[bytes, bytes]) -> None:
    found, back = Engine.diff(*pair), Engine.diff(*reversed(pair))
    assert back.claims_removed == found.claims_added
    assert back.sources_removed == found.sources_added
    assert back.notices_removed == found.notices_added
    assert {claim.id for claim in back.claims_changed} != set()


def test_a_broken_pack_is_named_first(pair: tuple[bytes, bytes], tmp_path: Path) -> None:
    pack = json.loads(pair[0])
    pack["claims"][0]["quote"] = "Allopurinol cures everything."
    (tmp_path / "a.json").write_text(json.dumps(pack))
    (tmp_path / "b.json").write_bytes(pair[1])
    run = CliRunner().invoke(app, ["diff", str(tmp_path / "a.json"), str(tmp_path / "b.json")])
    assert run.exit_code == 1
    assert run.output.startswith("BROKEN")
    run = CliRunner().invoke(app, ["diff", str(tmp_path / "b.json"), str(tmp_path / "b.json"), "--json"])
    assert run.exit_code == 0
    assert json.loads(run.output)["same"] is True


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"not json", b'{"schema": 3}'])
def test_what_is_no_answer_is_refused(pair: tuple[bytes, bytes], data: bytes) -> None:
    with pytest.raises(AnswerUnusable):
        Engine.diff(pair[0], data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data(), JSON)
def test_odd_values_bring_nothing_down(pair: tuple[bytes, bytes], data: st.DataObject, odd: Any) -> None:
    pack = json.loads(pair[0])
    key = data.draw(st.sampled_from(sorted(set(pack) - {"schema"})))
    same = pack[key] == odd
    pack[key] = odd
    assert bool(Engine.diff(json.dumps(pack).encode(), pair[1]).faults) is not same
