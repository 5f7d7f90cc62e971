"""A document in, its marks out: every span lies in the text and says what it is."""

from __future__ import annotations

from quoth.annotate.document import annotate, fingerprint
from quoth.model import Document, Facts, Finding, Kind, Mention, Part, sha256_text


def document(
    blocks: list[tuple[str, str, str]], kind: Kind = Kind.RECORD, facts: Facts | None = None, cited: str = ""
) -> Document:
    """Build a document of (part kind, label, text) blocks, each in a section of its label."""
    text, parts = "", []
    for part, label, words in blocks:
        start = len(text)
        text += words
        if label:
            parts.append(Part("section", start, len(text), label))
        parts.append(Part(part, start, len(text), label))
        if cited and cited in words:
            at = text.index(cited, start)
            parts.append(Part("citation", at, at + len(cited), cited, "B12"))
        text += "\n\n"
    sha = sha256_text(text)
    return Document("d", "w", kind, text, sha, sha, "test", facts or Facts(title=blocks[0][2]), tuple(parts))


class Words:
    """Finds one word everywhere."""

    def __init__(self, word: str) -> None:
        self.word = word

    def find(self, text: str) -> tuple[Mention, ...]:
        starts = [i for i in range(len(text)) if text.startswith(self.word, i)]
        return tuple(Mention(i, i + len(self.word), ("t:x",), "condition") for i in starts)


STRUCTURED = [
    ("title", "", "Rituximab for relapse"),
    ("abstract", "BACKGROUND", "Thrombotic thrombocytopenic purpura (TTP) is rare."),
    ("abstract", "METHODS", "We randomly assigned 40 patients to rituximab or placebo."),
    ("abstract", "RESULTS", "Relapse was seen in 2/20 (10 %). There was no evidence of bleeding."),
    ("abstract", "CONCLUSIONS", "Rituximab may prevent relapse. We recommend it."),
]


def test_a_structured_abstract() -> None:
    marks = annotate(document(STRUCTURED), Words("bleeding"))
    told = [(s.role, s.negated, s.hedged) for s in marks.sentences]
    assert told == [
        (None, False, False),
        ("background", False, False),
        ("method", False, False),
        ("result", False, False),
        ("result", True, False),
        ("conclusion", False, True),
        ("recommendation", False, False),
    ]
    assert marks.abbreviations == (("TTP", "Thrombotic thrombocytopenic purpura"),)
    assert marks.design == "randomised trial"
    assert [m.negated for m in marks.mentions] == [True]
    assert marks.annotator == fingerprint()


def test_spans_lie_in_the_text_and_figures_in_their_sentence() -> None:
    source = document(STRUCTURED)
    for sentence in annotate(source).sentences:
        assert source.text[sentence.start : sentence.end].strip() == source.text[sentence.start : sentence.end]
        assert all(sentence.start <= a < b <= sentence.end for a, b in sentence.figures)


def test_a_cited_sentence_is_borrowed() -> None:
    blocks = [
        ("title", "", "T"),
        ("paragraph", "Discussion", "Mortality was 80 % without exchange [12]. We found 20 %."),
    ]
    marks = annotate(document(blocks, Kind.FULLTEXT, cited="[12]"))
    assert [(s.role, s.borrowed) for s in marks.sentences[1:]] == [("background", ("B12",)), ("result", ())]


def test_a_finding_keeps_its_role() -> None:
    text = "Rituximab prevents relapse."
    sha = sha256_text(text)
    part, finding = Part("finding", 0, len(text), "f"), Finding("f", 0, len(text), "recommendation")
    facts = Facts(title="x", design="guideline")
    source = Document("d", "w", Kind.SYNOPSIS, text, sha, sha, "test", facts, (part,), (finding,))
    marks = annotate(source)
    assert [s.role for s in marks.sentences] == ["recommendation"]
    assert marks.design == "guideline"


def test_nothing_in_nothing_out() -> None:
    sha = sha256_text("")
    marks = annotate(Document("d", "w", Kind.RECORD, "", sha, sha, "test", Facts()))
    assert not marks.sentences
    assert not marks.mentions
    assert not marks.abbreviations
    assert marks.design is None


def test_the_stamp_tells_vocabularies_apart() -> None:
    assert fingerprint() == fingerprint("") != fingerprint("mesh-2017")
