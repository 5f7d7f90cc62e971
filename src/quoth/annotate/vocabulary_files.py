"""Vocabulary files -> concepts: OBO, MeSH descriptors (XML, or id, name and entry terms a line), TSV with a head line.

Only exact synonyms of an ontology are taken: a broad, narrow or related one names something else. What is marked
obsolete is left out. Trouble in a line is not fatal: it is skipped and counted.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from lxml import etree

from quoth.errors import SourceRefused
from quoth.model import Concept

# First letters of MeSH tree numbers -> type of the concept.
MESH_TYPES = (
    ("C23.550.291", "process"),  # recurrence, emergencies, disease progression
    ("C", "condition"),
    ("F03", "condition"),
    ("D12.776.124.486.485.114", "chemical"),  # antibodies given as drugs
    *((f"D{n:02}", "chemical") for n in (1, 2, 3, 4, 6, 9, 10)),
    ("D08", "protein"),
    ("D12", "protein"),
    ("D13", "protein"),
    ("D23", "protein"),
    ("D27", "role"),
    ("D26", "intervention"),
    ("D", "chemical"),
    ("B", "species"),
    ("E01", "test"),
    ("E05", "method"),
    ("E06", "intervention"),
    ("E07", "intervention"),
    ("E", "intervention"),
    ("M01", "population"),
    ("A", "anatomy"),
    ("G", "process"),
)
# Prefix of an ontology's ids -> type.
PREFIX_TYPES = {
    "MONDO": "condition",
    "DOID": "condition",
    "HP": "condition",
    "ORPHA": "condition",
    "NCBITaxon": "species",
    "CHEBI": "chemical",
    "drugcentral": "chemical",
}
# Only what lies under these is of that type: the rest are attributes ("rare", "inherited", "onset").
ROOTS = {"MONDO": "MONDO:0000001", "HP": "HP:0000118"}
_SYNONYM = re.compile(r'^"((?:[^"\\]|\\.)*)"\s+(EXACT|BROAD|NARROW|RELATED)\b')
_MESH_LINE = re.compile(r"^[DC]\d{6,9}\t")


@dataclass(slots=True)
class Read:
    """What a vocabulary file held: its concepts, the hash of its bytes, and what was skipped."""

    name: str
    sha256: str
    concepts: list[Concept]
    skipped: list[str] = field(default_factory=list)


def read_vocabulary(path: Path, kind: str | None = None, tree: Path | None = None) -> Read:
    """Read one vocabulary file, plain or gzip. ``kind`` types concepts whose file does not say it.

    ``tree`` is MeSH's table of tree numbers (number, descriptor, term), which gives types and parents to descriptor
    lines; where it is not given, ``mesh_tree*.txt`` beside the file is taken.

    Raises:
        SourceRefused: the file is not a vocabulary in one of these forms.

    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    start = raw[:400].lstrip()
    skipped: list[str] = []
    if start.startswith(b"<") and b"DescriptorRecordSet" in raw[:2000]:
        concepts = list(_mesh_xml(raw, path))
    else:
        text = raw.decode("utf-8", "replace")
        if text.startswith(("format-version:", "[Term]")) or "\n[Term]" in text[:200_000]:
            concepts = _rooted(list(_obo(text, kind)))
        elif _MESH_LINE.match(text):
            sides = [tree] if tree else sorted(path.parent.glob("mesh_tree*.txt"))
            concepts = list(_mesh_lines(text, _tree(sides), skipped))
        elif "\t" in text.split("\n", 1)[0]:
            concepts = list(_tsv(text, kind, skipped, path))
        else:
            raise SourceRefused(f"{path.name} is neither OBO, MeSH descriptors nor a TSV with a head line.")
    if not concepts:
        raise SourceRefused(f"{path.name} holds no concept; give an OBO, MeSH descriptor or TSV file.")
    return Read(path.name, digest, concepts, skipped)


def _obo(text: str, kind: str | None) -> Iterator[Concept]:
    """Read the terms of an OBO file."""
    for stanza in re.split(r"\n(?=\[)", text):
        if not stanza.startswith("[Term]"):
            continue
        tags: dict[str, list[str]] = {}
        for line in stanza.splitlines()[1:]:
            tag, found, value = line.partition(": ")
            if found:
                tags.setdefault(tag, []).append(value.strip())
        ident, name = tags.get("id", [""])[0], tags.get("name", [""])[0]
        if not ident or not name or "true" in tags.get("is_obsolete", []):
            continue
        matched = [_SYNONYM.match(value) for value in tags.get("synonym", [])]
        synonyms = [m[1].replace('\\"', '"') for m in matched if m and m[2] == "EXACT"]
        parents = [value.split(" ", 1)[0] for value in tags.get("is_a", [])]
        xrefs = [_xref(value) for value in tags.get("xref", [])]
        definition = re.match(r'"((?:[^"\\]|\\.)*)"', tags.get("def", [""])[0])
        yield Concept(
            ident,
            name,
            kind or PREFIX_TYPES.get(ident.split(":", 1)[0], "other"),
            tuple(parents),
            synonyms=_different(name, synonyms),
            xrefs=tuple(x for x in xrefs if x[1]),
            definition=definition[1] if definition else None,
        )


