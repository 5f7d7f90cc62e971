"""Patient facts -> the result of one score: an interval wherever something that counts is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from quoth.model.scores import (
    Ask,
    Basis,
    Fact,
    Input,
    Interval,
    ItemResult,
    PatientFacts,
    PostTest,
    ScoreResult,
    Stratum,
)
from quoth.scores.conditions import Absent, Known, Rule
from quoth.scores.derive import with_derived
from quoth.scores.dictionary import Dictionary
from quoth.scores.formulas import FORMULAS
from quoth.scores.rules import Band, ItemRule, Points, ScoreRule
from quoth.scores.units import show, show_interval

NEAR = 0.03  # a value this close to a cut-off is named: another sample could fall on the other side


@dataclass(frozen=True, slots=True)
class About:
    """What every result of a pack says of itself: for whom it is, its version, its date and who reviewed it."""

    user: str
    version: str


class Patient:
    """The facts of one patient with what follows from them, as the rules see them."""

    def __init__(self, facts: PatientFacts, dictionary: Dictionary) -> None:
        self.given = facts
        self.facts = with_derived(facts.facts, dictionary)
        self.dictionary = dictionary

    def known(self, absent: Absent = Absent.NOTHING, total: Interval | None = None) -> Known:
        """Return the facts as a rule is asked: ``absent`` counts only if the person said that nothing else was found."""
        return Known(self.facts, absent if self.given.others_absent else Absent.NOTHING, total)

    def has(self, name: str) -> bool:
        """Whether a fact is known."""
        return (fact := self.facts.get(name)) is not None and fact.value is not None

    def inputs(self, names: Iterable[str]) -> tuple[Input, ...]:
        """Return the known facts of ``names`` as a page shows them."""
        return tuple(shown(self.facts[name], self.dictionary) for name in names if self.has(name))

    def absent(self, rule: ScoreRule) -> tuple[str, ...]:
        """Return, in words, what the score takes as absent because the person said that nothing else was found."""
        if not self.given.others_absent:
            return ()
        settled = (self.dictionary[name] for name in rule.facts if name not in self.facts)
        return tuple(v.name for v in settled if not v.never_absent and (rule.absent is Absent.ALL or v.kind == "flag"))

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names, in words, of what is not known."""
        return tuple(dict.fromkeys(self.dictionary[name].name for name in names if not self.has(name)))


def shown(fact: Fact, dictionary: Dictionary) -> Input:
    """Return a fact in words: value, unit, and what was typed where it differs."""
    unit = dictionary[fact.name].unit
    if isinstance(fact.value, Interval):
        words = f"{show_interval(fact.value)} {unit}".strip()
    elif isinstance(fact.value, bool):
        words = "yes" if fact.value else "no"
    else:
        words = str(fact.value or "not known").replace("_", " ")
    note = fact.note
    if isinstance(fact.value, Interval) and fact.given and fact.given not in {words, show_interval(fact.value)}:
        note = f"given as {fact.given}" + (f"; {note}" if note else "")
    return Input(dictionary[fact.name].name, words, fact.time, fact.source, note)


def result(rule: ScoreRule, patient: Patient, about: About) -> ScoreResult:
    """Compute one score for one patient."""
    basis = basis_of(rule, patient, about)
    asks = tuple(ask for ask in patient.given.asks if ask.fact in rule.facts or not ask.fact)
    if rule.score.refusal:
        return ScoreResult(rule.score, basis, refusal=rule.score.refusal, asks=asks)
    applicable, reasons, withheld = applicability(rule, patient)
    if withheld:
        return ScoreResult(
            rule.score, basis, applicable=False, reasons=reasons, asks=asks, refusal=_withheld(rule, reasons)
        )
    items = tuple(item_result(item, patient) for item in rule.items)
    if rule.compute:
        return computed(
            rule, patient, ScoreResult(rule.score, basis, applicable=applicable, reasons=reasons, asks=asks)
        )
    low = round(sum(item.low for item in items), 6) if items else None
    high = low if all(item.low == item.high for item in items) else round(sum(item.high for item in items), 6)
    total = None if low is None or high is None else Interval(Fraction(low), Fraction(high))
    known = patient.known(rule.absent, total)
    possible, stratum = strata(rule, known)
    return ScoreResult(
        score=rule.score,
        basis=replace(basis, missing=_still_missing(rule, patient, items, possible)),
        items=items,
        low=low,
        high=high if items else None,
        stratum=stratum,
        strata=possible,
        values=_values(rule, patient),
        applicable=applicable,
        reasons=reasons,
        post_test=tuple(post_tests(rule, patient, known)),
        changes=tuple(changes(rule, patient, items, known)),
        warnings=tuple(_warnings(rule, patient, total)),
        beside=patient.inputs(rule.beside),
        asks=asks,
    )


def _withheld(rule: ScoreRule, reasons: tuple[str, ...]) -> str:
    return f"{rule.score.name} is not applicable here: {'; '.join(reasons)}."


