"""True paraphrases, and the same with a changed meaning: the first should be called supported, the second must not.

The claims of a set that its passage bears out are mutated by ``evals.mutants``. Three sets: ``answers`` (BioASQ 10b:
what experts wrote in their own words beside the snippets they wrote it from; sentences copied from a snippet are left
out), ``scifact`` and ``healthver`` (claims keyed SUPPORT; many of these follow from the evidence rather than say it
again). ``strangers`` are the answers beside the passage of the nearest other question: none should be supported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from evals.mutants import mutants
from evals.report import Bar, Part, Report, in_parts
from evals.supporting.claims import scales_of
from evals.supporting.pairs import CLAIMS, Pair, Reader, answers, claims, reader, unseen_tasks
from evals.training.support import NEEDS, fold_of, strangers
from quoth.model.audits import Support
from quoth.verify.scale import Scale
from quoth.verify.support import weigh

KILL, SUPPORTED = 0.90, 0.60
SETS = ("answers", "scifact", "healthver")
WITH_VOCABULARIES = "vocabularies"  # the split that reads with the vocabularies of ``terminology``


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Measure each set; ``--split vocabularies`` reads as a library does that holds MeSH, MONDO and DrugCentral."""
    needs = {"answers": ["bioasq"], "healthver": [str(CLAIMS)], "scifact": [str(need) for need in NEEDS]}
    parts: list[Part] = [(name, needs[name], partial(paraphrases, name, split)) for name in SETS]
    return in_parts("paraphrases", parts, data, set_name, split)


def paraphrases(name: str, split: str | None, data: Path, notes: list[str]) -> tuple[dict[str, float | int], list[Bar]]:
    """Return the figures of one set. The bars stand on ``answers``, and its figures go without a prefix."""
    reads = reader(data) if split == WITH_VOCABULARIES else Reader()
    pairs, scales = _pairs(name, data)
    if not pairs:
        notes.append(f"{name}: skipped, nothing there that the scale was not taught on")
        return {}, []
    kept = [_supported(pair, reads, scales) for pair in pairs]
    killed: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for pair in pairs:
        for mutant in mutants(pair.claim):
            made[mutant.kind] += 1
            killed[mutant.kind] += not _supported(replace(pair, claim=mutant.text), reads, scales)
    rate, held = sum(killed.values()) / max(1, sum(made.values())), sum(kept) / max(1, len(kept))
    prefix = "" if name == SETS[0] else f"{name}_"
    figures: dict[str, float | int] = {
        f"{prefix}paraphrase_kill_rate": round(rate, 4),
        f"{prefix}paraphrase_support": round(held, 4),
        f"{prefix}paraphrases": len(pairs),
        f"{prefix}mutants": sum(made.values()),
    }
    notes.append(f"{name}: {len(pairs)} paraphrases; mutants not called supported, by kind: {_by_kind(killed, made)}")
    if name != SETS[0]:
        return figures, []
    figures["strangers_supported"] = round(_share(strangers(pairs), reads), 4)
    return figures, [Bar("paraphrase kill rate", rate, KILL), Bar("paraphrases supported", held, SUPPORTED)]


def _pairs(name: str, data: Path) -> tuple[list[Pair], Sequence[Scale] | None]:
    """Return what a set supports, and the scales that were learned without it where the shipped one was taught on it."""
    if name == SETS[0]:
        return answers(data, unseen_tasks(data)), None
    dev = claims(data, name, "dev")
    pairs = [pair for pair in dev or claims(data, name) if pair.label == "SUPPORT"]
    return pairs, scales_of(data) if name == "scifact" and not dev else None


def _supported(pair: Pair, reads: Reader, scales: Sequence[Scale] | None) -> bool:
    by = scales[fold_of(pair.group)] if scales else None
    passage = [reads.told(sentence) for sentence in pair.passage]
    return weigh(reads.told(pair.claim), passage, reads.concepts, by=by).support is Support.SUPPORTS


def _share(pairs: Sequence[Pair], reads: Reader) -> float:
    return sum(_supported(pair, reads, None) for pair in pairs) / max(1, len(pairs))


def _by_kind(killed: Counter[str], made: Counter[str]) -> str:
    return ", ".join(f"{kind} {killed[kind]}/{made[kind]}" for kind in _ordered(made))


def _ordered(made: Counter[str]) -> Iterable[str]:
    return sorted(made, key=lambda kind: (-made[kind], kind))
