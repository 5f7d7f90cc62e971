"""What a person writes in a filter -> the names that documents are known by; a name that none has is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable

from quoth.annotate.levels import level_table
from quoth.answer.designs import GROUPS
from quoth.engine.filtering import STREAMS, YEARS
from quoth.engine.opened import Opened
from quoth.errors import FilterRefused
from quoth.model.licences import NONE, OPEN, is_open, licence_names

_YEARS = re.compile(r"(\d{4})?\s*([-\u2013])?\s*(\d{4})?")
_SHORT = {
    "rct": ("randomised trial",),
    "rcts": ("randomised trial",),
    "review": ("systematic review", "narrative review"),
}
SEVERAL = {name: designs for name, designs in GROUPS if designs}


def years(text: str | None) -> tuple[int | None, int | None]:
    """Return (first, last) of ``2015``, ``2015-2020``, ``2018-`` or ``-2018``."""
    if text is None or not text.strip():
        return None, None
    read = _YEARS.fullmatch(text.strip())
    if read is None or not (read[1] or read[3]):
        raise FilterRefused(f"The years {text!r} are not years; write 2015, 2015-2020, 2018- or -2018.")
    first, last = (int(y) if y else None for y in (read[1], read[3]))
    if not read[2]:
        last = first
    if any(y is not None and y not in YEARS for y in (first, last)) or (first and last and first > last):
        raise FilterRefused(f"The years {text!r} hold no year; write the earlier first, as in 2015-2020.")
    return first, last


def designs(values: Iterable[str]) -> tuple[str, ...]:
    """Return names of the level table; a heading of the state of the evidence stands for all designs under it."""
    known = [design for _, _, design, _ in level_table()]
    found: list[str] = []
    for value in values:
        name = _plain(value)
        named = [d for d in known if _plain(d) in {name, name.removesuffix("s")}]
        heading = next((SEVERAL[g] for g in SEVERAL if _plain(g) == name), ())
        wanted = (*_SHORT.get(name, ()), *named, *heading)
        if not wanted:
            raise FilterRefused(f"No document is called {value!r} by its design; the designs are: {', '.join(known)}.")
        found += wanted
    return tuple(dict.fromkeys(found))


def streams(values: Iterable[str]) -> tuple[str, ...]:
    """Return names of streams."""
    found = []
    for value in values:
        name = _plain(value).removesuffix("s")
        if name not in STREAMS:
            raise FilterRefused(f"No stream is called {value!r}; the streams are: {', '.join(STREAMS)}.")
        found.append(name)
    return tuple(dict.fromkeys(found))


def licences(library: Opened, values: Iterable[str]) -> tuple[str, ...]:
    """Return names of licences, as `licence_names` gives them; ``none`` is a licence that is not stated.

    A Creative Commons licence may be one that no document has; any other name must be a document's.
    """
    said = {"none": NONE, "any": OPEN}
    found = [said.get(value.casefold()) or licence_names(value)[0] for value in values]
    for name in found:
        if name not in said.values() and not is_open(name) and not library.index.known([f"l|{name}"]):
            held = ", ".join(term.removeprefix("l|") for term, _ in library.index.filters_starting("l|"))
            raise FilterRefused(f"No document here has a licence called {name!r}; the licences here are: {held}.")
    return tuple(dict.fromkeys(found))


def concepts(library: Opened, values: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of concepts given by id, with or without the pack's name, or by a name."""
    found: list[str] = []
    for value in values:
        ids = [
            name for name in (value, *(f"{pack.id}:{value}" for pack in library.packs)) if library.concepts.get(name)
        ]
        named = ids[:1] or [c for m in library.matcher.find(value) if m.end - m.start == len(value) for c in m.concepts]
        if not named:
            raise FilterRefused(f"No concept is called {value!r} here; `quoth show NAME` says what a name stands for.")
        found += named
    return tuple(dict.fromkeys(found))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("randomiz", "randomis").replace("-", " ").split())
