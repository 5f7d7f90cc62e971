"""What a licence as printed is: its short name, and whether it lets the text be passed on."""

from __future__ import annotations

import re
from functools import lru_cache

NONE = "none stated"
OPEN = "open"
_OPEN = re.compile(r"creative ?commons|\bcc[ -]?(by|0|zero)\b|public domain|open government|\bapache\b", re.IGNORECASE)
_ZERO = re.compile(r"\bcc[ -]?(0|zero)\b|publicdomain/zero|public domain", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"\b(?:cc|creative ?commons)(?:\.org/licenses/|[ -]*)(?:attribution|by)\b(?P<rest>(?:[\s/-]*(?:nc|nd|sa|non-?commercial"
    r"|no-?deriv\w*|share-?alike)\b)*)",
    re.IGNORECASE,
)
_TERMS = (("nc", ("nc", "non")), ("nd", ("nd", "no-d", "nod")), ("sa", ("sa", "share")))
_VERSION = re.compile(r"[\s,]*\b(?:licen[cs]ed? (?:under|as)|licen[cs]e|the)\b[\s,]*", re.IGNORECASE)


def is_open(licence: str | None) -> bool:
    """Whether a licence as printed lets the text be passed on; one without a word for it does not."""
    return bool(licence and _OPEN.search(licence))


@lru_cache(maxsize=1024)
def licence_names(licence: str | None) -> tuple[str, ...]:
    """Return the short names a filter knows a licence by: ``cc-by-nc``, ``cc0`` …, and ``open`` where it is."""
    if not licence or not licence.strip():
        return (NONE,)
    return (_short(licence), OPEN) if is_open(licence) else (_short(licence),)


def _short(licence: str) -> str:
    found = _ATTRIBUTION.search(licence)
    if found:
        said = re.split(r"[\s/-]+(?!deriv|commercial|alike)", found["rest"].lower().strip())
        terms = [name for name, starts in _TERMS if any(word.startswith(starts) for word in said if word)]
        return "-".join(["cc-by", *terms])
    if _ZERO.search(licence):
        return "cc0"
    return " ".join(_VERSION.sub(" ", licence).lower().split())[:60]
