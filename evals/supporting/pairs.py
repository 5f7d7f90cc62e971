"""Pairs of a claim and a passage, keyed SUPPORT, CONTRADICT or NEUTRAL, from the sets that have them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from evals.annotating.names import tables
from quoth.annotate.context import context
from quoth.annotate.linker import Linker
from quoth.annotate.sentences import sentence_spans
from quoth.annotate.vocabulary import Vocabulary
from quoth.model import Concept, Concepts
from quoth.model.audits import Told

CLAIMS = Path("nli", "claims_evidence.jsonl")
ABSTRACTS = Path("scifact", "corpus_sentences.jsonl")
ANSWERS = Path("bioasq")
TASKS = ("7b", "8b", "9b")  # the years of BioASQ that are learned from
VOCABULARIES = ("mondo.obo", "mesh_descriptors.tsv", "drugcentral/drugcentral.tsv")
NAMING = ("condition", "chemical", "intervention")
LABELS = ("CONTRADICT", "NEUTRAL", "SUPPORT")
SHORTEST = 5  # words: an answer sentence under this states nothing by itself
_OPENING = re.compile(r"^(?:yes|no)\b[,.:;]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and the sentences of a passage. Pairs of one ``group`` share a claim or a source: never split them."""

    claim: str
    passage: tuple[str, ...]
    label: str
    group: str


def split_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a passage."""
    return tuple(text[start:end] for start, end in sentence_spans(text)) or (text,)


class Reader:
    """Reads sentences as the engine does: with what denies and hedges, and with concepts where vocabularies are held."""

    def __init__(self, vocabularies: Sequence[Vocabulary] = ()) -> None:
        """Take the open vocabularies; without any, no concept is known."""
        self._linker = Linker(vocabularies, NAMING) if vocabularies else None
        self.concepts: Concepts | None = Kinds(vocabularies) if vocabularies else None
        self.told = lru_cache(65536)(self._told)

    def _told(self, text: str) -> Told:
        """Return a sentence with what the annotator sees in it."""
        seen = context(text)
        mentions = self._linker.find(text) if self._linker else ()
        return Told(text, mentions, seen.denies, seen.hedged)


class Kinds:
    """The kin of concepts over several vocabularies."""

    def __init__(self, vocabularies: Sequence[Vocabulary]) -> None:
        """Take the open vocabularies."""
        self._held = tuple(vocabularies)

    def get(self, concept: str) -> Concept | None:
        """Return the concept of that id, or None."""
        return next((found for held in self._held if (found := held.get(concept))), None)

    def ancestors(self, concept: str) -> frozenset[str]:
        """Return all broader concepts."""
        return frozenset().union(*(held.ancestors(concept) for held in self._held))

    def descendants(self, concept: str) -> frozenset[str]:
        """Return all narrower concepts."""
        return frozenset().union(*(held.descendants(concept) for held in self._held))


def reader(data: Path) -> Reader:
    """Return a reader with the vocabularies of ``data/terminology``, or one without any where they are not held."""
    folder = data / "terminology"
    return Reader(tables(folder, VOCABULARIES) if all((folder / name).exists() for name in VOCABULARIES) else ())


def claims(data: Path, name: str, split: str | None = None) -> list[Pair]:
    """Return the pairs of a set of ``nli/claims_evidence.jsonl``, or of one part of it, in order."""
    rows = [json.loads(line) for line in (data / CLAIMS).read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["set"] == name and split in {None, row["split"]}]
    groups = _groups((row["claim"], str(row.get("doc_id", row["evidence"]))) for row in rows)
    return [
        Pair(row["claim"], split_sentences(row["evidence"]), row["label"], group)
        for row, group in zip(rows, groups, strict=True)
    ]


def in_abstracts(data: Path) -> list[Pair]:
    """Return SciFact's supported and contradicted claims of the train part, each with the whole abstract."""
    lines = (data / ABSTRACTS).read_text(encoding="utf-8").splitlines()
    abstracts = {str(row["doc_id"]): tuple(row["abstract"]) for row in map(json.loads, lines)}
    rows = [json.loads(line) for line in (data / CLAIMS).read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["set"] == "scifact" and row["split"] == "train"]
    groups = _groups((row["claim"], str(row["doc_id"])) for row in rows)
    pairs = zip(rows, groups, strict=True)
    return [
        Pair(row["claim"], abstracts[row["doc_id"]], row["label"], group)
        for row, group in pairs
        if row["label"] != "NEUTRAL" and row["doc_id"] in abstracts
    ]


def _groups(links: Iterable[tuple[str, str]]) -> list[str]:
    """Return one name for all that hang together by a claim or a source."""
    of: dict[str, str] = {}

    def root(name: str) -> str:
        while of.setdefault(name, name) != name:
            of[name] = of[of[name]]
            name = of[name]
        return name

    named = [(f"claim {claim}", f"source {source}") for claim, source in links]
    for claim, source in named:
        of[root(claim)] = root(source)
    return [root(source) for _, source in named]


def answers(data: Path, tasks: Iterable[str]) -> list[Pair]:
    """Return what experts answered in their own words beside the snippets they found (BioASQ): all SUPPORT.

    A sentence that stands in a snippet as it is, or as a part of one, is left out: it is no paraphrase.
    """
    return [pair for task in tasks for pair in _answered(data / ANSWERS / f"bioasq_task{task}_golden.json")]


def unseen_tasks(data: Path) -> list[str]:
    """Return the years of BioASQ that are held and that nothing was learned from."""
    names = (path.name for path in sorted((data / ANSWERS).glob("bioasq_task*_golden.json")))
    held = (name.removeprefix("bioasq_task").removesuffix("_golden.json") for name in names)
    return [task for task in held if task not in TASKS]


def _answered(path: Path) -> Iterator[Pair]:
    for question in json.loads(path.read_text(encoding="utf-8"))["questions"]:
        snippets = dict.fromkeys(s["text"].strip() for s in question.get("snippets", ()) if s["text"].strip())
        passage = tuple(sentence for snippet in snippets for sentence in split_sentences(snippet))
        held = question.get("ideal_answer") or []
        first = held if isinstance(held, str) else (held[0] if held else "")
        plain = _plain(" ".join(passage))
        for sentence in split_sentences(first):
            bare = _OPENING.sub("", sentence).strip()
            if passage and len(bare.split()) >= SHORTEST and _plain(bare) not in plain:
                yield Pair(bare, passage, "SUPPORT", question["id"])


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
