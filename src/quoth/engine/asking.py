"""A question -> a page: search, what the packs show first, their cautions, and the writing of it all."""

from __future__ import annotations

from functools import cached_property

from quoth import answer
from quoth.engine import searching
from quoth.engine.opened import Opened
from quoth.model import Answer, Caution, Evidence, Passage, Question
from quoth.settings import REVIEW_STATE


class Asking:
    """Writes pages from one open library, for as long as its packs stay the same."""

    def __init__(self, library: Opened) -> None:
        """Take an open library."""
        self._library = library

    def ask(self, text: str) -> Answer:
        """Return the page for a question; raises QuestionRefused for what is not one."""
        library = self._library
        searched = searching.search(library, text, library.settings.candidates)
        question, weights = searched.question, searched.weights
        evidence = searching.evidence_of(library, question, searched.hits, weights)
        about = answer.Library(library.fingerprint(), library.name(), REVIEW_STATE)
        named = library.judging.named
        found = answer.Found(evidence, self._openings(question), self._cautions(question), weights, named)
        return answer.write(question, found, self._guide, about, library.settings.claims)

    def _openings(self, question: Question) -> list[Evidence]:
        """Return what the packs show first: the first rule that applies in each pack."""
        concepts = self._library.concepts
        rules = (
            next((o for o in pack.openings if answer.applies(o.when, question, concepts)), None)
            for pack in self._library.packs
        )
        found = (self._finding(question, rule.document, rule.finding) for rule in rules if rule)
        return [evidence for evidence in found if evidence is not None]

    def _cautions(self, question: Question) -> list[tuple[Caution, Evidence]]:
        """Return the packs' cautions for this question, but none about an intervention that it asks about."""
        rules = (
            caution
            for pack in self._library.packs
            for caution in pack.cautions
            if not self._asks(question, caution.intervention)
            and answer.applies(caution.when, question, self._library.concepts)
        )
        found = ((rule, self._finding(question, rule.document, rule.finding)) for rule in rules)
        return [(rule, evidence) for rule, evidence in found if evidence is not None]

    def _asks(self, question: Question, intervention: str) -> bool:
        concepts = self._library.concepts
        kin = concepts.ancestors(intervention) | concepts.descendants(intervention)
        return not (kin | {intervention}).isdisjoint(question.interventions)

    def _finding(self, question: Question, document: str, finding: str) -> Evidence | None:
        """Return one finding of a pack, judged for a question."""
        shelf = self._library.shelf
        held = shelf.current(document)
        told = next((f for f in held.findings if f.id == finding), None) if held else None
        if held is None or told is None:
            return None
        passage = Passage(held.id, held.sha256, told.start, told.end, "finding")
        work = shelf.works([held.work]).get(held.work)
        return self._library.judging.evidence(question, held, passage, 0.0, work, {})

    @cached_property
    def _guide(self) -> answer.Guide:
        packs = self._library.packs
        noted = {d.document for pack in packs for d in pack.disagreements}
        notes = {ident: found for ident in noted if (found := self._library.store.current(ident)) is not None}
        return answer.Guide(
            concepts=self._library.concepts,
            situations=tuple(t for pack in packs for t in pack.situations),
            facets=tuple(f for pack in packs for f in pack.facets),
            disagreements=tuple(d for pack in packs for d in pack.disagreements),
            withheld=tuple(w for pack in packs for w in pack.withheld),
            notes=notes,
        )
