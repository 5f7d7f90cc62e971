"""A library in one file, and back. The file is a SQLite database; the index is not in it, since it can be rebuilt.

Writing reads one snapshot, so others may go on writing. Restoring is one transaction: a kill leaves the library as it was.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from quoth.errors import LibraryRefused
from quoth.store import opening, reading

# What an installed pack fills by itself; rows anywhere else are somebody's work.
OF_PACKS = {"works", "identifiers", "documents", "changes", "packs", "alembic_version"}
FOREIGN = (
    "SELECT id FROM documents WHERE id NOT IN (SELECT d.id FROM documents d JOIN packs p ON d.id LIKE p.id || ':%')"
)


def write(folder: Path, file: Path) -> int:
    """Write the library in ``folder`` to ``file``, which must not be there; return its size in bytes.

    The file has its name only once it is whole and on the disk.
    """
    if file.exists():
        raise LibraryRefused(f"{file} is there already; give a new name, so that no older backup is lost.")
    half = file.with_name(f"{file.name}.half")
    try:
        half.unlink(missing_ok=True)
        with _sentences(f"The backup {file}"), closing(_connect(folder / opening.DATABASE)) as library:
            library.execute("VACUUM INTO ?", (str(half),))
        with half.open("rb+") as written:
            os.fsync(written.fileno())
        half.rename(file)
        return file.stat().st_size
    except OSError as error:
        raise LibraryRefused(f"The backup {file} cannot be written: {error.strerror}.") from None
    finally:
        half.unlink(missing_ok=True)


def restore(file: Path, folder: Path) -> None:
    """Put the library of the backup ``file`` into ``folder``, which holds none, or one with nothing but packs in it.

    Raises LibraryRefused, and changes nothing, for a file that is no sound backup and a library that holds more.
    """
    _demand_sound(file)
    opening.claim(folder)
    database = folder / opening.DATABASE
    with opening.alone(folder):
        if database.exists() and database.stat().st_size:
            _demand_empty(folder)
        # The index of what was here must not pass for that of what comes, whose positions may be the same.
        (folder / "index" / "state.json").unlink(missing_ok=True)
        what = _sentences(f"The library at {folder}")
        with what, closing(_connect(file)) as source, closing(sqlite3.connect(database)) as target:
            target.execute(f"PRAGMA busy_timeout = {reading.WAIT_MS}")
            source.backup(target)


def _demand_sound(file: Path) -> None:
    if not file.is_file():
        raise LibraryRefused(f"{file} is not there or not a file; give a file that `quoth backup` wrote.")
    try:
        with closing(_connect(file)) as source:
            tables = {name for (name,) in source.execute(reading.TABLES)}
            if not tables >= OF_PACKS:
                raise LibraryRefused(f"{file} is not a backup of a library; give a file that `quoth backup` wrote.")
            opening.known(source.execute(reading.REVISION).fetchall(), f"in {file}")
            if source.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("damaged")
    except sqlite3.Error:
        raise LibraryRefused(f"{file} is damaged or no backup of a library; nothing was changed.") from None


def _demand_empty(folder: Path) -> None:
    with opening.sentences(str(folder)), closing(_connect(folder / opening.DATABASE)) as library:
        tables = {name for (name,) in library.execute(reading.TABLES)} - {"sqlite_sequence"}
        others = sorted(tables - OF_PACKS)
        full = any(library.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in others)  # noqa: S608 - names of its own tables
        if full or library.execute(f"{FOREIGN} LIMIT 1").fetchone():
            raise LibraryRefused(
                f"The library {folder} holds more than packs; restore into a new folder with --library, so that nothing is lost."
            )


def _connect(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {reading.WAIT_MS}")
    return connection


@contextmanager
def _sentences(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        why = str(error).strip()
        raise LibraryRefused(f"{what} cannot be written: {why}; what was there before is as it was.") from None
