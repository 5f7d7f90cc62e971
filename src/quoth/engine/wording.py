"""A question -> the terms it is searched by, each with its weight and where it comes from.

The user's own words come first; the words that questions are made of ("treatment", "effect of") say half as much. A
concept that the question names is asked for as such, which finds it by all its names; wider and narrower ones weigh less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from quoth.annotate.frame import FRAME
from quoth.annotate.kin import Kin
from quoth.engine import abbreviated
from quoth.engine.opened import Opened
from quoth.index import concept_term, terms_of
from quoth.index.spelling import nearest
from quoth.model import Question
from quoth.model.searches import Term

COMMON = 0.5  # weight of a word that questions are made of
OWN, NARROWER, WIDER = 1.5, 0.9, 0.4  # of a pack's concept asked about, of a kind of it, of what it is a kind of
SAME, KIND, ABOVE = 0.6, 0.25, 0.05  # the same of a vocabulary's: linked by machine, so below the user's own words
MOST = 60  # narrower concepts of one search: those that most passages name


@cache
def common_terms() -> frozenset[str]:
    """Return the terms of the words that questions are made of."""
    return frozenset(term for word in FRAME for term in terms_of(word))


@lru_cache(maxsize=4)
def _of_packs(concepts: Kin) -> frozenset[str]:
    return frozenset(concept.id for concept in concepts)


def terms_for(library: Opened, question: Question, words: Iterable[str] | None = None) -> tuple[list[Term], list[str]]:
    """Return the terms of a question, and sentences on what was read otherwise than typed.

    ``words`` are its own terms where they are known already.
    """
    own = list(dict.fromkeys(terms_of(question.text) if words is None else words))
    known = library.index.rarity(own)
    common = common_terms()
    found = [Term(word, COMMON if word in common else 1.0, "word") for word in own]
    notes = []
    for word in own:
        near = nearest(library.index, word) if word not in known and word not in common else None
        if near:
            found.append(Term(near, 1.0, "spelling", word))
            notes.append(f"No passage has \u201c{word}\u201d; it was also read as \u201c{near}\u201d.")
    long, told = abbreviated.terms_for(library, question, own)
    return [*found, *long, *_concepts(library, question)], notes + told


def _concepts(library: Opened, question: Question) -> Iterator[Term]:
    """Yield the concepts a question names, then the wider and narrower ones that some passage names."""
    concepts = library.concepts
    asked = dict.fromkeys((*question.conditions, *question.interventions, *question.population, *question.outcomes))
    taken = set(asked)
    packs = _of_packs(concepts)
    for concept in asked:
        yield Term(concept_term(concept), OWN if concept in packs else SAME, "concept", concept)
    near = [(c, a) for a in asked for c in sorted(concepts.descendants(a))]
    wide = [(c, a) for a in asked for c in sorted(concepts.ancestors(a))]
    for pairs, weights, origin in ((near, (NARROWER, KIND), "narrower"), (wide, (WIDER, ABOVE), "wider")):
        fresh = {c: a for c, a in pairs if c not in taken}
        rarity = library.index.rarity(map(concept_term, fresh)) if len(fresh) > MOST else {}
        chosen = sorted(fresh, key=lambda c: (rarity.get(concept_term(c), 99.0), c))[:MOST] if rarity else list(fresh)
        taken.update(chosen)
        for concept in chosen:
            weight = weights[fresh[concept] not in packs]
            yield Term(concept_term(concept), weight, origin, fresh[concept])
