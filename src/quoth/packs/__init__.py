"""Packs: the data of clinical areas, and the loader that refuses a broken one by one sentence."""

from __future__ import annotations

from pathlib import Path

from quoth.model import Pack
from quoth.packs.building import build
from quoth.packs.reading import hash_of, read

__all__ = ["builtin", "hash_of", "load"]


def builtin() -> tuple[Path, ...]:
    """Return the folders of the packs that are shipped with Quoth."""
    return tuple(sorted(path.parent for path in Path(__file__).parent.glob("*/pack.yaml")))


def load(folder: Path) -> Pack:
    """Read the pack in ``folder``; raises PackRefused naming file, entry and fault."""
    return build(read(folder))
