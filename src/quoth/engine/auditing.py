"""A foreign text -> an audit: read, divided into statements, each held against its sources and this library."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from quoth.annotate.question import read_question
from quoth.annotate.sentences import sentence_spans
from quoth.answer.cite import Marks
from quoth.engine.amounts import mixed_classes, odd_amount
from quoth.engine.citing import Citing, outdated
from quoth.engine.comparing import Asked, Comparing
from quoth.engine.of_whom import OfWhom
from quoth.engine.opened import Opened
from quoth.errors import QuestionRefused
from quoth.index import terms_of
from quoth.ingest.foreign import read_foreign
from quoth.model import Citation, Claim, Document, Finding, Kind, Question, QuestionType, Source
from quoth.model.audits import Audit, Cited, Quotation, Standing, Verdict
from quoth.model.lists import WHOLE
from quoth.verify.marks import Mark
from quoth.verify.quotation import find
from quoth.verify.repeats import Said, repeated
from quoth.verify.statements import Block, Reading, read_statements
from quoth.verify.verdicts import Case, Quoted, verdict

BLOCKS = frozenset({"title", "heading", "paragraph", "abstract", "row", "caption", "boxed"})
QUOTED_WORDS = 4  # a shorter stretch in quote marks is a term, not a quotation
EARLY = 6  # blocks in which a text says what it answers
_QUOTES = re.compile(
    r"\u201c([^\u201c\u201d]{10,1000})\u201d|\"([^\"]{10,1000})\"|\u00ab([^\u00ab\u00bb]{10,1000})\u00bb"
)
_TELLER = re.compile(
    r"(?:In (?:\w+ )?)?[A-Z][\w'\u2019-]+(?: et al\.?,?| (?:and|&) [A-Z][\w'\u2019-]+| and colleagues)?,? ?[(\[]?(?:19|20)\d\d[a-z]?[)\]]?,?"
    r"(?: also)? (?:found|showed?|reported|observed|concluded|noted|demonstrated|stated?|suggested)(?: that)?:? "
)
_LEAD = re.compile(
    r"^(?:bottom line|summary|key points?|answer|conclusions?|tl;dr|recommendation|note|in short)\s?:\s", re.IGNORECASE
)
_CELL = re.compile(r"(?:^| \| )(?:[\w ]{1,30}: )?")  # the head of a table's column, before each cell
LEAST_TOLD = 20  # characters
_GONE = re.compile(
    r"withdrawn|discontinued|no longer|off the market|not (?:available|marketed)|unavailable", re.IGNORECASE
)


def audit(library: Opened, data: bytes, name: str, question: str | None = None) -> Audit:
    """Return the audit of a text; ``question`` is what it is taken to answer, else what it says itself.

    Raises SourceRefused for what cannot be read and QuestionRefused for a question that is none.
    """
    return Auditing(library, data, name, question).run()


class Auditing:
    """One audit."""

    def __init__(self, library: Opened, data: bytes, name: str, question: str | None) -> None:
        self._library = library
        self._name = name
        self._sha256 = hashlib.sha256(data).hexdigest()
        text = read_foreign(name, data)
        self._cut = text.cut
        self._about = next((Mark(-1, -1, scheme, value) for scheme, value in text.about.pairs()), None)
        self._blocks = _blocks(text.document)
        self._question = self._read(question) if question else self._own_question()
        self._reading = read_statements(self._blocks, sentence_spans, self._telling)
        self._citing = Citing(library, self._reading.entries, _links(self._reading))
        self._comparing = Comparing(library)
        self._whom = OfWhom(library, self._question)
        self._asked = lru_cache(maxsize=1024)(self._read_statement)  # a text may say one thing many times
        self._named: dict[tuple[str, str], tuple[str, ...]] = {}
        self._documents = lru_cache(maxsize=1024)(self._library.store.of_work)

    def run(self) -> Audit:
        """Return the audit."""
        reading = self._reading
        cited = [self._cited(marks) for marks in reading.marks]
        asked = [self._asked(_as_told(statement.text)) for statement in reading.statements]
        statements = [
            replace(s, marks=tuple(c.mark for c in own)) for s, own in zip(reading.statements, cited, strict=True)
        ]
        reading.statements[:] = statements
        again = self._repeats(asked)
        spoken = self._whom.spoken(asked, cited)
        verdicts = []
        for at, statement in enumerate(statements):
            case = Case(statement, cited[at], repeats=again.get(at, ""), later=self._later(at, cited))
            verdicts.append(verdict(self._filled(case, asked[at], spoken)))
        return self._sealed(verdicts)

    # --- reading ---------------------------------------------------------------------------------------------------

    def _telling(self, text: str) -> bool:
        """Whether a sentence names a treatment, or a figure beside a condition."""
        kinds = {m.type for m in self._library.matcher.find(text)}
        return "intervention" in kinds or ("condition" in kinds and bool(re.search(r"\d", text) or len(kinds) > 1))

    def _read(self, text: str) -> Question:
        library = self._library
        return read_question(text[:2000], library.matcher, library.concepts)

    def _own_question(self) -> Question | None:
        """Return the question that the text answers: the first it asks itself near its top, else its title's subject.

        A page about one paper answers none: it tells what the paper says.
        """
        if self._about:
            return None
        top = [b.text for b in self._blocks[:EARLY] if b.text.strip()]
        asks = [t for block in top for a, b in sentence_spans(block[:2000]) if (t := block[a:b]).endswith("?")]
        for text in [*asks, *(b.text for b in self._blocks[:EARLY] if b.kind in {"title", "heading"})]:
            try:
                found = self._read(text)
            except QuestionRefused:
                continue
            if found.conditions or found.interventions:
                return found
        return None

    def _read_statement(self, text: str) -> Asked:
        try:
            question = self._read(text)
        except QuestionRefused:
            question = Question(text, QuestionType.TREATMENT)
        return self._comparing.asked(text, question)

    def _cited(self, marks: Sequence[Mark]) -> tuple[Cited, ...]:
        """Return what a statement cites, each source once; a page about one paper cites it throughout."""
        if not marks and self._about:
            marks = (self._about,)
        found = {
            cited.mark: cited
            for mark in marks
            if not self._behind_number(mark, marks)
            for cited in [self._citing.of(mark)]
        }
        return tuple(found.values())

    def _behind_number(self, mark: Mark, marks: Sequence[Mark]) -> bool:
        """Whether a link only says where a number before it leads: "[1](https://...)"."""
        numbers = [m for m in marks if m.scheme == "number" and 0 <= mark.start - m.end <= 2]
        return mark.scheme != "number" and bool(numbers)

    # --- one statement ---------------------------------------------------------------------------------------------

    def _filled(self, case: Case, asked: Asked, spoken: dict[str, str]) -> Case:
        """Add to a case what the library says."""
        held = [c for c in case.cited if c.work is not None]
        documents = [d for c in held for d in self._documents(c.work) if d.kind is not Kind.APPRAISAL]
        own = self._comparing.of_works(asked, documents)
        best = next((b for b in own if b.supports), None)
        others = []
        if asked.concepts and best is None:  # what names nothing is borne out by anything
            others = self._comparing.of_library(asked, frozenset(c.work for c in held if c.work))
        return replace(
            case,
            own=tuple(own),
            others=tuple(others),
            quoted=tuple(self._quoted(asked.told.text, documents)),
            unnamed=self._unnamed(asked, documents),
            synopses=any(not any(d.kind in WHOLE for d in self._documents(c.work)) for c in held),
            superseded=outdated(self._library, (c.work for c in held if c.work), asked.concepts),
            indirect=self._whom.indirect(asked, case.cited, documents, best, spoken),
            amount=odd_amount(self._library, asked, own, documents),
            withdrawn=self._withdrawn(asked),
            mixed=mixed_classes(self._library, asked),
        )

    def _quoted(self, text: str, documents: Sequence[Document]) -> list[Quoted]:
        """Return the quotations of a statement, as they stand in the texts of its sources."""
        found = []
        for match in _QUOTES.finditer(text):
            words = next(group for group in match.groups() if group)
            if len(words.split()) < QUOTED_WORDS or not documents:
                continue
            looked = [(find(words, d.text), d) for d in documents if d.voice != "synopsis"]
            best, document = min(looked, key=lambda p: tuple(Standing).index(p[0].standing), default=(None, None))
            whole = any(d.kind in WHOLE for d in documents)
            if best is None or document is None:
                found.append(Quoted(words, Quotation(Standing.ABSENT), None, whole))
            else:
                found.append(Quoted(words, best, _cut(document, best) if best.start >= 0 else None, whole))
        return found

    def _unnamed(self, asked: Asked, documents: Sequence[Document]) -> tuple[str, ...]:
        """Return the treatments a statement is about that no cited text names, where all of them are here in full."""
        if not documents or not all(
            any(d.kind in WHOLE for d in documents if d.work == w) for w in {d.work for d in documents}
        ):
            return ()
        concepts = self._library.concepts
        wanted = asked.question.interventions or asked.question.conditions
        said = {c for d in documents for c in self._named_in(d)}
        lacking = [w for w in wanted if not ({w} | concepts.descendants(w) | concepts.ancestors(w)) & said]
        if not wanted or len(lacking) < len(wanted):
            return ()
        return tuple(concept.name if (concept := concepts.get(w)) else w for w in lacking)

    def _named_in(self, document: Document) -> tuple[str, ...]:
        """Return the concepts that a document names anywhere; kept, for many statements cite one source."""
        key = (document.id, document.sha256)
        if key not in self._named:
            self._named[key] = self._library.matcher.concepts(f"{document.facts.title}\n{document.text}")
        return self._named[key]

    def _withdrawn(self, asked: Asked) -> tuple[tuple[str, Claim | None], ...]:
        """Return the drugs a statement offers that are no longer supplied; one that it calls so is not offered."""
        if _GONE.search(asked.told.text):
            return ()
        found = []
        for ident in sorted(asked.concepts):
            concept = self._library.concepts.get(ident)
            if concept is not None and concept.withdrawn is not None:
                claim = self._claim_of(concept.withdrawn.finding)
                found.append((f"{concept.name}: no longer supplied since {concept.withdrawn.date}", claim))
        return tuple(found)

    def _claim_of(self, finding: str) -> Claim | None:
        place = self._library.store.places_of([finding]).get(finding)
        document = self._library.shelf.current(place) if place else None
        told = next((f for f in document.findings if f.id == finding), None) if document else None
        if document is None or told is None:
            return None
        return replace(_cut(document, told), id=finding, read=document.facts.read_level, year=document.facts.year)

    # --- the whole text --------------------------------------------------------------------------------------------

    def _repeats(self, asked: Sequence[Asked]) -> dict[int, str]:
        question = self._question
        topic = frozenset(terms_of(question.text)) if question else frozenset()
        page = frozenset(question.interventions) if question else frozenset()
        said = [
            Said(a.told.text, a.terms - topic, frozenset(a.question.interventions) or page, a.told.negated)
            for a in asked
        ]
        concepts = self._library.concepts

        def akin(one: frozenset[str], other: frozenset[str]) -> bool:
            return one == other or any(
                a in concepts.ancestors(b) or b in concepts.ancestors(a) for a in one for b in other
            )

        found = repeated(said, akin)
        return {at: f"it repeats statement {before + 1}: {how}" for at, (before, how) in found.items()}

    def _later(self, at: int, cited: Sequence[Sequence[Cited]]) -> str:
        """Return what the rest of a statement's paragraph cites."""
        places = self._reading.blocks
        rest = [c.mark for n in range(at + 1, len(places)) if places[n] == places[at] for c in cited[n]]
        return ", ".join(dict.fromkeys(rest[:3]))

    def _sealed(self, verdicts: Sequence[Verdict]) -> Audit:
        """Return the audit: the sources of the shown passages numbered, their documents gathered."""
        library, marks = self._library, Marks()
        documents: dict[str, Document] = {}

        def numbered(claim: Claim) -> Claim:
            cited = claim.citation
            key = (cited.document, cited.sha256)
            document = library.shelf.documents([key]).get(key) or library.shelf.current(cited.document)
            assert document is not None, f"{cited.document} was shown"
            documents[document.id] = document
            work = library.shelf.works([document.work]).get(document.work)
            return replace(claim, mark=marks.of(document, work, claim.level))

        shown = tuple(replace(v, passages=tuple(numbered(c) for c in v.passages)) for v in verdicts)
        sources: tuple[Source, ...] = tuple(replace(s, mark=f"{s.mark}") for s in marks.sources)
        return Audit(
            name=self._name,
            sha256=self._sha256,
            question=self._question.text if self._question else "",
            fingerprint=library.fingerprint(),
            library=library.name(),
            verdicts=shown,
            cited=self._citing.all,
            sources=sources,
            documents=tuple(documents[key] for key in sorted(documents)),
            left_out=tuple(sorted(self._reading.left_out.items())),
            unread=self._reading.unread + self._cut,
        )


