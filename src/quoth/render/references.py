"""Sources for reference managers: RIS and CSL-JSON. Each entry carries its quote with the receipt as a note."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from quoth.model import Claim, Source, Voice
from quoth.model.listings import Listing
from quoth.render import words

Quoted = tuple[Source, Claim]
_INITIALS = re.compile(r"(?P<family>[^\s,].*?) (?P<given>[A-Z][A-Z-]{0,4})\.?")
_OTHERS = re.compile(r",?\s*(?:et al\.?|and others)\s*$", re.IGNORECASE)


def listing_ris(listing: Listing) -> str:
    """Return a listing as RIS, best first."""
    return ris(_literature(listing))


def listing_csl(listing: Listing) -> str:
    """Return a listing as CSL-JSON, best first."""
    return csl(_literature(listing))


def _literature(listing: Listing) -> list[Quoted]:
    """Return what a reference manager is for: not the pack authors' own words."""
    return [(f.source, f.claim) for f in listing.found if f.claim.voice is not Voice.APPRAISAL]


def ris(entries: Iterable[Quoted]) -> str:
    """Return entries as RIS: one line a field, no field over a line."""
    return "\n".join(f"{tag}  - {_line(value)}" for entry in entries for tag, value in _fields(*entry)) + "\n"


def csl(entries: Iterable[Quoted]) -> str:
    """Return entries as a CSL-JSON array (schema csl-data, v1.0)."""
    return json.dumps([_item(*entry) for entry in entries], ensure_ascii=False, indent=1) + "\n"


def people(authors: Iterable[str]) -> list[tuple[str, str]]:
    """Return authors as (family, initials), or (name, "") where a name does not split so; "et al." is left out."""
    names = []
    for printed in authors:
        parts = [part.strip() for part in _OTHERS.sub("", printed).split(", ")]
        split = [_INITIALS.fullmatch(part) for part in parts]
        if all(split):
            names += [(m["family"], m["given"]) for m in split if m]
        else:
            names.append((_OTHERS.sub("", printed), ""))
    return [name for name in names if name[0]]


def note(claim: Claim) -> str:
    """Return the quote with its receipt, as a note beside the reference."""
    cited = claim.citation
    sign = "quoted" if claim.voice is Voice.SOURCE else "in our own words"
    receipt = f"{cited.document} sha256:{cited.sha256} {cited.start}-{cited.end}"
    return f"{claim.quote} [{sign}; receipt {receipt}]"


def _fields(source: Source, claim: Claim) -> Iterator[tuple[str, str]]:
    yield "TY", "JOUR" if source.journal else "GEN"
    yield "TI", source.title
    yield from (("AU", f"{family}, {given}" if given else family) for family, given in people(source.authors))
    if source.journal:
        yield "JO", source.journal
    if source.year:
        yield "PY", str(source.year)
    if source.ids.doi:
        yield "DO", source.ids.doi
    if source.ids.pmid:
        yield "AN", f"PMID:{source.ids.pmid}"
    if source.ids.pmcid:
        yield "C2", source.ids.pmcid
    if source.url:
        yield "UR", source.url
    if source.design:
        yield "M3", source.design
    yield "N1", f"Notices: {words.notices(source)}"
    yield "N1", note(claim)
    yield "ID", claim.citation.document
    yield "ER", ""


def _line(value: str) -> str:
    return " ".join(value.split())


def _item(source: Source, claim: Claim) -> dict[str, Any]:
    ids = source.ids
    item: dict[str, Any] = {
        "id": claim.citation.document,
        "type": "article-journal" if source.journal else "document",
        "title": source.title,
        "author": [{"family": f, "given": g} if g else {"literal": f} for f, g in people(source.authors)],
        "container-title": source.journal,
        "issued": {"date-parts": [[source.year]]} if source.year else None,
        "DOI": ids.doi,
        "PMID": ids.pmid,
        "PMCID": ids.pmcid,
        "URL": source.url,
        "genre": source.design,
        "note": f"Notices: {words.notices(source)}. {note(claim)}",
    }
    return {key: value for key, value in item.items() if value}
