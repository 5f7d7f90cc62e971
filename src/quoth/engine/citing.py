"""What the marks of a foreign text stand for: its own reference list first, then this library, by identifier or title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from quoth.engine.opened import Opened
from quoth.index import terms_of
from quoth.ingest import identity
from quoth.model import Concepts, Document, Ids, Notice, Work
from quoth.model.audits import Cited
from quoth.verify.marks import Mark
from quoth.verify.statements import Entry

MOST_BY_TITLE = 300  # titles looked for in one audit: what is past it is resolved by identifiers only
TITLE_HITS = 12
TITLE_SHARE = 0.85  # of a title's words that an entry must hold
OTHER_SHARE = 0.2  # below it, an entry and the title its identifier leads to are two papers
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LARGEST_PMID, LARGEST_PMC = 8, 8  # digits; longer ones have not been given out


class Citing:
    """Resolves marks, each once, for one text."""

    def __init__(self, library: Opened, entries: Sequence[Entry], links: Mapping[str, Mark]) -> None:
        """Take the text's reference list; ``links`` are those printed right behind a number."""
        self._library = library
        self._entries: dict[str, Entry] = {}
        for entry in entries:
            self._entries.setdefault(entry.label, entry)
        self._listed = tuple(entries)
        self._links = links
        self._found: dict[str, Cited] = {}
        self._by_title = 0
        self._works: dict[str, Work | None] = {}

    def of(self, mark: Mark) -> Cited:
        """Return what a mark stands for."""
        if mark.key not in self._found:
            self._found[mark.key] = self._resolve(mark)
        return self._found[mark.key]

    @property
    def all(self) -> tuple[Cited, ...]:
        """Everything that was asked for, in order."""
        return tuple(self._found.values())

    def _resolve(self, mark: Mark) -> Cited:
        if mark.scheme == "number":
            entry = self._entries.get(mark.value)
            if entry is not None:
                return self._of_entry(mark.key, entry)
            if mark.value in self._links:
                return self._of_mark(mark.key, self._links[mark.value], "")
            listed = "the reference list has no such entry" if self._entries else "the text has no reference list"
            return Cited(mark.key, "unknown", note=listed)
        if mark.scheme == "name":
            return self._of_name(mark)
        return self._of_mark(mark.key, mark, "")

    # --- identifiers -----------------------------------------------------------------------------------------------

    def _of_mark(self, key: str, mark: Mark, words: str) -> Cited:
        """Resolve an identifier or link; ``words`` are those of the entry it stands in."""
        if mark.scheme == "link":
            return Cited(key, "not held", title=words, url=mark.value, how="link")
        ids = _ids_of(mark)
        if not ids:
            return Cited(key, "unknown", title=words, note=f"{mark.value} is no identifier that has been given out")
        return self._of_ids(key, ids, mark.scheme, words)

    def _of_ids(self, key: str, ids: Ids, how: str, words: str) -> Cited:
        store = self._library.store
        found = next((w for scheme, value in ids.pairs() if (w := store.find_work(scheme, value))), None)
        work = self._work(found) if found else None
        if work is None:
            notices = store.noticed(ids)
            state = "noticed" if notices else "not held"
            return Cited(key, state, words, ids, None, identity.url(ids), how, notices or None)
        return self._of_work(key, work, how, words)

    def _of_work(self, key: str, work: Work, how: str, words: str = "") -> Cited:
        documents = self._library.store.of_work(work.id)
        title = work.title or next((d.facts.title for d in documents), "")
        if words and how in {"doi", "pmid", "pmc"} and _apart(words, title, documents):
            note = f"its identifier is that of another paper, \u201c{title}\u201d"
            return Cited(key, "unknown", words, work.ids, None, identity.url(work.ids), how, work.notices, note)
        notices = (*(work.notices or ()), *superseded(documents))
        url = identity.url(work.ids) or next((d.facts.url for d in documents if d.facts.url), None)
        state = "held" if documents else "not held"
        told = notices or work.notices
        return Cited(key, state, title, work.ids, work.id if documents else None, url, how, told)

    def _work(self, ident: str) -> Work | None:
        if ident not in self._works:
            self._works[ident] = self._library.work(ident)
        return self._works[ident]

    # --- entries and names -----------------------------------------------------------------------------------------

    def _of_entry(self, key: str, entry: Entry) -> Cited:
        words = _title_words(entry)
        wrong: Cited | None = None
        for mark in sorted(entry.marks, key=lambda m: m.scheme == "link"):
            found = self._of_mark(key, mark, words)
            if found.work is not None or (found.state == "noticed"):
                return found
            wrong = wrong or found
        by_title = self._titled(words)
        if by_title is not None:
            return self._of_work(key, by_title, "title and year")
        return wrong or Cited(key, "not held", title=words, how="reference list")

    def _titled(self, words: str) -> Work | None:
        """Return the one work of the library whose title an entry holds, of the same year where both have one."""
        terms = terms_of(words)
        if self._by_title >= MOST_BY_TITLE or len(terms) < 4:
            return None
        self._by_title += 1
        held, years = frozenset(terms), frozenset(_YEAR.findall(words))
        found: dict[str, float] = {}
        for document in self._documents(terms):
            title = frozenset(terms_of(document.facts.title))
            dated = not years or document.facts.year is None or str(document.facts.year) in years
            if len(title) >= 4 and dated and len(title & held) >= TITLE_SHARE * len(title):
                found[document.work] = len(title)
        if not found:
            return None
        best = max(found, key=lambda w: (found[w], w))
        return self._work(best)

    def _documents(self, terms: Iterable[str]) -> list[Document]:
        hits = self._library.index.search(dict.fromkeys(terms, 1.0), TITLE_HITS * 4)
        keys = list(dict.fromkeys((h.passage.document, h.passage.sha256) for h in hits))[:TITLE_HITS]
        return list(self._library.shelf.documents(keys).values())

    def _of_name(self, mark: Mark) -> Cited:
        """Resolve (Author Year): an entry of the list that has both, else a work of this library that has."""
        who, year = mark.value.rsplit(" ", 1)
        surname, bare = re.split(r"[ ,]", who)[0], year[:4]
        for entry in self._listed:
            if re.search(rf"\b{re.escape(surname)}\b", entry.words, re.IGNORECASE) and bare in entry.words:
                return self._of_entry(mark.key, entry)
        if self._listed:
            return Cited(mark.key, "unknown", note="the reference list has no such entry")
        works = {
            d.work
            for d in self._documents(terms_of(f"{who} {bare}"))
            if str(d.facts.year) == bare and any(surname.casefold() in a.casefold() for a in d.facts.authors)
        }
        work = self._work(works.pop()) if len(works) == 1 else None
        if work is not None:
            return self._of_work(mark.key, work, "author and year")
        return Cited(mark.key, "not held", how="author and year", note="named by author and year only")


