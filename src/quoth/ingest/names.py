"""Names of authors in one form: surname and initials, as a reference list prints them (Ammon S)."""

from __future__ import annotations

import re

from quoth.ingest.text import canonical

_INITIAL = re.compile(r"[^\W\d_]")
_ALREADY = re.compile(r"[^\W\d_a-z]{1,4}")


def author(surname: str | None, given: str | None) -> str:
    """Return ``Ammon S`` from a surname and given names or initials; an empty string when there is no surname."""
    last = canonical(surname or "")
    first = canonical(given or "")
    if not last or not first:
        return last or first
    bare = first.replace(".", "").replace(" ", "")
    initials = bare if _ALREADY.fullmatch(bare) else "".join(_initials(first))
    return f"{last} {initials}".strip()


def _initials(given: str) -> list[str]:
    """Return the first letter of every given name; both letters of a double one (Jean-Pierre is JP)."""
    return [found[0].upper() for word in re.split(r"[\s.\-\u2010]+", given) if (found := _INITIAL.match(word))]
