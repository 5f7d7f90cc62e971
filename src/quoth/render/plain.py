"""Smaller nouns as text, Markdown and JSON: a document, a concept, the outcome of a check, a library's standing."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from quoth.model import Added, Check, Concept, Document, Status


def as_json(noun: Any) -> str:
    """Return any noun as indented JSON."""
    return json.dumps(json.loads(msgspec.json.encode(noun)), ensure_ascii=False, indent=1) + "\n"


def check_json(check: Check) -> str:
    """Return the outcome of a check as JSON; ``holds`` is its one-word answer."""
    plain = {"holds": check.holds} | json.loads(msgspec.json.encode(check))
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def check_text(check: Check) -> str:
    """Return the outcome of a check in words, the claim named in each fault."""
    if check.holds:
        lines = [f"holds: {check.claims} claims, {check.against_library} receipts cut again from this library"]
    else:
        lines = [f"BROKEN: {fault.where}: {fault.why}" for fault in check.faults]
    lines += [f"notice: {notice}" for notice in check.notices]
    lines += [f"not checked: {item}" for item in check.unchecked]
    return "\n".join(lines) + "\n"


def document_text(document: Document) -> str:
    """Return a document as it is stored: what it is, its hash, then its text, statement by statement."""
    facts = document.facts
    head = [
        facts.title,
        f"{document.id} · {document.kind} · {facts.design or 'design not stated'} · read: {facts.read_level or 'whole'}",
        f"sha256 {document.sha256}",
    ]
    if facts.url:
        head.append(facts.url)
    if document.findings:
        body = [f"{f.start}-{f.end}  {f.id}\n    {document.text[f.start : f.end]}" for f in document.findings]
    else:
        body = [document.text]
    return "\n".join([*head, "", *body]) + "\n"


def document_markdown(document: Document) -> str:
    """Return a document as Markdown."""
    lines = [f"# {document.facts.title}", "", f"`{document.id}` · {document.kind} · sha256 `{document.sha256}`", ""]
    if document.findings:
        lines += [f"- `{f.id}` {document.text[f.start : f.end]}" for f in document.findings]
    else:
        lines.append(document.text)
    return "\n".join(lines) + "\n"


def added_text(report: Added) -> str:
    """Return what came of adding, each refusal with its reason."""
    counts = f"added {report.added}, changed {report.changed}, unchanged {report.unchanged}, removed {report.removed}"
    lines = [f"{counts} documents in {report.seconds:.1f} s"]
    if report.notices:
        lines.append(f"notices read {report.notices}, touching {report.touched} works of this library")
    lines += [f"refused: {item.reason}" for item in report.refused]
    return "\n".join(lines) + "\n"


def concept_text(concept: Concept) -> str:
    """Return a concept: its name, what it is a kind of, its synonyms and the ids it is known by elsewhere."""
    lines = [f"{concept.name} ({concept.type})", concept.id]
    if concept.definition:
        lines.append(concept.definition)
    if concept.parents:
        lines.append(f"a kind of: {', '.join(concept.parents)}")
    if concept.all_of:
        lines.append(f"named by: {' and '.join(concept.all_of)}")
    if concept.synonyms:
        lines.append(f"also: {', '.join(concept.synonyms)}")
    lines += [f"{scheme}: {value}" for scheme, value in concept.xrefs]
    if concept.withdrawn:
        lines.append(f"NO LONGER SUPPLIED since {concept.withdrawn.date} ({concept.withdrawn.finding})")
    return "\n".join(lines) + "\n"


def status_text(status: Status) -> str:
    """Return a library's standing."""
    lines = [f"library      {status.folder}", f"fingerprint  {status.fingerprint}"]
    lines += [f"pack         {ident} {version} of {date}" for ident, version, date in status.packs]
    lines.append(f"works        {status.counts.works}")
    lines += [f"documents    {number} {kind}" for kind, number in sorted(status.counts.documents.items())]
    lines.append(f"passages     {status.passages} searchable")
    lines.append(f"refreshed    {status.refreshed or 'never; quoth refresh looks for notices and dates that passed'}")
    looked = [f"{signal} {f'up to {date}' if date else ', undated'}" for signal, date in status.looked]
    lines.append(
        f"notices      {'; '.join(looked) or 'no list was applied; quoth refresh RETRACTION_LIST applies one'}"
    )
    return "\n".join(lines) + "\n"
