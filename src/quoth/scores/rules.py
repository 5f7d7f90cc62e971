"""``scores.yaml`` -> scores that can be computed. Text is read at once; rules are compiled when first asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quoth.errors import PackRefused
from quoth.model.scores import Cohort, Contradiction, Item, Reference, Remark, Score, Stratum
from quoth.scores.conditions import Absent, Rule, compile_rule
from quoth.scores.dictionary import Dictionary
from quoth.scores.formulas import FORMULAS

Points = tuple[float, float]  # both ends: they differ where sources disagree
KNOWN_KEYS = {"cohort", "source", "verified", "note", "origin"}
BAND_KEYS = {"name", "rule", "min", "max", "when", "otherwise", "group"}


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How one item scores: the first level whose rule is true, else ``otherwise``."""

    item: Item
    levels: tuple[tuple[Points, Rule], ...]
    otherwise: Points
    absent: Absent  # what "nothing else was found" settles in it
    because: str = ""  # why some points are a pair
    ends: tuple[float, ...] = ()  # every number of points it can give


@dataclass(frozen=True, slots=True)
class Band:
    """A stratum and what decides it: points, a value, a rule, or being what is left."""

    stratum: Stratum
    rule: Rule | None = None
    otherwise: bool = False
    group: str = ""  # strata of one group exclude each other; groups are independent labels