def _as_told(text: str) -> str:
    """Return a statement without its label and who is said to say it: "Smith et al. (2019) found that X" asserts X."""
    text = _CELL.sub(" ", text) if " | " in text else _LEAD.sub("", text)
    found = _TELLER.match(text)
    rest = text[found.end() :] if found else ""
    return rest[:1].upper() + rest[1:] if len(rest) > LEAST_TOLD else text


def _blocks(document: Document) -> list[Block]:
    """Return the blocks of a text in order, each with the heading it stands under."""
    found, under = [], ""
    for part in document.parts:
        if part.kind in BLOCKS:
            text = document.text[part.start : part.end]
            under = text if part.kind == "heading" else under
            found.append(Block(part.kind, part.start, text, under))
    return found


def _links(reading: Reading) -> dict[str, Mark]:
    """Return the identifier or link printed right behind a number, by that number."""
    found: dict[str, Mark] = {}
    for marks in reading.marks:
        for mark in marks:
            if mark.scheme not in {"number", "name"}:
                for number in (m for m in marks if m.scheme == "number" and 0 <= mark.start - m.end <= 2):
                    found.setdefault(number.value, mark)
    return found


def _cut(document: Document, span: Quotation | Finding) -> Claim:
    return Claim(
        id=f"{document.id}#{span.start}",
        quote=document.text[span.start : span.end],
        citation=Citation(document.id, document.sha256, span.start, span.end),
        voice=document.voice,
        mark="",
        source=document.work,
    )
