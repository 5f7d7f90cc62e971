"""Opening a library: a new one, a current, an older, a newer, a broken one, or somebody else's folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from quoth.errors import LibraryRefused
from quoth.store import reading

DATABASE = "library.sqlite"
LOCK = "library.lock"
ADDING = "adding.lock"
OURS = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", LOCK, ADDING, "index", "vocabularies"}
WAIT_SECONDS = 60
HEAD = "0002"
"""The newest migration; a library at this revision opens without importing alembic or SQLAlchemy."""


def claim(folder: Path) -> None:
    """Demand that ``folder`` is a library, or may become one; make it if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {entry.name for entry in os.scandir(folder)}
    except (NotADirectoryError, FileExistsError):
        raise LibraryRefused(f"The library {folder} is a file; give a folder with --library.") from None
    except (OSError, ValueError) as error:
        raise LibraryRefused(f"The library folder {str(folder)!r} cannot be opened: {_why(error)}.") from None
    if names - OURS and DATABASE not in names:
        raise LibraryRefused(
            f"The folder {folder} holds other files and no library; give an empty or new folder with --library."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LibraryRefused(f"The library folder {folder} is read-only; make it writable or choose another.")


@contextmanager
def alone(folder: Path, lock_name: str = LOCK, *, wait: bool = True) -> Iterator[bool]:
    """Hold the library's lock: one process at a time migrates, installs packs or writes the index.

    ``ADDING`` is held by whoever adds, from the first paper to the last: the index is then its business. Without
    ``wait``, a lock that another process holds is left to it: the block is told False and holds nothing.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - a library that is up to date is never locked

    lock = FileLock(folder / lock_name, timeout=WAIT_SECONDS if wait else 0)
    try:
        lock.acquire()
    except Timeout:
        if not wait:
            yield False
            return
        raise LibraryRefused(
            f"Another process has held the library {folder} for {WAIT_SECONDS} s; try again when it is done."
        ) from None
    except OSError as error:
        raise LibraryRefused(f"The library folder {folder} cannot be written: {_why(error)}.") from None
    try:
        yield True
    finally:
        lock.release()


def revision_of(folder: Path, select: reading.Select, where: str) -> str | None:
    """Return the migration a SQLite library stands at; None where it has no tables yet.

    Raises LibraryRefused for a database of something else, or one made by a newer Quoth.
    """
    database = folder / DATABASE
    if not database.exists() or database.stat().st_size == 0:
        return None
    names = {name for (name,) in select(reading.TABLES, {})}
    if "alembic_version" not in names:
        if names:
            raise LibraryRefused(f"{database} is a database of something else; choose another library.")
        return None
    return known(select(reading.REVISION, {}), where)


def known(rows: list[reading.Row], where: str) -> str | None:
    """Return the revision in ``rows``; raises LibraryRefused for one that this Quoth does not know."""
    found = str(rows[0][0]) if rows else None
    if found is not None and found > HEAD:
        raise LibraryRefused(f"The library {where} was made by a newer Quoth (revision {found}); update Quoth.")
    return found


@contextmanager
def sentences(where: str) -> Iterator[None]:
    """Turn the database driver's trouble into one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        _refuse(error, where)
    except Exception as error:
        driver = getattr(error, "orig", None)  # SQLAlchemy wraps the driver's error
        if driver is None:
            raise
        _refuse(driver, where)


def _refuse(error: BaseException, where: str) -> NoReturn:
    why = (str(error).strip().splitlines() or [type(error).__name__])[0]
    told = {
        "readonly": f"The library at {where} is read-only; make it writable or choose another.",
        "unable to open": f"The library at {where} cannot be opened; check the rights of the folder and its files.",
        "full": f"The disk of the library at {where} is full; nothing was lost, make room and try again.",
        "locked": f"The library at {where} is locked by another process; try again when it is done.",
    }
    damaged = f"The library at {where} is damaged or half written ({why}); restore a backup, or move the folder away."
    raise LibraryRefused(next((said for sign, said in told.items() if sign in why), damaged)) from None


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
