"""The tagger: words of sentences in, stretches out; a document agrees with itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.annotating.pubtator import examples, gold_tags, read_pubtator
from evals.training.mentions import learned
from quoth.annotate.linker import Linker
from quoth.annotate.tagger import Tagger, consistent, features, spans_of, words_of
from quoth.annotate.vocabulary import Vocabulary, write
from quoth.model import Concept

ILLS = ("red fever", "blue fever", "grey fever", "pale fever")
PUBTATOR = "\n\n".join(
    f"{n}|t|A case of {ill}.\n{n}|a|The boy had {ill} for days. He ate bread.\n"
    f"{n}\t10\t{10 + len(ill)}\t{ill}\tDisease\tD{n}\n"
    f"{n}\t{24 + len(ill)}\t{24 + 2 * len(ill)}\t{ill}\tDisease\tD{n}"
    for n, ill in enumerate(ILLS, start=1)
)


@pytest.fixture
def linker(tmp_path: Path) -> Linker:
    write([Concept("X:1", "red fever", "condition")], tmp_path / "t", "t", "0")
    return Linker([Vocabulary(tmp_path / "t")])


def test_gold_is_read_with_its_concepts(tmp_path: Path) -> None:
    (tmp_path / "x.PubTator").write_text(PUBTATOR)
    documents = list(read_pubtator(tmp_path / "x.PubTator", frozenset({"Disease"})))
    assert len(documents) == 4
    for document, ill in zip(documents, ILLS, strict=True):
        assert [document.text[a:b] for a, b in document.spans] == [ill, ill]
        assert set(document.ids) == {(f"D{documents.index(document) + 1}",)}
    assert not next(read_pubtator(tmp_path / "x.PubTator", frozenset({"Chemical"}))).spans


def test_it_learns_a_form_no_vocabulary_lists(tmp_path: Path, linker: Linker) -> None:
    (tmp_path / "x.PubTator").write_text(PUBTATOR)
    chain = learned(examples(read_pubtator(tmp_path / "x.PubTator", frozenset()), linker))
    text = "The girl had black fever and red fever."
    found = Tagger(chain, linker, "condition").find(text)
    assert [(text[m.start : m.end], m.concepts) for m in found] == [("black fever", ()), ("red fever", ("X:1",))]


def test_tags_and_spans_are_each_others_inverse() -> None:
    text = "The boy had red fever. It went."
    (first, second) = words_of(text, ())
    tags = gold_tags(first, [(12, 21)])
    assert spans_of(first, tags) == [(12, 21)]
    assert len(features(first)) == len(first.spans)
    assert spans_of(second, gold_tags(second, [(12, 21)])) == []


def test_a_document_agrees_with_itself() -> None:
    text = "Blood fever (BF) is rare. BF may last. Magnaporthe grisea is a mould; M. grisea grows."
    start = text.index("Magnaporthe grisea")
    found = consistent(text, [(0, 11), (start, start + 18)])
    assert [text[a:b] for a, b in found] == ["Blood fever", "BF", "BF", "Magnaporthe grisea", "M. grisea"]
    assert consistent("Blood count (BC) fell. BC rose.", [(13, 15), (23, 25)]) == []


@settings(deadline=None)
@given(st.text(max_size=100))
def test_words_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for words in words_of(text, ()):
        for (a, b), printed in zip(words.spans, words.printed, strict=True):
            assert end <= a < b
            assert text[a:b] == printed
            end = b
