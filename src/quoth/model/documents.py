"""Works and documents: what was written, immutable, known by the hash of its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from quoth.model.lists import VOICE_OF, Kind, Voice


def sha256_text(text: str) -> str:
    """Return the hex sha256 of ``text`` as UTF-8: the hash every receipt carries."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Ids:
    """The identifiers of a work; ``doi`` is case-folded, ``pmcid`` starts with ``PMC``, the rest are digits."""

    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None

    def __bool__(self) -> bool:
        """Whether there is any identifier at all."""
        return bool(self.pmid or self.pmcid or self.doi)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the identifiers that are there as (scheme, value)."""
        named = (("pmid", self.pmid), ("pmc", self.pmcid), ("doi", self.doi))
        return tuple((scheme, value) for scheme, value in named if value)


@dataclass(frozen=True, slots=True)
class Notice:
    """A dated fact about a work: it was retracted, put under concern, corrected or reinstated."""

    kind: str  # retraction | concern | correction | reinstatement
    date: str | None = None
    signal: str = ""  # who said so: pubmed, pmc, jats, retraction-watch, pack
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One paper, guideline or label in the world.

    ``notices`` is None while nobody has looked for any; ``checked`` says which signals were looked at, and the ISO date
    of the material in which they were (or None where it has no date).
    """

    id: str
    ids: Ids
    title: str
    notices: tuple[Notice, ...] | None = None
    checked: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A span of a document's structure.

    ``kind`` is one of title, abstract, section, heading, paragraph, table, row, caption, boxed, footnote, reference,
    citation, page, finding. ``label`` is a heading's words, a reference's printed label, a page's number or a
    finding's id; ``target`` is the id a citation points to or a reference is known by. Parts nest and never cross.
    """

    kind: str
    start: int
    end: int
    label: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a document besides its text. None or empty means not stated, never "no"."""

    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    date: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    design: str | None = None  # as stated by the source or the pack; the level rule reads it
    publication_types: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()  # MeSH headings or keywords as printed
    read_level: str | None = None  # of a synopsis: how far its source was read
    population: str | None = None
    size: int | None = None  # participants
    country: str | None = None
    funding: str | None = None
    interests: str | None = None
    owner: str | None = None  # of a local document
    expires: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a statement carries, as stated. ``value`` keeps the printed form; ``more`` holds rarer keys (hr, pct)."""

    label: str = ""
    value: str | None = None
    unit: str | None = None
    n: int | None = None
    events: int | None = None
    low: str | None = None
    high: str | None = None
    p: str | None = None
    comparator: str | None = None
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement of a synopsis, with what it really speaks of. ``conditions`` and the rest are concept ids."""

    id: str
    start: int
    end: int
    role: str  # result | recommendation | harm | background | definition | gap
    conditions: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()  # conditions the source's patients did not have
    direction: str = "neutral"  # as the source puts it; data for conflicts, never counted
    strength: str | None = None
    certainty: str | None = None
    figures: tuple[Figure, ...] = ()
    read: str = "read"  # read | abstract | second-hand | memory
    year: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One immutable version of a work's text: text and structure only.

    ``sha256`` is the hash of ``text``, ``source_sha256`` of the bytes it was read from, ``reader`` the name and version
    of what read it. A document is known by (``id``, ``sha256``): the id stays over versions, the hash tells them apart.
    """

    id: str
    work: str
    kind: Kind
    text: str
    sha256: str
    source_sha256: str
    reader: str
    facts: Facts
    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def voice(self) -> Voice:
        """Whose words the text is in."""
        return VOICE_OF[self.kind]

    def passages(self) -> tuple[Passage, ...]:
        """Return the spans long enough to stand as evidence, in order: findings if it has any, else its paragraphs."""
        kinds = {"finding"} if self.findings else PASSAGE_KINDS
        return tuple(Passage(self.id, self.sha256, p.start, p.end, p.kind) for p in self.parts if p.kind in kinds)


PASSAGE_KINDS = frozenset({"abstract", "paragraph", "row", "caption", "boxed", "title"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document long enough to stand as evidence."""

    document: str
    sha256: str
    start: int
    end: int
    kind: str
