"""Patient facts from ``key=value`` words and from JSON; every doubt becomes a sentence.

Missing is not normal: what nobody gave is not in the result. Sentences name the fact and the limit and never repeat the
value, so that they may be shown or logged; a typed name is not echoed either, only a known name near to it.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from quoth.errors import FactsRefused
from quoth.model.scores import Ask, Fact, PatientFacts
from quoth.scores.dictionary import Dictionary, Variable, name_key
from quoth.scores.values import Value, read_value

PAIR = re.compile(r"^\s*([^=<>≤≥]+?)\s*(=|<=|>=|<|>|≤|≥)\s*(.*)$", re.DOTALL)
OTHERS = {"others", "rest", "everything_else"}
ABSENT = {"none", "no", "absent", "false", "negative"}
LONGEST = 5_000_000  # characters of one JSON document
WIDEST = 30  # decimal exponent beyond which a JSON number is no laboratory value


class Collector:
    """Gathers the facts of one patient; ``names`` are what one score calls some facts."""

    def __init__(self, dictionary: Dictionary, names: Mapping[str, str] | None = None) -> None:
        self.dictionary = dictionary
        self.names = {name_key(k): v for k, v in (names or {}).items()}
        self.facts: dict[str, Fact] = {}
        self.asks: list[Ask] = []
        self.others_absent = False

    def done(self) -> PatientFacts:
        """Return what was gathered."""
        absent = self.others_absent and not any(ask.refused and not ask.fact for ask in self.asks)
        if self.others_absent and not absent:
            self.refuse(
                "", "Something given was not understood, so others=none is not used: it could be what was meant."
            )
        return PatientFacts(dict(self.facts), tuple(dict.fromkeys(self.asks)), absent)

    def refuse(self, fact: str, sentence: str) -> None:
        """Note a value that is not used."""
        self.asks.append(Ask(fact, sentence, refused=True))

    def give(self, name: str, value: Value, place: str) -> None:
        """Take one named value from a person or a program; ``place`` says where it stands ("Fact 3")."""
        key = name_key(name)
        if key in OTHERS:
            self.nothing_else(value, place)
            return
        candidates, ending = self.find(key)
        if not candidates:
            self.refuse("", f"{place} has a name Quoth does not know{self.near(key)}; it is not used.")
            return
        self.read(candidates, value if value.unit or not ending else value.in_unit(ending))

    def find(self, key: str) -> tuple[list[Variable], str]:
        """Return the variables a name may mean; a score's own name for a fact comes first."""
        for name, fact in self.names.items():
            if key == name:
                named, _, unit = fact.partition(" ")
                return [self.dictionary[named]], unit
            if key.startswith(name + "_"):
                found, ending = self.dictionary.find(fact + key[len(name) :])
                if found and ending:
                    return found, ending
        return self.dictionary.find(key)

    def near(self, key: str) -> str:
        """Return "; did you mean …" with a known name, or nothing."""
        close = difflib.get_close_matches(key[:60], self.dictionary.names, n=1, cutoff=0.75)
        return f" (is it {self.dictionary.names[close[0]][0].id}?)" if close else ""

    def nothing_else(self, value: Value, place: str) -> None:
        """Take "others=none": the person says that what is not named was looked for and is absent."""
        if str(value.raw).strip().lower() not in ABSENT:
            self.refuse("", f"{place}: others can only be none (nothing else was found); it is not used.")
            return
        self.others_absent = True

    def read(self, candidates: Iterable[Variable], value: Value) -> None:
        """Read a value as the first variable it fits; keep its sentence where it fits none."""
        first: Ask | None = None
        candidates = list(candidates)
        for variable in candidates:
            fact, asks = read_value(variable, value, self.dictionary)
            if fact is not None:
                self.put(fact)
                self.asks.extend(asks)
                return
            first = first or next(iter(asks), None)
        if first is not None:
            self.asks.append(first)
            # It was looked at and is not known: "nothing else was found" must not make it absent.
            for variable in candidates:
                self.facts.setdefault(variable.id, Fact(variable.id, None, "", source=value.source))

    def put(self, fact: Fact) -> None:
        """Keep a fact; the same fact twice with two values is asked about and not used."""
        known = self.facts.get(fact.name)
        if known is not None and known.value is None and known.source == "text":
            self.facts[fact.name] = fact  # a test named first and valued later in the same text
            self.asks = [ask for ask in self.asks if ask.fact != fact.name]
            return
        if known is not None and known.value != fact.value:
            name = self.dictionary[fact.name].name
            self.refuse(fact.name, f"{name} is given twice with different values; give the one that counts.")
            self.facts[fact.name] = Fact(fact.name, None, "", source=fact.source)
            return
        if known is None:
            self.facts[fact.name] = fact


def read_pairs(words: Iterable[str], dictionary: Dictionary, names: Mapping[str, str] | None = None) -> PatientFacts:
    """Read ``platelets=8``, ``platelets<30``, ``creatinine=120 umol/L``, ``others=none``."""
    collector = Collector(dictionary, names)
    for place, word in enumerate(words, start=1):
        found = PAIR.match(word)
        if found is None:
            collector.refuse("", f"Fact {place} has no value; write name=value, for example platelets=8.")
            continue
        name, sign, raw = found.groups()
        collector.give(name, Value(raw if sign == "=" else sign + raw, source="typed"), f"Fact {place}")
    return collector.done()


def read_mapping(
    data: Mapping[str, Any], dictionary: Dictionary, names: Mapping[str, str] | None = None
) -> PatientFacts:
    """Read a JSON object: ``{"platelets": 8, "creatinine": {"value": 120, "unit": "umol/L", "time": "…"}}``."""
    collector = Collector(dictionary, names)
    for place, (name, raw) in enumerate(data.items(), start=1):
        where = f"Fact {place}"
        if isinstance(raw, Mapping):
            given = raw.get("value")
            sign = str(raw.get("comparator", "") or "")
            given = f"{sign}{given}" if sign and given is not None else given
            unit, time = str(raw.get("unit", "") or ""), raw.get("time")
            value = Value(given, unit, "json", str(time) if time else None)
        else:
            value = Value(raw, source="json")
        if isinstance(value.raw, (list, tuple, dict)):
            collector.refuse("", f"{where} is a series or a structure; give one value with its unit.")
            continue
        collector.give(str(name), value, where)
    return collector.done()


def load_json(text: str) -> Mapping[str, Any]:
    """Parse a JSON object with exact numbers; FactsRefused says what is wrong and repeats nothing of it."""
    fault = ""
    data: Any = None
    if len(text) > LONGEST:
        fault = f"The patient facts are longer than {LONGEST} characters; give only the values that count."
    else:
        try:
            data = json.loads(text, parse_float=_exact, parse_int=_exact, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            # Raised below, outside of the handler: the parser's error carries the whole document.
            fault = "The patient facts are not valid JSON; give an object of facts or a FHIR R4 Bundle."
    if not fault and not isinstance(data, Mapping):
        fault = "The patient facts must be one JSON object of facts, or a FHIR R4 Bundle."
    if fault:
        raise FactsRefused(fault)
    result: Mapping[str, Any] = data
    return result


def _exact(text: str) -> Decimal:
    value = Decimal(text)
    if abs(value.adjusted()) > WIDEST:
        raise ValueError("too large")
    return value


def _no_constant(_: str) -> Any:
    raise ValueError("not a number")
