"""Work saved when a systematic review's papers are read in the order of a search by the review's title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from math import ceil
from pathlib import Path
from statistics import mean

from evals.report import Bar
from evals.retrieving import peers
from evals.retrieving.judged import ranker
from evals.retrieving.sets import Text, library_of, lines

RECALL = 0.95
# The reviews by what they are about, where the file's name says too little: their published titles and questions.
TITLES = {
    "ADHD": "Pharmacologic treatments for attention deficit hyperactivity disorder (ADHD)",
    "Antihistamines": "Newer antihistamines",
    "AtypicalAntipsychotics": "Atypical antipsychotic drugs",
    "Bannach-Brown_2019": "Animal models of depression",
    "BetaBlockers": "Beta adrenergic blockers",
    "Estrogens": "Hormone therapy for postmenopausal women or women in the menopausal transition stage",
    "NSAIDS": "Cyclo-oxygenase (COX)-2 inhibitors and non-steroidal anti-inflammatory drugs (NSAIDs)",
    "OralHypoglycemics": "Oral hypoglycemics",
    "SkeletalMuscleRelaxants": "Skeletal muscle relaxants",
    "wallace_copd": "Genetic associations of chronic obstructive pulmonary disease (COPD)",
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def measure(folder: Path, vocabularies: Sequence[Path], notes: list[str]) -> tuple[dict[str, float | int], list[Bar]]:
    """Rank each review's papers; a review counts as better where more work is saved than with bm25s."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        notes.append(f"screening: skipped, no review in {folder}")
        return {}, []
    rows: list[tuple[str, dict[str, float]]] = [(file.stem, _review(file, vocabularies)) for file in files]
    for name, saved in rows:
        notes.append(f"screening {name}: " + ", ".join(f"{who} {value:.3f}" for who, value in saved.items()))
    figures: dict[str, float | int] = {"reviews": len(rows)}
    for who in rows[0][1]:
        figures["wss@95" if who == "quoth" else f"{who}_wss@95"] = round(mean(saved[who] for _, saved in rows), 4)
    figures["better_than_bm25s"] = sum(saved["quoth"] > saved.get("bm25s", 0) for _, saved in rows)
    return figures, [Bar("better_than_bm25s", figures["better_than_bm25s"], 0.8 * len(rows))]


def _review(file: Path, vocabularies: Iterable[Path]) -> dict[str, float]:
    held = list(lines(file))
    corpus = tuple(Text(str(r["_id"]), str(r.get("title") or ""), str(r.get("abstract") or "")) for r in held)
    relevant = {str(r["_id"]) for r in held if r.get("label_included", r.get("label"))}
    query = TITLES.get(file.stem) or _CAMEL.sub(" ", file.stem)
    every = len(corpus)
    with library_of(corpus, vocabularies) as opened:
        saved = {"quoth": work_saved(ranker(opened, every)(query), relevant, every)}
    for name, build in (("bm25s", peers.bm25s_of), ("tantivy", peers.tantivy_of)):
        rank: Callable[[str], list[str]] | None = build(corpus, [], every)
        if rank is not None:
            saved[name] = work_saved(rank(query), relevant, every)
    return saved


def work_saved(ranked: Sequence[str], relevant: set[str], every: int) -> float:
    """Return the share of papers that need not be read to find 95 % of the relevant, less the 5 % that chance saves.

    Cohen et al., J Am Med Inform Assoc 2006;13:206-19: WSS@95 = (N - read) / N - 0.05. What a search did not return is
    read last, and holds the relevant papers it missed evenly spread.
    """
    places = [place for place, document in enumerate(ranked, 1) if document in relevant]
    missed = len(relevant) - len(places)
    rest = every - len(ranked)
    places += [len(ranked) + ceil((at + 1) * (rest + 1) / (missed + 1)) for at in range(missed)]
    needed = ceil(RECALL * len(relevant))
    return (every - places[needed - 1]) / every - (1 - RECALL)
