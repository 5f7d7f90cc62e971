"""Verdicts on claims keyed by people (SciFact, HealthVer), beside the commonest label and BM25-overlap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from evals.report import Bar
from evals.supporting.pairs import LABELS, Pair, Reader, claims
from evals.supporting.peers import Overlap, measured
from evals.training.support import FOLDS, Example, examples, fold_of, learn
from quoth.model.audits import Support
from quoth.verify.scale import Scale, chances
from quoth.verify.support import nearest, weigh

AS_LABEL = {Support.SUPPORTS: "SUPPORT", Support.CONTRADICTS: "CONTRADICT", Support.UNSETTLED: "NEUTRAL"}
TAUGHT = ("scifact", "train")
PRECISION, RECALL = 0.80, 0.30


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
    scales = scales_of(data) if seen else None
    how = f"{FOLDS}-fold: each pair by a scale that was learned without it" if seen else "by the scale as shipped"
    notes.append(f"{name}, part {part or 'all'}: {len(pairs)} pairs, {how}")
    keys = [pair.label for pair in pairs]
    figures = measured(keys, [_verdict(pair, scales) for pair in pairs]).figures()
    figures |= measured(keys, [_likeliest(pair, scales) for pair in pairs]).figures("scale_")
    common = max(LABELS, key=[pair.label for pair in taught].count)
    figures |= measured(keys, [common] * len(pairs)).figures("majority_")
    figures |= measured(keys, _overlaps(pairs, taught, apart=seen)).figures("bm25_")
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
