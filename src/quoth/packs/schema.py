"""The form of a pack's files as data: what docs/pack-format.md says, entry by entry.

`check` returns one sentence naming the file, the entry and the fault, or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quoth.model import QuestionType

ID = re.compile(r"[a-z0-9][a-z0-9.+-]*")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

TYPES = ("condition", "intervention", "test", "population", "outcome")
ROLES = ("result", "recommendation", "harm", "background", "definition", "gap")
DIRECTIONS = ("supports", "against", "neutral", "uncertain")
READ = ("read", "abstract", "second-hand", "memory")
READ_LEVELS = ("full text excerpt", "abstract", "title only", "second-hand", "memory")
DESIGNS = (
    "guideline",
    "systematic review",
    "review of case reports",
    "randomised trial",
    "non-randomised trial",
    "cohort",
    "case-control",
    "registry",
    "case series",
    "case report",
    "local protocol",
    "narrative review",
    "editorial",
    "label",
    "trial registration",
    "preclinical",
    "appraisal",
    "machine-written",
    "tool",
    "other",
)


@dataclass(frozen=True, slots=True)
class Field:
    """What one field may hold: a ``kind`` of value, whether it must be there, and its closed list if it has one."""

    kind: str  # id | ids | text | texts | int | date | one | mapping | mappings | any
    required: bool = False
    choices: tuple[str, ...] = ()


def _need(kind: str, *choices: str) -> Field:
    return Field(kind, required=True, choices=choices)


WHEN: Mapping[str, Field] = {
    "conditions": Field("ids"),
    "interventions": Field("ids"),
    "words": Field("texts"),
    "types": Field("texts", choices=tuple(QuestionType)),
}

PACK: Mapping[str, Field] = {
    "id": _need("id"),
    "title": _need("text"),
    "version": _need("text"),
    "compiled": _need("date"),
    "licence": _need("text"),
    "authors": Field("any"),
    "reviewed": _need("text"),
    "first": Field("mappings"),
    "situations": Field("mappings"),
    "facets": Field("mappings"),
    "cautions": Field("mappings"),
}
OPENING: Mapping[str, Field] = {"when": _need("mapping"), "finding": _need("id")}
TABLE: Mapping[str, Field] = {"when": _need("mapping"), "rows": _need("mappings")}
ROW: Mapping[str, Field] = {
    "letter": _need("text"),
    "name": _need("text"),
    "conditions": Field("ids"),
    "interventions": Field("ids"),
    "note": Field("text"),
}
FACET: Mapping[str, Field] = {
    "id": _need("id"),
    "name": _need("text"),
    "types": _need("texts", *QuestionType),
    "terms": _need("texts"),
    "outcomes": Field("ids"),
    "roles": Field("texts", choices=ROLES),
    "stated": Field("texts", choices=("strength", "certainty", "figures")),
}
CAUTION: Mapping[str, Field] = {"intervention": _need("id"), "when": _need("mapping"), "finding": _need("id")}
CONCEPT: Mapping[str, Field] = {
    "id": _need("id"),
    "name": _need("text"),
    "type": _need("one", *TYPES),
    "parents": Field("ids"),
    "all_of": Field("ids"),
    "synonyms": Field("texts"),
    "xrefs": Field("mapping"),
    "definition": Field("text"),
    "source": Field("any"),
    "read": Field("text"),
    "withdrawn": Field("mapping"),
    "note": Field("text"),
}
WITHDRAWN: Mapping[str, Field] = {"date": _need("text"), "finding": _need("id")}
SOURCE: Mapping[str, Field] = {
    "id": _need("id"),
    "title": _need("text"),
    "authors": Field("any"),
    "journal": Field("text"),
    "year": Field("int"),
    "design": _need("one", *DESIGNS),
    "doi": Field("text"),
    "pmid": Field("text"),
    "pmcid": Field("text"),
    "url": Field("any"),
    "read_level": _need("one", *READ_LEVELS),
    "aliases": Field("texts"),
    "population": Field("text"),
    "n": Field("int"),
    "country": Field("text"),
    "funding": Field("text"),
    "note": Field("text"),
    "notices": Field("any"),
}
FINDING: Mapping[str, Field] = {
    "id": _need("id"),
    "source": _need("id"),
    "text": _need("text"),
    "role": _need("one", *ROLES),
    "voice": Field("one", choices=("appraisal",)),
    "conditions": Field("ids"),
    "population": Field("ids"),
    "interventions": Field("ids"),
    "outcomes": Field("ids"),
    "direction": Field("one", choices=DIRECTIONS),
    "strength": Field("text"),
    "certainty": Field("text"),
    "figures": Field("mappings"),
    "read": _need("one", *READ),
    "year": Field("int"),
    "excludes": Field("ids"),
    "hold": Field("text"),
    "note": Field("text"),
}
CONFLICT: Mapping[str, Field] = {
    "id": _need("id"),
    "topic": _need("text"),
    "kind": Field("text"),
    "side_a": _need("ids"),
    "side_b": _need("ids"),
    "why": _need("text"),
    "handle": _need("text"),
}
QUESTION: Mapping[str, Field] = {"id": _need("id"), "question": _need("text"), "tags": Field("texts")}
SCHEMAS: Mapping[str, Mapping[str, Field]] = {
    "concepts.yaml": CONCEPT,
    "sources.yaml": SOURCE,
    "findings": FINDING,
    "conflicts.yaml": CONFLICT,
    "questions.yaml": QUESTION,
}


def check(entry: Any, fields: Mapping[str, Field]) -> str | None:
    """Return what is wrong with one entry, in words, or None."""
    if not isinstance(entry, dict):
        return f"is {_name(entry)}, not a mapping of fields"
    for key in entry:
        if key not in fields:
            return f"has the unknown field {key!r}"
    for key, field in fields.items():
        value = entry.get(key)
        if value is None:
            if field.required:
                return f"lacks the field {key!r}"
            continue
        fault = _fault(value, field)
        if fault:
            return f"has a {key!r} that {fault}"
    return None


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


# kind -> (does a value fit, what it should have been)
KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "id": (lambda v: isinstance(v, str) and bool(ID.fullmatch(v)), "an id of lower-case words joined by hyphens"),
    "text": (lambda v: isinstance(v, str) and bool(v.strip()), "text"),
    "int": (lambda v: isinstance(v, int) and not isinstance(v, bool), "a number"),
    "date": (lambda v: bool(DATE.fullmatch(str(v))), "a date like 2026-11-25"),
    "mapping": (_is_mapping, "a mapping"),
    "mappings": (lambda v: isinstance(v, list) and all(map(_is_mapping, v)), "a list of mappings"),
    "any": (lambda _: True, "anything"),
}


def _fault(value: Any, field: Field) -> str | None:
    if field.kind == "ids":
        return _each(value, Field("id"))
    if field.kind == "texts":
        return _each(value, Field("one", choices=field.choices) if field.choices else Field("text"))
    if field.kind == "one":
        return None if value in field.choices else f"is {value!r}, not one of {', '.join(field.choices)}"
    fits, wanted = KINDS[field.kind]
    return None if fits(value) else f"is {_name(value)}, not {wanted}"


def _each(value: Any, field: Field) -> str | None:
    if not isinstance(value, list):
        return f"is {_name(value)}, not a list"
    return next((fault for item in value if (fault := _fault(item, field))), None)


def _name(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
