"""Nouns -> what people and programs read: one table of (noun, format) -> function, found by every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console

from quoth.model import Answer, Check, Concept, Document, Status
from quoth.render import answer_json, answer_markdown, answer_text, plain

FORMATS: Mapping[tuple[type, str], Callable[[Any], str]] = {
    (Answer, "text"): answer_text.render,
    (Answer, "markdown"): answer_markdown.render,
    (Answer, "json"): answer_json.render,
    (Check, "text"): plain.check_text,
    (Check, "json"): plain.check_json,
    (Document, "text"): plain.document_text,
    (Document, "markdown"): plain.document_markdown,
    (Document, "json"): plain.as_json,
    (Concept, "text"): plain.concept_text,
    (Concept, "markdown"): plain.concept_text,
    (Concept, "json"): plain.as_json,
    (Status, "text"): plain.status_text,
    (Status, "json"): plain.as_json,
}


def render(noun: object, form: str) -> str:
    """Return ``noun`` in ``form``; raises KeyError for a pair that FORMATS does not hold."""
    return FORMATS[type(noun), form](noun)


def show_page(noun: object) -> bool:
    """Print a noun on the terminal with styles, if it has a page of its own; say whether it had."""
    if not isinstance(noun, Answer):
        return False
    Console(width=answer_text.WIDTH, highlight=False).print(answer_text.page(noun))
    return True


def formats_of(noun: type) -> tuple[str, ...]:
    """Return the formats a noun can be shown in."""
    return tuple(form for kind, form in FORMATS if kind is noun)
