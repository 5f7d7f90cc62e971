"""The page of one paper: quotes of it chosen by program, each with its receipt, and what is known about it.

Not re-exported by `quoth.model`: asking a question needs none of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from quoth.model.answers import Claim, Source
from quoth.model.documents import Document
from quoth.model.marks import Concept
from quoth.model.questions import Level

PAGE_FORM = "quoth page 1"
"""What the front matter of a page in Markdown says of its form: it is about a paper, and never read as one."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A concept that a paper names: ``first`` is where it does so first (its words, with a receipt)."""

    concept: Concept
    first: Claim
    times: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the paper's reference list; ``held`` is the id of the work where this library holds it."""

    label: str
    entry: Claim
    held: str | None = None


@dataclass(frozen=True, slots=True)
class Citing:
    """A paper of this library that lists this one; ``entry`` is the reference that does, as the citing paper prints it."""

    source: Source
    entry: Claim


@dataclass(frozen=True, slots=True)
class Measured:
    """A score that the paper gives a value of, and what it says of the test which that score predicts."""

    score: str  # its name in the pack
    test: str  # name of the concept it predicts, "" where the pack names none
    said: tuple[Claim, ...]
    beside: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Studied:
    """How a study was made, as read by rules from its title and abstract (``rule`` 0: stated by the source)."""

    level: Level
    rule: int = 0  # number in the table of design rules
    met: str = ""  # the words it met
    participants: int | None = None
    centres: int | None = None
    registrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper on one page. Its quotes are the paper's own; where none qualifies, none stands."""

    address: str  # what `quoth show` takes
    source: Source  # mark "1"
    date: str | None
    licence: str | None
    whole: Document  # what was read: the full text where there is one
    checked: tuple[tuple[str, str | None], ...]  # signals for notices that were looked at, with their dates
    studied: Studied
    review: str
    library: str
    fingerprint: str
    annotator: str
    summary: Claim | None = None
    contribution: Claim | None = None
    findings: tuple[Claim, ...] = ()
    abstract: tuple[tuple[str, Claim], ...] = ()  # (its heading or "", one passage)
    in_abstract: tuple[Linked, ...] = ()  # title and abstract
    in_whole: tuple[Linked, ...] = ()  # empty where there is no more than an abstract
    scores: tuple[Measured, ...] = ()
    references: tuple[Listed, ...] = ()
    cited_by: tuple[Citing, ...] = ()
    citing: int = 0  # how many papers of this library list it
    documents: tuple[Document, ...] = ()  # all that the page quotes
    others: tuple[str, ...] = ()  # further documents of the same work in this library

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every passage shown as what the paper says, each once, in the order of the page."""
        named = [claim for claim in (self.summary, self.contribution) if claim is not None]
        told = [claim for score in self.scores for claim in (*score.said, *score.beside)]
        shown = [*named, *self.findings, *told, *(claim for _, claim in self.abstract)]
        return tuple({claim.id: claim for claim in shown}.values())

    @property
    def places(self) -> tuple[Claim, ...]:
        """What else is cut from texts, each once: first mentions of concepts, and entries of reference lists."""
        linked = [link.first for link in (*self.in_abstract, *self.in_whole)]
        listed = [item.entry for item in self.references]
        citing = [item.entry for item in self.cited_by]
        return tuple({claim.id: claim for claim in (*linked, *listed, *citing)}.values())
