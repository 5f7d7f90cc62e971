"""Patient facts from running text: "62 F, plt 38, gastric ca, no clot".

Only names and patterns of the pack's table are looked for, clause by clause. What is named as past, suspected or in the
family is not used; a clause with a number that was not understood is counted in a sentence. Facts read so are shown
with every result as read from text, to be looked over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from quoth.model.scores import Ask, Fact, Interval, PatientFacts
from quoth.scores.dictionary import Dictionary, Variable
from quoth.scores.facts import Collector
from quoth.scores.units import COMPARATOR, NUMBER, plain, unit_key
from quoth.scores.values import Value, read_value

CLAUSES = re.compile(r"[;\n]|,(?!\d)|\.(?=\s|$)|\bbut\b|\bwith\b")
NEGATION = re.compile(r"\b(?:no|without|denies|never|not|negative for|absence of)\b")
DOUBT = re.compile(
    r"\b(?:history of|previous|past|family|mother|father|possible|suspected|query|rule out|r/o|risk of|if|screen for)\b|\?"
)
JOINED = re.compile(r"\s*(?:and|&|/|\+|,)\s*")
LINK = r"\s*(?:count|level|activity|is|was|of|at|=|:|are|were)?\s*"
AFTER = re.compile(rf"{LINK}(?P<comp>{COMPARATOR})?\s*(?P<number>{NUMBER})(?P<rest>.*)$")
WORDS = re.compile(rf"{LINK}(?P<words>[a-z+][a-z +-]*)")
UNIT_WORDS = 3
PIECES = re.compile(r".{1,300}(?:\s|$)|.{300}")
UNIT_LIKE = re.compile(r"^\S*[/%]\S*")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """A name found in a clause, and what it may be the name of."""

    start: int
    end: int
    variables: tuple[Variable, ...]


class TextReader:
    """Reads facts out of running text with the names of one table."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.names: dict[str, list[Variable]] = {}
        for variable in dictionary.variables.values():
            if variable.derived and not variable.said:
                continue
            for name in (variable.name, *variable.said):
                known = self.names.setdefault(plain(name).lower(), [])
                if variable not in known:
                    known.append(variable)
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        self.find = re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(n) for n in longest_first) + r")(?![\w-])")
        self.patterns = [(v, _pattern(p, v)) for v in dictionary.variables.values() for p in v.patterns]

    def read(self, text: str) -> PatientFacts:
        """Return the facts of ``text`` with what is to be asked."""
        collector = Collector(self.dictionary)
        unread = 0
        body = plain(text[:LONGEST].replace("\n", " ; "))
        for clause in clauses(body.lower()):
            if clause and not self.clause(clause, collector) and re.search(r"\d", clause):
                unread += 1
        asks = collector.done()
        if unread:
            sentence = f"{unread} part{'s' if unread > 1 else ''} of the text with a number was not read; give it as name=value."
            return replace(asks, asks=(*asks.asks, Ask("", sentence, refused=False)))
        return asks

    def clause(self, clause: str, collector: Collector) -> bool:
        """Read one clause; whether anything in it was understood."""
        taken = set()
        for fact in self.matched(clause):
            collector.put(fact)
            taken.add(fact.name)
        understood = bool(taken)
        found = [
            Found(m.start(), m.end(), tuple(self.names[m.group()]))
            for m in self.find.finditer(clause)
            if not all(v.id in taken for v in self.names[m.group()])
        ]
        for place in range(len(found)):
            understood = self.named(clause, found, place, collector) or understood
        return understood

    def matched(self, clause: str) -> Iterator[Fact]:
        """Yield the facts of the pack's own patterns."""
        for variable, pattern in self.patterns:
            found = pattern.search(clause)
            if found is None:
                continue
            groups = found.groupdict()
            raw = groups.get("n") or groups.get("option") or found.group()
            fact, _ = read_value(variable, Value(raw, source="text"), self.dictionary)
            if fact is not None:
                yield _decade(fact) if found.group().endswith("0s") else fact

    def named(self, clause: str, found: list[Found], place: int, collector: Collector) -> bool:
        """Read the value of one name in a clause; whether there was one."""
        name = found[place]
        following = self.following(clause, found, place)
        doubtful = bool(DOUBT.search(clause[: name.start]))
        number = AFTER.match(following)
        if number:
            return self.numbered(number, name, collector)
        negated = bool(NEGATION.search(clause[: name.start]))
        words = WORDS.match(following)
        for variable in name.variables:
            fact = self.worded(variable, words["words"].strip() if words else "", negated=negated)
            if fact is None:
                continue
            if doubtful:
                sentence = f"{variable.name} is named as past, in doubt or of somebody else; it is not used."
                collector.asks.append(Ask(variable.id, sentence, refused=True))
                return True
            collector.put(fact)
            return True
        self.valueless(name, collector)
        return True

    def valueless(self, name: Found, collector: Collector) -> None:
        """Note a test that is named without a value: it is not known, so nothing may settle it."""
        variable = name.variables[0]
        if variable.id not in collector.facts:
            collector.put(Fact(variable.id, None, "", source="text"))
            collector.refuse(variable.id, f"{variable.name} is named without a value that is read; give a number.")

    def following(self, clause: str, found: list[Found], place: int) -> str:
        """Return the text after a name; names joined by "and" share what follows the last."""
        end = found[place].end
        while place + 1 < len(found) and JOINED.fullmatch(clause[end : found[place + 1].start]):
            place += 1
            end = found[place].end
        stop = found[place + 1].start if place + 1 < len(found) else len(clause)
        return clause[end:stop]

    def numbered(self, number: re.Match[str], name: Found, collector: Collector) -> bool:
        """Read a number after a name, with the unit that follows it."""
        rest = number["rest"].strip()
        quantities = [v for v in name.variables if v.kind == "quantity"]
        if not quantities:
            return False
        unit = _unit(rest, quantities)
        if not unit and any(v.needs_unit_in_text for v in quantities):
            return False
        comp = f"{number['comp']} " if number["comp"] else ""
        fact = Value(f"{comp}{number['number']}", unit, "text")
        collector.read([v for v in quantities if not unit or unit_key(unit) in v.factors] or quantities, fact)
        return True

    def worded(self, variable: Variable, words: str, *, negated: bool) -> Fact | None:
        """Read a word after a name ("undetectable", "strongly raised", "negative"), or the bare name of a flag."""
        pieces = words.split()
        for length in range(min(3, len(pieces)), 0, -1):
            phrase = " ".join(pieces[:length])
            meaningful = phrase in variable.words or variable.kind != "quantity" or phrase == "normal"
            if not meaningful:
                continue
            fact, _ = read_value(variable, Value(phrase, source="text"), self.dictionary)
            if fact is not None:
                return fact
        if variable.kind == "flag":
            return Fact(variable.id, not negated, "", source="text")
        return None


