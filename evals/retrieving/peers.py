"""bm25s and tantivy as they come, over title and text in one field: English stop words and stemmer, default k1 and b."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tantivy

from evals.retrieving.sets import Text

Rank = Callable[[str], list[str]]
DEPTH = 100


def bm25s_of(corpus: Sequence[Text], notes: list[str], depth: int = DEPTH) -> Rank | None:
    """Index a corpus in bm25s (method lucene, k1 1.5, b .75); zero scores, with which it pads, are left out."""
    try:
        import bm25s  # noqa: PLC0415 - only these measurements need it
    except ImportError:
        notes.append("no bm25s beside it: it is not installed")
        return None
    import Stemmer  # noqa: PLC0415

    stemmer = Stemmer.Stemmer("english")
    model = bm25s.BM25()
    tokens = bm25s.tokenize([text.whole for text in corpus], stopwords="en", stemmer=stemmer, show_progress=False)
    model.index(tokens, show_progress=False)
    most = min(depth, len(corpus))

    def rank(query: str) -> list[str]:
        asked = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, show_progress=False)
        if not asked.vocab:
            return []
        found, scores = model.retrieve(asked, k=most, show_progress=False)
        return [corpus[at].id for at, score in zip(found[0], scores[0], strict=True) if score > 0]

    return rank


def tantivy_of(corpus: Sequence[Text], notes: list[str], depth: int = DEPTH) -> Rank | None:
    """Index a corpus in tantivy (analyser en_stem, k1 1.2, b .75) and ask it by any of the query's words."""
    del notes
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("at", stored=True)
    builder.add_text_field("all", stored=False, tokenizer_name="en_stem", index_option="freq")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for at, text in enumerate(corpus):
        writer.add_document(tantivy.Document.from_dict({"at": at, "all": text.whole}, index.schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(query: str) -> list[str]:
        words = "".join(c if c.isalnum() else " " for c in query)
        asked, _ = index.parse_query_lenient(words, ["all"])
        hits = searcher.search(asked, depth, count=False).hits
        return [corpus[searcher.doc(place)["at"][0]].id for _, place in hits]

    return rank


PEERS: tuple[tuple[str, Callable[[Sequence[Text], list[str]], Rank | None]], ...] = (
    ("bm25s", bm25s_of),
    ("tantivy", tantivy_of),
)
