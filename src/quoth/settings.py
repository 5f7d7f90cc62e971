"""Every setting, default and fixed sentence of Quoth.

A setting is looked for in the environment (QUOTH_LIBRARY, QUOTH_DATABASE …); the command line wins over it.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set, each with its default. Rooms get plain values, never this object."""

    library: Path  # the folder the library lives in
    database: str | None = None  # a SQLAlchemy URL, where several servers share one PostgreSQL
    claims: int = 20  # sentences on a page
    candidates: int = 200  # passages judged for one question
    email: str = ""  # sent to NLM when something is fetched, as NLM asks of every program
    ncbi_key: str = ""  # an E-utilities key, for ten requests a second instead of three
    eutils: str = ""  # base addresses of services, where a mirror stands in; empty is the public one
    pmc_store: str = ""
    europe_pmc: str = ""
    dense: Path | None = None  # the folder of an encoder, where passages are also found by their vectors
    dense_sha256: str = ""  # of its weights: another file of that name is refused

    def fingerprint(self) -> str:
        """Return a short hash of what changes answers (where the library lies does not)."""
        keys = {"claims", "candidates"} | ({"dense_sha256"} if self.dense else set())
        telling = {key: value for key, value in asdict(self).items() if key in keys}
        return hashlib.sha256(repr(sorted(telling.items())).encode()).hexdigest()[:8]


def user_data_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return the platform's folder for a user's data: XDG on Linux, Application Support on macOS, AppData on Windows."""
    home = Path.home()
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "quoth"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "quoth"
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "quoth"


def load(library: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in force: ``library`` from the command line, else the environment, else the default."""
    named = environ.get("QUOTH_LIBRARY")
    folder = library or (Path(named) if named else user_data_folder(environ))
    return Settings(
        library=folder.expanduser().absolute(),
        database=environ.get("QUOTH_DATABASE") or None,
        email=environ.get("QUOTH_EMAIL", ""),
        ncbi_key=environ.get("QUOTH_NCBI_KEY", ""),
        eutils=environ.get("QUOTH_EUTILS", ""),
        pmc_store=environ.get("QUOTH_PMC_STORE", ""),
        europe_pmc=environ.get("QUOTH_EUROPE_PMC", ""),
        dense=Path(dense).expanduser().absolute() if (dense := environ.get("QUOTH_DENSE")) else None,
        dense_sha256=environ.get("QUOTH_DENSE_SHA256", ""),
    )


# --- sentences -----------------------------------------------------------------------------------------------------

REVIEW_STATE = "NOT REVIEWED BY ANY CLINICIAN"
