"""Sentence roles and study design: found against authors' headings, indexers' publication types and our own keys."""

from __future__ import annotations

import importlib
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from evals.annotating.abstracts import abstracts, labelled
from evals.annotating.counts import Tally, by_class, macro_f1
from evals.annotating.text import Part
from quoth.annotate.design import rules, study_design
from quoth.annotate.roles import ROLES, features, roles

KEYS = Path(__file__).parents[1] / "keys" / "designs.tsv"
KEYED = ("guideline", "systematic review", "cohort", "preclinical")
FOLDS = 5


def sentence_roles(path: Path, *, shipped: bool) -> Part:
    """Roles on structured abstracts without their headings: 5-fold, or the shipped weights on abstracts never seen."""
    rows = [(name, sections) for name, sections in abstracts(path)]
    pairs: list[tuple[str, str]] = []
    strict: list[tuple[str, str]] = []
    for fold in range(1 if shipped else FOLDS):
        held = rows if shipped else [row for row in rows if zlib.crc32(row[0].encode()) % FOLDS == fold]
        tag = _shipped if shipped else _learned([row for row in rows if row not in held])
        for _, sections in held:
            sentences, gold = labelled(sections)
            _, gold_strict = labelled(sections, strict=True)
            found = tag(sentences)
            pairs += [(a, b) for a, b in zip(found, gold, strict=True) if b]
            strict += [(a, b) for a, b in zip(found, gold_strict, strict=True) if b]
    tallies = by_class(pairs)
    figures = {
        "role_macro_f1": macro_f1(tallies, ROLES),
        "role_macro_f1_strict": macro_f1(by_class(strict), ROLES),
        "role_accuracy": sum(a == b for a, b in pairs) / max(1, len(pairs)),
    }
    each = ", ".join(f"{name} {tallies[name].f1:.3f}" for name in ROLES if name in tallies)
    how = "shipped weights" if shipped else f"{FOLDS}-fold"
    left_out = (
        f"roles: {len(strict) - len(pairs)} of {len(strict)} sentences are left out of role_macro_f1, because their"
        " heading cannot tell background from objective (an aim under Background; background under Objective);"
        " role_macro_f1_strict takes every heading's word"
    )
    return figures, [f"roles, structured abstracts, {how}: {each}", left_out]


def _shipped(sentences: list[str]) -> list[str]:
    return roles(sentences)


def _learned(rows: list[tuple[str, list[tuple[str, str]]]]) -> Callable[[list[str]], list[str]]:
    """Return a tagger learned from these abstracts, as the shipped one is."""
    held = [labelled(sections) for _, sections in rows]
    taught = [(features(s), gold) for s, gold in held if len({role for role in gold if role}) > 1]
    learn = importlib.import_module("evals.training.perceptron").learn  # needs numpy, which the program does not
    chain = learn(taught, ROLES, seen=4, least=100)
    return lambda sentences: list(chain.tag(features(sentences)))


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
