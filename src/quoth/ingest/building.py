"""From composed text and stated facts to a Document and its Work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from quoth.errors import SourceRefused
from quoth.ingest import identity
from quoth.ingest.composer import Composer
from quoth.ingest.outcomes import Local, Paper
from quoth.ingest.text import CANON
from quoth.model import Document, Facts, Ids, Kind, Notice, Work, sha256_text


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from: the name to show, the sha256 of its bytes, and whose own document it is, if anybody's."""

    name: str
    sha256: str
    local: Local | None = None


def sha256_bytes(data: bytes) -> str:
    """Return the hex sha256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def build(  # noqa: PLR0913, PLR0917  (a document is made in one place, from all of its sides)
    source: Source,
    reader: str,
    kind: Kind,
    composer: Composer,
    known: Ids,
    facts: Facts,
    *,
    notices: tuple[Notice, ...] | None = None,
    checked: tuple[tuple[str, str | None], ...] = (),
    note: str | None = None,
) -> Paper:
    """Make the immutable document of a composed text.

    A local document (``source.local``) is of its own kind, carries owner and expiry, and has no identifiers of the
    literature, so that it is never taken for the paper it may quote.

    Raises:
        SourceRefused: the text is empty.

    """
    text = composer.text()
    if not text:
        raise SourceRefused("holds no text.")
    if note:
        facts = replace(facts, note="; ".join(filter(None, (facts.note, note))))
    if source.local:
        kind, known = Kind.LOCAL, Ids()
        facts = replace(facts, owner=source.local.owner, expires=source.local.expires)
    sha256 = sha256_text(text)
    work = Work(identity.work_id(known, sha256), known, facts.title, notices)
    document = Document(
        id=identity.document_id(known, kind, sha256),
        work=work.id,
        kind=kind,
        text=text,
        sha256=sha256,
        source_sha256=source.sha256,
        reader=f"{reader}, text {CANON}",
        facts=facts,
        parts=composer.parts(),
    )
    return Paper(source.name, document, work, checked)
