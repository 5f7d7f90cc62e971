"""Structured abstracts that weights may be learned from: the licence allows it, and none of them is measured on.

Sources: the articles of ``evidence_inference/nxml`` and ``jats`` whose own stated licence lets anyone use them for any
purpose (CC BY, CC0, public domain), and ``pubmedqa``, which as a set is stated MIT. What the set ``evidence`` also
holds is left out: its abstracts are what the weights are measured on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.annotating.abstracts import abstracts, labelled
from quoth.ingest.outcomes import Paper
from quoth.ingest.reading import read_path

MEASURED = Path("evidence", "structured_abstracts.jsonl")
FOLDERS = (Path("evidence_inference", "nxml"), Path("jats"))
_FREE = re.compile(
    r"\bCC0\b|\bCC BY \d|licenses/by/|publicdomain/|creative commons attribution (?:\d\.\d )?(?:\w+ )?licen[cs]e"
    r"|permitted in all media for any purpose|public domain|^MIT\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"non-?\s?commercial|\bNC\b|by-nc|no-?\s?deriv|\bND\b|by-nd|share-?\s?alike|\bSA\b", re.IGNORECASE)
_OPENING = 80  # letters and digits of a section by which it is known again


@dataclass(frozen=True, slots=True)
class Source:
    """One structured abstract: where it is from, the licence stated for it, and its (heading, text) in order."""

    id: str
    source: str
    licence: str
    sections: tuple[tuple[str, str], ...]


def allows(licence: str | None) -> bool:
    """Say whether a stated licence lets anyone use the text for any purpose; nothing stated is a no."""
    return bool(licence and _FREE.search(licence)) and not _BOUND.search(licence or "")


def learnable(data: Path) -> list[Source]:
    """Return the abstracts under ``data`` that may be learned from, in order, each once.

    Raises FileNotFoundError if the set ``evidence`` is not there: without it nobody can tell what must be left out.
    """
    measured = list(abstracts(data / MEASURED))
    taken = {name for name, _ in measured} | {_opening(text) for _, sections in measured for _, text in sections}
    found: list[Source] = []
    for each in (*_articles(data), *_questions(data / "pubmedqa" / "pqal_train.json")):
        marks = {each.id} | {_opening(text) for _, text in each.sections}
        if allows(each.licence) and marks.isdisjoint(taken) and _told(each):
            taken |= marks
            found.append(each)
    return found


def _told(each: Source) -> bool:
    """Say whether the headings tell two roles at least."""
    return len({role for role in labelled(each.sections)[1] if role}) > 1


def _opening(text: str) -> str:
    return re.sub(r"\W", "", text.lower())[:_OPENING]


def _articles(data: Path) -> Iterator[Source]:
    """Yield the abstract of each article that can be read, with the licence the article states."""
    for folder in FOLDERS:
        for outcome in read_path(data / folder) if (data / folder).is_dir() else ():
            if isinstance(outcome, Paper):
                document, ids = outcome.document, outcome.work.ids
                parts = [part for part in document.parts if part.kind == "abstract"]
                sections = tuple((part.label, document.text[part.start : part.end]) for part in parts)
                name = ids.pmcid or ids.doi or document.id
                yield Source(name, folder.parts[0], document.facts.licence or "", sections)


def _questions(path: Path) -> Iterator[Source]:
    """Yield the abstracts of PubMedQA: contexts under their headings, and the long answer, which is the conclusion."""
    if path.is_file():
        for pmid, row in json.loads(path.read_text(encoding="utf-8")).items():
            sections = [*zip(row["LABELS"], row["CONTEXTS"], strict=True), ("CONCLUSIONS", row["LONG_ANSWER"])]
            yield Source(pmid, "pubmedqa", "MIT (the set)", tuple(sections))
