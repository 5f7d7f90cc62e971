"""Mentions and concepts: found against PubTator gold, 5-fold where something is learned from the same set."""

from __future__ import annotations

import importlib
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from evals.annotating.counts import Tally
from evals.annotating.pubtator import Labelled, examples, opened, read_pubtator
from evals.annotating.sets import SETS, Set
from evals.annotating.text import Part
from quoth.annotate.abbreviations import abbreviations
from quoth.annotate.chain import Chain, load
from quoth.annotate.forms import key
from quoth.annotate.linker import Linker
from quoth.annotate.tagger import consistent, spans_of
from quoth.annotate.vocabulary import Vocabulary

FOLDS = 5


@cache
def tables(folder: Path, names: tuple[str, ...]) -> tuple[Vocabulary, ...]:
    """Return the vocabularies of the ``terminology`` set, open."""
    return tuple(opened(folder, names, Path(tempfile.mkdtemp(prefix="quoth-vocabularies-"))))


def mentions(data: Path, name: str, split: str | None) -> Part:
    """Mention F and document-level concept F of one set: bare dictionary, and the tagger.

    The tagger is learned on the other folds; with a ``split``, the files named for it are measured with what is
    learned from the others, or, where there are no others, with the weights in the package.
    """
    what = SETS[name]
    held = tables(data / "terminology", what.vocabularies)
    linker = Linker(held, what.types)
    files = sorted((data / "ner").glob(what.pattern))
    tests = [path for path in files if split and split.lower() in path.name.lower()]
    bare, found, concepts, bare_concepts = Tally(), Tally(), Tally(), Tally()
    if tests:
        taught = _labelled([path for path in files if path not in tests], what, linker)
        rounds = [(taught, _labelled(tests, what, linker))]
    else:
        labelled = _labelled(files, what, linker)
        rounds = [(_others(labelled, fold), labelled[fold::FOLDS]) for fold in range(FOLDS)]
    for taught, measured in rounds:
        chain, lexicon = _learned(taught, what), _lexicon(taught)
        for item in measured:
            spans = tagged(chain, item)
            found.add(spans, item.spans)
            concepts.add(_linked(item.text, spans, linker, lexicon, held), item.concepts)
            printed = [(m.start, m.end) for m in linker.find(item.text)]
            bare.add(printed, item.spans)
            bare_concepts.add(_linked(item.text, printed, linker, {}, held), item.concepts)
    figures = {"mention_f": found.f1, "concept_f": concepts.f1, "dictionary_mention_f": bare.f1}
    figures["dictionary_concept_f"] = bare_concepts.f1
    how = f"split {split}" if tests else f"{FOLDS}-fold"
    return figures, [
        f"{name}, {how}: mentions {found}; concepts {concepts}",
        f"{name}, dictionary alone: mentions {bare}; concepts {bare_concepts}",
    ]


def _labelled(files: Sequence[Path], what: Set, linker: Linker) -> list[Labelled]:
    return examples((d for path in files for d in read_pubtator(path, what.entities)), linker)


def _others(labelled: Sequence[Labelled], fold: int) -> list[Labelled]:
    return [item for place, item in enumerate(labelled) if place % FOLDS != fold]


def _learned(taught: Sequence[Labelled], what: Set) -> Chain:
    """Return the chain learned from documents, or the one in the package where there are none."""
    if not taught:
        return load(f"{what.shipped}.gz")
    found: Chain = importlib.import_module("evals.training.mentions").learned(taught)  # needs numpy
    return found


def tagged(chain: Chain, item: Labelled) -> list[tuple[int, int]]:
    """Return the stretches that a chain marks in a labelled document."""
    pairs = zip(item.words, item.features, strict=True)
    return consistent(item.text, [span for words, rows in pairs for span in spans_of(words, chain.tag(rows))])


def _lexicon(taught: Sequence[Labelled]) -> dict[int, tuple[str, ...]]:
    """Return key of a printed mention -> its most frequent concepts in the training folds."""
    counts: dict[int, Counter[tuple[str, ...]]] = {}
    for item in taught:
        for (start, end), ids in zip(item.spans, item.ids, strict=True):
            if ids:
                counts.setdefault(key(item.text[start:end]), Counter())[ids] += 1
    return {form: seen.most_common(1)[0][0] for form, seen in counts.items() if form}


def _linked(
    text: str,
    spans: Sequence[tuple[int, int]],
    linker: Linker,
    lexicon: dict[int, tuple[str, ...]],
    held: Sequence[Vocabulary],
) -> set[str]:
    """Return the concepts of the mentions of one document: by long form, training names, then exact vocabulary names."""
    long = {pair.short: pair.long for pair in abbreviations(text)}
    found: set[str] = set()
    for start, end in spans:
        printed = text[start:end]
        for form in dict.fromkeys((long.get(printed, printed), printed)):
            ids = lexicon.get(key(form)) or _as_gold(linker.exact(form), held)
            if ids:
                found.update(ids)
                break
    return found


def _as_gold(found: Sequence[str], held: Sequence[Vocabulary]) -> tuple[str, ...]:
    """Return ids in the gold's vocabularies: MeSH and taxa as they are; MONDO by its MeSH or else OMIM cross-reference."""
    direct = tuple(_bare(ident) for ident in found if ident.startswith(("MESH:", "NCBITaxon:")))
    if direct:
        return direct
    for ident in found:
        concept = next((c for c in (table.get(ident) for table in held) if c), None)
        crossed = dict(reversed(concept.xrefs)) if concept else {}
        for scheme in ("mesh", "omim"):
            if scheme in crossed:
                return (_bare(crossed[scheme]),)
    return ()


def _bare(ident: str) -> str:
    return re.sub(r"^(?:MESH|NCBITaxon|OMIM):", "", ident)


def speed(data: Path) -> Part:
    """Abstracts a second on one core with MeSH and MONDO open, how long opening takes, and how many terms they hold."""
    names = ("mondo.obo", "mesh_descriptors.tsv")
    held = tables(data / "terminology", names)
    texts = [text for path in sorted((data / "ner").glob("BC5CDR*.PubTator")) for _, text, _ in _texts(path)]
    linker = Linker(held, {"condition", "chemical"})
    for text in texts[:50]:
        linker.find(text)
    began = time.process_time()
    for text in texts:
        linker.find(text)
    spent = time.process_time() - began
    terms = sum(1 + len(concept.synonyms) for table in held for concept in table)
    figures = {"linked_abstracts_per_s": len(texts) / max(spent, 1e-9), "vocabulary_terms": terms}
    return figures, [f"linking: {len(texts)} abstracts, {terms} terms of MeSH and MONDO open"]


def _texts(path: Path) -> list[tuple[str, str, tuple[()]]]:
    return [(d.name, d.text, ()) for d in read_pubtator(path, frozenset())]
