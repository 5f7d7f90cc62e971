"""Filters of a search: words of a person -> Filters -> terms of the index; and which of them a document fails.

What a document's version fixes (year, design, stream, concepts, licence) stands in the index as terms, so that a
filtered search finds the true best. Notices come and go without a new version: they are read from the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from quoth.answer.cite import column_of
from quoth.model import Document, Level, Voice, Work

if TYPE_CHECKING:
    from quoth.engine.opened import Opened
    from quoth.model.filters import Filters

YEARS = range(1500, 2200)  # what may stand where a span is open
APPRAISAL = "appraisal"  # the fourth stream: not literature, and in no column of a page
STREAMS = ("guideline", "research", "local", APPRAISAL)


# --- what a document has --------------------------------------------------------------------------------------------


def terms_of_document(document: Document, level: Level) -> tuple[str, ...]:
    """Return the filter terms that every passage of a document has."""
    from quoth.model.licences import licence_names  # noqa: PLC0415 - asking reads no licence

    facts = document.facts
    licences = (f"l|{name}" for name in licence_names(facts.licence))
    return (f"y|{facts.year or ''}", f"d|{level.design}", f"s|{stream_name(document, level)}", *licences)


def terms_of_concepts(concepts: Iterable[str]) -> tuple[str, ...]:
    """Return the filter terms of concepts, each once."""
    return tuple(f"c|{concept}" for concept in dict.fromkeys(concepts))


def stream_name(document: Document, level: Level | None) -> str:
    """Return the stream a document belongs to, by the name a filter gives it."""
    return APPRAISAL if document.voice is Voice.APPRAISAL else column_of(document, level).removesuffix("s")


def is_retracted(work: Work | None) -> bool:
    """Whether the last word on a work is that it was retracted; undated notices count as the latest of their kind."""
    notices = work.notices if work and work.notices else ()
    told = [n for n in notices if n.kind in {"retraction", "reinstatement"}]
    last = max(told, key=lambda n: (n.date or "9999", n.kind == "retraction"), default=None)
    return last is not None and last.kind == "retraction"


# --- what is asked for ----------------------------------------------------------------------------------------------


def groups_of(library: Opened, filters: Filters) -> dict[str, frozenset[str]]:
    """Return for each filter the terms of which a passage must have one: those that there are in this library."""
    first, last = filters.years
    groups = {}
    if first is not None or last is not None:
        years = range(first or YEARS.start, (last or YEARS.stop - 1) + 1)
        groups["year"] = frozenset(f"y|{year}" for year in years)
    for field, sign, values in (
        ("design", "d", filters.designs),
        ("stream", "s", filters.streams),
        ("concept", "c", [k for c in filters.concepts for k in (c, *library.concepts.descendants(c))]),
        ("licence", "l", filters.licences),
    ):
        if values:
            groups[field] = frozenset(f"{sign}|{value}" for value in values)
    return {field: library.index.known(group) for field, group in groups.items()}


def failed(
    filters: Filters, groups: Mapping[str, frozenset[str]], terms: Collection[str], work: Work | None
) -> list[str]:
    """Return the filters that a passage with these filter terms, of this work, does not meet, with what it has."""
    signs = {"year": "y|", "design": "d|", "stream": "s|", "concept": "c|", "licence": "l|"}
    told = dict(filters.told())
    found = []
    for field, group in groups.items():
        if group.isdisjoint(terms):
            has = [t[2:] for t in terms if t.startswith(signs[field])] if field != "concept" else []
            found.append(f"{field} {told[field]}" + (f" (it has {has[0] or 'none stated'})" if has else ""))
    if filters.not_retracted and is_retracted(work):
        found.append("not retracted (it was retracted)")
    return found


# --- what a person writes -------------------------------------------------------------------------------------------


def read_filters(  # noqa: PLR0913 - one argument a filter
    library: Opened,
    *,
    year: str | None = None,
    designs: Iterable[str] = (),
    streams: Iterable[str] = (),
    concepts: Iterable[str] = (),
    licences: Iterable[str] = (),
    not_retracted: bool = False,
) -> Filters:
    """Read filters as a person writes them: ``2015``, ``2015-2020``, ``2018-``; names in any case, several by commas.

    Raises FilterRefused for what no document can be, naming it and what there is.
    """
    from quoth.engine import filter_names as names  # noqa: PLC0415 - a plain question needs none of it
    from quoth.model.filters import Filters  # noqa: PLC0415

    wanted = names.concepts(library, _listed(concepts))
    return Filters(
        years=names.years(year),
        designs=names.designs(_listed(designs)),
        streams=names.streams(_listed(streams)),
        concepts=wanted,
        names=tuple(c.name if (c := library.concepts.get(i)) else i for i in wanted),
        licences=names.licences(library, _listed(licences)),
        not_retracted=not_retracted,
    )


def _listed(values: Iterable[str]) -> Iterator[str]:
    yield from (part.strip() for value in values for part in value.split(",") if part.strip())
