"""Do the receipts of an answer pack hold? Works on the pack's JSON alone, and against a library when one is given.

Everything is checked by value: a pack is a foreign file, so nothing in it is trusted, not even its types. A fault names
the claim it is in. What could not be checked is said, never passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quoth.errors import AnswerUnusable
from quoth.model import ANSWER_SCHEMA, Check, Fault, seal_of, sha256_text
from quoth.model.seals import AUDIT_SCHEMA, LISTING_SCHEMA, PAPER_SCHEMA

SCHEMAS = (ANSWER_SCHEMA, PAPER_SCHEMA, LISTING_SCHEMA, AUDIT_SCHEMA)


@dataclass(frozen=True, slots=True)
class Library:
    """What a library can say: every version of a document (sha256 -> text), and what befell one since."""

    versions: Callable[[str], Mapping[str, str]]
    since: Callable[[str, str], tuple[str, ...]]


Texts = dict[tuple[str, str], str | None]


@dataclass(slots=True)
class _Tally:
    faults: list[Fault] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    against_library: int = 0

    def fault(self, where: str, why: str) -> None:
        self.faults.append(Fault(where, why))


def parse(data: bytes) -> dict[str, Any]:
    """Return the pack in ``data``; raises AnswerUnusable for what is not JSON or not an answer pack."""
    try:
        pack = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_twins)
    except UnicodeDecodeError:
        raise AnswerUnusable(
            "The file is not UTF-8 text, so it is not an answer pack; give the output of --json."
        ) from None
    except _TwinKeyError as twin:
        raise AnswerUnusable(
            f"The file names the field {twin} twice in one object; an answer pack never does."
        ) from None
    except (ValueError, RecursionError):
        raise AnswerUnusable("The file is not JSON, so it is not an answer pack; give the output of --json.") from None
    if not isinstance(pack, dict) or not {"schema", "claims", "documents"} <= set(pack):
        raise AnswerUnusable(
            "The file is JSON but not an answer pack; give what ask, find or audit prints with --json."
        )
    return pack


class _TwinKeyError(Exception):
    """A JSON object names a field twice: readers would differ on what it says."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwinKeyError(repr(next(key for key in keys if keys.count(key) > 1)))
    return found


def check(pack: Mapping[str, Any], library: Library | None = None) -> Check:
    """Check every receipt of ``pack``; with ``library`` each quote is also cut again from the library's own text."""
    tally = _Tally()
    if pack.get("schema") not in SCHEMAS:
        tally.fault("the pack", f"its schema is {_show(pack.get('schema'))}, not {' or '.join(SCHEMAS)}")
    texts = _documents(pack, tally)
    sources = _sources(pack, tally)
    claims = pack.get("claims")
    listed = claims if isinstance(claims, list) else []
    if not isinstance(claims, list):
        tally.fault("the pack", "its claims are not a list")
    for number, claim in enumerate([*listed, *_list(pack.get("places"))], 1):  # a paper's page has places as well
        _claim(claim, number, texts, sources, library, tally)
    if seal_of(pack, "digest") != pack.get("digest"):
        tally.fault("the pack", "its digest does not fit its contents: something in it was changed")
    if library is None and listed:
        tally.unchecked.append("no library was asked: quotes were checked against the texts inside the pack only")
    return Check(len(listed), tally.against_library, tuple(tally.faults), tuple(tally.unchecked), tuple(tally.notices))


def _documents(pack: Mapping[str, Any], tally: _Tally) -> Texts:
    """Return the embedded texts whose hashes hold, by (id, sha256); None where a text may not be passed on."""
    found: Texts = {}
    for number, entry in enumerate(_list(pack.get("documents")), 1):
        name = f"document {_show(entry.get('id')) if isinstance(entry, dict) else number}"
        if isinstance(entry, dict) and entry.get("text", "") is None:
            if seal_of(entry) != entry.get("seal"):
                tally.fault(name, "its entry was changed")
            found[str(entry.get("id")), str(entry.get("sha256"))] = None  # it may not be passed on, so it is not here
            continue
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            tally.fault(name, "it has no text")
            continue
        if sha256_text(entry["text"]) != entry.get("sha256"):
            tally.fault(name, "its text does not fit its sha256")
            continue
        if seal_of(entry) != entry.get("seal"):
            tally.fault(name, "its entry was changed")
        found[str(entry.get("id")), str(entry["sha256"])] = entry["text"]
    return found


