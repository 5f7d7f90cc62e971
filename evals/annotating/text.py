"""Sentences, abbreviations, negation: found against hand-marked sets."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

from nupunkt import sent_spans

from evals.annotating.counts import Tally
from quoth.annotate.abbreviations import abbreviations
from quoth.annotate.context import context
from quoth.annotate.sentences import tiles

Part = tuple[dict[str, float | int], list[str]]


def craft(path: Path) -> Iterator[tuple[str, set[int]]]:
    """Yield (text, ends of its sentences) of each CRAFT article."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield row["text"], {end for _, end in row["sentences"]}


def sentences(folder: Path) -> Part:
    """Sentence ends inside paragraphs (a paragraph's own end is given); nupunkt alone in the same run for comparison."""
    ours, peer = Tally(), Tally()
    spent = spent_peer = 0.0
    characters = 0
    for path in sorted(folder.glob("craft*.jsonl.gz")):
        for text, ends in craft(path):
            for line in re.finditer(r"[^\n]+", text):
                start, printed = line.start(), line.group()
                gold = {end for end in ends if start < end <= line.end()} - {start + len(printed.rstrip()), line.end()}
                began = time.process_time()
                found = tiles(printed)
                middle = time.process_time()
                found_peer = sent_spans(printed)
                spent_peer += time.process_time() - middle
                spent += middle - began
                characters += len(printed)
                ours.add(_inner(start, printed, [end for _, end in found]), gold)
                peer.add(_inner(start, printed, [end for _, end in found_peer]), gold)
    figures = {
        "sentence_f1": ours.f1,
        "nupunkt_sentence_f1": peer.f1,
        "sentence_mchars_per_s": characters / max(spent, 1e-9) / 1e6,
        "nupunkt_mchars_per_s": characters / max(spent_peer, 1e-9) / 1e6,
    }
    return figures, [f"sentences, CRAFT: {ours}; nupunkt alone: {peer}"]


def _inner(start: int, printed: str, ends: list[int]) -> set[int]:
    """Return where sentences end within a paragraph, white space aside, without its own end."""
    return {start + len(printed[:end].rstrip()) for end in ends} - {start + len(printed.rstrip())}


def med1250(path: Path) -> Iterator[tuple[str, set[tuple[str, str]]]]:
    """Yield (text, gold pairs) of each MED1250 record: a number line, text lines, indented ``SF|LF`` lines."""
    text: list[str] = []
    gold: set[tuple[str, str]] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\d{5,9}", line.strip()):
            if text:
                yield "\n".join(text), gold
            text, gold = [], set()
        elif line.startswith("  ") and "|" in line:
            short, _, long = line.strip().partition("|")
            gold.add((_plain(short), _plain(long.split("|")[0])))
        elif line.strip():
            text.append(line)
    if text:
        yield "\n".join(text), gold


def _plain(form: str) -> str:
    return " ".join(form.split())


def short_forms(folder: Path) -> Part:
    """(short form, long form) pairs, exactly as printed."""
    tally = Tally()
    for path in sorted(folder.glob("med1250*.txt")):
        for text, gold in med1250(path):
            tally.add({(_plain(a.short), _plain(a.long)) for a in abbreviations(text)}, gold)
    return {"abbreviation_f1": tally.f1}, [f"abbreviations, MED1250: {tally}"]


def negation(folder: Path) -> Part:
    """Whether the marked condition of each sentence is negated."""
    tally = Tally()
    left_out = 0
    for path in sorted(folder.glob("negex_sentences*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            cells = line.split("\t")
            if len(cells) < 4:
                continue
            condition, sentence = _plain(cells[1]), _plain(cells[2])
            at = sentence.find(condition.upper())
            at = sentence.lower().find(condition.lower()) if at < 0 else at
            if at < 0:
                left_out += 1
                continue
            found = context(sentence).negated(at, at + len(condition))
            tally.add({1} if found else set(), {1} if cells[3].strip() == "Negated" else set())
    notes = [f"negation, NegEx sentences: {tally}; {left_out} left out: the condition is not in its sentence"]
    return {"negation_f1": tally.f1}, notes
