"""A statement held against the passages of its sources and of the whole library: the nearest, and what they do for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from quoth.annotate.context import context
from quoth.annotate.levels import level
from quoth.annotate.mentions import of_type
from quoth.answer.cite import Marks, claim_of
from quoth.engine.judging import passages_of
from quoth.engine.opened import Opened
from quoth.engine.searching import search
from quoth.index import terms_of
from quoth.model import Claim, Document, Evidence, Finding, Mention, Passage, Question, Relation, Sentence
from quoth.model.audits import Told
from quoth.verify.labels import judge, relation
from quoth.verify.marks import Style, marks_in, without
from quoth.verify.soberness import said, sober
from quoth.verify.support import weigh
from quoth.verify.verdicts import Bearing

NEAREST = 6  # passages of a source that are weighed
SENTENCES = 2  # of a passage that are weighed
HITS = 10  # passages of the library that are weighed
MOST_SAID = 0.5  # share of what a statement says that a passage of another source must share
FAR = 0.2  # share of a statement's terms: what holds less is not "near"
CONCEPT = 2.0  # what a shared concept counts, in words
Piece = tuple[frozenset[str], frozenset[str]]
"""The terms of a passage, and the concepts it speaks of."""
UNASKED = Question("", type="treatment")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement, ready to be compared: its words as terms, what the annotator saw, and the treatments and conditions."""

    told: Told
    terms: frozenset[str]
    concepts: frozenset[str]
    question: Question


@dataclass(frozen=True, slots=True)
class _Side:
    """A sentence of a source, ready to be compared: what it says and is about, and as it would be shown."""

    finding: Finding
    told: Told
    around: str  # what the paper or the finding is about, in all its names
    terms: frozenset[str]
    claim: Claim


