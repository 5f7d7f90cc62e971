"""Citation managers' formats: RIS and CSL-JSON, each entry a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quoth.errors import SourceRefused
from quoth.ingest import dates, identity
from quoth.ingest.building import Source
from quoth.ingest.names import author
from quoth.ingest.outcomes import Outcome
from quoth.ingest.records import Record, labelled, outcomes
from quoth.ingest.text import canonical
from quoth.model import Facts

RIS_READER = "ris 1"
RECORD_MOST = 1_000_000  # characters
CSL_READER = "csl-json 1"
Fields = dict[str, list[str]]
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)")
_RIS_TYPES = {"JOUR": "journal article", "CHAP": "book chapter", "BOOK": "book", "CONF": "conference paper"}


def ris_entries(lines: Iterable[str]) -> Iterator[Fields]:
    """Yield the fields of each RIS entry, from TY to ER; a line without a tag goes on with the field before it."""
    fields: Fields = {}
    last: list[str] | None = None
    size = 0
    for raw in lines:
        line = raw.strip("\ufeff\r\n")
        size = size + len(raw) if fields else 0
        if size > RECORD_MOST:
            raise SourceRefused(f"holds an entry longer than {RECORD_MOST:,} characters; it is broken or hostile.")
        found = _RIS_LINE.match(line)
        if not found:
            if last and line.strip():
                last[-1] += f" {line.strip()}"
            continue
        tag, value = found[1], found[2].strip()
        if tag in {"TY", "ER"} and fields:
            yield fields
            fields = {}
        if tag != "ER":
            last = fields.setdefault(tag, [])
            last.append(value)
    if fields:
        yield fields


def read_ris(fields: Fields, source: Source) -> list[Outcome]:
    """Return the record of one RIS entry.

    Raises:
        SourceRefused: it has neither title nor abstract.

    """

    def one(*tags: str) -> str:
        return next((canonical(fields[tag][0]) for tag in tags if fields.get(tag)), "")

    known = identity.ids(
        pmid_text=_numbered(fields, "PMID"), pmcid_text=one("C2") or _numbered(fields, "PMC"), doi_text=one("DO", "DOI")
    )
    date = dates.in_words(one("DA", "PY", "Y1"))
    names = [name for tag in ("AU", "A1") for name in fields.get(tag, [])]
    facts = Facts(
        title=one("TI", "T1"),
        authors=tuple(_last_first(name) for name in names),
        journal=one("JO", "JF", "T2", "JA") or None,
        year=dates.year_of(dates.in_words(one("PY", "Y1", "DA"))),
        date=date,
        url=identity.url(known) or one("UR") or None,
        language=one("LA") or None,
        publication_types=tuple(_RIS_TYPES[kind] for kind in fields.get("TY", []) if kind in _RIS_TYPES),
        subjects=tuple(canonical(word) for word in fields.get("KW", [])),
    )
    return outcomes(Record(known, facts, labelled(one("AB", "N2"))), source, RIS_READER)


def read_csl(item: Mapping[str, Any], source: Source) -> list[Outcome]:
    """Return the record of one CSL-JSON item.

    Raises:
        SourceRefused: it has neither title nor abstract.

    """

    def one(name: str) -> str:
        value = item.get(name)
        return canonical(str(value)) if isinstance(value, str | int | float) else ""

    known = identity.ids(pmid_text=one("PMID"), pmcid_text=one("PMCID"), doi_text=one("DOI"))
    date = _csl_date(item.get("issued"))
    people = item.get("author")
    facts = Facts(
        title=one("title"),
        authors=tuple(filter(None, (_csl_name(person) for person in people if isinstance(person, dict))))
        if isinstance(people, list)
        else (),
        journal=one("container-title-short") or one("container-title") or None,
        year=dates.year_of(date),
        date=date,
        url=identity.url(known) or one("URL") or None,
        language=one("language") or None,
        publication_types=(one("type"),) if one("type") else (),
        subjects=tuple(word.strip() for word in one("keyword").split(",") if word.strip()),
    )
    return outcomes(Record(known, facts, labelled(one("abstract"))), source, CSL_READER)


def _numbered(fields: Fields, scheme: str) -> str | None:
    """Return an identifier some database wrote into a field without a tag of its own (``AN``, ``ID``, ``N1``)."""
    for tag in ("AN", "ID", "N1", "C1", "M1", "UR"):
        for value in fields.get(tag, []):
            if found := re.search(rf"\b{scheme}:?\s*(\d+)", value):
                return found[1]
    return None


def _last_first(name: str) -> str:
    last, _, first = name.partition(",")
    return author(last, first.split(",")[0])


def _csl_name(person: Mapping[str, Any]) -> str:
    if person.get("literal"):
        return canonical(str(person["literal"]))
    particle = person.get("non-dropping-particle")
    family = " ".join(str(part) for part in (particle, person.get("family")) if part)
    return author(family, str(person.get("given") or ""))


def _csl_date(issued: object) -> str | None:
    if not isinstance(issued, dict):
        return None
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return dates.iso(*(str(part) for part in parts[0][:3]))
    return dates.in_words(str(issued.get("raw") or issued.get("literal") or ""))
