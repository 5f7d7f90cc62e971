"""An audit as one page of Markdown: a table whose every cell leads to the statement, the source or the passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from quoth.model import Claim
from quoth.model.audits import Audit, Cited, Verdict, VerdictKind
from quoth.render import audit_words, words
from quoth.render.answer_markdown import SPECIAL

SHORT = 90  # characters of a statement in the table


def render(audit: Audit) -> str:
    """Return the audit as Markdown."""
    return "\n".join(_lines(audit)).rstrip() + "\n"


def _lines(audit: Audit) -> Iterator[str]:
    claims: dict[str, Claim] = {c.id: c for v in audit.verdicts for c in v.passages}
    places = {ident: f"passage-{at}" for at, ident in enumerate(claims, 1)}
    marks = {source.mark: f"cited-{at}" for at, source in enumerate(audit.cited, 1)}
    kinds = [kind for kind, _ in audit.counts]
    yield from (f"# Audit of {_plain(audit.name)}", "", _plain(audit_words.asked(audit)), "")
    yield from (f"**{_plain(audit_words.summary(audit))}**", "", _plain(audit_words.left_out(audit)), "")
    yield from (f"Against: {_plain(audit.library)}. {audit_words.NOT_FALSE}", "")
    yield from ("| # | statement | verdict | cites | passage |", "|---|---|---|---|---|")
    yield from (_row(verdict, places, marks) for verdict in audit.verdicts)
    yield from ("", "## Statements", "")
    for verdict in audit.verdicts:
        yield from _statement(verdict)
    yield from ("", "## What the text cites", "")
    yield from (_cited(source, marks[source.mark]) for source in audit.cited)
    yield from ("", "## Passages shown", "")
    yield from (_passage(claim, places[claim.id]) for claim in claims.values())
    yield from ("", "## Sources of the passages", "")
    for s in audit.sources:
        linked = f" [open]({_address(s.url)})" if _address(s.url) else ""
        yield f'- <a id="source-{s.mark}"></a>{s.mark}. {_plain(words.reference(s))}. {words.notices(s)}.{linked}'
    yield from ("", "## What the verdicts mean", "")
    yield from (f'- <a id="{kind.slug}"></a>**{kind}**: {audit_words.MEANS[kind]}.' for kind in kinds)
    yield from ("", f"*{words.DISCLAIMER}*")


def _row(verdict: Verdict, places: Mapping[str, str], marks: Mapping[str, str]) -> str:
    said = verdict.statement
    here = f"#statement-{said.number}"
    short = said.text if len(said.text) <= SHORT else f"{said.text[: SHORT - 3]}..."
    told = ", ".join(f"[{kind}](#{kind.slug})" for kind in verdict.kinds)
    cites = (
        " ".join(f"[{_plain(m)}](#{marks[m]})" for m in said.marks if m in marks)
        or f"[none](#{VerdictKind.UNCITED.slug})"
    )
    shown = " ".join(f"[{_plain(words.mark(c))}](#{places[c.id]})" for c in verdict.passages) or f"[none]({here})"
    return f"| [{said.number}]({here}) | [{_plain(short)}]({here}) | {told} | {cites} | {shown} |"


def _statement(verdict: Verdict) -> Iterator[str]:
    said = verdict.statement
    kinds = ", ".join(verdict.kinds)
    yield f'<a id="statement-{said.number}"></a>{said.number}. {_plain(said.text)} **{kinds}**'
    yield from (f"   - {_plain(reason)}" for reason in verdict.reasons)
    yield ""


def _cited(source: Cited, anchor: str) -> str:
    address = _address(source.url)
    named = f"[{_plain(source.mark)}]({address})" if address else _plain(source.mark)
    return f'- <a id="{anchor}"></a>{named} {_plain(audit_words.cited(source))}'


def _passage(claim: Claim, anchor: str) -> str:
    cited = claim.citation
    receipt = f"`{cited.document.replace('`', '')}` {cited.start}-{cited.end}, sha256 `{cited.sha256[:12]}`"
    under = _plain(audit_words.under(claim))
    source = "" if claim.voice == "appraisal" else f" [{claim.mark}](#source-{claim.mark})"
    return f'- <a id="{anchor}"></a>{_plain(words.mark(claim))} {_plain(claim.quote)}  \n  {under} \u00b7 {receipt} \u00b7{source}'


def _address(url: str | None) -> str | None:
    """Return an address that may stand in a link: http(s) only, with what would end the link encoded."""
    if not url or not url.startswith(("https://", "http://")):
        return None
    return quote(url, safe=":/?#[]@!$&'*+,;=%~.-_")


def _plain(text: str) -> str:
    """Escape what Markdown would read as its own."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))
