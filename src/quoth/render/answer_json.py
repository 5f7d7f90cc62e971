"""The answer pack: an answer as one JSON file that can be checked anywhere. Only this module writes packs.

Every claim carries its receipts ``{document, sha256, start, end, quote}``; claims, sources and documents are sealed one
by one, and ``digest`` seals the whole, so that a change is found *and named*.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from quoth.model import ANSWER_SCHEMA, Answer, Claim, Conflict, Document, Voice, seal_of
from quoth.model.licences import is_open


def render(answer: Answer) -> str:
    """Return the answer pack as indented JSON."""
    return json.dumps(pack_of(answer), ensure_ascii=False, indent=1)


def pack_of(answer: Answer) -> dict[str, Any]:
    """Return the answer pack as plain values."""
    notes = [claim for conflict in answer.conflicts for claim in (conflict.why, conflict.handle)]
    pack: dict[str, Any] = {
        "schema": ANSWER_SCHEMA,
        "question": plain_of(answer.question),
        "library": {"name": answer.library, "fingerprint": answer.fingerprint},
        "review": answer.review,
        "notices": answer.notices,
        "state": plain_of(answer.state),
        "bottom_line": answer.bottom_line,
        "first": [claim.id for claim in answer.first],
        "cautions": [claim.id for claim in answer.cautions],
        "situations": plain_of(answer.situations),
        "claims": [sealed(claim_entry(claim)) for claim in (*answer.first, *answer.cautions, *answer.claims, *notes)],
        "conflicts": [_conflict(conflict) for conflict in answer.conflicts],
        "gaps": plain_of(answer.gaps),
        "sources": [sealed(plain_of(source)) for source in answer.sources],
        "search": plain_of(answer.search),
        "trace": plain_of(answer.trace),
        "documents": [sealed(document_entry(document)) for document in answer.documents],
    }
    pack["digest"] = seal_of(pack, "digest")
    return pack


def claim_entry(claim: Claim) -> dict[str, Any]:
    """Return a claim as a pack carries it, its citation as a receipt with the quote."""
    cited = claim.citation
    receipt = {
        "document": cited.document,
        "sha256": cited.sha256,
        "start": cited.start,
        "end": cited.end,
        "quote": claim.quote,
    }
    plain: dict[str, Any] = plain_of(claim)
    del plain["citation"]
    return plain | {"receipts": [receipt]}


def _conflict(conflict: Conflict) -> dict[str, Any]:
    plain: dict[str, Any] = plain_of(conflict)
    return plain | {"why": conflict.why.id, "handle": conflict.handle.id}


def document_entry(document: Document) -> dict[str, Any]:
    """Return what a pack carries of a document: its text only where it is our own wording or openly licensed."""
    may_travel = document.voice is not Voice.SOURCE or is_open(document.facts.licence)
    return {
        "id": document.id,
        "work": document.work,
        "kind": str(document.kind),
        "sha256": document.sha256,
        "licence": document.facts.licence,
        "text": document.text if may_travel else None,
    }


def sealed(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with its seal."""
    return entry | {"seal": seal_of(entry)}


def plain_of(value: Any) -> Any:
    """Return a noun as plain values."""
    return json.loads(msgspec.json.encode(value))
