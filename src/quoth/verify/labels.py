"""The coded checks of promise 3, for ask and audit alike: is this evidence direct, and is it a finding at all?

A piece of evidence is *direct* when what it speaks of is the condition asked about or a kind of it, and its
intervention is the one asked about, a kind of it, or a wider class that names it. Everything else is labelled.
"""

from __future__ import annotations

from collections.abc import Iterable

from quoth.model import Concepts, Finding, Judgement, Label, LabelKind, Question, Relation

ORDER = (Relation.SAME, Relation.NARROWER, Relation.BROADER, Relation.OTHER)
MET = frozenset({Relation.SAME, Relation.NARROWER, Relation.UNASKED})
BACKGROUND_ROLES = frozenset({"background", "definition"})


def relation(asked: Iterable[str], found: Iterable[str], concepts: Concepts) -> Relation:
    """Return how the nearest of ``found`` stands to the nearest of ``asked`` (concept ids)."""
    asked, found = tuple(asked), tuple(found)
    if not asked:
        return Relation.UNASKED
    pairs = [_pair(a, f, concepts) for a in asked for f in found]
    return min(pairs, key=ORDER.index, default=Relation.OTHER)


def _pair(asked: str, found: str, concepts: Concepts) -> Relation:
    if asked == found:
        return Relation.SAME
    if found in concepts.descendants(asked):
        return Relation.NARROWER
    if found in concepts.ancestors(asked):
        return Relation.BROADER
    return Relation.OTHER


def judge(question: Question, finding: Finding, concepts: Concepts) -> Judgement:
    """Return how ``finding`` stands to ``question``, with every label that a reader must see."""
    condition = relation(question.conditions, finding.conditions, concepts)
    intervention = relation(question.interventions, finding.interventions, concepts)
    labels = [*_condition_labels(question, finding, condition, concepts)]
    labels += _intervention_labels(question, finding, intervention, concepts)
    if finding.role in BACKGROUND_ROLES:
        labels.append(Label(LabelKind.BACKGROUND))
    if finding.read == "second-hand":
        labels.append(Label(LabelKind.BORROWED, "read second-hand"))
    return Judgement(condition, intervention, tuple(labels))


def _condition_labels(question: Question, finding: Finding, found: Relation, concepts: Concepts) -> list[Label]:
    if found in MET:
        return []
    if not finding.conditions:
        return [Label(LabelKind.INDIRECT, "patients in general")]
    if found is Relation.BROADER:
        wider = [f for f in finding.conditions if relation(question.conditions, (f,), concepts) is Relation.BROADER]
        return [Label(LabelKind.INDIRECT, f"wider group, {_names(wider, concepts)}")]
    return [Label(LabelKind.INDIRECT, _names(finding.conditions, concepts))]


def _intervention_labels(question: Question, finding: Finding, found: Relation, concepts: Concepts) -> list[Label]:
    if found in MET or found is Relation.BROADER or not question.interventions:
        return []
    if not finding.interventions:
        return [Label(LabelKind.INDIRECT, "no treatment compared")]
    return [Label(LabelKind.INDIRECT, f"other treatment, {_names(finding.interventions, concepts)}")]


def _names(ids: Iterable[str], concepts: Concepts) -> str:
    named = [(concept.name if (concept := concepts.get(i)) else i) for i in ids]
    return ", ".join(named[:2]) + (" and others" if len(named) > 2 else "")