def basis_of(rule: ScoreRule, patient: Patient, about: About) -> Basis:
    """Return the seven things by which a reader can check the result."""
    score = rule.score
    use = f"{score.purpose}. Target: {score.target}. Population: {score.population}. User: {about.user}"
    version = f"{score.name}, {score.version}; rule {score.verified}{f' ({score.note})' if score.note else ''}; {about.version}"
    inputs, missing = patient.inputs(rule.facts), patient.missing(rule.facts)
    absent = patient.absent(rule)
    if absent:
        inputs = (*inputs, Input("everything else", f"said to be absent: {', '.join(absent)}"))
    return Basis(use, inputs, missing, rule.logic, score.references, score.cohorts, score.limits, version)


def applicability(rule: ScoreRule, patient: Patient) -> tuple[bool | None, tuple[str, ...], bool]:
    """Return whether the score applies, why not (or what must be known to tell), and whether the number is withheld."""
    known = patient.known()
    against, unsure, withheld = [], [], False
    for guard in rule.guards:
        truth = guard.rule.ask(known)
        if truth:
            against.append(guard.says)
            withheld = withheld or guard.withhold
        elif truth is None:
            unsure.append(
                f"not checked whether {guard.says} ({', '.join(patient.missing(guard.rule.facts))} not known)"
            )
    if against:
        return False, tuple(against), withheld
    return (None, tuple(unsure), False) if unsure else (True, (), False)


def item_result(rule: ItemRule, patient: Patient) -> ItemResult:
    """Return the points of one item: from the first level that is true, with every level above it that may be."""
    known = patient.known(rule.absent)
    possible: list[Points] = []
    unsure: list[str] = []
    note = ""
    for points, condition in rule.levels:
        truth = condition.ask(known)
        if truth is False:
            continue
        possible.append(points)
        note = rule.because if points[0] != points[1] else note
        if truth:
            break
        unsure += condition.facts
    else:
        possible.append(rule.otherwise)
    low, high = min(p[0] for p in possible), max(p[1] for p in possible)
    return ItemResult(rule.item, low, high, patient.missing(unsure) if low != high else (), note)


def strata(rule: ScoreRule, known: Known) -> tuple[tuple[Stratum, ...], str | None]:
    """Return the strata still possible, and the one it is (one a group; or the word for undecided; None for no strata)."""
    possible: list[Stratum] = []
    certain: list[str] = []
    for group in dict.fromkeys(band.group for band in rule.bands):
        here, sure = _first_true([band for band in rule.bands if band.group == group], known)
        possible += here
        if sure and len(here) == 1:
            certain.append(here[0].name)
    if certain:
        return tuple(possible), "; ".join(certain)
    return tuple(possible), rule.undecided if possible else None


def _first_true(bands: list[Band], known: Known) -> tuple[list[Stratum], bool]:
    """Return the strata that may be the first true one, and whether the last of them is true."""
    possible: list[Stratum] = []
    for band in bands:
        truth = True if band.otherwise else _in_band(band.stratum, known.total)
        if band.rule is not None:
            truth = band.rule.ask(known)
        if truth is False:
            continue
        possible.append(band.stratum)
        if truth:
            return possible, True
    return possible, False


def _in_band(stratum: Stratum, total: Interval | None) -> bool | None:
    if total is None or stratum.low is None or stratum.high is None:
        return None
    assert total.low is not None
    assert total.high is not None
    if total.high < stratum.low or total.low > stratum.high:
        return False
    return True if stratum.low <= total.low and total.high <= stratum.high else None


def _values(rule: ScoreRule, patient: Patient) -> tuple[tuple[str, float, str], ...]:
    fact = patient.facts.get(rule.value) if rule.value else None
    if fact is None or not isinstance(fact.value, Interval) or not fact.value.exact:
        return ()
    assert fact.value.low is not None
    variable = patient.dictionary[rule.value]
    return ((variable.name, float(fact.value.low), variable.unit),)


def _still_missing(
    rule: ScoreRule, patient: Patient, items: tuple[ItemResult, ...], possible: tuple[Stratum, ...]
) -> tuple[str, ...]:
    """Return what would narrow the result; facts that can no longer change it are not asked for."""
    missing = [name for item in items for name in item.missing]
    if len(possible) > 1 or not items:
        for band in rule.bands:
            if band.rule is not None and len(possible) > 1:
                missing += patient.missing(band.rule.facts)
    return tuple(dict.fromkeys(missing))


