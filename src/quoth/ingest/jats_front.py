"""What the front of a JATS or NLM article says about it: identifiers, facts, notices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from quoth.ingest import dates, identity
from quoth.ingest.jats_inline import plain
from quoth.ingest.names import author
from quoth.model import Facts, Ids, Notice

Element = Any
XLINK = "{http://www.w3.org/1999/xlink}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LICENCE_REF = "{http://www.niso.org/schemas/ali/1.0}license_ref"
_CC = re.compile(r"creativecommons\.org/(?:licenses/([a-z-]+)/(\d\.\d)|publicdomain/zero/(\d\.\d))", re.IGNORECASE)

# How a related article stands to this one (JATS 1.4 related-article-type; JATS4R "corrections, retractions").
ABOUT_THIS = {
    "retraction-forward": "retraction",
    "retraction": "retraction",
    "partial-retraction": "retraction",
    "correction-forward": "correction",
    "correction": "correction",
    "expression-of-concern": "concern",
    "concern-forward": "concern",
    "reinstatement": "reinstatement",
}
ABOUT_OTHER = {
    "retracted-article": "retraction",
    "corrected-article": "correction",
    "object-of-concern": "concern",
    "reinstated-article": "reinstatement",
}
NOTICE_TYPES = {"retraction", "correction", "expression-of-concern", "addendum"}  # such an article is itself a notice
_RETRACTED_TITLE = re.compile(r"(?:retracted|withdrawn)(?: article| paper)?\s*[:.\u2013\u2014-]", re.IGNORECASE)
_YEARS = ("ppub", "collection", "epub-ppub", "epub", "pub", "electronic")  # the year a citation gives: the issue's
_FIRST = ("epub", "electronic", "pub", "epub-ppub", "ppub", "collection")  # the date it first appeared


def meta_of(article: Element) -> Element | None:
    """Return the article-meta element, or None when the article has no front."""
    return article.find("front/article-meta")


def ids_of(article: Element) -> Ids:
    """Return the identifiers the article gives itself."""
    meta = meta_of(article)
    found: dict[str, str] = {}
    for element in meta.findall("article-id") if meta is not None else ():
        found.setdefault(element.get("pub-id-type", ""), "".join(element.itertext()))
    pmc = found.get("pmc") or found.get("pmcid") or found.get("pmcaid")
    return identity.ids(pmid_text=found.get("pmid"), pmcid_text=pmc, doi_text=found.get("doi"))


def facts_of(article: Element, known: Ids, title: str) -> Facts:
    """Return what the front states; what it does not state stays empty."""
    meta = meta_of(article)
    if meta is None:
        return Facts(title=title, language=article.get(_XML_LANG), publication_types=_types(article, None))
    first, year = published(meta)
    return Facts(
        title=title,
        authors=tuple(_authors(meta)),
        journal=plain(next(article.find("front").iter("journal-title"), None)) or None,
        year=year,
        date=first,
        url=identity.url(known),
        licence=_licence(meta),
        language=article.get(_XML_LANG),
        publication_types=_types(article, meta),
        subjects=tuple(filter(None, (plain(word) for word in meta.iterfind("kwd-group//kwd")))),
        funding=_funding(article, meta),
        interests=_interests(article),
    )


def published(meta: Element) -> tuple[str | None, int | None]:
    """Return (the date it first appeared, the year it is cited by)."""
    found: dict[str, str] = {}
    for element in meta.findall("pub-date"):
        date = dates.iso(element.findtext("year"), element.findtext("month"), element.findtext("day"))
        if date:
            found.setdefault(element.get("pub-type") or element.get("date-type") or "pub", date)
    if not found:
        return None, None
    order = tuple(found)
    first = next(found[kind] for kind in _FIRST + order if kind in found)
    cited = next(found[kind] for kind in _YEARS + order if kind in found)
    return first, dates.year_of(cited)


def notices_of(article: Element, title: str) -> tuple[list[Notice], list[tuple[Ids, Notice]]]:
    """Return the notices on this article, and those that this article is on others (with their identifiers)."""
    meta = meta_of(article)
    mine: list[Notice] = []
    others: list[tuple[Ids, Notice]] = []
    first = published(meta)[0] if meta is not None else None
    for related in meta.iter("related-article") if meta is not None else ():
        kind = related.get("related-article-type", "")
        if kind in ABOUT_THIS:
            mine.append(Notice(ABOUT_THIS[kind], None, "jats", related.get(XLINK + "href")))
        elif kind in ABOUT_OTHER and (target := _target(related)):
            others.append((target, Notice(ABOUT_OTHER[kind], first, "jats", title or None)))
    kind = article.get("article-type", "")
    if kind == "retracted-article" or (kind not in NOTICE_TYPES and _RETRACTED_TITLE.match(title)):
        mine.append(Notice("retraction", None, "jats", "the article is marked as retracted"))
    return mine, others


def _target(related: Element) -> Ids:
    href = related.get(XLINK + "href", "")
    kind = related.get("ext-link-type", "")
    if kind == "pmc" or href.upper().startswith("PMC"):
        return identity.ids(pmcid_text=href)
    if kind in {"pubmed", "pmid"}:
        return identity.ids(pmid_text=href)
    return identity.ids(doi_text=href)


def _authors(meta: Element) -> Iterator[str]:
    for contributor in meta.iterfind("contrib-group/contrib"):
        if contributor.get("contrib-type", "author") != "author":
            continue
        name = next(contributor.iter("name", "string-name"), None)
        collective = contributor.find("collab")
        if name is not None and collective is None:
            yield author(name.findtext("surname"), name.findtext("given-names")) or plain(name)
        elif collective is not None:
            yield plain(collective)


def _types(article: Element, meta: Element | None) -> tuple[str, ...]:
    """Return the article type and the headings the journal printed above it ("Case Report")."""
    headings = (
        meta.iterfind("article-categories/subj-group[@subj-group-type='heading']/subject") if meta is not None else ()
    )
    found = [article.get("article-type") or "", *(plain(heading) for heading in headings)]
    return tuple(dict.fromkeys(filter(None, found)))


def _licence(meta: Element) -> str | None:
    """Return the licence in short form (CC BY 4.0) where an address names it, else its words, else the copyright line."""
    permissions = meta.find("permissions")
    if permissions is None:
        old = meta.find("copyright-statement")
        return plain(old) or None
    licences = permissions.findall("license")
    addresses = [element.get(XLINK + "href", "") for element in permissions.iter("license", "ext-link", "uri")]
    addresses += [element.text or "" for element in permissions.iter(_LICENCE_REF)]
    addresses += [plain(element) for element in licences]
    for address in addresses:
        if found := _CC.search(address):
            return f"CC {found[1].upper()} {found[2]}" if found[1] else f"CC0 {found[3]}"
    words = " ".join(filter(None, (plain(element) for element in licences)))
    return words or plain(permissions.find("copyright-statement")) or None


def _funding(article: Element, meta: Element) -> str | None:
    statements = [plain(element) for element in meta.iterfind("funding-group/funding-statement")]
    if not any(statements):
        statements = [plain(element) for element in meta.iterfind("funding-group/award-group/funding-source")]
    if not any(statements):
        statements = [plain(note) for note in _notes(article, {"financial-disclosure", "supported-by", "funding"})]
    return "; ".join(dict.fromkeys(filter(None, statements))) or None


def _interests(article: Element) -> str | None:
    found = [plain(note) for note in _notes(article, {"conflict", "COI-statement", "coi-statement"})]
    return "; ".join(dict.fromkeys(filter(None, found))) or None


def _notes(article: Element, kinds: set[str]) -> Iterator[Element]:
    for place in ("front", "back"):
        if (part := article.find(place)) is not None:
            yield from (
                note for note in part.iter("fn", "notes") if note.get("fn-type", note.get("notes-type")) in kinds
            )
