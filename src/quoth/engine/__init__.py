"""The one meeting place: an open library, and what can be asked of it.

Each verb's work is in a file of its own beside this one; here stands what can be asked, in short.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from quoth import packs
from quoth.engine.opened import Opened, Progress, Say
from quoth.errors import LibraryRefused
from quoth.model import Added, Answer, Check, Concept, Document, Status, Work
from quoth.settings import Settings

if TYPE_CHECKING:
    from quoth.engine.asking import Asking
    from quoth.engine.why import Reasons
    from quoth.model.audits import Audit
    from quoth.model.changes import Changes, Refreshed
    from quoth.model.checks import PackCheck
    from quoth.model.differences import Differences
    from quoth.model.filters import Filters
    from quoth.model.listings import Listing, Why
    from quoth.model.papers import PaperPage
    from quoth.model.scores import PathwayResult, PatientFacts, Score, ScoreResult


class Engine:
    """An open library. Make one with `Engine.open`; it is cheap to keep and safe beside other processes."""

    def __init__(self, library: Opened) -> None:
        """Take an open library; `open` is the way in."""
        self._library = library

    @classmethod
    def open(
        cls, settings: Settings, pack_folders: Iterable[Path] | None = None, progress: Say = lambda _: None
    ) -> Self:
        """Open the library in ``settings.library``, making it and installing the shipped packs if need be.

        ``progress`` is told in words what takes longer than a moment.
        """
        library = Opened(settings, packs.builtin() if pack_folders is None else pack_folders)
        library.install(progress)
        library.begin(progress)
        return cls(library)

    def close(self) -> None:
        """Close the library."""
        self._library.store.close()

    def backup(self, file: Path) -> int:
        """Write the library, but for its index, to a new file; return its size in bytes. Others may go on writing."""
        return self._library.store.backup(file)

    @staticmethod
    def restore(settings: Settings, file: Path) -> None:
        """Put a backup into the library of ``settings``, which holds nothing but packs; `open` then builds its index."""
        from quoth.store import backup  # noqa: PLC0415 - asking needs none of it

        if settings.database:
            raise LibraryRefused("A library in a database server is restored with pg_restore, not with quoth restore.")
        backup.restore(file, settings.library)

    # --- adding ----------------------------------------------------------------------------------------------------

    def add(
        self,
        paths: Iterable[Path],
        local: tuple[str, str] | None = None,
        progress: Progress = lambda _done, _all: None,
    ) -> Added:
        """Add files, folders and archives; ``local`` is (owner, ISO date of expiry) of a hospital's own documents.

        ``progress`` is told how many files are done, of how many. What cannot be read is in the report, by name.
        """
        from quoth.engine import adding  # noqa: PLC0415 - asking needs no reader
        from quoth.ingest import Local  # noqa: PLC0415

        return adding.add(self._library, paths, Local(*local) if local else None, progress)

    def fetch(
        self, names: Iterable[str] = (), pack: str | None = None, progress: Progress = lambda _done, _all: None
    ) -> Added:
        """Fetch papers by ``pmid:…``, ``pmc:…`` or ``doi:…``, or what is open of a pack's own sources.

        This is the only verb that opens an outward socket. What is not open, or not answered, is in the report.
        """
        from quoth.engine import fetching  # noqa: PLC0415

        report = fetching.fetch_into(self._library, names, pack, progress)
        self._library.catch_up()
        return report

    def remove(self, ident: str) -> int:
        """Take a document, or all documents of a work, out of use; their versions stay, so that old receipts hold.

        Return how many were in use. A pack's own documents cannot be removed: they come back with the pack.
        """
        from quoth.engine import removing  # noqa: PLC0415

        taken = removing.remove(self._library, ident)
        self._library.catch_up()
        return taken

    def add_vocabulary(self, file: Path) -> int:
        """Add a vocabulary (OBO, MeSH descriptors, TSV) and index anew with it; return how many concepts it has."""
        from quoth.engine import vocabularies  # noqa: PLC0415
        from quoth.store import alone  # noqa: PLC0415

        folder = self._library.settings.library
        with alone(folder):
            count = vocabularies.install(folder, file)
        self._library.forget()
        self.__dict__.pop("_asking", None)
        self._library.catch_up()
        return count

    def refresh(
        self,
        notices: Path | None = None,
        *,
        dated: str | None = None,
        online: bool = False,
        day: str | None = None,
        progress: Progress = lambda _done, _all: None,
    ) -> Refreshed:
        """Bring notices, dates and marks up to date; return what was done, and what changed since the refresh before.

        ``notices`` is a Retraction Watch list, ``dated`` the ISO date it is of (else that of its newest row). With
        ``online`` PubMed is asked. ``day`` is the ISO day that is noted in the library, today's unless it is given.
        """
        from quoth.engine import refreshing  # noqa: PLC0415 - asking needs none of it

        today = day or date.today().isoformat()  # noqa: DTZ011 - an expiry is a day of the hospital's own calendar
        return refreshing.refresh(self._library, today, progress, notices=notices, dated=dated, online=online)

    def changed(self, since: str) -> Changes:
        """Return what changed since an ISO day, a position or an answer's fingerprint; raises NotFound. Does nothing."""
        from quoth.engine import changed  # noqa: PLC0415

        return changed.changes(self._library, changed.position_of(self._library.store, since))

    # --- asking ----------------------------------------------------------------------------------------------------

    @cached_property
    def _asking(self) -> Asking:
        from quoth.engine.asking import Asking  # noqa: PLC0415 - other verbs need none of it

        return Asking(self._library)

    def ask(self, text: str, filters: Filters | None = None) -> Answer:
        """Return the page for a question; raises QuestionRefused for what is not one."""
        return self._asking.ask(text, filters)

    def filters(self, **asked: Any) -> Filters:
        """Read filters as a person writes them; `engine.filtering.read_filters` says which there are.

        Raises FilterRefused for a design, stream or concept that no document can have.
        """
        from quoth.engine import filtering  # noqa: PLC0415

        return filtering.read_filters(self._library, **asked)

    def find(self, text: str, filters: Filters | None = None, limit: int = 10, *, log: bool = False) -> Listing:
        """Return the best ``limit`` documents for a text, each with its best sentence; raises QuestionRefused."""
        from quoth.engine import finding  # noqa: PLC0415
        from quoth.engine.steady import steady  # noqa: PLC0415

        return steady(self._library, lambda: finding.find(self._library, text, filters, limit, log=log))

    def reasons(self, text: str, filters: Filters | None = None) -> Reasons:
        """Ask a question so that it can be told of any id why it is on the page or not; raises QuestionRefused.

        What is told stands for the library as it is while it stays as it is.
        """
        from quoth.engine.why import Reasons  # noqa: PLC0415

        return Reasons(self._library, self._asking, text, filters)

    def why(self, ident: str, text: str, filters: Filters | None = None) -> Why:
        """Return why what ``ident`` names is, or is not, on the page of a question; raises QuestionRefused."""
        from quoth.engine.steady import steady  # noqa: PLC0415

        return steady(self._library, lambda: self.reasons(text, filters).why(ident))

    # --- scores ----------------------------------------------------------------------------------------------------

    def scores(self) -> tuple[Score, ...]:
        """Return what each score is, in the pack's order."""
        known = self._library.scores
        return tuple(known.introduce(name) for name in known.names())

    def introduce(self, name: str) -> Score:
        """Return what one score is, without a patient; raises NotFound for an unknown name."""
        return self._library.scores.introduce(name)

    def score(self, name: str, words: Iterable[str] = (), text: str | None = None) -> ScoreResult:
        """Compute a score from ``key=value`` words, or from pasted ``text``. Nothing of the patient is kept."""
        return self._library.scores.score(name, self._facts(words, text, name))

    def pathway(self, words: Iterable[str] = (), text: str | None = None) -> PathwayResult:
        """Say which rules of the pack's pathway fire for a patient, and what is missing. Nothing is kept."""
        return self._library.scores.pathway(self._facts(words, text))

    def _facts(self, words: Iterable[str], text: str | None, score: str | None = None) -> PatientFacts:
        known = self._library.scores
        return known.read(words, score) if text is None else known.read_text(text, score)

    # --- about the library -----------------------------------------------------------------------------------------

    def fingerprint(self) -> str:
        """Return what an answer depends on besides the question: change position, index, annotator, settings."""
        return self._library.fingerprint()

    def status(self) -> Status:
        """Return what the library holds."""
        from quoth.engine import changed  # noqa: PLC0415

        library = self._library
        listed = tuple((p.id, p.version, p.compiled) for p in library.packs)
        where = str(library.settings.library)
        day, looked = changed.standing_of(library.store)
        counts = library.store.counts()
        return Status(where, library.fingerprint(), listed, counts, len(library.index), day, looked)

    def show(self, ident: str) -> PaperPage | Document | Concept | None:
        """Return what an id names: the page of a paper, a document that is no paper, a concept, or the document a
        statement stands in; else None.

        The pack's name before the colon may be left out.
        """
        from quoth.engine import showing  # noqa: PLC0415 - asking needs none of it

        return showing.show(self._library, ident)

    def full(self, ident: str) -> Document | None:
        """Return the fullest text of a paper, or any document by its id, as it is stored; else None."""
        from quoth.engine import showing  # noqa: PLC0415

        return showing.full(self._library, ident)

    def markdown(self, document: Document) -> str:
        """Return a document as the Markdown that `quoth add` reads back, letter by letter."""
        from quoth.engine import showing  # noqa: PLC0415

        return showing.markdown(self._library, document)

    def work(self, ident: str) -> Work | None:
        """Return a work by id, or None."""
        return self._library.work(ident)

    # --- checking --------------------------------------------------------------------------------------------------

    def audit(self, data: bytes, name: str, question: str | None = None) -> Audit:
        """Check a text that somebody else wrote, statement by statement; ``question`` overrides what it says it answers.

        Nothing of it is stored. Raises SourceRefused for what cannot be read.
        """
        from quoth.engine import auditing  # noqa: PLC0415 - asking needs none of it

        return auditing.audit(self._library, data, name, question)

    def verify(self, pack: bytes) -> Check:
        """Check the receipts of an answer pack against itself and against this library.

        Raises AnswerUnusable for what is not JSON or not an answer pack.
        """
        from quoth.engine import checking  # noqa: PLC0415 - asking need not wait for it

        return checking.verify(self._library, pack)

    def verify_pack(self, folder: Path) -> PackCheck:
        """Look up every figure of a pack's statements in its sources' full texts, as far as this library holds them.

        Raises PackRefused where ``folder`` holds no pack; a pack that refers to what is not there is told as a fault.
        """
        from quoth.engine import checking_packs  # noqa: PLC0415 - checking an answer need not wait for it

        return checking_packs.verify_pack(self._library, folder)

    @staticmethod
    def diff(one: bytes, other: bytes) -> Differences:
        """Return why two answer packs differ; no library is asked. Raises AnswerUnusable for what is no answer."""
        from quoth.verify.differing import differences  # noqa: PLC0415

        return differences(one, other)
