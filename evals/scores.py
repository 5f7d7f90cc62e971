"""Worked examples of scores and of the pathway: right, wrong, refused; and the time a score takes.

``--data`` is a folder that holds ``scores.yaml`` (``scores: [{id, examples: [{id, inputs, expect}]}]``) and, optional,
``pathway.yaml`` (``worked: [{id, case, steps}]``) and ``ranges.yaml`` (``bad_input_examples: [{id, input, expect}]``). An example that expects one number was written as a vignette: what it
does not list was not found, so it is read with ``others=none``. One that expects an interval is read as it stands.

right: every expectation holds. refused: nothing, or an interval that contains the expectation, was returned.
wrong: anything else. A refusal is expected where the rule is recall and where the example itself says that the inputs
do not decide it (``check``).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import quoth.packs
from evals.report import Bar, Report
from quoth.model.scores import Interval, PathwayResult, PatientFacts, ScoreResult
from quoth.scores import Scores, load

PACK = Path(quoth.packs.__file__).parent / "tma"
INTERVAL = {"score_min", "score_max", "stratum_min", "stratum_max"}
RUNS = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one example: right, wrong or refused, and why it is not right."""

    id: str
    verdict: str
    why: str = ""
    expected_refusal: bool = False
    part: str = "scores"


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Score every example found in ``data``; bars: nothing wrong, nothing refused that a rule decides, 1 ms a score."""
    path = data / "scores.yaml"
    if not path.is_file():
        return Report(
            "scores", {}, set=set_name, split=split, notes=[f"skipped: no scores.yaml in {data}; give --data."]
        )
    scores = tma_scores()
    entries = read_yaml(path).get("scores", [])
    outcomes = [o for entry in entries for o in judged(scores, entry)]
    pathway = list(worked(scores, data))
    pathway += bad_inputs(scores, data)
    slowest, name = slowest_ms(scores, entries)
    count = {verdict: sum(o.verdict == verdict for o in outcomes) for verdict in ("right", "wrong", "refused")}
    unexpected = sum(o.verdict == "refused" and not o.expected_refusal for o in outcomes)
    paths = {
        f"{part}_{v}": sum(o.verdict == v and o.part == part for o in pathway)
        for part in ("pathway", "bad_inputs")
        for v in ("right", "wrong")
    }
    figures = {**count, "refused_unexpected": unexpected, **paths, "slowest_ms": round(slowest, 3)}
    notes = [f"{o.id}: {o.verdict}: {o.why}" for o in (*outcomes, *pathway) if o.verdict != "right"]
    bars = [
        Bar("wrong", count["wrong"], 0, at_least=False),
        Bar("refused_unexpected", unexpected, 0, at_least=False),
        Bar("pathway_wrong", paths["pathway_wrong"], 0, at_least=False),
        Bar("bad_inputs_wrong", paths["bad_inputs_wrong"], 0, at_least=False),
        Bar("slowest_ms", round(slowest, 3), 1.0, at_least=False),
    ]
    return Report("scores", figures, bars, set_name, split, [*notes, f"slowest score: {name}"])


def read_yaml(path: Path) -> Any:
    """Read a YAML file with the fast loader where it is built."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def tma_scores() -> Scores:
    """Return the scores of the TMA pack."""
    return load({name: read_yaml(PACK / f"{name}.yaml") for name in ("scores", "ranges", "pathway")})


def judged(scores: Scores, entry: Mapping[str, Any]) -> Iterator[Outcome]:
    """Yield the outcome of every example of one entry."""
    name = str(entry["id"])
    for example in entry.get("examples", ()):
        if name not in scores.names():
            yield Outcome(str(example["id"]), "refused", f"the pack has no score {name}")
            continue
        refuses = bool(scores.introduce(name).refusal) or "check" in example
        yield judge(scores, name, example, refuses=refuses)


def judge(scores: Scores, name: str, example: Mapping[str, Any], *, refuses: bool) -> Outcome:
    """Compute one example and hold it against what it expects."""
    results = list(computed(scores, name, example))
    expect: Mapping[str, Any] = example["expect"]
    faults = [f for place, result in enumerate(results) for f in compare(result, expect, place)]
    wrong = [why for sure, why in faults if sure]
    if wrong:
        return Outcome(str(example["id"]), "wrong", "; ".join(wrong))
    if faults:
        return Outcome(str(example["id"]), "refused", "; ".join(why for _, why in faults), refuses)
    return Outcome(str(example["id"]), "right")


def computed(scores: Scores, name: str, example: Mapping[str, Any]) -> Iterator[ScoreResult]:
    """Yield the results of one example: several where an input is a list."""
    inputs: Mapping[str, Any] = example["inputs"]
    if set(inputs) == {"points"}:
        yield scores.of_points(name, inputs["points"])
        return
    several = max((len(v) for v in inputs.values() if isinstance(v, list)), default=1)
    closed = {} if INTERVAL & set(example["expect"]) else {"others": "none"}
    for place in range(several):
        one = {k: v[place] if isinstance(v, list) else v for k, v in inputs.items()}
        yield scores.score(name, scores.read_mapping(one | closed, name))


