"""Packs: the data of one clinical area."""

from __future__ import annotations

from dataclasses import dataclass

from quoth.model.documents import Document, Work
from quoth.model.lists import QuestionType
from quoth.model.marks import Concept


@dataclass(frozen=True, slots=True)
class Situation:
    """A row of a pack's situation table."""

    letter: str
    name: str
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """For which questions something of a pack applies: any of the conditions, and any of what else is named."""

    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # as typed, folded
    types: tuple[QuestionType, ...] = ()


@dataclass(frozen=True, slots=True)
class SituationTable:
    """How the sources split for one kind of question."""

    when: When
    rows: tuple[Situation, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A finding shown first whenever a question is about ``when``."""

    when: When
    finding: str
    document: str  # where it stands


@dataclass(frozen=True, slots=True)
class Facet:
    """Something an answer of these question types should say, and the words that show it is said."""

    id: str
    name: str
    types: tuple[QuestionType, ...]
    terms: tuple[str, ...]
    outcomes: tuple[str, ...] = ()  # a finding that looked at one of these says it too
    roles: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()  # strength | certainty | figures: a finding that carries one says it too


@dataclass(frozen=True, slots=True)
class Caution:
    """A finding to read beside any line that names ``intervention`` in a question about ``when``."""

    intervention: str
    when: When
    finding: str
    document: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pack's record of statements that conflict. ``why`` and ``handle`` are spans of the pack's appraisal text."""

    id: str
    topic: str
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]
    document: str
    why: tuple[int, int]
    handle: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement the pack keeps and never shows, with the reason: recalled, machine-written, a drug withdrawn."""

    id: str
    reason: str
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    machine: bool = False  # no person wrote it: it is no side of any disagreement
    source: str = ""  # work id of what it is a statement of


@dataclass(frozen=True, slots=True)
class Pack:
    """The data of one clinical area: data only, never code."""

    id: str
    title: str
    version: str
    compiled: str
    licence: str
    sha256: str
    concepts: tuple[Concept, ...] = ()
    works: tuple[Work, ...] = ()
    documents: tuple[Document, ...] = ()
    openings: tuple[Opening, ...] = ()
    situations: tuple[SituationTable, ...] = ()
    facets: tuple[Facet, ...] = ()
    cautions: tuple[Caution, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
