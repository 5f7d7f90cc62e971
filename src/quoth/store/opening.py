"""Opening a library's database: new, current, older, newer, broken or somebody else's."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from quoth.errors import LibraryRefused
from quoth.store.tables import HEAD

DATABASE = "library.sqlite"
LOCK = "library.lock"
OURS = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", LOCK, "index"}
WAIT_SECONDS = 60
BROKEN = "The library database at {where} is damaged or half written ({why}); restore a backup, or move it away."


def claim(folder: Path) -> None:
    """Demand that ``folder`` is a library, or may become one; make it if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {entry.name for entry in os.scandir(folder)}
    except NotADirectoryError:
        raise LibraryRefused(f"The library {folder} is a file; give a folder with --library.") from None
    except FileExistsError:
        raise LibraryRefused(f"The library {folder} is a file; give a folder with --library.") from None
    except OSError as error:
        raise LibraryRefused(f"The library folder {folder} cannot be opened: {_why(error)}.") from None
    if names - OURS and DATABASE not in names:
        raise LibraryRefused(
            f"The folder {folder} holds other files and no library; give an empty or new folder with --library."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LibraryRefused(f"The library folder {folder} is read-only; make it writable or choose another.")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the library's lock: one process at a time migrates, installs packs or writes the index."""
    try:
        lock = FileLock(folder / LOCK, timeout=WAIT_SECONDS)
        lock.acquire()
    except Timeout:
        raise LibraryRefused(
            f"Another process has held the library {folder} for {WAIT_SECONDS} s; try again when it is done."
        ) from None
    except OSError as error:
        raise LibraryRefused(f"The library folder {folder} cannot be written: {_why(error)}.") from None
    try:
        yield
    finally:
        lock.release()


def connect(url: str) -> sa.Engine:
    """Return an engine for ``url`` whose writers wait for each other (SQLite: WAL, immediate transactions)."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _pragmas)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that a writer takes the lock at once
    connection.execute("PRAGMA busy_timeout = 60000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def revision_of(engine: sa.Engine) -> str | None:
    """Return the migration the database stands at; None where it has no tables yet."""
    with engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names())
        if "alembic_version" not in names:
            if names:
                raise LibraryRefused(f"{_shown(engine)} is a database of something else; choose another library.")
            return None
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        return str(found) if found else None


def migrate(engine: sa.Engine) -> None:
    """Bring the database to the newest revision; alembic is imported only here, since it is slow to import."""
    found = revision_of(engine)
    if found is not None and found > HEAD:
        raise LibraryRefused(f"{_shown(engine)} was made by a newer Quoth (revision {found}); update Quoth to open it.")
    if found == HEAD:
        return
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def sentences(where: str) -> Iterator[None]:
    """Turn the database driver's trouble into one sentence."""
    try:
        yield
    except sa.exc.DatabaseError as error:
        why = str(error.orig or error).strip().splitlines()[0]
        if "readonly" in why or "read-only" in why:
            raise LibraryRefused(f"The library at {where} is read-only; make it writable or choose another.") from None
        if "unable to open" in why:
            raise LibraryRefused(
                f"The library at {where} cannot be opened: {why}; check the folder's rights."
            ) from None
        if "full" in why:
            raise LibraryRefused(f"The disk of the library at {where} is full; nothing was lost, make room.") from None
        if "locked" in why:
            raise LibraryRefused(f"The library at {where} is locked by another process; try again.") from None
        raise LibraryRefused(BROKEN.format(where=where, why=why)) from None


def _shown(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _why(error: OSError) -> str:
    return error.strerror or str(error)