def compare(result: ScoreResult, expect: Mapping[str, Any], place: int) -> Iterator[tuple[bool, str]]:
    """Yield (sure, why) for each expectation that does not hold; not sure where the result is only undecided."""
    if expect.get("invalid"):
        if result.values or not any(ask.refused for ask in result.asks):
            yield True, "impossible input was not refused"
        return
    if "not_applicable" in expect and result.applicable is not False:
        yield True, "was expected to be not applicable"
    if result.refusal and set(expect) - {"not_applicable", "tol"}:
        yield False, result.refusal
        return
    tolerance = expect.get("tol")
    for key, wanted in expect.items():
        if key in {"tol", "not_applicable", "invalid"}:
            continue
        yield from one(result, key, wanted[place] if isinstance(wanted, list) else wanted, tolerance)


def one(result: ScoreResult, key: str, wanted: Any, tolerance: float | None) -> Iterator[tuple[bool, str]]:
    """Yield what is wrong with one expected key."""
    strata: list[str | None] = [stratum.name for stratum in result.strata] or [None]
    ends = {
        "score_min": result.low,
        "score_if_minus2": result.low,
        "score_max": result.high,
        "score_if_zero": result.high,
        "stratum_min": strata[0],
        "stratum_max": strata[-1],
    }
    if key in {"score", "count"}:
        yield from total(result, key, wanted)
    elif key in ends:
        if ends[key] != wanted:
            yield True, f"{key}: {ends[key]}, expected {wanted}"
    elif key == "stratum":
        if result.stratum != wanted:
            yield not (len(strata) > 1 and wanted in strata), f"stratum: {result.stratum}, expected {wanted}"
    else:
        yield from number(result, key, wanted, tolerance)


def total(result: ScoreResult, key: str, wanted: float) -> Iterator[tuple[bool, str]]:
    """Yield what is wrong with the points: an interval around the expectation is undecided, not wrong."""
    low, high = result.low, result.high
    inside = low is not None and high is not None and low <= wanted <= high
    if not inside or low != high:
        yield not inside, f"{key}: {low} to {high}, expected {wanted}"


def number(result: ScoreResult, key: str, wanted: Any, tolerance: float | None) -> Iterator[tuple[bool, str]]:
    """Yield what is wrong with a named number; without ``tol`` it must agree in the digits printed."""
    named = {name: value for name, value, _ in result.values}
    got = result.values[0][1] if key == "value" and result.values else named.get(key)
    if got is None:
        yield False, f"{key} was not returned"
        return
    digits = len(str(wanted).partition(".")[2]) if isinstance(wanted, float) else 0
    allowed = tolerance if tolerance is not None else 0.5 * 10**-digits
    if abs(got - float(wanted)) > allowed:
        yield True, f"{key}: {got:g}, expected {wanted}"


# ------------------------------------------------------------------------------------------------ pathway


@dataclass(frozen=True, slots=True)
class Patient:
    """What a worked patient's steps and answer say, as rule ids and score results; ``also`` are facts from its steps."""

    fires: tuple[str, ...]
    silent: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    strata: tuple[tuple[str, str], ...] = ()
    not_applicable: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


PATIENTS: Mapping[str, Patient] = {
    "W1": Patient(
        ("ar2", "ar4", "lf6", "lf11"),
        ("ar1", "ar3"),
        ("adamts13=16 %",),
        (("adamts13-activity", "borderline"),),
    ),
    "W2": Patient(
        ("ar3", "lf1", "lf2", "lf5", "lf8"),
        ("ar1", "ar2"),
        (),
        (("french-tma-isth2", "low"), ("adamts13-activity", "not_severe")),
    ),
    "W3": Patient(
        ("first-sample", "ca1", "ca4", "ca7", "lf5"),
        (),
        ("transplant=no",),
        (("plasmic", "high"),),
        ("french-tma-isth2",),
        ("plasmic",),
    ),
    "W4": Patient(("first-sample", "tr5"), ("tr4",), (), (("isth-dic-2001", "overt"),), (), ("isth-dic-2001",)),
    "W5": Patient(
        ("first-sample", "he1", "he2"),
        (),
        ("other_cause=definite", "sequela=none"),
        (("four-ts", "low"),),
        (),
        ("four-ts",),
    ),
    "W6": Patient(
        ("first-sample", "lf7"), (), ("ast=150",), (("hellp-mississippi", "class1"),), (), ("hellp-mississippi",)
    ),
    "W7": Patient(("first-sample", "lf4"), ("tr4",)),
}
CLAIMS = {
    "plasmic": r"PLASMIC (?:printed )?(\d+)",
    "french-tma-isth2": r"French two-item (\d+)",
    "isth-dic-2001": r"DIC score (\d+)",
    "four-ts": r"4Ts (\d+)",
}


def worked(scores: Scores, data: Path) -> Iterator[Outcome]:
    """Yield the outcome of every worked patient of ``pathway.yaml``."""
    path = data / "pathway.yaml"
    if not path.is_file():
        return
    for case in read_yaml(path).get("worked", []):
        faults = list(faults_of(scores, case))
        yield Outcome(str(case["id"]), "wrong" if faults else "right", "; ".join(faults), part="pathway")