def _rooted(concepts: list[Concept]) -> list[Concept]:
    """Return the concepts, those outside their ontology's root as type ``other``."""
    parents = {concept.id: concept.parents for concept in concepts}

    @cache
    def under(ident: str, root: str) -> bool:
        return ident == root or any(under(parent, root) for parent in parents.get(ident, ()))

    found = []
    for concept in concepts:
        root = ROOTS.get(concept.id.split(":", 1)[0])
        kept = root not in parents or root is None or under(concept.id, root)
        found.append(concept if kept else replace(concept, type="other"))
    return found


def _xref(value: str) -> tuple[str, str]:
    """Return (scheme, id) of a cross-reference: ``MESH:D011697 {…}`` is (mesh, MESH:D011697)."""
    printed = value.split(" ", 1)[0]
    scheme, _, local = printed.partition(":")
    scheme = {"MSH": "MESH"}.get(scheme, scheme)
    return scheme.lower(), f"{scheme}:{local}" if local else ""


def _different(name: str, synonyms: Iterable[str]) -> tuple[str, ...]:
    """Return synonyms once each, without the name."""
    return tuple(dict.fromkeys(s for s in (s.strip() for s in synonyms) if s and s != name))


def _tree(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Return descriptor -> its tree numbers."""
    found: dict[str, list[str]] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            number, _, rest = line.partition("\t")
            ident = rest.split("\t", 1)[0]
            if re.fullmatch(r"[A-Z]\d{2}(?:\.\d{3})*", number) and ident:
                found.setdefault(ident, []).append(number)
    return found


def _mesh_lines(text: str, tree: dict[str, list[str]], skipped: list[str]) -> Iterator[Concept]:
    """Read descriptors given a line each: id, name, entry terms joined by ``|``."""
    owner = {number: ident for ident, numbers in tree.items() for number in numbers}
    for line in text.splitlines():
        ident, _, rest = line.partition("\t")
        name, _, terms = rest.partition("\t")
        if not ident or not name.strip():
            if line.strip():
                skipped.append(line[:80])
            continue
        yield _descriptor(ident, name, terms.split("|"), tree.get(ident, []), owner)


def _descriptor(ident: str, name: str, terms: Iterable[str], numbers: list[str], owner: dict[str, str]) -> Concept:
    """Return the concept of one MeSH descriptor; its parents are the owners of the next shorter tree numbers."""
    above = [owner.get(number.rpartition(".")[0]) for number in numbers]
    parents = dict.fromkeys(f"MESH:{parent}" for parent in above if parent and parent != ident)
    return Concept(f"MESH:{ident}", name.strip(), mesh_type(numbers), tuple(parents), synonyms=_different(name, terms))


def mesh_type(numbers: Iterable[str]) -> str:
    """Return the type that a descriptor's tree numbers give it: the first that fits in the order of the table."""
    held = list(numbers)
    return next((kind for prefix, kind in MESH_TYPES if any(n.startswith(prefix) for n in held)), "other")


def _mesh_xml(raw: bytes, path: Path) -> Iterator[Concept]:
    """Read NLM's descriptor XML (desc20XX.xml)."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, recover=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise SourceRefused(f"{path.name} is not well-formed XML ({error}).") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise SourceRefused(f"{path.name} declares entities, which no vocabulary needs; take NLM's own file.")
    rows = []
    for record in root.iterfind("DescriptorRecord"):
        ident = record.findtext("DescriptorUI") or ""
        name = record.findtext("DescriptorName/String") or ""
        numbers = [node.text or "" for node in record.iterfind("TreeNumberList/TreeNumber")]
        terms = [node.text or "" for node in record.iterfind("ConceptList/Concept/TermList/Term/String")]
        if ident and name:
            rows.append((ident, name, terms, numbers))
    owner = {number: ident for ident, _, _, numbers in rows for number in numbers}
    for ident, name, terms, numbers in rows:
        yield _descriptor(ident, name, terms, numbers, owner)


def _tsv(text: str, kind: str | None, skipped: list[str], path: Path) -> Iterator[Concept]:
    """Read a TSV with a head line: id (or identifier, curie), name, and perhaps synonyms, parents, type, xrefs."""
    head, *rows = text.splitlines()
    columns = {name.strip().lower(): place for place, name in enumerate(head.split("\t"))}
    ident = next((columns[name] for name in ("id", "curie", "identifier") if name in columns), None)
    if ident is None or "name" not in columns:
        raise SourceRefused(f"{path.name} needs a head line with the columns id and name (synonyms, parents, type).")
    prefix = path.stem.split(".")[0] if "identifier" in columns else ""
    for line in rows:
        cells = line.split("\t")

        def cell(name: str, cells: list[str] = cells) -> str:
            place = columns.get(name)
            return cells[place].strip() if place is not None and place < len(cells) else ""

        found = cells[ident].strip() if ident < len(cells) else ""
        if not found or not cell("name"):
            skipped.append(line[:80])
            continue
        full = found if ":" in found else f"{prefix}:{found}" if prefix else found
        own = cell("type") or kind or PREFIX_TYPES.get(full.split(":", 1)[0], "other")
        parents = tuple(p for p in re.split(r"[|,]", cell("parents")) if p)
        xrefs = tuple(_xref(x) for x in cell("xrefs").split("|") if ":" in x)
        yield Concept(
            full,
            cell("name"),
            own,
            parents,
            synonyms=_different(cell("name"), cell("synonyms").split("|")),
            xrefs=xrefs,
        )