@dataclass(frozen=True, slots=True)
class Guard:
    """When ``rule`` is true, ``says`` holds: a reason not to apply a score, or a warning."""

    rule: Rule
    says: str
    withhold: bool = False


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Sensitivity and specificity (0 to 1) of one cut in one cohort, and the rule that says whether it is reached."""

    cohort: str
    cut: str
    reached: Rule
    sensitivity: float
    specificity: float


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """A score with everything needed to compute it."""

    score: Score
    items: tuple[ItemRule, ...]
    bands: tuple[Band, ...]
    undecided: str
    guards: tuple[Guard, ...]
    warnings: tuple[Guard, ...]
    beside: tuple[str, ...]
    value: str
    compute: str
    needs: tuple[str, ...]
    alone: tuple[str, ...]
    absent: Absent
    names: Mapping[str, str]
    accuracy: tuple[Accuracy, ...]
    logic: tuple[str, ...]  # the rule in plain sentences
    facts: tuple[str, ...]  # what it reads, in the order of its items
    edges: tuple[tuple[str, float, float], ...]  # (stratum, lowest, highest points)


@dataclass(frozen=True, slots=True)
class Library:
    """What the entries of one pack refer to by id."""

    contradictions: Mapping[str, Contradiction]
    references: Mapping[str, Reference]


def read_library(data: Mapping[str, Any]) -> Library:
    """Read ``references`` and ``contradictions`` of a ``scores.yaml``."""
    references = {
        str(e["id"]): Reference(str(e["id"]), str(e["cite"]), tuple(e.get("ids", {}).items()), str(e.get("read", "")))
        for e in data.get("references", ())
    }
    contradictions = {str(e["id"]): _contradiction(e) for e in data.get("contradictions", ())}
    return Library(contradictions, references)


def _contradiction(entry: Mapping[str, Any]) -> Contradiction:
    sides = tuple(Remark(str(side["claim"]), tuple(side.get("source", ()))) for side in entry.get("sides", ()))
    return Contradiction(str(entry["id"]), str(entry["topic"]), str(entry["severity"]), sides, str(entry["use"]))


class Reader:
    """Reads one entry of ``scores``; every fault is a PackRefused that names the entry."""

    def __init__(self, entry: Mapping[str, Any], dictionary: Dictionary, library: Library) -> None:
        self.entry = entry
        self.dictionary = dictionary
        self.library = library
        self.where = f"scores.yaml: {entry.get('id', 'an entry without id')}"
        self.defines: dict[str, Rule] = {}

    def score(self) -> Score:
        """Return the score as a page introduces it."""
        entry = self.entry
        missing = [key for key in ("id", "name", "purpose", "verified") if not entry.get(key)]
        if missing:
            raise PackRefused(f"{self.where} has no {' and no '.join(missing)}; see docs/scores.md.")
        applicability = entry.get("applicability", {})
        entry_text = "; ".join(str(applicability[k]) for k in ("entry", "timing") if k in applicability)
        return Score(
            id=str(entry["id"]),
            name=str(entry["name"]),
            version=str(entry.get("version", "")),
            purpose=str(entry["purpose"]),
            target=str(entry.get("target", "")),
            verified=str(entry["verified"]),
            note=str(entry.get("verified_note", "")),
            population=entry_text or "not stated in the sources read",
            items=tuple(self.item(item) for item in entry.get("items", ())),
            strata=tuple(self.stratum(band) for band in entry.get("strata", ())),
            limits=tuple(remark(limit) for limit in entry.get("limits", ())),
            cohorts=tuple(self.cohort(cohort) for cohort in entry.get("performance", ())),
            contradictions=self.contradictions(),
            references=self.references(),
            formula=str(entry.get("formula", "")),
            refusal=self.refusal(),
        )

    def refusal(self) -> str:
        """Return why the score is shown and never computed: a rule that is recall, or no rule at all."""
        entry = self.entry
        if not entry.get("refuse") and entry["verified"] != "memory":
            return ""
        why = entry.get("refuse", "its rule is recall and was never read")
        papers = [self.library.references[ref].cite for ref in entry.get("open", ()) if ref in self.library.references]
        way_out = f" Open first: {'; '.join(papers)}." if papers else ""
        return f"{entry['name']} is not computed: {why}.{way_out}"

    def item(self, entry: Mapping[str, Any]) -> Item:
        """Return one item as it is shown."""
        computed = "when" in entry or "levels" in entry
        return Item(
            str(entry["key"]), str(entry.get("says", entry.get("when", ""))), str(entry.get("boundary", "")), computed
        )

    def stratum(self, entry: Mapping[str, Any]) -> Stratum:
        """Return one stratum as it is shown."""
        low = float(entry["min"]) if "min" in entry else None
        high = float(entry["max"]) if "max" in entry else None
        means = tuple((str(k).replace("_", " "), str(v)) for k, v in entry.items() if k not in BAND_KEYS)
        span = "" if low is None or high is None else (f"{low:g}" if low == high else f"{low:g} to {high:g} points")
        return Stratum(str(entry["name"]), str(entry.get("rule", span)), low, high, means)

    def cohort(self, entry: Mapping[str, Any]) -> Cohort:
        """Return one cohort with its figures as printed."""
        figures = tuple((str(k).replace("_", " "), _flat(v)) for k, v in entry.items() if k not in KNOWN_KEYS)
        sources, verified = tuple(entry.get("source", ())), str(entry.get("verified", ""))
        return Cohort(str(entry["cohort"]), figures, sources, verified, str(entry.get("note", "")))

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Return the contradictions the entry names."""
        named = self.entry.get("contradictions", ())
        strange = [c for c in named if c not in self.library.contradictions]
        if strange:
            raise PackRefused(f"{self.where} names contradictions that are not in the file: {', '.join(strange)}.")
        return tuple(self.library.contradictions[c] for c in named)

    def references(self) -> tuple[Reference, ...]:
        """Return the sources of the rule, then those of its limits and cohorts."""
        named = [*self.entry.get("source", ()), *self.entry.get("open", ())]
        for part in (*self.entry.get("limits", ()), *self.entry.get("performance", ())):
            named += part.get("source", ())
        return tuple(self.library.references.get(ref, Reference(ref, ref)) for ref in dict.fromkeys(named))

    def compiled(self, score: Score) -> ScoreRule:
        """Compile the rules of the entry."""
        entry = self.entry
        for name, text in entry.get("define", {}).items():
            self.defines[str(name)] = self.rule(str(text))
        absent = self.absent(entry.get("unnamed"), Absent.FLAGS)
        compute = str(entry.get("compute", ""))
        if compute and compute not in FORMULAS:
            raise PackRefused(f"{self.where} computes {compute!r}; known formulas are {', '.join(FORMULAS)}.")
        names = {str(k): str(v) for k, v in entry.get("names", {}).items()}
        needs, alone, beside = (tuple(entry.get(k, ())) for k in ("needs", "alone", "beside"))
        value = str(entry.get("value", ""))
        self.known(
            *(fact.partition(" ")[0] for fact in names.values()), *needs, *alone, *beside, *([value] if value else [])
        )
        listed = zip(entry.get("items", ()), score.items, strict=True)
        items = tuple(self.item_rule(e, item, absent) for e, item in listed if item.computed)
        bands = tuple(self.band(e, s) for e, s in zip(entry.get("strata", ()), score.strata, strict=True))
        also = FORMULAS[compute].also if compute else ()
        return ScoreRule(
            score=score,
            items=items,
            bands=bands,
            undecided=str(entry.get("undecided", "indeterminate")),
            guards=tuple(self.guard(e, "reason") for e in entry.get("not_applicable", ())),
            warnings=tuple(self.guard(e, "says") for e in entry.get("warn", ())),
            beside=beside,
            value=value,
            compute=compute,
            needs=needs,
            alone=alone,
            absent=absent,
            names=names,
            accuracy=tuple(self.accuracy(e) for e in entry.get("accuracy", ())),
            logic=tuple(self.logic(score)),
            facts=tuple(dict.fromkeys((*read_by(items, bands), *needs, *also, *([value] if value else [])))),
            edges=tuple((s.name, s.low, s.high) for s in score.strata if s.low is not None and s.high is not None),
        )

    def accuracy(self, entry: Mapping[str, Any]) -> Accuracy:
        """Compile one line of accuracy."""
        reached = self.rule(str(entry["when"]))
        return Accuracy(str(entry["cohort"]), str(entry["cut"]), reached, float(entry["sens"]), float(entry["spec"]))

    def logic(self, score: Score) -> Iterator[str]:
        """Say the rule in plain sentences."""
        if score.formula:
            yield f"Formula: {score.formula}"
        if self.entry.get("decision"):
            yield f"Decision: {self.entry['decision']}"
        for entry, item in zip(self.entry.get("items", ()), score.items, strict=True):
            worth = f" ({entry['points']:g} if so, else 0)" if "points" in entry else ""
            edge = f"; {item.boundary}" if item.boundary else ""
            yield f"{item.key.replace('_', ' ')}: {item.says}{worth}{edge}"
        for stratum in score.strata:
            yield f"{stratum.name.replace('_', ' ')}: {stratum.says or 'as the items say'}"
        yield "What is not known is not counted as normal: the result is an interval until it is known."

    def known(self, *facts: str) -> None:
        """Refuse names of facts that are not in the table."""
        strange = [fact for fact in facts if fact not in self.dictionary]
        if strange:
            raise PackRefused(f"{self.where} names facts that are not in ranges.yaml: {', '.join(strange)}.")

    def rule(self, text: str) -> Rule:
        """Compile one rule of the entry."""
        return compile_rule(text, self.dictionary, self.where, self.defines)

    def absent(self, word: str | None, default: Absent) -> Absent:
        """Read ``unnamed``: absent (all of it), named (nothing), or what the score says."""
        known = {"absent": Absent.ALL, "named": Absent.NOTHING, None: default}
        if word not in known:
            raise PackRefused(f"{self.where} has unnamed {word!r}; it must be absent or named.")
        return known[word]

    def item_rule(self, entry: Mapping[str, Any], item: Item, absent: Absent) -> ItemRule:
        """Compile one item."""
        levels = entry.get("levels") or [[entry.get("points", 1), entry["when"]]]
        compiled = tuple((points(value), self.rule(str(when))) for value, when in levels)
        otherwise, because = points(entry.get("otherwise", 0)), str(entry.get("because", ""))
        ends = sorted({end for pair in (otherwise, *(value for value, _ in compiled)) for end in pair})
        return ItemRule(item, compiled, otherwise, self.absent(entry.get("unnamed"), absent), because, tuple(ends))

    def band(self, entry: Mapping[str, Any], stratum: Stratum) -> Band:
        """Compile one stratum."""
        rule = self.rule(str(entry["when"])) if "when" in entry else None
        return Band(stratum, rule, bool(entry.get("otherwise", False)), str(entry.get("group", "")))

    def guard(self, entry: Mapping[str, Any], words: str) -> Guard:
        """Compile one reason or warning."""
        return Guard(self.rule(str(entry["when"])), str(entry[words]), bool(entry.get("withhold", False)))


def read_by(items: tuple[ItemRule, ...], bands: tuple[Band, ...]) -> Iterator[str]:
    """Yield the facts that items and strata read."""
    for item in items:
        for _, rule in item.levels:
            yield from rule.facts
    for band in bands:
        if band.rule:
            yield from band.rule.facts


def points(value: Any) -> Points:
    """Read points: one number, or two where sources disagree."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        low, high = (float(end) for end in value)
        return low, high
    return float(value), float(value)


def remark(entry: Mapping[str, Any]) -> Remark:
    """Read a sentence with its sources."""
    return Remark(str(entry["text"]), tuple(entry.get("source", ())), str(entry.get("verified", "")))


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {_flat(v)}" for k, v in value.items())
    return str(value)