def clauses(text: str) -> Iterator[str]:
    """Yield the clauses of ``text``; what has no separators is cut at a blank, so that reading stays linear."""
    for clause in CLAUSES.split(text):
        yield from (piece.strip() for piece in PIECES.findall(clause))


def _pattern(text: str, variable: Variable) -> re.Pattern[str]:
    words = {w for option, said in variable.options.items() for w in (option.replace("_", " "), *said)}
    options = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
    number = rf"(?P<n>{NUMBER})"
    return re.compile(
        r"(?<![\w.-])(?:" + text.replace("{n}", number).replace("{option}", rf"(?P<option>{options})") + r")(?!\w)"
    )


def _unit(rest: str, quantities: list[Variable]) -> str:
    """Return the unit at the start of ``rest``: a known one, else what looks like one (it will be asked about)."""
    pieces = rest.split()
    for length in range(min(UNIT_WORDS, len(pieces)), 0, -1):
        unit = " ".join(pieces[:length]).rstrip(":)")
        key = unit_key(unit)
        if key and any(key in v.factors for v in quantities):
            return unit
    looks = UNIT_LIKE.match(rest)
    return looks.group() if looks else ""


def _decade(fact: Fact) -> Fact:
    """Turn "in her 60s" into 60 to 69."""
    assert isinstance(fact.value, Interval)
    low = fact.value.low
    assert low is not None
    return replace(fact, value=Interval(low, low + Fraction(9)))
