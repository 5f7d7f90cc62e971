"""Questions, and the evidence found for one."""

from __future__ import annotations

from dataclasses import dataclass

from quoth.model.documents import Document, Finding, Passage, Work
from quoth.model.lists import LabelKind, QuestionType, Relation
from quoth.model.marks import Mention


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: its text, mentions, type and slots (concept ids)."""

    text: str
    type: QuestionType
    mentions: tuple[Mention, ...] = ()
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()  # words that carry meaning and named no concept: nothing may pass as matched to them


@dataclass(frozen=True, slots=True)
class Hit:
    """What the index returns: a passage, its score, and the terms of the query that met it."""

    passage: Passage
    score: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """The outcome of one coded check: its kind and what it is about, e.g. (indirect, "cancer VTE")."""

    kind: LabelKind
    reason: str = ""

    def __str__(self) -> str:
        """Return the label as a page prints it."""
        return f"{self.kind}: {self.reason}" if self.reason else str(self.kind)


@dataclass(frozen=True, slots=True)
class Level:
    """What the study design alone says: "Level from design: case series (rule 4)". It is not GRADE."""

    design: str
    rule: int
    rank: int  # 1 is strongest; orders a page, never printed alone

    def __str__(self) -> str:
        """Return the level as a page prints it."""
        return f"level from design: {self.design} (rule {self.rule})"


@dataclass(frozen=True, slots=True)
class Slot:
    """How one slot of a question is met: concepts asked about that are kin, and the concept found that is nearest.

    ``found`` is "" where the text names none, ``asked`` is empty where the question does.
    """

    name: str  # condition | intervention
    asked: tuple[str, ...]
    found: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a piece of evidence stands to a question."""

    condition: Relation
    intervention: Relation
    labels: tuple[Label, ...] = ()
    slots: tuple[Slot, ...] = ()  # what met what: one a family of concepts asked about

    @property
    def direct(self) -> bool:
        """Whether it speaks of what was asked: no label says otherwise."""
        return not any(label.kind is LabelKind.INDIRECT for label in self.labels)

    @property
    def clean(self) -> bool:
        """Whether no check objects, so that it may stand as a bottom line."""
        return all(label.kind is LabelKind.HARM for label in self.labels)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage together with its document, as found for one question; judged once ``judgement`` is there."""

    document: Document
    passage: Passage
    score: float
    finding: Finding | None = None
    work: Work | None = None
    level: Level | None = None
    judgement: Judgement | None = None

    @property
    def id(self) -> str:
        """What names it on a page: the id of its finding, else where it stands."""
        return self.finding.id if self.finding else f"{self.document.id}#{self.passage.start}"

    @property
    def text(self) -> str:
        """The passage, cut from the stored text."""
        return self.document.text[self.passage.start : self.passage.end]
