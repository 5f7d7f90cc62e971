"""Which judged evidence a page shows, and in which order: relevance first, then level, then place.

A piece's worth is its search score, scaled to the best of the list, plus what its slots say. The weights are few and
stand in one table; they order a page and are never printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quoth.model import Evidence, Question, QuestionType, Relation, Voice

FROM_ONE_SOURCE = 4
LEAST = 0.6  # what is worth less than this share of the best piece is a neighbour of a neighbour
SCORE_WEIGHT = 1.0

CONDITION: Mapping[Relation, float] = {
    Relation.SAME: 1.0,
    Relation.NARROWER: 0.8,
    Relation.BROADER: 0.45,
    Relation.UNASKED: 0.5,
    Relation.OTHER: 0.0,
}
INTERVENTION: Mapping[Relation, float] = {
    Relation.SAME: 0.8,
    Relation.NARROWER: 0.7,
    Relation.BROADER: 0.55,
    Relation.UNASKED: 0.4,
    Relation.OTHER: 0.0,
}
POPULATION_MET = 0.2
OUTCOME_MET = 0.2
# Which roles answer which type of question.
ROLES: Mapping[QuestionType, tuple[str, ...]] = {
    QuestionType.TREATMENT: ("recommendation", "result"),
    QuestionType.PREVENTION: ("recommendation", "result"),
    QuestionType.COMPARISON: ("result", "recommendation"),
    QuestionType.PROGNOSIS: ("result",),
    QuestionType.HARM: ("harm",),
    QuestionType.DIAGNOSIS: ("recommendation", "result", "definition"),
    QuestionType.UPDATE: ("recommendation",),
    QuestionType.DEFINITION: ("definition", "background"),
    QuestionType.REASON: ("background", "harm"),
    QuestionType.LABEL: ("recommendation", "background"),
}
ROLE_MET = 0.15


SITUATION_MET = 0.6  # a pack's situation table says that this neighbour matters here
GUIDANCE_NEXT_DOOR = 0.3  # of a neighbouring condition a page wants the guidance; its outcomes are two steps away
APPRAISALS = 3
LEVEL_STEP = 0.03  # a page prefers the stronger design among equals
WEAKEST = 11


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of judged evidence, the situation it belongs to (a letter or nothing), and its worth."""

    evidence: Evidence
    situation: str
    worth: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The pieces a page shows, best first, and how much was worth showing but had no room."""

    shown: tuple[Piece, ...]
    crowded_out: int


def worth(question: Question, evidence: Evidence, best: float, situation: str) -> float:
    """Return how much a piece of judged evidence is worth to this question (about 0 to 4)."""
    judgement, finding, level = evidence.judgement, evidence.finding, evidence.level
    assert judgement is not None, "evidence is judged before it is chosen"
    total = SCORE_WEIGHT * evidence.score / best if best > 0 else 0.0
    total += CONDITION[judgement.condition] + INTERVENTION[judgement.intervention]
    total += SITUATION_MET if situation else 0.0
    total += LEVEL_STEP * (WEAKEST - level.rank) if level else 0.0
    if judgement.condition is Relation.OTHER and situation and level and level.design == "guideline":
        total += GUIDANCE_NEXT_DOOR
    if finding is not None:
        total += POPULATION_MET * _share(question.population, finding.population)
        total += OUTCOME_MET * _share(question.outcomes, finding.outcomes)
        total += ROLE_MET * (finding.role in ROLES[question.type])
    return round(total, 6)


def _share(asked: tuple[str, ...], found: tuple[str, ...]) -> float:
    return len(set(asked) & set(found)) / len(asked) if asked else 0.0


def choose(
    question: Question, evidence: Iterable[Evidence], situation_of: Callable[[Evidence], str], rows: int, limit: int
) -> Choice:
    """Return the best ``limit`` pieces: few from any one source on one situation, no situation (of ``rows``) crowding out the others."""
    pool = list(evidence)
    best = max((e.score for e in pool), default=0.0)
    pieces = [Piece(e, letter, worth(question, e, best, letter)) for e in pool for letter in [situation_of(e)]]
    pieces.sort(key=lambda p: (-p.worth, p.evidence.passage.sha256, p.evidence.passage.start))
    needed = LEAST * pieces[0].worth if pieces else 0.0
    each = max(2, -(-limit // rows) + 1) if rows else limit
    shown: list[Piece] = []
    crowded = 0
    taken: Counter[str] = Counter()
    for piece in pieces:
        if piece.worth < needed:
            break
        caps = _caps(piece, each)
        if len(shown) >= limit or any(taken[key] >= most for key, most in caps.items()):
            crowded += 1
            continue
        shown.append(piece)
        taken.update(caps.keys())
    return Choice(tuple(shown), crowded)


def _caps(piece: Piece, each: int) -> dict[str, int]:
    """Return what a piece counts towards, and how many of each a page takes."""
    document, judgement = piece.evidence.document, piece.evidence.judgement
    if document.voice is Voice.APPRAISAL:
        return {"appraisals": APPRAISALS}
    caps = {f"work {document.work} {piece.situation}": FROM_ONE_SOURCE}
    if piece.situation and judgement is not None and judgement.condition is Relation.OTHER:
        caps[f"situation {piece.situation}"] = each
    return caps
