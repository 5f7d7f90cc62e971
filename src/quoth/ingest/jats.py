"""JATS 1.0-1.4 and NLM 2.x-3.x articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quoth.errors import SourceRefused
from quoth.ingest.building import Source, build
from quoth.ingest.composer import Composer
from quoth.ingest.jats_body import Body
from quoth.ingest.jats_front import facts_of, ids_of, meta_of, notices_of
from quoth.ingest.jats_inline import plain
from quoth.ingest.outcomes import Noticed, Outcome
from quoth.model import Kind

READER = "jats 1"
Element = Any


def read_article(article: Element, source: Source) -> Iterator[Outcome]:
    """Yield the paper an ``article`` element holds, then the notices it is on other works.

    Raises:
        SourceRefused: it has no text at all.

    """
    _without_namespace(article)
    composer = Composer()
    body = Body(composer)
    title = _title(article, body)
    _abstracts(article, body)
    for place in ("body", "floats-group", "floats-wrap", "back"):
        for element in article.findall(place):
            body.children(element)
    known = ids_of(article)
    mine, others = notices_of(article, title)
    if composer.length:
        facts = facts_of(article, known, title)
        yield build(
            source, READER, Kind.FULLTEXT, composer, known, facts, notices=tuple(mine) or None, note=_left_out(article)
        )
    elif not others:
        raise SourceRefused("is a JATS article without any text.")
    for target, notice in others:
        yield Noticed(source.name, target, notice)


def _title(article: Element, body: Body) -> str:
    meta = meta_of(article)
    group = meta.find("title-group") if meta is not None else None
    if group is None:
        return ""
    title = group.find("article-title")
    if title is not None:
        body.title(title)
    words = body.composer.text()
    for subtitle in group.findall("subtitle"):
        body.title(subtitle)
    for translated in group.iter("trans-title"):
        if plain(translated) != words:  # old files repeat the title here
            body.title(translated)
    return words.rstrip("*†‡§ ")


def _abstracts(article: Element, body: Body) -> None:
    meta = meta_of(article)
    if meta is not None:
        for tag in ("abstract", "trans-abstract"):
            for element in meta.findall(tag):
                body.abstract(element)


def _left_out(article: Element) -> str | None:
    """Say which letters and replies bound to the article were not read."""
    kinds = [element.get("article-type") or element.tag for element in article.iterchildren("sub-article", "response")]
    return f"not read: {', '.join(dict.fromkeys(kinds))}" if kinds else None


def _without_namespace(article: Element) -> None:
    """Take the JATS namespace off (PMC's OAI-PMH writes one); MathML and others keep theirs."""
    if not article.tag.startswith("{"):
        return
    own = article.tag.rpartition("}")[0] + "}"
    for element in article.iter():
        if isinstance(element.tag, str) and element.tag.startswith(own):
            element.tag = element.tag[len(own) :]


def name_of(article: Element) -> str | None:
    """Return the identifier an article in a set is shown by."""
    _without_namespace(article)
    known = ids_of(article)
    return known.pmcid or known.pmid or known.doi
