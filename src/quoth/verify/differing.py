"""Two answer packs -> why they differ. Packs are foreign files: nothing in them is trusted, not even its types."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from quoth.errors import AnswerUnusable
from quoth.model import ANSWER_SCHEMA
from quoth.model.differences import ClaimDifference, Differences, NoticeDifference, SourceDifference
from quoth.verify import receipts

Pack = Mapping[str, Any]
Triples = tuple[tuple[str, str, str], ...]
FINGERPRINT = ("change position", "index generation", "annotator, packs and vocabularies", "settings")
AROUND: Mapping[str, Callable[[Pack], Any]] = {
    "question": lambda pack: _inside(pack, "question", "text"),
    "review": lambda pack: pack.get("review"),
    "bottom line": lambda pack: pack.get("bottom_line") or "none",
    "sources on just this": lambda pack: _counts(_inside(pack, "state", "exact")),
    "sources on a kind of it": lambda pack: _counts(_inside(pack, "state", "kinds")),
    "passages searched": lambda pack: _inside(pack, "search", "passages"),
    "gaps": lambda pack: "; ".join(f"{gap.get('kind')}: {gap.get('about')}" for gap in _dicts(pack.get("gaps"))),
}
OF_A_CLAIM: Mapping[str, Callable[[Pack], Any]] = {
    "words": lambda claim: claim.get("quote"),
    "document": lambda claim: next((r.get("document") for r in _dicts(claim.get("receipts"))), None),
    "version": lambda claim: next((str(r.get("sha256"))[:12] for r in _dicts(claim.get("receipts"))), None),
    "labels": lambda claim: _labels(claim.get("labels")),
    "level": lambda claim: _inside(claim, "level", "design"),
    "strength": lambda claim: claim.get("strength"),
    "column": lambda claim: claim.get("stream"),
}


def differences(a: bytes, b: bytes) -> Differences:
    """Return why two answers differ; raises AnswerUnusable for what is no answer pack."""
    one, other = _parsed(a, "the first"), _parsed(b, "the second")
    faults = [
        f"{name}: {fault.where}: {fault.why}"
        for name, pack in (("A", one), ("B", other))
        for fault in receipts.check(pack).faults
    ]
    added, removed, changed = _claims(one, other)
    sources = [{str(s.get("work")): s for s in _dicts(pack.get("sources"))} for pack in (one, other)]
    known = [{_notice(s, n) for s in found.values() for n in _dicts(s.get("notices"))} for found in sources]
    return Differences(
        faults=tuple(faults),
        parts=_different(AROUND, one, other),
        library=_library(one, other),
        claims_added=added,
        claims_removed=removed,
        claims_changed=changed,
        sources_added=_only(sources[1], sources[0]),
        sources_removed=_only(sources[0], sources[1]),
        # of a source that is on one page only, the notices are no news of that source
        notices_added=_news(known[1] - known[0], sources[0]),
        notices_removed=_news(known[0] - known[1], sources[1]),
    )


def _parsed(data: bytes, which: str) -> Pack:
    pack = receipts.parse(data)
    if pack.get("schema") != ANSWER_SCHEMA:
        raise AnswerUnusable(f"Of the two files, {which} is no answer; give the output of `quoth ask --json`.")
    return pack


def _claims(
    one: Pack, other: Pack
) -> tuple[tuple[ClaimDifference, ...], tuple[ClaimDifference, ...], tuple[ClaimDifference, ...]]:
    """Return the claims that came, went and changed. A claim is known by its id, else by its document and words."""
    before, after = (_by_id(pack) for pack in (one, other))
    pairs = [(before[key], after[key]) for key in before if key in after]
    gone = {_words(claim): claim for key, claim in before.items() if key not in after}
    come = {_words(claim): claim for key, claim in after.items() if key not in before}
    pairs += [(gone[key], come[key]) for key in gone if key in come]
    changed = ((y, _different(OF_A_CLAIM, x, y)) for x, y in pairs)
    return (
        tuple(_claim(claim) for key, claim in come.items() if key not in gone),
        tuple(_claim(claim) for key, claim in gone.items() if key not in come),
        tuple(_claim(claim, what) for claim, what in changed if what),
    )


def _by_id(pack: Pack) -> dict[str, Pack]:
    found: dict[str, Pack] = {}
    for claim in _dicts(pack.get("claims")):
        found.setdefault(_id(claim), claim)
    return found


def _id(claim: Pack) -> str:
    return str(claim.get("id"))


def _words(claim: Pack) -> tuple[str, str]:
    return str(OF_A_CLAIM["document"](claim)), str(claim.get("quote"))


def _claim(claim: Pack, what: Triples = ()) -> ClaimDifference:
    return ClaimDifference(_id(claim), str(claim.get("source")), str(claim.get("quote")), what)


def _different(parts: Mapping[str, Callable[[Pack], Any]], one: Pack, other: Pack) -> Triples:
    found = ((name, _shown(part(one)), _shown(part(other))) for name, part in parts.items())
    return tuple((name, x, y) for name, x, y in found if x != y)


def _library(one: Pack, other: Pack) -> Triples:
    """Return the parts of the fingerprints that differ: ``position.generation.what built the index.settings``."""

    def parts(pack: Pack) -> list[str]:
        text = str(_inside(pack, "library", "fingerprint"))
        position, _, rest = text.partition(".")
        generation, _, rest = rest.partition(".")
        built, _, settings = rest.rpartition(".")
        return [position, generation, built, settings]

    return tuple((n, x, y) for n, x, y in zip(FINGERPRINT, parts(one), parts(other), strict=True) if x != y)


def _only(mine: Mapping[str, Pack], others: Mapping[str, Pack]) -> tuple[SourceDifference, ...]:
    found = (source for work, source in mine.items() if work not in others)
    return tuple(SourceDifference(str(s.get("work")), _shown(s.get("title")), _shown(s.get("design"))) for s in found)


def _notice(source: Pack, notice: Pack) -> NoticeDifference:
    told = (_shown(notice.get(name)) for name in ("kind", "date", "signal"))
    return NoticeDifference(str(source.get("work")), _shown(source.get("title")), *told)


def _news(found: Iterable[NoticeDifference], there: Mapping[str, Pack]) -> tuple[NoticeDifference, ...]:
    kept = [notice for notice in found if notice.work in there]
    return tuple(sorted(kept, key=lambda n: (n.work, n.date, n.kind, n.signal)))


def _labels(listed: Any) -> str:
    told = (": ".join(filter(None, (_shown(x.get("kind")), _shown(x.get("reason"))))) for x in _dicts(listed))
    return "; ".join(told) or "none"


def _counts(pairs: Any) -> str:
    listed = [pair for pair in pairs if isinstance(pair, list)] if isinstance(pairs, list) else []
    return ", ".join(f"{pair[1]} {pair[0]}" for pair in listed if len(pair) == 2 and pair[1]) or "none"


def _inside(pack: Pack, name: str, inner: str) -> Any:
    held = pack.get(name)
    return held.get(inner) if isinstance(held, Mapping) else None


def _dicts(value: Any) -> list[Pack]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
