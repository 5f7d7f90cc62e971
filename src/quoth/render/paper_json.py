"""The page of a paper as one JSON file that can be checked anywhere, as an answer pack is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from quoth.model import seal_of
from quoth.model.papers import Linked, PaperPage
from quoth.model.seals import PAPER_SCHEMA
from quoth.render.answer_json import claim_entry, document_entry, plain_of, sealed


def render(page: PaperPage) -> str:
    """Return the pack as indented JSON."""
    return json.dumps(pack_of(page), ensure_ascii=False, indent=1)


def pack_of(page: PaperPage) -> dict[str, Any]:
    """Return the pack: ``claims`` are what the paper says, ``places`` what else is cut from it; the rest names them."""
    sources = [page.source, *(citing.source for citing in page.cited_by)]
    pack: dict[str, Any] = {
        "schema": PAPER_SCHEMA,
        "address": page.address,
        "library": {"name": page.library, "fingerprint": page.fingerprint},
        "annotator": page.annotator,
        "review": page.review,
        "notices": plain_of(page.source.notices),
        "checked": plain_of(page.checked),
        "date": page.date,
        "licence": page.licence,
        "studied": plain_of(page.studied),
        "tldr": page.summary.id if page.summary else None,
        "contribution": page.contribution.id if page.contribution else None,
        "key_findings": [claim.id for claim in page.findings],
        "abstract": [{"heading": heading, "claim": claim.id} for heading, claim in page.abstract],
        "concepts": {"abstract": _linked(page.in_abstract), "full_text": _linked(page.in_whole)},
        "scores": [
            {
                "score": score.score,
                "test": score.test,
                "said": [claim.id for claim in score.said],
                "beside": [claim.id for claim in score.beside],
            }
            for score in page.scores
        ],
        "references": [{"label": r.label, "place": r.entry.id, "held": r.held} for r in page.references],
        "cited_by": {"papers": page.citing, "shown": [c.entry.id for c in page.cited_by]},
        "others": list(page.others),
        "claims": [sealed(claim_entry(claim)) for claim in page.claims],
        "places": [sealed(claim_entry(claim)) for claim in page.places],
        "sources": [sealed(plain_of(source)) for source in sources],
        "documents": [sealed(document_entry(document)) for document in page.documents],
    }
    pack["digest"] = seal_of(pack, "digest")
    return pack


def _linked(links: Iterable[Linked]) -> list[dict[str, Any]]:
    return [
        {
            "id": link.concept.id,
            "name": link.concept.name,
            "type": link.concept.type,
            "xrefs": plain_of(link.concept.xrefs),
            "first": link.first.id,
            "times": link.times,
        }
        for link in links
    ]
