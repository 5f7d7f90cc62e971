"""A bibliographic record, whatever format it came in: what it states, and the document made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quoth.errors import SourceRefused
from quoth.ingest import dates, identity
from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.outcomes import Noticed, Outcome
from quoth.model import Facts, Ids, Kind, Notice

# "BACKGROUND: … METHODS: …" inside one run of text, as MEDLINE's plain format writes a structured abstract
_LABEL = re.compile(r"(?:^|(?<=[.?!)] ))([A-Z][A-Z &/,()-]{2,70}): (?=\S)")


@dataclass(frozen=True, slots=True)
class Record:
    """Identifiers, facts and abstract sections (heading, text); a heading may be empty.

    ``translated`` holds abstracts in other languages or for other readers as (name, sections). ``about`` are notices on
    the work itself, None when the format cannot carry any; ``of_others`` those that the record is on other works.
    """

    ids: Ids
    facts: Facts
    sections: Sequence[tuple[str, str]] = ()
    translated: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    about: tuple[Notice, ...] | None = None
    of_others: Sequence[tuple[Ids, Notice]] = ()
    checked: tuple[tuple[str, str | None], ...] = ()


def outcomes(record: Record, source: Source, reader: str) -> list[Outcome]:
    """Return the record's paper and the notices it is on other works.

    Raises:
        SourceRefused: it has neither title nor abstract.

    """
    composer = Composer()
    composer.block("title", record.facts.title)
    for name, sections in (("Abstract", record.sections), *record.translated):
        composer.open("section", name)
        for heading, text in sections:
            if heading:
                composer.open("section", heading)
                composer.block("heading", heading, heading)
            composer.block("abstract", text, heading or ("" if name == "Abstract" else name))
            if heading:
                composer.close()
        composer.close()
    if not composer.length:
        raise SourceRefused("is a record with neither title nor abstract.")
    paper = build(
        source,
        reader,
        Kind.RECORD,
        composer,
        record.ids,
        record.facts,
        notices=record.about,
        checked=record.checked,
    )
    return [paper, *(Noticed(source.name, ids, notice) for ids, notice in record.of_others)]


def labelled(abstract: str) -> list[tuple[str, str]]:
    """Divide an abstract at its capital headings when it opens with one; else return it whole."""
    found = list(_LABEL.finditer(abstract))
    if not found or found[0].start() != 0:
        return [("", abstract)] if abstract else []
    ends = [*(label.start() for label in found[1:]), len(abstract)]
    return [(label[1], abstract[label.end() : end].strip()) for label, end in zip(found, ends, strict=True)]


def mentioned(text: str) -> Ids:
    """Return the identifiers in words such as ``Lancet. 2010 Feb 6;375:445. doi: 10.… PMID: 20137807``."""
    found = re.search(r"PMID:\s*(\d+)", text)
    return Ids(pmid=identity.pmid(found[1]) if found else None, doi=identity.doi(text))


def notice(kind: str, words: str, signal: str) -> Notice:
    """Return a notice dated by the reference that gives it."""
    return Notice(kind, dates.in_words(words), signal, words or None)
