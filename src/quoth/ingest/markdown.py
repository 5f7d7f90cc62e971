"""Markdown, with or without a front matter that names the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from quoth.errors import SourceRefused
from quoth.ingest import dates, identity, markdown_form
from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.outcomes import Outcome
from quoth.ingest.text import canonical
from quoth.model import Facts, Ids, Kind
from quoth.model.papers import PAGE_FORM

READER = "markdown 1"
FRONT_BYTES = 64 * 1024
_FRONT = re.compile(r"\s*---\r?\n(.*?)\r?\n---[^\S\n]*(?:\r?\n|$)", re.DOTALL)
_HEADER = re.compile(r"\s*(?:Authors?|Journal|DOI|PMID|PMCID|Source|Date|PMC)\b\s*(?::|·)", re.IGNORECASE)
_ABOUT_THE_RECORD = re.compile(
    r"(?:Author information:|DOI:|PMID:|PMCID:|Conflict of interest|Comment (?:in|on)|Erratum (?:in|for)|Update (?:in|of)|"
    r"Copyright|©|\d+\. [A-Z][\w .()&-]+\. (?:19|20)\d\d )"
)
# A page *about* a paper carries these beside its abstract; they are a summariser's words, not the paper's.
_SUMMARY = {"tl;dr", "contribution", "key findings", "linked entities", "full-text entities"}
_KINDS = {"abstract_only": Kind.RECORD, "summary": Kind.RECORD, "record": Kind.RECORD, "abstract": Kind.RECORD}
_OWN_KINDS = {str(kind): kind for kind in (Kind.RECORD, Kind.FULLTEXT, Kind.PDF)}  # others are not literature
_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


class _NoAliases(yaml.SafeLoader):
    """YAML without aliases: they are how a few lines become gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise SourceRefused("has YAML aliases in its front matter, which are not read; write the values out.")
        return super().compose_node(parent, index)


def read_markdown(text: str, source: Source, *, whole: bool = False) -> Iterator[Outcome]:
    """Yield the document; its front matter, else the lines under its first heading, name the paper.

    ``whole`` reads a summariser's words too: they are what is checked, not what is stored.

    Raises:
        SourceRefused: the front matter is not sound YAML, or there is no text.

    """
    front = _FRONT.match(text[: FRONT_BYTES + 16])
    stated = _stated(front[1]) if front else {}
    if stated.get("form") == PAGE_FORM:
        raise SourceRefused(
            "is Quoth's page about a paper, not its text; add what `quoth show ID --full --format md` prints."
        )
    tokens = _PARSER.parse(text[front.end() :] if front else text)
    blocks = [(level, words) for level, words in _blocks(tokens) if words]
    title = canonical(str(stated.get("title") or "")) or next((words for level, words in blocks if level == 1), "")
    header = [] if front else _header(blocks)
    known, facts = _named(stated, header, title)
    kind = _KINDS.get(str(stated.get("content_type", "")).lower(), Kind.FULLTEXT)
    names = {words.lower() for level, words in blocks if level}
    summary = _SUMMARY if "tl;dr" in names and "abstract" in names and not whole else set()
    if summary:  # the page shows the abstract of a paper, whatever else it says about it
        kind = Kind.RECORD
        left = [words for level, words in blocks if level and words.lower() in summary]
        facts = replace(facts, note=f"not read: {', '.join(left)} (a summary about the paper, not its words)")
    composer = Composer()
    if stated.get("form") == markdown_form.FORM:
        kind = _OWN_KINDS.get(str(stated.get("content_type", "")), kind)
        markdown_form.compose(composer, tokens, blocks)
    else:
        composer.block("title", title)
        _compose(composer, blocks, facts, kind, summary)
    yield build(source, READER, kind, composer, known, facts)


def _stated(front: str) -> dict[str, Any]:
    try:
        stated = yaml.load(front, Loader=_NoAliases)  # noqa: S506  (a safe loader, stricter than SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceRefused(f"has a front matter that is not sound YAML: {str(error).splitlines()[0]}.") from None
    if not isinstance(stated, dict):
        return {}
    return {str(key).lower(): value for key, value in stated.items()}


