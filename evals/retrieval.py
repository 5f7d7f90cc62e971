"""Finding: are the right documents found first, and how fast? Through the engine's own search, beside bm25s and tantivy.

``--set`` is a folder in BEIR form (corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv) in --data: nfcorpus, scifact, bioasq
(its pool of snippets) or any other; ``screening`` (reviews with a label for every paper); ``speed`` (49k abstracts).
Without it all that are there run. ``--split`` is train, dev or test; else the first of dev, train, test that is there.
``--split dev+mesh`` (any split, +mesh) adds MeSH and MONDO from the set ``terminology`` before asking.

Figures: nDCG@10 over title and text in one, recall@100, milliseconds from text to 100 hits; the same with the prefix
``bm25s_`` and ``tantivy_`` for these two as they come (English stop words and stemmer, default k1 and b). With more than
one set in a run, names end in _SET. Screening: work saved at 95 % recall (Cohen 2006) with the review's title as query.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evals.report import Bar, Report
from evals.retrieving import screening, speed
from evals.retrieving.judged import Judged, measure
from evals.retrieving.sets import Beir, beir_at

BARS = {
    ("nfcorpus", "dev", "ndcg@10"): 0.33,
    ("scifact", "train", "ndcg@10"): 0.72,
    ("bioasq", "test", "recall@100"): 0.90,
}
PLACES = {"bioasq": "bioasq/beir_snippets"}
KNOWN = ("nfcorpus", "scifact", "bioasq")
WITH_TERMS = "+mesh"
SPLITS = ("dev", "train", "test")


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Measure the sets asked for; one that is not there is skipped with a sentence."""
    figures: dict[str, float | int] = {}
    bars: list[Bar] = []
    notes: list[str] = []
    wanted, _, more = (split or "").partition("+")
    vocabularies = _vocabularies(data, notes) if more else []
    names = [set_name] if set_name else [*KNOWN, "screening", "speed"]
    for name in names:
        if name == "screening":
            found, held = screening.measure(data / "screening", vocabularies, notes)
        elif name == "speed":
            found, held = speed.measure(data, notes)
        else:
            found, held = _beir(data / PLACES.get(name, name), name, wanted, vocabularies, notes)
        end = "" if len(names) == 1 else f"_{name}"
        figures |= {f"{figure}{end}": value for figure, value in found.items()}
        bars += held
    return Report("retrieval", figures, bars, set_name, split, notes)


def _vocabularies(data: Path, notes: list[str]) -> list[Path]:
    files = [data / "terminology" / name for name in ("mesh_descriptors.tsv", "mondo.obo")]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        notes.append(f"without vocabularies: {', '.join(missing)} is not in {data / 'terminology'}")
    return [file for file in files if file.is_file()]


def _beir(
    folder: Path, name: str, split: str, vocabularies: Iterable[Path], notes: list[str]
) -> tuple[dict[str, float | int], list[Bar]]:
    splits = [split] if split else [s for s in SPLITS if (folder / "qrels" / f"{s}.tsv").is_file()]
    if not splits or not (folder / "qrels" / f"{splits[0]}.tsv").is_file() or not (folder / "corpus.jsonl").is_file():
        notes.append(f"{name}: skipped, {folder} is no set in BEIR form with the split {split or 'dev, train or test'}")
        return {}, []
    beir: Beir = beir_at(folder, splits[0])
    judged: Judged = measure(beir, vocabularies, notes)
    bars = [
        Bar(f"{figure} {name} {splits[0]}", judged.figures[figure], bar)
        for (set_name, of, figure), bar in BARS.items()
        if (set_name, of) == (name, splits[0])
    ]
    return judged.figures, bars
