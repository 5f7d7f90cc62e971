"""What changed in a library since a position, a day or an answer's fingerprint: read from the change list, nothing done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quoth.engine.opened import Opened
from quoth.errors import NotFound
from quoth.index import ANALYSER
from quoth.model import Document, Notice
from quoth.model.changes import Changes, DocumentChange, Expiry, NoticeChange, StandingChange
from quoth.model.standing import standing
from quoth.store import Change, Store

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
POSITION = re.compile(r"(\d+)(\..*)?")  # a position, or the fingerprint that begins with it
EXPIRY = "expiry"


@dataclass(frozen=True, slots=True)
class Moment:
    """A refresh: its day, up to which position it told what changed, and what had built the index."""

    day: str
    upto: int
    marks: str


def moments(store: Store) -> list[Moment]:
    """Return every refresh, oldest first."""
    found = []
    for line in store.news_of("refreshed"):
        upto, _, marks = line.sha256.partition(" ")
        found.append(Moment(line.document, int(upto), marks))
    return found


def standing_of(store: Store) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """Return the day of the last refresh, and up to which date each signal for notices was looked at."""
    told = moments(store)
    return told[-1].day if told else None, _looked(store.news_of("looked"))


def marks_of(library: Opened) -> str:
    """Return what the index is built by: analyser, annotator, packs and vocabularies."""
    return f"{ANALYSER}+{library.built_by}"


def position_of(store: Store, since: str) -> int:
    """Return the position that a position, an answer's fingerprint or an ISO day names.

    A day names the last refresh up to it; before the first refresh stands the empty library. Raises NotFound.
    """
    if DAY.fullmatch(since):
        return max((moment.upto for moment in moments(store) if moment.day <= since), default=0)
    found = POSITION.fullmatch(since.strip())
    if not found:
        raise NotFound(
            f"{since!r} is no day (2026-11-26), position or fingerprint of an answer; `quoth status` shows one."
        )
    position, newest = int(found[1]), store.position()
    if position > newest:
        raise NotFound(
            f"Position {position} is not in this library, which has come to {newest}; is it another library's?"
        )
    return position


def changes(library: Opened, since: int) -> Changes:
    """Return what changed past position ``since`` up to now."""
    store = library.store
    upto = store.position()
    told = moments(store)
    before = next((moment for moment in reversed(told) if moment.upto <= since), None)
    marks = marks_of(library)
    news = store.news(since, upto)
    notices, standings = _notices(store, news)
    new, versions, removed, reread = _documents(store, since, upto, {found.work for found in notices})
    return Changes(
        since=since,
        upto=upto,
        since_day=before.day if before else None,
        day=told[-1].day if told else None,
        new=new,
        versions=versions,
        removed=removed,
        reread=reread,
        notices=notices,
        standings=standings,
        expired=_expired(store, news),
        looked=_looked(news),
        packs=tuple(
            {
                line.document.split(" ")[0]: (line.document, line.sha256) for line in news if line.action == "pack"
            }.values()
        ),
        marks=(before.marks, marks) if before and before.marks != marks else None,
    )


def _documents(
    store: Store, since: int, upto: int, noticed: set[str]
) -> tuple[tuple[DocumentChange, ...], tuple[DocumentChange, ...], tuple[DocumentChange, ...], int]:
    """Return the documents that came, got a new version and went, and how many were only read anew."""
    was, now = store.stood(since, since), store.stood(since, upto)
    briefs = store.briefs(now)

    def named(idents: Iterable[str], versions: dict[str, str | None]) -> tuple[DocumentChange, ...]:
        keys = [(ident, version) for ident in sorted(idents) if (version := versions[ident])]
        found = [(briefs[key], key[1]) for key in keys]
        return tuple(DocumentChange(b.id, b.work, b.kind, b.facts.title, version) for b, version in found)

    came = [ident for ident, version in now.items() if version and not was.get(ident)]
    changed = [ident for ident, version in now.items() if version and was.get(ident) not in {None, version}]
    went = [ident for ident, version in now.items() if not version and was.get(ident)]
    same = [ident for ident, version in now.items() if version and was.get(ident) == version]
    # A notice that comes to a work puts its documents on the change list too.
    reread = sum(briefs[ident, now[ident] or ""].work not in noticed for ident in same)
    return named(came, now), named(changed, now), named(went, was), reread


def _notices(store: Store, news: Sequence[Change]) -> tuple[tuple[NoticeChange, ...], tuple[StandingChange, ...]]:
    """Return the notices that came, and the works whose notices now come to something else."""
    lines = [line for line in news if line.action == "notice"]
    works = store.works(line.document for line in lines)
    told: dict[str, list[Notice]] = {}
    for line in lines:
        by_digest = {store.digest_of(notice): notice for notice in works[line.document].notices or ()}
        if line.sha256 in by_digest:
            told.setdefault(line.document, []).append(by_digest[line.sha256])
    notices = [NoticeChange(work, works[work].title, notice) for work in sorted(told) for notice in told[work]]
    standings = []
    for ident in sorted(told):
        work = works[ident]
        before = standing([notice for notice in work.notices or () if notice not in told[ident]])
        if before != standing(work.notices):
            standings.append(StandingChange(ident, work.title, before, standing(work.notices)))
    return tuple(notices), tuple(standings)


def _looked(news: Iterable[Change]) -> tuple[tuple[str, str], ...]:
    newest: dict[str, str] = {}
    for line in news:
        if line.action == "looked" and line.document != EXPIRY:
            newest[line.document] = max(line.sha256, newest.get(line.document, ""))
    return tuple(sorted(newest.items()))


def _expired(store: Store, news: Iterable[Change]) -> tuple[Expiry, ...]:
    lines = {line.document for line in news if line.action == "expired"}
    return tuple(expiry_of(document) for document in store.locals() if document.id in lines) if lines else ()


def expiry_of(document: Document) -> Expiry:
    """Return what there is to say of a hospital's own document that is past its date."""
    facts = document.facts
    return Expiry(document.id, facts.title, facts.owner or "", facts.expires or "")
