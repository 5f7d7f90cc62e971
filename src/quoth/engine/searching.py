"""A question -> judged evidence: the terms it is searched by, and what the hits of the index say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quoth.annotate.question import read_question
from quoth.engine import dense
from quoth.engine.opened import Opened
from quoth.index import concept_term, terms_of
from quoth.model import Evidence, Hit, Passage, Question
from quoth.model.searches import Searched, Term

OWN, WIDER, KIND = 1.5, 0.4, 0.9  # weight of a concept asked about, of a wider one, of a kind of it; a word weighs 1


def weights_of(library: Opened, question: Question) -> dict[str, float]:
    """Return the terms a question is searched by, each with its weight."""
    concepts = library.concepts
    weights = dict.fromkeys(terms_of(question.text), 1.0)
    asked = (*question.conditions, *question.interventions, *question.population, *question.outcomes)
    kin = {concept_term(c): KIND for a in asked for c in concepts.descendants(a)}
    wide = {concept_term(c): WIDER for a in asked for c in concepts.ancestors(a)}
    own = {concept_term(a): OWN for a in asked}
    return weights | wide | kin | own


def search(library: Opened, asked: str | Question, limit: int) -> Searched:
    """Return the best ``limit`` passages for a question; raises QuestionRefused for a text that is none."""
    question = read_question(asked, library.matcher, library.concepts) if isinstance(asked, str) else asked
    weights = weights_of(library, question)
    terms = tuple(
        Term(term, weight, "concept" if term.startswith("c|") else "word") for term, weight in weights.items()
    )
    hits = dense.fused(library, question.text, library.index.search(weights, limit), limit)
    return Searched(question, terms, tuple(hits))


def evidence_of(
    library: Opened, question: Question, hits: Sequence[Hit], weights: Mapping[str, float]
) -> list[Evidence]:
    """Return hits as judged evidence, each passage once, in their order."""
    documents = library.shelf.documents([(h.passage.document, h.passage.sha256) for h in hits])
    works = library.shelf.works(d.work for d in documents.values())
    found: dict[Passage, Evidence] = {}
    for hit in hits:
        document = documents.get((hit.passage.document, hit.passage.sha256))
        if document is not None:  # removed passages are filtered at reading
            work = works.get(document.work)
            evidence = library.judging.evidence(question, document, hit.passage, hit.score, work, weights)
            found.setdefault(evidence.passage, evidence)
    return list(found.values())
