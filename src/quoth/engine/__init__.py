"""The one meeting place: an open library, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from quoth import answer, packs
from quoth.annotate.kin import Kin
from quoth.annotate.mentions import Matcher
from quoth.annotate.question import read_question
from quoth.engine import vocabularies
from quoth.engine.judging import Judging
from quoth.engine.shelf import Shelf
from quoth.errors import LibraryRefused, NotFound
from quoth.index import ANALYSER, Index, concept_term, terms_of
from quoth.model import (
    Added,
    Answer,
    Caution,
    Check,
    Concept,
    Document,
    Evidence,
    Hit,
    Ids,
    Kind,
    Pack,
    Passage,
    Question,
    Status,
    Work,
    sha256_text,
)
from quoth.settings import REVIEW_STATE, Settings
from quoth.store import Store, alone

if TYPE_CHECKING:
    from quoth.annotate.vocabulary import Vocabulary
    from quoth.model.papers import PaperPage
    from quoth.model.scores import PathwayResult, PatientFacts, Score, ScoreResult
    from quoth.scores import Scores

ANNOTATOR = "pack-concepts-1"
OWN, WIDER, KIND = 1.5, 0.4, 0.9  # weight of a concept asked about, of a wider one, of a kind of it; a word weighs 1


class Engine:
    """An open library. Make one with `Engine.open`; it is cheap to keep and safe beside other processes."""

    def __init__(self, settings: Settings, store: Store, pack_folders: Iterable[Path]) -> None:
        """Take an open store; `open` is the way in."""
        self._settings = settings
        self._store = store
        self._pack_folders = tuple(pack_folders)

    @classmethod
    def open(
        cls,
        settings: Settings,
        pack_folders: Iterable[Path] | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Open the library in ``settings.library``, making it and installing the shipped packs if need be.

        ``progress`` is told in words what takes longer than a moment.
        """
        store = Store(settings.library, settings.database)
        engine = cls(settings, store, packs.builtin() if pack_folders is None else pack_folders)
        engine._install(progress)
        engine.catch_up(progress)
        return engine

    def close(self) -> None:
        """Close the library."""
        self._store.close()

    def backup(self, file: Path) -> int:
        """Write the library, but for its index, to a new file; return its size in bytes. Others may go on writing."""
        return self._store.backup(file)

    @staticmethod
    def restore(settings: Settings, file: Path) -> None:
        """Put a backup into the library of ``settings``, which holds nothing but packs; `open` then builds its index."""
        from quoth.store import backup  # noqa: PLC0415 - asking needs none of it

        if settings.database:
            raise LibraryRefused("A library in a database server is restored with pg_restore, not with quoth restore.")
        backup.restore(file, settings.library)

    # --- packs and the index ---------------------------------------------------------------------------------------

    def _install(self, progress: Callable[[str], None]) -> None:
        held = self._store.pack_hashes()
        stale = [f for f in self._pack_folders if held.get(f.name) != packs.hash_of(f)]
        if not stale:
            return
        with alone(self._settings.library):
            held = self._store.pack_hashes()
            for folder in stale:
                progress(f"Installing the pack {folder.name} (once) ...")
                pack = packs.load(folder)
                if held.get(pack.id) != pack.sha256:
                    self._store.install(pack)

    @cached_property
    def _packs(self) -> tuple[Pack, ...]:
        return self._store.packs()

    @cached_property
    def _vocabularies(self) -> list[Vocabulary]:
        return vocabularies.opened(self._settings.library)

    @cached_property
    def _concepts(self) -> Kin:
        return vocabularies.AllKin((c for pack in self._packs for c in pack.concepts), self._vocabularies)

    @cached_property
    def _matcher(self) -> Matcher:
        return vocabularies.Finder(self._concepts, self._vocabularies)

    @cached_property
    def _built_by(self) -> str:
        known = "".join(pack.sha256 for pack in self._packs) + vocabularies.names_in(self._settings.library)
        return f"{ANNOTATOR}:{sha256_text(known)[:8]}"

    @cached_property
    def _index(self) -> Index:
        return Index(self._settings.library / "index", self._built_by)

    def catch_up(self, progress: Callable[[str], None] = lambda _: None) -> None:
        """Replay the store's change list into the index, one writer at a time."""
        if self._index.state.position == self._store.position():
            return
        with alone(self._settings.library):
            del self._index  # another process may have caught up while we waited
            position = self._store.position()
            if self._index.state.position != position:
                progress("Bringing the index up to date ...")
                self._replay(position)

    def _replay(self, position: int) -> None:
        from quoth.engine import replaying  # noqa: PLC0415 - a library that is up to date needs no processes

        place = replaying.Place(self._settings.library, self._settings.database)
        replaying.replay(self._index, self._store, place, self._judging, position)

    # --- adding ----------------------------------------------------------------------------------------------------

    def add(
        self,
        paths: Iterable[Path],
        local: tuple[str, str] | None = None,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Added:
        """Add files, folders and archives; ``local`` is (owner, ISO date of expiry) of a hospital's own documents.

        ``progress`` is told how many files are done, of how many. What cannot be read is in the report, by name.
        """
        from quoth.engine import adding  # noqa: PLC0415 - asking needs no reader
        from quoth.ingest import Local  # noqa: PLC0415

        report = adding.add(self._store, paths, Local(*local) if local else None, progress)
        self.catch_up()
        return report

    def fetch(
        self,
        names: Iterable[str] = (),
        pack: str | None = None,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Added:
        """Fetch papers by ``pmid:…``, ``pmc:…`` or ``doi:…``, or what is open of a pack's own sources.

        This is the only verb that opens an outward socket. What is not open, or not answered, is in the report.
        """
        from quoth.engine import fetching  # noqa: PLC0415
        from quoth.ingest.remote import Addresses, Visitor  # noqa: PLC0415

        wanted = [fetching.ids_of(name) for name in names]
        if pack is not None:
            wanted += fetching.of_pack(self._store.works_of_pack(pack))
        s = self._settings
        visitor = Visitor(email=s.email, key=s.ncbi_key, pause=0.1 if s.ncbi_key else 1 / 3)
        public = Addresses()
        at = Addresses(s.eutils or public.eutils, s.pmc_store or public.pmc_store, s.europe_pmc or public.europe_pmc)
        report = fetching.fetch(self._store, wanted, visitor, at, progress)
        self.catch_up()
        return report

    def remove(self, ident: str) -> int:
        """Take a document, or all documents of a work, out of use; their versions stay, so that old receipts hold.

        Return how many were in use. A pack's own documents cannot be removed: they come back with the pack.
        """
        if any(ident.startswith(f"{pack.id}:") for pack in self._packs):
            raise NotFound(f"{ident} belongs to an installed pack and cannot be removed by itself.")
        scheme, _, value = ident.partition(":")
        work = self._store.find_work(scheme, value) or ident
        mine = [d.id for d in self._store.of_work(work) if d.kind not in {Kind.SYNOPSIS, Kind.APPRAISAL}]
        taken = self._store.remove(mine or [ident])
        if not taken:
            raise NotFound(f"Nothing called {ident!r} is in use in this library; `quoth status` says what it holds.")
        self.catch_up()
        return taken

    def add_vocabulary(self, file: Path) -> int:
        """Add a vocabulary (OBO, MeSH descriptors, TSV) and index anew with it; return how many concepts it has."""
        with alone(self._settings.library):
            count = vocabularies.install(self._settings.library, file)
        for known in ("_vocabularies", "_concepts", "_matcher", "_built_by", "_index", "_judging", "_guide"):
            self.__dict__.pop(known, None)
        self.catch_up()
        return count

    # --- asking ----------------------------------------------------------------------------------------------------

    def ask(self, text: str) -> Answer:
        """Return the page for a question; raises QuestionRefused for what is not one."""
        question = read_question(text, self._matcher, self._concepts)
        weights = self._weights(question)
        evidence = self._evidence(question, self._index.search(weights, self._settings.candidates), weights)
        library = answer.Library(self.fingerprint(), self._name(), REVIEW_STATE)
        found = answer.Found(evidence, self._openings(question), self._cautions(question), weights, self._judging.named)
        return answer.write(question, found, self._guide, library, self._settings.claims)

    def _weights(self, question: Question) -> dict[str, float]:
        weights = dict.fromkeys(terms_of(question.text), 1.0)
        asked = (*question.conditions, *question.interventions, *question.population, *question.outcomes)
        kin = {concept_term(c): KIND for a in asked for c in self._concepts.descendants(a)}
        wide = {concept_term(c): WIDER for a in asked for c in self._concepts.ancestors(a)}
        own = {concept_term(a): OWN for a in asked}
        return weights | wide | kin | own

    def _evidence(self, question: Question, hits: Sequence[Hit], weights: Mapping[str, float]) -> list[Evidence]:
        documents = self._shelf.documents([(h.passage.document, h.passage.sha256) for h in hits])
        works = self._shelf.works(d.work for d in documents.values())
        found: dict[Passage, Evidence] = {}
        for hit in hits:
            document = documents.get((hit.passage.document, hit.passage.sha256))
            if document is not None:  # removed passages are filtered at reading
                work = works.get(document.work)
                evidence = self._judging.evidence(question, document, hit.passage, hit.score, work, weights)
                found.setdefault(evidence.passage, evidence)
        return list(found.values())

    @cached_property
    def _judging(self) -> Judging:
        return Judging(self._concepts, self._matcher)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self._store)

    def _openings(self, question: Question) -> list[Evidence]:
        """Return what the packs show first: the first rule that applies in each pack."""
        rules = (
            next((o for o in pack.openings if answer.applies(o.when, question, self._concepts)), None)
            for pack in self._packs
        )
        found = (self._finding(question, rule.document, rule.finding) for rule in rules if rule)
        return [evidence for evidence in found if evidence is not None]

    def _cautions(self, question: Question) -> list[tuple[Caution, Evidence]]:
        """Return the packs' cautions for this question, but none about an intervention that it asks about."""
        rules = (
            caution
            for pack in self._packs
            for caution in pack.cautions
            if not self._asks(question, caution.intervention) and answer.applies(caution.when, question, self._concepts)
        )
        found = ((rule, self._finding(question, rule.document, rule.finding)) for rule in rules)
        return [(rule, evidence) for rule, evidence in found if evidence is not None]

    def _asks(self, question: Question, intervention: str) -> bool:
        kin = self._concepts.ancestors(intervention) | self._concepts.descendants(intervention)
        return not (kin | {intervention}).isdisjoint(question.interventions)

    def _finding(self, question: Question, document: str, finding: str) -> Evidence | None:
        """Return one finding of a pack, judged for a question."""
        held = self._shelf.current(document)
        told = next((f for f in held.findings if f.id == finding), None) if held else None
        if held is None or told is None:
            return None
        passage = Passage(held.id, held.sha256, told.start, told.end, "finding")
        return self._judging.evidence(question, held, passage, 0.0, self._shelf.works([held.work]).get(held.work), {})

    @cached_property
    def _guide(self) -> answer.Guide:
        noted = {d.document for pack in self._packs for d in pack.disagreements}
        notes = {ident: found for ident in noted if (found := self._store.current(ident)) is not None}
        return answer.Guide(
            concepts=self._concepts,
            situations=tuple(t for pack in self._packs for t in pack.situations),
            facets=tuple(f for pack in self._packs for f in pack.facets),
            disagreements=tuple(d for pack in self._packs for d in pack.disagreements),
            withheld=tuple(w for pack in self._packs for w in pack.withheld),
            notes=notes,
        )

    # --- scores ------------------------------------------------------------------------------------------------------

    @cached_property
    def _scores(self) -> Scores:
        from quoth.scores import load  # noqa: PLC0415 - asking needs none of it

        tables = next((t for f in self._pack_folders if (t := packs.score_tables(f)) is not None), None)
        if tables is None:
            raise NotFound("No pack of this library has scores; docs/scores.md says how one gets them.")
        return load(tables)

    def scores(self) -> tuple[Score, ...]:
        """Return what each score is, in the pack's order."""
        return tuple(self._scores.introduce(name) for name in self._scores.names())

    def introduce(self, name: str) -> Score:
        """Return what one score is, without a patient; raises NotFound for an unknown name."""
        return self._scores.introduce(name)

    def score(self, name: str, words: Iterable[str] = (), text: str | None = None) -> ScoreResult:
        """Compute a score from ``key=value`` words, or from pasted ``text``. Nothing of the patient is kept."""
        return self._scores.score(name, self._facts(words, text, name))

    def pathway(self, words: Iterable[str] = (), text: str | None = None) -> PathwayResult:
        """Say which rules of the pack's pathway fire for a patient, and what is missing. Nothing is kept."""
        return self._scores.pathway(self._facts(words, text))

    def _facts(self, words: Iterable[str], text: str | None, score: str | None = None) -> PatientFacts:
        return self._scores.read(words, score) if text is None else self._scores.read_text(text, score)

    # --- about the library -------------------------------------------------------------------------------------------

    def fingerprint(self) -> str:
        """Return what an answer depends on besides the question: change position, index, annotator, settings."""
        state = self._index.state
        generation = f"{state.generation}-{state.gone}" if state.gone else str(state.generation)
        return f"{state.position}.{generation}.{ANALYSER}+{self._built_by}.{self._settings.fingerprint()}"

    def _name(self) -> str:
        return ", ".join(f"pack {p.id} {p.version} of {p.compiled}" for p in self._packs) or "no packs"

    def status(self) -> Status:
        """Return what the library holds."""
        listed = tuple((p.id, p.version, p.compiled) for p in self._packs)
        return Status(str(self._settings.library), self.fingerprint(), listed, self._store.counts(), len(self._index))

    def show(self, ident: str) -> PaperPage | Document | Concept | None:
        """Return what an id names: the page of a paper, a document that is no paper, a concept, or the document a
        statement stands in; else None.

        The pack's name before the colon may be left out.
        """
        for name in (ident, *(f"{pack.id}:{ident}" for pack in self._packs)):
            found = self._store.current(name) or self._concepts.get(name)
            if found is not None:
                return self._page(found) if isinstance(found, Document) else found
        noted = {d.id: d.document for pack in self._packs for d in pack.disagreements}
        place = noted.get(ident) or self._store.places_of([ident]).get(ident)
        found = self._store.current(place) if place else self._text_of(ident)
        return self._page(found) if found else None

    def full(self, ident: str) -> Document | None:
        """Return the fullest text of a paper, or any document by its id, as it is stored; else None."""
        return self._store.current(ident) or self._text_of(ident)

    def markdown(self, document: Document) -> str:
        """Return a document as the Markdown that `quoth add` reads back, letter by letter."""
        from quoth.ingest import markdown_form  # noqa: PLC0415 - asking needs no reader

        work = self.work(document.work)
        return markdown_form.written(document, work.ids if work else None)

    def _text_of(self, ident: str) -> Document | None:
        """Return the fullest text of the work known by an identifier such as pmid:…, pmc:… or doi:…."""
        from quoth.engine import papers  # noqa: PLC0415
        from quoth.ingest import identity  # noqa: PLC0415

        scheme, _, value = ident.strip().partition(":")
        spelt = {"pmid": identity.pmid, "pmc": identity.pmcid, "pmcid": identity.pmcid, "doi": identity.doi}
        named = spelt[scheme.lower()](value) if scheme.lower() in spelt else None
        work = self._store.find_work("pmc" if scheme.lower() == "pmcid" else scheme.lower(), named) if named else None
        held = self._store.of_work(work or ident)
        return next(iter((*papers.papers_of(held), *held)), None)

    def _page(self, document: Document) -> PaperPage | Document:
        """Return the page of the paper that ``document`` is a text of; what is no paper is returned as it is."""
        if document.kind not in {Kind.FULLTEXT, Kind.PDF, Kind.RECORD}:
            return document
        from quoth.engine import papers  # noqa: PLC0415 - asking needs none of it

        held = self._store.of_work(document.work)
        texts = [document, *(d for d in papers.papers_of(held) if d.id != document.id)]
        others = [d.id for d in held if d.kind not in papers.ORDER]
        work = self.work(document.work) or Work(document.work, Ids(), document.facts.title)
        knows = papers.Knowledge(
            self._concepts, self._matcher, self._known_scores, self._name(), self.fingerprint(), REVIEW_STATE
        )
        return papers.page(texts, others, work, knows, self._store)

    def _known_scores(self) -> tuple[Score, ...]:
        """Return the scores of this library; none where no pack has any."""
        try:
            return self.scores()
        except NotFound:
            return ()

    def work(self, ident: str) -> Work | None:
        """Return a work by id, or None."""
        return self._store.works([ident]).get(ident)

    # --- checking ----------------------------------------------------------------------------------------------------

    def verify(self, pack: bytes) -> Check:
        """Check the receipts of an answer pack against itself and against this library.

        Raises AnswerUnusable for what is not JSON or not an answer pack.
        """
        from quoth.verify import receipts  # noqa: PLC0415 - asking need not wait for it

        return receipts.check(receipts.parse(pack), receipts.Library(self._store.versions, self._since))

    def _since(self, document: str, sha256: str) -> tuple[str, ...]:
        """Say what befell a quoted document since: replaced by a newer version, or its work put under a notice."""
        current = self._store.current(document)
        told = [] if current and current.sha256 == sha256 else ["its document was replaced or removed since"]
        work = self.work(current.work) if current else None
        notices = (work.notices or ()) if work else ()
        return (*told, *(f"its source has a {n.kind}" + (f" of {n.date}" if n.date else "") for n in notices))
