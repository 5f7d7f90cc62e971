"""A question -> a page: search, what the packs show first, their cautions, and the writing of it all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from quoth import answer
from quoth.answer.choose import Choice
from quoth.engine.opened import Opened
from quoth.engine.searching import evidence_of, hits_of
from quoth.engine.steady import steady
from quoth.engine.strategy import Strategy, strategy_of
from quoth.model import Answer, Caution, Evidence, Hit, Passage, Question
from quoth.model.filters import Filters
from quoth.settings import REVIEW_STATE


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was searched, the passages found, and what they say."""

    strategy: Strategy
    hits: tuple[Hit, ...]
    found: answer.Found


class Asking:
    """Writes pages from one open library, for as long as its packs stay the same."""

    def __init__(self, library: Opened) -> None:
        """Take an open library."""
        self._library = library

    def ask(self, text: str, filters: Filters | None = None) -> Answer:
        """Return the page for a question, made of one state of the library; raises QuestionRefused for what is not one."""
        return steady(self._library, lambda: self.page(self.read(text, filters)))

    def read(self, text: str, filters: Filters | None = None) -> Reading:
        """Return what is found for a question, judged, with what the packs show whatever is found."""
        library = self._library
        strategy = strategy_of(library, text, filters)
        question, weights = strategy.question, strategy.asked
        hits = hits_of(library, strategy, library.settings.candidates)
        evidence = evidence_of(library, question, hits, weights)
        found = answer.Found(
            evidence,
            self._openings(question),
            self._cautions(question),
            weights,
            library.judging.named,
            tuple(strategy.filters.told()) if strategy.filters else (),
            strategy.readings,
        )
        return Reading(strategy, tuple(hits), found)

    def page(self, reading: Reading) -> Answer:
        """Return the page that shows what was found."""
        library = self._library
        about = answer.Library(library.fingerprint(), library.name(), REVIEW_STATE)
        return answer.write(reading.strategy.question, reading.found, self.guide, about, library.settings.claims)

    def choice(self, reading: Reading) -> Choice:
        """Return what became of each piece of the evidence on that page."""
        return answer.select(reading.strategy.question, reading.found, self.guide, self._library.settings.claims)[0]

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
    def guide(self) -> answer.Guide:
        """What the packs say about pages."""
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
