"""A hit of the index -> judged evidence: the finding it is, or the sentence of a paper that says most of what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import log

from quoth.annotate.kin import Kin
from quoth.annotate.levels import level
from quoth.annotate.mentions import Matcher, of_type
from quoth.engine import filtering
from quoth.engine.abbreviated import definitions
from quoth.index import Entry, concept_term, terms_of
from quoth.model import (
    Document,
    Evidence,
    Finding,
    Judgement,
    Label,
    LabelKind,
    Passage,
    Question,
    Sentence,
    Work,
)
from quoth.model.standing import CONCERN, RETRACTED, past_since, standing
from quoth.verify.labels import judge

KEPT = 20_000  # passages whose sentences are kept in memory
# What a sentence of a paper counts as when evidence is weighed. Aims and methods report nothing.
ROLES: Mapping[str | None, str] = {
    "conclusion": "result",
    "objective": "background",
    "method": "background",
    None: "result",
}


class Judging:
    """Reads hits as evidence for questions, with one vocabulary."""

    def __init__(self, concepts: Kin, matcher: Matcher) -> None:
        """Take the vocabulary that questions and documents share."""
        self._concepts = concepts
        self._matcher = matcher
        # Kept by the passage and by the document's name and hash: hashing whole documents would cost more than reading.
        self._sentences: dict[Passage, tuple[Sentence, ...]] = {}
        self._designs: dict[tuple[str, str], str | None] = {}

    def entries(self, document: Document) -> Iterable[Entry]:
        """Return what the index holds of a document: its findings, or its innermost passages, with what each names."""
        findings = {(f.start, f.end): f for f in document.findings}
        facts = filtering.terms_of_document(document, level(self._design(document)))
        told = self._matcher.concepts(document.facts.title)
        for passage in passages_of(document):
            text = document.text[passage.start : passage.end]
            named = list(self._matcher.concepts(text))
            finding = findings.get((passage.start, passage.end))
            if finding:
                named += [*finding.conditions, *finding.interventions, *finding.population, *finding.outcomes]
            filters = (*facts, *filtering.terms_of_concepts((*named, *told)), *definitions(text))
            yield Entry(passage, text, document.facts.title, tuple(dict.fromkeys(named)), filters)

    def evidence(  # noqa: PLR0913, PLR0917 - a hit with all that surrounds it
        self,
        question: Question,
        document: Document,
        passage: Passage,
        score: float,
        work: Work | None,
        weights: Mapping[str, float],
    ) -> Evidence:
        """Return a hit as judged evidence; of a paper's passage the sentence that meets most of ``weights``."""
        finding = next((f for f in document.findings if f.start == passage.start), None)
        sentence = None
        if finding is None:
            sentence = self._best(document, passage, weights)
            if sentence is not None:
                passage = replace(passage, start=sentence.start, end=sentence.end)
            finding = self._finding(document, passage, sentence)
        text = document.text[passage.start : passage.end]
        return Evidence(
            document=document,
            passage=passage,
            score=score,
            finding=finding,
            work=work,
            level=level(self._design(document)),
            judgement=_befallen(judge(question, finding, text, self._concepts, sentence), document, work),
        )

    def named(self, evidence: Evidence) -> frozenset[str]:
        """Return the concepts that a passage names, by its words and as a finding."""
        said = {c for mention in self._matcher.find(evidence.text) for c in mention.concepts}
        return frozenset(said | set(evidence.finding.interventions if evidence.finding else ()))

    def _read(self, document: Document, passage: Passage) -> tuple[Sentence, ...]:
        if passage not in self._sentences:
            from quoth.annotate.document import read_passage  # noqa: PLC0415

            if len(self._sentences) > KEPT:
                self._sentences.clear()
            self._sentences[passage] = read_passage(document, passage)
        return self._sentences[passage]

    def _design(self, document: Document) -> str | None:
        if document.facts.design or document.findings:
            return document.facts.design
        key = (document.id, document.sha256)
        if key not in self._designs:
            from quoth.annotate.document import design_of  # noqa: PLC0415

            self._designs[key] = design_of(document)
        return self._designs[key]

    def _best(self, document: Document, passage: Passage, weights: Mapping[str, float]) -> Sentence | None:
        """Return the sentence that meets most of what was asked for its length; the earlier among equals."""
        best: tuple[float, Sentence] | None = None
        for sentence in self._read(document, passage):
            text = document.text[sentence.start : sentence.end]
            terms = terms_of(text)
            named = {concept_term(c) for mention in self._matcher.find(text) for c in mention.concepts}
            met = sum(weights.get(term, 0.0) for term in {*terms, *named})
            worth = met / (1 + log(1 + len(terms) / 20))
            if best is None or worth > best[0]:
                best = (worth, sentence)
        return best[1] if best else None

    def _finding(self, document: Document, passage: Passage, sentence: Sentence | None) -> Finding:
        """Say what a sentence of a paper speaks of: the concepts it names, and of whom, else as its title does."""
        here = self._matcher.find(document.text[passage.start : passage.end])
        title = self._matcher.find(document.facts.title)
        return Finding(
            id=f"{document.id}#{passage.start}",
            start=passage.start,
            end=passage.end,
            role=ROLES.get(
                sentence.role if sentence else None, sentence.role if sentence and sentence.role else "result"
            ),
            conditions=of_type("condition", here) or of_type("condition", title),
            population=of_type("population", here) or of_type("population", title),
            interventions=of_type("intervention", here),
            outcomes=of_type("outcome", here),
            year=document.facts.year,
        )


def _befallen(judgement: Judgement, document: Document, work: Work | None) -> Judgement:
    """Label what was retracted, put under concern, or is past its date: it may be shown, and never stands on top."""
    told = standing(work.notices if work else None)
    kinds = {RETRACTED: LabelKind.RETRACTED, CONCERN: LabelKind.CONCERN}
    labels = [Label(kinds[told])] if told in kinds else []
    if past_since(document.facts, work):
        labels.append(Label(LabelKind.PAST, f"held until {document.facts.expires}"))
    return replace(judgement, labels=(*judgement.labels, *labels)) if labels else judgement


def passages_of(document: Document) -> list[Passage]:
    """Return the passages of a document that may stand as evidence: findings, or innermost ones that are no title.

    A record that is nothing but its title is found by that.
    """
    if document.findings:
        return list(document.passages())
    from quoth.annotate.document import innermost  # noqa: PLC0415 - brings the sentence splitter with it

    passages = innermost(document.passages())
    return [p for p in passages if p.kind != "title"] or passages
