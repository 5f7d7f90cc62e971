"""PubMed XML: articles, old citations, books and deletions, one at a time from a stream of any length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quoth.ingest import dates, identity
from quoth.ingest.building import Source
from quoth.ingest.jats_inline import plain
from quoth.ingest.names import author
from quoth.ingest.outcomes import Deleted, Outcome
from quoth.ingest.records import Record, mentioned, notice, outcomes
from quoth.model import Facts, Ids, Notice

READER = "pubmed 1"
RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "DeleteCitation")
Element = Any

# CommentsCorrections RefType (NLM, "MEDLINE/PubMed XML element descriptions"): what it says of this record …
_ABOUT_THIS = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "retraction",
    "RetractedandRepublishedIn": "retraction",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction",
}
# … and of another.
_ABOUT_OTHER = {
    "RetractionOf": "retraction",
    "PartialRetractionOf": "retraction",
    "RetractedandRepublishedFrom": "retraction",
    "ExpressionOfConcernFor": "concern",
    "ErratumFor": "correction",
    "CorrectedandRepublishedFrom": "correction",
}


def read_record(element: Element, source: Source) -> Iterator[Outcome]:
    """Yield what one record of a PubMed set says.

    Raises:
        SourceRefused: it has neither title nor abstract.

    """
    if element.tag == "DeleteCitation":
        yield from (Deleted(source.name, found) for item in element if (found := identity.pmid(item.text)))
    elif element.tag == "PubmedBookArticle":
        yield from outcomes(_book(element), source, READER)
    else:
        citation = element if element.tag == "MedlineCitation" else element.find("MedlineCitation")
        yield from outcomes(_article(element, citation if citation is not None else element), source, READER)


def pmid_of(element: Element) -> str | None:
    """Return the PMID a record is known by."""
    return identity.pmid(next((item.text for item in element.iter("PMID")), None))


def _article(element: Element, citation: Element) -> Record:
    article = citation.find("Article")
    known = _ids(citation, article, element.find("PubmedData/ArticleIdList"))
    revised = _date(citation.find("DateRevised"))
    if article is None:
        return Record(known, Facts())
    issue = _issue_date(article.find("Journal/JournalIssue/PubDate"))
    first = _date(article.find("ArticleDate")) or issue
    types = tuple(plain(item) for item in article.iterfind("PublicationTypeList/PublicationType"))
    facts = Facts(
        title=plain(article.find("ArticleTitle")) or plain(article.find("VernacularTitle")),
        authors=tuple(_authors(article.find("AuthorList"))),
        journal=plain(article.find("Journal/ISOAbbreviation")) or plain(article.find("Journal/Title")) or None,
        year=dates.year_of(issue or first),
        date=first,
        url=identity.url(known),
        licence=plain(article.find("Abstract/CopyrightInformation")) or None,
        language=plain(article.find("Language")) or None,
        publication_types=types,
        subjects=_subjects(citation),
        funding="; ".join(dict.fromkeys(plain(item) for item in article.iterfind("GrantList/Grant/Agency"))) or None,
        interests=plain(citation.find("CoiStatement")) or None,
    )
    about, of_others = _notices(citation, types, first)
    return Record(
        known,
        facts,
        _sections(article.find("Abstract")),
        [(_named(other), _sections(other)) for other in citation.iterfind("OtherAbstract")],
        about,
        of_others,
        (("pubmed", revised),),
    )


def _book(element: Element) -> Record:
    """Read a book or a chapter of one: its chapter title, else the book's; the book stands as the journal."""
    book = element.find("BookDocument")
    if book is None:
        return Record(Ids(), Facts())
    known = _ids(book, book.find("Book"), element.find("PubmedBookData/ArticleIdList"))
    published = _issue_date(book.find("Book/PubDate")) or _date(book.find("ContributionDate"))
    whole = plain(book.find("Book/BookTitle"))
    title = plain(book.find("ArticleTitle")) or whole
    authors = book.find("AuthorList")
    facts = Facts(
        title=title,
        authors=tuple(_authors(authors if authors is not None else book.find("Book/AuthorList"))),
        journal=(whole if whole != title else plain(book.find("Book/Publisher/PublisherName"))) or None,
        year=dates.year_of(published),
        date=published,
        url=identity.url(known),
        licence=plain(book.find("Abstract/CopyrightInformation")) or None,
        language=plain(book.find("Language")) or None,
        publication_types=tuple(plain(item) for item in book.iterfind("PublicationType")),
        subjects=tuple(plain(item) for item in book.iterfind("KeywordList/Keyword")),
    )
    return Record(
        known, facts, _sections(book.find("Abstract")), checked=(("pubmed", _date(book.find("DateRevised"))),), about=()
    )


