"""What every measurement returns, and how it is printed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


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
