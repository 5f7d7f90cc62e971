"""Doses and figures of a statement against those of its sources, and doses of unlike purpose beside each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from quoth.annotate.figures import figures
from quoth.engine.comparing import Asked
from quoth.engine.opened import Opened
from quoth.model import Document
from quoth.verify.doses import Dose, differing, doses_in, mixed
from quoth.verify.odd_figures import Value, odd_figures, same
from quoth.verify.soberness import wording_shared
from quoth.verify.verdicts import Amount, Bearing

SAME_BUT_FIGURES = 0.6  # share of a statement's words, its names and figures apart, that the sentence has
MOST_NUMBERS = 60
_NUMBER = re.compile(r"\d+")
_ABOUT = re.compile(
    r"(?:about|approximately|around|nearly|almost|roughly|some|over|under|~|\u2248|up to)\s?$", re.IGNORECASE
)


def mixed_classes(library: Opened, asked: Asked) -> str:
    """Say which doses of a statement go by weight beside fixed ones of the same class of drugs; "" where none do."""

    def akin(one: str, other: str) -> bool:
        concepts = library.concepts
        return one != other and bool((concepts.ancestors(one) | {one}) & (concepts.ancestors(other) | {other}))

    pair = mixed(asked.told.text, doses_in(asked.told.text, asked.told.mentions), akin)
    if pair is None:
        return ""
    by_weight, fixed = map(_words, pair)
    return f"{by_weight} goes by weight, {fixed} is fixed: doses of unlike purpose may stand side by side; a person must judge"


def odd_amount(library: Opened, asked: Asked, own: Sequence[Bearing], documents: Sequence[Document]) -> Amount | None:
    """Return a dose or figure of a statement that its sources give otherwise, and nowhere as the statement does."""
    return _dose(library, asked, own, documents) or _figure(library, asked, own, documents)


def _dose(library: Opened, asked: Asked, own: Sequence[Bearing], documents: Sequence[Document]) -> Amount | None:
    mine = doses_in(asked.told.text, asked.told.mentions)
    if not mine:
        return None
    given = [
        (dose, document.id, passage.start, passage.end)
        for document in documents
        for passage in document.passages()
        for text in [document.text[passage.start : passage.end]]
        for dose in doses_in(text, library.matcher.find(text))
    ]
    found = differing(mine, [dose for dose, *_ in given])
    if found is None:
        return None
    _, document, start, end = next(row for row in given if row[0] is found[1])
    near = (b.claim for b in own if b.claim.citation.document == document and start <= b.claim.citation.start < end)
    return Amount(_words(found[0]), _words(found[1]), next((c for c in near if found[1].printed in c.quote), None))


def _figure(library: Opened, asked: Asked, own: Sequence[Bearing], documents: Sequence[Document]) -> Amount | None:
    """Return a figure in whose place the nearest sentence of a source, which else says the same, has another."""
    mine = values_of(asked.told.text)
    texts = [d.text[p.start : p.end] for d in documents for p in d.passages()]

    def given(value: Value) -> bool:
        crowded = any(value.values[0] in text for text in texts if _crowded(text))
        return crowded or any(same(value, other) for text in texts for other in values_of(text))

    for bearing in own if mine else ():
        if bearing.supports or bearing.about_other or not _same_but_figures(library, asked, bearing):
            continue
        odd = odd_figures(mine, values_of(bearing.claim.quote), given)
        if odd:
            return Amount(odd[0][0].printed, odd[0][1].printed, bearing.claim)
    return None


def _same_but_figures(library: Opened, asked: Asked, bearing: Bearing) -> bool:
    """Whether a sentence says what a statement says, its figures apart: most words, and every name."""
    if bearing.told is None:
        return False
    concepts = library.concepts
    named = {c for m in asked.told.mentions if m.type in {"condition", "intervention"} for c in m.concepts}
    told = {c for m in bearing.told.mentions for c in m.concepts}
    kin = {k for c in told for k in (c, *concepts.ancestors(c), *concepts.descendants(c))}
    return named <= kin and wording_shared(asked.told, bearing.told) >= SAME_BUT_FIGURES


@lru_cache(maxsize=4096)
def values_of(text: str) -> tuple[Value, ...]:
    """Return the figures of a text that can be compared, as `quoth.annotate.figures` reads them; none where it is crowded."""
    found: list[Value] = []
    if _crowded(text):
        return ()
    for seen in figures(text):
        f = seen.figure
        told = [str(v) for v in (f.events, f.n, f.value, f.low, f.high, f.p) if v is not None]
        about = f.comparator == "~" or bool(_ABOUT.search(text[max(0, seen.start - 16) : seen.start]))
        if told:
            found.append(Value(seen.kind, f.unit or "", tuple(told), text[seen.start : seen.end], about))
    return tuple(found)


def _crowded(text: str) -> bool:
    """Whether a text has more numbers than a sentence or table row tells: a list of them is not compared."""
    return len(_NUMBER.findall(text)) > MOST_NUMBERS


def _words(dose: Dose) -> str:
    return " ".join(filter(None, (dose.printed, dose.often)))
