"""What restricts a search. In a file of its own, since every question has it and few have any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document has to meet to be found. Empty fields ask for nothing; the values of one field are alternatives.

    ``years`` is (first, last), both included, None where open. ``designs`` are names of the level table, ``concepts``
    ids of which one, or a kind of one, must be spoken of by the passage or in the title; ``names`` are their names.
    """

    years: tuple[int | None, int | None] = (None, None)
    designs: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    not_retracted: bool = False
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return any(True for _ in self.told())

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield what is asked for as (field, value in words)."""
        first, last = self.years
        if first is not None or last is not None:
            yield "year", str(first) if first == last else f"{first or ''}-{last or ''}"
        called = dict(zip(self.concepts, self.names, strict=False))
        concepts = tuple(f"{called[c]} ({c}) or a kind of it" if c in called else c for c in self.concepts)
        named = (
            ("design", self.designs),
            ("stream", self.streams),
            ("concept", concepts),
            ("licence", self.licences),
        )
        yield from ((field, " or ".join(values)) for field, values in named if values)
        if self.not_retracted:
            yield "notices", "not retracted"
