"""Which judged evidence a page shows, and in which order: relevance first, then level, then place.

A piece's worth is its search score, scaled to the best of the list, plus what its slots say. The weights are few and
stand in one table; they order a page and are never printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quoth.model import Evidence, Question, QuestionType, Relation, Voice
from quoth.model.lists import KIN

# --- weights: how much each thing is worth; they were set by hand on the pack's 40 known questions ----------------------
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
LEVEL_STEP = 0.02  # a page prefers the stronger design among equals
WEAKEST = 15  # the rank of the last design in the table of levels

# --- room: how much of each a page takes -------------------------------------------------------------------------------
FROM_ONE_SOURCE = 4
APPRAISALS = 3
LEAST = 0.6  # what is worth less than this share of the best piece is a neighbour of a neighbour


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of judged evidence, the situation it belongs to (a letter or nothing), and its worth.

    Pieces are told apart by being one, not by comparing the documents behind them.
    """

    evidence: Evidence
    situation: str
    worth: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The pieces a page shows, best first, and what became of the others.

    Each piece of the evidence stands in one of the four: shown; worth showing, but no room; worth too little beside
    the best; of another subject.
    """

    shown: tuple[Piece, ...]
    crowded_out: tuple[Piece, ...]
    weak: tuple[Piece, ...] = ()
    unfit: tuple[Piece, ...] = ()


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
    """Return the best ``limit`` pieces.

    Where a situation table of ``rows`` applies, each row first gets its piece of the strongest design; then pieces
    come by worth, few from any one source. A recommendation never comes without its opposite from the same source.
    """
    pool = list(evidence)
    best = max((e.score for e in pool), default=0.0)
    every = [Piece(e, letter, worth(question, e, best, letter)) for e in pool for letter in [situation_of(e)]]
    pieces = sorted(filter(_fits, every), key=_by_worth)
    needed = LEAST * pieces[0].worth if pieces else 0.0
    weak = [p for p in pieces if p.worth < needed]
    pieces = [p for p in pieces if p.worth >= needed or p.situation]
    page = _Page(limit, max(2, -(-limit // rows) + 2) if rows else limit)
    for piece in _row_leaders(pieces):
        page.take(piece)
    for piece in pieces:
        if piece.worth >= needed:
            page.take(piece)
    page.complete(pieces)
    crowded = [p for p in pieces if p.worth >= needed and p not in page.shown]
    return Choice(
        shown=tuple(sorted(page.shown, key=_by_worth)),
        crowded_out=tuple(crowded),
        weak=tuple(p for p in weak if p not in page.shown),
        unfit=tuple(p for p in every if not _fits(p)),
    )


def _by_worth(piece: Piece) -> tuple[float, str, int]:
    return (-piece.worth, piece.evidence.passage.sha256, piece.evidence.passage.start)


def _fits(piece: Piece) -> bool:
    """Whether a piece has anything to do with the question: it shares a slot, or a situation table asks for it."""
    judgement = piece.evidence.judgement
    if judgement is None or piece.situation:
        return judgement is not None
    slots = {judgement.condition, judgement.intervention}
    if slots == {Relation.UNASKED}:
        return judgement.direct  # the text itself holds a word that named no concept
    return judgement.condition in KIN or judgement.intervention in KIN


def _row_leaders(pieces: Iterable[Piece]) -> list[Piece]:
    """Return each situation's piece of the strongest design, the worthier first among equals."""
    leaders: dict[str, Piece] = {}
    for piece in pieces:
        if piece.situation and piece.evidence.document.voice is not Voice.APPRAISAL and _tells(piece):
            held = leaders.get(piece.situation)
            if held is None or _rank(piece) < _rank(held):
                leaders[piece.situation] = piece
    return sorted(leaders.values(), key=_by_worth)


def _tells(piece: Piece) -> bool:
    """Whether a piece reports or recommends something, rather than say what is known or not."""
    finding = piece.evidence.finding
    return finding is None or finding.role in {"result", "recommendation", "harm"}


def _rank(piece: Piece) -> int:
    return piece.evidence.level.rank if piece.evidence.level else WEAKEST


class _Page:
    """A page being filled."""

    def __init__(self, limit: int, each: int) -> None:
        self.shown: list[Piece] = []
        self._limit = limit
        self._each = each  # neighbours of one situation
        self._taken: Counter[str] = Counter()

    def take(self, piece: Piece) -> None:
        """Show a piece if there is room for it."""
        caps = self._caps(piece)
        full = len(self.shown) >= self._limit or any(self._taken[key] >= most for key, most in caps.items())
        if piece not in self.shown and not full:
            self.shown.append(piece)
            self._taken.update(caps.keys())

    def _caps(self, piece: Piece) -> dict[str, int]:
        """Return what a piece counts towards, and how many of each a page takes."""
        document, judgement = piece.evidence.document, piece.evidence.judgement
        if document.voice is Voice.APPRAISAL:
            return {"appraisals": APPRAISALS}
        caps = {f"work {document.work} {piece.situation}": FROM_ONE_SOURCE}
        if piece.situation and judgement is not None and judgement.condition is Relation.OTHER:
            caps[f"situation {piece.situation}"] = self._each
        return caps

    def complete(self, pieces: Iterable[Piece]) -> None:
        """Bring in the opposites of what is shown, in place of the least worthy pieces that are no one's opposite."""
        wanted = [p for p in pieces if p not in self.shown and any(_opposes(p, other) for other in self.shown)]
        for piece in wanted:
            if len(self.shown) >= self._limit:
                spare = [p for p in self.shown if not any(_opposes(p, other) for other in [*self.shown, *wanted])]
                if not spare:
                    return
                self.shown.remove(max(spare, key=_by_worth))
            self.shown.append(piece)


def _opposes(one: Piece, other: Piece) -> bool:
    """Whether two recommendations of one source on the same patients point different ways: give, and stop."""
    a, b = one.evidence, other.evidence
    return (
        a.finding is not None
        and b.finding is not None
        and a.document.work == b.document.work
        and a.finding.role == b.finding.role == "recommendation"
        and bool(set(a.finding.conditions) & set(b.finding.conditions))
        and {a.finding.direction, b.finding.direction} == {"supports", "against"}
    )
