"""The small language of a rule: ``platelets < 30 x10^9/L and not active_cancer``. True, False or not known (None).

    rule       := any of:  rule or rule · rule and rule · not rule · (rule)
    comparison := FACT < <= > >= == NUMBER [unit]
    choice     := FACT is WORD · FACT in (WORD, WORD)
    flag       := FACT              yes or no
    question   := known FACT        whether anything is known of it

A number is compared in the fact's own unit after exact conversion, never rounded. What is not known stays not known:
``or`` is true when one arm is, ``and`` is false when one arm is, else the answer is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from quoth.errors import PackRefused
from quoth.model.scores import Fact, Interval
from quoth.scores.dictionary import Dictionary
from quoth.scores.units import number, unit_key

Truth = bool | None
TOKEN = re.compile(r"\s*(<=|>=|==|<|>|\(|\)|,|[^\s(),<>=]+)")
OPERATORS = {"<", "<=", ">", ">=", "=="}
JOINTS = {"and", "or", ")", ","}
TOTAL = "total"  # the points so far; no fact


class Absent(IntEnum):
    """What is taken as absent once a person says that nothing else was found."""

    NOTHING = 0
    FLAGS = 1  # yes-or-no facts; a laboratory value nobody gave stays unknown
    ALL = 2  # every finding of a score that counts abnormalities only
    NEVER = 3  # asked of a fact: nothing settles it but its own value


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule is asked against: the facts, and what counts as absent when nobody named it."""

    facts: Mapping[str, Fact]
    absent: Absent = Absent.NOTHING
    total: Interval | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule, the facts it reads, and the numbers it compares them with."""

    text: str
    ask: Callable[[Known], Truth]
    facts: tuple[str, ...]
    cuts: tuple[tuple[str, Fraction], ...] = ()


def both(left: Truth, right: Truth) -> Truth:
    """Return left and right."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Truth, right: Truth) -> Truth:
    """Return left or right."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def negated(truth: Truth) -> Truth:
    """Return not truth."""
    return None if truth is None else not truth


def below(interval: Interval, cut: Fraction, *, inclusive: bool) -> Truth:
    """Whether a number in ``interval`` is < ``cut`` (or <=): None when the cut lies inside."""
    low, high = interval.low, interval.high
    if high is not None and (high < cut or (high == cut and (inclusive or interval.open_high))):
        return True
    if low is not None and (low > cut or (low == cut and (not inclusive or interval.open_low))):
        return False
    return None


def compare(interval: Interval, operator: str, cut: Fraction) -> Truth:
    """Compare an interval with a number."""
    if operator in {"<", ">="}:
        truth = below(interval, cut, inclusive=False)
        return truth if operator == "<" else negated(truth)
    if operator in {"<=", ">"}:
        truth = below(interval, cut, inclusive=True)
        return truth if operator == "<=" else negated(truth)
    return both(below(interval, cut, inclusive=True), negated(below(interval, cut, inclusive=False)))


def compile_rule(text: str, dictionary: Dictionary, where: str, defines: Mapping[str, Rule] | None = None) -> Rule:
    """Compile a rule; PackRefused names ``where`` it stands and what in it is not understood."""
    return _Parser(text, dictionary, where, defines or {}).rule()


class _Parser:
    """Recursive descent over the tokens of one rule."""

    def __init__(self, text: str, dictionary: Dictionary, where: str, defines: Mapping[str, Rule]) -> None:
        self.text = text
        self.tokens = TOKEN.findall(text)
        self.place = 0
        self.dictionary = dictionary
        self.where = where
        self.defines = defines
        self.facts: dict[str, None] = {}
        self.cuts: dict[tuple[str, Fraction], None] = {}

    def rule(self) -> Rule:
        ask = self.alternatives()
        if self.place < len(self.tokens):
            raise self.fault(f"{self.tokens[self.place]!r} was not expected")
        return Rule(self.text, ask, tuple(self.facts), tuple(self.cuts))

    def fault(self, why: str) -> PackRefused:
        return PackRefused(f"{self.where}: {why} in the rule {self.text!r}; see docs/scores.md for the form of rules.")

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise self.fault(
                f"{expected or 'a fact'} was expected" + (f" before {token!r}" if token else " at the end")
            )
        self.place += 1
        return token

    def settles(self, name: str, needs: Absent) -> Absent:
        """Return what it takes for "nothing else was found" to settle a fact nobody named."""
        return Absent.NEVER if self.dictionary[name].never_absent else needs

    def alternatives(self) -> Callable[[Known], Truth]:
        left = self.conjunction()
        while self.peek() == "or":
            self.take()
            left = _either(left, self.conjunction())
        return left

    def conjunction(self) -> Callable[[Known], Truth]:
        left = self.negation()
        while self.peek() == "and":
            self.take()
            left = _both(left, self.negation())
        return left

    def negation(self) -> Callable[[Known], Truth]:
        if self.peek() == "not":
            self.take()
            inner = self.negation()
            return lambda known: negated(inner(known))
        if self.peek() == "(":
            self.take()
            inside = self.alternatives()
            self.take(")")
            return inside
        return self.atom()

    def atom(self) -> Callable[[Known], Truth]:
        name = self.take()
        if name == "known":
            return self.question()
        if name in self.defines:
            defined = self.defines[name]
            self.facts.update(dict.fromkeys(defined.facts))
            self.cuts.update(dict.fromkeys(defined.cuts))
            return defined.ask
        if name == TOTAL:
            return self.total()
        if name not in self.dictionary:
            raise self.fault(f"no fact is called {name!r}")
        self.facts[name] = None
        match self.dictionary[name].kind:
            case "quantity":
                return self.comparison(name)
            case "choice":
                return self.choice(name)
        return _flag(name, self.settles(name, Absent.FLAGS))

    def question(self) -> Callable[[Known], Truth]:
        name = self.take()
        if name not in self.dictionary:
            raise self.fault(f"no fact is called {name!r}")
        return lambda known: (fact := known.facts.get(name)) is not None and fact.value is not None

    def operator(self) -> str:
        operator = self.take()
        if operator not in OPERATORS:
            raise self.fault(f"a comparison was expected before {operator!r}")
        return operator

    def total(self) -> Callable[[Known], Truth]:
        operator = self.operator()
        cut = self.amount()
        return lambda known: None if known.total is None else compare(known.total, operator, cut)

    def amount(self) -> Fraction:
        token = self.take()
        value = number(token)
        if value is None:
            raise self.fault(f"{token!r} is not a number")
        return value

    def comparison(self, name: str) -> Callable[[Known], Truth]:
        operator = self.operator()
        value = self.amount()
        words = []
        while self.peek() and self.peek() not in JOINTS:
            words.append(self.take())
        factors = self.dictionary[name].factors
        key = unit_key(" ".join(words))
        if words and key not in factors:
            raise self.fault(f"{name} has no unit {' '.join(words)!r}")
        cut = value * (factors[key] if words else 1)
        self.cuts[(name, cut)] = None
        return _comparison(name, operator, cut, self.settles(name, Absent.ALL))

    def choice(self, name: str) -> Callable[[Known], Truth]:
        options = self.dictionary[name].options
        if self.take() == "is":
            wanted = {self.take()}
        else:
            self.take("(")
            wanted = {self.take()}
            while self.peek() == ",":
                self.take()
                wanted.add(self.take())
            self.take(")")
        strange = wanted - set(options)
        if strange:
            raise self.fault(f"{name} is never {', '.join(sorted(strange))}")
        return _choice(name, frozenset(wanted), self.settles(name, Absent.ALL))


def _either(left: Callable[[Known], Truth], right: Callable[[Known], Truth]) -> Callable[[Known], Truth]:
    return lambda known: either(left(known), right(known))


def _both(left: Callable[[Known], Truth], right: Callable[[Known], Truth]) -> Callable[[Known], Truth]:
    return lambda known: both(left(known), right(known))


def _unknown(known: Known, fact: Fact | None, needs: Absent) -> Truth:
    """Return the answer about a fact with no value: absent only if nobody named it and nothing else was found."""
    return False if fact is None and known.absent >= needs else None


def _flag(name: str, needs: Absent) -> Callable[[Known], Truth]:
    def ask(known: Known) -> Truth:
        fact = known.facts.get(name)
        if fact is None or not isinstance(fact.value, bool):
            return _unknown(known, fact, needs)
        return fact.value

    return ask


def _choice(name: str, wanted: frozenset[str], needs: Absent) -> Callable[[Known], Truth]:
    def ask(known: Known) -> Truth:
        fact = known.facts.get(name)
        if fact is None or not isinstance(fact.value, str):
            return _unknown(known, fact, needs)
        return fact.value in wanted

    return ask


def _comparison(name: str, operator: str, cut: Fraction, needs: Absent) -> Callable[[Known], Truth]:
    def ask(known: Known) -> Truth:
        fact = known.facts.get(name)
        if fact is None or not isinstance(fact.value, Interval):
            return _unknown(known, fact, needs)
        return compare(fact.value, operator, cut)

    return ask