class Comparing:
    """Holds statements against passages, with one library."""

    def __init__(self, library: Opened) -> None:
        """Take an open library."""
        self._library = library
        self._tell = lru_cache(maxsize=20_000)(self._told)
        self._pieces: dict[Passage, Piece] = {}
        self._sides: dict[tuple[str, str, int, int], _Side] = {}
        self._sentences: dict[Passage, tuple[Sentence, ...]] = {}
        self._of_library = lru_cache(maxsize=1024)(self._near_in_library)

    def asked(self, text: str, question: Question) -> Asked:
        """Make a statement ready; ``question`` is the statement read as one."""
        told = self._tell(text)
        slots = (*question.conditions, *question.interventions, *question.population, *question.outcomes)
        named = frozenset((*slots, *(c for m in told.mentions for c in m.concepts)))
        return Asked(told, frozenset(terms_of(text)), named, question)

    def _told(self, text: str) -> Told:
        seen = context(text)
        mentions = tuple(
            replace(m, negated=True) if seen.negated(m.start, m.end) else m for m in self._library.matcher.find(text)
        )
        return Told(text, mentions, seen.denies, seen.hedged)

    # --- which passages --------------------------------------------------------------------------------------------

    def of_works(self, asked: Asked, documents: Iterable[Document]) -> list[Bearing]:
        """Return the passages of these documents that come nearest, weighed, best first."""
        ranked = []
        for document in documents:
            for passage in passages_of(document):
                near = _nearness(asked, *self._piece(document, passage))
                if near > 0:
                    ranked.append((near, document, passage))
        ranked.sort(key=lambda item: (-item[0], item[1].id, item[2].start))
        return _best(self._bearing(asked, d, p, near) for near, d, p in ranked[:NEAREST])

    def of_library(self, asked: Asked, without: frozenset[str]) -> list[Bearing]:
        """Return the passages of the library that come nearest, weighed, best first, but for those of some works."""
        return list(self._of_library(asked, without))  # a text may say one thing many times

    def _near_in_library(self, asked: Asked, without: frozenset[str]) -> list[Bearing]:
        hits = search(self._library, asked.question, HITS * 2).hits
        documents = self._library.shelf.documents([(h.passage.document, h.passage.sha256) for h in hits])
        found: list[Bearing] = []
        top = hits[0].score if hits else 1.0
        for hit in hits:
            document = documents.get((hit.passage.document, hit.passage.sha256))
            if document is None or document.work in without or document.voice == "appraisal":
                continue
            if _nearness(asked, *self._piece(document, hit.passage)) >= FAR and len(found) < HITS:
                found.append(self._bearing(asked, document, hit.passage, hit.score / top))
        return _best(found)

    def _piece(self, document: Document, passage: Passage) -> Piece:
        """Return the terms of a passage, and the concepts it speaks of by its words and as a finding."""
        if passage in self._pieces:
            return self._pieces[passage]
        text = document.text[passage.start : passage.end]
        named = set(self._library.matcher.concepts(text))
        for f in document.findings:
            if f.start == passage.start:
                named |= {*f.conditions, *f.interventions, *f.population, *f.outcomes}
        self._pieces[passage] = frozenset(terms_of(text)), frozenset(named)
        return self._pieces[passage]

    # --- what they do ----------------------------------------------------------------------------------------------

    def _bearing(self, asked: Asked, document: Document, passage: Passage, near: float) -> Bearing:
        """Weigh a passage: of a paper's, the sentence of it that does most for the statement among the nearest two."""
        finding = next((f for f in document.findings if f.start == passage.start), None)
        if finding is not None:
            return self._weighed(asked, self._side(document, Sentence(passage.start, passage.end, finding.role)), near)
        sentences = self._sentences_of(document, passage)
        ranked = sorted(sentences, key=lambda s: (-len(asked.terms & _terms(document, s)), s.start))[:SENTENCES]
        return _best(self._weighed(asked, self._side(document, s), near) for s in ranked)[0]

    def _sentences_of(self, document: Document, passage: Passage) -> tuple[Sentence, ...]:
        if passage not in self._sentences:
            from quoth.annotate.document import read_passage  # noqa: PLC0415 - brings the models with it

            whole = Sentence(passage.start, passage.end)
            self._sentences[passage] = read_passage(document, passage) or (whole,)
        return self._sentences[passage]

    def _side(self, document: Document, sentence: Sentence) -> _Side:
        """Return a sentence, or a finding, ready to be compared; kept, for it is held against many statements."""
        key = (document.id, document.sha256, sentence.start, sentence.end)
        if key not in self._sides:
            self._sides[key] = self._made_ready(document, sentence)
        return self._sides[key]

    def _made_ready(self, document: Document, sentence: Sentence) -> _Side:
        finding = next((f for f in document.findings if f.start == sentence.start), None)
        finding = finding or self._finding(document, sentence)
        text = document.text[sentence.start : sentence.end]
        told = self._tell(without(text, marks_in(text, Style())))
        # What the finding, or the paper by its title, is about: no place in the sentence names it.
        tags = [
            (finding.conditions, "condition"),
            (finding.interventions, "intervention"),
            (finding.population, "population"),
        ]
        told = replace(told, mentions=(*told.mentions, *(Mention(0, 0, ids, kind) for ids, kind in tags if ids)))
        title = document.facts.title
        around = f"{title} {_initials(title)} {self._named(i for ids, _ in tags for i in ids)}".casefold()
        passage = Passage(document.id, document.sha256, sentence.start, sentence.end, "sentence")
        claim = self._claim(document, passage, finding, sentence)
        return _Side(finding, told, around, _terms(document, sentence), claim)

    def _weighed(self, asked: Asked, side: _Side, near: float) -> Bearing:
        told = side.told
        weighed = weigh(asked.told, [told], self._library.concepts)
        lacking = [d.quote for d in weighed.differences if d.kind == "name" and d.quote.casefold() in side.around]
        if lacking:  # said of what the paper or the finding is about, without naming it again
            named = f"{told.text.rstrip('. ')} ({', '.join(dict.fromkeys(lacking))})."
            weighed = weigh(asked.told, [replace(told, text=named)], self._library.concepts)
        weighed = sober(asked.told, told, weighed, side.finding.role)
        near += len(asked.terms & side.terms) / max(len(asked.terms), 1)
        about = self._other(asked, side.finding, told)
        whole = said(asked.told, told) >= MOST_SAID and self._names_all(asked, told)
        return Bearing(side.claim, weighed, near, about, told, whole)

    def _names_all(self, asked: Asked, told: Told) -> bool:
        """Whether a passage names every condition and treatment of a statement, or a kind of it."""
        here = {c for m in told.mentions for c in m.concepts}
        concepts = self._library.concepts
        return all(
            any(c in here or concepts.descendants(c) & here for c in m.concepts)
            for m in asked.told.mentions
            if m.type in {"condition", "intervention"}
        )

    def _named(self, ids: Iterable[str]) -> str:
        """Return the names of concepts, with their synonyms, as one line."""
        found = (self._library.concepts.get(ident) for ident in ids)
        return ", ".join(name for concept in found if concept for name in (concept.name, *concept.synonyms))

    def _claim(self, document: Document, passage: Passage, finding: Finding, sentence: Sentence) -> Claim:
        text = document.text[passage.start : passage.end]
        judged = judge(UNASKED, finding, text, self._library.concepts, None if document.findings else sentence)
        work = self._library.shelf.works([document.work]).get(document.work)
        evidence = Evidence(document, passage, 0.0, finding, work, level(document.facts.design), judged)
        return claim_of(evidence, Marks())

    def _finding(self, document: Document, sentence: Sentence) -> Finding:
        """Say what a sentence of a paper speaks of: of whom, else as its title does."""
        here = self._tell(document.text[sentence.start : sentence.end]).mentions
        title = self._tell(document.facts.title).mentions
        role = sentence.role if sentence.role in {"background", "definition", "harm", "recommendation"} else "result"
        return Finding(
            id=f"{document.id}#{sentence.start}",
            start=sentence.start,
            end=sentence.end,
            role=role or "result",
            conditions=of_type("condition", here) or of_type("condition", title),
            interventions=of_type("intervention", here) or of_type("intervention", title),
            year=document.facts.year,
        )

    def _other(self, asked: Asked, finding: Finding, told: Told) -> str:
        """Say why a passage cannot bear a statement out, whatever its words: other treatment, or other patients."""
        concepts, question = self._library.concepts, asked.question
        slots = (
            ("another treatment", question.interventions, finding.interventions, "intervention"),
            ("other patients", question.conditions, finding.conditions, "condition"),
        )
        for why, wanted, found, kind in slots:
            named = {*found, *of_type(kind, told.mentions)}
            own = {
                c for c in wanted if (known := concepts.get(c)) and known.type == kind
            }  # a test may stand in the slot
            mine = own | {*of_type(kind, asked.told.mentions)}
            apart = bool(mine and named) and not mine & named
            if apart and relation(tuple(sorted(mine)), tuple(sorted(named)), concepts) is Relation.OTHER:
                return why
        return ""


def _nearness(asked: Asked, terms: frozenset[str], named: frozenset[str]) -> float:
    """Return the share of a statement's terms and concepts that a passage holds."""
    whole = len(asked.terms) + CONCEPT * len(asked.concepts)
    return (len(asked.terms & terms) + CONCEPT * len(asked.concepts & named)) / whole if whole else 0.0


def _initials(title: str) -> str:
    """Return the initials of the names in a title: ASH of "American Society of Hematology"."""
    runs = re.findall(r"[A-Z]\w+(?:\s(?:of|for|and|on|the|in)\s[A-Z]\w+|\s[A-Z]\w+)+", title)
    return " ".join("".join(w[0] for w in run.split() if w[0].isupper()) for run in runs)


def _terms(document: Document, sentence: Sentence) -> frozenset[str]:
    return _terms_of(document.text[sentence.start : sentence.end])


@lru_cache(maxsize=20_000)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(terms_of(text))


def _best(bearings: Iterable[Bearing]) -> list[Bearing]:
    """Put what supports first, then what contradicts, then the nearest."""
    return sorted(bearings, key=lambda b: (not b.supports, not b.contradicts, -b.near, b.claim.id))
