"""A document written as Markdown comes back letter by letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quoth.ingest import Paper, read
from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.markdown_form import written
from quoth.model import Document, Facts, Ids, Kind
from tests.test_ingest_jats import paper

LEAVES = ("title", "heading", "abstract", "paragraph", "row", "caption", "boxed", "footnote", "reference")
WORDS = st.text(alphabet=st.one_of(st.sampled_from("ab1 .-#*_[]<>&|`~\\+=)!:()\"'"), st.characters()), max_size=30)


def back(document: Document) -> Document:
    (found,) = read("back.md", written(document).encode())
    assert isinstance(found, Paper)
    return found.document


def leaves(document: Document) -> list[tuple[str, str]]:
    return [(part.kind, document.text[part.start : part.end]) for part in document.parts if part.kind in LEAVES]


def test_an_article_comes_back() -> None:
    before = paper().document
    after = back(before)
    assert after.text == before.text
    assert after.sha256 == before.sha256
    assert leaves(after) == leaves(before)
    assert after.work == before.work
    assert (after.kind, after.facts.title, after.facts.authors) == (
        before.kind,
        before.facts.title,
        before.facts.authors,
    )
    assert [part.label for part in after.parts if part.kind == "row"] == [
        part.label for part in before.parts if part.kind == "row"
    ]


@given(st.lists(st.tuples(st.sampled_from(LEAVES[1:]), WORDS), min_size=1, max_size=6))
def test_any_words_come_back(blocks: list[tuple[str, str]]) -> None:
    composer = Composer()
    composer.block("title", "A title")
    for kind, words in blocks:
        composer.block(kind, words)
    before = build(Source("x", ""), "test 1", Kind.FULLTEXT, composer, Ids(pmid="1"), Facts(title="A title")).document
    after = back(before)
    assert leaves(after) == leaves(before)
    assert after.text == before.text
