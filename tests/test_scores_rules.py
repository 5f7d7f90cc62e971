"""Rules as data: the language, and the faults of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from evals.scores import PACK, read_yaml, tma_scores
from quoth.errors import PackRefused
from quoth.scores import load
from quoth.scores.conditions import Known, Truth, compile_rule

SCORES = tma_scores()
RANGES = """
variables:
  - {id: platelets, unit: "x10^9/L", accepts: {"/uL": 0.001}, hard: [0, 2000], soft: [1, 1000]}
  - {id: fever, kind: flag}
  - {id: site, kind: choice, options: {lung: [], liver: []}}
"""
# The example of docs/scores.md: a points score in ten lines.
TEN_LINES = """
scores:
- id: demo
  name: Demo score
  purpose: "shows the form"
  verified: read
  items:
    - {key: platelets, points: 1, when: "platelets < 30 x10^9/L"}
    - {key: fever, points: 2, when: "fever"}
  strata:
    - {name: low, min: 0, max: 1}
    - {name: high, min: 2, max: 3}
"""


def small(scores: str = TEN_LINES, ranges: str = RANGES) -> Any:
    return load({"scores": yaml.safe_load(scores), "ranges": yaml.safe_load(ranges)})


def truth(rule: str, *words: str) -> Truth:
    room = small()
    return compile_rule(rule, room.dictionary, "test").ask(Known(room.read(words).facts))


def test_a_points_score_in_ten_lines_computes() -> None:
    room = small()
    room.check()
    result = room.score("demo", room.read(["platelets=29,000/uL", "fever=no"]))
    assert (result.low, result.high, result.stratum) == (1, 1, "low")
    assert (room.score("demo", room.read(["fever=yes"])).low, room.score("demo", room.read(["fever=yes"])).high) == (
        2,
        3,
    )


@pytest.mark.parametrize(
    ("rule", "words", "expected"),
    [
        ("platelets < 30", ["platelets=29"], True),
        ("platelets < 30", ["platelets=30"], False),
        ("platelets <= 30000 /uL", ["platelets=30"], True),
        ("platelets > 30", [], None),
        ("platelets == 30", ["platelets=30"], True),
        ("platelets < 30", ["platelets=<30"], True),
        ("platelets < 30", ["platelets=<=30"], None),
        ("platelets < 30", ["platelets=<40"], None),
        ("platelets >= 30", ["platelets=>30"], True),
        ("fever or platelets < 30", ["fever=yes"], True),
        ("fever and platelets < 30", ["fever=no"], False),
        ("fever and platelets < 30", ["fever=yes"], None),
        ("not (fever or site is lung)", ["fever=no", "site=liver"], True),
        ("site in (lung, liver)", ["site=lung"], True),
        ("known fever", [], False),
        ("known fever", ["fever=?"], False),
    ],
)
def test_the_language_of_rules(rule: str, words: list[str], *, expected: Truth) -> None:
    assert truth(rule, *words) is expected


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "platelets",
        "platelets <",
        "platelets < x",
        "platelets < 30 mg/dL",
        "fever < 3 )",
        "( fever",
        "site is moon",
        "moon",
        "fever fever",
        "known moon",
        "platelets ! 3",
    ],
)
def test_a_faulty_rule_is_refused_by_name(rule: str) -> None:
    with pytest.raises(PackRefused, match=r"^scores.yaml: demo: .*\.$"):
        compile_rule(rule, small().dictionary, "scores.yaml: demo")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("name: Demo score", "title: Demo score", "name"),
        ("platelets < 30 x10^9/L", "moon < 30", "moon"),
        ("strata:", "contradictions: [C99]\n  strata:", "C99"),
        ("verified: read", "verified: read\n  compute: moon", "moon"),
        ("verified: read", "verified: read\n  unnamed: sometimes", "sometimes"),
        ("verified: read", "verified: read\n  beside: [moon]", "moon"),
    ],
)
def test_a_faulty_score_is_refused_by_name(old: str, new: str, named: str) -> None:
    with pytest.raises(PackRefused, match=named):
        small(TEN_LINES.replace(old, new)).check()


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ("  - {id: fever, kind: flag}", "fever"),
        ("  - {id: x, kind: moon}", "moon"),
        ("  - {id: x, hard: [a, b]}", "x"),
        ("  - {id: x, derived: {moon: [fever, site]}}", "moon"),
        ("  - {id: x, derived: {ratio: [moon, site]}}", "x"),
        ("  - {id: x, kind: flag, implies: [moon]}", "moon"),
    ],
)
def test_a_faulty_table_is_refused_by_name(extra: str, named: str) -> None:
    with pytest.raises(PackRefused, match=named):
        small(ranges=RANGES + extra)


def test_the_pack_compiles_and_holds_no_worked_examples() -> None:
    SCORES.check()
    text = "".join((PACK / f"{name}.yaml").read_text() for name in ("scores", "ranges", "pathway"))
    assert "examples:" not in text
    assert "worked:" not in text


def test_every_source_and_contradiction_of_the_pack_resolves() -> None:
    data = {name: read_yaml(PACK / f"{name}.yaml") for name in ("scores", "ranges", "pathway")}
    known = {ref["id"] for ref in data["scores"]["references"]}
    cited = set(sources(data))
    assert cited - known == set()


def sources(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"source", "open"}:
                yield from inner
            else:
                yield from sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sources(inner)


def test_no_machine_written_page_stands_behind_a_rule() -> None:
    """Such pages are sides of a contradiction at most: cases for the audit, never evidence."""
    data = {name: read_yaml(PACK / f"{name}.yaml") for name in ("scores", "ranges", "pathway")}
    machine = {ref["id"] for ref in data["scores"]["references"] if ref.get("kind") == "machine-written"}
    data["scores"] = {"scores": data["scores"]["scores"]}
    assert machine
    assert machine & set(sources(data)) == set()
