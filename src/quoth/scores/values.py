"""One value of one fact: its unit found, its limits held, its words understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from quoth.model.scores import Ask, Fact, Interval
from quoth.scores.dictionary import Dictionary, Variable
from quoth.scores.units import Reading, plain, read, show, unit_key

Limits = tuple[Fraction, Fraction]
Outcome = tuple[Fact | None, list[Ask]]
YES = {"yes", "y", "true", "t", "1", "present", "positive", "pos", "+", "seen", "raised"}
NO = {"no", "n", "false", "f", "0", "absent", "negative", "neg", "-", "none", "not seen", "not present"}
UNKNOWN = {"", "?", "unknown", "unk", "pending", "not known", "not done", "nd", "na", "n/a", "null", "awaited"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it came: text, number, truth or nothing; with the unit that stood beside it."""

    raw: object = field(repr=False)
    unit: str = ""
    source: str = "typed"
    time: str | None = None

    def in_unit(self, unit: str) -> Value:
        """Return the value with a unit."""
        return replace(self, unit=unit)

    @property
    def text(self) -> str:
        """The value as plain text; ``8[x10^9/L]`` reads as ``8 x10^9/L``."""
        if self.raw is None:
            return ""
        if isinstance(self.raw, (int, float, Decimal)) and not isinstance(self.raw, bool):
            return f"{Decimal(str(self.raw)):f}"
        text = plain(str(self.raw))
        if text.endswith("]") and text.count("[") == 1:
            return text[:-1].replace("[", " ", 1)
        return text


def read_value(variable: Variable, value: Value, dictionary: Dictionary) -> Outcome:
    """Read ``value`` as ``variable``: the fact (it may be of another variable, through a word) and what is to be asked."""
    text = value.text.lower()
    if text in UNKNOWN:
        return Fact(variable.id, None, value.text, source=value.source, time=value.time), []
    if text in variable.words:
        other, meaning = variable.words[text]
        return _meant(dictionary[other], meaning, value), []
    match variable.kind:
        case "flag":
            return _flag(variable, value, text)
        case "choice":
            return _choice(variable, value, text)
    return _quantity(variable, value, text)


def _meant(variable: Variable, meaning: bool | str, value: Value) -> Fact:
    """Return the fact a word stands for; a word about a number is read like a typed number."""
    if variable.kind == "quantity" and isinstance(meaning, str):
        reading = read(meaning)
        assert reading is not None, f"ranges.yaml: a word of {variable.id} does not read as a number"
        interval = reading.times(variable.factors[unit_key(reading.unit)] if reading.unit else Fraction(1))
        return Fact(variable.id, interval, value.text, variable.unit, value.time, value.source)
    return Fact(variable.id, meaning, value.text, time=value.time, source=value.source)


def _flag(variable: Variable, value: Value, text: str) -> Outcome:
    if isinstance(value.raw, bool) or text in YES | NO:
        truth = value.raw if isinstance(value.raw, bool) else text in YES
        return Fact(variable.id, truth, value.text, time=value.time, source=value.source), []
    return None, [
        Ask(variable.id, f"{variable.name} is a yes or a no; what was given is neither and is not used.", refused=True)
    ]


def _choice(variable: Variable, value: Value, text: str) -> Outcome:
    key = _spaced(text)
    for option, words in variable.options.items():
        if key in {_spaced(option), *map(_spaced, words)}:
            return Fact(variable.id, option, value.text, time=value.time, source=value.source), []
    options = ", ".join(option.replace("_", " ") for option in variable.options)
    return None, [
        Ask(variable.id, f"{variable.name} is one of {options}; what was given is none of them.", refused=True)
    ]


def _spaced(text: str) -> str:
    return text.lower().replace("_", " ").replace("-", " ")


def _quantity(variable: Variable, value: Value, text: str) -> Outcome:
    if isinstance(value.raw, bool):
        return None, [
            Ask(variable.id, f"{variable.name} is a number{_in_units(variable)}, not a yes or a no.", refused=True)
        ]
    if text == "normal" and variable.typical:
        note = "stated as normal: read as the usual adult interval"
        return Fact(
            variable.id, Interval(*variable.typical), value.text, variable.unit, value.time, value.source, note
        ), []
    reading = read(value.text)
    if reading is None:
        return None, [
            Ask(
                variable.id,
                f"{variable.name} is a number{_in_units(variable)}; what was given is not read.",
                refused=True,
            )
        ]
    return _measured(variable, value, reading)


