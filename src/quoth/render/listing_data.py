"""A listing for programs and spreadsheets: sealed JSON that `quoth verify` checks, and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from quoth.model import seal_of
from quoth.model.listings import Listing
from quoth.model.seals import LISTING_SCHEMA
from quoth.render import words
from quoth.render.answer_json import claim_entry, document_entry, plain_of, sealed

COLUMNS = (
    "rank score title authors journal year design stream pmid pmcid doi url notices licence passages labels quote "
    "voice document sha256 start end"
)


def as_json(listing: Listing) -> str:
    """Return the listing as indented JSON."""
    return json.dumps(pack_of(listing), ensure_ascii=False, indent=1)


def pack_of(listing: Listing) -> dict[str, Any]:
    """Return the listing as plain values; each claim's ``mark`` is the rank of the source it is of."""
    pack: dict[str, Any] = {
        "schema": LISTING_SCHEMA,
        "question": plain_of(listing.question),
        "filters": plain_of(listing.filters),
        "library": {"name": listing.library, "fingerprint": listing.fingerprint},
        "review": listing.review,
        "readings": list(listing.readings),
        "passages": listing.passages,
        "documents_found": [
            {
                "rank": int(f.source.mark),
                "document": f.document,
                "score": f.score,
                "stream": f.stream,
                "licence": f.licence,
                "passages": f.passages,
                "claim": f.claim.id,
            }
            for f in listing.found
        ],
        "claims": [sealed(claim_entry(f.claim)) for f in listing.found],
        "sources": [sealed(plain_of(f.source)) for f in listing.found],
        "documents": [sealed(document_entry(d)) for d in listing.documents],
        "log": plain_of(listing.log),
    }
    pack["digest"] = seal_of(pack, "digest")
    return pack


def as_csv(listing: Listing) -> str:
    """Return the listing as CSV with a heading line, one line a work."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS.split())
    for f in listing.found:
        s, c = f.source, f.claim
        row = [s.mark, f.score, s.title, "; ".join(s.authors), s.journal, s.year, s.design, f.stream]
        row += [s.ids.pmid, s.ids.pmcid, s.ids.doi, s.url, words.notices(s), f.licence, f.passages, words.labels(c)]
        row += [c.quote, c.voice, f.document, c.citation.sha256, c.citation.start, c.citation.end]
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet runs as a formula."""
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
