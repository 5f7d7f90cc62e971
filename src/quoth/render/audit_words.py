"""The fixed words of an audit: a short closed list. A verdict is a label, never a judgement of medicine."""

from __future__ import annotations

from collections.abc import Mapping

from quoth.model import Claim
from quoth.model.audits import Audit, Cited, Verdict, VerdictKind
from quoth.render import words

MEANS: Mapping[VerdictKind, str] = {
    VerdictKind.SUPPORTED: "a passage of the cited source says it",
    VerdictKind.ELSEWHERE: "not shown for its own source; a passage of another source in this library says it",
    VerdictKind.CONTRADICTED: "the passage shown says the opposite; read both",
    VerdictKind.FIGURE_DIFFERS: "the passage shown gives another dose or figure; read both",
    VerdictKind.NOT_SAID: "the cited source was read and does not say it, or the quote is altered",
    VerdictKind.NOT_CONFIRMED: "unsure: this machine found no passage that plainly says it; a person must read",
    VerdictKind.NOT_CHECKABLE: "the cited source is not in this library",
    VerdictKind.UNCITED: "it gives no source",
    VerdictKind.UNKNOWN_SOURCE: "its mark stands for nothing, or its identifier is not the named paper's",
    VerdictKind.INDIRECT: "its source is on other patients than the question",
    VerdictKind.BORROWED: "the passage reports somebody else's finding",
    VerdictKind.BACKGROUND: "the passage is background, not a finding",
    VerdictKind.RETRACTED: "a cited source was retracted",
    VerdictKind.CONCERN: "a cited source is under an expression of concern",
    VerdictKind.CORRECTED: "a cited source was corrected; the statement may rest on what changed",
    VerdictKind.SUPERSEDED: "a cited source was replaced by a newer one",
    VerdictKind.WITHDRAWN: "it offers a drug that is no longer supplied",
    VerdictKind.DOSES_MIXED: "doses of unlike purpose may stand side by side; a person must judge",
    VerdictKind.REPEATS: "it says again what an earlier statement said",
}
NOT_FALSE = (
    "A statement that is not confirmed is not false: this library may lack its source, or the wording may be too free."
)


def summary(audit: Audit) -> str:
    """Return the summary line."""
    number = len(audit.verdicts)
    counted = " \u00b7 ".join(f"{count} {kind}" for kind, count in audit.counts)
    return f"{number} statement{'' if number == 1 else 's'}" + (f": {counted}" if counted else "")


def left_out(audit: Audit) -> str:
    """Return what was not judged, or ""."""
    parts = [f"{count} {what}" for what, count in audit.left_out]
    if audit.unread:
        parts.append(
            f"{audit.unread:,} CHARACTERS PAST THE FIRST {len(audit.verdicts):,} STATEMENTS (divide the text to have them read)"
        )
    return f"Not judged: {', '.join(parts)}." if parts else ""


def asked(audit: Audit) -> str:
    """Return what the text is taken to answer."""
    if audit.question:
        return f"Taken to answer: {audit.question}"
    return "It names no question, so nothing is called indirect; give one with --question."


def lead(verdict: Verdict, claim: Claim) -> str:
    """Return the word before a shown passage."""
    kinds = set(verdict.kinds)
    if claim is not verdict.passages[0]:
        return ""
    if kinds & {VerdictKind.SUPPORTED, VerdictKind.ELSEWHERE}:
        return ""
    return "" if kinds & {VerdictKind.CONTRADICTED, VerdictKind.FIGURE_DIFFERS} else "nearest: "


def cited(source: Cited) -> str:
    """Return what a mark resolves to, in one line without the mark."""
    named = [f"PMID {v}" if s == "pmid" else (f"doi:{v}" if s == "doi" else v) for s, v in source.ids.pairs()]
    state = {
        "held": "in this library",
        "noticed": "not in this library, but a notice is known",
        "not held": "not in this library",
        "unknown": "unknown",
    }[source.state]
    known = f"recognised by {source.how}" if source.how and source.state == "held" else ""
    parts = [source.title, ", ".join(named) or (source.url or ""), state, known, source.note, notices(source)]
    return ". ".join(part.rstrip(".") for part in parts if part)


def notices(source: Cited) -> str:
    """Return what is known of a cited source's notices."""
    if source.notices is None:
        return "" if source.state == "unknown" else "retraction status not checked"
    return "; ".join(f"{n.kind.upper()} {n.date or ''}".strip() for n in source.notices) or "no notice known"


def under(claim: Claim) -> str:
    """Return the line under a passage: whose it is, year, design, how far read."""
    return " \u00b7 ".join(part for part in (claim.source, words.standing(claim)) if part)
