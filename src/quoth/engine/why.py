"""Why is something on the page of a question, or not? One fate a statement, read from the page that is written.

Every document of a library gets an answer: shown; judged and left out, with its labels; ranked too low to be read; no
term matched; filtered; withheld by its pack; or not in this library at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from quoth.answer.choose import APPRAISALS, FROM_ONE_SOURCE, Piece
from quoth.engine import filtering
from quoth.engine.asking import Asking
from quoth.engine.counting import found_by
from quoth.engine.naming import Naming
from quoth.engine.opened import Opened
from quoth.engine.search_log import asked_of, log_of, slot_of_words
from quoth.index import Entry, concept_term, row_of
from quoth.model import Answer, Document, Evidence, Hit, Passage, Voice, Withheld
from quoth.model.filters import Filters
from quoth.model.listings import Fate, Met, Miss, Outcome, SearchLog, Why

REASONS = {
    Outcome.CROWDED: "worth showing, but the page, or its row in the table of situations, was full of what is worth more",
    Outcome.WEAK: "read and judged, but its slots and its score leave it too far below the best piece of the page",
    Outcome.UNFIT: "read and judged: it meets neither the condition nor the intervention asked about",
    Outcome.ASIDE: "the pack keeps it for FIRST or CAUTION, and no line of this page calls for it there",
}
FULL = "worth showing, but the page already shows {number} {what}, and takes no more"
UNMATCHED = "in this library, but no term of the search stands in it"
NO_PASSAGE = "in this library, but it holds no passage that may stand as evidence"
FILTERED = "the search finds it, but it fails a filter: {failed}"
BEYOND = "the search finds it at rank {rank}; only the best {read} passages are read for a page"
DISAGREE = "on the page under WHERE THE SOURCES DISAGREE"
AGREE = "a disagreement stands on a page that shows its sides, and this page does not"
WITHHELD = "its pack keeps it and never shows it: {reason}"
FIRST = 1000  # passages whose ranks are worked out at once
Place = tuple[str, int]
"""Where a piece of evidence stands: document id and start."""


class Reasons:
    """What became of everything, for one question: asked once, then told of as many ids as one likes."""

    def __init__(self, library: Opened, asking: Asking, text: str, filters: Filters | None = None) -> None:
        """Ask the question as `ask` does; raises QuestionRefused for what is no question."""
        self._library = library
        self._asking = asking
        self.reading = asking.read(text, filters)
        self.page: Answer = asking.page(self.reading)
        self._strategy = self.reading.strategy
        found = self.reading.found.evidence
        self._names = Naming(library, {e.finding.id: e.document.id for e in found if e.finding and e.document.findings})

    def why(self, ident: str) -> Why:
        """Return the fate of what ``ident`` names, statement by statement, the best ranked first."""
        fates = sorted(self._fates(ident.strip()), key=lambda f: (f.rank or 10**12, f.document))
        document = next((d for f in fates if (d := self._library.shelf.current(f.document))), None)
        return Why(
            ident=ident.strip(),
            question=self._strategy.question,
            filters=self._strategy.filters,
            fingerprint=self._library.fingerprint(),
            library=self._library.name(),
            title=document.facts.title if document else self._names.title(ident.strip()),
            fates=tuple(fates),
            names=tuple((c, self._name(c)) for c in sorted({c for f in fates for c in _concepts(f)})),
        )

    def log(self) -> SearchLog:
        """Return the log of the search behind the page, with every near miss."""
        shown = len(self.page.first) + len(self.page.cautions) + len(self.page.claims)
        return log_of(self._library, self._strategy, len(self.reading.hits), shown, self._misses())

    # --- what an id names ------------------------------------------------------------------------------------------

    def _fates(self, ident: str) -> Iterator[Fate]:
        noted = next((d for pack in self._library.packs for d in pack.disagreements if d.id == ident), None)
        if noted is not None:
            shown = any(c.id == ident for c in self.page.conflicts)
            said = (Outcome.SHOWN, DISAGREE) if shown else (Outcome.UNFIT, AGREE)
            yield self._bare(ident, noted.document, *said)
            return
        documents, only = self._names.documents(ident)
        works = {d.work for d in documents if only is None}
        works |= {work.id for work in [self._names.listed(ident)] if work is not None and not documents}
        held = [w for w in self._names.withheld if w.id == ident or (only is None and w.source in works)]
        for document in documents:
            told = list(self._of_document(document, only))
            yield from told or [self._bare(ident, document.id, *self._without_passage(document))]
        yield from (self._withheld_fate(w) for w in held)
        if not documents and not held:
            yield self._bare(ident, "", *self._names.missing(ident))

    def _name(self, concept: str) -> str:
        found = self._library.concepts.get(concept)
        return found.name if found else concept

    # --- what became of it -----------------------------------------------------------------------------------------

    def _of_document(self, document: Document, only: int | None) -> Iterator[Fate]:
        scored = self._scores(document, self._strategy.weights)
        for entry in self._library.judging.entries(document):
            inside = only is None or entry.passage.start <= only < entry.passage.end
            if inside:
                yield self._fate(document, entry, scored.get(entry.passage))

    def _fate(self, document: Document, entry: Entry, hit: Hit | None) -> Fate:
        library, strategy = self._library, self._strategy
        work = library.work(document.work)
        read = self._evidence.get(entry.passage)
        evidence = read or library.judging.evidence(
            strategy.question, document, entry.passage, hit.score if hit else 0.0, work, strategy.asked
        )
        failed = filtering.failed(strategy.filters, strategy.groups, entry.filters, work)
        rank = self._rank(hit) if hit and not failed else 0
        outcome, reason = self._outcome(evidence, hit, rank, failed)
        judged = evidence.judgement
        return Fate(
            ident=evidence.id,
            document=document.id,
            quote=evidence.text,
            outcome=outcome,
            reason=reason,
            rank=rank,
            of=self._found if rank else 0,
            score=hit.score if hit else 0.0,
            met=tuple(self._met(document, entry)) if hit else (),
            slots=judged.slots if judged else (),
            labels=judged.labels if judged else (),
            level=str(evidence.level or "") if document.voice is not Voice.APPRAISAL else "",
        )

    def _outcome(self, evidence: Evidence, hit: Hit | None, rank: int, failed: list[str]) -> tuple[Outcome, str]:
        place = (evidence.document.id, evidence.passage.start)
        if place in self._shown:
            return Outcome.SHOWN, self._shown[place]
        if hit is None:
            return Outcome.UNMATCHED, UNMATCHED
        if failed:
            return Outcome.FILTERED, FILTERED.format(failed="; ".join(failed))
        if place in self._judged:
            outcome = self._judged[place]
            return outcome, self._crowd(evidence) if outcome is Outcome.CROWDED else REASONS[outcome]
        return Outcome.BEYOND, BEYOND.format(rank=rank, read=len(self.reading.hits))

    def _crowd(self, evidence: Evidence) -> str:
        """Say what left no room."""
        voice, work = evidence.document.voice, evidence.document.work
        own = [c for c in self.page.claims if c.voice is Voice.APPRAISAL]
        of_work = [c for c in self.page.claims if c.source == work and c.voice is not Voice.APPRAISAL]
        if voice is Voice.APPRAISAL and len(own) >= APPRAISALS:
            return FULL.format(number=APPRAISALS, what="appraisals")
        if voice is not Voice.APPRAISAL and len(of_work) >= FROM_ONE_SOURCE:
            return FULL.format(number=len(of_work), what="sentences of the same source")
        return REASONS[Outcome.CROWDED]

    def _rank(self, hit: Hit) -> int:
        if hit.passage in self._ranks:
            return self._ranks[hit.passage]
        before = self._library.index.before(self._strategy.weights, hit, self._strategy.within)
        return max(before, len(self.reading.hits)) + 1

    @cached_property
    def _ranks(self) -> dict[Passage, int]:
        """The ranks of the first passages: those that were read as they were put in order, then as the index finds them."""
        read = {hit.passage: rank for rank, hit in enumerate(self.reading.hits, 1)}
        found = self._library.index.search(self._strategy.weights, FIRST, self._strategy.within)
        further = (hit.passage for hit in found if hit.passage not in read)
        return {**read, **{passage: rank for rank, passage in enumerate(further, len(read) + 1)}}

    @cached_property
    def _found(self) -> int:
        strategy = self._strategy
        if strategy.filters.not_retracted:
            return found_by(self._library, strategy)[0]
        return self._library.index.matches(strategy.weights, strategy.within)

    @cached_property
    def _evidence(self) -> dict[Passage, Evidence]:
        """The evidence of each passage that was read; of a paper's passage it is one sentence."""
        read: dict[Passage, Evidence] = {}
        for evidence in self.reading.found.evidence:
            p = evidence.passage
            for hit in self._hits_in.get((p.document, p.sha256), ()):
                if hit.passage.start <= p.start and p.end <= hit.passage.end:
                    read.setdefault(hit.passage, evidence)
        return read

    @cached_property
    def _hits_in(self) -> dict[tuple[str, str], list[Hit]]:
        found: dict[tuple[str, str], list[Hit]] = {}
        for hit in self.reading.hits:
            found.setdefault((hit.passage.document, hit.passage.sha256), []).append(hit)
        return found

    @cached_property
    def _shown(self) -> dict[Place, str]:
        """Where each quoted place stands on the page, in words."""
        page = self.page
        groups = ((page.first, ", under FIRST"), (page.cautions, ", under CAUTION"), (page.claims, ""))
        told = {}
        for claims, where in groups:
            for claim in claims:
                mark = claim.mark if claim.voice is Voice.APPRAISAL else f"[{claim.mark}]"
                top = ", on top" if claim.id == page.bottom_line else ""
                told[claim.citation.document, claim.citation.start] = f"on the page as {mark}{where}{top}"
        return told

    @cached_property
    def _judged(self) -> dict[Place, Outcome]:
        """What became of each piece that was read and is not shown."""
        choice, found = self._asking.choice(self.reading), self.reading.found
        aside = (*found.openings, *(e for _, e in found.cautions))
        return {
            **{_place(e): Outcome.ASIDE for e in aside},
            **{_place(p.evidence): Outcome.CROWDED for p in choice.crowded_out},
            **{_place(p.evidence): Outcome.WEAK for p in choice.weak},
            **{_place(p.evidence): Outcome.UNFIT for p in choice.unfit},
        }

    def _scores(self, document: Document, terms: Iterable[str]) -> dict[Passage, Hit]:
        """Return the passages of a document that hold any of these terms, with what they add to the score."""
        asked = {term: self._strategy.weights[term] for term in terms}
        own = (document.id, document.sha256)
        return {h.passage: h for h in self._library.index.search(asked, len(document.parts) + 1, document=own)}

    def _met(self, document: Document, entry: Entry) -> Iterator[Met]:
        """Yield the terms of the search that a passage holds, what each adds to its score, the most telling first."""
        terms = set(row_of(entry)[2].split()) & set(self._strategy.weights)
        parts = {t: hit.score for t in terms if (hit := self._scores(document, [t]).get(entry.passage))}
        for term in sorted(parts, key=lambda t: (-parts[t], t)):
            yield Met(term, *self._kinds.get(term, (term, "added", "")), parts[term])

    @cached_property
    def _kinds(self) -> dict[str, tuple[str, str, str]]:
        """Of each term: its name, where it comes from (typed, concept, kinds, wider), and the slot it is for."""
        concepts = self._library.concepts
        told = {t: (t, "typed", slot) for t, slot in slot_of_words(self._strategy).items()}

        name = self._name
        asked = asked_of(self._strategy)
        for slot, ident in asked:
            for kin, how in ((concepts.ancestors(ident), "wider"), (concepts.descendants(ident), "kinds")):
                told |= {concept_term(k): (name(k), how, slot) for k in kin}
        return told | {concept_term(i): (name(i), "concept", slot) for slot, i in asked}

    # --- what has no passage ----------------------------------------------------------------------------------------

    def _without_passage(self, document: Document) -> tuple[Outcome, str]:
        told = [c.id for c in self.page.conflicts if c.why.citation.document == document.id]
        if told:
            return Outcome.SHOWN, f"quoted under WHERE THE SOURCES DISAGREE: {', '.join(told)}"
        return Outcome.UNMATCHED, NO_PASSAGE

    def _withheld_fate(self, item: Withheld) -> Fate:
        return self._bare(item.id, "", Outcome.WITHHELD, WITHHELD.format(reason=item.reason))

    @staticmethod
    def _bare(ident: str, document: str, outcome: Outcome, reason: str) -> Fate:
        return Fate(ident, document, "", outcome, reason)

    # --- near misses ------------------------------------------------------------------------------------------------

    def _misses(self) -> Iterator[Miss]:
        """Yield what was left out of the page: what had no room first, then what the pack withholds, then the rest."""
        choice = self._asking.choice(self.reading)
        ranks = {hit.passage: rank for rank, hit in enumerate(self.reading.hits, 1)}
        by_evidence = {id(e): ranks[p] for p, e in self._evidence.items()}
        yield from self._left_out(choice.crowded_out, Outcome.CROWDED, by_evidence)
        for gap in self.page.gaps:
            if gap.kind == "left out":
                for ident in gap.about.split(", "):
                    yield Miss(ident, "", self._names.title(ident), None, 0, Outcome.WITHHELD, gap.detail)
        yield from self._left_out(choice.weak, Outcome.WEAK, by_evidence)
        yield from self._left_out(choice.unfit, Outcome.UNFIT, by_evidence)

    def _left_out(self, pieces: Iterable[Piece], outcome: Outcome, ranks: dict[int, int]) -> Iterator[Miss]:
        for piece in pieces:
            e = piece.evidence
            labels = "; ".join(map(str, e.judgement.labels)) if e.judgement else ""
            rank = ranks.get(id(e), 0)
            yield Miss(e.id, e.document.id, e.document.facts.title, e.document.facts.year, rank, outcome, labels)


def _concepts(fate: Fate) -> set[str]:
    return {c for slot in fate.slots for c in (*slot.asked, slot.found) if c}


def _place(evidence: Evidence) -> Place:
    return evidence.document.id, evidence.passage.start
