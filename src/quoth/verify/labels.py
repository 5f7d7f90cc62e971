"""The coded checks of promise 3, for ask and audit alike: is this evidence direct, and is it a finding at all?

A piece of evidence is *direct* when what it speaks of is the condition asked about or a kind of it, and its
intervention is the one asked about or a kind of it. Everything else is labelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from quoth.model import (
    Concepts,
    Finding,
    Judgement,
    Label,
    LabelKind,
    Question,
    QuestionType,
    Relation,
    Sentence,
    Slot,
)
from quoth.model.lists import KIN

ORDER = (Relation.SAME, Relation.NARROWER, Relation.BROADER, Relation.OTHER)
MET = frozenset({Relation.SAME, Relation.NARROWER, Relation.UNASKED})
STEM = 6  # letters of an unread word that a text must hold: "antibiotics" is met by "antibiotic"
BACKGROUND_ROLES = frozenset({"background", "definition"})


def relation(asked: Iterable[str], found: Iterable[str], concepts: Concepts) -> Relation:
    """Return how the nearest of ``found`` stands to the nearest of ``asked`` (concept ids).

    Where a concept and a kind of it are asked about (cancer TMA, gastric cancer TMA), another kind is a neighbour.
    """
    return _nearest(tuple(asked), tuple(found), concepts)[0]


@lru_cache(maxsize=65536)
def _nearest(asked: tuple[str, ...], found: tuple[str, ...], concepts: Concepts) -> tuple[Relation, str]:
    """Return the relation, and which of ``found`` stands in it: the first; "" where there is none."""
    if not asked:
        return Relation.UNASKED, ""
    pairs = [(_pair(a, f, concepts), f) for a in asked for f in found if not _sibling(a, f, asked, concepts)]
    return min(pairs, key=lambda pair: ORDER.index(pair[0]), default=(Relation.OTHER, next(iter(found), "")))


def slots_of(question: Question, finding: Finding, concepts: Concepts) -> tuple[Slot, ...]:
    """Return how each slot of the question is met: what was asked about together is one slot a family of kin."""
    return (
        *_slots("condition", question.conditions, finding.conditions, concepts),
        *_slots("intervention", question.interventions, finding.interventions, concepts),
    )


@lru_cache(maxsize=65536)
def _slots(name: str, asked: tuple[str, ...], found: tuple[str, ...], concepts: Concepts) -> tuple[Slot, ...]:
    if not asked:
        return (Slot(name, (), "", Relation.UNASKED),)
    groups = [tuple(group) for group in families(asked, concepts)]
    met = [(group, *_nearest(group, found, concepts)) for group in groups]
    return tuple(Slot(name, group, one, relation) for group, relation, one in met)


def _sibling(wide: str, found: str, asked: tuple[str, ...], concepts: Concepts) -> bool:
    """Whether ``found`` is a kind of ``wide`` other than the kinds of it that were asked about."""
    if len(asked) < 2 or found not in concepts.descendants(wide):
        return False
    kinds = [a for a in asked if a in concepts.descendants(wide)]
    return bool(kinds) and all(_pair(kind, found, concepts) is Relation.OTHER for kind in kinds)


def _pair(asked: str, found: str, concepts: Concepts) -> Relation:
    if asked == found:
        return Relation.SAME
    if found in concepts.descendants(asked):
        return Relation.NARROWER
    if found in concepts.ancestors(asked):
        return Relation.BROADER
    return Relation.OTHER


def judge(
    question: Question, finding: Finding, text: str, concepts: Concepts, sentence: Sentence | None = None
) -> Judgement:
    """Return how ``finding``, whose words are ``text``, stands to ``question``, with every label a reader must see.

    ``sentence`` is what the annotator saw where the text is a paper's own.

    A slot that the question leaves empty is met by anything, unless some word of the question was not read: then the
    text itself must hold such a word.
    """
    condition = relation(question.conditions, finding.conditions, concepts)
    intervention = relation(question.interventions, finding.interventions, concepts)
    labels = [
        *_condition_labels(question, finding, condition, concepts),
        *_intervention_labels(question, finding, intervention, concepts),
        *_unread_labels(question, condition, intervention, text),
    ]
    if finding.role in BACKGROUND_ROLES:
        labels.append(Label(LabelKind.BACKGROUND))
    if finding.read == "second-hand":
        labels.append(Label(LabelKind.BORROWED, "read second-hand"))
    if sentence is not None and sentence.borrowed:
        told = ", ".join(ref for ref in sentence.borrowed if ref)
        labels.append(Label(LabelKind.BORROWED, f"reports {told}" if told else "reports earlier work"))
    return Judgement(condition, intervention, tuple(labels), slots_of(question, finding, concepts))


def _condition_labels(question: Question, finding: Finding, found: Relation, concepts: Concepts) -> list[Label]:
    excluded = [c for c in finding.excludes if relation(question.conditions, (c,), concepts) in KIN]
    if excluded:
        return [
            Label(LabelKind.INDIRECT, f"{_names(finding.conditions, concepts)}; excludes {_names(excluded, concepts)}")
        ]
    if found is Relation.UNASKED:
        return []
    if found in MET:
        return _partial(question, finding, concepts)
    if not finding.conditions:
        return [Label(LabelKind.INDIRECT, "patients in general")]
    if found is Relation.BROADER:
        wider = [f for f in finding.conditions if relation(question.conditions, (f,), concepts) is Relation.BROADER]
        return [Label(LabelKind.INDIRECT, f"wider group, {_names(wider, concepts)}")]
    return [Label(LabelKind.INDIRECT, _names(finding.conditions, concepts))]


def _partial(question: Question, finding: Finding, concepts: Concepts) -> list[Label]:
    """Label a finding on one of several conditions asked about together: "HIT in a patient with TMA" is both."""
    if question.type is QuestionType.COMPARISON:
        return []
    groups = families(question.conditions, concepts)
    if all(relation(group, finding.conditions, concepts) in MET for group in groups):
        return []
    return [Label(LabelKind.INDIRECT, f"{_names(finding.conditions, concepts)} only")]


def families(asked: Iterable[str], concepts: Concepts) -> list[list[str]]:
    """Split concepts into groups of kin: what is a kind of another stands with it."""
    groups: list[list[str]] = []
    for concept in asked:
        kin = [g for g in groups if any(_pair(concept, other, concepts) in KIN for other in g)]
        for group in kin:
            groups.remove(group)
        groups.append([*(other for group in kin for other in group), concept])
    return groups


def _intervention_labels(question: Question, finding: Finding, found: Relation, concepts: Concepts) -> list[Label]:
    if found is Relation.UNASKED or (found is Relation.BROADER and finding.role == "gap"):
        return []
    if found in MET:
        return _not_together(question, finding, concepts)
    if not finding.interventions:
        return [Label(LabelKind.INDIRECT, "no treatment compared")]
    if found is Relation.BROADER:
        wider = [
            f for f in finding.interventions if relation(question.interventions, (f,), concepts) is Relation.BROADER
        ]
        return [Label(LabelKind.INDIRECT, f"wider treatment, {_names(wider, concepts)}")]
    return [Label(LabelKind.INDIRECT, f"other treatment, {_names(finding.interventions, concepts)}")]


def _not_together(question: Question, finding: Finding, concepts: Concepts) -> list[Label]:
    """Label a finding on one of several drugs that a question names without saying what they are for."""
    if question.conditions or question.type is QuestionType.COMPARISON:
        return []
    groups = families(question.interventions, concepts)
    if all(relation(group, finding.interventions, concepts) in MET for group in groups):
        return []
    return [Label(LabelKind.INDIRECT, f"{_names(finding.interventions, concepts)} only")]


def _unread_labels(question: Question, condition: Relation, intervention: Relation, text: str) -> list[Label]:
    if not question.unread or Relation.UNASKED not in {condition, intervention}:
        return []
    lowered = text.casefold()
    if any(word.casefold()[:STEM] in lowered for word in question.unread):
        return []
    return [Label(LabelKind.INDIRECT, f"not matched to {', '.join(question.unread[:3])}")]


def _names(ids: Iterable[str], concepts: Concepts) -> str:
    named = [(concept.name if (concept := concepts.get(i)) else i) for i in ids]
    return ", ".join(named[:2]) + (" and others" if len(named) > 2 else "")
