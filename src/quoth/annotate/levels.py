"""Study design -> level, by a numbered rule of ``data/levels.txt``. This is not GRADE: certainty is a person's rating."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from quoth.model import Level

TABLE = Path(__file__).parent / "data" / "levels.txt"
UNSTATED = "other"


@cache
def level_table() -> tuple[tuple[int, int, str, str], ...]:
    """Return the level rule table as (rule, rank, design, why)."""
    kept = [line for line in TABLE.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    rows = [[part.strip() for part in line.split(" | ")] for line in kept]
    return tuple((number, int(rank), design, why) for number, (rank, design, why) in enumerate(rows, start=1))


@cache
def _levels() -> dict[str, Level]:
    return {name: Level(name, rule, rank) for rule, rank, name, _ in level_table()}


def level(design: str | None) -> Level:
    """Return what ``design`` alone says; an unknown one is ``other``."""
    return _levels().get(design or UNSTATED, _levels()[UNSTATED])
