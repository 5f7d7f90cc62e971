"""Figures: the numbers a sentence states, as spans with what they are.

Kinds: ``interval`` (a confidence interval or range), ``p``, ``count`` (n of N), ``size`` (n = 12), ``percent``,
``quantity`` (a number with a unit or comparator) and ``number``. Numbers that only point (Fig. 2, reference 12, type 2,
a year) are no figures. Values keep their printed form; ``quoth.quantity`` reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quoth.annotate.wordlists import tokens, words
from quoth.model import Figure
from quoth.quantity import COMPARATOR, GROUPS, NUMBER, comparator, number, unit

_S = "[ \u00a0\u2009\u202f]?"
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNTED = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,{GROUPS}}}|\d+|{_WORDS})"
_TO = r"\s?(?:to|-|\u2013|\u2014|,|;|\u2212|\.\.)\s?"
_UNIT = (
    r"(?:%|percent(?!\w)|per cent|[x\u00d7]?\s?10[\^*]?[\d\u00b2-\u2079]{1,2}\s?/\s?[\u00b5\u03bcu]?[Ll]"
    r"|(?:[kmn\u00b5\u03bcu]?g|mcg|[mn\u00b5\u03bcu]?mol|[mk]?I?U|mEq|cells?|copies|G)\s?/\s?(?:kg|[dm\u00b5\u03bcu]?[Ll]|m2|m\u00b2|h|hr|min|d|day)(?:\s?/\s?(?:h|hr|min|d|day))?"
    r"|/\s?(?:[\u00b5\u03bcu]?[Ll]|mm3|mm\u00b3|min)|mm\s?Hg|[kmn\u00b5\u03bc]?[gL]|m[lL]|d[lL]|f[lL]|mcg|IU|kDa|bpm|\u00b0\s?C|[cmk\u00b5]m"
    r"|years?|yrs?|months?|mo|weeks?|wks?|days?|hours?|hrs?|h|minutes?|mins?|seconds?|sec|ms|mmol|[\u00b5\u03bc]mol|fold|times)(?![\w/])"
)
_RATIO = r"\b(?:HR|OR|RR|aHR|aOR|aRR|IRR|SMD|MD|hazard ratio|odds ratio|(?:relative )?risk ratio|relative risk|rate ratio|mean difference)\b"
_RANGE = (
    rf"(?P<interval>(?P<ilabel>\d{{2}}(?:\.\d)?{_S}%{_S}(?:CI|UI|confidence intervals?|CrI|(?:credible|uncertainty) intervals?)(?:\s?[\[(]C?U?I[\])])?"
    rf"|\bCI|\bIQR|\binterquartile range|\brange)[\s,:;=(\[]*(?:of|from|was)?\s?[\[(]?"
    rf"(?P<low>{NUMBER}){_S}%?{_TO}(?P<high>{NUMBER}){_S}%?)"
)
_P = (
    rf"(?P<p>\b[Pp](?:{_S}[-]?value|{_S}values)?(?:{_S}for\s\w+)?\s?(?:of|was)?"
    rf"{_S}(?P<pc>{COMPARATOR}){_S}(?P<pv>{NUMBER}|NS\b))"
)
_COUNT = (
    rf"(?P<count>(?<![\w./-])(?P<events>{_COUNTED})"
    rf"(?:{_S}/{_S}(?![dmk])|\s(?:\([^()]{{1,12}}\)\s)?(?:out )?of (?:the |all |a total of )?)"
    rf"(?P<of>{_COUNTED})(?![\w%]|\.\d))"
)
_SIZE = rf"(?P<size>\b[nN]{_S}={_S}(?P<n>\d[\d,]*))"
_RATIO_OF = rf"(?P<ratio>{_RATIO}[\s,:;=(\[]*(?:of|was)?\s?(?P<rv>{NUMBER}))"
_QUANTITY = (
    rf"(?P<quantity>(?<![\w.\[-])(?:(?P<qc>{COMPARATOR}){_S})?(?P<qv>{NUMBER})(?:{_TO}(?P<qh>{NUMBER}))?"
    rf"(?:\s?\u00b1\s?{NUMBER})?{_S}(?P<qu>{_UNIT}))"
)
_COMPARED = rf"(?P<compared>(?P<cc>{COMPARATOR}){_S}(?P<cv>{NUMBER})(?![\w]))"
_SPAN = rf"(?P<span>(?<![\w.\[/,^-])(?<!from )(?P<sl>{NUMBER}){_S}%?\s?(?:-|\u2013|to){_S}(?P<sh>(?!-){NUMBER})(?![\w\]^-]|[.,]\d))"
_BARE = rf"(?P<number>(?<![\w.\[/,^-])(?P<v>{NUMBER})(?![\w\]^-]|[.,]\d))"
# Where a figure can begin: a digit, a comparison, a label or a number in words; a sign or point may stand before it.
_BEGINS = frozenset(_WORDS.split("|")) | words(
    "p n hr or rr ahr aor arr irr smd md hazard odds relative risk rate mean ci iqr interquartile range"
    " less fewer lower below under at up no not more greater higher above over exceeding about approximately around ca"
    " < > = ~ \u2248 \u223c \u2264 \u2265"
)
_SIGNS = ".\u00b7-\u2212\u2013"
_KINDS = f"{_RANGE}|{_P}|{_COUNT}|{_SIZE}|{_RATIO_OF}|{_QUANTITY}|{_COMPARED}|{_SPAN}|{_BARE}"
_PATTERN = re.compile(rf"(?:(?<!\w)|(?=[<>=~\u2248\u223c\u2264\u2265]))(?:{_KINDS})", re.IGNORECASE)
_WORTH_A_LOOK = re.compile(rf"\d|\b(?:{_WORDS})\s(?:out )?of\b", re.IGNORECASE)
_POWER = re.compile(r"(.+?)\s?[x\u00d7]\s?(10.+)")
_POINTS = re.compile(
    r"(?:\b(?:figs?|figures?|tables?|refs?|references?|type|types|grade|stage|phase|class|group|step|section|chapter|appendix"
    r"|chromosome|exon|factor|no|nos|version|patient|case|panel|lanes?|level|day|week|month|year|article|page|vol|table s"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\.?\s*|\[[\d,\s\u2013-]*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure at its place: ``kind`` as listed above, and what it says."""

    kind: str
    start: int
    end: int
    figure: Figure


