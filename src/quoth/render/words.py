"""The fixed words of a page: a short closed list of frames. None of them asserts medicine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from quoth.model import Answer, Claim, Conflict, Gap, LabelKind, Source, State, Stream, Voice
from quoth.model.standing import ended, in_force

SIGNS: Mapping[Voice, str] = {Voice.SOURCE: '"', Voice.SYNOPSIS: "~", Voice.APPRAISAL: ""}
DISCLAIMER = (
    "For health professionals. Quoth shows what the sources in this library say; it gives no advice and is not a "
    "medical device. Check the source before you act."
)
SYNOPSIS_NOTE = "~ our wording of a source: the receipt proves our text, not the paper's."
SOURCE_NOTE = "\" the source's own words, cut from the stored document."
APPRAISAL_NOTE = "A the pack authors' appraisal: unsigned, not literature."


def no_bottom_line(answer: Answer) -> str:
    """Say why nothing stands on top."""
    return f"No bottom line: {answer.state.reason}."


def column_note(answer: Answer, stream: Stream, *, shown: bool) -> str:
    """Say of a column without a direct line what that means."""
    if shown:
        return "none shown is direct; every line below is INDIRECT"
    crowded = dict(answer.state.crowded).get(str(stream), 0)
    return f"none shown ({crowded} found, no room)" if crowded else "none found by this search"


def filters(told: Iterable[tuple[str, str]]) -> str:
    """Say what a search was restricted to."""
    return "Filtered: " + "; ".join(f"{field} {value}" for field, value in told) + "."


FILTER_NOTE = "What does not meet this was not looked at; FIRST and CAUTION lines stand whatever the filter."


def nearest(state: State) -> str:
    """Say what the nearest direct lines are: sources on a kind of what was asked, or lines that report no finding."""
    if not state.kinds:
        return "nearest, reporting no effect:"
    return "on a kind of it: " + " | ".join(f"{name} {number}" for name, number in state.kinds)


def voices(answer: Answer) -> dict[Voice, int]:
    """Return how many claims of each voice the page shows."""
    shown = [*answer.first, *answer.cautions, *answer.claims]
    return {voice: sum(claim.voice is voice for claim in shown) for voice in Voice}


def mark(claim: Claim) -> str:
    """Return how a claim is marked: ~[3], "[3] or A1."""
    return claim.mark if claim.voice is Voice.APPRAISAL else f"{SIGNS[claim.voice]}[{claim.mark}]"


def standing(claim: Claim) -> str:
    """Return the line under a claim: year, design by its rule, strength as stated, how far read, labels."""
    parts = [str(claim.year)] if claim.year else []
    if claim.level:
        parts.append(str(claim.level))
    if claim.strength:
        parts.append(f"stated strength: {claim.strength}")
    if claim.read and not any(label.kind is LabelKind.BORROWED for label in claim.labels):
        parts.append(claim.read if claim.read.startswith("read") else f"read: {claim.read}")
    return " · ".join(parts)


def harm_sign(claim: Claim) -> str:
    """Return "! " for a line that names something a caution speaks of."""
    return "! " if any(label.kind is LabelKind.HARM for label in claim.labels) else ""


def labels(claim: Claim) -> str:
    """Return a claim's labels, or "direct" where it has none."""
    return "; ".join(str(label) for label in claim.labels) or "direct"


def identifiers(source: Source) -> str:
    """Return a source's identifiers; without any, say so and give its address."""
    named = [identifier(scheme, value) for scheme, value in source.ids.pairs()]
    if named:
        return ", ".join(named)
    return "no identifier" + (f"; {source.url}" if source.url else ", no address")


def identifier(scheme: str, value: str) -> str:
    """Return one identifier as it is printed: ``PMID 1``, ``PMC1``, ``doi:10.1/x``."""
    if scheme == "doi":
        return f"doi:{value}"
    return value if value.startswith(scheme.upper()) else f"{scheme.upper()} {value}"  # a PMCID begins with PMC itself


def reference(source: Source) -> str:
    """Return a source as one line of the source list."""
    where = " ".join(part for part in (source.journal, str(source.year) if source.year else None) if part)
    authors = ", ".join(source.authors[:3]) + (" et al." if len(source.authors) > 3 else "")
    parts = [authors.rstrip("."), source.title.rstrip("."), where, source.design or "design not stated"]
    parts += [source.note, "" if source.note else identifiers(source)]
    parts += [f"read: {source.read_level}" if source.read_level else ""]
    return ". ".join(part for part in parts if part)


def notices(source: Source) -> str:
    """Return what is known of a source's notices, in words."""
    if source.notices is None:
        return "retraction status not checked"
    told = [f"{n.kind.upper()} {n.date or ''}".strip() for n in in_force(source.notices)]
    history = [f"{n.kind} {n.date or ''}".strip() for n in ended(source.notices)]
    return "; ".join(told) + (f" (ended: {', '.join(history)})" if history else "") or "no notice known"


def side(answer: Answer, conflict: Conflict, ids: Iterable[str]) -> str:
    """Return one side of a conflict: each statement's id with its mark, or that it is not shown as evidence."""
    marks = {claim.id: mark(claim) for claim in (*answer.first, *answer.cautions, *answer.claims)}
    return ", ".join(f"{i} {marks.get(i) or ('(not evidence)' if i in conflict.unshown else '')}".strip() for i in ids)


def gap(item: Gap) -> str:
    """Return a gap in words: one of three meanings, never "no evidence"."""
    if item.kind == "absent":
        return f"not in this library: {item.about} ({item.detail})"
    if item.kind == "filtered":
        return f"not in what the filters let through: {item.about} ({item.detail})"
    if item.kind == "silent":
        return f"{item.about}"
    return f"{item.about}: {item.detail}"


def silent_frame(item: Gap) -> str:
    """Return the frame before the facets that no direct passage speaks to."""
    return (
        f"searched, none found by this search in {item.passages} passages (of which {item.full_texts} full texts, "
        f"{item.synopses} synopses), {item.detail}:"
    )
