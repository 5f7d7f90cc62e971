"""How the sources split by situation: rows of the pack, filled with the claims of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from quoth.model import Claim, Concepts, Evidence, Question, Situation, SituationRow, SituationTable, When


def applies(when: When, question: Question, concepts: Concepts) -> bool:
    """Whether something of a pack applies: the question is about just one of its conditions.

    Where it names interventions (or kinds of one), words or question types too, the question must meet one of each.
    """
    lowered = question.text.casefold()
    return (
        bool(set(when.conditions) & set(question.conditions))
        and (not when.interventions or _met(question.interventions, when.interventions, concepts))
        and (not when.words or any(word in lowered for word in when.words))
        and (not when.types or question.type in when.types)
    )


def _met(asked: Iterable[str], named: Iterable[str], concepts: Concepts) -> bool:
    wanted = set(named)
    return any(a in wanted or not wanted.isdisjoint(concepts.ancestors(a)) for a in asked)


def table_for(tables: Iterable[SituationTable], question: Question, concepts: Concepts) -> SituationTable | None:
    """Return the pack's first situation table that applies to the question."""
    return next((t for t in tables if applies(t.when, question, concepts)), None)


def letter_of(evidence: Evidence, table: SituationTable | None, concepts: Concepts) -> str:
    """Return the letter of the situation a piece of evidence belongs to; the closest row wins, else none."""
    finding = evidence.finding
    if table is None or finding is None:
        return ""
    found = [(depth, row.letter) for row in table.rows if (depth := _depth(row, evidence, concepts)) is not None]
    return min(found, default=(0, ""))[1]


def _depth(row: Situation, evidence: Evidence, concepts: Concepts) -> int | None:
    """Return how far above the finding's condition the row's stands (0: the same), or None where it does not fit."""
    finding = evidence.finding
    assert finding is not None
    if row.interventions and not _met(finding.interventions, row.interventions, concepts):
        return None
    wanted = set(row.conditions)
    if wanted & set(finding.conditions):
        return 0
    up = [len(concepts.ancestors(c)) for c in finding.conditions if wanted & concepts.ancestors(c)]
    return min(up, default=None)


def rows_of(
    table: SituationTable | None, claims: Iterable[Claim], direct: Mapping[str, bool]
) -> tuple[SituationRow, ...]:
    """Return the table's rows with the claims of the page.

    ``direct`` says of each claim id whether it is literature that speaks of what was asked.
    """
    if table is None:
        return ()
    shown = list(claims)
    rows = []
    for row in table.rows:
        ids = tuple(c.id for c in shown if c.situation == row.letter)
        is_direct = bool(ids) and any(direct.get(i, False) for i in ids)
        if ids or row.note:
            rows.append(SituationRow(row.letter, row.name, ids, is_direct, "" if ids else row.note))
    return tuple(rows)
