"""What changed in a library, and what a refresh did, as text and JSON. Text names the first of many; JSON names all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from quoth.model.changes import Changes, DocumentChange, NoticeChange, Refreshed

MOST = 20  # rows of one kind in text
FEW = 5  # refusals in text
MARGIN = 14


def changes_json(changes: Changes) -> str:
    """Return what changed as JSON; ``nothing`` is its one-word answer."""
    return _json(_plain(changes))


def refreshed_json(done: Refreshed) -> str:
    """Return what a refresh did as JSON."""
    return _json(json.loads(msgspec.json.encode(done)) | {"changes": _plain(done.changes)})


def changes_text(changes: Changes) -> str:
    """Return what changed in words."""
    return "\n".join(_changes(changes)) + "\n"


def refreshed_text(done: Refreshed) -> str:
    """Return what a refresh did, and what changed since the one before."""
    lines = [f"refreshed on {done.day} in {done.seconds:.1f} s"]
    applied = done.notice_list
    if applied:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in applied.kinds)
        dated = f"up to {applied.dated}" if applied.dated else "undated"
        lines.append(
            _row(
                "list",
                f"{applied.name}, {dated}: {applied.rows:,} rows ({kinds}), naming {applied.touched:,} works of this library",
            )
        )
        if applied.warning:
            lines.append(_row("", f"note: {applied.warning}"))
    if done.asked:
        lines.append(_row("PubMed", f"asked about {done.asked.works:,} works, {done.asked.given:,} records came"))
        if done.asked.left:
            lines.append(
                _row(
                    "",
                    f"STOPPED: {done.asked.reason} {done.asked.left:,} works were not asked about; run it again to go on",
                )
            )
    lines += _changes(done.changes)
    lines += [
        _row("old reader", f"{count:,} documents read by {name}; add their files again to read them anew")
        for name, count in done.outdated
    ]
    lines += [f"refused: {item.reason}" for item in done.refused[:FEW]]
    if len(done.refused) > FEW:
        lines.append(f"refused: {len(done.refused) - FEW:,} more (--json names all)")
    return "\n".join(lines) + "\n"


def _changes(c: Changes) -> Iterator[str]:
    since = (
        f"the refresh of {c.since_day}"
        if c.since_day
        else ("the library began" if c.since == 0 else f"position {c.since}")
    )
    where = f" (positions {c.since} to {c.upto})"
    if c.nothing:
        yield f"nothing changed since {since}{where}"
        return
    yield f"what changed since {since}{where}:"
    yield from _documents("new", c.new, "+")
    yield from _documents("new versions", c.versions, "~")
    yield from _documents("removed", c.removed, "-")
    if c.reread:
        yield _row("read anew", f"{c.reread:,} documents: the same text, other facts")
    if c.notices:
        yield _row("notices", f"{len(c.notices):,}: {_counted(found.notice.kind for found in c.notices)}")
        yield from _some([_notice(found) for found in c.notices])
    if c.standings:
        yield _row("standing", f"{len(c.standings):,} works: {_counted(found.after for found in c.standings)}")
        yield from _some(
            [f"! {found.work}: {found.before} -> {found.after.upper()}. {found.title}" for found in c.standings]
        )
    if c.expired:
        yield _row("expired", f"{len(c.expired):,} of the hospital's own documents")
        yield from _some([f"! {found.title}, owner {found.owner}, held until {found.expires}" for found in c.expired])
    yield from (_row("looked at", f"{signal} {f'up to {date}' if date else ', undated'}") for signal, date in c.looked)
    yield from (_row("pack", f"{name} (files {sha256[:8]})") for name, sha256 in c.packs)
    if c.marks:
        yield _row("marks", f"made anew: {c.marks[0]} -> {c.marks[1]}")


def _documents(what: str, found: Sequence[DocumentChange], sign: str) -> Iterator[str]:
    if found:
        yield _row(what, f"{len(found):,} documents: {_counted(d.kind for d in found)}")
        yield from _some([f"{sign} {d.document}  {d.title}" for d in found])


def _notice(found: NoticeChange) -> str:
    n = found.notice
    source = f"({n.signal}{': ' if n.signal and n.note else ''}{n.note or ''})"
    return f"! {found.work}: {n.kind.upper()} {n.date or 'undated'} {source}. {found.title}"


def _some(rows: Sequence[str]) -> Iterator[str]:
    yield from (_row("", row) for row in rows[:MOST])
    if len(rows) > MOST:
        yield _row("", f"… and {len(rows) - MOST:,} more (--json names all)")


def _row(head: str, words: str) -> str:
    return f"{head:<{MARGIN}}{words}"


def _counted(names: Iterable[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(Counter(names).items()))


def _plain(changes: Changes) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(msgspec.json.encode(changes))
    return {"nothing": changes.nothing} | held


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
