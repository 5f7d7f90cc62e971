"""The annotator against its sets: sentences, abbreviations, negation, roles, design, mentions and concepts, speed.

Parts (``--set``): craft, med1250, negex, roles, rct, designs, ncbi, bc5cdr_disease, bc5cdr_chemical, linnaeus,
key_findings, speed;
all without it. Where something was trained on a set's open part, figures are 5-fold; ``--split test`` measures the
shipped weights on held-out parts instead. ``roles`` measures the shipped weights on abstracts never learned from, and
with ``--split train`` the same recipe, 5-fold, on those that are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from evals.annotating import inference, names, papers, sets, text
from evals.report import Bar, Report

BARS = {
    "sentence_f1": 0.993,
    "sentence_mchars_per_s": 1.0,
    "abbreviation_f1": 0.88,
    "negation_f1": 0.95,
    "role_macro_f1": 0.85,
    "rct_f1": 0.93,
    "design_macro_f1": 0.75,
    "key_findings_hit@3": 0.60,
    "linked_abstracts_per_s": 300.0,
}


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Run one part or all; a set that is not there is skipped with a note."""
    parts = _parts(data, split)
    if set_name is not None and set_name not in parts:
        return Report(
            "annotate", {}, set=set_name, split=split, notes=[f"skipped: no set {set_name}; one of {', '.join(parts)}"]
        )
    figures: dict[str, float | int] = {}
    bars: list[Bar] = []
    notes: list[str] = []
    for name in [set_name] if set_name else list(parts):
        need, measure = parts[name]
        if not list(data.glob(need)):
            notes.append(f"skipped: {name}, data not here ({data / need})")
            continue
        try:
            found, told = measure()
        except ModuleNotFoundError as error:
            notes.append(f"skipped: {name}, learning needs {error.name}; install requirements/dev.txt")
            continue
        except FileNotFoundError as error:
            notes.append(f"skipped: {name}, no weights or data of that name ({error.filename})")
            continue
        notes += told
        named = name in sets.SETS
        figures |= {f"{name}_{figure}" if named and not set_name else figure: value for figure, value in found.items()}
        bars += [Bar(figure, found[figure], BARS[figure]) for figure in found if figure in BARS]
        if named:
            bars.append(Bar(f"{name} mention_f", found["mention_f"], sets.SETS[name].bar))
        if name in sets.CONCEPT_BAR:
            bars.append(Bar(f"{name} concept_f", found["concept_f"], sets.CONCEPT_BAR[name]))
    return Report("annotate", figures, bars, set_name, split, notes)


def _parts(data: Path, split: str | None) -> dict[str, tuple[str, Callable[[], text.Part]]]:
    """Return part -> (the files it needs, how it is measured)."""
    nlp, evidence = data / "nlp", data / "evidence"
    found: dict[str, tuple[str, Callable[[], text.Part]]] = {
        "craft": ("nlp/craft*.jsonl.gz", lambda: text.sentences(nlp)),
        "med1250": ("nlp/med1250*.txt", lambda: text.short_forms(nlp)),
        "negex": ("nlp/negex_sentences*.tsv", lambda: text.negation(nlp)),
        "roles": (
            "evidence/structured_abstracts*.jsonl",
            lambda: (
                papers.role_folds(data)
                if split == "train"
                else papers.sentence_roles(_first(evidence, "structured_abstracts*.jsonl"))
            ),
        ),
        "rct": ("evidence/medline*.txt", lambda: papers.trials(evidence)),
        "designs": (
            "scale_corpus/corpus.jsonl",
            lambda: papers.designs(_corpus(data / "scale_corpus" / "corpus.jsonl")),
        ),
        "key_findings": (
            "evidence_inference/ev2.jsonl",
            lambda: inference.key_sentences(data / "evidence_inference", split or "validation"),
        ),
        "speed": ("terminology/mondo.obo", lambda: names.speed(data)),
    }
    for name, what in sets.SETS.items():
        found[name] = (f"ner/{what.pattern}", _mentions(data, name, split))
    return found


def _mentions(data: Path, name: str, split: str | None) -> Callable[[], text.Part]:
    return lambda: names.mentions(data, name, split)


def _first(folder: Path, pattern: str) -> Path:
    return min(folder.glob(pattern))


def _corpus(path: Path) -> dict[str, tuple[str, str]]:
    """Return id -> (title, text) of a BEIR corpus."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["_id"]: (row.get("title") or "", row["text"]) for row in rows}
