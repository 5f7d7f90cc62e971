"""Seals: the one spelling of a JSON value that is hashed, so that writer and checker cannot differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

ANSWER_SCHEMA = "quoth-answer/1"
PAPER_SCHEMA = "quoth-paper/1"
AUDIT_SCHEMA = "quoth-audit/1"
LISTING_SCHEMA = "quoth-listing/1"


def canonical(value: Any) -> str:
    """Return the one spelling of a JSON value: sorted keys, no blanks, UTF-8 kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal_of(entry: Mapping[str, Any], field: str = "seal") -> str:
    """Return the sha256 of ``entry`` without the ``field`` that holds its seal."""
    rest = {key: value for key, value in entry.items() if key != field}
    return hashlib.sha256(canonical(rest).encode("utf-8", "surrogatepass")).hexdigest()
