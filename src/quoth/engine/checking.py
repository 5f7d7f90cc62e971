"""Do receipts hold, against themselves and against this library?"""

from __future__ import annotations

from quoth.engine.opened import Opened
from quoth.model import Check
from quoth.model.standing import in_force
from quoth.verify import receipts


def verify(library: Opened, pack: bytes) -> Check:
    """Check the receipts of an answer pack; raises AnswerUnusable for what is not JSON or not an answer pack."""
    held = receipts.Library(library.store.versions, lambda document, sha256: since(library, document, sha256))
    return receipts.check(receipts.parse(pack), held)


def since(library: Opened, document: str, sha256: str) -> tuple[str, ...]:
    """Say what befell a quoted document since: replaced by a newer version, or its work put under a notice."""
    current = library.store.current(document)
    told = [] if current and current.sha256 == sha256 else ["its document was replaced or removed since"]
    work = library.work(current.work) if current else None
    notices = in_force(work.notices) if work else ()
    return (*told, *(f"its source has a {n.kind}" + (f" of {n.date}" if n.date else "") for n in notices))