def _ids(citation: Element, article: Element | None, listed: Element | None) -> Ids:
    """Return the record's identifiers; the list of ids counts before the locations an article gives."""
    found: dict[str, str] = {}
    for item in listed if listed is not None else ():
        found.setdefault(item.get("IdType", ""), item.text or "")
    for item in article.iterfind("ELocationID") if article is not None else ():
        if item.get("EIdType") == "doi" and item.get("ValidYN") != "N":
            found.setdefault("doi", item.text or "")
    pmid = citation.findtext("PMID") or found.get("pubmed")
    return identity.ids(pmid_text=pmid, pmcid_text=found.get("pmc"), doi_text=found.get("doi"))


def _sections(abstract: Element | None) -> list[tuple[str, str]]:
    if abstract is None:
        return []
    items = abstract.findall("AbstractText")
    return [(" ".join((item.get("Label") or "").split()), plain(item)) for item in items]


def _named(other: Element) -> str:
    """Return what a second abstract is called: its kind when it has one, and its language."""
    kind = other.get("Type", "Publisher")
    name = "Abstract" if kind == "Publisher" else kind.replace("-", " ").capitalize()
    return f"{name} ({other.get('Language')})" if other.get("Language") else name


def _authors(listed: Element | None) -> Iterator[str]:
    for item in listed if listed is not None else ():
        if item.get("ValidYN") == "N":
            continue
        said = {part.tag: part for part in item}
        given = said.get("Initials", said.get("ForeName"))
        name = author(plain(said.get("LastName")), plain(given))
        if name := name or plain(said.get("CollectiveName")):
            yield name


def _subjects(citation: Element) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(plain, citation.iter("DescriptorName", "Keyword")))))


def _notices(
    citation: Element, types: tuple[str, ...], date: str | None
) -> tuple[tuple[Notice, ...], list[tuple[Ids, Notice]]]:
    mine: list[Notice] = []
    others: list[tuple[Ids, Notice]] = []
    for item in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        kind = item.get("RefType", "")
        words = plain(item.find("RefSource"))
        if kind in _ABOUT_THIS:
            mine.append(notice(_ABOUT_THIS[kind], words, "pubmed"))
        elif kind in _ABOUT_OTHER:
            target = Ids(pmid=identity.pmid(item.findtext("PMID")), doi=mentioned(words).doi)
            if target:
                others.append((target, Notice(_ABOUT_OTHER[kind], date, "pubmed", words or None)))
    if "Retracted Publication" in types and not any(found.kind == "retraction" for found in mine):
        mine.append(Notice("retraction", None, "pubmed", "publication type: Retracted Publication"))
    return tuple(mine), others


def _date(element: Element | None) -> str | None:
    if element is None:
        return None
    return dates.iso(element.findtext("Year"), element.findtext("Month"), element.findtext("Day"))


def _issue_date(element: Element | None) -> str | None:
    """Return the date of an issue; where PubMed has only words (``1998 Dec-1999 Jan``), their first date."""
    if element is None:
        return None
    return _date(element) or dates.in_words(element.findtext("MedlineDate"))
