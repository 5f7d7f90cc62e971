"""Passages in, ranked hits out. Disposable: everything here can be rebuilt from the store's change list.

The interface is four verbs (add, remove, search, commit), so that another engine can stand where tantivy stands.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from math import log
from pathlib import Path

import msgspec
import tantivy

from quoth.index.words import ANALYSER, concept_term, terms_of
from quoth.model import Hit, Passage

__all__ = ["ANALYSER", "Entry", "Found", "Index", "Row", "State", "concept_term", "row_of", "terms_of"]

STATE = "state.json"
FORM = "bytes-2"  # how passages are stored; an index of another form is built anew
HEAP_BYTES = 50_000_000
# Stored passages are packed in blocks of this many bytes: each hit unpacks one, and tantivy's own 16,384 took longer to
# unpack than the search itself. tantivy reads it from the index's meta.json and offers no other way to set it.
BLOCK_BYTES = 2_048
_stored = msgspec.json.Decoder(tuple[str, str, int, int, str]).decode
TIED = 20  # passages looked at past the last one wanted: which of equals come first must not depend on the build
DIGITS = 6  # scores are rounded to this many before ties break, since threaded builds differ in the last bits


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage to index: its words, other words it should be found by (the title), and the concepts it speaks of."""

    passage: Passage
    text: str
    context: str = ""
    concepts: tuple[str, ...] = ()


Row = tuple[str, str, str]
"""A passage made ready for the index, as plain text that travels between processes: document key, passage, and terms:
of the title, of the text, and its concepts, a
blank before and after every term and a tab between the three."""


def row_of(entry: Entry) -> Row:
    """Return an entry as the index holds it; the costly half of indexing, which needs no index."""
    p = entry.passage
    terms = (_context_terms(entry.context), terms_of(entry.text), map(concept_term, entry.concepts))
    passage = msgspec.json.encode((p.document, p.sha256, p.start, p.end, p.kind)).decode()
    return _document_key(p.document, p.sha256), passage, "\t".join(f" {'  '.join(some)} " for some in terms)


@lru_cache(maxsize=16)  # the passages of one document come together and share its title
def _context_terms(context: str) -> list[str]:
    return terms_of(context)


@dataclass(frozen=True, slots=True)
class State:
    """Up to where the index has caught up, and what built it."""

    position: int
    generation: int
    built_by: str
    gone: str = ""  # a digest of what was removed since this generation began: it changes how the rest ranks


