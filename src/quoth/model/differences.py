"""Why two answers differ: what one says and the other does not, and what of their libraries differs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClaimDifference:
    """A claim that came, went, or is there in both with other words, labels or version.

    ``what`` names each thing that differs as (name, in A, in B); it is empty for a claim that came or went.
    """

    id: str
    source: str  # work id
    quote: str  # as in B; as in A where it went
    what: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """A source that came or went."""

    work: str
    title: str
    design: str


@dataclass(frozen=True, slots=True)
class NoticeDifference:
    """A notice on a source of either page that only one of them knows."""

    work: str
    title: str
    kind: str
    date: str
    signal: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Why answers A and B differ. ``faults`` are what does not hold in either, ``parts`` what differs around the claims.

    ``parts`` and ``library`` are (name, in A, in B); ``library`` are the parts of the fingerprints.
    """

    faults: tuple[str, ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    library: tuple[tuple[str, str, str], ...] = ()
    claims_added: tuple[ClaimDifference, ...] = ()
    claims_removed: tuple[ClaimDifference, ...] = ()
    claims_changed: tuple[ClaimDifference, ...] = ()
    sources_added: tuple[SourceDifference, ...] = ()
    sources_removed: tuple[SourceDifference, ...] = ()
    notices_added: tuple[NoticeDifference, ...] = ()
    notices_removed: tuple[NoticeDifference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the two pages say the same, whatever their libraries are."""
        told = (self.parts, self.claims_added, self.claims_removed, self.claims_changed, self.sources_added)
        return not any((*told, self.sources_removed, self.notices_added, self.notices_removed))
