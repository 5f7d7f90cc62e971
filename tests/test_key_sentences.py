"""Key findings are the paper's own: none borrowed, none background, none from a method."""

from __future__ import annotations

from quoth.annotate.document import annotate
from quoth.annotate.key_sentences import candidates, contribution, key_findings, summary
from quoth.model import Document, Facts, Kind, Part, sha256_text

BLOCKS = [
    ("title", "", "Rituximab for relapse: significantly better than placebo"),
    ("abstract", "Background", "Relapse is significantly more frequent than was thought in this disease."),
    ("abstract", "Methods", "Forty patients were randomly assigned to rituximab or to placebo for one year."),
    (
        "abstract",
        "Results",
        "Relapse was significantly less frequent with rituximab than with placebo (P = 0.01). It was well tolerated by all patients.",
    ),
    ("abstract", "Conclusions", "Rituximab reduces relapse in patients with this disease."),
    ("paragraph", "Discussion", "Smith et al. reported significantly fewer relapses than we did with placebo [12]."),
]


def paper() -> Document:
    text, parts = "", []
    for kind, label, words in BLOCKS:
        start = len(text)
        text += words
        if label:
            parts.append(Part("section", start, len(text), label))
        parts.append(Part(kind, start, len(text), label))
        text += "\n\n"
    sha = sha256_text(text)
    return Document("d", "w", Kind.FULLTEXT, text, sha, sha, "test", Facts(title=BLOCKS[0][2]), tuple(parts))


def test_key_findings_are_own_results_and_conclusions() -> None:
    source = paper()
    marks = annotate(source)
    quotes = [source.text[s.start : s.end] for s in key_findings(source, marks)]
    assert "Relapse was significantly less frequent with rituximab than with placebo (P = 0.01)." in quotes
    assert len(quotes) == 3
    offered = {source.text[s.start : s.end] for s, _ in candidates(source, marks)}
    assert not any("Smith" in quote or "thought" in quote or "assigned" in quote for quote in offered)
    assert BLOCKS[0][2] not in offered


def test_contribution_and_summary_are_quotes_of_the_paper() -> None:
    source = paper()
    marks = annotate(source)
    found = contribution(source, marks)
    assert found is not None
    assert source.text[found.start : found.end] == BLOCKS[4][2]
    short = summary(source, marks)
    assert short is not None
    assert source.text[short.start : short.end] == BLOCKS[4][2]


def test_a_paper_that_says_nothing_has_none() -> None:
    sha = sha256_text("")
    source = Document("d", "w", Kind.RECORD, "", sha, sha, "test", Facts())
    marks = annotate(source)
    assert key_findings(source, marks) == ()
    assert contribution(source, marks) is summary(source, marks) is None
