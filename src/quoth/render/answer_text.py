"""An answer for a terminal: 80 columns, one page, everything a reader must see above what they came for."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from quoth.model import Answer, Claim, Conflict, Stream, Voice
from quoth.render import words
from quoth.render.parts import heading, indented

WIDTH = 80
HEADINGS = {
    Stream.LOCAL: "FROM YOUR HOSPITAL",
    Stream.GUIDELINES: "FROM THE GUIDELINES",
    Stream.RESEARCH: "FROM THE RESEARCH",
}


def render(answer: Answer) -> str:
    """Return the page as plain text, 80 columns wide."""
    out = io.StringIO()
    Console(file=out, width=WIDTH, color_system=None, highlight=False).print(page(answer))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(answer: Answer) -> None:
    """Print the page on the terminal, with styles."""
    Console(width=WIDTH, highlight=False).print(page(answer))


def page(answer: Answer) -> RenderableType:
    """Return the page for a rich console."""
    return Group(*_parts(answer))


def _parts(answer: Answer) -> Iterator[RenderableType]:
    yield Text(answer.question.text, style="bold")
    yield Text()
    yield from _above(answer)
    yield Rule(characters="─", style="dim")
    yield from _state(answer)
    yield from _first(answer)
    yield from _situations(answer)
    for stream, title in HEADINGS.items():
        yield from _stream(answer, stream, title)
    yield from _appraisals(answer)
    yield from _conflicts(answer)
    yield from _gaps(answer)
    yield from _sources(answer)
    yield Rule(characters="─", style="dim")
    yield Text(words.DISCLAIMER, style="dim")


def _above(answer: Answer) -> Iterator[RenderableType]:
    counts = words.voices(answer)
    yield Text(f"{answer.review} · {answer.library}", style="bold red")
    if answer.search and answer.search.filters:
        yield Text(f"{words.filters(answer.search.filters)} {words.FILTER_NOTE}", style="bold")
    yield from map(Text, answer.search.readings if answer.search else ())
    yield Text(f"Notices: {answer.notices}.")
    yield Text(
        f'This page: {counts[Voice.SYNOPSIS]} ~, {counts[Voice.SOURCE]} ", {counts[Voice.APPRAISAL]} A.  '
        + (words.SYNOPSIS_NOTE if counts[Voice.SYNOPSIS] else "")
    )
    if counts[Voice.SOURCE]:
        yield Text(words.SOURCE_NOTE)


def _state(answer: Answer) -> Iterator[RenderableType]:
    state = answer.state
    yield heading("STATE OF THE EVIDENCE", f"on {state.topic}")
    counted = " | ".join(f"{name} {number}" for name, number in state.exact)
    yield indented(f"just this, by sources: {counted}")
    if state.nearest:
        yield indented(f"{words.nearest(state)} {_marks(answer, state.nearest)}")
    yield indented(f"neighbours only, marked indirect: {state.indirect} sources")
    by_id = {claim.id: claim for claim in answer.claims}
    claim = by_id.get(answer.bottom_line or "")
    if claim is None:
        yield indented(words.no_bottom_line(answer))
    elif claim.voice is Voice.APPRAISAL:
        yield indented(f"PACK APPRAISAL, unsigned, not literature ({claim.id}):", style="bold")
        yield _hanging(words.mark(claim), claim.quote)
    else:
        yield indented("BOTTOM LINE, the direct line of the strongest design here:", style="bold")
        yield _claim(claim)


def _first(answer: Answer) -> Iterator[RenderableType]:
    if answer.first:
        yield heading("FIRST")
        yield from map(_claim, answer.first)
    if answer.cautions:
        yield heading("CAUTION", "for the lines marked !")
        yield from map(_claim, answer.cautions)


def _situations(answer: Answer) -> Iterator[RenderableType]:
    if not answer.situations:
        return
    yield heading("THE SOURCES SPLIT BY SITUATION")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column()
    table.add_column(no_wrap=True)
    for row in answer.situations:
        directness = ("direct" if row.direct else "INDIRECT") if row.claims else ""
        table.add_row(row.letter, row.name, row.note or _marks(answer, row.claims), directness)
    yield Padding(table, (0, 0, 0, 2))


def _stream(answer: Answer, stream: Stream, title: str) -> Iterator[RenderableType]:
    claims = [claim for claim in answer.claims if claim.stream is stream]
    if stream is Stream.LOCAL and not claims:
        return
    direct = [claim for claim in claims if words.labels(claim) == "direct" or not _indirect(claim)]
    indirect = [claim for claim in claims if claim not in direct]
    note = "" if direct else words.column_note(answer, stream, shown=bool(claims))
    yield heading(title, note)
    yield from map(_claim, direct)
    if direct and indirect:
        yield indented("indirect", style="italic")
    yield from map(_claim, indirect)


def _indirect(claim: Claim) -> bool:
    return any(str(label).startswith("indirect") for label in claim.labels)


def _appraisals(answer: Answer) -> Iterator[RenderableType]:
    own = [c for c in answer.claims if c.voice is Voice.APPRAISAL]
    if own:
        yield heading("PACK APPRAISALS", "unsigned, not literature")
        yield from (_hanging(words.mark(c), c.quote, words.labels(c)) for c in own)


def _conflicts(answer: Answer) -> Iterator[RenderableType]:
    if not answer.conflicts:
        return
    yield heading("WHERE THE SOURCES DISAGREE", "notes are the pack authors', unsigned")
    for conflict in answer.conflicts:
        sides = (
            f"{words.side(answer, conflict, conflict.side_a)} AGAINST {words.side(answer, conflict, conflict.side_b)}"
        )
        yield indented(f"{conflict.id}  {conflict.topic}: {sides}")
        yield _notes(conflict)


def _notes(conflict: Conflict) -> RenderableType:
    return _hanging("", f"{conflict.why.quote} {conflict.handle.quote}")


def _gaps(answer: Answer) -> Iterator[RenderableType]:
    yield heading("WHAT WAS NOT FOUND")
    for item in answer.gaps:
        if item.kind in {"absent", "filtered"}:
            yield indented(words.gap(item))
    silent = [item for item in answer.gaps if item.kind == "silent"]
    if silent:
        yield indented(f"{words.silent_frame(silent[0])} {'; '.join(words.gap(item) for item in silent)}")
    for item in answer.gaps:
        if item.kind == "left out":
            yield indented(f"left out: {words.gap(item)}")


def _sources(answer: Answer) -> Iterator[RenderableType]:
    yield heading("SOURCES")
    for source in answer.sources:
        yield _hanging(source.mark, words.reference(source), words.notices(source) if source.notices else "")


def _marks(answer: Answer, ids: Iterable[str]) -> str:
    marks = {claim.id: claim for claim in answer.claims}
    shown = dict.fromkeys(
        claim.mark if claim.voice is Voice.APPRAISAL else f"[{claim.mark}]" for i in ids if (claim := marks.get(i))
    )
    return " ".join(shown)


def _claim(claim: Claim) -> RenderableType:
    under = " · ".join(part for part in (words.standing(claim), words.labels(claim)) if part)
    return _hanging(f"{claim.situation} {words.mark(claim)}".strip(), words.harm_sign(claim) + claim.quote, under)


def _hanging(mark: str, text: str, under: str = "") -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=7, no_wrap=True)
    table.add_column(overflow="fold")
    body = Text(text)
    if under:
        body += Text("\n") + Text(under, style="dim")
    table.add_row(mark, body)
    return Padding(table, (0, 0, 0, 2))