def computed(rule: ScoreRule, patient: Patient, empty: ScoreResult) -> ScoreResult:
    """Run a formula: one number, or the lowest and highest where a fact is an interval or the sex is not known.

    Every formula is monotone in each of its facts, so the ends of the facts hold the ends of the result.
    """
    formula = FORMULAS[rule.compute]
    ends = {name: _ends(patient, name) for name in (*rule.needs, *formula.also)}
    lacking = [name for name in rule.needs if not ends[name]]
    if lacking and not (rule.alone and all(ends[name] for name in rule.alone)):
        words = tuple(patient.dictionary[name].name for name in lacking)
        refusal = f"{rule.score.name} needs a value each of: {', '.join(words)}."
        return replace(empty, basis=replace(empty.basis, missing=words), refusal=refusal)
    known = {name: values for name, values in ends.items() if values}
    runs = []
    for values in product(*known.values()):
        numbers = dict(zip(known, values, strict=True))
        impossible = formula.impossible(numbers)
        if impossible:
            return replace(empty, refusal=f"{rule.score.name} is not computed: {impossible}.")
        runs.append(formula.compute(numbers))
    if not runs[0]:
        return replace(empty, refusal=f"{rule.score.name} needs one of: {', '.join(formula.also)}.")
    low, high = min(run[0][1] for run in runs), max(run[0][1] for run in runs)
    name, _, unit = runs[0][0]
    exact = len(runs) == 1
    total = Interval(Fraction(low), Fraction(high))
    possible, stratum = strata(rule, patient.known(rule.absent, total))
    return replace(
        empty,
        basis=replace(empty.basis, missing=tuple(_not_single(rule, patient, known))),
        values=tuple(runs[0]) if exact else ((f"{name}, lowest", low, unit), (f"{name}, highest", high, unit)),
        strata=possible,
        stratum=stratum,
        warnings=tuple(_warnings(rule, patient, total)),
    )


def _ends(patient: Patient, name: str) -> tuple[Fraction | str, ...]:
    """Return the values a formula is to be run with: one, both ends of an interval, or all options; none where open."""
    fact = patient.facts.get(name)
    if fact is not None and isinstance(fact.value, Interval):
        interval = fact.value
        if interval.low is None or interval.high is None:
            return ()
        return (interval.low,) if interval.exact else (interval.low, interval.high)
    if fact is not None and isinstance(fact.value, str):
        return (fact.value,)
    return tuple(patient.dictionary[name].options)


def _not_single(rule: ScoreRule, patient: Patient, known: Mapping[str, tuple[Fraction | str, ...]]) -> Iterator[str]:
    """Yield the facts that keep the result of a formula an interval."""
    for name in rule.needs:
        if len(known.get(name, ())) > 1:
            yield patient.dictionary[name].name


def _warnings(rule: ScoreRule, patient: Patient, total: Interval | None) -> Iterator[str]:
    known = patient.known(total=total)
    for guard in rule.warnings:
        if guard.rule.ask(known):
            yield guard.says


def post_tests(rule: ScoreRule, patient: Patient, known: Known) -> Iterator[PostTest]:
    """Yield what the user's prior becomes by each published accuracy (Bayes; sensitivity and specificity as printed)."""
    fact = patient.facts.get("prior")
    if fact is None or not isinstance(fact.value, Interval) or fact.value.low is None or not fact.value.exact:
        return
    prior = float(fact.value.low)
    for line in rule.accuracy:
        sens, spec = line.sensitivity, line.specificity
        met = _bayes(prior * sens, (1 - prior) * (1 - spec))
        unmet = _bayes(prior * (1 - sens), (1 - prior) * spec)
        truth = line.reached.ask(known)
        yield PostTest(line.cohort, line.cut, prior, met, unmet, None if truth is None else met if truth else unmet)


def _bayes(true: float, false: float) -> float:
    return true / (true + false) if true + false else 0.0


def changes(rule: ScoreRule, patient: Patient, items: tuple[ItemResult, ...], known: Known) -> Iterator[str]:
    """Say what would change the result: what is unknown, single items that move the stratum, values on a cut-off."""
    for item in items:
        if item.low != item.high:
            why = f"{', '.join(item.missing)} not known" if item.missing else item.note
            yield f"{item.item.key.replace('_', ' ')}: {item.low:g} to {item.high:g} points ({why})"
    total = known.total
    if total is not None and total.exact and total.low is not None:
        yield from _flips(rule, items, float(total.low))
    for line in rule.items:
        for _, condition in line.levels:
            yield from _near(condition, patient.facts, patient.dictionary)


def _flips(rule: ScoreRule, items: tuple[ItemResult, ...], total: float) -> Iterator[str]:
    """Name each item that alone would move the total into another stratum (floats hold whole and half points exactly)."""
    here = _names_at(rule, total)
    for item, line in zip(items, rule.items, strict=True):
        now = item.low
        for other in line.ends:
            there = _names_at(rule, total - now + other) if other != now else here
            if there and there != here:
                name = item.item.key.replace("_", " ")
                yield f"{name} at {other:g} instead of {now:g} would make it {total - now + other:g} ({', '.join(there)})"


def _names_at(rule: ScoreRule, total: float) -> list[str]:
    return [name for name, low, high in rule.edges if low <= total <= high]


def _near(condition: Rule, facts: Mapping[str, Fact], dictionary: Dictionary) -> Iterator[str]:
    for name, cut in condition.cuts:
        fact = facts.get(name)
        if fact is None or not isinstance(fact.value, Interval) or not fact.value.exact:
            continue
        assert fact.value.low is not None
        edge = float(cut)
        if edge and abs(float(fact.value.low) - edge) <= abs(edge) * NEAR:
            yield f"{dictionary[name].name} is on or close to its cut-off of {show(cut)} {dictionary[name].unit}: measure again".rstrip()


def asked(asks: Iterable[Ask]) -> tuple[str, ...]:
    """Return the sentences put to the person."""
    return tuple(ask.sentence for ask in asks)
