"""An audit for a terminal: 80 columns, the summary first, then a row for each statement."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from quoth.model.audits import Audit, Verdict, VerdictKind
from quoth.render import audit_words, words

WIDTH = 80
GOOD = frozenset({VerdictKind.SUPPORTED})
GRAVE = frozenset(
    {
        VerdictKind.CONTRADICTED,
        VerdictKind.FIGURE_DIFFERS,
        VerdictKind.NOT_SAID,
        VerdictKind.RETRACTED,
        VerdictKind.WITHDRAWN,
        VerdictKind.DOSES_MIXED,
    }
)


def render(audit: Audit) -> str:
    """Return the audit as plain text, 80 columns wide."""
    out = io.StringIO()
    Console(file=out, width=WIDTH, color_system=None, highlight=False).print(page(audit))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(audit: Audit) -> None:
    """Print the audit on the terminal, with styles."""
    Console(width=WIDTH, highlight=False).print(page(audit))


def page(audit: Audit) -> RenderableType:
    """Return the audit for a rich console."""
    return Group(*_parts(audit))


def _parts(audit: Audit) -> Iterator[RenderableType]:
    yield Text(f"AUDIT of {audit.name}", style="bold")
    yield Text(audit_words.asked(audit))
    yield Text(audit_words.summary(audit), style="bold")
    if audit.left_out or audit.unread:
        yield Text(audit_words.left_out(audit))
    yield Text(f"Against: {audit.library}. {audit_words.NOT_FALSE}", style="dim")
    yield Rule(characters="\u2500", style="dim")
    for verdict in audit.verdicts:
        yield from _row(verdict)
    if audit.cited:
        yield Text("\nWHAT THE TEXT CITES", style="bold")
        yield from (_hanging(source.mark, Text(audit_words.cited(source))) for source in audit.cited)
    if audit.sources:
        yield Text("\nSOURCES OF THE PASSAGES SHOWN", style="bold")
        yield from (_hanging(s.mark, Text(f"{words.reference(s)}\n{words.notices(s)}")) for s in audit.sources)
    yield Rule(characters="\u2500", style="dim")
    yield Text(words.DISCLAIMER, style="dim")


def _row(verdict: Verdict) -> Iterator[RenderableType]:
    kinds = set(verdict.kinds)
    style = "bold red" if kinds & GRAVE else ("green" if kinds <= GOOD else "yellow")
    cites = f"  {' '.join(verdict.statement.marks)}" if verdict.statement.marks else ""
    body = Text(" \u00b7 ".join(verdict.kinds).upper(), style=style) + Text(
        f"\n{verdict.statement.text}{cites}", style="default"
    )
    yield _hanging(str(verdict.statement.number), body, 4)
    for reason in verdict.reasons:
        yield Padding(_hanging("-", Text(reason, style="dim"), 1), (0, 0, 0, 5))
    for claim in verdict.passages:
        words_of = Text(f"{audit_words.lead(verdict, claim)}{claim.quote}") + Text(
            f"\n{audit_words.under(claim)}", style="dim"
        )
        yield Padding(_hanging(words.mark(claim), words_of, 6), (0, 0, 0, 5))


def _hanging(mark: str, body: Text, width: int = 7) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(min_width=width, overflow="fold", max_width=24)
    table.add_column(overflow="fold")
    table.add_row(Text(mark), body)
    return table
