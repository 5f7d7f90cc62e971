"""Sets in BEIR form, and a library that holds one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quoth.engine import Engine
from quoth.engine.opened import Opened
from quoth.model import Document, Facts, Ids, Kind, Part, Work, sha256_text
from quoth.settings import load

IN_ONE = 500  # documents stored in one transaction


@dataclass(frozen=True, slots=True)
class Text:
    """A document of a set."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text in one."""
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Beir:
    """A corpus, the queries that are judged, and their grades: query -> document -> above 0."""

    corpus: tuple[Text, ...]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]


def lines(file: Path) -> Iterator[dict[str, object]]:
    """Read a file of JSON lines."""
    with file.open(encoding="utf-8") as rows:
        for row in rows:
            yield json.loads(row)


def corpus_at(file: Path, limit: int | None = None) -> tuple[Text, ...]:
    """Read a corpus; ``limit`` takes only its first documents."""
    rows = zip(range(limit), lines(file), strict=False) if limit else enumerate(lines(file))
    return tuple(Text(str(r["_id"]), str(r.get("title") or ""), str(r.get("text") or "")) for _, r in rows)


def beir_at(folder: Path, split: str) -> Beir:
    """Read a set; queries without a relevant document are left out, as everybody does."""
    grades: dict[str, dict[str, int]] = {}
    with (folder / "qrels" / f"{split}.tsv").open(encoding="utf-8") as rows:
        next(rows)
        for row in rows:
            query, document, grade = row.split()
            if int(grade) > 0:
                grades.setdefault(query, {})[document] = int(grade)
    queries = {str(r["_id"]): str(r["text"]) for r in lines(folder / "queries.jsonl") if r["_id"] in grades}
    return Beir(corpus_at(folder / "corpus.jsonl"), queries, grades)


@contextmanager
def library_of(corpus: Sequence[Text], vocabularies: Iterable[Path] = ()) -> Iterator[Opened]:
    """Open a new library that holds a corpus and no packs; a document's id is that of the set."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(load(Path(folder) / "library", {}), ())
        opened = engine._library  # noqa: SLF001 - what searches is measured below the verbs
        for at in range(0, len(corpus), IN_ONE):
            opened.store.put([record_of(text) for text in corpus[at : at + IN_ONE]])
        for file in vocabularies:
            engine.add_vocabulary(file)
        opened.catch_up()
        yield opened
        engine.close()


def record_of(text: Text) -> tuple[Work, Document]:
    """Return a document of a set as the record it would be: its title and its abstract."""
    title = text.title.strip()
    body = text.text.strip()
    whole = "\n\n".join(filter(None, (title, body))) or "-"
    start = len(title) + 2 if title else 0
    parts = [Part("title", 0, len(title))] if title else []
    parts += [Part("abstract", start, len(whole))] if body or not title else []
    sha256 = sha256_text(whole)
    document = Document(
        text.id, f"work:{text.id}", Kind.RECORD, whole, sha256, sha256, "set 1", Facts(title=title), tuple(parts)
    )
    return Work(document.work, Ids(), title), document
