"""What verbs report besides answers: the outcome of a check, and the standing of a library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: which claim (or part of the pack), and why, in words."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """What checking an answer pack found. The pack holds when there are no faults."""

    claims: int
    against_library: int  # receipts whose quote was cut again from a library's text
    faults: tuple[Fault, ...] = ()
    unchecked: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()  # what holds, but of a source that was retracted or replaced since

    @property
    def holds(self) -> bool:
        """Whether no fault was found."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a library holds, counting current documents only."""

    works: int
    documents: dict[str, int]  # by kind


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds and what would answer from it."""

    folder: str
    fingerprint: str
    packs: tuple[tuple[str, str, str], ...]  # id, version, date
    counts: Counts
    passages: int
    refreshed: str | None = None  # the ISO day of the last refresh
    looked: tuple[tuple[str, str], ...] = ()  # up to which ISO date ("" if undated) which signal was looked at


@dataclass(frozen=True, slots=True)
class Refused:
    """Material that was not added: its name, and one sentence that says why and what to do."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding: documents by outcome, notices read, works they touch, refusals, and the time it took."""

    added: int
    changed: int
    unchanged: int
    removed: int
    notices: int
    touched: int
    refused: tuple[Refused, ...] = ()
    seconds: float = 0.0
