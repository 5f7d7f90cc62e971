"""The table of facts of a pack (``ranges.yaml``): names, units, limits, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quoth.errors import PackRefused
from quoth.scores.units import factor, unit_key

KINDS = {"quantity", "flag", "choice"}


@dataclass(frozen=True, slots=True)
class Variable:
    """One fact that may be known of a patient.

    ``factors`` turn a unit (by its key) into the table's unit. ``hard`` limits refuse, ``soft`` limits ask. ``words``
    give what a word means: a choice's option, or another fact it stands for (("haptoglobin_undetectable", True)).
    """

    id: str
    kind: str
    name: str
    unit: str = ""
    factors: Mapping[str, Fraction] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # names for key=value only; too ambiguous to be looked for in running text
    patterns: tuple[str, ...] = ()  # regular expressions for running text; {n} a number, {option} an option
    loinc: tuple[str, ...] = ()
    hard: tuple[Fraction, Fraction] | None = None
    soft: tuple[Fraction, Fraction] | None = None
    typical: tuple[Fraction, Fraction] | None = None
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, bool | str]] = field(default_factory=dict)
    hint: str = ""
    confirm: Mapping[str, str] = field(default_factory=dict)  # unit key -> what to ask when it comes in that unit
    traps: tuple[str, ...] = ()
    assume_unit: bool = False
    needs_unit_in_text: bool = False  # its name means other things too ("pt" is also "patient")
    never_absent: bool = False  # everybody has one (age, sex) or it qualifies another fact: "nothing else" says nothing
    ask_from: Fraction | None = None
    bare: tuple[Fraction, Fraction] | None = None  # bare numbers between these are in the table's unit
    bare_below: Fraction | None = None  # a bare "<x" up to this is an assay's lower limit, in the table's unit
    derived: tuple[str, tuple[str, ...]] | None = None
    implies: tuple[str, ...] = ()  # flags that hold whenever this one does


class Dictionary:
    """All variables of a pack, found by id, by what people say, by LOINC code."""

    def __init__(self, variables: Iterable[Variable]) -> None:
        self.variables: dict[str, Variable] = {}
        self.names: dict[str, list[Variable]] = {}
        self.loinc: dict[str, list[Variable]] = {}
        for variable in variables:
            if variable.id in self.variables:
                raise PackRefused(f"ranges.yaml: {variable.id} is there twice; keep one of the two.")
            self.variables[variable.id] = variable
            for name in (variable.id, variable.name, *variable.said, *variable.keys):
                known = self.names.setdefault(name_key(name), [])
                if variable not in known:
                    known.append(variable)
            for code in variable.loinc:
                self.loinc.setdefault(code, []).append(variable)
        self.derived = [v for v in self.variables.values() if v.derived is not None]

    def __getitem__(self, name: str) -> Variable:
        return self.variables[name]

    def __contains__(self, name: object) -> bool:
        return name in self.variables

    def find(self, name: str) -> tuple[list[Variable], str]:
        """Return the variables called ``name`` and the unit its ending names ("creatinine_mg_dL" -> creatinine, mg/dL).

        Several variables may share a name; then the unit decides between them.
        """
        key = name_key(name)
        if key in self.names:
            return self.names[key], ""
        pieces = key.split("_")
        for cut in range(len(pieces) - 1, 0, -1):
            stem, ending = "_".join(pieces[:cut]), unit_key("_".join(pieces[cut:]))
            found = [v for v in self.names.get(stem, ()) if ending in v.factors]
            if found:
                return found, ending
        return [], ""


def name_key(name: str) -> str:
    """Return the form two spellings of a fact's name share."""
    return re.sub(r"[\s_-]+", "_", name.strip().lower()).strip("_")


def read_dictionary(data: Mapping[str, Any]) -> Dictionary:
    """Build the table from the content of a ``ranges.yaml``; PackRefused names the entry and the fault."""
    return Dictionary(read_variable(entry) for entry in data.get("variables", ()))


def read_variable(entry: Mapping[str, Any]) -> Variable:
    """Read one entry of ``variables``."""
    name = str(entry.get("id", "an entry without id"))
    kind = entry.get("kind", "quantity")
    if kind not in KINDS:
        raise PackRefused(f"ranges.yaml: {name} has kind {kind!r}; it must be quantity, flag or choice.")
    try:
        return _variable(name, kind, entry)
    except (ValueError, TypeError, ZeroDivisionError, AttributeError) as error:
        raise PackRefused(f"ranges.yaml: {name} cannot be read ({error}); see docs/scores.md.") from error


def _variable(name: str, kind: str, entry: Mapping[str, Any]) -> Variable:
    unit = str(entry.get("unit", ""))
    accepts: Mapping[str, Any] = entry.get("accepts", {})
    factors = {unit_key(unit): Fraction(1)} | {unit_key(u): factor(f) for u, f in accepts.items()}
    derived = entry.get("derived")
    return Variable(
        id=name,
        kind=kind,
        name=str(entry.get("name", name.replace("_", " "))),
        unit=unit,
        factors=factors if kind == "quantity" else {},
        units=(unit, *accepts) if unit else (),
        said=tuple(str(word) for word in entry.get("said", ())),
        keys=tuple(str(word) for word in entry.get("keys", ())),
        patterns=tuple(entry.get("patterns", ())),
        loinc=tuple(entry.get("loinc", ())),
        hard=_limits(entry.get("hard")),
        soft=_limits(entry.get("soft")),
        typical=_limits(entry.get("typical")),
        options={str(k): tuple(str(w) for w in v) for k, v in entry.get("options", {}).items()},
        words={str(k): _meaning(v) for k, v in entry.get("words", {}).items()},
        hint=str(entry.get("hint", "")),
        confirm={unit_key(u): str(sentence) for u, sentence in entry.get("confirm", {}).items()},
        traps=tuple(entry.get("traps", ())),
        assume_unit=bool(entry.get("assume_unit", False)),
        ask_from=Fraction(str(entry["ask_from"])) if "ask_from" in entry else None,
        implies=tuple(entry.get("implies", ())),
        needs_unit_in_text=bool(entry.get("needs_unit_in_text", False)),
        never_absent=bool(entry.get("never_absent", False)),
        bare=_limits(entry.get("bare")),
        bare_below=Fraction(str(entry["bare_below"])) if "bare_below" in entry else None,
        derived=next(((how, tuple(parts)) for how, parts in derived.items()), None) if derived else None,
    )


def _limits(pair: Any) -> tuple[Fraction, Fraction] | None:
    return (Fraction(str(pair[0])), Fraction(str(pair[1]))) if pair else None


def _meaning(value: Any) -> tuple[str, bool | str]:
    fact, meaning = value
    return str(fact), meaning if isinstance(meaning, bool) else str(meaning)
