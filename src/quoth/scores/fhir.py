"""Patient facts from a FHIR R4 Bundle, Observation or Patient. The unit decides what an observation is.

Read: Observation (valueQuantity, valueBoolean is not used, components), Patient (gender, birth date against the date of
the newest observation: never the clock). A code says which facts an observation may be; the unit must be one of that
fact, so a molar creatinine under a mass code is read as what it is, and a reticulocyte count under a percent code too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from quoth.model.scores import Ask, Fact, Interval, PatientFacts
from quoth.scores.dictionary import Dictionary, Variable
from quoth.scores.facts import Collector
from quoth.scores.units import unit_key
from quoth.scores.values import Value, read_value

LOINC = "http://loinc.org"
SKIPPED = {"entered-in-error", "cancelled", "registered"}
SERIES = ("valueSampledData", "valueAttachment")


def read_fhir(resource: Mapping[str, Any], dictionary: Dictionary) -> PatientFacts:
    """Read a FHIR R4 resource; whatever is not read is counted in a sentence, whatever is doubtful is asked."""
    collector = Collector(dictionary)
    newest: dict[str, Fact] = {}
    older: dict[str, int] = {}
    resources = [r for r in _resources(resource) if isinstance(r, Mapping)]
    observations = [r for r in resources if r.get("resourceType") == "Observation"]
    for observation in observations:
        for fact in _facts(observation, dictionary, collector):
            _keep(fact, newest, older)
    for fact in newest.values():
        collector.put(fact)
    for name, count in sorted(older.items()):
        sentence = (
            f"{dictionary[name].name} is there {count + 1} times: the newest is used; a score may want the first."
        )
        collector.asks.append(Ask(name, sentence, refused=False))
    for patient in (r for r in resources if r.get("resourceType") == "Patient"):
        _person(patient, [str(o.get("effectiveDateTime", "")) for o in observations], collector)
    others = sorted({str(r.get("resourceType")) for r in resources} & {"Condition", "MedicationRequest", "Procedure"})
    if others:
        collector.asks.append(
            Ask("", f"Not read from the bundle: {', '.join(others)}; give diagnoses and drugs as facts.", refused=False)
        )
    return collector.done()


def _resources(resource: Mapping[str, Any]) -> Iterator[Any]:
    if resource.get("resourceType") == "Bundle":
        entries = resource.get("entry", ())
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping):
                yield entry.get("resource")
    else:
        yield resource


def _keep(fact: Fact, newest: dict[str, Fact], older: dict[str, int]) -> None:
    known = newest.get(fact.name)
    if known is not None:
        older[fact.name] = older.get(fact.name, 0) + 1
    if known is None or _instant(fact.time) >= _instant(known.time):
        newest[fact.name] = fact


def _facts(observation: Mapping[str, Any], dictionary: Dictionary, collector: Collector) -> Iterator[Fact]:
    if str(observation.get("status")) in SKIPPED:
        return
    time = str(observation.get("effectiveDateTime") or observation.get("effectiveInstant") or "") or None
    components = observation.get("component", ())
    parts = (
        [observation, *(c for c in components if isinstance(c, Mapping))]
        if isinstance(components, list)
        else [observation]
    )
    for part in parts:
        variables = _variables(part, dictionary)
        if not variables:
            continue
        if any(name in part for name in SERIES):
            collector.refuse(
                variables[0].id, f"{variables[0].name} is a series or an attachment; only single values are read."
            )
            continue
        fact = _observed(part, variables, time, dictionary, collector)
        if fact is not None:
            yield fact


def _variables(part: Mapping[str, Any], dictionary: Dictionary) -> list[Variable]:
    code = part.get("code")
    codings = code.get("coding", ()) if isinstance(code, Mapping) else ()
    found: dict[str, Variable] = {}
    for coding in codings if isinstance(codings, list) else ():
        if isinstance(coding, Mapping) and coding.get("system", LOINC) == LOINC:
            found.update({v.id: v for v in dictionary.loinc.get(str(coding.get("code")), ())})
    return list(found.values())


def _observed(
    part: Mapping[str, Any], variables: list[Variable], time: str | None, dictionary: Dictionary, collector: Collector
) -> Fact | None:
    quantity = part.get("valueQuantity")
    if not isinstance(quantity, Mapping) or quantity.get("value") is None:
        if "valueString" in part:
            return _from(variables[0], Value(part["valueString"], "", "fhir", time), dictionary, collector)
        return None
    units = [str(quantity[key]) for key in ("code", "unit") if quantity.get(key)]
    named = [(v, unit) for v in variables for unit in units if _names(v, unit)]
    sign = str(quantity.get("comparator") or "")
    if not named:
        words = variables[0].name
        collector.refuse(
            variables[0].id,
            f"{words}: its unit is missing or is none of that test; the unit decides, never the code alone.",
        )
        return None
    variable, unit = named[0]
    return _from(variable, Value(f"{sign}{_plain(quantity['value'])}", unit, "fhir", time), dictionary, collector)


def _names(variable: Variable, unit: str) -> bool:
    """Whether a unit is one of the variable's; an annotation alone ("{INR}") fits a variable without dimension."""
    key = unit_key(unit)
    return key in variable.factors or (not key and variable.unit == "ratio")


def _plain(value: Any) -> str:
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _from(variable: Variable, value: Value, dictionary: Dictionary, collector: Collector) -> Fact | None:
    unit = value.unit if unit_key(value.unit) in variable.factors else ""
    fact, asks = read_value(variable, value.in_unit(unit), dictionary)
    collector.asks.extend(asks)
    return fact


def _person(patient: Mapping[str, Any], times: list[str], collector: Collector) -> None:
    gender = str(patient.get("gender", ""))
    if gender in {"female", "male"} and "sex" in collector.dictionary:
        collector.put(Fact("sex", gender, gender, source="fhir"))
    dates = [date for date in (_date(time) for time in times) if date]
    born = _date(str(patient.get("birthDate", "")))
    if born is None or not dates or "age" not in collector.dictionary:
        return
    at = max(dates)
    years = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    if years < 0:
        collector.refuse("age", "The birth date lies after the observations; the age is not used.")
        return
    note = "at the newest observation"
    collector.put(Fact("age", Interval(Fraction(years), Fraction(years)), "", "years", source="fhir", note=note))


def _instant(text: str | None) -> float:
    """Return a comparable moment; a time without zone counts as UTC, none at all as the oldest."""
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return float("-inf")
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
