"""The audit pack: an audit as one JSON file whose receipts `quoth verify` checks like those of an answer pack."""

from __future__ import annotations

import json
from typing import Any

from quoth.model import Claim, seal_of
from quoth.model.audits import Audit, Verdict
from quoth.model.seals import AUDIT_SCHEMA
from quoth.render.answer_json import claim_entry, document_entry, plain_of, sealed


def render(audit: Audit) -> str:
    """Return the audit pack as indented JSON."""
    return json.dumps(pack_of(audit), ensure_ascii=False, indent=1)


def pack_of(audit: Audit) -> dict[str, Any]:
    """Return the audit pack as plain values."""
    claims: dict[str, Claim] = {c.id: c for verdict in audit.verdicts for c in verdict.passages}
    pack: dict[str, Any] = {
        "schema": AUDIT_SCHEMA,
        "name": audit.name,
        "sha256": audit.sha256,
        "question": audit.question or None,
        "library": {"name": audit.library, "fingerprint": audit.fingerprint},
        "statements": len(audit.verdicts),
        "summary": {str(kind): count for kind, count in audit.counts},
        "left_out": dict(audit.left_out),
        "unread": audit.unread,
        "verdicts": [_verdict(verdict) for verdict in audit.verdicts],
        "cited": plain_of(audit.cited),
        "claims": [sealed(claim_entry(claim)) for claim in claims.values()],
        "sources": [sealed(plain_of(source)) for source in audit.sources],
        "documents": [sealed(document_entry(document)) for document in audit.documents],
    }
    pack["digest"] = seal_of(pack, "digest")
    return pack


def _verdict(verdict: Verdict) -> dict[str, Any]:
    said = verdict.statement
    return {
        "number": said.number,
        "text": said.text,
        "start": said.start,
        "end": said.end,
        "cites": list(said.marks),
        "kinds": [str(kind) for kind in verdict.kinds],
        "reasons": list(verdict.reasons),
        "passages": [claim.id for claim in verdict.passages],
    }
