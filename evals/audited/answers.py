"""Audits held against keys: the page of the seeds, ten answers keyed by hand, injected notices, hostile texts, speed.

`python -m evals audit --set seed|keyed|notices|hostile|pages` runs them.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.report import Bar, Part
from quoth import packs
from quoth.engine import Engine
from quoth.errors import QuothError
from quoth.model import Ids, Notice
from quoth.model.audits import Audit, VerdictKind
from quoth.settings import load

KEYED = Path(__file__).parent.parent.parent / "tests" / "audits"
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
def library(*, furnished: bool = True) -> Iterator[Engine]:
    """Open a library with the shipped pack and, if ``furnished``, the invented papers of the keyed answers and their notices."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(load(Path(folder) / "library"), packs.builtin())
        if furnished:
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


def seed(engine: Engine, file: Path) -> dict[str, float | int]:
    """Audit the page of the first seed and count what its key names (FIELD.md, appendix A)."""
    audit = engine.audit(file.read_bytes(), file.name)
    counts = dict(audit.counts)
    return {
        "seed_statements": len(audit.verdicts),
        "seed_uncited": counts.get(VerdictKind.UNCITED, 0),
        "seed_indirect": counts.get(VerdictKind.INDIRECT, 0),
        "seed_withdrawn": counts.get(VerdictKind.WITHDRAWN, 0),
        "seed_doses_mixed": counts.get(VerdictKind.DOSES_MIXED, 0),
        "seed_repeats": counts.get(VerdictKind.REPEATS, 0),
        "seed_called_false": sum(bool(set(v.kinds) & FALSE) for v in audit.verdicts),
    }


NOTICES = (
    ("retraction", VerdictKind.RETRACTED),
    ("concern", VerdictKind.CONCERN),
    ("correction", VerdictKind.CORRECTED),
    ("retraction", VerdictKind.RETRACTED),
)


