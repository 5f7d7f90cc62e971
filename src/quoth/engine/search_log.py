"""The search as run -> its log: a line for each idea of the question, with its terms, where they come from, its counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import version

from quoth.engine.counting import Counting
from quoth.engine.opened import Opened
from quoth.engine.strategy import Strategy
from quoth.index import ANALYSER, concept_term, terms_of
from quoth.index.words import TOKEN
from quoth.model import Concept
from quoth.model.listings import Line, Miss, SearchLog

WORDS = "text+title"
CONCEPTS = "concept"
OWN_TEXTS = "the library's own texts"
SLOTS = ("condition", "intervention", "population", "outcome")
MOST = 30  # near misses that are named; more are counted


def log_of(library: Opened, strategy: Strategy, taken: int, shown: int, misses: Iterable[Miss] = ()) -> SearchLog:
    """Return the log of a search of which ``taken`` passages were read and ``shown`` are shown.

    Every count is the index's own: asking it again gives the same.
    """
    near, count = list(misses), Counting(library)
    counted: dict[str, int] = {}
    for miss in near[MOST:]:
        counted[miss.outcome] = counted.get(miss.outcome, 0) + 1
    return SearchLog(
        question=strategy.question.text,
        filters=strategy.filters,
        engine=f"Quoth {version('quoth')}, analyser {ANALYSER}",
        library=library.name(),
        fingerprint=library.fingerprint(),
        sources=tuple(_sources(library)),
        held=count(),
        lines=tuple(lines_of(library, strategy, count)),
        combined=count(strategy.weights),
        filtered=count.of(strategy),
        taken=taken,
        shown=shown,
        unread=strategy.question.unread,
        notes=strategy.notes,
        misses=tuple(near[:MOST]),
        more=tuple(counted.items()),
    )


def lines_of(library: Opened, strategy: Strategy, count: Counting) -> Iterator[Line]:
    """Yield the lines of a strategy: each word as typed and as read, each concept asked about, its kinds and wider names.

    Terms that the search added on other grounds stand together on a last line, so that no term is left out.
    """
    typed = list(_typed(strategy))
    drafts = [*typed, *_read(strategy, {term for draft in typed for term in draft[3]}), *_named(library, strategy)]
    told = {term for draft in drafts for term in draft[3]}
    added = tuple(sorted(set(strategy.weights) - told))
    if added:
        drafts.append(("added", "terms added by the search", "", added, added, (), WORDS, OWN_TEXTS))
    for number, (origin, about, slot, terms, names, synonyms, fields, source) in enumerate(drafts, 1):
        weight = max(strategy.weights[term] for term in terms)
        yield Line(number, origin, about, slot, terms, names, fields, weight, count(terms), source, synonyms)


_Draft = tuple[str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str, str]


def slot_of_words(strategy: Strategy) -> dict[str, str]:
    """Return for each term typed the slot of the mention that it stands in, "" where it stands in none."""
    slots: dict[str, str] = {}
    for match in TOKEN.finditer(strategy.question.text):
        inside = [m.type for m in strategy.question.mentions if m.start <= match.start() < m.end]
        for term in terms_of(match.group()):
            slots[term] = slots.get(term) or next(iter(inside), "")
    return slots


def _typed(strategy: Strategy) -> Iterator[_Draft]:
    forms: dict[str, list[str]] = {}
    for match in TOKEN.finditer(strategy.question.text):
        for term in terms_of(match.group()):
            if term in strategy.weights:
                forms.setdefault(term, []).append(match.group())
    slots = slot_of_words(strategy)
    for term, typed in forms.items():
        names = tuple(dict.fromkeys(typed))
        yield "typed", names[0], slots[term], (term,), names, (), WORDS, ""


def _read(strategy: Strategy, typed: Collection[str]) -> Iterator[_Draft]:
    """Yield what words were also read as: the nearest spelling of one never seen, the long form of a short one."""
    read: dict[tuple[str, str], dict[str, None]] = {}
    for term in strategy.terms:
        if term.origin in {"spelling", "abbreviation"} and term.term not in typed:
            read.setdefault((term.origin, term.source), {})[term.term] = None
    for (origin, word), terms in read.items():
        yield origin, word, "", tuple(terms), tuple(terms), (), WORDS, OWN_TEXTS


def _named(library: Opened, strategy: Strategy) -> Iterator[_Draft]:
    concepts, weights = library.concepts, strategy.weights
    for slot, asked in asked_of(strategy):
        concept = concepts.get(asked) or Concept(asked, asked, slot)
        own = concept_term(asked)
        if own in weights:
            source = source_of(library, asked)
            yield "concept", concept.name, slot, (own,), (concept.name,), concept.synonyms, CONCEPTS, source
        for origin, kin in (("kinds", concepts.descendants(asked)), ("wider", concepts.ancestors(asked))):
            met = sorted(k for k in kin if concept_term(k) in weights)
            if met:
                names = tuple(c.name if (c := concepts.get(k)) else k for k in met)
                source = source_of(library, met[0])
                yield origin, concept.name, slot, tuple(map(concept_term, met)), names, (), CONCEPTS, source


def asked_of(strategy: Strategy) -> list[tuple[str, str]]:
    """Return the concepts asked about as (slot, id), each once."""
    question = strategy.question
    slots = (question.conditions, question.interventions, question.population, question.outcomes)
    named = {concept: slot for slot, ids in reversed(list(zip(SLOTS, slots, strict=True))) for concept in ids}
    return [(slot, c) for slot, ids in zip(SLOTS, slots, strict=True) for c in ids if named[c] == slot]


def source_of(library: Opened, concept: str) -> str:
    """Return the pack or vocabulary that a concept is an entry of."""
    pack = next((p for p in library.packs if concept.startswith(f"{p.id}:")), None)
    if pack is not None:
        return f"pack {pack.id}"
    return next((v.name for v in library.vocabularies if v.get(concept)), "")


def _sources(library: Opened) -> Iterator[tuple[str, str]]:
    for pack in library.packs:
        yield f"pack {pack.id}", f"{pack.title}, version {pack.version} of {pack.compiled}, sha256 {pack.sha256[:12]}"
    for vocabulary in library.vocabularies:
        yield vocabulary.name, f"{len(vocabulary):,} concepts, sha256 {vocabulary.sha256[:12]}"
