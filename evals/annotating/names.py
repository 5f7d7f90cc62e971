"""Mentions and concepts: found against PubTator gold, 5-fold where something is learned from the same set."""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evals.annotating.counts import Tally
from evals.annotating.text import Part
from evals.training.mentions import CHEMICALS, Labelled, examples, learned, opened, read_pubtator
from quoth.annotate.abbreviations import abbreviations
from quoth.annotate.chain import Chain
from quoth.annotate.forms import key
from quoth.annotate.linker import Linker
from quoth.annotate.tagger import consistent, spans_of
from quoth.annotate.vocabulary import Vocabulary

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Set:
    """One set: its files, the entity types of its gold that count, the vocabularies and types that help."""

    pattern: str
    entities: frozenset[str]
    vocabularies: tuple[str, ...]
    types: frozenset[str]
    bar: float


SETS = {
    "ncbi": Set(
        "NCBIdisease*.PubTator", frozenset(), ("mondo.obo", "mesh_descriptors.tsv"), frozenset({"condition"}), 0.80
    ),
    "bc5cdr_disease": Set(
        "BC5CDR*.PubTator",
        frozenset({"Disease"}),
        ("mondo.obo", "mesh_descriptors.tsv"),
        frozenset({"condition"}),
        0.78,
    ),
    "bc5cdr_chemical": Set(
        "BC5CDR*.PubTator",
        frozenset({"Chemical"}),
        ("mesh_descriptors.tsv", "drugcentral/drugcentral.tsv"),
        CHEMICALS,
        0.87,
    ),
    "linnaeus": Set(
        "Linnaeus*.PubTator", frozenset(), ("ncbitaxon.tsv", "mesh_descriptors.tsv"), frozenset({"species"}), 0.85
    ),
}
CONCEPT_BAR = {"ncbi": 0.74}


@cache
def tables(folder: Path, names: tuple[str, ...]) -> tuple[Vocabulary, ...]:
    """Return the vocabularies of the ``terminology`` set, open."""
    return tuple(opened(folder, names, Path(tempfile.mkdtemp(prefix="quoth-vocabularies-"))))


def mentions(data: Path, name: str) -> Part:
    """Mention F and document-level concept F of one set: bare dictionary, then the tagger learned on the other folds."""
    what = SETS[name]
    documents = [d for path in sorted((data / "ner").glob(what.pattern)) for d in read_pubtator(path, what.entities)]
    linker = Linker(tables(data / "terminology", what.vocabularies), what.types)
    bare, found, concepts, bare_concepts = Tally(), Tally(), Tally(), Tally()
    labelled = examples(documents, linker)
    for fold in range(FOLDS):
        taught = [item for place, item in enumerate(labelled) if place % FOLDS != fold]
        chain = learned(taught)
        lexicon = _lexicon(taught)
        for place, item in enumerate(labelled):
            if place % FOLDS != fold:
                continue
            spans = tagged(chain, item)
            found.add(spans, item.spans)
            concepts.add(_linked(item.text, spans, linker, lexicon), item.concepts)
            printed = [(m.start, m.end) for m in linker.find(item.text)]
            bare.add(printed, item.spans)
            bare_concepts.add(_linked(item.text, printed, linker, {}), item.concepts)
    figures = {"mention_f": found.f1, "concept_f": concepts.f1, "dictionary_mention_f": bare.f1}
    figures["dictionary_concept_f"] = bare_concepts.f1
    return figures, [
        f"{name}, {FOLDS}-fold: mentions {found}; concepts {concepts}",
        f"{name}, dictionary alone: mentions {bare}; concepts {bare_concepts}",
    ]


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
    text: str, spans: Sequence[tuple[int, int]], linker: Linker, lexicon: dict[int, tuple[str, ...]]
) -> set[str]:
    """Return the concepts of the mentions of one document: by long form, training names, then exact vocabulary names."""
    long = {pair.short: pair.long for pair in abbreviations(text)}
    found: set[str] = set()
    for start, end in spans:
        printed = text[start:end]
        for form in dict.fromkeys((long.get(printed, printed), printed)):
            ids = lexicon.get(key(form)) or tuple(_bare(i) for i in linker.exact(form) if not i.startswith("MONDO"))
            if ids:
                found.update(ids)
                break
    return found


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
