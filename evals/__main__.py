"""Run one measurement by name."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

from evals.report import Report

HERE = Path(__file__).parent
NOT_EVALS = {"__init__", "__main__", "report", "demo", "mutant_words", "mutants", "readme", "sets"}
NAMES = sorted(p.stem for p in HERE.glob("*.py") if p.stem not in NOT_EVALS)


def main() -> int:
    """Parse the command line, run the eval, print its report; exit 1 when a bar is missed, 2 when it cannot run."""
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure one thing; JSON on the last line.")
    parser.add_argument("name", choices=NAMES)
    default = os.environ.get("QUOTH_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default), help="folder that holds the unpacked sets")
    parser.add_argument("--set", dest="set_name", help="which set in it")
    parser.add_argument("--split", help="which part of the set")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"skipped: data not here ({options.data}); give its folder with --data", file=sys.stderr)
        return 2
    report: Report = importlib.import_module(f"evals.{options.name}").run(options.data, options.set_name, options.split)
    for note in report.notes:
        print(note)
    for bar in report.bars:
        sign = ">=" if bar.at_least else "<="
        print(f"{'ok  ' if bar.ok else 'MISS'} {bar.name}: {bar.figure:g} ({sign} {bar.bar:g})")
    print(report.to_json())
    return 0 if all(bar.ok for bar in report.bars) else 1


if __name__ == "__main__":
    sys.exit(main())
