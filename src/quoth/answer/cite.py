"""Evidence -> claims with receipts and numbered sources. A claim's words are cut from the stored text, never typed."""

from __future__ import annotations

from collections.abc import Iterable

from quoth.model import Citation, Claim, Document, Evidence, Facts, Ids, Kind, Level, Source, Stream, Voice, Work
from quoth.model.standing import past_since


class Marks:
    """Hands out source numbers (1, 2, …) and appraisal marks (A1, A2, …) in the order they are asked for."""

    def __init__(self) -> None:
        """Start with no sources."""
        self._numbers: dict[str, str] = {}
        self._appraisals = 0
        self.sources: list[Source] = []

    def of(self, document: Document, work: Work | None, level: Level | None = None) -> str:
        """Return the mark for a claim from ``document``, whose design alone gives ``level``."""
        if document.voice is Voice.APPRAISAL:
            self._appraisals += 1
            return f"A{self._appraisals}"
        if document.work not in self._numbers:
            self._numbers[document.work] = str(len(self._numbers) + 1)
            self.sources.append(source_of(self._numbers[document.work], document, work, level))
        return self._numbers[document.work]


def source_of(mark: str, document: Document, work: Work | None, level: Level | None = None) -> Source:
    """Return the entry of a source list for the work that ``document`` is a text of."""
    facts = document.facts
    return Source(
        mark=mark,
        work=document.work,
        title=facts.title,
        authors=facts.authors,
        journal=facts.journal,
        year=facts.year,
        design=facts.design or (level.design if level else None),
        ids=work.ids if work else Ids(),
        url=facts.url,
        read_level=facts.read_level,
        notices=work.notices if work else None,
        note=_validity(facts, work) if facts.owner else "",
        checked=tuple(looked for looked in work.checked if looked[0] != "expiry") if work else (),
    )


def _validity(facts: Facts, work: Work | None) -> str:
    """Say whose document it is, and until when it holds or since when it does not."""
    past = past_since(facts, work)
    if past:
        return f"owner {facts.owner}, EXPIRED: held until {facts.expires} (seen on {past})"
    return f"owner {facts.owner}, holds until {facts.expires}"


def stream_of(evidence: Evidence) -> Stream:
    """Return the column evidence belongs to: a hospital's own, guidelines, or research."""
    return column_of(evidence.document, evidence.level)


def column_of(document: Document, level: Level | None) -> Stream:
    """Return the column that a document of this level belongs to.

    The design is the one its level was read from, stated or told by the annotator, so that an added guideline is one.
    """
    if document.kind is Kind.LOCAL:
        return Stream.LOCAL
    return Stream.GUIDELINES if level is not None and level.design == "guideline" else Stream.RESEARCH


def claim_of(evidence: Evidence, marks: Marks, situation: str = "") -> Claim:
    """Return the claim that quotes ``evidence``'s passage."""
    document, passage, finding = evidence.document, evidence.passage, evidence.finding
    return Claim(
        id=finding.id if finding else f"{document.id}#{passage.start}",
        quote=evidence.text,
        citation=Citation(document.id, document.sha256, passage.start, passage.end),
        voice=document.voice,
        mark=marks.of(document, evidence.work, evidence.level),
        source=document.work,
        labels=evidence.judgement.labels if evidence.judgement else (),
        level=evidence.level if document.voice is not Voice.APPRAISAL else None,
        year=(finding.year if finding else None) or document.facts.year,
        read=_read(evidence),
        strength=finding.strength if finding else None,
        stream=None if document.voice is Voice.APPRAISAL else stream_of(evidence),
        situation=situation,
    )


def _read(evidence: Evidence) -> str | None:
    """Return how far the source was read for this sentence; None for the source's own words."""
    if evidence.document.voice is not Voice.SYNOPSIS:
        return None
    finding = evidence.finding
    if finding is not None and finding.read == "second-hand":
        return "read second-hand"
    return evidence.document.facts.read_level


def cut(document: Document, start: int, end: int, ident: str, mark: str) -> Claim:
    """Return a claim on a bare span of a document, such as an editor's note on a conflict."""
    return Claim(
        id=ident,
        quote=document.text[start:end],
        citation=Citation(document.id, document.sha256, start, end),
        voice=document.voice,
        mark=mark,
        source=document.work,
    )


def documents_of(evidence: Iterable[Evidence], *more: Document) -> tuple[Document, ...]:
    """Return the documents whose text an answer pack must carry, by id."""
    found = {e.document.id: e.document for e in evidence} | {d.id: d for d in more}
    return tuple(found[key] for key in sorted(found))
