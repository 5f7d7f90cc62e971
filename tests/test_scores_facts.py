"""Patient facts: units, numbers, limits, words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.errors import FactsRefused
from quoth.model.scores import Interval
from quoth.scores.units import number, read, unit_key
from tests.scores_reading import SCORES, one, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000", 1000),
        ("1,5", 1.5),
        ("0,125", 0.125),
        ("1.000,5", 1000.5),
        ("1,000.5", 1000.5),
        ("1,234,567", 1234567),
        ("12 000", 12000),
        ("-3", -3),
        (".5", 0.5),
        ("x", None),
    ],
)
def test_numbers_are_read_as_printed(text: str, expected: float | None) -> None:
    got = number(text)
    assert got == (None if expected is None else Fraction(str(expected)))


@pytest.mark.parametrize(
    "forms",
    [
        ("x10^9/L", "10*9/L", "10^9/L", "e9_L", "\u00d710⁹/L", "x109/L", "x 10^9/L"),
        ("/uL", "per uL", "/μL", "/µL", "per_uL"),
        ("%", "pct", "percent", "%{activity}"),
        ("IU/dL", "[IU]/dL", "iu_dl"),
        ("10^3/uL", "10*3/uL", "K/uL", "e3_uL"),
        ("x ULN", "x_uln", "xULN"),
    ],
)
def test_spellings_of_a_unit_are_one_unit(forms: tuple[str, ...]) -> None:
    assert len({unit_key(form) for form in forms}) == 1


@given(st.text(max_size=80))
def test_any_text_reads_or_does_not_and_never_fails(text: str) -> None:
    reading = read(text)
    assert reading is None or reading.low <= reading.high
    facts = SCORES.read([f"platelets={text}", text])
    assert set(facts.facts) <= set(SCORES.dictionary.variables)


@given(st.text(max_size=200))
def test_any_running_text_is_read_without_failing(text: str) -> None:
    if not text.strip():
        return
    try:
        facts = SCORES.read_text(text)
    except FactsRefused:
        return
    assert set(facts.facts) <= set(SCORES.dictionary.variables)


# ------------------------------------------------------------------ the fourteen bad inputs of the fact base


@pytest.mark.parametrize(
    ("words", "name", "expected", "asked"),
    [
        (["platelets=1,000/uL"], "platelets", 1.0, False),
        (["platelets=1000 x10^9/L"], "platelets", 1000.0, True),
        (["creatinine=177 umol/L"], "creatinine", 177 / 88.4, False),
        (["haemoglobin=82 g/L"], "haemoglobin", 8.2, False),
        (["fibrinogen=100 mg/dL"], "fibrinogen", 1.0, False),
        (["rupcr=113 mg/mmol"], "rupcr", 1.0, False),
        (["inr=13.8"], "inr", 13.8, True),
    ],
    ids=["BI1", "BI2", "BI3", "BI5", "BI9", "BI11", "BI12"],
)
def test_odd_but_possible_values_are_used_and_asked_about(
    words: list[str], name: str, expected: float, *, asked: bool
) -> None:
    facts = SCORES.read(words)
    assert value(facts, name) == pytest.approx(expected, rel=1e-12)
    assert bool(facts.asks) is asked
    assert not facts.refused


@pytest.mark.parametrize(
    "words",
    [
        ["creatinine=177 mg/dL"],
        ["haemoglobin=82 g/dL"],
        ["bilirubin_total=1.0", "bilirubin_direct=1.4"],
        ["hct=25 fraction"],
        ["age=-3"],
    ],
    ids=["BI4", "BI6", "BI10", "BI13", "BI14"],
)
def test_impossible_values_are_refused_with_a_sentence(words: list[str]) -> None:
    facts = SCORES.read(words)
    assert len(facts.refused) == 1
    assert facts.refused[0].sentence.endswith(".")
    assert all(fact.value is None for fact in facts.facts.values())


@pytest.mark.parametrize(
    ("text", "stratum"),
    [("<5 %", "severe"), ("<20 %", "indeterminate"), ("<0.5", "severe"), ("<5", "severe"), (">20 %", "not_severe")],
)
def test_censored_values_keep_their_sign(text: str, stratum: str) -> None:
    facts = one("adamts13", text)
    assert isinstance(value(facts, "adamts13_activity"), Interval)
    assert SCORES.score("adamts13-activity", facts).stratum == stratum


def test_the_hints_and_points_of_the_fact_base() -> None:
    assert "PT seconds" in one("inr", "13.8").asks[0].sentence
    dic = SCORES.score("isth-dic-2001", one("fibrinogen", "100 mg/dL"))
    assert next((i.low, i.high) for i in dic.items if i.item.key == "fibrinogen") == (0, 0)


# ------------------------------------------------------------------ unit traps


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("platelets", "8", 8.0),
        ("platelets", "8 x10^9/L", 8.0),
        ("platelets", "8000/uL", 8.0),
        ("platelets", "8[x10^9/L]", 8.0),
        ("platelets", "38k", 38.0),
        ("creatinine", "1,2 mg/dL", 1.2),
        ("creatinine", "120", 120 / 88.4),
        ("creatinine", "1.1", 1.1),
        ("hct", "0.25", 25.0),
        ("hct", "25", 25.0),
        ("fio2", "21", 0.21),
        ("pao2", "12 kPa", 90.0072),
        ("adamts13", "0.16 IU/mL", 16.0),
        ("adamts13", "16", 16.0),
        ("temperature", "37 Cel", 37.0),
        ("weight", "154 lb", 69.85286),
        ("mma", "400 nmol/L", 0.4),
    ],
)
def test_units_decide(name: str, text: str, expected: float) -> None:
    facts = one(name, text)
    assert not facts.refused
    found = [value(facts, fact) for fact in facts.facts]
    assert found == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("platelets", "1000"),  # per uL or x10^9/L?
        ("platelets", "8000"),
        ("haemoglobin", "9"),  # g/dL or mmol/L?
        ("adamts13", "0.9"),  # a fraction or a percentage?
        ("bilirubin", "40"),  # mg/dL or umol/L?
        ("hct", "0.8"),  # 0.8 per cent or 80?
        ("creatinine", "8 furlongs"),
        ("platelets", "8 mg/dL"),
        ("schistocytes", "4 per high-power field"),
        ("schistocytes", "1+"),
    ],
)
def test_what_could_be_two_units_is_asked_and_not_used(name: str, text: str) -> None:
    facts = one(name, text)
    assert facts.refused
    assert all(fact.value is None for fact in facts.facts.values())


def test_dimers_without_feu_or_ddu_are_asked_about() -> None:
    assert "FEU" in one("d_dimer", "2 ug/mL").asks[0].sentence
    assert not one("d_dimer", "2 ug/mL FEU").asks
    assert value(one("d_dimer", "2 ug/mL DDU"), "d_dimer") == 4.0


def test_missing_is_not_normal_and_refused_is_not_absent() -> None:
    assert SCORES.score("plasmic", SCORES.read(["platelets=12"])).high == 7
    unknown = SCORES.score("khorana", SCORES.read(["site=other", "platelets=?", "others=none"]))
    assert (unknown.low, unknown.high) == (0, 1)
    refused = SCORES.score("riete", SCORES.read(["creatinine=177 mg/dL", "sex=F", "age=50", "others=none"]))
    assert (refused.low, refused.high) == (0, 1.5)


def test_nothing_else_found_is_only_what_the_person_says() -> None:
    assert SCORES.score("mits", SCORES.read(["age=45"])).high == 10
    assert SCORES.score("mits", SCORES.read(["age=45", "others=none"])).high == 0
    plasmic = SCORES.score("plasmic", SCORES.read(["platelets=12", "others=none"]))
    assert not plasmic.decided, "a laboratory value nobody gave stays unknown"


def test_nothing_else_found_settles_no_age_and_no_misspelled_fact() -> None:
    """Everybody has an age; and what was not understood could be the finding itself."""
    ageless = SCORES.score("mits", SCORES.read(["others=none"]))
    assert (ageless.low, ageless.high) == (0, 2)
    facts = SCORES.read(["age=45", "strokke=yes", "others=none"])
    assert not facts.others_absent
    assert SCORES.score("mits", facts).high == 10
    said = SCORES.score("mits", SCORES.read(["age=45", "others=none"])).basis.inputs[-1]
    assert "ischaemic stroke" in said.shown


def test_twice_with_two_values_is_asked() -> None:
    facts = SCORES.read(["platelets=8", "plt=9"])
    assert value(facts, "platelets") is None
    assert "twice" in facts.refused[0].sentence
    assert not SCORES.read(["platelets=8", "plt=8000/uL"]).refused


def test_names_are_helped_and_never_echoed() -> None:
    facts = SCORES.read(["platlets=8", "zzqx31=9", "bare"])
    sentences = [ask.sentence for ask in facts.refused]
    assert "platelets" in sentences[0]
    assert not any("zzqx31" in s or "platlets" in s.replace("platelets", "") for s in sentences)
    assert "name=value" in sentences[2]
