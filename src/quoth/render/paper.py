"""The page of one paper for a terminal: 80 columns, what must be read first on top."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from quoth.model import Claim
from quoth.model.papers import Linked, PaperPage
from quoth.render import paper_words as told
from quoth.render.parts import heading, indented
from quoth.render.words import DISCLAIMER

WIDTH = 80


def render(page: PaperPage) -> str:
    """Return the page as plain text, 80 columns wide."""
    out = io.StringIO()
    Console(file=out, width=WIDTH, color_system=None, highlight=False).print(Group(*_parts(page)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(page: PaperPage) -> None:
    """Print the page on the terminal, with styles."""
    Console(width=WIDTH, highlight=False).print(Group(*_parts(page)))


def _parts(page: PaperPage) -> Iterator[RenderableType]:
    yield from (Text(notice, style="bold red") for notice in told.notices(page))
    yield Text(page.source.title or "title not stated", style="bold")
    yield Text(", ".join(page.source.authors) or "authors not stated")
    yield Text(told.published(page))
    yield Text(told.licence(page))
    yield Text()
    yield Text(f"{page.review} · {page.library}", style="bold red")
    yield Text(f"Notices: {told.checked(page)}.")
    yield from (Text(f"{line}.") for line in told.studied(page))
    yield Text(told.CHOSEN)
    yield Rule(characters="─", style="dim")
    yield from _quotes("TL;DR", [page.summary] if page.summary else [], told.NO_SUMMARY)
    if page.contribution and page.contribution == page.summary:
        yield heading("CONTRIBUTION", told.SAME)
    else:
        yield from _quotes("CONTRIBUTION", [page.contribution] if page.contribution else [], told.NO_CONTRIBUTION)
    yield from _quotes("KEY FINDINGS", page.findings, told.NO_FINDINGS)
    yield from _scores(page)
    yield heading("ABSTRACT", "" if page.abstract else told.NO_ABSTRACT)
    yield from (indented(f"{heading}: {claim.quote}" if heading else claim.quote) for heading, claim in page.abstract)
    yield from _concepts("CONCEPTS OF TITLE AND ABSTRACT", page.in_abstract)
    if page.whole.kind != "record":
        yield from _concepts("CONCEPTS OF THE FULL TEXT", page.in_whole)
    yield heading("REFERENCES", told.held(page))
    yield from (_hanging(r.label, r.entry.quote, f"here: {r.held}") for r in page.references if r.held)
    yield heading("CITED BY IN THIS LIBRARY", f"{page.citing or 'none'} found by an identifier")
    yield from (
        _hanging(c.source.mark, f"{c.source.title} ({c.source.year or 'no year'})", c.source.work)
        for c in page.cited_by
    )
    yield heading("ADDRESSES")
    yield from (indented(f"{what}: {address}") for what, address in told.addresses(page))
    yield from (indented(f"of the same work: quoth show {ident}") for ident in page.others)
    yield from (indented(f"{d.id} sha256 {d.sha256}", "dim") for d in page.documents if d.work == page.whole.work)
    yield Rule(characters="─", style="dim")
    yield Text(DISCLAIMER, style="dim")


def _quotes(title: str, claims: Iterable[Claim], none: str) -> Iterator[RenderableType]:
    found = list(claims)
    yield heading(title, "" if found else none)
    yield from map(_quote, found)


def _scores(page: PaperPage) -> Iterator[RenderableType]:
    if page.scores:
        yield heading("SCORES IT REPORTS", "as printed, not recomputed")
    for score in page.scores:
        yield indented(score.score)
        yield from map(_quote, score.said)
        if told.beside(score):
            yield indented(told.beside(score))
        yield from map(_quote, score.beside)


def _concepts(title: str, links: Iterable[Linked]) -> Iterator[RenderableType]:
    found = told.by_type(links)
    yield heading(title, "" if found else "none named of the concepts this library knows")
    yield from (indented(f"{kind}: {line}") for kind, line in found)


def _quote(claim: Claim) -> RenderableType:
    return _hanging('"', claim.quote, told.receipt(claim))


def _hanging(mark: str, text: str, under: str) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(mark, Text(text) + Text("\n") + Text(under, style="dim"))
    return Padding(table, (0, 0, 0, 2))