def _measured(variable: Variable, value: Value, reading: Reading) -> Outcome:
    keys = {unit_key(unit) for unit in (value.unit, reading.unit) if unit}
    if len({variable.factors.get(key) for key in keys}) > 1:
        return None, [
            Ask(variable.id, f"{variable.name} comes with two units; give one of {_units(variable)}.", refused=True)
        ]
    note, confirm = "", ""
    if keys:
        key = keys.pop()
        factor, confirm = variable.factors.get(key), variable.confirm.get(key, "")
        if factor is None:
            sentence = f"{variable.name}: its unit is not one Quoth can convert; give it in {_units(variable)}."
            return None, [Ask(variable.id, sentence, refused=True)]
    else:
        factor, note = _guess_unit(variable, reading)
        if factor is None:
            return None, [Ask(variable.id, note, refused=True)]
    interval = reading.times(factor)
    refusal = hard_limit(variable, interval)
    if refusal:
        return None, [Ask(variable.id, refusal, refused=True)]
    asks = [Ask(variable.id, sentence, refused=False) for sentence in soft_limit(variable, interval)]
    if confirm:
        asks.append(Ask(variable.id, f"{variable.name}: {confirm}", refused=False))
    given = value.text + (f" {value.unit}" if value.unit and not reading.unit else "")
    return Fact(variable.id, interval, given, variable.unit, value.time, value.source, note), asks


def _guess_unit(variable: Variable, reading: Reading) -> tuple[Fraction | None, str]:
    """Return the one unit in which a bare number is plausible, and a note; no unit and a sentence where several are."""
    factors = sorted(set(variable.factors.values()))
    if len(factors) == 1 or variable.assume_unit:
        return Fraction(1), ""
    limit = variable.bare_below is not None and reading.upper and reading.high <= variable.bare_below
    if limit or (variable.bare is not None and _inside(reading.times(Fraction(1)), variable.bare)):
        return Fraction(1), f"no unit was given: read as {variable.unit}"
    plausible = [f for f in factors if _inside(reading.times(f), variable.soft)]
    possible = [f for f in factors if _inside(reading.times(f), variable.hard)]
    if variable.ask_from is not None and reading.low >= variable.ask_from:
        plausible = possible = factors
    if len(plausible) == 1:
        unit = next(u for u in variable.units if variable.factors[unit_key(u)] == plausible[0])
        return plausible[0], f"no unit was given: read as {unit}, the only one in which it is plausible"
    units = _units(variable)
    if not possible:
        return None, f"{variable.name} is outside what is possible in any of {units}; check the number and its unit."
    doubt = "could be in more than one" if plausible else "is plausible in none"
    return None, f"{variable.name} has no unit and {doubt}; give it in one of {units}."


def _inside(interval: Interval, limits: Limits | None) -> bool:
    if limits is None:
        return True
    ends = [end for end in (interval.low, interval.high) if end is not None]
    return all(limits[0] <= end <= limits[1] for end in ends)


def hard_limit(variable: Variable, interval: Interval) -> str:
    """Return the sentence that refuses an impossible value, or ""."""
    if variable.hard is None or _inside(interval, variable.hard):
        return ""
    low, high = (show(limit) for limit in variable.hard)
    traps = f" Known trap: {variable.traps[0]}." if variable.traps else ""
    unit = f" {variable.unit}" if variable.unit else ""
    return f"{variable.name} lies outside {low} to {high}{unit}, which is impossible or a wrong unit; it is not used.{traps}"


def soft_limit(variable: Variable, interval: Interval) -> list[str]:
    """Return the sentences that ask about a possible but unlikely value."""
    if variable.soft is None or _inside(interval, variable.soft):
        return []
    low, high = (show(limit) for limit in variable.soft)
    unit = f" {variable.unit}" if variable.unit else ""
    hint = f" {variable.hint}" if variable.hint else ""
    return [f"{variable.name} lies outside {low} to {high}{unit}: please confirm the number and its unit.{hint}"]


def _units(variable: Variable) -> str:
    return ", ".join(variable.units) or "its usual unit"


def _in_units(variable: Variable) -> str:
    return f" in {_units(variable)}" if variable.units else ""
