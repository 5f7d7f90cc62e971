"""Scores and pathways as text and as plain data. Every form carries the seven fields of ``Basis``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import Any

from quoth.model.scores import (
    Ask,
    Basis,
    Cohort,
    Contradiction,
    Input,
    ItemResult,
    PathwayResult,
    Reference,
    Remark,
    Score,
    ScoreResult,
    Stratum,
)

READ = {"memory": "from recall, to be checked in the paper"}
NOTICE = "For a clinician to check; it decides nothing and stores nothing of the patient."


def score_text(result: ScoreResult) -> str:
    """Return one result as a page of text."""
    return "\n".join(_score(result)) + "\n"


def pathway_text(result: PathwayResult) -> str:
    """Return a pathway as a page of text: what fires, what is missing, the scores beside it."""
    lines = [result.title, NOTICE, ""]
    stage = ""
    for step in result.steps:
        if step.stage != stage:
            stage = step.stage
            lines += [stage]
        lines += [f"  - {step.says} [{_sources(step.sources, step.verified)}]", f"      because: {step.because}"]
    lines += _section("Missing, and why it matters", (f"{w.fact}: {w.why}" for w in result.wanted))
    lines += _section("Scores beside it", (f"{r.score.name}: {headline(r)}" for r in result.scores))
    lines += _section("Warnings", (f"{r.score.name}: {w}" for r in result.scores for w in r.warnings))
    lines += _section("To confirm", _asks(result.asks))
    lines += _contradictions(result.contradictions)
    lines += _section("Note", result.notes)
    lines += _basis(result.basis)
    return "\n".join(lines) + "\n"


def introduction_text(score: Score) -> str:
    """Return what a score is, without a patient."""
    lines = [
        f"{score.name} ({score.version})",
        f"{score.purpose}",
        f"Target: {score.target}",
        f"Population: {score.population}",
    ]
    if score.refusal:
        lines.append(score.refusal)
    lines += _section("Items", (f"{i.key.replace('_', ' ')}: {i.says}" for i in score.items))
    lines += _section("Formula", [score.formula] if score.formula else [])
    lines += _section("Strata", (_stratum(s) for s in score.strata))
    lines += _section("Limits", (_remark(limit) for limit in score.limits))
    lines += _section("Validation", (_cohort(cohort) for cohort in score.cohorts))
    lines += _contradictions(score.contradictions)
    lines += _section("Sources", (_reference(ref) for ref in score.references))
    return "\n".join(lines) + "\n"


def headline(result: ScoreResult) -> str:
    """Return a result in one line: points or interval, strata, whether it applies."""
    parts = []
    if result.refusal:
        return result.refusal
    if result.low is not None and result.high is not None and any(item.computed for item in result.score.items):
        parts.append(_points(result.low, result.high))
    parts += [
        f"{name} {_yes(value) if unit.startswith('1 yes') else f'{value:.4g} {unit}'.strip()}"
        for name, value, unit in result.values
    ]
    if result.stratum:
        names = " or ".join(s.name.replace("_", " ") for s in result.strata)
        decided = set(result.stratum.split("; ")) <= {s.name for s in result.strata}
        parts.append(result.stratum.replace("_", " ") if decided else f"{result.stratum}: {names}")
    if result.applicable is False:
        parts.append(f"NOT APPLICABLE: {'; '.join(result.reasons)}")
    return ", ".join(parts) or "nothing computed"


def as_json(value: Any) -> str:
    """Return a result as indented JSON."""
    return json.dumps(as_data(value), ensure_ascii=False, indent=1) + "\n"


def as_data(value: Any) -> Any:
    """Return a result as plain data for JSON; numbers that are exact fractions become floats."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [as_data(v) for v in value]
    if isinstance(value, dict):
        return {str(k): as_data(v) for k, v in value.items()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return float(value)


def _score(result: ScoreResult) -> Iterator[str]:
    yield f"{result.score.name} ({result.score.version}): {headline(result)}"
    yield NOTICE
    yield from _section("Items", (_item(i) for i in result.items))
    yield from _section("Read beside it", (_input(i) for i in result.beside))
    yield from _section("What it means, in which cohort", _meaning(result))
    yield from _section(
        "From your prior",
        (
            f"{p.cohort}, cut {p.cut}: {p.prior:.1%} becomes {p.met:.1%} if reached, {p.unmet:.1%} if not"
            + (f"; here {p.this:.1%}" if p.this is not None else "")
            for p in result.post_test
        ),
    )
    yield from _section("Applies", [] if result.applicable else result.reasons)
    yield from _section("Warnings", result.warnings)
    yield from _section("What would change it", result.changes)
    yield from _section("To confirm", _asks(result.asks))
    yield from _contradictions(result.score.contradictions)
    yield from _basis(result.basis)


def _basis(basis: Basis) -> Iterator[str]:
    """Say the seven fields, each under its name, and "none" where one is empty."""
    yield from _section("1 Intended use", [basis.intended_use])
    yield from _section("2 Inputs used", [_input(i) for i in basis.inputs] or ["none"])
    yield from _section("2 Inputs missing or not usable", basis.missing or ["none"])
    yield from _section("3 Logic", basis.logic or ["none"])
    yield from _section("4 Sources", [_reference(ref) for ref in basis.sources] or ["none"])
    validation = [_cohort(cohort) for cohort in basis.validation]
    yield from _section("5 Validation", validation or ["none in the sources read"])
    yield from _section("6 Limits", [_remark(limit) for limit in basis.limits] or ["none stated in the sources read"])
    yield from _section("7 Version and review", [basis.version])


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = [f"  - {line}" for line in lines]
    return ["", title, *body] if body else []


def _item(line: ItemResult) -> str:
    why = f"; not known: {', '.join(line.missing)}" if line.missing else ""
    note = f"; {line.note}" if line.note else ""
    return f"{line.item.key.replace('_', ' ')}: {_points(line.low, line.high)} [{line.item.says}]{why}{note}"


def _points(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _yes(value: float) -> str:
    return "yes" if value else "no"


def _meaning(result: ScoreResult) -> Iterator[str]:
    for stratum in result.strata:
        if stratum.means:
            yield _stratum(stratum)
    for cohort in result.score.cohorts:
        yield _cohort(cohort)


def _stratum(stratum: Stratum) -> str:
    means = "; ".join(f"{k} {v}" for k, v in stratum.means)
    span = f" ({stratum.says})" if stratum.says else ""
    return f"{stratum.name.replace('_', ' ')}{span}{': ' if means else ''}{means}"


def _cohort(cohort: Cohort) -> str:
    figures = "; ".join(f"{k} {v}" for k, v in cohort.figures)
    note = f" ({cohort.note})" if cohort.note else ""
    return f"{cohort.name}{': ' if figures else ''}{figures}{note} [{_sources(cohort.sources, cohort.verified)}]"


def _input(given: Input) -> str:
    time = f", {given.time}" if given.time else ""
    note = f"; {given.note}" if given.note else ""
    return f"{given.name} {given.shown} ({given.source}{time}{note})"


def _asks(asks: Iterable[Ask]) -> list[str]:
    return [f"{'not used: ' if ask.refused else ''}{ask.sentence}" for ask in asks]


def _remark(remark: Remark) -> str:
    return f"{remark.text} [{_sources(remark.sources, remark.verified)}]"


def _sources(sources: Iterable[str], verified: str) -> str:
    named = ", ".join(sources) or "our reasoning"
    how = READ.get(verified, verified)
    return f"{named}; {how}" if how else named


def _reference(ref: Reference) -> str:
    ids = ", ".join(f"{scheme}:{value}" for scheme, value in ref.ids)
    return f"{ref.id}: {ref.cite}{f' {ids}' if ids else ''}{f' (read: {ref.read})' if ref.read else ''}"


def _contradictions(contradictions: Iterable[Contradiction]) -> list[str]:
    lines = []
    for c in contradictions:
        sides = " / ".join(f"{', '.join(side.sources)}: {side.text}" for side in c.sides)
        lines.append(f"{c.id} {c.topic} ({c.severity}): {sides}. Used meanwhile: {c.use}")
    return _section("Sources that disagree", lines)
