"""An open library: the settings, the store, what its packs and vocabularies know, and the index.

Every verb of the engine takes one of these; what is costly to make is made when it is first needed, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import packs
from quoth.annotate.kin import Kin
from quoth.annotate.mentions import Matcher
from quoth.engine import vocabularies
from quoth.engine.judging import Judging
from quoth.engine.shelf import Shelf
from quoth.errors import NotFound
from quoth.index import ANALYSER, FORM, Index, Row
from quoth.index.rerank import order_name
from quoth.model import Pack, Work, sha256_text
from quoth.settings import Settings
from quoth.store import ADDING, Store, alone

if TYPE_CHECKING:
    from quoth.annotate.vocabulary import Vocabulary
    from quoth.index.vectors import Vectors
    from quoth.scores import Scores

ANNOTATOR = "pack-concepts-1"
Say = Callable[[str], None]
"""Told in words what takes longer than a moment."""
Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""


class Opened:
    """What an open library has. Its store may be written by other processes meanwhile."""

    def __init__(self, settings: Settings, pack_folders: Iterable[Path]) -> None:
        """Open the store of ``settings.library``, making it if need be."""
        self.settings = settings
        self.store = Store(settings.library, settings.database)
        self.pack_folders = tuple(pack_folders)

    # --- packs -----------------------------------------------------------------------------------------------------

    def install(self, say: Say) -> None:
        """Install the packs that are not, or not in this version."""
        held = self.store.pack_hashes()
        stale = [f for f in self.pack_folders if held.get(f.name) != packs.hash_of(f)]
        if not stale:
            return
        with alone(self.settings.library):
            held = self.store.pack_hashes()
            for folder in stale:
                say(f"Installing the pack {folder.name} (once) ...")
                pack = packs.load(folder)
                if held.get(pack.id) != pack.sha256:
                    self.store.install(pack)

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The installed packs."""
        return self.store.packs()

    @cached_property
    def scores(self) -> Scores:
        """The scores of the first pack that has any; raises NotFound where none has."""
        from quoth.scores import load  # noqa: PLC0415 - asking needs none of it

        tables = next((t for f in self.pack_folders if (t := packs.score_tables(f)) is not None), None)
        if tables is None:
            raise NotFound("No pack of this library has scores; docs/scores.md says how one gets them.")
        return load(tables)

    # --- words and concepts ----------------------------------------------------------------------------------------

    @cached_property
    def vocabularies(self) -> list[Vocabulary]:
        """The vocabularies that were added."""
        return vocabularies.opened(self.settings.library)

    @cached_property
    def concepts(self) -> Kin:
        """Every concept of packs and vocabularies, with its kin."""
        return vocabularies.AllKin((c for pack in self.packs for c in pack.concepts), self.vocabularies)

    @cached_property
    def matcher(self) -> Matcher:
        """What finds those concepts in a text."""
        return vocabularies.finder(self.concepts, self.vocabularies)

    def forget(self) -> None:
        """Forget what is known by packs and vocabularies: it changed."""
        for known in ("packs", "vocabularies", "concepts", "matcher", "built_by", "index", "judging"):
            self.__dict__.pop(known, None)

    @cached_property
    def judging(self) -> Judging:
        """What reads hits as evidence."""
        return Judging(self.concepts, self.matcher)

    # --- the shelf and the index -----------------------------------------------------------------------------------

    @cached_property
    def shelf(self) -> Shelf:
        """What was read from the store."""
        return Shelf(self.store)

    @cached_property
    def built_by(self) -> str:
        """What the index depends on besides its analyser: the annotator, packs and vocabularies."""
        known = "".join(pack.sha256 for pack in self.packs) + vocabularies.names_in(self.settings.library)
        return f"{ANNOTATOR}:{sha256_text(known)[:8]}"

    @cached_property
    def index(self) -> Index:
        """The words index."""
        return Index(self.settings.library / "index", self.built_by)

    @cached_property
    def vectors(self) -> Vectors | None:
        """The passages as vectors, where the settings name an encoder."""
        if self.settings.dense is None:
            return None
        from quoth.engine import dense  # noqa: PLC0415 - an optional extra

        return dense.opened(self)

    def catch_up(
        self, say: Say = lambda _: None, ready: Mapping[int, Sequence[Row]] | None = None, *, wait: bool = True
    ) -> None:
        """Replay the store's change list into the index, and into the vectors where there are any.

        ``ready`` holds rows that were made already, by the position of the change that stored their document. Without
        ``wait``, an index that another process is writing is left to it and taken as it stands.
        """
        self._catch_up_words(say, ready or {}, wait=wait)
        if wait:
            self._catch_up_vectors(say)

    def _catch_up_vectors(self, say: Say) -> None:
        if self.vectors is not None:
            from quoth.engine import dense  # noqa: PLC0415 - an optional extra

            dense.catch_up(self, say)

    def _catch_up_words(self, say: Say, ready: Mapping[int, Sequence[Row]], *, wait: bool) -> None:
        """Replay the change list into the words index, one writer at a time."""
        if self.index.state.position == self.store.position():
            return
        with alone(self.settings.library, wait=wait) as held:
            if not held:
                return
            del self.index  # another process may have caught up while we waited
            position = self.store.position()
            if self.index.state.position != position:
                say("Bringing the index up to date ...")
                self._replay(position, ready)

    def begin(self, say: Say) -> None:
        """Bring the index up to date, unless another process is adding or indexing: then take it as it stands.

        Where nothing stands yet, wait. An index that is up to date is not locked.
        """
        if self.index.state.position == self.store.position():
            self._catch_up_vectors(say)
            return
        with alone(self.settings.library, ADDING, wait=False) as nobody_adds:
            if nobody_adds or self.index.state.position == 0:
                self._catch_up_words(say, {}, wait=self.index.state.position == 0)
                self._catch_up_vectors(say)

    def look_again(self) -> None:
        """See what another process has written to the index by now; asking itself writes nothing."""
        if self.index.state.position != self.store.position() and self.index.is_behind_its_note():
            self.__dict__.pop("index", None)  # a new one, whole: pages under way keep the old

    def _replay(self, position: int, ready: Mapping[int, Sequence[Row]]) -> None:
        from quoth.engine import replaying  # noqa: PLC0415 - a library that is up to date needs no processes

        place = replaying.Place(self.settings.library, self.settings.database)
        replaying.replay(self.index, self, place, position, ready)

    # --- about it --------------------------------------------------------------------------------------------------

    def work(self, ident: str) -> Work | None:
        """Return a work by id, or None."""
        return self.store.works([ident]).get(ident)

    def name(self) -> str:
        """Say what answers: the packs and their dates, and whether there is more than the index has come to."""
        packs = ", ".join(f"pack {p.id} {p.version} of {p.compiled}" for p in self.packs) or "no packs"
        found, held = self.index.state.position, self.store.position()
        if found == held:
            return packs
        return f"{packs} · BEING INDEXED: searched up to change {found:,} of {held:,}; what came since is not searched"

    def fingerprint(self) -> str:
        """Return what an answer depends on besides the question: change position, index, annotator, order, settings.

        While the index is behind, the position is "INDEXofSTORE": hits come from the one, what they say from the other.
        Vectors that are behind are not asked, and the fingerprint says so.
        """
        state = self.index.state
        generation = f"{state.generation}-{state.gone}" if state.gone else str(state.generation)
        held = self.store.position()
        position = str(held) if held == state.position else f"{state.position}of{held}"
        behind = self.vectors is not None and self.vectors.state.position != state.position
        vectors = ".without-vectors" if behind else ""
        built_by = f"{ANALYSER}+{FORM}+{self.built_by}+{order_name()}"
        return f"{position}.{generation}.{built_by}.{self.settings.fingerprint()}{vectors}"
