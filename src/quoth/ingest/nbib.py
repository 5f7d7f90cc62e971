"""MEDLINE's plain format (nbib): tagged lines, records divided by an empty line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quoth.errors import SourceRefused
from quoth.ingest import dates, identity
from quoth.ingest.building import Source
from quoth.ingest.outcomes import Outcome
from quoth.ingest.records import Record, labelled, mentioned, notice, outcomes
from quoth.ingest.text import canonical
from quoth.model import Facts, Ids, Notice

READER = "nbib 1"
RECORD_MOST = 1_000_000  # characters
Fields = dict[str, list[str]]
_FIELD = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
_ABOUT_THIS = {"RIN": "retraction", "RPI": "retraction", "ECI": "concern", "EIN": "correction", "CRI": "correction"}
_ABOUT_OTHER = {"ROF": "retraction", "ECF": "concern", "EFR": "correction", "CRF": "correction"}


def fields_of(lines: Iterable[str]) -> Iterator[Fields]:
    """Yield the fields of each record; a line that opens with spaces goes on with the field before it."""
    fields: Fields = {}
    last: list[str] | None = None
    size = 0
    for raw in lines:
        line = raw.rstrip("\r\n")
        size = size + len(raw) if fields else 0
        if size > RECORD_MOST:
            raise SourceRefused(f"holds a record longer than {RECORD_MOST:,} characters; it is broken or hostile.")
        if found := _FIELD.match(line):
            if found[1] == "PMID" and "PMID" in fields:  # records not divided by an empty line
                yield fields
                fields = {}
            last = fields.setdefault(found[1], [])
            last.append(found[2])
        elif line.startswith("   ") and last:
            last[-1] += " " + line.strip()
        elif not line.strip() and fields:
            yield fields
            fields, last = {}, None
    if fields:
        yield fields


def read_record(fields: Fields, source: Source) -> list[Outcome]:
    """Return what one record says.

    Raises:
        SourceRefused: it has neither title nor abstract.

    """

    def one(tag: str) -> str:
        return canonical(" ".join(fields.get(tag, [])))

    known = _ids(fields)
    issue = dates.in_words(one("DP"))
    digital = one("DEP")
    first = dates.iso(digital[:4], digital[4:6], digital[6:8]) or issue
    facts = Facts(
        title=one("TI") or one("BTI") or one("TT"),
        authors=tuple(canonical(name) for name in (*fields.get("AU", []), *fields.get("CN", []))),
        journal=one("TA") or one("JT") or None,
        year=dates.year_of(issue or first),
        date=first,
        url=identity.url(known),
        licence=one("CI") or None,
        language=one("LA") or None,
        publication_types=tuple(map(canonical, fields.get("PT", []))),
        subjects=tuple(dict.fromkeys(_subject(item) for item in (*fields.get("MH", []), *fields.get("OT", [])))),
        funding="; ".join(map(canonical, fields.get("GR", []))) or None,
        interests=one("COIS") or None,
    )
    revised = one("LR")
    return outcomes(
        Record(
            known,
            facts,
            labelled(one("AB")),
            [("Abstract (other)", labelled(one("OAB")))] if "OAB" in fields else [],
            _about(fields),
            _of_others(fields, first),
            (("pubmed", dates.iso(revised[:4], revised[4:6], revised[6:8])),),
        ),
        source,
        READER,
    )


def _ids(fields: Fields) -> Ids:
    dois = [item for tag in ("LID", "AID") for item in fields.get(tag, []) if "[doi]" in item or "doi:" in item]
    return identity.ids(
        pmid_text=next(iter(fields.get("PMID", [])), None),
        pmcid_text=next(iter(fields.get("PMC", [])), None),
        doi_text=dois[0].replace("[doi]", "") if dois else None,
    )


def _subject(heading: str) -> str:
    """Return a MeSH heading's descriptor without the star of a major topic and without its qualifiers."""
    return canonical(heading).split("/")[0].lstrip("*")


def _about(fields: Fields) -> tuple[Notice, ...]:
    mine = [
        notice(kind, canonical(words), "pubmed") for tag, kind in _ABOUT_THIS.items() for words in fields.get(tag, [])
    ]
    if "Retracted Publication" in fields.get("PT", []) and not any(found.kind == "retraction" for found in mine):
        mine.append(Notice("retraction", None, "pubmed", "publication type: Retracted Publication"))
    return tuple(mine)


def _of_others(fields: Fields, date: str | None) -> list[tuple[Ids, Notice]]:
    return [
        (target, Notice(kind, date, "pubmed", canonical(words)))
        for tag, kind in _ABOUT_OTHER.items()
        for words in fields.get(tag, [])
        if (target := mentioned(words))
    ]