def faults_of(scores: Scores, case: Mapping[str, Any]) -> Iterator[str]:
    """Read the case as free text, follow the pathway, and yield what the steps say and the result does not."""
    patient = PATIENTS.get(str(case["id"]), Patient(()))
    text = scores.read_text(str(case["case"]))
    extra = scores.read(patient.also)
    facts = type(text)({**text.facts, **extra.facts}, (), others_absent=False)
    path = scores.pathway(facts)
    fired = {step.id for step in path.steps}
    yield from (f"rule {rule} did not fire" for rule in patient.fires if rule not in fired)
    yield from (f"rule {rule} fired" for rule in patient.silent if rule in fired)
    if "ADAMTS13 sample before any plasma" not in path.steps[0].says:
        yield "the ADAMTS13 sample does not come first"
    yield from claims(path, patient, " ".join(case.get("steps", ())))


def claims(path: PathwayResult, patient: Patient, steps: str) -> Iterator[str]:
    """Yield every score that the steps print and the result contradicts."""
    beside = {result.score.id: result for result in path.scores}
    for name, pattern in CLAIMS.items():
        said = re.search(pattern, steps)
        if said is None:
            continue
        result = beside.get(name)
        if result is None or result.low is None or result.high is None:
            yield f"{name} was not computed"
        elif not result.low <= int(said[1]) <= result.high:
            yield f"{name}: {result.low} to {result.high}, the steps say {said[1]}"
    for name, stratum in patient.strata:
        if name not in beside or beside[name].stratum != stratum:
            yield f"{name}: {beside[name].stratum if name in beside else 'absent'}, expected {stratum}"
    yield from (
        f"{name} was not marked not applicable"
        for name in patient.not_applicable
        if beside[name].applicable is not False
    )
    yield from (f"{name} gave no warning" for name in patient.warned if name not in beside or not beside[name].warnings)


# ------------------------------------------------------------------------------------------------ bad inputs


def bad_inputs(scores: Scores, data: Path) -> Iterator[Outcome]:
    """Yield the outcome of every bad input of ``ranges.yaml``."""
    path = data / "ranges.yaml"
    if not path.is_file():
        return
    for example in read_yaml(path).get("bad_input_examples", []):
        given = dict(example["input"])
        unit = f" {given.pop('unit')}" if "unit" in given else ""
        facts = scores.read([f"{name}={value}{unit}" for name, value in given.items()])
        faults = list(mistaken(scores, facts, example["expect"]))
        yield Outcome(str(example["id"]), "wrong" if faults else "right", "; ".join(faults), part="bad_inputs")


def mistaken(scores: Scores, facts: PatientFacts, expect: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a bad input was expected to give and did not."""
    said = " ".join(ask.sentence for ask in facts.asks)
    intervals = [fact.value for fact in facts.facts.values() if isinstance(fact.value, Interval)]
    truths = {
        "reject": bool(facts.refused) and not intervals,
        "ask": bool(facts.asks),
        "censored": any(not interval.exact for interval in intervals),
    }
    for key, wanted in expect.items():
        if key in truths:
            got: Any = truths[key]
        elif key == "hint":
            got = wanted if str(wanted).removeprefix("looks like ") in said else said
        elif key == "stratum":
            got = scores.score("adamts13-activity", facts).stratum
        elif key == "dic_point":
            items = scores.score("isth-dic-2001", facts).items
            got = next(item.high for item in items if item.item.key == "fibrinogen")
        else:
            got = near(intervals, wanted)
        if got != wanted:
            yield f"{key}: {got}, expected {wanted}"


def near(intervals: list[Interval], wanted: float) -> float | None:
    """Return ``wanted`` if the one number read agrees in the digits printed, else that number."""
    exact = [float(interval.low) for interval in intervals if interval.exact and interval.low is not None]
    if len(exact) != 1:
        return None
    digits = len(str(wanted).partition(".")[2])
    return wanted if abs(exact[0] - wanted) <= 0.5 * 10**-digits else exact[0]


def slowest_ms(scores: Scores, entries: list[Mapping[str, Any]]) -> tuple[float, str]:
    """Return the time of the slowest score: the best of several runs of its fullest example, compiled before."""
    worst, name = 0.0, "none"
    for entry in entries:
        full = max(entry.get("examples", ()), key=lambda e: len(e["inputs"]), default=None)
        if (
            full is None
            or str(entry["id"]) not in scores.names()
            or any(isinstance(v, list) for v in full["inputs"].values())
        ):
            continue
        facts = scores.read_mapping(full["inputs"], str(entry["id"]))
        best = min(timed(scores, str(entry["id"]), facts) for _ in range(RUNS))
        worst, name = max((worst, name), (best, str(entry["id"])))
    return worst, name


def timed(scores: Scores, name: str, facts: Any) -> float:
    """Return the milliseconds of one computation."""
    start = time.perf_counter()
    scores.score(name, facts)
    return (time.perf_counter() - start) * 1000
