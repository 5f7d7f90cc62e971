"""The words inside one JATS block: citations marked, raised and lowered characters kept apart, formulas spelled out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quoth.ingest.mathml import MATH, spelled, tex
from quoth.ingest.text import Line, canonical, lowered, raised

Element = Any
Floats = list[Any]
_CITING = {"bibr", "ref"}
_BETWEEN_CITATIONS = set(",;-\u2013\u2212 ")


def inline(element: Element, line: Line, floats: Floats) -> None:
    """Add an element's words to ``line``; what floats (figures, tables, notes) is put aside in ``floats``."""
    runs = line.runs
    if text := element.text:
        runs.append(text)
    for child in element:
        _INLINE.get(child.tag, inline)(child, line, floats)
        if tail := child.tail:
            runs.append(tail)


def act(child: Element, line: Line, floats: Floats) -> None:
    """Add one child and the text after it."""
    _INLINE.get(child.tag, inline)(child, line, floats)
    if tail := child.tail:
        line.add(tail)


def plain(element: Element | None) -> str:
    """Return the canonical words of an element by themselves."""
    if element is None:
        return ""
    if not len(element):
        return canonical(element.text or "")
    line = Line()
    inline(element, line, [])
    line.marks.clear()
    return line.canonical()[0]


def _xref(element: Element, line: Line, floats: Floats) -> None:
    """Mark a citation; one printed as a raised number is set in square brackets so that it fuses with nothing."""
    if element.get("ref-type") not in _CITING:
        inline(element, line, floats)
        return
    start = len(line.runs)
    only = element[0] if len(element) == 1 and not (element.text or "").strip() else None
    if only is not None and only.tag == "sup" and not (only.tail or "").strip():
        line.add("[")
        inline(only, line, floats)
        line.add("]")
    else:
        inline(element, line, floats)
    line.mark(start, element.get("rid", ""))


def _sup(element: Element, line: Line, floats: Floats) -> None:
    inner = Line()
    inline(element, inner, floats)
    text = "".join(inner.runs)
    if inner.marks:
        bare = text.strip()
        opened = bare.startswith(("[", "("))
        if not opened:
            line.add("[")
        line.extend(inner)
        if not opened:
            line.add("]")
    elif line.last == "]" and set(text) <= _BETWEEN_CITATIONS:
        line.add(text)
    else:
        line.add(raised(text, line.last))


def _sub(element: Element, line: Line, floats: Floats) -> None:
    inner = Line()
    inline(element, inner, floats)
    line.add(lowered("".join(inner.runs), line.last, (element.tail or "")[:1]))


def _spaced(element: Element, line: Line, floats: Floats) -> None:
    """Add a block met inside a line, such as a paragraph in a table cell."""
    line.add(" ")
    inline(element, line, floats)
    line.add(" ")


def _math(element: Element, line: Line, _: Floats) -> None:
    line.add(spelled(element))


def _tex(element: Element, line: Line, _: Floats) -> None:
    line.add(tex("".join(element.itertext())))


def _alternatives(element: Element, line: Line, floats: Floats) -> None:
    """Of several forms of one thing take MathML, else TeX, else whatever has words."""
    for tag in (MATH + "math", "tex-math"):
        if (found := element.find(tag)) is not None:
            act_on = _INLINE[tag]
            act_on(found, line, floats)
            return
    inline(element, line, floats)


def _formula(element: Element, line: Line, floats: Floats) -> None:
    line.add(" ")
    _alternatives(element, line, floats)
    line.add(" ")


def _name(element: Element, line: Line, _: Floats) -> None:
    line.add(" ".join(filter(None, (element.findtext("surname"), element.findtext("given-names")))))


def _pub_id(element: Element, line: Line, _: Floats) -> None:
    scheme = element.get("pub-id-type", "")
    value = "".join(element.itertext()).strip()
    if line.last and not line.last.isspace():
        line.add(" ")
    line.add(f"{scheme}:{value}" if scheme in {"doi", "pmid", "pmcid"} else value)


def _float(element: Element, _: Line, floats: Floats) -> None:
    floats.append(element)


def _nothing(_: Element, __: Line, ___: Floats) -> None:
    """Pictures and machine-readable twins have no words of their own."""


_INLINE: dict[str, Callable[[Element, Line, Floats], None]] = {
    "xref": _xref,
    "sup": _sup,
    "sub": _sub,
    "name": _name,
    "pub-id": _pub_id,
    "alternatives": _alternatives,
    "inline-formula": _alternatives,
    "disp-formula": _formula,
    "tex-math": _tex,
    MATH + "math": _math,
    **dict.fromkeys(("break", "hr", "p", "list", "list-item", "def-list", "def", "disp-quote", "title"), _spaced),
    **dict.fromkeys(("fig", "fig-group", "table-wrap", "table-wrap-group", "boxed-text", "fn"), _float),
    **dict.fromkeys(("supplementary-material", "media", "floats-group", "sec"), _float),
    **dict.fromkeys(("graphic", "inline-graphic", "object-id", "alt-text", "long-desc"), _nothing),
}
