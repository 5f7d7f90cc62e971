"""Do pages carry what a good answer has to carry? Reads ``questions.yaml`` in --data; keys are finding ids.

A page *carries* an id when it shows that finding as a claim (openings and appraisals count as claims too).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml

from evals.report import Bar, Report
from quoth.engine import Engine
from quoth.settings import load


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Ask every question of ``data/questions.yaml`` from the shipped pack and compare with its keys."""
    questions = yaml.safe_load((data / "questions.yaml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(load(Path(folder) / "library"))
        rows = [_row(engine, entry) for entry in questions]
        engine.close()
    figures = _figures(rows)
    notes = [_note(row) for row in rows if row["missing"] or row["wrong"]]
    bars = [
        Bar("must_include_recall", figures["must_include_recall"], 0.60),
        Bar("claims_max", figures["claims_max"], 20, at_least=False),
    ]
    return Report("tma", figures, bars, set_name, split, notes)


def _row(engine: Engine, entry: dict[str, Any]) -> dict[str, Any]:
    page = engine.ask(entry["question"])
    shown = [claim.id for claim in (*page.first, *page.cautions, *page.claims)]
    wanted = entry.get("must_include") or []
    unwanted = [item["statement"] for item in entry.get("must_not_include") or []]
    related = [
        c
        for c in (*page.first, *page.cautions, *page.claims)
        if not any(str(label).startswith("indirect") for label in c.labels)
    ]
    return {
        "id": entry["id"],
        "claims": len(shown),
        "wanted": len(wanted),
        "missing": [i for i in wanted if i not in shown],
        "wrong": [i for i in unwanted if i in shown],
        "direct": len(related),
        "abstains": not wanted and not page.claims,
        "should_abstain": not wanted,
    }


def _figures(rows: list[dict[str, Any]]) -> dict[str, float | int]:
    answerable = [row for row in rows if row["wanted"]]
    asked = sum(row["wanted"] for row in answerable)
    met = asked - sum(len(row["missing"]) for row in answerable)
    per_question = [1 - len(row["missing"]) / row["wanted"] for row in answerable]
    unanswerable = [row for row in rows if row["should_abstain"]]
    claims = sum(row["claims"] for row in rows)
    figures: dict[str, float | int] = {
        "questions": len(rows),
        "must_include_recall": round(met / asked, 4) if asked else 0.0,
        "must_include_recall_mean": round(sum(per_question) / len(per_question), 4) if per_question else 0.0,
        "must_not_include": sum(len(row["wrong"]) for row in rows),
        "on_topic": round(sum(row["direct"] for row in rows) / claims, 4) if claims else 0.0,
        "claims_max": max((row["claims"] for row in rows), default=0),
        "claims_mean": round(claims / len(rows), 2) if rows else 0.0,
    }
    if unanswerable:
        figures["abstention"] = round(sum(row["abstains"] for row in unanswerable) / len(unanswerable), 4)
    return figures


def _note(row: dict[str, Any]) -> str:
    missing = f" misses {', '.join(row['missing'])}" if row["missing"] else ""
    wrong = f" SHOWS {', '.join(row['wrong'])}" if row["wrong"] else ""
    return f"{row['id']}: {row['wanted'] - len(row['missing'])}/{row['wanted']}{missing}{wrong}"
