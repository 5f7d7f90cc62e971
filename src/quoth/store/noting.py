"""Facts about papers, told many at a time: what is new is stored, and reaches the works that are here.

Each fact is kept under every identifier that names its paper, so that it finds a paper that comes later. It reaches
every work that one of them names: a list's mistyped PMID must not hide a retraction that its DOI tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from quoth.model import Ids, Notice
from quoth.store.putting import decode_notice, decode_work, digest_of, encode, newest, rows_of, tell
from quoth.store.putting import note as log
from quoth.store.tables import changes, identifiers, notices, works

KEYS = 400  # keys in one IN (...)
PAGE = 5000  # works in one transaction


def note(connection: sa.Connection, facts: Sequence[tuple[Ids, Notice]]) -> set[str]:
    """Store facts, and put them on the works that are here; return the works they touch."""
    pairs = sorted({pair for ids, _ in facts for pair in ids.pairs()})
    owners = {(scheme, value): work for scheme, value, work in rows_of(connection, identifiers, pairs)}
    known = {(scheme, value, digest) for scheme, value, digest, _ in rows_of(connection, notices, pairs)}
    told: dict[str, list[Notice]] = {}
    rows = []
    for ids, notice in facts:
        digest = digest_of(notice)
        for scheme, value in ids.pairs():
            if (scheme, value, digest) not in known:
                known.add((scheme, value, digest))
                rows.append({"scheme": scheme, "value": value, "digest": digest, "body": encode(notice)})
        for work in dict.fromkeys(owners[pair] for pair in ids.pairs() if pair in owners):
            told.setdefault(work, []).append(notice)
    if rows:
        connection.execute(sa.insert(notices), rows)
    tell(connection, told)
    return set(told)


def link(connection: sa.Connection) -> int:
    """Put facts that came before their papers on the works; return how many works are told something new."""
    mine = sa.and_(identifiers.c.scheme == notices.c.scheme, identifiers.c.value == notices.c.value)
    query = sa.select(identifiers.c.work, notices.c.body).join(identifiers, mine)
    told: dict[str, list[Notice]] = {}
    for work, body in connection.execute(query.order_by(identifiers.c.work, notices.c.scheme, notices.c.digest)):
        told.setdefault(work, []).append(decode_notice(body))
    return tell(connection, told)


def tell_of_old(connection: sa.Connection) -> None:
    """Add the lines of news that works' notices lack: those of a library older than such lines."""
    here = sa.select(changes.c.document, changes.c.sha256).where(changes.c.action == "notice")
    told = {(work, digest) for work, digest in connection.execute(here)}
    for ident, body in connection.execute(sa.select(works.c.id, works.c.body).order_by(works.c.id)).all():
        for notice in decode_work(body).notices or ():
            if (ident, digest_of(notice)) not in told:
                log(connection, "notice", ident, digest_of(notice))


def next_works(connection: sa.Connection, last: str) -> tuple[list[str], str]:
    """Return the next works, by id, that a PMID or DOI names, and the id to go on from; none at the end."""
    named = sa.select(identifiers.c.work).where(identifiers.c.scheme.in_(["pmid", "doi"]), identifiers.c.work > last)
    found = [str(work) for (work,) in connection.execute(named.distinct().order_by(identifiers.c.work).limit(PAGE))]
    return found, found[-1] if found else last


def look(connection: sa.Connection, signal: str, date: str | None, idents: Iterable[str]) -> int:
    """Say of works that a signal was looked at up to a date; return of how many that is new.

    A work nobody had looked at has, from now on, no notice instead of an unknown number of them.
    """
    rows = []
    wanted = sorted(set(idents))
    for at in range(0, len(wanted), KEYS):
        here = works.c.id.in_(wanted[at : at + KEYS])
        for ident, body in connection.execute(sa.select(works.c.id, works.c.body).where(here)):
            held = decode_work(body)
            checked = newest((*held.checked, (signal, date)))
            # "expiry" is looked at for a hospital's own document, and says nothing of notices.
            told = held.notices if signal == "expiry" else held.notices or ()
            seen = encode(replace(held, checked=checked, notices=told))
            if seen != bytes(body):
                rows.append({"ident": ident, "body": seen})
    if rows:
        connection.execute(sa.update(works).where(works.c.id == sa.bindparam("ident")), rows)
        log(connection, "looked", signal, date or "")
    return len(rows)
