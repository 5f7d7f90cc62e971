"""The documents of one work -> its page: quotes chosen by the annotator's rules, each cut from the stored text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from quoth.annotate import key_sentences
from quoth.annotate.defined import Defined, named_by
from quoth.annotate.design import OTHER, centres, registrations, sample_size, study_design
from quoth.annotate.document import annotate, innermost
from quoth.annotate.kin import Kin
from quoth.annotate.levels import level
from quoth.annotate.mentions import Matcher
from quoth.answer.cite import cut, source_of
from quoth.ingest import identity
from quoth.model import Claim, Document, Kind, Marks, Mention, Passage, Sentence, Source, Work
from quoth.model.papers import Citing, Linked, Listed, Measured, PaperPage, Studied
from quoth.model.scores import Score
from quoth.store import Store

ORDER = (Kind.FULLTEXT, Kind.PDF, Kind.RECORD)  # what is read first of a work
FACETS = frozenset({"outcome"})  # what questions ask about (dose, accuracy): no thing that a paper names
MOST_CITING = 20  # citing papers on a page; more are counted
MOST_SAID = 2  # sentences shown for a score, and for the test beside it
_T = TypeVar("_T")
_PMID = re.compile(r"\bpmid\W{0,3}0*(\d{1,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"\bPMC\d{3,10}\b", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/\S+")
_VALUE = re.compile(r"\W*(?:\w+\s){0,3}?(?:(?:of|was|is|were|at)\b|[=:])?\s*[<>\u2264\u2265~]?\s*\d")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a page is read with: the library's vocabulary and scores, and how the page names them."""

    concepts: Kin
    matcher: Matcher
    scores: Callable[[], tuple[Score, ...]]
    library: str
    fingerprint: str
    review: str


def papers_of(documents: Iterable[Document]) -> list[Document]:
    """Return the texts of a paper itself among a work's documents, fullest first."""
    return sorted((d for d in documents if d.kind in ORDER), key=lambda d: (ORDER.index(d.kind), d.id))


def page(papers: Sequence[Document], others: Sequence[str], work: Work, knows: Knowledge, store: Store) -> PaperPage:
    """Return the page of a work from its texts, the first of which is read whole; ``others`` are its further documents.

    Where the first has no abstract, summary and abstract are of the next that has one.
    """
    whole = papers[0]
    brief = next((d for d in papers if _abstract(d)), whole)
    read, short = Read(whole, knows), Read(brief, knows)
    short = read if brief is whole else short
    studied = _studied(papers, brief)
    source = _source(papers, work, studied)
    references = tuple(_references(read, store))
    cited_by = list(_cited_by(work, store))
    shown = cited_by[:MOST_CITING]
    findings = key_sentences.key_findings(whole, read.marks)
    return PaperPage(
        address=address_of(papers, work),
        source=source,
        date=_first(d.facts.date for d in papers),
        licence=whole.facts.licence,
        whole=whole,
        checked=work.checked,
        studied=studied,
        review=knows.review,
        library=knows.library,
        fingerprint=knows.fingerprint,
        annotator=read.marks.annotator,
        summary=short.quoted(key_sentences.summary(brief, short.marks)),
        contribution=short.quoted(key_sentences.contribution(brief, short.marks)),
        findings=tuple(read.quote(s.start, s.end) for s in findings),
        abstract=tuple((heading, short.quote(p.start, p.end)) for heading, p in _abstract(brief)),
        in_abstract=short.linked([*_titles(brief), *(p for _, p in _abstract(brief))]),
        in_whole=read.linked(innermost(whole.passages())) if whole.kind is not Kind.RECORD else (),
        scores=tuple(_scores([read] if read is short else [read, short], knows)),
        references=references,
        cited_by=tuple(citing for citing, _ in shown),
        citing=len(cited_by),
        documents=tuple({d.id: d for d in (whole, brief, *(d for _, d in shown))}.values()),
        others=(*(d.id for d in papers if d not in (whole, brief)), *others),
    )


def address_of(papers: Sequence[Document], work: Work) -> str:
    """Return what names the page for good: an identifier of the work, or the document's id where others are fuller."""
    known = next((f"{scheme}:{value}" for scheme, value in work.ids.pairs()), None)
    return known if known and papers_of(papers)[0] == papers[0] else papers[0].id


class Read:
    """One document as the annotator sees it."""

    def __init__(self, document: Document, knows: Knowledge) -> None:
        """Take a document; it is read when something is asked of it."""
        self.document = document
        self._knows = knows

    @cached_property
    def marks(self) -> Marks:
        """What the annotator saw."""
        finder = Defined(self._knows.matcher, self._knows.concepts, self.document.text)
        return annotate(self.document, finder)

    def quote(self, start: int, end: int) -> Claim:
        """Return a span of the document as a claim."""
        return cut(self.document, start, end, f"{self.document.id}#{start}-{end}", "1")

    def quoted(self, sentence: Sentence | None) -> Claim | None:
        """Return a sentence as a claim, if there is one."""
        return self.quote(sentence.start, sentence.end) if sentence else None

    def linked(self, passages: Iterable[Passage]) -> tuple[Linked, ...]:
        """Return the concepts that these passages name, by type, the most often named first."""
        found: dict[str, list[Mention]] = {}
        for mention in self.within(passages):
            found.setdefault(mention.concepts[0], []).append(mention)
        links = []
        for ident, mentions in found.items():
            concept = self._knows.concepts.get(ident)
            if concept is not None and concept.type not in FACETS:
                links.append(Linked(concept, self.quote(mentions[0].start, mentions[0].end), len(mentions)))
        return tuple(sorted(links, key=lambda k: (k.concept.type, -k.times, k.concept.name)))

    def within(self, passages: Iterable[Passage | Sentence]) -> list[Mention]:
        """Return the mentions inside these spans, in order."""
        spans = [(p.start, p.end) for p in passages]
        return [m for m in self.marks.mentions if any(a <= m.start and m.end <= b for a, b in spans)]

    def telling(self, concepts: frozenset[str]) -> list[Claim]:
        """Return the paper's own sentences that give a value right after naming one of these concepts."""
        text, found = self.document.text, []
        for sentence in self.marks.sentences:
            if sentence.borrowed or sentence.role in key_sentences.NO_FINDING or not sentence.figures:
                continue
            named = [m for m in self.within([sentence]) if not concepts.isdisjoint(m.concepts)]
            if any(_VALUE.match(text, m.end, sentence.end) for m in named):
                found.append(self.quote(sentence.start, sentence.end))
        return found[:MOST_SAID]


