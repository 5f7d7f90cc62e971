"""Why two answers differ, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from quoth.model.differences import ClaimDifference, Differences, NoticeDifference, SourceDifference


def as_json(found: Differences) -> str:
    """Return the differences as JSON; ``same`` is their one-word answer."""
    return (
        json.dumps({"same": found.same} | json.loads(msgspec.json.encode(found)), ensure_ascii=False, indent=1) + "\n"
    )


def as_text(found: Differences) -> str:
    """Return the differences in words: + is in B only, - in A only, ~ in both and not the same."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Differences) -> Iterator[str]:
    yield from (f"BROKEN, so nothing below is certain: {fault}" for fault in found.faults)
    yield "the two pages say the same" if found.same else f"what differs from A to B: {_counted(found)}"
    yield from (f"~ {name}: {_or_none(a)} -> {_or_none(b)}" for name, a, b in found.parts)
    yield from (f"+ source {_source(source)}" for source in found.sources_added)
    yield from (f"- source {_source(source)}" for source in found.sources_removed)
    yield from (f"+ notice {_notice(notice)}" for notice in found.notices_added)
    yield from (f"- notice {_notice(notice)}" for notice in found.notices_removed)
    yield from (f"+ claim {_claim(claim)}" for claim in found.claims_added)
    yield from (f"- claim {_claim(claim)}" for claim in found.claims_removed)
    for claim in found.claims_changed:
        yield f"~ claim {_claim(claim)}"
        yield from (f"    {name}: {_or_none(a)} -> {_or_none(b)}" for name, a, b in claim.what)
    yield from (f"library: {name}: {a} -> {b}" for name, a, b in found.library)
    if not found.library:
        yield "library: the same fingerprint"


def _counted(found: Differences) -> str:
    claims = f"+{len(found.claims_added)} -{len(found.claims_removed)} ~{len(found.claims_changed)}"
    sources = f"+{len(found.sources_added)} -{len(found.sources_removed)}"
    return f"claims {claims}, sources {sources}, notices +{len(found.notices_added)} -{len(found.notices_removed)}"


def _source(source: SourceDifference) -> str:
    return f"{source.work}: {source.title} ({source.design or 'design not stated'})"


def _notice(notice: NoticeDifference) -> str:
    return f"{notice.work}: {notice.kind.upper()} {notice.date or 'undated'} ({notice.signal}). {notice.title}"


def _claim(claim: ClaimDifference) -> str:
    return f"{claim.id} of {claim.source}: {claim.quote}"


def _or_none(text: str) -> str:
    return text or "none"
