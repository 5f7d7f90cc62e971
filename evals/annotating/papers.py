"""Sentence roles and study design: found against authors' headings, indexers' publication types and our own keys."""

from __future__ import annotations

import importlib
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from evals.annotating.abstracts import abstracts, labelled
from evals.annotating.counts import Tally, by_class, macro_f1
from evals.annotating.open_abstracts import learnable
from evals.annotating.text import Part
from quoth.annotate.chain import Chain
from quoth.annotate.design import rules, study_design
from quoth.annotate.roles import ROLES, features, roles

KEYS = Path(__file__).parents[1] / "keys" / "designs.tsv"
KEYED = ("guideline", "systematic review", "cohort", "preclinical")
FOLDS = 5
TRAINED = Path(__file__).parents[1] / "keys" / "roles_trained.tsv"
Sections = Sequence[tuple[str, str]]
Tagger = Callable[[Sequence[str]], list[str]]


def sentence_roles(path: Path) -> Part:
    """Measure the shipped weights on structured abstracts without headings; what they were learned from is left out."""
    learned_from = {line.split("\t")[0] for line in TRAINED.read_text(encoding="utf-8").splitlines()}
    rows = list(abstracts(path))
    unseen = [sections for name, sections in rows if name not in learned_from]
    figures, notes = _scored([(roles, unseen)], f"shipped weights, {len(unseen)} abstracts never learned from")
    if len(unseen) < len(rows):
        notes.append(
            f"roles: {len(rows) - len(unseen)} abstracts are left out, because the weights are learned from them"
        )
    return figures, notes


def role_folds(data: Path) -> Part:
    """Measure the recipe of the shipped weights, 5-fold, on the abstracts that they are learned from."""
    learned = importlib.import_module("evals.training.roles").learned  # needs numpy, which the program does not
    rows = learnable(data)
    folds: list[tuple[Tagger, list[Sections]]] = []
    for fold in range(FOLDS):
        held = [row for row in rows if zlib.crc32(row.id.encode()) % FOLDS == fold]
        chain: Chain = learned([row for row in rows if row not in held])
        folds.append((_tagger(chain), [row.sections for row in held]))
    figures, notes = _scored(folds, f"{FOLDS}-fold on the {len(rows)} abstracts learned from")
    return {f"training_{name}": value for name, value in figures.items()}, notes


def _tagger(chain: Chain) -> Tagger:
    return lambda sentences: chain.tag(features(sentences))


def _scored(folds: Sequence[tuple[Tagger, Sequence[Sections]]], how: str) -> Part:
    """Return the figures of taggers, each on its own abstracts, taken together."""
    pairs: list[tuple[str, str]] = []
    strict: list[tuple[str, str]] = []
    for tag, held in folds:
        for sections in held:
            sentences, gold = labelled(sections)
            _, gold_strict = labelled(sections, strict=True)
            found = tag(sentences)
            pairs += [(a, b) for a, b in zip(found, gold, strict=True) if b]
            strict += [(a, b) for a, b in zip(found, gold_strict, strict=True) if b]
    tallies = by_class(pairs)
    figures: dict[str, float | int] = {
        "role_macro_f1": macro_f1(tallies, ROLES),
        "role_macro_f1_strict": macro_f1(by_class(strict), ROLES),
        "role_accuracy": sum(a == b for a, b in pairs) / max(1, len(pairs)),
    }
    each = ", ".join(f"{name} {tallies[name].f1:.3f}" for name in ROLES if name in tallies)
    left_out = (
        f"roles: {len(strict) - len(pairs)} of {len(strict)} sentences are left out of role_macro_f1, because their"
        " heading cannot tell background from objective (an aim under Background; background under Objective);"
        " role_macro_f1_strict takes every heading's word"
    )
    return figures, [f"roles, structured abstracts, {how}: {each}", left_out]


def medline(path: Path) -> Iterator[dict[str, list[str]]]:
    """Yield the fields of each record of a MEDLINE file."""
    record: dict[str, list[str]] = {}
    field = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"([A-Z]{2,4})\s*- (.*)", line)
        if match:
            field = match[1]
            if field == "PMID":
                if record:
                    yield record
                record = {}
            record.setdefault(field, []).append(match[2])
        elif line.startswith("      ") and field in record:
            record[field][-1] += " " + line.strip()
    if record:
        yield record


def trials(folder: Path) -> Part:
    """Randomised trials by title and abstract alone, against the indexers' publication type."""
    tally, typed = Tally(), Tally()
    said = agreed = 0
    for path in sorted(folder.glob("medline*.txt")):
        for record in medline(path):
            kinds = record.get("PT", [])
            title, abstract = " ".join(record.get("TI", [])), " ".join(record.get("AB", []))
            gold = {1} if "Randomized Controlled Trial" in kinds else set()
            tally.add({1} if study_design(title, abstract).design == "randomised trial" else set(), gold)
            stated = {rule.design for rule in rules() if rule.where == "type" and rule.fits_type(kinds)}
            said += bool(stated)
            agreed += study_design(title, abstract, kinds).design in stated
            typed.add({1} if study_design(title, abstract, kinds).design == "randomised trial" else set(), gold)
    notes = [f"randomised trials, MEDLINE, title and abstract: {tally}", f"with publication types: {typed}"]
    figures = {"rct_f1": tally.f1, "rct_f1_with_types": typed.f1, "publication_types_agree": agreed / max(1, said)}
    return figures, notes


def designs(texts: dict[str, tuple[str, str]]) -> Part:
    """Study design of records keyed by hand (evals/keys/designs.tsv) from title and abstract."""
    pairs = []
    for line in KEYS.read_text(encoding="utf-8").splitlines():
        ident, _, design = line.partition("\t")
        if design and ident in texts:
            pairs.append((study_design(*texts[ident]).design, design))
    tallies = by_class(pairs)
    each = ", ".join(f"{name} {tallies[name].f1:.3f}" for name in KEYED if name in tallies)
    return {"design_macro_f1": macro_f1(tallies, KEYED)}, [f"designs, {len(pairs)} keyed records: {each}"]