def _abstract(document: Document) -> list[tuple[str, Passage]]:
    """Return the passages of the abstract, each with the heading over it."""
    spans = [p for p in document.parts if p.kind == "abstract"]
    found = []
    for passage in innermost(document.passages()):
        if any(p.start <= passage.start and passage.end <= p.end for p in spans):
            around = [p for p in document.parts if p.start <= passage.start and passage.end <= p.end and p.label]
            found.append((min(around, key=lambda p: p.end - p.start).label if around else "", passage))
    return [("" if heading.casefold() == "abstract" else heading, passage) for heading, passage in found]


def _titles(document: Document) -> list[Passage]:
    return [p for p in document.passages() if p.kind == "title"][:1]


def _studied(papers: Sequence[Document], brief: Document) -> Studied:
    """Return what title, abstract and publication types say of how the study was made."""
    abstract = " ".join(brief.text[p.start : p.end] for _, p in _abstract(brief))
    types = tuple(dict.fromkeys(kind for d in papers for kind in d.facts.publication_types))
    stated = _first(d.facts.design for d in papers)
    design = study_design(_first(d.facts.title for d in papers) or "", abstract, types, stated)
    return Studied(
        level=level(None if design.design == OTHER else design.design),
        rule=design.rule,
        met=design.met,
        participants=sample_size(abstract),
        centres=centres(abstract),
        registrations=registrations(abstract),
    )


def _source(papers: Sequence[Document], work: Work, studied: Studied) -> Source:
    """Return the paper as entry 1 of a source list, each fact from the first text that states it."""
    return replace(
        source_of("1", papers[0], work),
        title=_first(d.facts.title for d in papers) or work.title,
        authors=_first(d.facts.authors for d in papers) or (),
        journal=_first(d.facts.journal for d in papers),
        year=_first(d.facts.year for d in papers),
        url=_first(d.facts.url for d in papers),
        design=studied.level.design if studied.level.design != OTHER else None,
    )


def _first(values: Iterable[_T]) -> _T | None:
    return next((value for value in values if value), None)


def _scores(reads: Sequence[Read], knows: Knowledge) -> Iterator[Measured]:
    """Yield the scores that the paper gives a value of, with the values of the tests they predict."""
    named = {m.concepts[0] for read in reads for m in read.marks.mentions if m.type == "test"}
    if not named:
        return
    for score in knows.scores():
        own = frozenset(c for m in named_by(score.name, knows.matcher) for c in m.concepts)
        test = frozenset(c for m in knows.matcher.find(score.target) for c in m.concepts if m.type == "test") - own
        said = [claim for read in reads for claim in read.telling(own & named)][:MOST_SAID]
        if said:
            beside = [claim for read in reads for claim in read.telling(test)][:MOST_SAID]
            names = [concept.name for ident in sorted(test) if (concept := knows.concepts.get(ident))]
            yield Measured(score.name, ", ".join(names), tuple(said), tuple(beside))


def _references(read: Read, store: Store) -> Iterator[Listed]:
    for part in read.document.parts:
        if part.kind == "reference":
            entry = read.quote(part.start, part.end)
            held = _first(store.find_work(scheme, value) for scheme, value in sorted(ids_in(entry.quote)))
            yield Listed(part.label, entry, held)


def _cited_by(work: Work, store: Store) -> Iterator[tuple[Citing, Document]]:
    """Yield the papers of this library with a reference that carries an identifier of ``work``, newest first."""
    mine = frozenset(work.ids.pairs())
    documents = {d.id: d for _, value in sorted(mine) for d in store.holding(value) if d.work != work.id}
    found: dict[str, tuple[Document, int, int]] = {}
    for document in papers_of(documents.values()):
        for part in document.parts:
            if part.kind == "reference" and mine & ids_in(document.text[part.start : part.end]):
                found.setdefault(document.work, (document, part.start, part.end))
                break
    works = store.works(found)
    ordered = sorted(found.values(), key=lambda f: (-(f[0].facts.year or 0), f[0].work))
    for number, (document, start, end) in enumerate(ordered, 2):
        source = source_of(str(number), document, works.get(document.work))
        entry = cut(document, start, end, f"{document.id}#{start}-{end}", str(number))
        yield Citing(source, entry), document


def ids_in(reference: str) -> frozenset[tuple[str, str]]:
    """Return the identifiers that a reference prints, as (scheme, value); a bare number is not taken for a PMID."""
    dois = {("doi", doi) for match in _DOI.finditer(reference) if (doi := identity.doi(match.group()))}
    pmids = {("pmid", match[1]) for match in _PMID.finditer(reference)}
    pmcids = {("pmc", match.group().upper()) for match in _PMCID.finditer(reference)}
    return frozenset(dois | pmids | pmcids)
