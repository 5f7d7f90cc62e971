"""Question and judged evidence -> one page. No sentence here asserts medicine: frames come from a short closed list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from quoth.answer.cautions import MOST, Names, Warned, calls, warn
from quoth.answer.choose import Choice, Piece, choose
from quoth.answer.cite import Marks, claim_of, documents_of, stream_of
from quoth.answer.conflicts import conflicts_of
from quoth.answer.gaps import gaps_of, search_of
from quoth.answer.situations import letter_of, rows_of, table_for
from quoth.answer.state import FILTERED, Top, bottom_line, is_literature, state_of
from quoth.model import (
    Answer,
    Caution,
    Claim,
    Concepts,
    Disagreement,
    Document,
    Evidence,
    Facet,
    Question,
    SituationTable,
    Source,
    Stream,
    Voice,
    Withheld,
)
from quoth.model.standing import in_force


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
class Found:
    """What was found for one question, all of it judged."""

    evidence: Sequence[Evidence]
    openings: Sequence[Evidence] = ()  # shown first whatever else was found
    cautions: Sequence[tuple[Caution, Evidence]] = ()  # shown where a line calls for them
    terms: Iterable[str] = ()
    names: Names = lambda _: ()
    filters: tuple[tuple[str, str], ...] = ()  # (field, value): what the evidence was restricted to
    readings: tuple[str, ...] = ()  # sentences on words that were also read otherwise than typed


@dataclass(frozen=True, slots=True)
class Library:
    """How a page names the library that answered."""

    fingerprint: str
    name: str
    review: str


def select(question: Question, found: Found, guide: Guide, limit: int) -> tuple[Choice, SituationTable | None]:
    """Return what a page of at most ``limit`` claims shows of what was found and what not, and how it is split."""
    set_aside = {e.passage for e in (*found.openings, *(e for _, e in found.cautions))}
    room = limit - len(found.openings) - min(MOST, len(found.cautions))
    table = table_for(guide.situations, question, guide.concepts)
    choice = choose(
        question,
        [e for e in found.evidence if e.passage not in set_aside],
        lambda e: letter_of(e, table, guide.concepts),
        rows=len(table.rows) if table else 0,
        limit=room,
    )
    return choice, table


def write(question: Question, found: Found, guide: Guide, library: Library, limit: int) -> Answer:
    """Return the page for ``question``: at most ``limit`` claims."""
    choice, table = select(question, found, guide, limit)
    marks = Marks()
    first = tuple(claim_of(e, marks) for e in found.openings)
    pieces = sorted(choice.shown, key=_place)
    ordered = [piece.evidence for piece in pieces]
    bare = [(piece.evidence, claim_of(piece.evidence, marks, piece.situation)) for piece in pieces]
    warned = _warned(bare, found, marks, guide.concepts)
    cited = list(zip(ordered, warned.claims, strict=True))
    direct = {c.id: is_literature(c) and bool(e.judgement and e.judgement.direct) for e, c in cited}
    conflicts = conflicts_of(guide.disagreements, (*first, *warned.claims), guide.notes or {}, guide.withheld)
    search = search_of(found.terms, found.evidence, found.filters, found.readings)
    top = bottom_line(question, cited, conflicts) if not found.filters else Top(None, FILTERED)
    shown = {claim.citation.document for claim in (*first, *warned.cautions, *warned.claims)}
    quoted = [(guide.notes or {})[c.why.citation.document] for c in conflicts]
    return Answer(
        question=question,
        fingerprint=library.fingerprint,
        library=library.name,
        review=library.review,
        notices=_notices(marks.sources),
        state=replace(state_of(question, cited, guide.concepts), reason=top.reason, crowded=_crowded(choice)),
        bottom_line=top.claim,
        first=first,
        cautions=warned.cautions,
        situations=rows_of(table, warned.claims, direct),
        claims=warned.claims,
        conflicts=conflicts,
        gaps=gaps_of(question, guide.facets, found.evidence, guide.withheld, guide.concepts, search, table),
        sources=tuple(marks.sources),
        search=search,
        documents=documents_of(
            [*found.openings, *(e for _, e in found.cautions if e.document.id in shown), *ordered], *quoted
        ),
        trace=_trace(question, found.evidence, choice, guide.concepts),
    )


def _warned(cited: Sequence[tuple[Evidence, Claim]], found: Found, marks: Marks, concepts: Concepts) -> Warned:
    """Mark the lines that call for a caution; only a caution that is called for gets a source number."""
    called = [(c, e) for c, e in found.cautions if calls(c, [x for x, _ in cited], found.names, concepts)]
    return warn(cited, [(c, claim_of(e, marks)) for c, e in called[:MOST]], found.names, concepts)


def _place(piece: Piece) -> tuple[bool, bool, bool, str]:
    """Order a page: literature before appraisals, guidelines first, direct first, by situation, then as chosen."""
    document, judgement = piece.evidence.document, piece.evidence.judgement
    assert judgement is not None
    research = stream_of(piece.evidence) is not Stream.GUIDELINES
    return (document.voice is Voice.APPRAISAL, research, not judgement.direct, piece.situation or "~")


def _crowded(choice: Choice) -> tuple[tuple[str, int], ...]:
    """Count by column what was worth showing and had no room."""
    streams = [stream_of(p.evidence) for p in choice.crowded_out if p.evidence.document.voice is not Voice.APPRAISAL]
    return tuple((str(stream), streams.count(stream)) for stream in Stream if stream in streams)


def _notices(sources: Sequence[Source]) -> str:
    unchecked = sum(source.notices is None for source in sources)
    told = [f"[{s.mark}] {n.kind}" + (f" ({n.date})" if n.date else "") for s in sources for n in in_force(s.notices)]
    parts = [*told]
    if unchecked:
        parts.append(f"retraction status not checked for {unchecked} of {len(sources)} sources")
    elif not told:
        parts.append(f"no notices known for the {len(sources)} sources")
    looked = [max((day for _, day in s.checked if day), default="") for s in sources if s.notices is not None]
    oldest = min(looked, default="")  # of the source looked at longest ago
    if oldest:
        parts.append(f"looked for up to {oldest}")
    return "; ".join(parts)


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
        ("words not read", ", ".join(question.unread) or "none"),
        ("shown", str(len(choice.shown))),
        ("relevant but crowded out", str(len(choice.crowded_out))),
        *((f"slots of {p.evidence.id}", _met(p.evidence, concepts)) for p in choice.shown),
    )


def _met(evidence: Evidence, concepts: Concepts) -> str:
    """Say which concept of a piece of evidence met which slot of the question, and how."""

    def name(ident: str) -> str:
        return c.name if (c := concepts.get(ident)) else ident

    told = []
    for slot in evidence.judgement.slots if evidence.judgement else ():
        asked = " / ".join(map(name, slot.asked)) or "none asked"
        met = f" met by {name(slot.found)} ({slot.relation})" if slot.found else f" ({slot.relation})"
        told.append(f"{slot.name}: {asked}{met if slot.asked else ''}")
    return "; ".join(told)
