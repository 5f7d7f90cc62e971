"""An answer as Markdown: the same page as the terminal's, for notes, wikis and printing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quoth.model import Answer, Claim, Stream, Voice
from quoth.render import words

HEADINGS = {
    Stream.LOCAL: "From your hospital",
    Stream.GUIDELINES: "From the guidelines",
    Stream.RESEARCH: "From the research",
}
SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def render(answer: Answer) -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines(answer)).rstrip() + "\n"


def _lines(answer: Answer) -> Iterator[str]:
    counts = words.voices(answer)
    yield from (f"# {plain(answer.question.text)}", "")
    yield from (f"**{answer.review}** · {answer.library}", "")
    if answer.search and answer.search.filters:
        yield from (f"**{plain(words.filters(answer.search.filters))}** {words.FILTER_NOTE}", "")
    for reading in answer.search.readings if answer.search else ():
        yield from (plain(reading), "")
    yield from (f"Notices: {answer.notices}.", "")
    yield f'This page: {counts[Voice.SYNOPSIS]} ~, {counts[Voice.SOURCE]} ", {counts[Voice.APPRAISAL]} A. {words.SYNOPSIS_NOTE}'
    yield from _state(answer)
    if answer.first:
        yield from ("", "## First", "", *map(_claim, answer.first))
    if answer.cautions:
        yield from ("", "## Caution, for the lines marked !", "", *map(_claim, answer.cautions))
    yield from _situations(answer)
    for stream, heading in HEADINGS.items():
        claims = [claim for claim in answer.claims if claim.stream is stream]
        if claims or stream is not Stream.LOCAL:
            yield from ("", f"## {heading}", "")
            yield from map(_claim, claims)
            if not claims:
                yield words.column_note(answer, stream, shown=False)
    own = [claim for claim in answer.claims if claim.voice is Voice.APPRAISAL]
    if own:
        yield from ("", "## Pack appraisals (unsigned, not literature)", "", *map(_claim, own))
    yield from _conflicts(answer)
    yield from _gaps(answer)
    yield from ("", "## Sources", "")
    yield from (f"- {s.mark}. {plain(words.reference(s))}. {words.notices(s)}." for s in answer.sources)
    yield from ("", f"*{words.DISCLAIMER}*")


def _state(answer: Answer) -> Iterator[str]:
    state = answer.state
    yield from ("", f"## State of the evidence on {plain(state.topic)}", "")
    yield "- just this, by sources: " + ", ".join(f"{name} {number}" for name, number in state.exact)
    if state.nearest:
        yield f"- {words.nearest(state)}"
    yield f"- neighbours only, marked indirect: {state.indirect} sources"
    claim = next((c for c in answer.claims if c.id == answer.bottom_line), None)
    yield ""
    if claim is None:
        yield words.no_bottom_line(answer)
    elif claim.voice is Voice.APPRAISAL:
        yield f"Pack appraisal, unsigned, not literature ({claim.id}): {plain(claim.quote)}"
    else:
        yield from ("Bottom line, the direct line of the strongest design here:", "", _claim(claim))


def _situations(answer: Answer) -> Iterator[str]:
    if not answer.situations:
        return
    marks = {claim.id: words.mark(claim) for claim in answer.claims}
    yield from ("", "## The sources split by situation", "", "| | situation | held here | |", "|---|---|---|---|")
    for row in answer.situations:
        held = row.note or " ".join(dict.fromkeys(plain(marks[i]) for i in row.claims))
        directness = ("direct" if row.direct else "indirect") if row.claims else ""
        yield f"| {row.letter} | {plain(row.name)} | {held} | {directness} |"


def _conflicts(answer: Answer) -> Iterator[str]:
    if not answer.conflicts:
        return
    yield from ("", "## Where the sources disagree", "")
    for c in answer.conflicts:
        a, b = (plain(words.side(answer, c, ids)) for ids in (c.side_a, c.side_b))
        note = plain(f"{c.why.quote} {c.handle.quote}")
        yield f"- **{plain(c.topic)}** ({c.id}): {a} against {b}. Pack authors' note: {note}"


def _gaps(answer: Answer) -> Iterator[str]:
    yield from ("", "## What was not found", "")
    yield from (f"- {plain(words.gap(g))}" for g in answer.gaps if g.kind in {"absent", "filtered"})
    silent = [g for g in answer.gaps if g.kind == "silent"]
    if silent:
        yield f"- {words.silent_frame(silent[0])} {'; '.join(words.gap(g) for g in silent)}"
    yield from (f"- left out: {plain(words.gap(g))}" for g in answer.gaps if g.kind == "left out")


def _claim(claim: Claim) -> str:
    situation = f"{claim.situation} " if claim.situation else ""
    under = " · ".join(part for part in (words.standing(claim), words.labels(claim)) if part)
    return f"- {situation}{plain(words.mark(claim))} {words.harm_sign(claim)}{plain(claim.quote)}  \n  {plain(under)}"


def plain(text: str) -> str:
    """Escape what Markdown would read as its own."""
    return SPECIAL.sub(r"\\\1", text)
