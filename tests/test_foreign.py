"""Foreign texts are read with their links, and never further than a bound."""

from __future__ import annotations

import pytest

from quoth.errors import SourceRefused
from quoth.ingest import foreign
from quoth.ingest.foreign import read_foreign


def text_of(data: str) -> str:
    return read_foreign("a text", data.encode()).document.text


def test_links_are_written_behind_their_words() -> None:
    assert "trial ⟨https://doi.org/10.1/a(1)2⟩" in text_of("**A** [trial](https://doi.org/10.1/a(1)2) says so.")
    page = "<p>A <a class=x href='https://doi.org/10.1/a'>trial</a> and <a href='#r1'>1</a> say so.</p>"
    assert "trial ⟨https://doi.org/10.1/a⟩" in text_of(page)
    assert "#r1" not in text_of(page)


def test_chat_marks_become_numbers() -> None:
    assert "so[1]" in text_of("It is so【1†source】.").replace(" ", "") or "so[1]" in text_of("It is so【1†source】.")
    assert "[2]" in text_of("**It** is so[^2].")


def test_scripts_and_hidden_words_are_not_read() -> None:
    page = "<html><body><script>evil()</script><p hidden>Hidden.</p><p>Seen.</p></body></html>"
    assert text_of(page) == "Seen."


def test_lines_of_a_pasted_answer_stand_apart_and_wrapped_ones_do_not() -> None:
    document = read_foreign(
        "a text",
        b"Title\n\nBottom line\nEculizumab works in a rare kidney disease that is called\natypical HUS.\nIt is costly.\n",
    ).document
    parts = [document.text[p.start : p.end] for p in document.parts if p.kind == "paragraph"]
    assert parts == ["Eculizumab works in a rare kidney disease that is called atypical HUS.", "It is costly."]


def test_a_summary_about_a_paper_is_read_whole() -> None:
    text = text_of("# A paper\n\nPMC · DOI: 10.5555/x · J\n\n## TL;DR\n\nIt helped.\n\n## Abstract\n\nIt may help.\n")
    assert "It helped." in text
    assert "It may help." in text


@pytest.mark.parametrize("data", [b"", b"\0\0", b"\x89PNG....", b"%PDF-1.7 no", b"<html><body></body></html>"])
def test_what_cannot_be_read_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(SourceRefused, match="a text"):
        read_foreign("a text", data)


def test_a_page_of_tags_is_refused() -> None:
    with pytest.raises(SourceRefused, match="tags"):
        read_foreign("a text", b"<html><body>" + b"<b>x</b>" * foreign.TAGS)


def test_of_an_endless_text_the_start_and_the_end_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "HEAD", 30)
    monkeypatch.setattr(foreign, "TAIL", 20)
    found = read_foreign("a text", b"Eculizumab is given in aHUS.\n" + b"x" * 500 + b"\n[1] Smith 2019.\n")
    assert found.cut > 400
    assert "Eculizumab is given" in found.document.text
    assert "Smith 2019" in found.document.text
