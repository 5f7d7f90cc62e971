"""The state of the evidence, and what may stand on top of a page.

Sources are counted by directness and design, never by direction: survival after a treatment is not its effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quoth.answer.choose import ROLES, WEAKEST
from quoth.answer.designs import GROUPS, group_of
from quoth.model import Claim, Concepts, Conflict, Evidence, LabelKind, Question, QuestionType, Relation, State, Voice

Cited = tuple[Evidence, Claim]
EXACT = frozenset({Relation.SAME, Relation.UNASKED})
SILENT_ROLES = frozenset({"background", "definition", "gap"})  # a source that only says this is not evidence on it
TREATING = frozenset({QuestionType.TREATMENT, QuestionType.COMPARISON, QuestionType.PREVENTION})

NOTHING_DIRECT = "no source here speaks directly and without reserve to the question"
UNREAD = "words of the question were not read: {words}"
NO_TREATMENT = "no treatment was named, so no one line can answer"
DISAGREE = "direct sources here disagree ({ids}, below)"
FILTERED = "the search was filtered, and what it left out may speak against what is shown"
BOTH_WAYS = "the strongest direct lines point different ways"


@dataclass(frozen=True, slots=True)
class Top:
    """What stands on top: a claim's id, or nothing with the reason."""

    claim: str | None
    reason: str = ""


def is_literature(claim: Claim) -> bool:
    """Whether a claim is a source's and not the pack authors' own."""
    return claim.voice is not Voice.APPRAISAL


def state_of(question: Question, cited: Sequence[Cited], concepts: Concepts) -> State:
    """Count the page's sources: on just what was asked, on a kind of it, on neighbours only."""
    literature = [(e, c) for e, c in cited if is_literature(c) and _stands(e)]
    met = [(e, c) for e, c in literature if e.judgement and e.judgement.direct]
    direct = [(e, c) for e, c in met if _tells(e)]
    exact = {e.document.work: _group(e) for e, _ in direct if e.judgement and e.judgement.condition in EXACT}
    kinds = {e.document.work: _group(e) for e, _ in direct if e.document.work not in exact}
    return State(
        topic=_topic(question, concepts),
        exact=_counted(exact.values()),
        kinds=tuple(pair for pair in _counted(kinds.values()) if pair[1]),
        nearest=tuple(c.id for e, c in met if e.document.work not in exact),
        indirect=len({e.document.work for e, _ in literature} - {e.document.work for e, _ in met}),
    )


def _stands(evidence: Evidence) -> bool:
    """Whether a source counts as evidence: it is not retracted and, as a hospital's own, not past its date."""
    labels = evidence.judgement.labels if evidence.judgement else ()
    return not any(label.kind in {LabelKind.RETRACTED, LabelKind.PAST} for label in labels)


def _tells(evidence: Evidence) -> bool:
    return evidence.finding is None or evidence.finding.role not in SILENT_ROLES


def _group(evidence: Evidence) -> str:
    return group_of(evidence.level.design if evidence.level else "")


def _counted(groups: Iterable[str]) -> tuple[tuple[str, int], ...]:
    listed = list(groups)
    return tuple((name, listed.count(name)) for name, _ in GROUPS)


def _topic(question: Question, concepts: Concepts) -> str:
    def names(ids: tuple[str, ...]) -> str:
        return " / ".join((c.name if (c := concepts.get(i)) else i) for i in ids)

    condition, intervention = names(question.conditions), names(question.interventions)
    return (
        f"{intervention} in {condition}" if condition and intervention else condition or intervention or "this question"
    )


def bottom_line(question: Question, cited: Sequence[Cited], conflicts: Iterable[Conflict]) -> Top:
    """Return the claim that stands on top, or nothing and why.

    A source's line stands there when it speaks of just what was asked, carries no label, is of a role that answers
    this type of question, meets the population and outcome asked about, and no direct source on the page disagrees:
    the paper's own words before ours, then the very intervention, then the strongest design, then the order of the
    page. Without one, a direct unsigned appraisal may stand there, marked as such.
    """
    if question.unread:
        return Top(None, UNREAD.format(words=", ".join(question.unread)))
    exact = [(e, c) for e, c in cited if e.judgement and e.judgement.clean and e.judgement.condition in EXACT]
    lines = [pair for pair in exact if is_literature(pair[1]) and _answers(question, pair[0])]
    if lines and question.type in TREATING and not question.interventions:
        return Top(None, NO_TREATMENT)
    if lines:
        return _strongest(lines, cited, conflicts)
    own = [pair for pair in exact if not is_literature(pair[1])]
    if own:
        return Top(min(own, key=lambda pair: (_slot(pair[0]), _strays(question, pair[0])))[1].id)
    return Top(None, NOTHING_DIRECT)


def _answers(question: Question, evidence: Evidence) -> bool:
    finding, level = evidence.finding, evidence.level
    if finding is None:
        return level is not None
    return (
        finding.role in ROLES[question.type]
        and (level is None or level.design != "local protocol")
        and (not question.population or bool(set(question.population) & set(finding.population)))
        and (not question.outcomes or bool(set(question.outcomes) & set(finding.outcomes)))
    )


def _strongest(lines: Sequence[Cited], cited: Sequence[Cited], conflicts: Iterable[Conflict]) -> Top:
    near = {c.id for e, c in cited if is_literature(c) and _bears(e)}
    best = min(lines, key=_standing)
    told = [x.id for x in conflicts if best[1].id in {*x.side_a, *x.side_b} and _both_shown(x, near)]
    if told:
        return Top(None, DISAGREE.format(ids=", ".join(told)))
    equals = {e.finding.direction for e, c in lines if e.finding and _standing((e, c)) == _standing(best)}
    if {"supports", "against"} <= equals:
        return Top(None, BOTH_WAYS)
    return Top(best[1].id)


def _bears(evidence: Evidence) -> bool:
    """Whether a piece can disagree with a direct line: same condition, and the treatment asked about or its class."""
    judgement = evidence.judgement
    return judgement is not None and Relation.OTHER not in {judgement.condition, judgement.intervention}


def _both_shown(conflict: Conflict, near: set[str]) -> bool:
    return bool(near & set(conflict.side_a)) and bool(near & set(conflict.side_b))


def _standing(pair: Cited) -> tuple[bool, int, int]:
    evidence, claim = pair
    return (claim.voice is not Voice.SOURCE, _slot(evidence), evidence.level.rank if evidence.level else WEAKEST)


def _slot(evidence: Evidence) -> int:
    """Return 0 where the very intervention asked about is met, more where only a kin of it is."""
    order = tuple(Relation)
    return order.index(evidence.judgement.intervention) if evidence.judgement else len(order)


def _strays(question: Question, evidence: Evidence) -> int:
    """Return how many conditions besides those asked about a finding speaks of."""
    return len(set(evidence.finding.conditions) - set(question.conditions)) if evidence.finding else 0