def _named(stated: dict[str, Any], header: Sequence[str], title: str) -> tuple[Ids, Facts]:
    """Return identifiers and facts from the front matter, else from the lines under the title."""
    reference = str(stated.get("reference_id") or "")
    said = " · ".join(header)
    known = identity.ids(
        pmid_text=str(stated.get("pmid") or (reference if reference.upper().startswith("PMID") else "")),
        pmcid_text=str(stated.get("pmcid") or (reference if reference.upper().startswith("PMC") else "")),
        doi_text=str(stated.get("doi") or said),
    )
    authors = stated.get("authors") or next((line[8:] for line in header if line.lower().startswith("authors:")), "")
    if isinstance(authors, str):
        authors = [name for name in re.split(r"\s*[,;]\s*", authors) if name]
    date = dates.in_words(str(stated.get("date") or stated.get("year") or said))
    facts = Facts(
        title=title,
        authors=tuple(canonical(str(name)) for name in authors) if isinstance(authors, list) else (),
        journal=canonical(str(stated.get("journal") or _journal(header))) or None,
        year=dates.year_of(date),
        date=date if stated.get("date") or not stated.get("year") else None,
        url=str(stated.get("url") or "") or identity.url(known),
        licence=canonical(str(stated.get("licence") or stated.get("license") or "")) or None,
        language=str(stated.get("language") or "") or None,
    )
    return known, facts


def _header(blocks: Sequence[tuple[int, str]]) -> list[str]:
    """Return the lines between the title and the next heading that name the paper."""
    found: list[str] = []
    for level, words in blocks[1:] if blocks and blocks[0][0] == 1 else ():
        if level:
            break
        if _HEADER.match(words) or " · " in words:
            found.append(words)
    return found


def _journal(header: Sequence[str]) -> str:
    """Return the journal of a line such as ``PMC · DOI: 10.… · Cureus · 2026-01-02``: what is neither name nor number."""
    for line in header:
        if " · " in line:
            for piece in line.split(" · "):
                if not re.match(r"(?:PMC\d*|PMID\d*|DOI)\b|[\d-]+$", piece.strip()):
                    return piece
    return ""


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Yield (heading level, 0 for words, -1 for a table row; words) of every block.

    An item of a numbered list keeps its number: a protocol's steps are known by it.
    """
    level = 0
    cells: list[str] | None = None
    number = ""
    for token in tokens:
        match token.type:
            case "heading_open" | "heading_close":
                level = int(token.tag[1]) if token.nesting == 1 else 0
            case "list_item_open":
                number = f"{token.info}{token.markup} " if token.info else ""
            case "tr_open":
                cells = []
            case "tr_close":
                yield -1, " | ".join(filter(None, cells or ()))
                cells = None
            case "inline" if cells is not None:
                cells.append(canonical(_words(token.children or [])))
            case "inline":
                yield level, canonical(number + _words(token.children or []))
                number = ""
            case "fence" | "code_block":
                yield 0, canonical(token.content)
            case _:
                pass


def _words(tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
    return "".join(pieces)


def _compose(
    composer: Composer, blocks: Sequence[tuple[int, str]], facts: Facts, kind: Kind, summary: set[str]
) -> None:
    """Compose blocks in nested sections; a record's paragraphs are its abstract, what is about the record a note."""
    levels: list[int] = []
    skipping = False
    for level, words in blocks:
        if level > 0:
            skipping = words.lower() in summary
            if words == facts.title or skipping:
                continue
            while levels and levels[-1] >= level:
                composer.close()
                levels.pop()
            composer.open("section", words)
            levels.append(level)
            composer.block("heading", words, words)
        elif not skipping:
            composer.block(_kind_of(words, level, facts, kind, under=bool(levels)), words)
    for _ in levels:
        composer.close()


def _kind_of(words: str, level: int, facts: Facts, kind: Kind, *, under: bool) -> str:
    if level < 0:
        return "row"
    if not under and (_HEADER.match(words) or " · " in words):
        return "footnote"
    if kind is not Kind.RECORD:
        return "paragraph"
    opening = facts.authors[0] if facts.authors else "\0"
    same_title = words.rstrip(". ").lower() == facts.title.rstrip(". ").lower()
    about = bool(_ABOUT_THE_RECORD.match(words)) or words.startswith(opening) or same_title
    return "footnote" if about or _OMITTED.search(words) else "abstract"


_OMITTED = re.compile(r"omitted from this summary view|full list in the complete paper|^Source: ", re.IGNORECASE)
