"""What reading gives: papers, facts about papers, and refusals; each a value, in the order of the material."""

from __future__ import annotations

from dataclasses import dataclass

from quoth.model import Document, Ids, Notice, Work


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was read, and the work it is a text of.

    ``checked`` says which signals for notices were looked at: (signal, ISO date of the material or None). ``name`` is
    the file and, in a set or archive, the member it came from.
    """

    name: str
    document: Document
    work: Work
    checked: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Noticed:
    """A dated fact about a work known by its identifiers, whether or not the library holds it."""

    name: str
    ids: Ids
    notice: Notice


@dataclass(frozen=True, slots=True)
class Deleted:
    """PubMed says that this record was deleted: its PMID names no paper any more."""

    name: str
    pmid: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Material that could not be read: its name, and one sentence that says why and what to do."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Local:
    """Whose own document a file is, and the ISO date until which it holds."""

    owner: str
    expires: str


Outcome = Paper | Noticed | Deleted | Refusal
