"""The Retraction Watch list (Crossref's CSV): notices on works, whether or not the library holds them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping

from quoth.errors import SourceRefused
from quoth.ingest import dates, identity
from quoth.ingest.outcomes import Noticed, Outcome, Refusal
from quoth.ingest.text import canonical
from quoth.model import Notice

SIGNAL = "retraction-watch"
# RetractionNature in the data's user guide; all four count, so that a reinstated paper does not stay "retracted".
_KINDS = {
    "retraction": "retraction",
    "expression of concern": "concern",
    "correction": "correction",
    "reinstatement": "reinstatement",
}


def read_list(name: str, lines: Iterable[str]) -> Iterator[Outcome]:
    """Yield a notice for each row, by column names in any case; a row that names no paper is refused by its number.

    Raises:
        SourceRefused: the file is not sound CSV.

    """
    rows = csv.DictReader(lines)
    rows.fieldnames = [field.strip("\ufeff ").lower() for field in rows.fieldnames or ()]
    try:
        for number, row in enumerate(rows, 1):
            yield _noticed(f"{name}#{number}", row)
    except csv.Error as error:
        raise SourceRefused(f"is not sound CSV near line {rows.line_num}: {error}.") from None


def _noticed(name: str, row: Mapping[str, str | None]) -> Noticed | Refusal:
    kind = _KINDS.get(canonical(row.get("retractionnature") or "").lower())
    ids = identity.ids(pmid_text=row.get("originalpaperpubmedid"), doi_text=row.get("originalpaperdoi"))
    if kind is None:
        return Refusal(name, f"{name} says nothing known about its paper ({row.get('retractionnature')!r}).")
    if not ids:
        return Refusal(name, f"{name} names its paper by neither DOI nor PMID.")
    reason = canonical((row.get("reason") or "").replace(";", "; ").replace("+", "")).strip("; ")
    return Noticed(name, ids, Notice(kind, dates.in_words(row.get("retractiondate")), SIGNAL, reason or None))
