"""A question -> judged evidence: the terms it is searched by, and what the hits of the index say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quoth.annotate.question import read_question
from quoth.engine import dense
from quoth.engine.opened import Opened
from quoth.engine.wording import terms_for
from quoth.index.ranking import ranked
from quoth.model import Evidence, Hit, Passage, Question
from quoth.model.searches import Searched, Term


def search(library: Opened, asked: str | Question, limit: int) -> Searched:
    """Return the best ``limit`` passages for a question; raises QuestionRefused for a text that is none."""
    question = read_question(asked, library.matcher, library.concepts) if isinstance(asked, str) else asked
    terms, notes = terms_for(library, question)
    words = [term.term for term in terms if term.origin in {"word", "spelling"}]
    named = sum(term.origin == "concept" for term in terms)
    found = ranked(library.index, words, weights_of(terms), limit, named)
    more = [Term(t, round(w * found.feedback.share, 6), "feedback") for t, w in found.feedback.weights.items()]
    hits = dense.fused(library, question.text, found.hits, limit)
    return Searched(question, (*terms, *more), tuple(hits), (*notes, *found.notes))


def weights_of(terms: Iterable[Term]) -> dict[str, float]:
    """Return what each term weighs in a search; one that comes twice weighs the more of both."""
    weights: dict[str, float] = {}
    for term in terms:
        weights[term.term] = max(term.weight, weights.get(term.term, 0.0))
    return weights


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
