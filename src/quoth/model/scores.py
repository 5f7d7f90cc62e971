"""Scores: patient facts in, points with their doubt and their grounds out.

Numbers are exact fractions in the unit of the pack's table, so that a value on a cut-off is on it whatever unit it was
given in. The values of a patient never appear in ``repr`` (a traceback or a log line must not carry them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True, repr=False)
class Interval:
    """Where a number lies, in its table unit; None is unbounded, ``open_*`` leaves the end itself out ("<5")."""

    low: Fraction | None
    high: Fraction | None
    open_low: bool = False
    open_high: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and (self.low is self.high or self.low == self.high)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of a patient. ``value`` None says that it was asked and is not known."""

    name: str  # id in the pack's table of facts
    value: Interval | bool | str | None = field(repr=False)
    given: str = field(repr=False)  # as it was typed or recorded, without its name
    unit: str = ""  # of the table
    time: str | None = field(default=None, repr=False)
    source: str = "typed"  # typed | text | json | fhir | derived
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A sentence put to the person: ``refused`` values are not used, the others are used and to be confirmed."""

    fact: str
    sentence: str
    refused: bool


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What is known of one patient. ``others_absent``: the person said that nothing else was found."""

    facts: Mapping[str, Fact]
    asks: tuple[Ask, ...] = ()
    others_absent: bool = False

    @property
    def refused(self) -> tuple[Ask, ...]:
        """The values that are not used."""
        return tuple(ask for ask in self.asks if ask.refused)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a score as its source words it; ``computed`` False is shown and never counted."""

    key: str
    says: str
    boundary: str = ""
    computed: bool = True


@dataclass(frozen=True, slots=True)
class Stratum:
    """A band of a score. ``low`` and ``high`` are points, inclusive; None where a rule decides. ``means`` as printed."""

    name: str
    says: str
    low: float | None = None
    high: float | None = None
    means: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """How a score did in one group of patients, with the figures as printed."""

    name: str
    figures: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    verified: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of the pack with its sources and how far they were read."""

    text: str
    sources: tuple[str, ...] = ()
    verified: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Sources that disagree on a point of a rule: what each side says, and what is used meanwhile."""

    id: str
    topic: str
    severity: str
    sides: tuple[Remark, ...]
    use: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A source of a rule: where it is found and how much of it was read."""

    id: str
    cite: str
    ids: tuple[tuple[str, str], ...] = ()
    read: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A named rule over patient facts, as a page introduces it."""

    id: str
    name: str
    version: str
    purpose: str
    target: str
    verified: str
    note: str
    population: str
    items: tuple[Item, ...]
    strata: tuple[Stratum, ...]
    limits: tuple[Remark, ...]
    cohorts: tuple[Cohort, ...]
    contradictions: tuple[Contradiction, ...]
    references: tuple[Reference, ...]
    formula: str = ""
    refusal: str = ""  # why it is shown and never computed


@dataclass(frozen=True, slots=True)
class Input:
    """A fact as a result shows it: in words, with unit, time and where it came from."""

    name: str
    shown: str = field(repr=False)
    time: str | None = field(default=None, repr=False)
    source: str = "typed"
    note: str = field(default="", repr=False)  # may hold what was typed


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The points of one item: one number when ``low == high``; ``missing`` names the facts that would settle it."""

    item: Item
    low: float = field(repr=False)
    high: float = field(repr=False)
    missing: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PostTest:
    """What a prior becomes: ``met`` if the cut is reached, ``unmet`` if not; ``this`` is this patient's, if decided."""

    cohort: str
    cut: str
    prior: float = field(repr=False)
    met: float = field(repr=False)
    unmet: float = field(repr=False)
    this: float | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Basis:
    """The seven things that let a reader check a result without trusting the program (STANDARDS 3.5, C4)."""

    intended_use: str
    inputs: tuple[Input, ...]
    missing: tuple[str, ...]
    logic: tuple[str, ...]
    sources: tuple[Reference, ...]
    validation: tuple[Cohort, ...]
    limits: tuple[Remark, ...]
    version: str


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """What a score says of one patient; an interval while anything that counts is missing."""

    score: Score
    basis: Basis
    refusal: str = ""  # nothing was computed, and why
    items: tuple[ItemResult, ...] = ()
    low: float | None = field(default=None, repr=False)  # points, exact to six decimals
    high: float | None = field(default=None, repr=False)
    stratum: str | None = field(default=None, repr=False)  # the one stratum, or the word for "undecided"
    strata: tuple[Stratum, ...] = field(default=(), repr=False)  # all that are still possible
    values: tuple[tuple[str, float, str], ...] = field(default=(), repr=False)  # (name, number, unit)
    applicable: bool | None = None  # None while it cannot be told
    reasons: tuple[str, ...] = ()  # why not, or what must be known to tell
    post_test: tuple[PostTest, ...] = ()
    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    beside: tuple[Input, ...] = ()  # values to be read beside the total
    asks: tuple[Ask, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Step:
    """One rule of a pathway that fires for this patient, in the words of its pack."""

    id: str
    stage: str
    says: str
    because: str = field(repr=False)
    sources: tuple[str, ...] = ()
    verified: str = ""
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact that is not known, and why it matters."""

    fact: str
    why: str


@dataclass(frozen=True, slots=True)
class PathwayResult:
    """Which rules of a pathway fire, in order; what is missing; the scores beside it. Never an order."""

    title: str
    steps: tuple[Step, ...]
    wanted: tuple[Wanted, ...]
    scores: tuple[ScoreResult, ...]
    basis: Basis
    contradictions: tuple[Contradiction, ...] = ()
    asks: tuple[Ask, ...] = ()
    notes: tuple[str, ...] = ()
