"""A pathway: rules of ``pathway.yaml`` that fire for a patient, in order, and what is missing. It reports; it orders nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quoth.errors import PackRefused
from quoth.model.scores import Basis, PathwayResult, Remark, ScoreResult, Step, Wanted
from quoth.scores.conditions import Rule, compile_rule
from quoth.scores.dictionary import Dictionary
from quoth.scores.points import About, Patient
from quoth.scores.rules import Library, remark

ALWAYS = "always"
RECALL = "memory"


@dataclass(frozen=True, slots=True)
class PathRule:
    """One rule: when it fires, what it says, and whose statement that is."""

    id: str
    stage: str
    rule: Rule | None
    says: str
    sources: tuple[str, ...]
    verified: str
    contradictions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """A fact that matters, why, when, and which facts make up for it."""

    fact: str
    why: str
    rule: Rule | None
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pathway:
    """A compiled pathway."""

    title: str
    purpose: str
    population: str
    version: str
    certainty: str
    limits: tuple[Remark, ...]
    rules: tuple[PathRule, ...]
    wants: tuple[Want, ...]
    beside: tuple[tuple[str, Rule | None], ...]
    dictionary: Dictionary
    library: Library

    def check(self, scores: Iterable[str]) -> None:
        """Refuse a pathway that shows a score the pack does not have."""
        strange = {name for name, _ in self.beside} - set(scores)
        if strange:
            raise PackRefused(f"pathway.yaml shows scores that are not in scores.yaml: {', '.join(sorted(strange))}.")

    def scores_for(self, patient: Patient) -> Iterator[str]:
        """Yield the scores to be shown beside the rules for this patient."""
        known = patient.known()
        for name, rule in self.beside:
            if rule is None or rule.ask(known):
                yield name

    def follow(self, patient: Patient, beside: tuple[ScoreResult, ...], about: About) -> PathwayResult:
        """Return what fires for this patient."""
        steps = tuple(self.fired(patient))
        wanted = tuple(self.missing(patient))
        named = dict.fromkeys(c for step in steps for c in step.contradictions)
        contradictions = tuple(self.library.contradictions[c] for c in named)
        return PathwayResult(
            title=self.title,
            steps=steps,
            wanted=wanted,
            scores=beside,
            basis=self.basis(patient, steps, wanted, beside, about),
            contradictions=contradictions,
            asks=patient.given.asks,
            notes=tuple(self.notes()),
        )

    def fired(self, patient: Patient) -> Iterator[Step]:
        """Yield the rules that are true, in the pack's order."""
        known = patient.known()
        for rule in self.rules:
            if rule.verified == RECALL or (rule.rule is not None and not rule.rule.ask(known)):
                continue
            facts = rule.rule.facts if rule.rule else ()
            because = ", ".join(f"{i.name} {i.shown}" for i in patient.inputs(facts)) or "whenever this is asked"
            yield Step(rule.id, rule.stage, rule.says, because, rule.sources, rule.verified, rule.contradictions)

    def notes(self) -> Iterator[str]:
        """Yield what holds of the pathway as a whole: certainty, and the rules that are recall and do not fire."""
        if self.certainty:
            yield self.certainty
        recalled = [rule.id for rule in self.rules if rule.verified == RECALL]
        if recalled:
            yield f"Kept and not used, because nobody has read them in a source yet: {', '.join(recalled)}"

    def missing(self, patient: Patient) -> Iterator[Wanted]:
        """Yield what is not known and matters now."""
        known = patient.known()
        for want in self.wants:
            if any(patient.has(name) for name in (want.fact, *want.unless)):
                continue
            if want.rule is None or want.rule.ask(known) is not False:
                yield Wanted(self.dictionary[want.fact].name, want.why)

    def basis(
        self,
        patient: Patient,
        steps: Iterable[Step],
        wanted: Iterable[Wanted],
        beside: Iterable[ScoreResult],
        about: About,
    ) -> Basis:
        """Return the seven things by which a reader can check the result."""
        cited = dict.fromkeys(source for step in steps for source in step.sources)
        sources = tuple(self.library.references[ref] for ref in cited if ref in self.library.references)
        logic = tuple(f"{r.id}: when {r.rule.text if r.rule else 'always'}: {r.says}" for r in self.rules)
        cohorts = tuple(cohort for r in beside for cohort in r.score.cohorts)
        use = f"{self.purpose}. Population: {self.population}. User: {about.user}"
        version = f"{self.title}, {self.version}; {about.version}"
        return Basis(
            use,
            patient.inputs(patient.facts),
            tuple(w.fact for w in wanted),
            logic,
            sources,
            cohorts,
            self.limits,
            version,
        )


def read_pathway(data: Mapping[str, Any], dictionary: Dictionary, library: Library) -> Pathway:
    """Read the content of a ``pathway.yaml``; PackRefused names the entry and the fault."""
    meta = data.get("meta", {})
    defines: dict[str, Rule] = {}
    for name, text in data.get("define", {}).items():
        defines[str(name)] = compile_rule(str(text), dictionary, f"pathway.yaml: define {name}", defines)

    def rule(entry: Mapping[str, Any], where: str) -> Rule | None:
        text = str(entry.get("when", ALWAYS))
        return None if text == ALWAYS else compile_rule(text, dictionary, f"pathway.yaml: {where}", defines)

    return Pathway(
        title=str(meta.get("title", "Pathway")),
        purpose=str(meta.get("purpose", "")),
        population=str(meta.get("population", "")),
        version=f"compiled {meta.get('compiled', 'on an unknown date')}",
        certainty=str(meta.get("certainty", "")),
        limits=tuple(remark(limit) for limit in meta.get("limits", ())),
        rules=tuple(_rule(entry, rule(entry, str(entry.get("id"))), library) for entry in data.get("rules", ())),
        wants=tuple(_want(entry, rule(entry, "wanted"), dictionary) for entry in data.get("wanted", ())),
        beside=tuple((str(entry["score"]), rule(entry, "scores")) for entry in data.get("scores", ())),
        dictionary=dictionary,
        library=library,
    )


def _rule(entry: Mapping[str, Any], rule: Rule | None, library: Library) -> PathRule:
    missing = [key for key in ("id", "stage", "says") if key not in entry]
    if missing:
        raise PackRefused(f"pathway.yaml: rule {entry.get('id', '?')} has no {', '.join(missing)}.")
    contradictions = tuple(entry.get("contradictions", ()))
    strange = [c for c in contradictions if c not in library.contradictions]
    if strange:
        raise PackRefused(
            f"pathway.yaml: rule {entry['id']} names contradictions not in scores.yaml: {', '.join(strange)}."
        )
    sources, verified = tuple(entry.get("source", ())), str(entry.get("verified", ""))
    return PathRule(str(entry["id"]), str(entry["stage"]), rule, str(entry["says"]), sources, verified, contradictions)


def _want(entry: Mapping[str, Any], rule: Rule | None, dictionary: Dictionary) -> Want:
    unless = tuple(entry.get("unless", ()))
    strange = [name for name in (entry.get("fact"), *unless) if name not in dictionary]
    if strange:
        raise PackRefused(
            f"pathway.yaml: wanted names facts that are not in ranges.yaml: {', '.join(map(str, strange))}."
        )
    return Want(str(entry["fact"]), str(entry["why"]), rule, unless)
