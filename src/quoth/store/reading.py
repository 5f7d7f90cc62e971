"""Reading the library: a few plain SELECTs with named parameters.

On SQLite they go straight through the standard library's driver, since importing SQLAlchemy alone costs half of the
second in which `quoth ask` has to answer from a cold start; elsewhere SQLAlchemy carries them. tests/test_store.py
holds them against the tables. Everything that *changes* a library goes through SQLAlchemy Core (writing.py).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]
Select = Callable[[str, dict[str, Any]], list[Row]]
BATCH = 500  # keys in one IN (…): older SQLite allows 999 variables
WAIT_MS = 60_000
PAGE = 1000  # documents looked through at a time

REVISION = "SELECT version_num FROM alembic_version"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
POSITION = "SELECT max(position) FROM changes"
CHANGES = (
    "SELECT position, action, document, sha256 FROM changes "
    "WHERE position > :after AND action IN ('add', 'remove') ORDER BY position"
)
LAST_CHANGES = (
    "SELECT max(position) FROM changes WHERE position > :after AND position <= :upto AND action IN ('add', 'remove') "
    "GROUP BY document, sha256 ORDER BY max(position)"
)
NEWS = (
    "SELECT position, action, document, sha256 FROM changes WHERE position > :after AND position <= :upto "
    "AND action NOT IN ('add', 'remove') ORDER BY position"
)
NEWS_OF = "SELECT position, action, document, sha256 FROM changes WHERE action = :action ORDER BY position"
STOOD = (  # how each document that changed past :after stood at :upto: its last line up to there
    "SELECT document, action, sha256 FROM changes WHERE position IN ("
    "SELECT max(position) FROM changes WHERE position <= :upto AND action IN ('add', 'remove') AND document IN ("
    "SELECT document FROM changes WHERE position > :after AND action IN ('add', 'remove')) GROUP BY document)"
)
CHANGES_AMONG = (
    "SELECT position, action, document, sha256 FROM changes "
    "WHERE position >= :first AND position <= :last ORDER BY position"
)
DOCUMENTS = "SELECT id, sha256, text, body FROM documents WHERE current AND id IN (:keys)"
VERSION = "SELECT id, sha256 FROM documents WHERE current AND id IN (:keys)"
CURRENT = "SELECT text, body FROM documents WHERE current AND id = :id"
VERSIONS = "SELECT sha256, text FROM documents WHERE id = :id"
ALL_BODIES = "SELECT id, sha256, body FROM documents WHERE id IN (:keys)"
LOCALS = "SELECT body FROM documents WHERE current AND kind = 'local' ORDER BY id"
READ = (
    "SELECT id, body FROM documents WHERE current AND kind NOT IN ('synopsis', 'appraisal') AND id > :last"
    " ORDER BY id LIMIT :most"
)
OF_WORK = "SELECT text, body FROM documents WHERE current AND work = :work ORDER BY id"
BODIES = "SELECT body FROM documents WHERE current AND kind IN ('synopsis', 'appraisal')"
HOLDING = (
    "SELECT text, body FROM documents WHERE current AND kind IN ('full text', 'pdf', 'record')"
    " AND lower(text) LIKE :pattern ESCAPE '!' ORDER BY id"
)
WORK_OF_EACH = "SELECT id, sha256, work FROM documents WHERE current"
WORKS = "SELECT body FROM works WHERE id IN (:keys)"
WORKS_OF = "SELECT w.body FROM works w WHERE w.id IN (SELECT work FROM documents WHERE current AND id >= :low AND id < :high) ORDER BY w.id"
WORKS_WITH = (
    "SELECT i.value, w.body FROM identifiers i JOIN works w ON w.id = i.work WHERE i.scheme = :scheme"
    " AND w.id IN (SELECT work FROM documents WHERE current) ORDER BY i.value"
)
FIND_WORK = "SELECT work FROM identifiers WHERE scheme = :scheme AND value = :value"
NOTICED = "SELECT body FROM notices WHERE scheme = :scheme AND value = :value ORDER BY digest"
PACKS = "SELECT body FROM packs ORDER BY id"
PACK_HASHES = "SELECT id, sha256 FROM packs"
KINDS = "SELECT kind, count(*) FROM documents WHERE current GROUP BY kind ORDER BY kind"
HELD_WORKS = "SELECT count(DISTINCT work) FROM documents WHERE current"


def sqlite_select(database: Path) -> Select:
    """Return a reader of a SQLite file, one connection a thread; it never creates the file."""
    local = threading.local()

    def select(sql: str, parameters: dict[str, Any]) -> list[Row]:
        connection = getattr(local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, isolation_level=None)
            connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            local.connection = connection
        return list(connection.execute(sql, parameters))

    return select


def server_select(engine: Any) -> Select:
    """Return a reader of any other database, through SQLAlchemy."""
    from sqlalchemy import text  # noqa: PLC0415

    def select(sql: str, parameters: dict[str, Any]) -> list[Row]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), parameters)]

    return select


def in_batches(select: Select, sql: str, keys: Iterable[str]) -> list[Row]:
    """Run a SELECT with ``IN (:keys)`` over any number of keys."""
    wanted: Sequence[str] = sorted(set(keys))
    rows: list[Row] = []
    for at in range(0, len(wanted), BATCH):
        named = {f"k{number}": key for number, key in enumerate(wanted[at : at + BATCH])}
        rows += select(sql.replace(":keys", ", ".join(f":{name}" for name in named)), named)
    return rows
