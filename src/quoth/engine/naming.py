"""What an id names: documents of the library, one statement, what a pack withholds or only lists; or nothing, and why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from quoth.engine import showing
from quoth.engine.opened import Opened
from quoth.model import Document, Withheld, Work
from quoth.model.listings import Outcome

ABSENT = "nothing in this library is called so; it was never added, or is known by another identifier"
LISTED = "a pack lists it as a source, but holds neither its text nor a statement of it; `quoth add` brings it in"
CONCEPT = "it names a concept, not a document; `quoth find` lists the documents that speak of it"
REMOVED = "it was in this library and was taken out of use, or replaced by another text"


class Naming:
    """The names of one library."""

    def __init__(self, library: Opened, homes: Mapping[str, str]) -> None:
        """Take a library; ``homes`` says of statements that were read already in which document they stand."""
        self._library = library
        self._homes = homes

    def documents(self, ident: str) -> tuple[list[Document], int | None]:
        """Return the documents an id names, and where in them if it names one statement."""
        store = self._library.store
        name, _, place = ident.rpartition("#")
        start = place.partition("-")[0]
        if name and start.isdigit() and (document := store.current(name)) is not None:
            return [document], int(start)
        for full in (ident, *(f"{pack.id}:{ident}" for pack in self._library.packs)):
            document = store.current(full)
            if document is not None:
                return [document, *(d for d in store.of_work(document.work) if d.id != full)], None
            if found := store.of_work(full):
                return found, None
        work = showing.work_of(self._library, ident)
        if work is not None:
            return store.of_work(work), None
        home = self._homes.get(ident) or store.places_of([ident]).get(ident)
        if home is not None and (document := store.current(home)) is not None:
            return [document], next(f.start for f in document.findings if f.id == ident)
        return [], None

    @cached_property
    def withheld(self) -> list[Withheld]:
        """What the packs keep and never show."""
        return [w for pack in self._library.packs for w in pack.withheld]

    def title(self, ident: str) -> str:
        """Return the title of the work that an id names without a document of it, or that a withheld statement is of."""
        source = next((w.source for w in self.withheld if w.id == ident), ident)
        work = self._library.work(source) or self.listed(source)
        return work.title if work else ""

    def listed(self, ident: str) -> Work | None:
        """Return the work that an id names and that a pack lists without holding any of its statements."""
        from quoth.ingest import identity  # noqa: PLC0415 - asking needs none of it

        scheme, _, value = ident.partition(":")
        spelt = {"pmid": identity.pmid, "pmc": identity.pmcid, "doi": identity.doi}.get(scheme.lower())
        pair = (scheme.lower(), spelt(value)) if spelt else None
        listed = ((pack.id, work) for pack in self._library.packs for work in pack.works)
        return next(
            (w for p, w in listed if ident in {w.id, w.id.removeprefix(f"{p}:")} or pair in w.ids.pairs()), None
        )

    def missing(self, ident: str) -> tuple[Outcome, str]:
        """Say why no document stands behind an id."""
        names = (ident, *(f"{pack.id}:{ident}" for pack in self._library.packs))
        store = self._library.store
        if any(store.versions(name) for name in names) or showing.work_of(self._library, ident):
            return Outcome.REMOVED, REMOVED
        if any(self._library.concepts.get(name) for name in names):
            return Outcome.ABSENT, CONCEPT
        return Outcome.ABSENT, LISTED if self.listed(ident) else ABSENT
