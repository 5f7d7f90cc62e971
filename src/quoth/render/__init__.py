"""Nouns -> what people and programs read: one table of (noun, format) -> function, found by every door.

The functions are named and not imported, so that a door pays only for what it prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

FORMATS: Mapping[tuple[str, str], str] = {
    ("Answer", "text"): "answer_text:render",
    ("Answer", "markdown"): "answer_markdown:render",
    ("Answer", "json"): "answer_json:render",
    ("Audit", "text"): "audit_text:render",
    ("Audit", "markdown"): "audit_markdown:render",
    ("Audit", "json"): "audit_json:render",
    ("Check", "text"): "plain:check_text",
    ("Check", "json"): "plain:check_json",
    ("PackCheck", "text"): "packs:check_text",
    ("PackCheck", "json"): "packs:check_json",
    ("Document", "text"): "plain:document_text",
    ("Document", "markdown"): "plain:document_markdown",
    ("Document", "json"): "plain:as_json",
    ("PaperPage", "text"): "paper:render",
    ("PaperPage", "markdown"): "paper_markdown:render",
    ("PaperPage", "json"): "paper_json:render",
    ("Concept", "text"): "plain:concept_text",
    ("Concept", "markdown"): "plain:concept_text",
    ("Concept", "json"): "plain:as_json",
    ("Listing", "text"): "listing:render",
    ("Listing", "markdown"): "listing:markdown",
    ("Listing", "json"): "listing_data:as_json",
    ("Listing", "csv"): "listing_data:as_csv",
    ("Listing", "ris"): "references:listing_ris",
    ("Listing", "csl"): "references:listing_csl",
    ("SearchLog", "text"): "log_text:render",
    ("SearchLog", "json"): "plain:as_json",
    ("Why", "text"): "why:render",
    ("Why", "json"): "plain:as_json",
    ("Added", "text"): "plain:added_text",
    ("Added", "json"): "plain:as_json",
    ("Changes", "text"): "changes:changes_text",
    ("Changes", "json"): "changes:changes_json",
    ("Refreshed", "text"): "changes:refreshed_text",
    ("Refreshed", "json"): "changes:refreshed_json",
    ("Differences", "text"): "differences:as_text",
    ("Differences", "json"): "differences:as_json",
    ("Status", "text"): "plain:status_text",
    ("Status", "json"): "plain:as_json",
    ("Score", "text"): "scores:introduction_text",
    ("Score", "json"): "scores:as_json",
    ("ScoreResult", "text"): "scores:score_text",
    ("ScoreResult", "json"): "scores:as_json",
    ("PathwayResult", "text"): "scores:pathway_text",
    ("PathwayResult", "json"): "scores:as_json",
}
PAGES: Mapping[str, str] = {
    "Answer": "answer_text:show",
    "Audit": "audit_text:show",
    "PaperPage": "paper:show",
    "Listing": "listing:show",
}
"""Nouns that have a page of their own on a terminal, with styles."""


def render(noun: object, form: str) -> str:
    """Return ``noun`` in ``form``; raises KeyError for a pair that FORMATS does not hold."""
    return str(_function(FORMATS[type(noun).__name__, form])(noun))


def show_page(noun: object) -> bool:
    """Print a noun on the terminal with styles, if it has a page of its own; say whether it had."""
    name = PAGES.get(type(noun).__name__)
    if name is None:
        return False
    _function(name)(noun)
    return True


def _function(name: str) -> Callable[[Any], Any]:
    module, function = name.split(":")
    found: Callable[[Any], Any] = getattr(import_module(f"quoth.render.{module}"), function)
    return found
