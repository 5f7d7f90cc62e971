"""Fetching from PubMed (E-utilities), PubMed Central's per-article store and Europe PMC. Nothing is asked unless called.

Every address is an argument; every request waits its turn. What comes back goes through the same readers as a file.
"""

from __future__ import annotations

import io
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from quoth.errors import SourceRefused
from quoth.ingest import identity
from quoth.ingest.outcomes import Noticed, Outcome, Paper, Refusal
from quoth.ingest.reading import read
from quoth.model import Ids, Notice

EUTILS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
PMC_STORE = "https://pmc-oa-opendata.s3.amazonaws.com"
EUROPE_PMC = "https://www.ebi.ac.uk/europepmc/webservices/rest"
BATCH = 200  # PMIDs in one efetch, as NLM asks
PAGE = 500  # results of one search page
ANSWER_BYTES = 256 * 1024 * 1024
PER_SECOND = 3.0  # NLM's limit without a key; 10 with one
TRIES = 3
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}  # a mirror, or a test's own server
_TRANSIENT = {429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services stand; a test puts its own servers here."""

    eutils: str = EUTILS
    pmc_store: str = PMC_STORE
    europe_pmc: str = EUROPE_PMC


@dataclass(slots=True)
class Visitor:
    """A polite caller: names itself, waits its turn, tries again when asked to, never follows a redirect.

    ``tool`` and ``email`` are what NLM asks every program to send. ``pause`` is seconds between requests.
    """

    tool: str = "quoth"
    email: str = ""
    key: str = ""
    pause: float = 1 / PER_SECOND
    timeout: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, init=False)

    def get(self, address: str, asked: Mapping[str, str] | None = None) -> bytes:
        """Return the body of one answer.

        Raises:
            SourceRefused: the service cannot be reached, says no, or sends more than any answer holds.

        """
        where = urllib.parse.urlsplit(address)
        if where.scheme != "https" and not (where.scheme == "http" and where.hostname in _THIS_MACHINE):
            raise SourceRefused(f"has an address that is neither https nor this machine: {address}.")
        full = f"{address}?{urllib.parse.urlencode(asked)}" if asked else address
        for turn in range(1, TRIES + 1):
            self._wait()
            try:
                return self._ask(full)
            except urllib.error.HTTPError as error:
                if error.code not in _TRANSIENT or turn == TRIES:
                    raise SourceRefused(f"is not given by {_host(address)} (answer {error.code}).") from None
                self.sleep(_asked_pause(error, turn))
            except (OSError, ValueError) as error:
                if turn == TRIES:
                    raise SourceRefused(f"cannot be fetched from {_host(address)}: {error}.") from None
                self.sleep(float(turn))
        raise AssertionError

    def named(self) -> dict[str, str]:
        """Return what NLM wants to know about the caller."""
        known = {"tool": self.tool, "email": self.email, "api_key": self.key}
        return {name: value for name, value in known.items() if value}

    def _wait(self) -> None:
        left = self._next - self.clock()
        if left > 0:
            self.sleep(left)
        self._next = self.clock() + self.pause

    def _ask(self, full: str) -> bytes:
        named = {"User-Agent": f"{self.tool} ({self.email or 'no address given'})"}
        request = urllib.request.Request(full, headers=named)  # noqa: S310  (the scheme was checked in get)
        with _OPENER.open(request, timeout=self.timeout) as answer:
            data = cast("bytes", answer.read(ANSWER_BYTES + 1))
        if len(data) > ANSWER_BYTES:
            raise ValueError(f"it sends more than {ANSWER_BYTES // 2**20} MB")
        return data


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect could lead inside the hospital's own network."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def fetch_pubmed(pmids: Sequence[str], visitor: Visitor, at: Addresses = Addresses()) -> Iterator[Outcome]:
    """Yield the PubMed records of ``pmids``, in batches; one that PubMed does not give is a refusal by its number."""
    for start in range(0, len(pmids), BATCH):
        batch = list(pmids[start : start + BATCH])
        try:
            yield from ask_pubmed(batch, visitor, at)
        except SourceRefused as refused:
            yield from (Refusal(f"pmid:{pmid}", f"pmid:{pmid} {refused}") for pmid in batch)


def ask_pubmed(batch: Sequence[str], visitor: Visitor, at: Addresses = Addresses()) -> Iterator[Outcome]:
    """Yield what PubMed answers to one efetch of at most BATCH PMIDs; one that is not in its answer is a refusal.

    Raises:
        SourceRefused: PubMed does not answer; before anything is yielded.

    """
    asked = {"db": "pubmed", "id": ",".join(batch), "retmode": "xml"} | visitor.named()
    data = visitor.get(f"{at.eutils}/efetch.fcgi", asked)
    given: set[str] = set()
    for outcome in read("pubmed", data):
        if isinstance(outcome, Paper) and outcome.work.ids.pmid:
            given.add(outcome.work.ids.pmid)
        yield outcome
    missing = (pmid for pmid in batch if pmid not in given)
    yield from (Refusal(f"pmid:{pmid}", f"pmid:{pmid} is not in PubMed's answer.") for pmid in missing)


def search_pubmed(words: str, most: int, visitor: Visitor, at: Addresses = Addresses()) -> list[str]:
    """Return the PMIDs of a PubMed search, best first, at most ``most``.

    Raises:
        SourceRefused: as ``Visitor.get``, or the answer is not what PubMed documents.

    """
    found: list[str] = []
    while len(found) < most:
        asked = {
            "db": "pubmed",
            "term": words,
            "retmode": "json",
            "sort": "relevance",
            "retstart": str(len(found)),
            "retmax": str(min(PAGE, most - len(found))),
        }
        result = _object(visitor.get(f"{at.eutils}/esearch.fcgi", asked | visitor.named())).get("esearchresult")
        listed = result.get("idlist") if isinstance(result, dict) else None
        if not isinstance(listed, list):
            raise SourceRefused("cannot be searched: PubMed's answer has no list of ids.")
        page = [pmid for item in listed if (pmid := identity.pmid(str(item))) and pmid not in found]
        found += page
        if not page:
            break
    return found


def fetch_pmc(pmcid: str, visitor: Visitor, at: Addresses = Addresses(), *, version: int = 1) -> Iterator[Outcome]:
    """Yield an open-access article of PubMed Central and, when its metadata says retracted, that notice.

    The store's layout since August 2026: ``metadata/PMC<id>.<version>.json`` and ``PMC<id>.<version>/…xml``.
    """
    name = f"pmc:{pmcid}"
    own = f"{pmcid}.{version}"
    try:
        stated = _object(visitor.get(f"{at.pmc_store}/metadata/{own}.json"))
        data = visitor.get(f"{at.pmc_store}/{own}/{own}.xml")
    except SourceRefused as refused:
        yield Refusal(name, f"{name} {refused}")
        return
    yield from read(name, data)
    if stated.get("is_retracted"):
        known = identity.ids(
            pmid_text=str(stated.get("pmid") or ""), pmcid_text=pmcid, doi_text=str(stated.get("doi") or "")
        )
        yield Noticed(name, known, Notice("retraction", None, "pmc", "is_retracted in the store's metadata"))


def fetch_europe_pmc(pmcid: str, visitor: Visitor, at: Addresses = Addresses()) -> Iterator[Outcome]:
    """Yield an article's full text from Europe PMC."""
    name = f"pmc:{pmcid}"
    try:
        data = visitor.get(f"{at.europe_pmc}/{pmcid}/fullTextXML")
    except SourceRefused as refused:
        yield Refusal(name, f"{name} {refused}")
        return
    yield from read(name, cast("BinaryIO", io.BytesIO(data)))


def search_europe_pmc(
    words: str,
    most: int,
    visitor: Visitor,
    at: Addresses = Addresses(),
) -> list[tuple[Ids, bool]]:
    """Return (identifiers, whether its full text is open) of a Europe PMC search, at most ``most``; fills missing ids.

    Raises:
        SourceRefused: as ``Visitor.get``, or the answer is not what Europe PMC documents.

    """
    found: list[tuple[Ids, bool]] = []
    mark = "*"
    while len(found) < most:
        asked = {
            "query": words,
            "resultType": "core",
            "format": "json",
            "pageSize": str(min(PAGE, most - len(found))),
            "cursorMark": mark,
        }
        answer = _object(visitor.get(f"{at.europe_pmc}/search", asked))
        listed = answer.get("resultList")
        page = listed.get("result") if isinstance(listed, dict) else None
        if not isinstance(page, list):
            raise SourceRefused("cannot be searched: Europe PMC's answer has no list of results.")
        found += [_result(item) for item in page if isinstance(item, dict)]
        following = str(answer.get("nextCursorMark") or "")
        if not page or following in {"", mark}:
            break
        mark = following
    return found[:most]


def ids_of_source(doi: str, visitor: Visitor, at: Addresses = Addresses()) -> Ids:
    """Return every identifier Europe PMC knows for a DOI; just the DOI when it knows none.

    Raises:
        SourceRefused: as ``search_europe_pmc``.

    """
    own = Ids(doi=identity.doi(doi))
    for known, _ in search_europe_pmc(f'DOI:"{doi}"', 1, visitor, at):
        if known.doi == own.doi:
            return identity.joined(own, known)
    return own


def fetch_work(known: Ids, visitor: Visitor, at: Addresses = Addresses()) -> Iterator[Outcome]:
    """Yield what is open of one work: its full text (PubMed Central, else Europe PMC) and its PubMed record.

    Missing identifiers are filled in first. Why there is no full text is said once, by the last place asked.
    """
    name = ":".join(known.pairs()[0]) if known else "a work without identifiers"
    try:
        if known.doi and not (known.pmid and known.pmcid):
            known = identity.joined(known, ids_of_source(known.doi, visitor, at))
    except SourceRefused as refused:
        yield Refusal(name, f"{name} {refused}")
    if not (known.pmcid or known.pmid):
        yield Refusal(name, f"{name} is known to neither PubMed nor PubMed Central under its identifiers.")
    if known.pmcid:
        found = list(fetch_pmc(known.pmcid, visitor, at))
        if not any(isinstance(outcome, Paper) for outcome in found):
            notices = [outcome for outcome in found if isinstance(outcome, Noticed)]
            found = [*fetch_europe_pmc(known.pmcid, visitor, at), *notices]
        yield from found
    if known.pmid:
        yield from fetch_pubmed([known.pmid], visitor, at)


def _result(item: Mapping[str, Any]) -> tuple[Ids, bool]:
    known = identity.ids(
        pmid_text=str(item.get("pmid") or ""),
        pmcid_text=str(item.get("pmcid") or ""),
        doi_text=str(item.get("doi") or ""),
    )
    return known, item.get("isOpenAccess") == "Y" and bool(known.pmcid)


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise SourceRefused("is answered with something that is not JSON.") from None
    if not isinstance(value, dict):
        raise SourceRefused("is answered with JSON of another form than documented.")
    return value


def _host(address: str) -> str:
    return urllib.parse.urlsplit(address).netloc


def _asked_pause(error: urllib.error.HTTPError, turn: int) -> float:
    """Return how long the service asks to wait (Retry-After, at most a minute), else longer each time."""
    said = error.headers.get("Retry-After", "") if error.headers else ""
    return min(float(said), 60.0) if said.isdecimal() else float(2**turn)