def notices(engine: Engine, count: int = 100) -> dict[str, float | int]:
    """Tell a library ``count`` notices, on papers it holds and on papers it does not, and cite each beside as many sound ones.

    The library must be one of its own: the notices stay in it.
    """
    held = [work.ids for work in engine._library.store.works_of_pack("tma") if work.ids.doi]  # noqa: SLF001
    bad = [*held[: count // 2], *(Ids(doi=f"10.5555/quoth.noticed.{n}") for n in range(count - count // 2))]
    good = [*held[count // 2 : count], *(Ids(doi=f"10.5555/quoth.sound.{n}") for n in range(count - count // 2))]
    told = [NOTICES[n % len(NOTICES)] for n in range(len(bad))]
    facts = [(ids, Notice(kind, "2030-01-01", "retraction-watch")) for ids, (kind, _) in zip(bad, told, strict=True)]
    engine._library.store.note(facts)  # noqa: SLF001
    cited = [ids for pair in zip(bad, good, strict=False) for ids in pair]
    text = "\n\n".join(f"Plasma exchange was studied in group {n} (doi:{ids.doi})." for n, ids in enumerate(cited))
    audit = engine.audit(text.encode(), "notices.txt")
    wanted = {ids.doi: kind for ids, (_, kind) in zip(bad, told, strict=True)}
    of_notice = {kind for _, kind in NOTICES}
    found = {v.statement.marks[0].removeprefix("doi:"): of_notice & set(v.kinds) for v in audit.verdicts}
    return {
        "notices_injected": len(wanted),
        "notices_reported": sum(found.get(doi or "") == {kind} for doi, kind in wanted.items()),
        "notices_invented": sum(bool(kinds) for doi, kinds in found.items() if doi not in wanted),
    }


def hostile_texts() -> Iterator[tuple[str, bytes]]:
    """Yield hostile and endless texts by name."""
    said = "Eculizumab is given in atypical HUS because relapse is feared [1]. "
    entry = "Smith J. Eculizumab study number {n}. J Nowhere. 2019;1:1-2. doi:10.5555/x.{n}"
    listed = "\n".join(f"[{n}] {entry.format(n=n)}" for n in range(10_000))
    yield "5 MB of sentences", (said * 80_000)[:5_000_000].encode()
    yield "5 MB of lines", (f"{said}\n" * 80_000)[:5_000_000].encode()
    yield "5 MB in one word", b"a" * 5_000_000
    yield (
        "10,000 citations",
        (
            " ".join(f"Eculizumab is given in aHUS [{n}]." for n in range(10_000)) + f"\n\nReferences\n\n{listed}"
        ).encode(),
    )
    yield "10,000 in one", f"Eculizumab is given in aHUS [{','.join(map(str, range(10_000)))}].".encode()
    yield (
        "10,000 names",
        " ".join(f"Eculizumab is given in aHUS (Smith{n} et al., 2019)." for n in range(10_000)).encode(),
    )
    yield (
        "scripts",
        b"<html><body><script>"
        + b"alert('Eculizumab cures');" * 150_000
        + b"</script><p>Eculizumab is given in aHUS.</p></body></html>",
    )
    yield "anchors", b"<html><body>" + b"<a href='https://doi.org/10.1/x'>" * 100_000
    yield "links", b"# x\n\n" + b"[a](https://doi.org/10.1/x) " * 100_000
    yield "open links", b"# x\n\n" + b"[a](https://" * 300_000
    yield "brackets", b"x " + b"[" * 1_000_000
    yield "raised digits", "x\u00b9".encode() * 500_000
    yield "quote marks", b'Eculizumab is "' + b'given in aHUS "' * 100_000


def hostile(engine: Engine) -> dict[str, float | int]:
    """Audit every hostile text; one that ends in a refusal ends cleanly too."""
    slowest, ended, count = 0.0, 0, 0
    for _, data in hostile_texts():
        count += 1
        begun = time.perf_counter()
        with suppress(QuothError):
            engine.audit(data, "hostile")
        ended += 1
        slowest = max(slowest, time.perf_counter() - begun)
    return {"hostile_texts": count, "hostile_ended": ended, "hostile_slowest_s": round(slowest, 1)}


# --- as an eval ----------------------------------------------------------------------------------------------------------

SEED = "../seeds/000_26e132706174b543.txt"  # from the data folder
SEED_KEY = {
    "statements": 15,
    "uncited": 2,
    "indirect": 4,
    "withdrawn": 1,
    "doses_mixed": 1,
    "repeats": 3,
    "called_false": 0,
}
SETS = (("keyed", KEYED), ("second", KEYED / "second"), ("third", KEYED / "third"), ("fourth", KEYED / "fourth"))
Measured = tuple[dict[str, float | int], list[Bar]]


def parts() -> list[Part]:
    """Return the parts of `evals audit` that need no set of claims."""
    return [
        ("seed", [SEED], _seed),
        ("keyed", [], _keyed_sets),
        ("notices", [], _notices),
        ("hostile", [], _hostile),
        ("pages", [], _pages),
    ]


def _seed(data: Path, _: list[str]) -> Measured:
    with library(furnished=False) as engine:
        figures = seed(engine, data / SEED)
    right = sum(figures[f"seed_{name}"] == value for name, value in SEED_KEY.items())
    return figures | {"seed_key_right": right}, [Bar("the seed's key met", right, len(SEED_KEY))]


def _keyed_sets(_: Path, notes: list[str]) -> Measured:
    figures: dict[str, float | int] = {}
    with library() as engine:
        for name, folder in SETS:
            tally = keyed(engine, folder)
            figures |= {
                f"{name}_precision": round(tally.precision, 3),
                f"{name}_recall": round(tally.recall, 3),
                f"{name}_called_false": tally.called_false,
            }
            notes += tally.faults
    false = sum(figures[f"{name}_called_false"] for name, _ in SETS)
    return figures, [Bar("supported statements called false", false, 0, at_least=False)]


def _notices(_: Path, __: list[str]) -> Measured:
    with library(furnished=False) as engine:
        figures = notices(engine)
    return figures, [
        Bar("notices reported", figures["notices_reported"], figures["notices_injected"]),
        Bar("notices invented", figures["notices_invented"], 0, at_least=False),
    ]


def _hostile(_: Path, __: list[str]) -> Measured:
    with library(furnished=False) as engine:
        figures = hostile(engine)
    return figures, [
        Bar("hostile texts that end", figures["hostile_ended"], figures["hostile_texts"]),
        Bar("seconds of the slowest hostile text", figures["hostile_slowest_s"], 5, at_least=False),
    ]


def _pages(data: Path, _: list[str]) -> Measured:
    """Time the keyed answers, and the seed's page where it is here, one after another in one process."""
    with library() as engine:
        files = [answer.file for answer in keyed_answers()]
        files += [data / SEED] if (data / SEED).exists() else []
        taken = sorted(seconds(engine, file) for file in files)
    figures = {"audit_p50_s": round(taken[len(taken) // 2], 2), "audit_max_s": round(taken[-1], 2)}
    return figures, [Bar("seconds a page", figures["audit_max_s"], 2, at_least=False)]