class Index:
    """The words index of a library, in a folder of its own."""

    def __init__(self, folder: Path, built_by: str) -> None:
        """Open the index in ``folder``; ``built_by`` names analyser and annotator, and a mismatch starts it anew."""
        self._folder = folder
        self._built_by = f"{FORM}+{ANALYSER}+{built_by}"
        self.state = self._read_state()
        self._index = self._open()
        self._writer: tantivy.IndexWriter | None = None

    # --- opening -------------------------------------------------------------------------------------------------

    def _read_state(self) -> State:
        try:
            held = json.loads((self._folder / STATE).read_text())
            generation = int(held["generation"])
            done = "next" in held and _stamp(self._folder / f"generation-{generation}") != held["stamp"]
            state = State(
                int(held["next" if done else "position"]), generation, str(held["built_by"]), held.get("gone", "")
            )
        except (OSError, ValueError, KeyError, TypeError):
            return State(0, self._newest() + 1, self._built_by)
        if state.built_by != self._built_by:
            return State(0, state.generation + 1, self._built_by)
        return state

    def _newest(self) -> int:
        names = [p.name.removeprefix("generation-") for p in self._folder.glob("generation-*")]
        return max((int(name) for name in names if name.isdigit()), default=0)

    def _open(self) -> tantivy.Index:
        place = self._place()
        if self.state.position and place.is_dir():
            try:
                return self._register(tantivy.Index.open(str(place)))
            except (ValueError, OSError):
                pass  # damaged: a new generation is built from the store
        self.state = State(0, max(self.state.generation, self._newest() + 1), self._built_by)
        return self._register(tantivy.Index(_schema()))

    def _place(self) -> Path:
        return self._folder / f"generation-{self.state.generation}"

    @staticmethod
    def _register(index: tantivy.Index) -> tantivy.Index:
        # Tokenizers are not stored with the index: they must be registered at every open.
        index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return index

    # --- writing -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start writing; the caller holds the library's lock. Meanwhile searches see what was committed before."""
        if self.state.position == 0:
            shutil.rmtree(self._place(), ignore_errors=True)
            self._place().mkdir(parents=True, exist_ok=True)
            self._index = self._register(_made(self._place()))
        self._writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)

    def add(self, rows: Iterable[Row]) -> None:
        """Add passages made ready by `row_of`; searchable after `commit`."""
        assert self._writer is not None, "begin() first"
        for key, passage, terms in rows:
            document = tantivy.Document()
            document.add_text("document", key)
            document.add_bytes("passage", f"{passage}\n{terms}".encode())
            document.add_text("terms", terms)
            self._writer.add_document(document)

    def remove(self, document: str, sha256: str) -> None:
        """Remove a document version's passages, if it has any here; gone after `commit`."""
        assert self._writer is not None, "begin() first"
        key = _document_key(document, sha256)
        query = tantivy.Query.term_query(self._index.schema, "document", key, "basic")
        if self._index.searcher().search(query, 1, count=False).hits:
            self._writer.delete_documents_by_term("document", key)
            gone = hashlib.sha256(f"{self.state.gone}{key}".encode()).hexdigest()[:8]
            self.state = replace(self.state, gone=gone)

    def commit(self, position: int, *, last: bool = True) -> None:
        """Make everything since `begin` searchable, and note how far the change list was followed.

        The note is begun before the commit and ended after it, so that a crash between the two is seen at the next
        open: replaying what was committed would be harmless, but deleted passages change how others rank. With
        ``last`` False, writing goes on.
        """
        assert self._writer is not None, "begin() first"
        self._note(next=position, stamp=_stamp(self._place()))
        self._writer.commit()
        self.state = replace(self.state, position=position)
        self._note()
        if not last:
            return
        self._writer.wait_merging_threads()
        self._writer = None
        self._index.reload()
        for other in self._folder.glob("generation-*"):
            if other != self._place():
                shutil.rmtree(other, ignore_errors=True)

    def _note(self, **more: int | str) -> None:
        temporary = self._folder / f"{STATE}.new"
        temporary.write_text(json.dumps(asdict(self.state) | more))
        temporary.replace(self._folder / STATE)

    # --- searching -----------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return how many passages are searchable."""
        return int(self._index.searcher().num_docs)

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """Return the best ``limit`` passages for weighted terms; ties break on (score, sha256, start)."""
        return [found.hit for found in self.found(weights, limit)]

    def found(self, weights: Mapping[str, float], limit: int) -> list[Found]:
        """Return the best ``limit`` passages for weighted terms, each with its terms, in the order of `search`."""
        schema = self._index.schema
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(schema, "terms", term, "freq"), weight),
            )
            for term, weight in sorted(weights.items())
        ]
        if not clauses:
            return []
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(clauses), limit + TIED, count=False).hits
        best = [(round(float(score), DIGITS), address) for score, address in hits]
        least = best[limit - 1][0] if 0 < limit < len(best) else 0.0
        found = [_found(searcher, address, score) for score, address in best if score >= least]
        return sorted(found, key=_order)[:limit]

    def rarity(self, terms: Iterable[str], least: int = 1) -> dict[str, float]:
        """Return the inverse document frequency, as BM25 counts it, of each term that ``least`` passages have."""
        searcher = self._index.searcher()
        every = int(searcher.num_docs)
        held = {term: int(searcher.doc_freq("terms", term)) for term in terms}
        return {term: log(1 + (every - n + 0.5) / (n + 0.5)) for term, n in held.items() if least <= n <= every}

    def terms_starting(self, start: str) -> list[tuple[str, int]]:
        """Return the terms of the index that start so, in order, each with how many passages have it."""
        found = self._index.searcher().terms_with_prefix("terms", start, None, None)
        return [(str(term), int(count)) for term, count in found]


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with the terms of its passage as they are stored: of title and text, then its concepts, tabs between."""

    hit: Hit
    row: bytes

    def words(self) -> list[str]:
        """Return the terms of title and text, in order."""
        return self.row.rpartition(b"\t")[0].decode().split()


def _order(found: Found) -> tuple[float, str, int]:
    hit = found.hit
    return -hit.score, hit.passage.sha256, hit.passage.start


def _found(searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float) -> Found:
    passage, _, terms = bytes(searcher.doc(address)["passage"][0]).partition(b"\n")
    return Found(Hit(Passage(*_stored(passage)), score), terms)


def _stamp(place: Path) -> int:
    """Return tantivy's own count of what was committed; -1 for an index that is not there."""
    try:
        return int(json.loads((place / "meta.json").read_text())["opstamp"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


def _document_key(document: str, sha256: str) -> str:
    return f"{document}@{sha256}"


def _made(place: Path) -> tantivy.Index:
    """Make an index on disk whose stored passages lie in small blocks."""
    tantivy.Index(_schema(), path=str(place))
    meta = place / "meta.json"
    told = json.loads(meta.read_text())
    told["index_settings"]["docstore_blocksize"] = BLOCK_BYTES
    meta.write_text(json.dumps(told))
    return tantivy.Index.open(str(place))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("passage", stored=True, indexed=False)  # a text field would index it as one long word too
    builder.add_text_field("terms", stored=False, tokenizer_name="terms", index_option="freq")
    return builder.build()
