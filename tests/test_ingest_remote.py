"""Fetching: against a server on this machine that answers with made-up records."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from quoth.errors import SourceRefused
from quoth.ingest import Noticed, Paper, Refusal, remote
from quoth.model import Ids
from tests.test_ingest_jats import ARTICLE

RECORD = "<PubmedArticle><MedlineCitation><PMID>{0}</PMID><Article><ArticleTitle>T{0}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"


class Service(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012  (one server a test module; cleared by the fixture)
    busy = 0

    def do_GET(self) -> None:
        Service.asked.append(self.path)
        where = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        code, body = self.answer(where.path, query)
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/esearch.fcgi")
        if code == 429:
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:  # noqa: PLR0911  (one a service)
        if Service.busy:
            Service.busy -= 1
            return 429, b""
        if path == "/efetch.fcgi":
            records = "".join(RECORD.format(pmid) for pmid in query["id"].split(",") if pmid != "404")
            return 200, f"<PubmedArticleSet>{records}</PubmedArticleSet>".encode()
        if path == "/esearch.fcgi":
            start = int(query["retstart"])
            ids = [str(number) for number in range(1, 8)][start : start + int(query["retmax"])]
            return 200, json.dumps({"esearchresult": {"idlist": ids}}).encode()
        if path == "/metadata/PMC456.1.json":
            stated = {"is_pmc_openaccess": True, "is_retracted": True, "doi": "10.5555/MADE.UP", "pmid": 123}
            return 200, json.dumps(stated).encode()
        if path in {"/PMC456.1/PMC456.1.xml", "/PMC456/fullTextXML"}:
            return 200, ARTICLE.encode()
        if path == "/search":
            results = (
                []
                if query["cursorMark"] == "2"
                else [{"pmid": "5", "pmcid": "PMC6", "doi": "10.5555/A", "isOpenAccess": "Y"}]
            )
            return 200, json.dumps({"resultList": {"result": results}, "nextCursorMark": "2"}).encode()
        if path == "/moved/efetch.fcgi":
            return 302, b""
        return 404, b""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def at() -> Iterator[remote.Addresses]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    Service.asked.clear()
    Service.busy = 0
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    yield remote.Addresses(base, base, base)
    server.shutdown()
    thread.join()
    server.server_close()


def visitor(waits: list[float]) -> remote.Visitor:
    return remote.Visitor(email="a@b.example", pause=0.5, sleep=waits.append, clock=lambda: 0.0)


def test_records_come_by_number_and_a_missing_one_is_named(at: remote.Addresses) -> None:
    found = list(remote.fetch_pubmed(["1", "404", "2"], visitor([]), at))
    assert [outcome.work.id for outcome in found if isinstance(outcome, Paper)] == ["pmid:1", "pmid:2"]
    assert [outcome.reason for outcome in found if isinstance(outcome, Refusal)] == [
        "pmid:404 is not in PubMed's answer."
    ]
    assert "tool=quoth" in Service.asked[0]
    assert "email=a%40b.example" in Service.asked[0]


def test_every_request_after_the_first_waits_its_turn(at: remote.Addresses) -> None:
    waits: list[float] = []
    caller = visitor(waits)
    for _ in range(3):
        list(remote.fetch_pubmed(["1"], caller, at))
    assert waits == [0.5, 0.5]


def test_it_waits_as_long_as_it_is_asked_to(at: remote.Addresses) -> None:
    Service.busy = 1
    waits: list[float] = []
    assert isinstance(next(remote.fetch_pubmed(["1"], visitor(waits), at)), Paper)
    assert 7.0 in waits


def test_search_goes_on_over_pages(at: remote.Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PAGE", 3)
    assert remote.search_pubmed("tma", 7, visitor([]), at) == list("1234567")
    assert remote.search_pubmed("tma", 2, visitor([]), at) == ["1", "2"]


def test_full_text_and_the_stores_own_signal(at: remote.Addresses) -> None:
    paper, notice = remote.fetch_pmc("PMC456", visitor([]), at)
    assert isinstance(paper, Paper)
    assert isinstance(notice, Noticed)
    assert (notice.notice.kind, notice.notice.signal) == ("retraction", "pmc")
    assert notice.ids == paper.work.ids
    (missing,) = remote.fetch_pmc("PMC9", visitor([]), at)
    assert isinstance(missing, Refusal)
    assert missing.reason.endswith("(answer 404).")


def test_europe_pmc(at: remote.Addresses) -> None:
    (paper,) = remote.fetch_europe_pmc("PMC456", visitor([]), at)
    assert isinstance(paper, Paper)
    assert remote.search_europe_pmc("tma", 9, visitor([]), at) == [(Ids("5", "PMC6", "10.5555/a"), True)]
    assert remote.ids_of_source("10.5555/A", visitor([]), at) == Ids("5", "PMC6", "10.5555/a")
    assert remote.ids_of_source("10.5555/other", visitor([]), at) == Ids(doi="10.5555/other")


def test_a_work_is_fetched_by_its_doi_alone(at: remote.Addresses) -> None:
    found = list(remote.fetch_work(Ids(doi="10.5555/a"), visitor([]), at))
    assert [outcome.name for outcome in found] == ["pmc:PMC6", "pubmed#5"]
    assert isinstance(found[0], Refusal)
    assert isinstance(found[1], Paper)
    full = [
        outcome for outcome in remote.fetch_work(Ids(pmcid="PMC456"), visitor([]), at) if isinstance(outcome, Paper)
    ]
    assert [paper.document.id for paper in full] == ["pmc:PMC456/fulltext"]
    (unknown,) = remote.fetch_work(Ids(doi="10.5555/other"), visitor([]), at)
    assert isinstance(unknown, Refusal)
    assert "known to neither" in unknown.reason


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://169.254.169.254/", "ftp://x/", "http://localhost.evil.example/", "gopher://x"],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(SourceRefused, match="neither https nor this machine"):
        visitor([]).get(address)


def test_redirects_are_not_followed(at: remote.Addresses) -> None:
    moved = remote.Addresses(f"{at.eutils}/moved")
    (refused,) = remote.fetch_pubmed(["1"], visitor([]), moved)
    assert isinstance(refused, Refusal)
    assert "(answer 302)" in refused.reason
    assert len(Service.asked) == 1
