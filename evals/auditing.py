"""Audits held against keys: the page of the seeds, ten answers keyed by hand, injected notices, hostile texts, speed.

The functions take an open library and return figures; `python -m evals audit` runs them.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quoth import packs
from quoth.engine import Engine
from quoth.model import Ids, Notice
from quoth.model.audits import Audit, VerdictKind
from quoth.settings import load

KEYED = Path(__file__).parent.parent / "tests" / "audits"
FALSE = frozenset(
    {VerdictKind.CONTRADICTED, VerdictKind.FIGURE_DIFFERS, VerdictKind.NOT_SAID}
)  # what says that a statement is not so
OPEN = frozenset({VerdictKind.NOT_CONFIRMED, VerdictKind.ELSEWHERE})  # beside a key they are no mistake
Kinds = frozenset[VerdictKind]


@dataclass(frozen=True, slots=True)
class Keyed:
    """An answer keyed by hand: its file, the notices that the library is told, and the kinds of each statement."""

    file: Path
    keys: Mapping[int, Kinds]
    notices: tuple[tuple[Ids, Notice], ...] = ()


def keyed_answers(folder: Path = KEYED) -> list[Keyed]:
    """Return the keyed answers of a folder, by name."""
    return [_keyed(path) for path in sorted(folder.glob("*.key.yaml"))]


def _keyed(path: Path) -> Keyed:
    told: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    name = path.name.removesuffix(".key.yaml")
    (file,) = (f for f in path.parent.glob(f"{name}.*") if f.suffix != ".yaml")
    keys = {int(number): frozenset(map(VerdictKind, kinds)) for number, kinds in told["keys"].items()}
    notices = tuple(
        (Ids(pmid=n.get("pmid"), doi=n.get("doi")), Notice(n["kind"], n["date"], "retraction-watch"))
        for n in told.get("notices", ())
    )
    return Keyed(file, keys, notices)


@contextmanager
def library() -> Iterator[Engine]:
    """Open a library with the shipped pack, the invented papers of the keyed answers and their notices."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(load(Path(folder) / "library"), packs.builtin())
        furnish(engine)
        yield engine
        engine.close()


def furnish(engine: Engine) -> None:
    """Add the invented papers and the notices of the keyed answers to a library."""
    report = engine.add([KEYED / "papers"])
    assert not report.refused, report.refused
    engine._library.store.note([fact for answer in keyed_answers() for fact in answer.notices])  # noqa: SLF001


@dataclass(slots=True)
class Tally:
    """Right, missed and wrongly given verdicts by kind, and supported statements that were called false."""

    right: Counter[VerdictKind]
    missed: Counter[VerdictKind]
    excess: Counter[VerdictKind]
    called_false: int = 0
    faults: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """Return the share of given verdicts that are in the key."""
        given = self.right.total() + self.excess.total()
        return self.right.total() / given if given else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the key's verdicts that are given."""
        wanted = self.right.total() + self.missed.total()
        return self.right.total() / wanted if wanted else 1.0


def compare(name: str, audit: Audit, keys: Mapping[int, Kinds], tally: Tally) -> None:
    """Add an audit to a tally. *Not confirmed* and *supported by another source* are never in excess."""
    if len(audit.verdicts) != len(keys):
        tally.faults += (f"{name}: {len(audit.verdicts)} statements, keyed {len(keys)}",)
    for verdict in audit.verdicts:
        wanted, given = keys.get(verdict.statement.number, frozenset()), frozenset(verdict.kinds)
        tally.right.update(wanted & given)
        tally.missed.update(wanted - given)
        tally.excess.update(given - wanted - OPEN)
        tally.called_false += VerdictKind.SUPPORTED in wanted and bool(given & FALSE)
        if wanted - given or given - wanted - OPEN:
            lacks, more = sorted(wanted - given), sorted(given - wanted - OPEN)
            tally.faults += (f"{name} {verdict.statement.number}: lacks {lacks}, has {more}: {verdict.statement.text}",)


def keyed(engine: Engine, folder: Path = KEYED) -> Tally:
    """Audit every keyed answer of a folder."""
    tally = Tally(Counter(), Counter(), Counter())
    for answer in keyed_answers(folder):
        audit = engine.audit(answer.file.read_bytes(), answer.file.name)
        compare(answer.file.name, audit, answer.keys, tally)
    return tally


def seconds(engine: Engine, file: Path, question: str | None = None) -> float:
    """Return how long one audit takes."""
    begun = time.perf_counter()
    engine.audit(file.read_bytes(), file.name, question)
    return time.perf_counter() - begun
