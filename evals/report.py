"""What every measurement returns, and how it is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure held against its bar; ``at_least`` False means lower is better."""

    name: str
    figure: float
    bar: float
    at_least: bool = True

    @property
    def ok(self) -> bool:
        """Whether the bar is met."""
        return self.figure >= self.bar if self.at_least else self.figure <= self.bar


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one eval: named figures, and the bars some of them are held against."""

    eval: str
    figures: dict[str, float | int]
    bars: list[Bar] = field(default_factory=list)
    set: str | None = None
    split: str | None = None
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """Return the one line a caller reads."""
        bars = [{"name": b.name, "figure": b.figure, "bar": b.bar, "ok": b.ok} for b in self.bars]
        return json.dumps(
            {
                "eval": self.eval,
                "set": self.set,
                "split": self.split,
                "figures": self.figures,
                "bars": bars,
                "notes": self.notes,
            }
        )


Measure = Callable[[Path, list[str]], tuple[dict[str, float | int], list[Bar]]]
Part = tuple[str, Sequence[str], Measure]
"""A part of an eval: its name, what it needs in the data folder, and what measures it (it may add notes)."""


def in_parts(name: str, parts: Iterable[Part], data: Path, set_name: str | None, split: str | None) -> Report:
    """Run the parts asked for; one whose data is not there is skipped with a sentence."""
    figures: dict[str, float | int] = {}
    bars: list[Bar] = []
    notes: list[str] = []
    for part, needs, measure in parts:
        if set_name not in {None, part}:
            continue
        missing = [need for need in needs if not (data / need).exists()]
        if missing:
            notes.append(f"{part}: skipped, {', '.join(missing)} is not in {data}")
            continue
        found, held = measure(data, notes)
        figures |= found
        bars += held
    return Report(name, figures, bars, set_name, split, notes)
