"""Verdicts on claims keyed by people (SciFact, HealthVer), beside the commonest label and BM25-overlap."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from evals.report import Bar
from evals.supporting.pairs import LABELS, Pair, Reader, claims, in_abstracts
from evals.supporting.peers import Overlap, measured
from evals.training.support import FOLDS, NEEDS, Example, examples, fold_of, learn
from quoth.model.audits import Support
from quoth.verify.scale import Scale, chances
from quoth.verify.support import nearest, weigh

AS_LABEL = {Support.SUPPORTS: "SUPPORT", Support.CONTRADICTS: "CONTRADICT", Support.UNSETTLED: "NEUTRAL"}
TAUGHT = ("scifact", "train")
PRECISION, RECALL = 0.80, 0.30
TEN, TIMED, FAST = 10, 200, 2.0


def claims_of(name: str, split: str | None, data: Path, notes: list[str]) -> tuple[dict[str, float | int], list[Bar]]:
    """Measure one set of claims: its part ``split``, or ``dev`` where it has one, else what it has.

    A part the shipped scale was taught on is measured with scales learned without the fold a pair is in.
    """
    part = split or ("dev" if claims(data, name, "dev") else None)
    pairs, taught = claims(data, name, part), claims(data, *TAUGHT)
    seen = name == TAUGHT[0] and part in {None, TAUGHT[1]}
    if not pairs:
        notes.append(f"{name}: skipped, no pairs of part {part}")
        return {}, []
    lacking = [str(need) for need in NEEDS if not (data / need).exists()] if seen else []
    if lacking:
        notes.append(f"{name}: skipped, {', '.join(lacking)} is not in {data}: the scale was taught on this part")
        return {}, []
    scales = scales_of(data) if seen else None
    how = f"{FOLDS}-fold: each pair by a scale that was learned without it" if seen else "by the scale as shipped"
    notes.append(f"{name}, part {part or 'all'}: {len(pairs)} pairs, {how}")
    keys = [pair.label for pair in pairs]
    figures = measured(keys, [_verdict(pair, scales) for pair in pairs]).figures()
    figures |= measured(keys, [_likeliest(pair, scales) for pair in pairs]).figures("scale_")
    if taught:
        common = max(LABELS, key=[pair.label for pair in taught].count)
        figures |= measured(keys, [common] * len(pairs)).figures("majority_")
        figures |= measured(keys, _overlaps(pairs, taught, apart=seen)).figures("bm25_")
    else:
        notes.append(f"{name}: no peers, SciFact's train part is not in {data}")
    prefixed = {f"{name}_{figure}": value for figure, value in figures.items()}
    bars = [
        Bar(f"{name} contradicted precision", figures["contradicted_precision"], PRECISION),
        Bar(f"{name} contradicted recall", figures["contradicted_recall"], RECALL),
    ]
    return prefixed, bars


def _verdict(pair: Pair, scales: Sequence[Scale] | None) -> str:
    """Return what a page would say of a pair."""
    by = scales[fold_of(pair.group)] if scales else None
    found = weigh(PLAIN.told(pair.claim), [PLAIN.told(sentence) for sentence in pair.passage], by=by)
    return AS_LABEL[found.support]


def _likeliest(pair: Pair, scales: Sequence[Scale] | None) -> str:
    """Return the likeliest label by the scale alone, without limits and objections."""
    near = nearest(PLAIN.told(pair.claim), [PLAIN.told(sentence) for sentence in pair.passage])
    if near is None:
        return "NEUTRAL"
    found = chances(near.features, scales[fold_of(pair.group)] if scales else None)
    return max(zip((found.contradicts, found.unsettled, found.supports), LABELS, strict=True))[1]


def _overlaps(pairs: Sequence[Pair], taught: Sequence[Pair], *, apart: bool) -> list[str]:
    if not apart:
        peer = Overlap(taught)
        return [peer.verdict(pair) for pair in pairs]
    peers = [Overlap([pair for pair in taught if fold_of(pair.group) != fold]) for fold in range(FOLDS)]
    return [peers[fold_of(pair.group)].verdict(pair) for pair in pairs]


@lru_cache(maxsize=1)
def scales_of(data: Path) -> tuple[Scale, ...]:
    """Return, for each fold, the scale learned from all others."""
    taught: list[Example] = examples(data)
    return tuple(learn([each for each in taught if each.fold != fold]) for fold in range(FOLDS))


PLAIN = Reader()


def speed(data: Path, notes: list[str]) -> tuple[dict[str, float | int], list[Bar]]:
    """Time statements against passages of ten sentences, each text seen for the first time, beside the peer's score."""
    pairs = [replace(pair, passage=pair.passage[:TEN]) for pair in in_abstracts(data) if len(pair.passage) >= TEN]
    pairs = list({pair.passage: pair for pair in pairs}.values())[:TIMED]
    told = [(PLAIN.told(pair.claim), [PLAIN.told(sentence) for sentence in pair.passage]) for pair in pairs]
    peer = Overlap(pairs[:1])
    weigh(PLAIN.told("Aspirin lowered risk."), [PLAIN.told("Aspirin reduced the risk.")])  # opens the data of the room
    gc.collect()
    gc.freeze()  # what the eval itself holds is no garbage of the room's
    first = [_milliseconds(partial(weigh, *each)) for each in told]
    again = [_milliseconds(partial(weigh, *each)) for each in told]
    peers = [_milliseconds(partial(peer.score, pair)) for pair in pairs]
    notes.append(f"speed: {len(pairs)} statements against {TEN} sentences each, milliseconds of processor time")
    figures: dict[str, float | int] = {
        "weigh_p50_ms": round(median(first), 3),
        "weigh_p99_ms": round(quantiles(first, n=100)[-1], 3),
        "weigh_again_p50_ms": round(median(again), 3),
        "bm25_score_p50_ms": round(median(peers), 3),
    }
    return figures, [Bar("weigh p50 ms", median(first), FAST, at_least=False)]


def _milliseconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return (process_time() - start) * 1000
