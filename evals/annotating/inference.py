"""Evidence Inference: randomised trials in full text, with the spans that experts marked as evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quoth.annotate.document import annotate
from quoth.annotate.key_sentences import key_findings
from quoth.model import Document, Facts, Kind, Part, sha256_text

_LABEL = re.compile(r"^([A-Z]+)(?:\.([^\n:]*))?:[ ]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Trial:
    """One article as a document, and the spans marked as evidence in it."""

    document: Document
    gold: frozenset[tuple[int, int]]


def trials(folder: Path, split: str) -> Iterator[Trial]:
    """Yield the articles of one split that have evidence marked and their text there."""
    gold: dict[str, set[tuple[int, int]]] = {}
    for line in (folder / "ev2.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == split:
            spans = {(a["start"], a["end"]) for a in row["answers"] if a.get("valid_label") and (a["start"] or -1) >= 0}
            gold.setdefault(row["pmcid"], set()).update(spans)
    for name, spans in sorted(gold.items()):
        path = folder / "txt" / f"{name}.txt"
        if spans and path.is_file():
            yield Trial(as_document(name, path.read_text(encoding="utf-8")), frozenset(spans))


def as_document(name: str, text: str) -> Document:
    """Return the set's plain text as a document: its label lines are sections, its lines paragraphs."""
    title, parts = "", []
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        start = label.end()
        if label[1] == "TITLE":
            title = text[start:end].strip()
            continue
        heading = (label[2] or "").split(".")[0].title()
        kind = "abstract" if label[1] == "ABSTRACT" else "paragraph"
        lines = [Part(kind, start + m.start(), start + m.end()) for m in re.finditer(r"\S[^\n]*", text[start:end])]
        if lines:
            parts += [Part("section", start, end, heading), *lines]
    sha = sha256_text(text)
    return Document(name, name, Kind.FULLTEXT, text, sha, sha, "evidence-inference", Facts(title=title), tuple(parts))


def key_sentences(folder: Path, split: str) -> tuple[dict[str, float | int], list[str]]:
    """Return the share of articles where one of three key findings overlaps marked evidence (learned on ``train``)."""
    hits = total = 0
    for trial in trials(folder, split):
        found = key_findings(trial.document, annotate(trial.document))
        hits += any(s.start < b and a < s.end for s in found for a, b in trial.gold)
        total += 1
    share = hits / max(1, total)
    return {"key_findings_hit@3": share}, [f"key findings: {hits} of {total} articles of split {split}"]
