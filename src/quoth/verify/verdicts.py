"""What an audit says of one statement: plain values in, a verdict out.

Caution is built in: only a passage that bears the statement out makes it *supported*; only a clear contradiction makes
it *contradicted*; "the cited source does not say it" is said only where the whole text is here and never names what the
statement is about, or where a quote is altered. Whatever is unsure is *not confirmed*, with the nearest passage shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from quoth.model import Claim, Label, LabelKind
from quoth.model.audits import (
    Cited,
    Difference,
    Quotation,
    Standing,
    Statement,
    Support,
    Told,
    Verdict,
    VerdictKind,
    Weighed,
)

NOTICED: Mapping[str, VerdictKind] = {
    "retraction": VerdictKind.RETRACTED,
    "concern": VerdictKind.CONCERN,
    "correction": VerdictKind.CORRECTED,
    "superseded": VerdictKind.SUPERSEDED,
}
NUMERIC = frozenset({"comparator", "sign", "number", "unit", "percent", "decimal", "figure", "digit", "dose"})
SURE, CLEAR = 0.7, 0.9  # confidence that another source's passage must reach to support, and to contradict
ORDER = tuple(VerdictKind)


@dataclass(frozen=True, slots=True)
class Bearing:
    """A passage held against a statement: the sentence of it that comes nearest, and what it does for the statement."""

    claim: Claim
    weighed: Weighed
    near: float  # how near it comes; only for ordering
    about_other: str = ""  # why the passage cannot bear it out: other treatment, other patients
    told: Told | None = None
    whole: bool = False  # it names every treatment and condition of the statement, and says most of the rest

    @property
    def supports(self) -> bool:
        """Whether it bears the statement out."""
        return self.weighed.support is Support.SUPPORTS and not self.about_other

    @property
    def contradicts(self) -> bool:
        """Whether it says the opposite."""
        return self.weighed.support is Support.CONTRADICTS and not self.about_other


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that a statement gives in quote marks, as found in the cited sources; ``whole``: their full text was read."""

    words: str
    found: Quotation
    claim: Claim | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A dose or figure that a statement gives otherwise than its source: both as printed, and the source's passage."""

    stated: str
    given: str
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one statement."""

    statement: Statement
    cited: tuple[Cited, ...] = ()
    own: tuple[Bearing, ...] = ()  # passages of the cited sources, best first
    others: tuple[Bearing, ...] = ()  # of the rest of the library, best first
    quoted: tuple[Quoted, ...] = ()
    unnamed: tuple[str, ...] = ()  # what the statement is about and the cited full texts never name
    synopses: bool = False  # of the cited sources this library holds less than the full text
    superseded: str = ""  # what it says was replaced, of a source that else stands
    indirect: str = ""
    amount: Amount | None = None
    withdrawn: tuple[tuple[str, Claim | None], ...] = ()  # (what to say, the passage that says it)
    mixed: str = ""
    repeats: str = ""
    later: str = ""  # of an uncited statement: what the rest of its paragraph cites


def verdict(case: Case) -> Verdict:
    """Return the verdict on a statement: every kind that applies, in the order of the kinds."""
    kinds: dict[VerdictKind, None] = {}
    reasons: list[str] = []
    passages: list[Claim] = []

    def say(kind: VerdictKind, reason: str = "", claims: Iterable[Claim | None] = ()) -> None:
        kinds[kind] = None
        if reason:
            reasons.append(reason)
        passages.extend(c for c in claims if c is not None)

    _sources(case, say)
    _bearing(case, say)
    _notices(case, say)
    if case.superseded:
        say(VerdictKind.SUPERSEDED, case.superseded)
    if case.indirect:
        say(VerdictKind.INDIRECT, case.indirect)
    for told, claim in case.withdrawn:
        say(VerdictKind.WITHDRAWN, told, [claim])
    if case.mixed:
        say(VerdictKind.DOSES_MIXED, case.mixed)
    if case.repeats:
        say(VerdictKind.REPEATS, case.repeats)
    ordered = tuple(sorted(kinds, key=ORDER.index))
    return Verdict(case.statement, ordered, tuple(dict.fromkeys(reasons)), tuple({c.id: c for c in passages}.values()))


class Say(Protocol):
    """How a rule speaks: a kind, why, and the passages to show."""

    def __call__(self, kind: VerdictKind, reason: str = "", claims: Iterable[Claim | None] = ()) -> None:
        """Give a kind."""


def _sources(case: Case, say: Say) -> None:
    """Say whether there is a source at all, and whether it can be looked at here."""
    if not case.cited:
        say(VerdictKind.UNCITED, f"the paragraph goes on to cite {case.later}" if case.later else "no source is given")
        return
    for note in dict.fromkeys(source.note for source in case.cited if source.state == "unknown"):
        named = ", ".join(source.mark for source in case.cited if source.state == "unknown" and source.note == note)
        say(VerdictKind.UNKNOWN_SOURCE, f"{named}: {note}")
    away = [source for source in case.cited if source.state in {"not held", "noticed"}]
    if away and not any(source.state == "held" for source in case.cited):
        named = ", ".join(source.mark for source in away[:3])
        say(VerdictKind.NOT_CHECKABLE, f"source not in this library: {named}")


def _bearing(case: Case, say: Say) -> None:
    """Say what the passages do for the statement: the quoted words first, then the cited sources, then the library."""
    held = any(source.state == "held" for source in case.cited)
    if case.quoted and held:
        _quotes(case, say)
        return
    best = next((b for b in case.own if b.supports), None)
    against = next((b for b in case.own if b.contradicts), None)
    if best and against:  # a source that says both ways: the nearer sentence counts
        best, against = (best, None) if best.near > against.near else (None, against)
    if best is not None:
        say(VerdictKind.SUPPORTED, claims=[best.claim])
        _labels(best.claim.labels, say)
    elif case.amount is not None:
        told = f"the cited source gives {case.amount.given}, not {case.amount.stated}"
        say(VerdictKind.FIGURE_DIFFERS, told, [case.amount.claim] if case.amount.claim else _nearest(case.own))
    elif against is not None:
        _contradicted(against, "the cited source", say)
    elif held and case.unnamed:
        named = " or ".join(case.unnamed[:2])
        say(VerdictKind.NOT_SAID, f"the cited source, read whole, never names {named}", _nearest(case.own))
    elif held:
        why = "this library holds less than its full text" if case.synopses else "no sentence of it plainly says so"
        say(VerdictKind.NOT_CONFIRMED, why, [] if _borne_out(case) else _nearest(case.own))
    if best is None:
        _elsewhere(case, say, settled=against is not None or case.amount is not None)


def _elsewhere(case: Case, say: Say, *, settled: bool) -> None:
    """Say what the rest of the library does for a statement that its own source does not bear out.

    Sources may disagree: another source that says the opposite of what a held one was cited for is shown, and that is all.
    """
    if settled:
        return
    held = any(source.state == "held" for source in case.cited)
    other = _borne_out(case)
    against = next((b for b in case.others if b.contradicts and b.weighed.confidence >= CLEAR), None)
    if other is not None:
        say(VerdictKind.ELSEWHERE, claims=[other.claim])
        _labels(other.claim.labels, say)
    elif against is not None and not held:
        _contradicted(against, "a source of this library", say)
    elif against is not None:
        say(VerdictKind.NOT_CONFIRMED, "another source of this library says otherwise", [against.claim])
    elif not held:
        near = _nearest(case.others)
        say(VerdictKind.NOT_CONFIRMED, "" if near else "no passage of this library comes near", near)


def _borne_out(case: Case) -> Bearing | None:
    """Return the passage of another source that bears a statement out, whole and surely."""
    return next((b for b in case.others if b.supports and b.whole and b.weighed.confidence >= SURE), None)


def _contradicted(bearing: Bearing, who: str, say: Say) -> None:
    told = bearing.weighed.differences
    differences = "; ".join(_difference(d) for d in told[:3]) or "; ".join(bearing.weighed.reasons[:2])
    only_figures = bool(told) and all(d.kind in NUMERIC for d in told)
    kind = VerdictKind.FIGURE_DIFFERS if only_figures else VerdictKind.CONTRADICTED
    say(kind, f"{who} says otherwise" + (f": {differences}" if differences else ""), [bearing.claim])


def _difference(found: Difference) -> str:
    if found.source and found.quote:
        return f"the passage says {found.source!r}, the statement {found.quote!r}"
    return f"only the passage says {found.source!r}" if found.source else f"only the statement says {found.quote!r}"


def _quotes(case: Case, say: Say) -> None:
    """Say how the words in quote marks stand in the cited sources."""
    for quoted in case.quoted:
        shown = quoted.words if len(quoted.words) <= 60 else f"{quoted.words[:57]}..."
        if quoted.found.holds:
            say(VerdictKind.SUPPORTED, "quoted word for word", [quoted.claim])
        elif quoted.found.standing is Standing.ALTERED:
            told = "; ".join(str(d) for d in quoted.found.differences[:3])
            figures = any(d.kind in NUMERIC for d in quoted.found.differences)
            kind = VerdictKind.FIGURE_DIFFERS if figures else VerdictKind.NOT_SAID
            say(kind, f"the quote is altered: {told}", [quoted.claim])
        elif quoted.whole:
            say(VerdictKind.NOT_SAID, f"\u201c{shown}\u201d stands nowhere in the cited source", _nearest(case.own))
        else:
            why = f"\u201c{shown}\u201d: this library holds less than the full text"
            say(VerdictKind.NOT_CONFIRMED, why, _nearest(case.own))


def _labels(labels: Sequence[Label], say: Say) -> None:
    """Carry over what is borrowed or background about the bearing passage."""
    kinds = {label.kind for label in labels}
    for label in labels:
        if label.kind is LabelKind.BORROWED:
            say(VerdictKind.BORROWED, f"the passage reports somebody else's finding: {label.reason}")
        elif label.kind is LabelKind.BACKGROUND and LabelKind.BORROWED not in kinds:
            say(VerdictKind.BACKGROUND, "the passage is background, not a finding")


def _notices(case: Case, say: Say) -> None:
    """Report every notice on a cited source; a retraction that was undone later is not one."""
    for source in case.cited:
        told = source.notices or ()
        undone = max((n.date or "" for n in told if n.kind == "reinstatement"), default=None)
        for notice in told:
            kind = NOTICED.get(notice.kind)
            if kind is None or (
                undone is not None and kind is not VerdictKind.CORRECTED and (notice.date or "") <= undone
            ):
                continue
            said = f"{source.mark}: {notice.kind}" + (f" of {notice.date}" if notice.date else "")
            by = f" (by {notice.signal})" if notice.signal else ""
            say(kind, said + by + (f": {notice.note}" if notice.note else ""))


def _nearest(bearings: Sequence[Bearing]) -> list[Claim]:
    return [bearings[0].claim] if bearings else []
