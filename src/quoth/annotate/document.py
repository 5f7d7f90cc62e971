"""Document -> Marks: the sentences of its passages with what stands in them, its mentions, abbreviations and design."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Protocol

from quoth.annotate.abbreviations import abbreviations
from quoth.annotate.borrowed import borrowed
from quoth.annotate.context import Context, context
from quoth.annotate.design import OTHER, study_design
from quoth.annotate.figures import figures
from quoth.annotate.roles import discussed_role, heading_role, roles, special_role
from quoth.annotate.sentences import sentence_spans
from quoth.model import PASSAGE_KINDS, Document, Kind, Marks, Mention, Part, Passage, Sentence

VERSION = "1"
MIXED = "mixed"
HEADED = ("section", "abstract", "paragraph", "boxed")  # parts whose label can be a heading over sentences
UNTOLD = ("title", "caption", "row")  # passages whose sentences play no role


class Finder(Protocol):
    """Finds mentions of concepts in a text: a pack's matcher, a linker over vocabularies."""

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text`` in order."""
        ...


def annotate(document: Document, *finders: Finder, vocabularies: str = "") -> Marks:
    """Return what the annotator sees in ``document``; ``vocabularies`` names what the finders know, for the stamp."""
    sentences = tuple(_sentences(document))
    defined = dict.fromkeys((found.short, found.long) for found in abbreviations(document.text))
    return Marks(
        document=document.id,
        sha256=document.sha256,
        annotator=fingerprint(vocabularies),
        sentences=sentences,
        mentions=_mentions(document.text, sentences, finders),
        abbreviations=tuple(defined),
        design=design_of(document),
    )


@cache
def fingerprint(vocabularies: str = "") -> str:
    """Return what tells one annotator from another: version, the room's data, and the vocabularies by name."""
    digest = hashlib.sha256(f"{VERSION}\0{vocabularies}\0".encode())
    for entry in sorted((files("quoth.annotate") / "data").iterdir(), key=lambda e: e.name):
        digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return f"annotate-{VERSION}-{digest.hexdigest()[:16]}"


def design_of(document: Document) -> str | None:
    """Return the study design of a document, or None where nothing says it."""
    facts = document.facts
    abstract = " ".join(document.text[p.start : p.end] for p in document.parts if p.kind == "abstract")
    found = study_design(facts.title, abstract, facts.publication_types, facts.design)
    return None if found.design == OTHER and not facts.design else found.design


def _sentences(document: Document) -> Iterable[Sentence]:
    """Go through the sentences of all passages, in order."""
    citations = sorted((p for p in document.parts if p.kind == "citation"), key=lambda p: p.start)
    places = [p.start for p in citations]
    passages = innermost(document.passages())
    spans = [sentence_spans(document.text, passage.start, passage.end) for passage in passages]
    for passage, own, found in zip(passages, spans, _roles(document, passages, spans), strict=True):
        for (start, end), role in zip(own, found, strict=True):
            text = document.text[start:end]
            cited = citations[bisect_right(places, start - 1) : bisect_right(places, end - 1)]
            targets = tuple(dict.fromkeys(c.target or c.label for c in cited))
            seen = context(text)
            yield Sentence(
                start,
                end,
                role,
                tuple((start + f.start, start + f.end) for f in figures(text)),
                negated=seen.denies,
                hedged=seen.hedged,
                borrowed=borrowed(text, role, targets) if passage.kind != "title" else (),
            )


def _roles(
    document: Document, passages: Sequence[Passage], spans: Sequence[Sequence[tuple[int, int]]]
) -> list[list[str | None]]:
    """Return the roles of the sentences of each passage.

    A finding's stands in the document. Else the nearest heading decides; in an abstract without one the chain does,
    over the whole abstract; elsewhere nothing is said.
    """
    stated = {(f.start, f.end): f.role for f in document.findings}
    headings = [_heading(document.parts, passage) for passage in passages]
    abstract = [i for i, passage in enumerate(passages) if passage.kind == "abstract" or headings[i][1]]
    unsaid = any(headings[i][0] in (None, MIXED) for i in abstract)
    running = iter(roles([document.text[a:b] for i in abstract for a, b in spans[i]]) if unsaid else ())
    found: list[list[str | None]] = []
    for i, (passage, own) in enumerate(zip(passages, spans, strict=True)):
        read: list[str | None] = [next(running) for _ in own] if unsaid and i in abstract else [None] * len(own)
        heading, _ = headings[i]
        if (passage.start, passage.end) in stated:
            found.append([stated[passage.start, passage.end]] * len(own))
            continue
        if passage.kind in UNTOLD:
            read = [None] * len(own)
        elif heading == "conclusion" and i not in abstract and document.kind in (Kind.FULLTEXT, Kind.PDF):
            read = [discussed_role(document.text[a:b]) for a, b in own]
        elif heading not in (None, MIXED):
            read = [heading] * len(own)
        found.append([special_role(document.text[a:b], role) for (a, b), role in zip(own, read, strict=True)])
    return found


def read_passage(document: Document, passage: Passage) -> tuple[Sentence, ...]:
    """Return the sentences of one passage as `annotate` would see them, without reading the rest of the document."""
    near = tuple(
        part
        for part in document.parts
        if (part.start <= passage.start and passage.end <= part.end and part.kind not in PASSAGE_KINDS)
        or (passage.start <= part.start and part.end <= passage.end)
    )
    return tuple(_sentences(replace(document, parts=near, findings=())))


def innermost(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that hold no other, in order: a sentence is read once."""
    kept: list[Passage] = []
    for passage in sorted(passages, key=lambda p: (p.start, -p.end)):
        if kept and kept[-1].start <= passage.start and passage.end <= kept[-1].end:
            kept.pop()
        kept.append(passage)
    return kept


def _heading(parts: Sequence[Part], passage: Passage) -> tuple[str | None, bool]:
    """Return the role that the nearest heading around a passage gives, and whether it stands in an abstract."""
    around = [p for p in parts if p.start <= passage.start and passage.end <= p.end]
    of_abstract = any(p.kind == "abstract" for p in around)
    for part in sorted(around, key=lambda p: p.end - p.start):
        role = heading_role(part.label) if part.kind in HEADED else None
        if role is not None:
            return role, of_abstract
    return None, of_abstract


def _mentions(text: str, sentences: Sequence[Sentence], finders: Iterable[Finder]) -> tuple[Mention, ...]:
    """Return the mentions all finders see, each once, with whether its clause denies it."""
    found = {(m.start, m.end, m.type, m.concepts): m for finder in finders for m in finder.find(text)}
    starts = [s.start for s in sentences]
    contexts: dict[int, Context] = {}
    marked = []
    for mention in sorted(found.values(), key=lambda m: (m.start, m.end, m.type, m.concepts)):
        at = bisect_right(starts, mention.start) - 1
        denied = False
        if at >= 0 and mention.end <= sentences[at].end and sentences[at].negated:
            sentence = sentences[at]
            seen = contexts.setdefault(at, context(text[sentence.start : sentence.end]))
            denied = seen.negated(mention.start - sentence.start, mention.end - sentence.start)
        marked.append(Mention(mention.start, mention.end, mention.concepts, mention.type, negated=denied))
    return tuple(marked)
