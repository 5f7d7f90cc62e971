"""Patient facts out of JSON, FHIR and running text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.errors import FactsRefused
from quoth.model.scores import PatientFacts
from tests.scores_reading import SCORES, value

# ------------------------------------------------------------------ JSON and FHIR


def test_json_objects_and_units() -> None:
    text = (
        '{"platelets": 8, "creatinine": {"value": 120, "unit": "umol/L", "time": "2026-01-02T08:00"}, "cancer": true}'
    )
    facts = SCORES.read_text(text)
    assert value(facts, "platelets") == 8
    assert facts.facts["creatinine"].time == "2026-01-02T08:00"
    assert value(facts, "active_cancer") is True


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": NaN}', '{"a": 1e999}', '{"a":' * 5000, "", "   "])
def test_broken_json_is_one_sentence_without_the_document(text: str) -> None:
    with pytest.raises(FactsRefused) as refusal:
        SCORES.read_text(text)
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None
    assert str(refusal.value).endswith(".")


def test_a_series_is_not_read() -> None:
    assert "series" in SCORES.read_mapping({"platelets": [8, 9]}).refused[0].sentence


def observation(code: str, quantity: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    body = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
    }
    return {"resource": body | ({"valueQuantity": quantity} if quantity else {}) | more}


def bundle(*entries: dict[str, Any]) -> PatientFacts:
    return SCORES.read_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": list(entries)}))


@pytest.mark.parametrize(
    ("code", "quantity", "name", "expected"),
    [
        ("777-3", {"value": 38, "unit": "10*3/uL", "code": "10*3/uL"}, "platelets", 38.0),
        ("26515-7", {"value": 38000, "code": "/uL"}, "platelets", 38.0),
        ("718-7", {"value": 82, "code": "g/L"}, "haemoglobin", 8.2),
        ("2160-0", {"value": 176.8, "code": "umol/L"}, "creatinine", 2.0),  # molar under the mass code
        ("14682-9", {"value": 2, "code": "mg/dL"}, "creatinine", 2.0),
        ("60474-4", {"value": 6, "code": "%"}, "reticulocytes", 6.0),  # per cent under the count code
        ("17849-1", {"value": 90, "code": "10*3/uL"}, "reticulocyte_count", 90.0),
        ("6301-6", {"value": 1.4, "code": "{INR}"}, "inr", 1.4),
        ("53622-7", {"value": 16, "code": "[IU]/dL"}, "adamts13_activity", 16.0),
        ("14631-6", {"value": 34.2, "code": "umol/L"}, "bilirubin_total", 2.0),
        ("2532-0", {"value": 900, "code": "U/L"}, "ldh", 900.0),
        ("4542-7", {"value": 30, "code": "mg/dL"}, "haptoglobin", 0.3),
        ("787-2", {"value": 88, "code": "fL"}, "mcv", 88.0),
    ],
)
def test_the_unit_of_an_observation_decides(code: str, quantity: dict[str, Any], name: str, expected: float) -> None:
    facts = bundle(observation(code, quantity))
    assert value(facts, name) == pytest.approx(expected)
    assert set(facts.facts) == {name}


def test_observations_without_or_with_a_foreign_unit_are_not_used() -> None:
    for quantity in ({"value": 8}, {"value": 8, "code": "mg/dL"}, {"value": 8, "unit": "furlong"}):
        facts = bundle(observation("777-3", quantity))
        assert not facts.facts
        assert "unit" in facts.refused[0].sentence


def test_a_bundle_gives_the_person_components_comparators_and_the_newest_value() -> None:
    pressure: dict[str, Any] = {
        "component": [
            {
                "code": {"coding": [{"code": "8480-6"}]},
                "valueQuantity": {"value": 182, "code": "mm[Hg]", "unit": "mmHg"},
            },
            {"code": {"coding": [{"code": "8462-4"}]}, "valueQuantity": {"value": 120, "unit": "mmHg"}},
        ]
    }
    facts = bundle(
        {"resource": {"resourceType": "Patient", "gender": "female", "birthDate": "1964-05-06"}},
        observation("777-3", {"value": 38, "code": "10*9/L"}, effectiveDateTime="2026-03-01T08:00:00Z"),
        observation("777-3", {"value": 12, "code": "10*9/L"}, effectiveDateTime="2026-03-02T08:00:00Z"),
        observation("777-3", {"value": 99, "code": "10*9/L"}, status="entered-in-error"),
        observation("53622-7", {"value": 5, "comparator": "<", "code": "%"}),
        observation("85354-9", **pressure),
        {"resource": {"resourceType": "Condition"}},
    )
    assert value(facts, "platelets") == 12
    assert facts.facts["platelets"].time == "2026-03-02T08:00:00Z"
    assert value(facts, "age") == 61
    assert value(facts, "sex") == "female"
    assert value(facts, "sbp") == 182
    assert value(facts, "dbp") == 120
    assert SCORES.score("adamts13-activity", facts).stratum == "severe"
    assert any("newest" in ask.sentence for ask in facts.asks)
    assert any("Condition" in ask.sentence for ask in facts.asks)


def test_the_newest_is_told_by_the_moment_not_by_the_text() -> None:
    facts = bundle(
        observation("777-3", {"value": 12, "code": "10*9/L"}, effectiveDateTime="2026-03-02T01:00:00+00:00"),
        observation("777-3", {"value": 38, "code": "10*9/L"}, effectiveDateTime="2026-03-01T23:00:00-05:00"),
    )
    assert value(facts, "platelets") == 38


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["platelets", "sex", "cancer", "site", "creatinine", "x", "others"]), JSON, max_size=4
    )
)
def test_any_json_is_read_without_failing(data: dict[str, Any]) -> None:
    assert set(SCORES.read_mapping(data).facts) <= set(SCORES.dictionary.variables)


@given(
    st.dictionaries(
        st.sampled_from(
            ["code", "valueQuantity", "valueString", "status", "component", "effectiveDateTime", "birthDate", "gender"]
        ),
        JSON | st.just({"coding": [{"code": "777-3"}]}) | st.just({"value": 8, "unit": "G/L"}),
    ),
    st.sampled_from(["Observation", "Patient", "Bundle", "Moon"]),
)
def test_any_fhir_shape_is_read_without_failing(data: dict[str, Any], kind: str) -> None:
    body = data | {"resourceType": kind}
    inside = {"resourceType": "Bundle", "entry": [{"resource": body}, body]}
    for resource in (body, inside):
        assert set(SCORES.read_mapping(resource).facts) <= set(SCORES.dictionary.variables)


def test_waveforms_and_attachments_are_refused() -> None:
    facts = bundle(observation("777-3", valueSampledData={"data": "1 2 3"}))
    assert "series" in facts.refused[0].sentence


@pytest.mark.parametrize(
    "entry", [None, [], [None], [{"resource": 3}], [{"resource": {"resourceType": "Observation", "code": 3}}]]
)
def test_odd_bundles_hold_nothing(entry: Any) -> None:
    assert not SCORES.read_mapping({"resourceType": "Bundle", "entry": entry}).facts


# ------------------------------------------------------------------ running text


def words(text: str) -> dict[str, Any]:
    facts = SCORES.read_text(text)
    return {name: value(facts, name) for name in facts.facts}


def test_the_example_of_the_contract() -> None:
    assert words("62 F, plt 38, gastric ca, no clot") == {
        "age": 62,
        "sex": "female",
        "platelets": 38,
        "site": "stomach",
        "thrombosis": False,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45-year-old man with platelets of 12,000/μL", {"age": 45, "sex": "male", "platelets": 12}),
        ("Hb 60 g/L, MCV 118, reticulocytes 0.6 %", {"haemoglobin": 6, "mcv": 118, "reticulocytes": 0.6}),
        ("haptoglobin undetectable; INR 1.4", {"haptoglobin_undetectable": True, "inr": 1.4}),
        ("no cancer, no transplant", {"active_cancer": False, "transplant": False}),
        ("DAT negative, stec positive", {"dat_positive": False, "stec_positive": True}),
        ("PT and fibrinogen normal", {"pt_prolongation": 0.0}),
        ("LDH 3 x ULN", {"ldh_x_uln": 3}),
        ("creatinine 693 umol/L", {"creatinine": pytest.approx(693 / 88.4)}),
        ("BP 182/110, LDH 900 U/L (ULN 250)", {"sbp": 182, "dbp": 110, "ldh": 900, "ldh_uln": 250}),
        ("day 6 heparin", {"onset_day": 6, "heparin": True}),
        ("pt 45 F", {}),
    ],
)
def test_running_text(text: str, expected: dict[str, Any]) -> None:
    got = words(text)
    got.pop("fibrinogen", None)
    assert {k: v for k, v in got.items() if k in expected} == expected


def test_a_test_named_without_a_value_is_not_known_and_may_get_one_later() -> None:
    facts = SCORES.read_text("ADAMTS13 sent, platelets low")
    assert {name for name, fact in facts.facts.items() if fact.value is None} == {"adamts13_activity", "platelets"}
    assert len(facts.refused) == 2
    later = SCORES.read_text("ADAMTS13 sent. ADAMTS13 4 %")
    assert value(later, "adamts13_activity") == 4
    assert not later.asks


def test_a_decade_is_an_interval() -> None:
    interval = words("woman in her 60s")["age"]
    assert (interval.low, interval.high) == (60, 69)


def test_stated_normal_is_the_usual_interval_and_says_so() -> None:
    facts = SCORES.read_text("fibrinogen normal")
    assert "usual adult interval" in facts.facts["fibrinogen"].note


@pytest.mark.parametrize("text", ["history of stroke, myocardial infarction ? ", "possible lupus", "mother had cancer"])
def test_what_is_past_doubtful_or_of_others_is_not_used(text: str) -> None:
    assert not {name for name, fact in SCORES.read_text(text).facts.items() if fact.value is True} & {
        "lupus",
        "active_cancer",
    }


def test_numbers_that_were_not_understood_are_counted() -> None:
    assert any("not read" in ask.sentence for ask in SCORES.read_text("zorp 17, platelets 9").asks)
