"""What changed in a library between two positions of its change list, and what a refresh did."""

from __future__ import annotations

from dataclasses import dataclass

from quoth.model.documents import Notice
from quoth.model.reports import Refused


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that came, got a new version, or went out of use."""

    document: str
    work: str
    kind: str
    title: str
    sha256: str  # of the version in use now; of the last one in use where it went


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """A notice that came to a work."""

    work: str
    title: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A work whose notices now come to something else: retracted, under concern, corrected, reinstated."""

    work: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Expiry:
    """A hospital's own document that is past its date."""

    document: str
    title: str
    owner: str
    expires: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed past position ``since`` up to ``upto``. The days are those of the refreshes at the two ends.

    ``looked`` says up to which ISO date which signal for notices was looked at ("" where its material has no date);
    ``reread`` counts documents whose text stayed and whose facts were read anew. ``marks`` is what built the index
    before and after, where that changed.
    """

    since: int
    upto: int
    since_day: str | None
    day: str | None
    new: tuple[DocumentChange, ...] = ()
    versions: tuple[DocumentChange, ...] = ()
    removed: tuple[DocumentChange, ...] = ()
    reread: int = 0
    notices: tuple[NoticeChange, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    expired: tuple[Expiry, ...] = ()
    looked: tuple[tuple[str, str], ...] = ()
    packs: tuple[tuple[str, str], ...] = ()  # id and version, hash of its files
    marks: tuple[str, str] | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing changed."""
        told = (self.new, self.versions, self.removed, self.reread, self.notices, self.standings, self.expired)
        return not any((*told, self.looked, self.packs, self.marks))


@dataclass(frozen=True, slots=True)
class NoticeList:
    """A list of notices that was applied: its rows by kind, the works it names, and up to when it tells.

    ``whole`` is False where it could not be read to its end; then no work counts as looked at by it.
    """

    name: str
    rows: int
    kinds: tuple[tuple[str, int], ...]
    touched: int
    dated: str | None
    whole: bool = True
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking PubMed came to: works asked about, records that came, works left for the next time."""

    works: int
    given: int
    left: int
    reason: str = ""  # why some were left


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did, and what changed since the one before.

    ``outdated`` counts documents that were read by an older version of their reader: what is stored is text, so only
    adding their files again reads them anew.
    """

    day: str
    fingerprint: str
    changes: Changes
    notice_list: NoticeList | None = None
    asked: Asked | None = None
    outdated: tuple[tuple[str, int], ...] = ()
    refused: tuple[Refused, ...] = ()
    seconds: float = 0.0
