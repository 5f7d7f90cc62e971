"""PDF: headings, two columns, divided words, pages. The files are made here, letter by letter."""

from __future__ import annotations

from quoth.ingest import Paper, Refusal, read
from quoth.model import Document
from tests.test_ingest_text import nested

Words = tuple[int, int, int, str]  # left, base line, size, text


def made(*pages: list[Words]) -> bytes:
    """Return a PDF with each text at its place, in Helvetica."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for page in pages:
        stream = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in page).encode("cp1252")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F1<</Type/Font"
            b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, start)
    )


def column(left: int, top: int, *lines: str) -> list[Words]:
    return [(left, top - 14 * place, 10, line) for place, line in enumerate(lines)]


FIRST = [
    (60, 740, 20, "A made-up trial"),
    (60, 715, 10, "https://doi.org/10.5555/made.pdf"),
    (60, 690, 14, "Methods"),
    *column(
        60,
        660,
        "Left one about plasma ex-",
        "change in patients with",
        "low platelets and fever",
        "who were well before.",
    ),
    *column(
        330,
        660,
        "Right one about the dose",
        "that was given each day,",
        "and about follow-up in a",
        "clinic that never",
    ),
]
SECOND = [
    *column(60, 700, "closed its doors. Long-term", "results were good."),
    (60, 640, 14, "Results"),
    *column(60, 610, "Plasma exchange helped and", "long-term harms were few."),
]


def document(*pages: list[Words]) -> Document:
    (found,) = read("made.pdf", made(*pages))
    assert isinstance(found, Paper)
    assert nested(found.document.parts, len(found.document.text))
    return found.document


def test_columns_are_read_one_after_the_other_and_words_mended() -> None:
    text = document(FIRST, SECOND).text
    left = "Left one about plasma exchange in patients with low platelets and fever who were well before."
    right = (
        "Right one about the dose that was given each day, and about follow-up in a clinic that never closed its doors."
    )
    assert left in text
    assert right in text
    assert text.index(left) < text.index(right)
    assert "long-term harms" in text


def test_headings_title_pages_and_doi() -> None:
    found = document(FIRST, SECOND)
    assert found.facts.title == "A made-up trial"
    assert [part.label for part in found.parts if part.kind == "heading"] == ["Methods", "Results"]
    assert {part.label for part in found.parts if part.kind == "page"} == {"1", "2"}
    crossing = next(part for part in found.parts if part.kind == "page" and part.label == "2")
    assert found.text[crossing.start : crossing.end].startswith("closed its doors")
    assert found.id == "doi:10.5555/made.pdf/pdf"


def test_running_heads_are_left_out() -> None:
    pages = [
        [(60, 780, 8, f"Made J 2020; page {number}"), *column(60, 700, f"Page {number} says its own thing.")]
        for number in range(1, 5)
    ]
    text = document(*pages).text
    assert "Made J" not in text
    assert "Page 4 says its own thing." in text


def test_a_scan_and_a_broken_file_are_refused() -> None:
    for data, words in ((made([]), "without text"), (b"%PDF-1.4 nonsense", "not a PDF that can be read")):
        (found,) = read("x.pdf", data)
        assert isinstance(found, Refusal)
        assert words in found.reason
