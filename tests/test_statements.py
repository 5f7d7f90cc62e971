"""Which sentences of a foreign text are judged, and which are counted by the reason they are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.annotate.sentences import sentence_spans
from quoth.ingest.foreign import read_foreign
from quoth.verify import statements
from quoth.verify.statements import Block, Reading, read_statements


def blocks_of(data: bytes) -> list[Block]:
    document = read_foreign("a text", data).document
    found, under = [], ""
    for part in document.parts:
        if part.kind in {"title", "heading", "paragraph", "row"}:
            text = document.text[part.start : part.end]
            under = text if part.kind == "heading" else under
            found.append(Block(part.kind, part.start, text, under))
    return found


def reading_of(text: str, telling: Sequence[str] = ("eculizumab",)) -> Reading:
    return read_statements(blocks_of(text.encode()), sentence_spans, lambda s: any(t in s.casefold() for t in telling))


def texts(reading: Reading) -> list[str]:
    return [s.text for s in reading.statements]


def test_headings_questions_disclaimers_and_references_are_counted_and_not_judged() -> None:
    read = reading_of(
        "# Eculizumab in aHUS\n\nIs it given?\n\nEculizumab is given in aHUS [1]. It is costly.\n\n"
        "This is for informational purposes only.\n\n## References\n\n1. Smith J. A study. J Nowhere 2019. doi:10.5555/x\n"
    )
    assert texts(read) == ["Eculizumab is given in aHUS.", "It is costly."]
    assert read.left_out == {
        "headings": 2,
        "questions": 1,
        "disclaimers and page furniture": 1,
        "reference entries": 1,
    }
    assert [(e.label, e.words[:8]) for e in read.entries] == [("1", "Smith J.")]


@pytest.mark.parametrize(
    "furniture", ["As an AI, I say", "This is not medical advice, but", "Let me know, then", "Last updated today:"]
)
def test_what_names_a_treatment_is_never_furniture(furniture: str) -> None:
    assert texts(reading_of(f"Title\n\n{furniture} eculizumab should be given at once.\n"))


def test_a_heading_that_advises_is_judged() -> None:
    assert texts(reading_of("Title\n\nEculizumab should be given at once\n\nIt works well.\n")) == [
        "Eculizumab should be given at once",
        "It works well.",
    ]


def test_a_text_of_one_sentence_is_judged() -> None:
    assert texts(reading_of("Eculizumab cures aHUS")) == ["Eculizumab cures aHUS"]


def test_a_citation_behind_the_stop_belongs_to_the_sentence_before() -> None:
    read = reading_of("Title\n\nEculizumab works in aHUS.[2] It is costly.\n")
    assert [s.marks for s in read.statements] == [("[2]",), ()]


@pytest.mark.parametrize(
    "listed",
    [
        "## References\n\n[1] Smith J. A study. 2019.\n[2] Jones K. Another. 2020.",
        "## Sources\n\n¹ Smith J. A study. 2019.\n² Jones K. Another. 2020.",
        "References\n\n1. Smith J. A study. J Nowhere 2019;1:2.\n2. Jones K. Another. J Nowhere 2020;1:2.",
        "Sources: [1] Smith J. A study. 2019. [2] Jones K. Another. 2020.",
        "[1]: https://doi.org/10.5555/a\n[2]: https://doi.org/10.5555/b",
        "[^1]: Smith J. A study. doi:10.5555/a\n[^2]: Jones K. Another. doi:10.5555/b",
    ],
)
def test_reference_lists_in_their_forms(listed: str) -> None:
    read = reading_of(f"# Title\n\nEculizumab works [1]. It is costly [2].\n\n{listed}\n")
    assert [e.label for e in read.entries] == ["1", "2"]
    assert len(read.statements) == 2


def test_only_so_much_is_read_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", 3)
    read = reading_of("Title\n\n" + "Eculizumab works well in aHUS. " * 5)
    assert len(read.statements) == 3
    assert read.unread == 2 * len("Eculizumab works well in aHUS.")


@given(
    st.lists(
        st.sampled_from(["Eculizumab works [1].", "Is it?", "## Heading", "- It is costly.", "1. Smith 2019"]),
        max_size=12,
    )
)
def test_statements_are_cut_from_the_text(lines: list[str]) -> None:
    data = ("# Title\n\n" + "\n\n".join(lines)).encode()
    document = read_foreign("a text", data).document
    for said in read_statements(blocks_of(data), sentence_spans, lambda _: True).statements:
        assert said.text.rstrip(".") in document.text[said.start : said.end]
