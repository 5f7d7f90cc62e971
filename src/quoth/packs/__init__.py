"""Packs: the data of clinical areas, and the loader that refuses a broken one by one sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from quoth.model import Pack

__all__ = ["builtin", "hash_of", "load", "score_tables"]


FORM = "pack-3"
"""Changes whenever the same files would be stored otherwise, so that a library of an older Quoth installs them anew."""


def files_of(folder: Path) -> list[Path]:
    """Return the pack's data files in a fixed order."""
    return sorted(folder.glob("*.yaml")) + sorted(folder.glob("findings/*.yaml"))


def hash_of(folder: Path) -> str:
    """Return the sha256 over FORM and the names and bytes of a pack's files: cheap, so that it can be asked at every start."""
    digest = hashlib.sha256(FORM.encode())
    for path in files_of(folder):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def builtin() -> tuple[Path, ...]:
    """Return the folders of the packs that are shipped with Quoth."""
    return tuple(sorted(path.parent for path in Path(__file__).parent.glob("*/pack.yaml")))


def score_tables(folder: Path) -> dict[str, Any] | None:
    """Return the parsed scores.yaml, ranges.yaml and pathway.yaml of a pack by name; None where it has no scores.

    They are read when a score is asked for and are no part of a library: a score needs no document.
    """
    if not (folder / "scores.yaml").exists():
        return None
    from quoth.packs.reading import load_yaml  # noqa: PLC0415

    names = ("scores", "ranges", "pathway")
    return {name: load_yaml(folder / f"{name}.yaml") for name in names if (folder / f"{name}.yaml").exists()}


def load(folder: Path) -> Pack:
    """Read the pack in ``folder``; raises PackRefused naming file, entry and fault."""
    from quoth.packs.building import build  # noqa: PLC0415 - YAML is read once in a library's life
    from quoth.packs.reading import read  # noqa: PLC0415

    return build(read(folder), hash_of(folder))
