"""Passages in, ranked hits out. Disposable: everything here can be rebuilt from the store's change list.

The interface is four verbs (add, remove, search, commit), so that another engine can stand where tantivy stands.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from math import log
from pathlib import Path

import tantivy

from quoth.index.rows import FORM, Entry, Found, Row, Within, key_of, number_of, read_stored, row_of, stored
from quoth.index.words import ANALYSER, concept_term, terms_of
from quoth.model import Hit

__all__ = [
    "ANALYSER",
    "FORM",
    "Entry",
    "Found",
    "Index",
    "Row",
    "State",
    "Within",
    "concept_term",
    "key_of",
    "number_of",
    "row_of",
    "terms_of",
]

STATE = "state.json"
HEAP_BYTES = 50_000_000
# Stored passages are packed in blocks of this many bytes: each hit unpacks one, and tantivy's own 16,384 took longer to
# unpack than the search itself. tantivy reads it from the index's meta.json and offers no other way to set it.
BLOCK_BYTES = 2_048
FEW = 64  # filter terms that are asked for one by one
DIGITS = 6  # scores are rounded to this many before ties break, since threaded builds differ in the last bits


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
        self._built_by = f"{ANALYSER}.{FORM}+{built_by}"
        self.state, self._index = self._opened()
        self._next = self.state  # as the writer has it; ``state`` is of what searches see
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

    def _opened(self) -> tuple[State, tantivy.Index]:
        """Open the index and its note as of one moment: again, if another process committed in between."""
        while True:
            noted = self._read_state()
            found = self._open(noted)
            if self._read_state() == noted:
                return found

    def is_behind_its_note(self) -> bool:
        """Whether another process has committed since this was opened; what was opened goes on showing what it did."""
        return self._writer is None and self._read_state() != self.state

    def _open(self, noted: State) -> tuple[State, tantivy.Index]:
        place = self._place(noted)
        if noted.position and place.is_dir():
            try:
                return noted, self._register(tantivy.Index.open(str(place)))
            except (ValueError, OSError):
                pass  # damaged: a new generation is built from the store
        empty = State(0, max(noted.generation, self._newest() + 1), self._built_by)
        return empty, self._register(tantivy.Index(_schema()))

    def _place(self, state: State) -> Path:
        return self._folder / f"generation-{state.generation}"

    @staticmethod
    def _register(index: tantivy.Index) -> tantivy.Index:
        # By itself tantivy would show what another process commits, under the fingerprint of what was there before.
        index.config_reader("manual", 0)
        # Tokenizers are not stored with the index: they must be registered at every open.
        index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return index

    # --- writing -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start writing; the caller holds the library's lock. Meanwhile searches see what was committed before."""
        place = self._place(self.state)
        self._next = self.state
        if self.state.position == 0:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True, exist_ok=True)
            self._index = self._register(_made(place))
        self._writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)

    def add(self, rows: Iterable[Row]) -> None:
        """Add passages made ready by `row_of`; searchable after `commit`."""
        assert self._writer is not None, "begin() first"
        for row in rows:
            key, _, terms, filters = row
            document = tantivy.Document()
            document.add_text("document", key)
            document.add_bytes("passage", stored(row))
            document.add_text("terms", terms)
            for term in filters.split("\n"):
                document.add_text("filters", term)
            document.add_unsigned("number", number_of(key))
            self._writer.add_document(document)

    def remove(self, document: str, sha256: str) -> None:
        """Remove a document version's passages, if it has any here; gone after `commit`."""
        assert self._writer is not None, "begin() first"
        key = key_of(document, sha256)
        query = tantivy.Query.term_query(self._index.schema, "document", key, "basic")
        if self._index.searcher().search(query, 1, count=False).hits:
            self._writer.delete_documents_by_term("document", key)
            gone = hashlib.sha256(f"{self._next.gone}{key}".encode()).hexdigest()[:8]
            self._next = replace(self._next, gone=gone)

    def commit(self, position: int, *, last: bool = True) -> None:
        """Make everything since `begin` searchable, and note how far the change list was followed.

        The note is begun before the commit and ended after it, so that a crash between the two is seen at the next
        open: replaying what was committed would be harmless, but deleted passages change how others rank. With
        ``last`` False, writing goes on.
        """
        assert self._writer is not None, "begin() first"
        place = self._place(self._next)
        self._note(next=position, stamp=_stamp(place))
        self._writer.commit()
        self._next = replace(self._next, position=position)
        self._note()
        if not last:
            return
        self._writer.wait_merging_threads()
        self._writer = None
        self._index.reload()
        self.state = self._next
        for other in self._folder.glob("generation-*"):
            if other != place:
                shutil.rmtree(other, ignore_errors=True)

    def _note(self, **more: int | str) -> None:
        temporary = self._folder / f"{STATE}.new"
        temporary.write_text(json.dumps(asdict(self._next) | more))
        temporary.replace(self._folder / STATE)

    # --- searching -----------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return how many passages are searchable."""
        return int(self._index.searcher().num_docs)

    def search(
        self, weights: Mapping[str, float], limit: int, within: Within = (), document: tuple[str, str] | None = None
    ) -> list[Hit]:
        """Return the best ``limit`` passages for weighted terms; ties break on (score, sha256, start).

        ``within`` restricts the search, or ``document`` (id, sha256), without changing any score: what is returned are
        the best among those that meet it.
        """
        return [found.hit for found in self.found(weights, limit, within, document)]

    def found(
        self, weights: Mapping[str, float], limit: int, within: Within = (), document: tuple[str, str] | None = None
    ) -> list[Found]:
        """Return the best ``limit`` passages for weighted terms, each with its terms, in the order of `search`."""
        query = self._query(weights, within, document)
        searcher = self._index.searcher()
        if query is None or limit < 1:
            return []
        found = [_found(searcher, address, score) for score, address in _best(searcher, query, limit)]
        return sorted(found, key=lambda one: _order(one.hit))[:limit]

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

    def filters_starting(self, start: str) -> list[tuple[str, int]]:
        """Return the filter terms that start so, in order, each with how many passages have it.

        They are counted one by one: tantivy's own counts hold what was removed until its segments merge.
        """
        searcher, schema = self._index.searcher(), self._index.schema
        counts = []
        for term, _ in searcher.terms_with_prefix("filters", start, None, None):
            query = tantivy.Query.term_query(schema, "filters", str(term), "basic")
            counts.append((str(term), int(searcher.search(query, 1, count=True).count)))  # type: ignore[attr-defined]
        return [(term, count) for term, count in counts if count]

    def matches(self, weights: Mapping[str, float], within: Within = ()) -> int:
        """Return how many passages a search finds; they are only counted, so that it costs little where it finds many."""
        query = self._query(weights, within)
        if query is None:
            return 0
        found = self._index.searcher().search(query, 1, count=True)
        return int(found.count)  # type: ignore[attr-defined]  # tantivy's stubs leave it out

    def count(self, terms: Iterable[str] | None = None, within: Within = ()) -> tuple[int, set[int]]:
        """Return how many passages hold any of ``terms`` (None: how many there are), and their documents' numbers."""
        searcher = self._index.searcher()
        query = tantivy.Query.all_query() if terms is None else self._query(dict.fromkeys(terms, 1.0), within)
        if query is None or not searcher.num_docs:
            return 0, set()
        found = [address for _, address in searcher.search(query, searcher.num_docs, count=False).hits]
        numbers = searcher.fast_field_values("number", found)
        return len(found), {int(number) for number in numbers if number is not None}

    def before(self, weights: Mapping[str, float], hit: Hit, within: Within = ()) -> int:
        """Return how many passages come before ``hit`` in the whole ranked list, whatever its length."""
        searcher = self._index.searcher()
        query = self._query(weights, within)
        limit = 1024
        while query is not None:
            found = [(round(float(s), DIGITS), a) for s, a in searcher.search(query, limit, count=False).hits]
            if len(found) < limit or found[-1][0] < hit.score:
                better = sum(score > hit.score for score, _ in found)
                ties = [_found(searcher, a, score).hit for score, a in found if score == hit.score]
                return better + sum(_order(tie) < _order(hit) for tie in ties)
            limit *= 8
        return 0

    def _query(
        self, weights: Mapping[str, float], within: Within = (), document: tuple[str, str] | None = None
    ) -> tantivy.Query | None:
        """Return what asks for any of the terms, restricted; None where no term is asked for."""
        schema, must = self._index.schema, tantivy.Occur.Must
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(schema, "terms", term, "freq"), weight),
            )
            for term, weight in sorted(weights.items())
        ]
        if not clauses:
            return None
        any_term = tantivy.Query.boolean_query(clauses)
        tests = [self._any_of(group) for group in within]
        if document is not None:
            tests.append(tantivy.Query.term_query(schema, "document", key_of(*document), "basic"))
        if not tests:
            return any_term
        unscored = [(must, tantivy.Query.const_score_query(test, 0.0)) for test in tests]
        return tantivy.Query.boolean_query([(must, any_term), *unscored])

    def _any_of(self, group: Collection[str]) -> tantivy.Query:
        """Return what asks for any of the filter terms; a set of many is looked up at once."""
        schema = self._index.schema
        if len(group) > FEW:
            return tantivy.Query.term_set_query(schema, "filters", sorted(group))
        terms = [tantivy.Query.term_query(schema, "filters", term, "basic") for term in sorted(group)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])

    def known(self, filters: Iterable[str]) -> frozenset[str]:
        """Return those of these filter terms that any passage has."""
        searcher = self._index.searcher()
        return frozenset(term for term in filters if searcher.doc_freq("filters", term))


def _order(hit: Hit) -> tuple[float, str, int]:
    return (-hit.score, hit.passage.sha256, hit.passage.start)


def _best(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> list[tuple[float, tantivy.DocAddress]]:
    """Return the best ``limit`` hits and all that equal the last of them, with rounded scores.

    Which of equals tantivy leaves out hangs on its segments, and these on how often was committed on the way here.
    """
    most = limit + limit // 4
    while True:
        hits = searcher.search(query, most, count=False).hits
        found = [(round(float(score), DIGITS), address) for score, address in hits]
        if len(found) < most or found[-1][0] < found[limit - 1][0]:
            return [one for one in found if len(found) < limit or one[0] >= found[limit - 1][0]]
        most *= 2


def _found(searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float) -> Found:
    return read_stored(bytes(searcher.doc(address)["passage"][0]), score)


def _stamp(place: Path) -> int:
    """Return tantivy's own count of what was committed; -1 for an index that is not there."""
    try:
        return int(json.loads((place / "meta.json").read_text())["opstamp"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


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
    builder.add_text_field("filters", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", stored=False, indexed=False, fast=True)
    return builder.build()
