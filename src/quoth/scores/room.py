"""All scores of a pack over one table of facts."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from quoth.errors import FactsRefused, NotFound, PackRefused
from quoth.model.scores import Interval, PathwayResult, PatientFacts, Score, ScoreResult
from quoth.scores.checks import checked, read_checks
from quoth.scores.conditions import Known
from quoth.scores.derive import check_derivations
from quoth.scores.dictionary import Dictionary, name_key, read_dictionary
from quoth.scores.facts import PAIR, load_json, read_mapping, read_pairs
from quoth.scores.fhir import read_fhir
from quoth.scores.free_text import TextReader
from quoth.scores.pathway import Pathway, read_pathway
from quoth.scores.points import About, Patient, result, strata
from quoth.scores.rules import Reader, ScoreRule, read_library


class Scores:
    """The scores of one pack; ``data`` is the parsed content of scores.yaml, ranges.yaml and (optional) pathway.yaml."""

    def __init__(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        self.dictionary: Dictionary = read_dictionary(data["ranges"])
        check_derivations(self.dictionary)
        self._data = data
        meta = data["scores"].get("meta", {})
        reviewed = meta.get("reviewed", "none")
        review = "reviewed by nobody yet" if reviewed == "none" else f"reviewed by {reviewed}"
        self.about = About(
            str(meta.get("user", "a clinician")),
            f"{review}; rules version {meta.get('version', '?')} of {meta.get('compiled', 'unknown date')}",
        )
        self._library = read_library(data["scores"])
        self._entries: dict[str, Mapping[str, Any]] = {str(e.get("id")): e for e in data["scores"].get("scores", ())}
        if len(self._entries) != len(data["scores"].get("scores", ())):
            raise PackRefused("scores.yaml: two entries share one id; ids must be unique.")
        self._rules: dict[str, ScoreRule] = {}

    @cached_property
    def _checks(self) -> Any:
        return read_checks(self._data["ranges"], self.dictionary)

    @cached_property
    def _text(self) -> TextReader:
        return TextReader(self.dictionary)

    @cached_property
    def _pathway(self) -> Pathway:
        if "pathway" not in self._data:
            raise NotFound("This pack has no pathway; add a pathway.yaml to it (docs/scores.md).")
        return read_pathway(self._data["pathway"], self.dictionary, self._library)

    def names(self) -> tuple[str, ...]:
        """Return the ids of all scores, in the pack's order."""
        return tuple(self._entries)

    def introduce(self, name: str) -> Score:
        """Return what a score is, without a patient."""
        return self._rule(name).score

    def check(self) -> None:
        """Compile everything, so that a faulty pack is refused at once (PackRefused); otherwise rules compile on demand."""
        for name in self._entries:
            self._rule(name)
        len(self._checks)
        if "pathway" in self._data:
            self._pathway.check(self.names())

    def _rule(self, name: str) -> ScoreRule:
        key = self._identify(name)
        if key not in self._rules:
            reader = Reader(self._entries[key], self.dictionary, self._library)
            self._rules[key] = reader.compiled(reader.score())
        return self._rules[key]

    def _identify(self, name: str) -> str:
        """Return the id of a score; NotFound for a name that means none or several."""
        key = name.strip().lower().replace("_", "-").replace(" ", "-")
        if key in self._entries:
            return key
        for entry in self._data["scores"].get("meta", {}).get("ambiguous_names", ()):
            if key == str(entry["name"]).replace(" ", "-"):
                raise NotFound(f"{entry['why']}; name one of: {', '.join(entry['means'])}.")
        by_name = {str(e.get("name", "")).lower(): i for i, e in self._entries.items()}
        if name.strip().lower() in by_name:
            return by_name[name.strip().lower()]
        close = difflib.get_close_matches(key[:60], self._entries, n=3, cutoff=0.5)
        raise NotFound(
            f"No score has that name; {'near to it' if close else 'known'}: {', '.join(close or self._entries)}."
        )

    # ------------------------------------------------------------------------------------------------ facts

    def read(self, words: Iterable[str], score: str | None = None) -> PatientFacts:
        """Read ``key=value`` words; ``score`` lets that score's own names for facts stand."""
        return self._checked(read_pairs(words, self.dictionary, self._names(score)))

    def read_mapping(self, data: Mapping[str, Any], score: str | None = None) -> PatientFacts:
        """Read a JSON object of facts, or a FHIR R4 resource."""
        if "resourceType" in data:
            return self._checked(read_fhir(data, self.dictionary))
        return self._checked(read_mapping(data, self.dictionary, self._names(score)))

    def read_text(self, text: str, score: str | None = None) -> PatientFacts:
        """Read what a person pastes: JSON, FHIR, lines of key=value, or free text; FactsRefused for broken JSON."""
        if text.lstrip().startswith(("{", "[")):
            return self.read_mapping(load_json(text), score)
        lines = [line for line in text.splitlines() if line.strip()]
        if lines and all(self._is_pair(line) for line in lines):
            return self.read(lines, score)
        if not text.strip():
            raise FactsRefused("There are no patient facts in what was given; write for example platelets=8.")
        return self._checked(self._text.read(text))

    def _is_pair(self, line: str) -> bool:
        found = PAIR.match(line)
        return found is not None and bool(self.dictionary.find(name_key(found[1]))[0] or name_key(found[1]) == "others")

    def _names(self, score: str | None) -> Mapping[str, str]:
        return self._rule(score).names if score else {}

    def _checked(self, facts: PatientFacts) -> PatientFacts:
        return checked(facts, self._checks, self.dictionary)

    # ---------------------------------------------------------------------------------------------- results

    def score(self, name: str, facts: PatientFacts) -> ScoreResult:
        """Compute one score; NotFound where the name means none or several."""
        return result(self._rule(name), Patient(facts, self.dictionary), self.about)

    def pathway(self, facts: PatientFacts) -> PathwayResult:
        """Return which rules of the pathway fire, in order, what is missing and why it matters."""
        path = self._pathway
        patient = Patient(facts, self.dictionary)
        beside = tuple(result(self._rule(name), patient, self.about) for name in path.scores_for(patient))
        return path.follow(patient, beside, self.about)

    def of_points(self, name: str, points: Sequence[float]) -> ScoreResult:
        """Return the stratum of points that somebody else gave to each item, in the score's order."""
        rule = self._rule(name)
        if rule.score.refusal or len(points) != len(rule.items):
            raise FactsRefused(f"{rule.score.name} takes {len(rule.items)} points, one an item, in its printed order.")
        total = sum((Fraction(str(p)) for p in points), Fraction(0))
        empty = result(rule, Patient(PatientFacts({}), self.dictionary), self.about)
        possible, stratum = strata(rule, Known({}, total=Interval(total, total)))
        return replace(
            empty, items=(), low=float(total), high=float(total), strata=possible, stratum=stratum, changes=()
        )


def load(data: Mapping[str, Mapping[str, Any]]) -> Scores:
    """Return the scores of a pack from its parsed files ``scores``, ``ranges`` and ``pathway`` (optional)."""
    lacking = [name for name in ("scores", "ranges") if name not in data]
    if lacking:
        raise PackRefused(f"A pack with scores needs {' and '.join(f'{name}.yaml' for name in lacking)}.")
    return Scores(data)
