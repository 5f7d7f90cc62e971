"""How far verdicts on sentences can be trusted: claims keyed by people, beside majority and BM25-overlap."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from evals.audited import answers
from evals.report import Part, Report, in_parts
from evals.supporting.claims import claims_of, speed
from evals.supporting.pairs import ABSTRACTS, CLAIMS

SETS = ("scifact", "healthver")


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Measure the sets of claims; figures are named for their set, and plainly where one set is asked for."""
    parts: list[Part] = [(name, [str(CLAIMS)], partial(claims_of, name, split)) for name in SETS]
    parts.append(("speed", [str(CLAIMS), str(ABSTRACTS)], speed))
    report = in_parts("audit", [*parts, *answers.parts()], data, set_name, split)
    if set_name in SETS:
        prefix = f"{set_name}_"
        report.figures.update({name.removeprefix(prefix): value for name, value in [*report.figures.items()]})
    return report