def figures(text: str) -> tuple[Seen, ...]:
    """Return the figures of ``text`` in order."""
    found: list[Seen] = []
    if not _WORTH_A_LOOK.search(text):
        return ()
    reached = 0
    for word, at in tokens(text):
        if at < reached or not (word in _BEGINS or word.isdigit()):
            continue
        match = _PATTERN.match(text, at - 1 if at > reached and text[at - 1] in _SIGNS else at)
        if match is None:
            continue
        reached = match.end()
        kind = match.lastgroup or ""
        kind = next(k for k in _READ if match[k] is not None)
        figure = _READ[kind](match)
        if (
            figure is None
            or (kind == "span" and _only_points(text, match, "sl"))
            or (kind == "number" and _only_points(text, match, "v"))
        ):
            continue
        name = {"compared": "quantity", "ratio": "number", "span": "interval"}.get(kind, kind)
        found.append(Seen("percent" if figure.unit == "%" else name, match.start(), match.end(), figure))
    return tuple(found)


def _only_points(text: str, match: re.Match[str], group: str) -> bool:
    """Say whether a bare number is a pointer (Table 2, reference 12) or a year."""
    value = number(match[group])
    year = value is not None and match[group].isdigit() and len(match[group]) == 4 and 1900 <= value <= 2100
    return year or _POINTS.search(text[max(0, match.start() - 20) : match.start()]) is not None


def _interval(match: re.Match[str]) -> Figure | None:
    return Figure(label=" ".join(match["ilabel"].split()), low=match["low"], high=match["high"])


def _p(match: re.Match[str]) -> Figure | None:
    return Figure(p=match["pv"], comparator=comparator(match["pc"]))


def _count(match: re.Match[str]) -> Figure | None:
    events, of = number(match["events"].replace(",", "")), number(match["of"].replace(",", ""))
    if events is None or of is None or events > of:
        return None
    return Figure(events=int(events), n=int(of))


def _size(match: re.Match[str]) -> Figure | None:
    size = number(match["n"].replace(",", ""))
    return None if size is None else Figure(n=int(size))


def _ratio(match: re.Match[str]) -> Figure | None:
    label = re.match(_RATIO, match["ratio"], re.IGNORECASE)
    return Figure(label=label.group() if label else "", value=match["rv"])


def _quantity(match: re.Match[str]) -> Figure | None:
    value, of = match["qv"], match["qu"]
    power = _POWER.fullmatch(value)
    if power and of.startswith("/"):  # "30 x 10^9/L": the power belongs to the unit
        value, of = power[1], power[2] + of
    low, high = (value, match["qh"]) if match["qh"] else (None, None)
    return Figure(
        value=None if high else value, unit=unit(of), comparator=comparator(match["qc"] or ""), low=low, high=high
    )


def _compared(match: re.Match[str]) -> Figure | None:
    return Figure(value=match["cv"], comparator=comparator(match["cc"]))


def _span(match: re.Match[str]) -> Figure | None:
    return Figure(low=match["sl"], high=match["sh"])


def _number(match: re.Match[str]) -> Figure | None:
    return Figure(value=match["v"])


_READ = {
    "interval": _interval,
    "p": _p,
    "count": _count,
    "size": _size,
    "ratio": _ratio,
    "quantity": _quantity,
    "compared": _compared,
    "span": _span,
    "number": _number,
}