def _sources(pack: Mapping[str, Any], tally: _Tally) -> dict[str, bool]:
    """Return for each source mark whether its entry holds."""
    found: dict[str, bool] = {}
    for entry in _list(pack.get("sources")):
        mark = str(entry.get("mark")) if isinstance(entry, dict) else "?"
        holds = isinstance(entry, dict) and seal_of(entry) == entry.get("seal")
        found[mark] = holds and mark not in found
        if not holds:
            tally.fault(f"source [{mark}]", "its entry was changed")
    return found


def _claim(  # noqa: PLR0913, PLR0917 - one claim against everything it may be checked against
    claim: Any,
    number: int,
    texts: Texts,
    sources: Mapping[str, bool],
    library: Library | None,
    tally: _Tally,
) -> None:
    if not isinstance(claim, dict):
        tally.fault(f"claim {number}", "it is not a claim")
        return
    name = f"claim {number} ({_show(claim.get('id'))})"
    if seal_of(claim) != claim.get("seal"):
        tally.fault(name, "its entry was changed")
    mark = claim.get("mark")
    if claim.get("voice") != "appraisal" and not sources.get(str(mark), False):
        tally.fault(name, f"its source [{_show(mark)}] is missing or was changed")
    receipts = claim.get("receipts")
    if not isinstance(receipts, list) or not receipts:
        tally.fault(name, "it has no receipt")
        return
    for receipt in receipts:
        fault = _receipt(receipt, claim, texts)
        if fault:
            tally.fault(name, fault)
        elif library is not None:
            _against_library(name, receipt, library, tally)
        elif texts[str(receipt["document"]), str(receipt["sha256"])] is None:
            tally.unchecked.append(
                f"{name}: the text of {receipt['document']} may not be passed on; a library that holds it can check"
            )


def _receipt(receipt: Any, claim: Mapping[str, Any], texts: Texts) -> str | None:
    """Return why a receipt does not hold within the pack, or None."""
    if not isinstance(receipt, dict):
        return "its receipt is not one"
    span = _span(receipt)
    if span is None:
        return "its receipt's start and end are not offsets"
    quote = receipt.get("quote")
    if not isinstance(quote, str) or not quote:
        return "its receipt quotes nothing"
    if claim.get("quote") != quote:
        return "the sentence shown is not the sentence its receipt quotes"
    key = (str(receipt.get("document")), str(receipt.get("sha256")))
    if key not in texts:
        known = any(document == key[0] for document, _ in texts)
        return (
            "its receipt's sha256 fits no text of that document in the pack"
            if known
            else (f"its receipt's document {_show(receipt.get('document'))} is not in the pack")
        )
    text = texts[key]
    return None if text is None else _cut(text, span, quote, "the document")


def _cut(text: str, span: tuple[int, int], quote: str, what: str) -> str | None:
    start, end = span
    if end > len(text):
        return f"its receipt points past the end of {what} ({end} of {len(text)} characters)"
    if text[start:end] != quote:
        return f"its quote is not what stands at {start}-{end} of {what}"
    return None


def _span(receipt: Mapping[str, Any]) -> tuple[int, int] | None:
    start, end = receipt.get("start"), receipt.get("end")
    whole = all(isinstance(v, int) and not isinstance(v, bool) for v in (start, end))
    if not whole or not 0 <= int(start or 0) < int(end or 0):
        return None
    return int(start or 0), int(end or 0)


def _against_library(name: str, receipt: Mapping[str, Any], library: Library, tally: _Tally) -> None:
    document, sha256 = str(receipt["document"]), str(receipt["sha256"])
    held = library.versions(document)
    if sha256 in held:
        span = _span(receipt)
        fault = _cut(held[sha256], span, receipt["quote"], "the library's text") if span else None
        if fault:
            tally.fault(name, fault)
        else:
            tally.against_library += 1
            tally.notices.extend(f"{name}: {what}" for what in library.since(document, sha256))
    elif held:
        tally.unchecked.append(f"{name}: the library holds other versions of {document}, not this one")
    else:
        tally.unchecked.append(f"{name}: the library does not hold {document}")


def _list(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else ()


def _show(value: Any) -> str:
    shown = str(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
