"""Question and judged evidence -> one page. No sentence here asserts medicine: frames come from a short closed list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from quoth.answer.choose import WEAKEST, Choice, Piece, choose
from quoth.answer.cite import Marks, claim_of, documents_of
from quoth.answer.conflicts import conflicts_of
from quoth.answer.gaps import gaps_of, search_of
from quoth.answer.level import GROUPS, group_of
from quoth.answer.situations import letter_of, rows_of, table_for
from quoth.model import (
    Answer,
    Claim,
    Concepts,
    Disagreement,
    Document,
    Evidence,
    Facet,
    Question,
    Relation,
    SituationTable,
    Source,
    State,
    Voice,
    Withheld,
)

EXACT = frozenset({Relation.SAME, Relation.UNASKED})
RELATIONS = tuple(Relation)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the installed packs say about pages: the data that `write` needs besides question and evidence."""

    concepts: Concepts
    situations: tuple[SituationTable, ...] = ()
    facets: tuple[Facet, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    notes: Mapping[str, Document] | None = None  # the appraisal documents that disagreements quote


@dataclass(frozen=True, slots=True)
class Library:
    """How a page names the library that answered."""

    fingerprint: str
    name: str
    review: str


def write(  # noqa: PLR0913, PLR0917 - the one place where everything meets
    question: Question,
    evidence: Sequence[Evidence],
    openings: Sequence[Evidence],
    terms: Iterable[str],
    guide: Guide,
    library: Library,
    limit: int,
) -> Answer:
    """Return the page for ``question`` from judged ``evidence``; ``openings`` are shown first whatever was found."""
    opened = {e.passage for e in openings}
    table = table_for(guide.situations, question, guide.concepts)
    choice = choose(
        question,
        [e for e in evidence if e.passage not in opened],
        lambda e: letter_of(e, table, guide.concepts),
        rows=len(table.rows) if table else 0,
        limit=limit - len(openings),
    )
    marks = Marks()
    first = tuple(claim_of(e, marks) for e in openings)
    pieces = sorted(choice.shown, key=_place)
    ordered = [piece.evidence for piece in pieces]
    claims = tuple(claim_of(piece.evidence, marks, piece.situation) for piece in pieces)
    direct = {c.id: bool(e.judgement and e.judgement.direct) for c, e in zip(claims, ordered, strict=True)}
    top = _bottom_line(question, ordered, claims)
    conflicts = conflicts_of(guide.disagreements, (*first, *claims), guide.notes or {})
    search = search_of(terms, evidence)
    unsettled = tuple(c.id for c in conflicts if top in {*c.side_a, *c.side_b})
    quoted = [(guide.notes or {})[c.why.citation.document] for c in conflicts]
    return Answer(
        question=question,
        fingerprint=library.fingerprint,
        library=library.name,
        review=library.review,
        notices=_notices(marks.sources),
        state=replace(_state(question, ordered, claims, guide.concepts), unsettled=unsettled),
        bottom_line=None if unsettled and _is_literature(top, claims) else top,
        first=first,
        situations=rows_of(table, claims, direct),
        claims=claims,
        conflicts=conflicts,
        gaps=gaps_of(question, guide.facets, evidence, guide.withheld, guide.concepts, search, table),
        sources=tuple(marks.sources),
        search=search,
        documents=documents_of([*openings, *ordered], *quoted),
        trace=_trace(question, evidence, choice, guide.concepts),
    )


def _place(piece: Piece) -> tuple[bool, bool, bool, str]:
    """Order a page: literature before appraisals, guidelines first, direct first, by situation, then as chosen."""
    document, judgement = piece.evidence.document, piece.evidence.judgement
    assert judgement is not None
    guideline = document.facts.design == "guideline"
    return (document.voice is Voice.APPRAISAL, not guideline, not judgement.direct, piece.situation or "~")


def _state(question: Question, evidence: Sequence[Evidence], claims: Sequence[Claim], concepts: Concepts) -> State:
    """Count sources by directness and design: never directions, since survival after a treatment is not its effect."""
    literature = [(e, c) for e, c in zip(evidence, claims, strict=True) if c.voice is not Voice.APPRAISAL]
    direct = [(e, c) for e, c in literature if e.judgement and e.judgement.direct]
    exact = {e.document.work: _group(e) for e, _ in direct if e.judgement and e.judgement.condition in EXACT}
    kinds = {e.document.work: _group(e) for e, _ in direct if e.document.work not in exact}
    return State(
        topic=_topic(question, concepts),
        exact=_counted(exact.values()),
        kinds=tuple(pair for pair in _counted(kinds.values()) if pair[1]),
        nearest=tuple(c.id for e, c in direct if e.document.work in kinds),
        indirect=len({e.document.work for e, _ in literature} - set(exact) - set(kinds)),
    )


def _group(evidence: Evidence) -> str:
    return group_of(evidence.document.facts.design or "")


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


def _bottom_line(question: Question, evidence: Sequence[Evidence], claims: Sequence[Claim]) -> str | None:
    """Return the claim that stands on top, or None.

    It speaks of just what was asked (not of a kind of it), carries no label, and is a finding: the paper's own words
    before ours, then the strongest design, then the order of the page. Without one, a direct unsigned appraisal may
    stand there, marked as such; without that, nothing does.
    """
    pairs = list(zip(evidence, claims, strict=True))
    exact = [(e, c) for e, c in pairs if e.judgement and e.judgement.clean and e.judgement.condition in EXACT]
    clean = [(e, c) for e, c in exact if e.level and c.voice is not Voice.APPRAISAL]
    findings = [(e, c) for e, c in clean if e.finding is None or e.finding.role != "gap"]
    if findings:
        return min(findings, key=lambda pair: (pair[1].voice is not Voice.SOURCE, _slots(pair[0]), _rank(pair[0])))[
            1
        ].id
    own = [(e, c) for e, c in exact if c.voice is Voice.APPRAISAL]
    return min(own, key=lambda pair: (_slots(pair[0]), _strays(question, pair[0])))[1].id if own else None


def _strays(question: Question, evidence: Evidence) -> int:
    """Return how many conditions besides those asked about a finding speaks of."""
    return len(set(evidence.finding.conditions) - set(question.conditions)) if evidence.finding else 0


def _is_literature(ident: str | None, claims: Sequence[Claim]) -> bool:
    """Whether a claim is a source's: one side of a conflict never stands on top, the pack's remark on it may."""
    return any(claim.id == ident and claim.voice is not Voice.APPRAISAL for claim in claims)


def _slots(evidence: Evidence) -> int:
    """Return 0 where the very intervention asked about is met, more where only a kin of it is."""
    return RELATIONS.index(evidence.judgement.intervention) if evidence.judgement else len(RELATIONS)


def _rank(evidence: Evidence) -> int:
    return evidence.level.rank if evidence.level else WEAKEST


def _notices(sources: Sequence[Source]) -> str:
    unchecked = sum(source.notices is None for source in sources)
    told = [f"[{s.mark}] {n.kind}" + (f" ({n.date})" if n.date else "") for s in sources for n in s.notices or ()]
    parts = [*told]
    if unchecked:
        parts.append(f"retraction status not checked for {unchecked} of {len(sources)} sources")
    return "; ".join(parts) or f"no notices known for the {len(sources)} sources"


def _trace(
    question: Question, evidence: Sequence[Evidence], choice: Choice, concepts: Concepts
) -> tuple[tuple[str, str], ...]:
    def names(ids: tuple[str, ...]) -> str:
        return ", ".join((c.name if (c := concepts.get(i)) else i) for i in ids) or "none named"

    return (
        ("type of question", str(question.type)),
        ("condition", names(question.conditions)),
        ("intervention or test", names(question.interventions)),
        ("population", names(question.population)),
        ("outcome", names(question.outcomes)),
        ("passages found", str(len(evidence))),
        ("shown", str(len(choice.shown))),
        ("relevant but crowded out", str(choice.crowded_out)),
    )
