"""What the annotator saw: mentions, sentences, concepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names one or more concepts; an empty ``concepts`` is a valid, unlinked mention."""

    start: int
    end: int
    concepts: tuple[str, ...]
    type: str  # condition | intervention | test | population | outcome | species | …
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span inside a passage, with what the annotator saw in it."""

    start: int
    end: int
    role: str | None = None
    figures: tuple[tuple[int, int], ...] = ()
    negated: bool = False
    hedged: bool = False
    borrowed: tuple[str, ...] = ()  # references whose finding it reports; ("",) when the wording alone says so


@dataclass(frozen=True, slots=True)
class Marks:
    """What the annotator saw in a document: a disposable layer keyed by document and annotator fingerprint."""

    document: str
    sha256: str
    annotator: str
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    design: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A drug that is no longer supplied: since when, and the finding that says so."""

    date: str
    finding: str


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a vocabulary, known by its identifier."""

    id: str
    name: str
    type: str
    parents: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[tuple[str, str], ...] = ()
    definition: str | None = None
    withdrawn: Withdrawal | None = None


class Concepts(Protocol):
    """A table of concepts that knows their kin. Ids not in the table have no kin and stand for themselves."""

    def __hash__(self) -> int:
        """Tell tables apart, so that kinship once worked out can be kept."""
        ...

    def get(self, concept: str) -> Concept | None:
        """Return the concept of that id, or None."""
        ...

    def ancestors(self, concept: str) -> frozenset[str]:
        """Return all broader concepts, without the concept itself."""
        ...

    def descendants(self, concept: str) -> frozenset[str]:
        """Return all narrower concepts, without the concept itself."""
        ...
