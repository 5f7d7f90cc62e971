"""Documents taken out of use; their versions stay, so that old receipts hold."""

from __future__ import annotations

from quoth.engine.opened import Opened
from quoth.errors import NotFound
from quoth.model import Kind


def remove(library: Opened, ident: str) -> int:
    """Take a document, or all documents of a work but a pack's own, out of use; return how many were in use."""
    if any(ident.startswith(f"{pack.id}:") for pack in library.packs):
        raise NotFound(f"{ident} belongs to an installed pack and cannot be removed by itself.")
    scheme, _, value = ident.partition(":")
    work = library.store.find_work(scheme, value) or ident
    mine = [d.id for d in library.store.of_work(work) if d.kind not in {Kind.SYNOPSIS, Kind.APPRAISAL}]
    taken = library.store.remove(mine or [ident])
    if not taken:
        raise NotFound(f"Nothing called {ident!r} is in use in this library; `quoth status` says what it holds.")
    return taken
