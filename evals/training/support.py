"""Learn the scale of support: `python -m evals.training.support --data DIR`.

Taught on SciFact's train part (as keyed, and with whole abstracts), on BioASQ 7b to 9b (an expert's answer beside the
snippets it rests on, and beside those of another question), and on mutants of what is supported in both. SciFact's dev
part, HealthVer and BioASQ 10b are never seen.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evals.mutants import mutants
from evals.supporting.pairs import (
    ABSTRACTS,
    ANSWERS,
    CLAIMS,
    LABELS,
    TASKS,
    Pair,
    Reader,
    answers,
    claims,
    in_abstracts,
)
from quoth.verify.bearing import FEATURES
from quoth.verify.scale import FILE, Limits, Scale
from quoth.verify.support import nearest
from quoth.verify.wording import STEMS, counts, rarity, wording

FOLDS = 5
NEEDS = (CLAIMS, ABSTRACTS, ANSWERS)
TURNED = frozenset(
    {"negation", "direction"}
)  # a mutant of these kinds says the opposite; the rest say what is not said
SEEN = 12  # sentences a stem must stand in to be listed
A_KIND = 1  # mutants of one kind taken from one pair
RIDGE = 12.0
MUTANT_WEIGHT = 0.5
PLAIN = Reader()  # without vocabularies: what is learned must hold where a library has none
# The limits are not tuned: "supports" and "contradicts" must each be likelier than not, against all else together or
# against support; and who contradicts must name most of what is stated.
LIMITS = Limits(supports=0.5, contradicts=0.3, named=0.7)


@dataclass(frozen=True, slots=True)
class Example:
    """Features of a pair, its label (an index into LABELS), its fold, what it counts and where it is from."""

    features: tuple[float, ...]
    label: int
    fold: int
    weight: float
    source: str


def examples(data: Path) -> list[Example]:
    """Return all that may be learned from under ``data``, in order."""
    given, answered = claims(data, "scifact", "train"), answers(data, TASKS)
    taught = [("scifact", given), ("abstracts", in_abstracts(data)), ("answers", answered)]
    taught.append(("strangers", strangers(answered)))
    found = [each for source, pairs in taught for each in _read(pairs, source, 1.0)]
    changed = [*_changed(given), *_changed(answered)]
    return [*found, *_read(changed, "mutants", MUTANT_WEIGHT)]


def write_stems(data: Path, path: Path) -> None:
    """Write in how many of a million sentences of SciFact's abstracts each stem stands, rare ones left out."""
    held: Counter[str] = Counter()
    sentences = 0
    for line in (data / ABSTRACTS).read_text(encoding="utf-8").splitlines():
        for sentence in json.loads(line)["abstract"]:
            sentences += 1
            held.update({word.stem for word in wording(sentence).content if not word.stem[0].isdigit()})
    rows = [f"{stem}\t{round(n * 1_000_000 / sentences)}" for stem, n in sorted(held.items()) if n >= SEEN]
    path.write_bytes(gzip.compress("\n".join(rows).encode(), 9, mtime=0))
    counts.cache_clear()
    rarity.cache_clear()


def strangers(pairs: Sequence[Pair]) -> list[Pair]:
    """Return each claim beside the passage of the other question that names most of it."""
    by_word: dict[str, list[int]] = {}
    words = [{w.stem for s in pair.passage for w in wording(s).content} for pair in pairs]
    for at, stems in enumerate(words):
        for stem in stems:
            by_word.setdefault(stem, []).append(at)
    found = []
    for pair in pairs:
        scores: dict[int, float] = {}
        for stem in sorted({w.stem for w in wording(pair.claim).content}):
            for at in by_word.get(stem, ()):
                if pairs[at].group != pair.group:
                    scores[at] = scores.get(at, 0.0) + rarity(stem) ** 2
        if scores:
            best = max(scores, key=lambda at: (scores[at], -at))
            found.append(replace(pair, passage=pairs[best].passage, label="NEUTRAL"))
    return found


def _changed(pairs: Iterable[Pair]) -> Iterable[Pair]:
    """Yield mutants of what is supported, a few of each kind."""
    for pair in pairs:
        taken: dict[str, int] = {}
        for mutant in mutants(pair.claim) if pair.label == "SUPPORT" else ():
            taken[mutant.kind] = taken.get(mutant.kind, 0) + 1
            if taken[mutant.kind] <= A_KIND:
                label = "CONTRADICT" if mutant.kind in TURNED else "NEUTRAL"
                yield replace(pair, claim=mutant.text, label=label)


def _read(pairs: Iterable[Pair], source: str, weight: float) -> Iterable[Example]:
    for pair in pairs:
        features = features_of(pair)
        if features is not None:
            yield Example(features, LABELS.index(pair.label), fold_of(pair.group), weight, source)


def features_of(pair: Pair) -> tuple[float, ...] | None:
    """Return the features of a pair as the room reads it, or None where the two have nothing in common."""
    near = nearest(PLAIN.told(pair.claim), [PLAIN.told(sentence) for sentence in pair.passage])
    return None if near is None else tuple(near.features[name] for name in FEATURES)


def fold_of(group: str) -> int:
    """Return the fold of a group, always the same one."""
    return random.Random(f"support {group}").randrange(FOLDS)


def learn(taught: Sequence[Example], limits: Limits = LIMITS) -> Scale:
    """Return the multinomial logistic regression of ``taught`` (ridge on standardised features), by Newton's method."""
    x = np.array([each.features for each in taught])
    y = np.array([each.label for each in taught])
    weight = np.array([each.weight for each in taught])
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    width = z.shape[1]
    beta = np.zeros((2, width))  # contradicts, supports; unsettled is the measure
    gold = np.stack([(y == 0), (y == 2)]).astype(float)
    ridge = np.diag([RIDGE] * (width - 1) + [0.0])
    for _ in range(30):
        e = np.exp(np.clip(beta @ z.T, -30, 30))
        p = e / (1 + e.sum(axis=0))
        slope = ((p - gold) * weight) @ z + beta @ ridge
        curve = np.zeros((2 * width, 2 * width))
        for a in range(2):
            for b in range(2):
                v = weight * (p[a] * ((a == b) - p[b]))
                curve[a * width : (a + 1) * width, b * width : (b + 1) * width] = (z * v[:, None]).T @ z + ridge * (
                    a == b
                )
        step = np.linalg.solve(curve + 1e-9 * np.eye(2 * width), slope.ravel()).reshape(2, width)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    plain = beta[:, :-1] / spread
    bias = beta[:, -1] - plain @ mean
    weights = {name: (float(plain[0, i]), float(plain[1, i])) for i, name in enumerate(FEATURES)}
    return Scale(weights, (float(bias[0]), float(bias[1])), limits)


def write(held: Scale, path: Path) -> None:
    """Write a scale as the room reads it; the same scale gives the same bytes."""
    rows = {name: [round(c, 4), round(s, 4)] for name, (c, s) in held.weights.items()}
    limits = {"supports": held.limits.supports, "contradicts": held.limits.contradicts, "named": held.limits.named}
    whole = {"limits": limits, "bias": [round(b, 4) for b in held.bias], "weights": rows}
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train on all that may be learned from and write the scale into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the unpacked sets")
    data = parser.parse_args().data
    write_stems(data, STEMS)
    taught = examples(data)
    write(learn(taught), FILE)
    print(f"{dict(Counter(each.source for each in taught))}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
