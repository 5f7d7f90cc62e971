"""Papers by their identifiers, from the services that give them openly. Nothing is asked unless a person asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from quoth.engine.adding import Writing
from quoth.engine.opened import Opened, Progress
from quoth.errors import NotFound
from quoth.ingest import identity
from quoth.ingest.remote import Addresses, Visitor, fetch_work, search_pubmed
from quoth.model import Added, Ids, Work
from quoth.settings import Settings
from quoth.store import Store

FOUND = 100  # papers of one search, best first
SCHEMES: dict[str, Callable[[str], Ids]] = {
    "pmid": lambda value: identity.ids(pmid_text=value),
    "pmc": lambda value: identity.ids(pmcid_text=value),
    "doi": lambda value: identity.ids(doi_text=value),
}


def ids_of(name: str) -> Ids:
    """Return the identifiers that ``pmid:…``, ``pmc:…`` or ``doi:…`` gives; raises NotFound for anything else."""
    scheme, _, value = name.partition(":")
    found = SCHEMES[scheme.casefold()](value) if scheme.casefold() in SCHEMES else Ids()
    if not found:
        raise NotFound(f"{name!r} is no identifier; write pmid:29768149, pmc:PMC6142547 or doi:10.1000/xyz.")
    return found


def fetch_into(library: Opened, names: Iterable[str], pack: str | None, progress: Progress) -> Added:
    """Fetch named papers, and what is open of a pack's own sources, with the settings of a library."""
    visitor, at = services(library.settings)
    wanted = [ids for name in names for ids in _meant(name, visitor, at)]
    if pack is not None:
        wanted += of_pack(library.store.works_of_pack(pack))
    return fetch(library.store, wanted, visitor, at, progress)


def _meant(name: str, visitor: Visitor, at: Addresses) -> list[Ids]:
    """Return the papers that a name stands for: one by its identifier, or the best of PubMed for ``search:WORDS``."""
    scheme, _, words = name.partition(":")
    if scheme.casefold() != "search":
        return [ids_of(name)]
    return [ids_of(f"pmid:{pmid}") for pmid in search_pubmed(words, FOUND, visitor, at)]


def services(s: Settings) -> tuple[Visitor, Addresses]:
    """Return a polite caller and where the services stand, by the settings."""
    visitor = Visitor(email=s.email, key=s.ncbi_key, pause=0.1 if s.ncbi_key else 1 / 3)
    public = Addresses()
    at = Addresses(s.eutils or public.eutils, s.pmc_store or public.pmc_store, s.europe_pmc or public.europe_pmc)
    return visitor, at


def fetch(
    store: Store, wanted: Sequence[Ids], visitor: Visitor, at: Addresses, progress: Progress = lambda _d, _a: None
) -> Added:
    """Fetch what is open of each work: its PubMed record and, where it is open access, its full text."""
    writer = Writing(store)
    for done, ids in enumerate(wanted, 1):
        writer.take(fetch_work(ids, visitor, at))
        progress(done, len(wanted))
    return writer.finish()


def of_pack(works: Iterable[Work]) -> list[Ids]:
    """Return the identifiers of a pack's works, those that have any, in the pack's order."""
    return [work.ids for work in works if work.ids]
