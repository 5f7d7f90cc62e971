"""What an id names: the page of a paper, a document as it is stored, or a concept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quoth.engine.opened import Opened
from quoth.errors import NotFound
from quoth.model import Concept, Document, Ids, Kind, Work
from quoth.settings import REVIEW_STATE

if TYPE_CHECKING:
    from quoth.model.papers import PaperPage
    from quoth.model.scores import Score


def show(library: Opened, ident: str) -> PaperPage | Document | Concept | None:
    """Return what ``ident`` names: a paper's page, a document that is no paper, a concept, or a statement's document."""
    for name in (ident, *(f"{pack.id}:{ident}" for pack in library.packs)):
        found = library.store.current(name) or library.concepts.get(name)
        if found is not None:
            return _page(library, found) if isinstance(found, Document) else found
    noted = {d.id: d.document for pack in library.packs for d in pack.disagreements}
    place = noted.get(ident) or library.store.places_of([ident]).get(ident)
    document = library.store.current(place) if place else text_of(library, ident)
    return _page(library, document) if document else None


def full(library: Opened, ident: str) -> Document | None:
    """Return the fullest text of a paper, or any document by its id, as it is stored; else None."""
    return library.store.current(ident) or text_of(library, ident)


def markdown(library: Opened, document: Document) -> str:
    """Return a document as the Markdown that `quoth add` reads back, letter by letter."""
    from quoth.ingest import markdown_form  # noqa: PLC0415 - asking needs no reader

    work = library.work(document.work)
    return markdown_form.written(document, work.ids if work else None)


def work_of(library: Opened, ident: str) -> str | None:
    """Return the id of the work known by an identifier such as pmid:…, pmc:… or doi:…, however it is spelt."""
    from quoth.ingest import identity  # noqa: PLC0415

    scheme, _, value = ident.strip().partition(":")
    spelt = {"pmid": identity.pmid, "pmc": identity.pmcid, "pmcid": identity.pmcid, "doi": identity.doi}
    named = spelt[scheme.lower()](value) if scheme.lower() in spelt else None
    return library.store.find_work("pmc" if scheme.lower() == "pmcid" else scheme.lower(), named) if named else None


def text_of(library: Opened, ident: str) -> Document | None:
    """Return the fullest text of the work known by an identifier."""
    from quoth.engine import papers  # noqa: PLC0415

    held = library.store.of_work(work_of(library, ident) or ident)
    return next(iter((*papers.papers_of(held), *held)), None)


def _page(library: Opened, document: Document) -> PaperPage | Document:
    """Return the page of the paper that ``document`` is a text of; what is no paper is returned as it is."""
    if document.kind not in {Kind.FULLTEXT, Kind.PDF, Kind.RECORD}:
        return document
    from quoth.engine import papers  # noqa: PLC0415 - asking needs none of it

    held = library.store.of_work(document.work)
    texts = [document, *(d for d in papers.papers_of(held) if d.id != document.id)]
    others = [d.id for d in held if d.kind not in papers.ORDER]
    work = library.work(document.work) or Work(document.work, Ids(), document.facts.title)
    knows = papers.Knowledge(
        library.concepts, library.matcher, lambda: _scores(library), library.name(), library.fingerprint(), REVIEW_STATE
    )
    return papers.page(texts, others, work, knows, library.store)


def _scores(library: Opened) -> tuple[Score, ...]:
    """Return the scores of this library; none where no pack has any."""
    try:
        known = library.scores
    except NotFound:
        return ()
    return tuple(known.introduce(name) for name in known.names())
