"""What checking a pack found, in words and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from quoth.model.checks import FigureCheck, FigureStanding, PackCheck


def check_text(check: PackCheck) -> str:
    """Return what was found, what was not, and plainly what could not be looked up."""
    if check.faults:
        return "".join(f"BROKEN: {fault.where}: {fault.why}\n" for fault in check.faults)
    found, missing, unchecked = (check.counted(standing) for standing in FigureStanding)
    said = "holds" if check.holds else "BROKEN"
    held = f"the library holds the full text of {check.works_held} of {check.works} sources"
    lines = [
        f"{said}: pack {check.pack} {check.version}: {len(check.figures)} figures in {check.statements} statements",
        f"found: {found} figures, each in a sentence of its source",
        f"not found: {missing} figures that the held full text does not give",
        f"not checkable: {unchecked} figures; {held} (quoth add --sources fetches what is open)",
    ]
    lines += [_line(figure) for figure in check.figures if figure.standing is FigureStanding.NOT_FOUND]
    return "\n".join(lines) + "\n"


def _line(figure: FigureCheck) -> str:
    near = f"nearest: \u201c{figure.sentence}\u201d" if figure.sentence else "no sentence of it comes near"
    return f"not found: {figure.statement}: {figure.figure}: {figure.document}; {near}"


def check_json(check: PackCheck) -> str:
    """Return every figure with its standing, and the counts."""
    counts = {standing.value: check.counted(standing) for standing in FigureStanding}
    return json.dumps({"holds": check.holds, "counts": counts, **asdict(check)}, ensure_ascii=False, indent=2) + "\n"
