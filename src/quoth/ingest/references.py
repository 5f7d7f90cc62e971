"""An entry of a reference list as one line."""

from __future__ import annotations

from typing import Any

from quoth.ingest.jats_inline import inline
from quoth.ingest.text import Line, canonical

Element = Any
_CITATIONS = {"element-citation", "mixed-citation", "citation", "nlm-citation"}
_PEOPLE = {"person-group", "name", "string-name", "collab", "etal"}


def reference_line(ref: Element) -> Line:
    """Return the words of one ``ref``: as printed where the file has the printed line, else put in Vancouver order."""
    line = Line()
    for child in ref:
        if child.tag in _CITATIONS:
            if line.runs:
                line.add(" ")
            if _printed(child):
                inline(child, line, [])
            else:
                line.add(_assembled(child))
        elif child.tag in {"note", "citation-alternatives", "p"}:
            line.add(" ")
            inline(child, line, [])
    line.marks.clear()
    return line


def _printed(citation: Element) -> bool:
    """Whether the citation carries its own punctuation between the elements."""
    if citation.tag == "element-citation":
        return False
    if (citation.text or "").strip():
        return True
    return any((child.tail or "").strip() for child in citation)


def _assembled(citation: Element) -> str:
    """Return ``Authors. Title. Source. Year;Volume(Issue):Pages. Identifiers``."""
    people: list[str] = []
    found: dict[str, str] = {}
    rest: list[str] = []
    for child in citation:
        tag = child.tag
        if tag in _PEOPLE:
            _name_people(child, people)
            continue
        words = _words(child)
        if tag == "pub-id":
            scheme = child.get("pub-id-type", "")
            rest.append(f"{scheme}:{words}" if scheme in {"doi", "pmid", "pmcid"} else words)
        elif tag in _PLACED and tag not in found:
            found[tag] = words
        else:
            rest.append(words)
    place = found.get("year", "")
    if "volume" in found:
        place += f";{found['volume']}"
    if "issue" in found:
        place += f"({found['issue']})"
    if "fpage" in found:
        place += f":{found['fpage']}" + (f"-{found['lpage']}" if "lpage" in found else "")
    title = found.get("article-title") or found.get("chapter-title") or ""
    pieces = [", ".join(people), title, found.get("source", ""), place, *rest]
    return " ".join(piece if piece[-1] in ".?!" else f"{piece}." for piece in pieces if piece)


_PLACED = {"year", "volume", "issue", "fpage", "lpage", "article-title", "chapter-title", "source"}


def _words(element: Element) -> str:
    return canonical(("".join(element.itertext()) if len(element) else element.text) or "")


def _name_people(element: Element, people: list[str]) -> None:
    """Add the people an element names: a group, one name, a body, or "et al"."""
    tag = element.tag
    if tag == "name":
        people.append(" ".join([part.text for part in element if part.text]))
    elif tag == "person-group":
        for person in element:
            _name_people(person, people)
    elif tag == "etal":
        people.append("et al")
    elif words := _words(element):
        people.append(words)