def _ids_of(mark: Mark) -> Ids:
    """Return an identifier in its one spelling; none for what cannot be one."""
    if mark.scheme == "doi":
        return Ids(doi=identity.doi(mark.value))
    if mark.scheme == "pmid":
        return Ids(pmid=identity.pmid(mark.value) if len(mark.value) <= LARGEST_PMID else None)
    digits = mark.value.removeprefix("PMC")
    return Ids(pmcid=identity.pmcid(mark.value) if len(digits) <= LARGEST_PMC else None)


def _title_words(entry: Entry) -> str:
    """Return the words of an entry without its identifiers."""
    words = entry.words
    for mark in sorted(entry.marks, key=lambda m: -m.start):
        words = words[: mark.start] + words[mark.end :]
    return " ".join(words.split()).strip(" .;,")


def _apart(words: str, title: str, documents: Iterable[Document]) -> bool:
    """Whether an entry and the work its identifier leads to are plainly two papers: title, authors and year all differ."""
    named, held = frozenset(terms_of(title)), frozenset(terms_of(words))
    if len(named) < 4 or len(held) < 6 or len(named & held) >= OTHER_SHARE * len(named):
        return False
    for document in documents:
        surnames = {author.split()[0].strip(",").casefold() for author in document.facts.authors if author.split()}
        if surnames & set(re.findall(r"\w+", words.casefold())) or str(document.facts.year) in words:
            return False
    return True


def superseded(documents: Iterable[Document]) -> tuple[Notice, ...]:
    """Return what a pack says of a work that was replaced as a whole, in its title or note."""
    for document in documents:
        for said in (document.facts.title, document.facts.note or ""):
            found = re.search(r"[^.;(]*\bsupersed\w+[^.;)]*", said, re.IGNORECASE)
            if found:
                return (Notice("superseded", None, "pack", found[0].strip()),)
    return ()


def outdated(library: Opened, works: Iterable[str], named: Iterable[str]) -> str:
    """Say which statement of a cited work, on what a sentence names (concept ids), the packs keep as superseded."""
    concepts, said = library.concepts, set(named)
    for work in works:
        local = work.partition(":")[2]
        for pack in library.packs:
            for kept in pack.withheld:
                own = kept.id.rpartition("-")[0] == local and kept.reason.startswith("superseded by")
                if own and all(
                    _meets(group, said, concepts) for group in (kept.conditions, kept.interventions) if group
                ):
                    return f"what the cited source says on this was {kept.reason}"
    return ""


def _meets(group: Iterable[str], said: set[str], concepts: Concepts) -> bool:
    return any(g in said or said & concepts.descendants(g) for g in group)
