"""PubTator gold made ready: documents, the tags of their words, and the vocabularies that help."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quoth.annotate.linker import Linker
from quoth.annotate.tagger import BEGIN, INSIDE, OUTSIDE, Words, features, words_of
from quoth.annotate.vocabulary import Vocabulary, write
from quoth.annotate.vocabulary_files import read_vocabulary


@dataclass(frozen=True, slots=True)
class Gold:
    """A PubTator document: its text, the spans of its mentions, and the concept ids of each."""

    name: str
    text: str
    spans: tuple[tuple[int, int], ...]
    ids: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document made ready for learning."""

    text: str
    spans: tuple[tuple[int, int], ...]
    ids: tuple[tuple[str, ...], ...]
    words: list[Words]
    features: list[list[list[str]]]
    tags: list[list[str]]

    @property
    def concepts(self) -> set[str]:
        """The concepts of the document."""
        return {ident for ids in self.ids for ident in ids}


def read_pubtator(path: Path, entities: frozenset[str]) -> Iterator[Gold]:
    """Yield the documents of a PubTator file; ``entities`` are the types that count, all if empty."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        title = abstract = name = ""
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        for line in block.splitlines():
            head = re.match(r"(\d+)\|([ta])\|(.*)", line)
            if head:
                name = head[1]
                title, abstract = (head[3], abstract) if head[2] == "t" else (title, head[3])
                continue
            cells = line.split("\t")
            if len(cells) >= 5 and cells[1].isdigit() and (not entities or cells[4] in entities):
                found[int(cells[1]), int(cells[2])] = _ids(cells[5] if len(cells) > 5 else "")
        if name:
            spans = sorted(found)
            yield Gold(name, f"{title} {abstract}", tuple(spans), tuple(found[s] for s in spans))


def _ids(printed: str) -> tuple[str, ...]:
    """Return the concept ids of one mention, without scheme; none where it is not linked."""
    parts = (re.sub(r"^(?:MESH|OMIM|NCBITaxon):", "", part.strip()) for part in re.split(r"[|+,]", printed))
    return tuple(part for part in parts if part and part != "-1")


def examples(documents: Iterable[Gold], linker: Linker) -> list[Labelled]:
    """Make documents ready for learning, with what the linker finds as features."""
    found = []
    for document in documents:
        words = words_of(document.text, linker.find(document.text))
        tags = [gold_tags(sentence, document.spans) for sentence in words]
        rows = [features(sentence) for sentence in words]
        found.append(Labelled(document.text, document.spans, document.ids, words, rows, tags))
    return found


def gold_tags(words: Words, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the tag of each word of a sentence; of overlapping mentions the first counts."""
    ends = dict(spans)
    reached, tags = -1, []
    for start, _ in words.spans:
        if start in ends and start >= reached:
            tags.append(BEGIN)
            reached = ends[start]
        else:
            tags.append(INSIDE if start < reached else OUTSIDE)
    return tags


def opened(folder: Path, names: Iterable[str], scratch: Path) -> list[Vocabulary]:
    """Return the vocabularies of the ``terminology`` set, written to ``scratch`` and opened."""
    found = []
    for name in names:
        read = read_vocabulary(folder / name)
        target = scratch / f"{Path(name).stem}.table"
        write(read.concepts, target, read.name, read.sha256)
        found.append(Vocabulary(target))
    return found
