"""The page of one paper as Markdown, at a stable address. Its front matter says that it is no text of the paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quoth.model import Claim
from quoth.model.papers import PAGE_FORM, Linked, PaperPage
from quoth.render import paper_words as told
from quoth.render.words import DISCLAIMER

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
OPENING = re.compile(r"^(\d{0,9})([+=.)-])")


def render(page: PaperPage) -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines(page)).rstrip() + "\n"


def _lines(page: PaperPage) -> Iterator[str]:
    yield from ("---", f"form: {PAGE_FORM}", "---", "")
    yield from (f"# {_plain(page.source.title or 'title not stated')}", "")
    yield from (f"**{_plain(notice)}**\n" for notice in told.notices(page))
    yield from (f"**Authors:** {_plain(', '.join(page.source.authors) or 'not stated')}", "")
    yield from (_plain(told.published(page)), "", _plain(told.licence(page)), "")
    yield from (f"**{page.review}** · {_plain(page.library)}", "", f"Notices: {_plain(told.checked(page))}.", "")
    yield from (f"{_plain(line)}.  " for line in told.studied(page))
    yield told.CHOSEN
    yield from _quotes("TL;DR", [page.summary] if page.summary else [], told.NO_SUMMARY)
    yield from _quotes("Contribution", [page.contribution] if page.contribution else [], told.NO_CONTRIBUTION)
    yield from _quotes("Key findings", page.findings, told.NO_FINDINGS)
    yield from _scores(page)
    yield from ("", "## Abstract")
    yield from (f"\n{f'**{_plain(heading)}.** ' if heading else ''}{_plain(c.quote)}" for heading, c in page.abstract)
    if not page.abstract:
        yield f"\n{told.NO_ABSTRACT}"
    yield from _concepts("Linked entities", page.in_abstract)
    if page.whole.kind != "record":
        yield from _concepts("Full-text entities", page.in_whole)
    yield from ("", "## References", "", f"{told.held(page)}.", *([""] if page.references else []))
    for item in page.references:
        here = f" (here: `{item.held}`)" if item.held else ""
        yield f"- {_plain(' '.join(filter(None, (item.label, item.entry.quote))))}{here}"
    yield from (
        "",
        "## Cited by in this library",
        "",
        f"{page.citing or 'none'} found by an identifier",
        "",
    )
    yield from (f"- {_plain(c.source.title)} ({c.source.year or 'no year'}) `{c.source.work}`" for c in page.cited_by)
    yield from ("", "## Addresses", "")
    yield from (f"- {what}: `{address}`" for what, address in told.addresses(page))
    yield from (f"- of the same work: `quoth show {ident}`" for ident in page.others)
    yield from (f"- `{d.id}` sha256 `{d.sha256}`" for d in page.documents if d.work == page.whole.work)
    yield from ("", f"*{DISCLAIMER}*")


def _quotes(title: str, claims: Iterable[Claim], none: str) -> Iterator[str]:
    found = [_quote(claim) for claim in claims]
    yield from ("", f"## {title}", "", *(found or [none]))


def _quote(claim: Claim) -> str:
    return f'- "{_plain(claim.quote)}"  \n  {_plain(told.receipt(claim))}'


def _scores(page: PaperPage) -> Iterator[str]:
    if page.scores:
        yield from ("", "## Scores it reports, as printed")
    for score in page.scores:
        yield from ("", _plain(score.score), "", *map(_quote, score.said))
        if told.beside(score):
            yield from ("", _plain(told.beside(score)), "", *map(_quote, score.beside))


def _concepts(title: str, links: Iterable[Linked]) -> Iterator[str]:
    found = [f"- **{kind}:** {_plain(line)}" for kind, line in told.by_type(links)]
    yield from ("", f"## {title}", "", *(found or ["none named of the concepts this library knows"]))


def _plain(text: str) -> str:
    """Escape what Markdown would read as its own."""
    return OPENING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))
