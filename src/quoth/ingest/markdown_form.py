"""Quoth's own Markdown: a document written out so that any Markdown program shows it and reading it back loses no letter.

Every block stands after a comment that says its kind and label. What comes back is the same text with the same blocks;
sections are rebuilt from the headings' levels, citations and page marks are not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from markdown_it.token import Token

from quoth.ingest.composer import Composer
from quoth.model import Document, Ids, Part

FORM = "quoth 1"
_LEAVES = {"title", "heading", "abstract", "paragraph", "row", "caption", "boxed", "footnote", "reference", "finding"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~])")
_OPENING = re.compile(r"^(\d{0,9})([#+=.)-])")
_COMMENT = re.compile(r"<!-- (\w+)(?:: (.*))? -->\s*$")


def written(document: Document, known: Ids | None = None) -> str:
    """Return the document as Markdown with a front matter; ``known`` are its identifiers, else those in its work's name."""
    facts = document.facts
    scheme_ids = dict(part.split(":", 1) for part in [document.work] if not part.startswith("text:"))
    if known:
        scheme_ids = dict(known.pairs())
    front = {
        "form": FORM,
        "content_type": str(document.kind),
        "title": facts.title,
        **{{"pmc": "pmcid"}.get(scheme, scheme): value for scheme, value in scheme_ids.items()},
        "authors": list(facts.authors),
        "journal": facts.journal,
        "year": facts.year,
        "date": facts.date,
        "licence": facts.licence,
        "language": facts.language,
    }
    stated = yaml.safe_dump({key: value for key, value in front.items() if value}, allow_unicode=True, sort_keys=False)
    blocks = "".join(f"{block}\n\n" for block in _blocks(document))
    return f"---\n{stated}---\n\n{blocks}"


def _blocks(document: Document) -> Iterator[str]:
    ends: list[int] = []
    for part in document.parts:
        while ends and ends[-1] <= part.start:
            ends.pop()
        if part.kind == "section":
            ends.append(part.end)
        if part.kind in _LEAVES:
            words = _escaped(document.text[part.start : part.end])
            mark = {"title": "# ", "heading": "#" * min(len(ends) + 1, 6) + " "}.get(part.kind, "")
            yield f"{_comment(part)}\n\n{mark}{words}"


def _comment(part: Part) -> str:
    label = part.label.replace("--", "\u2010\u2010").replace(">", "\u203a")
    return f"<!-- {part.kind}: {label} -->" if label else f"<!-- {part.kind} -->"


def _escaped(text: str) -> str:
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def compose(composer: Composer, tokens: list[Token], words: list[tuple[int, str]]) -> None:
    """Compose what ``written`` wrote: ``words`` are the blocks (heading level, text) of ``tokens`` in order."""
    comments = (_COMMENT.match(token.content) for token in tokens if token.type == "html_block")
    said = [found for found in comments if found and found[1] in _LEAVES]
    levels: list[int] = []
    for found, (level, text) in zip(said, words, strict=False):
        kind, label = found[1], found[2] or ""
        if kind == "heading":
            while levels and levels[-1] >= level:
                composer.close()
                levels.pop()
            composer.open("section", label)
            levels.append(level)
        composer.block(kind, text, label)
    for _ in levels:
        composer.close()
