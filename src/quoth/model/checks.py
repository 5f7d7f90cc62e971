"""What checking a pack found: every figure of its statements, looked up in the text of the work that is cited.

Import from here, not from `quoth.model`: asking needs none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quoth.model.reports import Fault


class FigureStanding(StrEnum):
    """How a figure of a statement stands to the text of its source."""

    FOUND = "found"  # a sentence of the full text (or record) holds it, with the same unit
    NOT_FOUND = "not found"  # the full text is held and no sentence holds it
    NO_TEXT = "no full text held"  # nothing to look it up in; a record that does not hold it settles nothing


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """One figure of a statement: where it was found, or the sentence of the text that comes nearest.

    ``start`` and ``end`` are of the text of ``document`` with ``sha256``: of the figure's sentence; -1 where there is none.
    """

    statement: str
    work: str
    figure: str
    standing: FigureStanding
    document: str = ""
    sha256: str = ""
    start: int = -1
    end: int = -1
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What checking a pack found. It holds when what it refers to exists and no figure is missing from a held full text."""

    pack: str
    version: str
    statements: int
    works: int
    works_held: int  # of which the library holds the full text
    figures: tuple[FigureCheck, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing checkable failed."""
        return not self.faults and not self.counted(FigureStanding.NOT_FOUND)

    def counted(self, standing: FigureStanding) -> int:
        """Return how many figures stand so."""
        return sum(f.standing is standing for f in self.figures)
