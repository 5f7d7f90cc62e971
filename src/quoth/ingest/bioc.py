"""BioC (XML and JSON) and PubTator: passages with a type. Their annotations are marks, which Quoth makes itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quoth.errors import SourceRefused
from quoth.ingest import dates, identity
from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.outcomes import Outcome
from quoth.ingest.text import canonical
from quoth.model import Facts, Ids, Kind

READER = "bioc 1"
PASSAGES_MOST = 1000
PUBTATOR_READER = "pubtator 1"
Passage = tuple[Mapping[str, str], str]  # (infons, text)
_TITLES = {"title", "front"}
_HEADING = re.compile(r"title_\d|.*_title|.*_title_\d")
_PARTS = {"ref": "reference", "footnote": "footnote", "fig_caption": "caption", "table_caption": "caption"}
_ABSTRACTS = {"abstract", "abstract_title_1"}
_PUBTATOR = re.compile(r"(\d+)\|([ta])\|(.*)")


def of_xml(element: Any) -> tuple[str, Mapping[str, str], list[Passage]]:
    """Return (id, infons, passages) of a BioC XML ``document`` element."""
    passages: list[Passage] = [
        (_infons(passage), passage.findtext("text") or " ".join(item.text or "" for item in passage.iter("text")))
        for passage in element.findall("passage")
    ]
    return element.findtext("id") or "", _infons(element), passages


def of_json(document: Mapping[str, Any]) -> tuple[str, Mapping[str, str], list[Passage]]:
    """Return (id, infons, passages) of a BioC JSON document."""
    passages: list[Passage] = []
    for passage in document.get("passages") or ():
        if isinstance(passage, dict):
            texts = [passage.get("text"), *(item.get("text") for item in _dicts(passage.get("sentences")))]
            passages.append((_strings(passage.get("infons")), str(next((text for text in texts if text), ""))))
    return str(document.get("pmcid") or document.get("id") or ""), _strings(document.get("infons")), passages


def read_document(
    name: str, infons: Mapping[str, str], passages: Sequence[Passage], source: Source, reader: str = READER
) -> Iterator[Outcome]:
    """Yield the document: a record when it holds only title and abstract, else a full text.

    Raises:
        SourceRefused: it holds no text.

    """
    first = passages[0][0] if passages else {}
    known = _ids(name, {**infons, **first})
    composer = Composer()
    title = ""
    section = ""
    full = False
    for stated, text in passages:
        kind = stated.get("type", "paragraph").lower()
        part = _part(stated, kind)
        words = canonical(text)
        if part == "title" and not title:
            title = words
        elif part == "title":
            part = "heading"
        full = full or part in {"paragraph", "caption", "reference"}
        wanted = stated.get("section_type", "")
        if wanted != section:
            if section:
                composer.close()
            section = wanted
            if section:
                composer.open("section", section.capitalize())
        composer.block(part, words, words if part == "heading" else "")
    if section:
        composer.close()
    if not composer.length:
        raise SourceRefused("holds no text.")
    year = dates.in_words(first.get("year") or first.get("journal"))
    facts = Facts(
        title=title,
        journal=canonical(first.get("journal", "")).split(";")[0] or None,
        year=dates.year_of(year),
        url=identity.url(known),
        licence=canonical(first.get("license", infons.get("license", ""))) or None,
    )
    yield build(source, reader, Kind.FULLTEXT if full else Kind.RECORD, composer, known, facts)


def pubtator_documents(lines: Iterable[str]) -> Iterator[tuple[str, list[Passage]]]:
    """Yield (PMID, passages) from PubTator lines ``PMID|t|…`` and ``PMID|a|…``; its annotation lines are passed over."""
    name = ""
    passages: list[Passage] = []
    for line in lines:
        if len(passages) > PASSAGES_MOST:
            raise SourceRefused(f"holds a document of more than {PASSAGES_MOST} passages; it is broken or hostile.")
        found = _PUBTATOR.match(line.strip("\ufeff\r\n"))
        if not found:
            continue
        if found[1] != name and passages:
            yield name, passages
            passages = []
        name = found[1]
        passages.append(({"type": "title" if found[2] == "t" else "abstract"}, found[3]))
    if passages:
        yield name, passages


def _part(infons: Mapping[str, str], kind: str) -> str:
    if kind in _ABSTRACTS or infons.get("section_type") == "ABSTRACT":
        return "heading" if "title" in kind and kind != "title" else "abstract"
    if kind in _TITLES:
        return "title"
    if kind in _PARTS:
        return _PARTS[kind]
    if infons.get("section_type") == "REF":
        return "reference"
    return "heading" if _HEADING.fullmatch(kind) and "caption" not in kind else "paragraph"


def _ids(name: str, infons: Mapping[str, str]) -> Ids:
    """Return identifiers from the infons, else from the document's own name: ``PMC…`` or bare digits (a PMID)."""
    pmcid = infons.get("article-id_pmc") or (name if name.upper().startswith("PMC") else "")
    pmid = infons.get("article-id_pmid") or (name if name.isdecimal() and not pmcid else "")
    return identity.ids(pmid_text=pmid, pmcid_text=pmcid, doi_text=infons.get("article-id_doi"))


def _infons(element: Any) -> dict[str, str]:
    return {item.get("key", ""): item.text or "" for item in element.findall("infon")}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _strings(value: object) -> dict[str, str]:
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else {}
