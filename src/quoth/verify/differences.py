"""Comparing a quote with a place of its source, mark by mark, and saying in words where they part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import Match, SequenceMatcher

from quoth.model.audits import Difference
from quoth.verify.cues import COMPARATOR_WORDS, COMPARING, DIRECTIONS, HEDGES, MODALS, NEGATIONS, UNITS
from quoth.verify.folding import Token

SKIPPED = frozenset({"marker", "heading"})  # may stand in the source and not in the quote
DASHED = frozenset({"hyphen", "dash", "break"})  # one form, "-": strokes between words or in a range
_FIGURE = frozenset({"number", "sign", "comparator", "percent", "symbol"})
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_TOLD = 160  # characters of a side of a difference


def same(source: Token, wanted: Token) -> bool:
    """Whether two tokens are one; a ``loose`` token may begin small or large."""
    if wanted.kind == "loose":
        return source.form[1:] == wanted.form[1:] and source.form[:1].lower() == wanted.form[:1].lower()
    return source.form == wanted.form and (source.kind == wanted.kind or source.kind in DASHED)


def loosened(token: Token, after: Token | None) -> Token:
    """Return a word that may begin small or large, where that says nothing.

    Its other letters are all small, or it is the article "a" before such a word; "ALL", "mG" and "A" (a vitamin) keep
    their case.
    """
    rest = token.form[1:]
    small = rest.isalpha() and rest.islower()
    article = token.form in {"a", "A"} and after is not None and after.kind == "word" and after.form.islower()
    return token._replace(kind="loose") if token.kind == "word" and (small or article) else token


def joined(source: Sequence[Token], wanted: Iterable[Token]) -> list[Token]:
    """Return ``source`` with words put together that a line's end (or a ligature's space) split, where wanted so.

    "treat-" at the end of a line and "ment" on the next are "treatment" if the other side has that word, and
    "treat-ment" otherwise; "signi fi cant" is "significant" if the other side has it.
    """
    words: set[str] = set()
    found: list[Token] = []
    for token in source:
        last = found[-1] if found else token
        split = last.kind == "break" or last.form.endswith(_LIGATURES) or token.form.startswith(_LIGATURES)
        if split and token.kind == "word":
            words = words or {other.form.lower() for other in wanted if other.kind in {"word", "loose"}}
            found.append(_grown(found, token, words))
        else:
            found.append(token)
    return found


def _grown(found: list[Token], token: Token, words: set[str]) -> Token:
    """Return ``token`` with what stands before it, taken out of ``found``, if they are one word of ``words``."""
    for back in (1, 2):
        pieces = found[-back:] if back == 1 else found[-2:]
        if len(pieces) < back:
            break
        broken = back == 2 and pieces[1].kind == "break" and pieces[0].kind == "word"
        apart = back == 1 and pieces[0].kind == "word" and token.start - pieces[0].end == 1
        head = pieces[0].form
        ligature = apart and (head.endswith(_LIGATURES) or token.form.startswith(_LIGATURES))
        if (broken or ligature) and (head + token.form).lower() in words:
            del found[-back:]
            return Token("word", head + token.form, pieces[0].start, token.end)
    return token


def match(source: Sequence[Token], at: int, wanted: Sequence[Token]) -> int:
    """Return the index after the last token of ``source`` if ``wanted`` stands there from ``at`` on, else -1.

    Reference markers and section headings of the source may be missing from the quote, and a heading from the source;
    a comma between a word and "and" or "or", or after a closing bracket, may stand on one side only; a closing bracket
    of the source may be missing whose opening one stands before the quote; and a hyphen between two words may be a space.
    """
    index, depth = 0, 0
    while index < len(wanted):
        here = source[at] if at < len(source) else None
        if here is not None and same(here, wanted[index]):
            at, index, depth = at + 1, index + 1, depth + (here.form == "(") - (here.form == ")")
        elif wanted[index].kind == "heading" or _optional(wanted, index):
            index += 1
        elif here is not None and index and (_missable(here, depth) or _optional(source, at)):
            at += 1
        else:
            return -1
    return at


def _serial(side: Sequence[Token], at: int) -> bool:
    """Whether a comma stands here that some write and some do not: before the last of several, after a bracket."""
    if side[at].form != "," or not at:
        return False
    after = side[at + 1].form if at + 1 < len(side) else ""
    return side[at - 1].form == ")" or (after in {"and", "or"} and side[at - 1].kind == "word")


def _compound(side: Sequence[Token], at: int) -> bool:
    """Whether a hyphen between two whole words stands here ("tonic-clonic"), where others write a space.

    Not beside a negation: a "no-treatment group" is a group.
    """
    if side[at].kind != "hyphen" or not 0 < at < len(side) - 1:
        return False
    before, after = side[at - 1], side[at + 1]
    if not all(t.kind in {"word", "loose"} and len(t.form) > 2 and t.form.isalpha() for t in (before, after)):
        return False
    return not {before.form.lower(), after.form.lower()} & NEGATIONS


def _missable(token: Token, depth: int) -> bool:
    """Whether the source may have this and the quote not: a reference marker, a heading, half a pair of brackets."""
    return token.kind in SKIPPED or (token.form == ")" and not depth)


def _optional(side: Sequence[Token], at: int) -> bool:
    return _serial(side, at) or _compound(side, at)


def aligned(source: Sequence[Token], wanted: Sequence[Token]) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """Return the stretch of ``source`` nearest to ``wanted``, and the pairs of stretches that differ in it."""
    matcher = SequenceMatcher(None, [_key(t) for t in source], [_key(t) for t in wanted], autojunk=False)
    blocks = _together([b for b in matcher.get_matching_blocks() if b.size])
    if not blocks:
        return 0, 0, []
    first, last = blocks[0], blocks[-1]
    start = max(0, first.a - first.b)
    end = min(len(source), last.a + last.size + len(wanted) - last.b - last.size)
    differing: list[tuple[int, int, int, int]] = []
    here, there = start, 0
    for block in [*blocks, None]:
        a, b = (block.a, block.b) if block else (end, len(wanted))
        if (a, b) != (here, there):
            differing.append((here, a, there, b))
        if block:
            here, there = block.a + block.size, block.b + block.size
    return start, end, differing


def _together(blocks: list[Match]) -> list[Match]:
    """Leave out blocks at either end that stand farther off in the source than they are long: chance, not the quote."""
    while len(blocks) > 1 and blocks[1].a - blocks[0].a - blocks[1].b + blocks[0].b > 2 * blocks[0].size:
        blocks = blocks[1:]
    while len(blocks) > 1 and blocks[-1].a - blocks[-2].a - blocks[-1].b + blocks[-2].b > 2 * blocks[-1].size:
        blocks = blocks[:-1]
    return blocks


def _key(token: Token) -> str:
    return token.form.lower() if token.kind == "loose" else token.form


def told(
    text: str, source: Sequence[Token], quote: str, wanted: Sequence[Token], places: Iterable[tuple[int, int, int, int]]
) -> Iterator[Difference]:
    """Yield the differences at ``places`` (stretches of source and quote tokens) in words a reader can check.

    Where a figure differs the whole figure is shown on both sides, with its comparator, sign, percent mark and unit.
    """
    for a, b, c, d in places:
        here, there = list(source[a:b]), list(wanted[c:d])
        if all(t.kind in SKIPPED for t in here) and not there:
            continue
        if _equal(here, there):
            continue
        kind = _kind(here, there, source[max(0, a - 1) : a])
        if kind in {"comparator", "sign", "percent", "number", "decimal", "unit"}:
            a, b = _whole(source, a, b)  # noqa: PLW2901 (widened to the figure)
            c, d = _whole(wanted, c, d)  # noqa: PLW2901
        yield Difference(kind, _cut(text, source[a:b]), _cut(quote, wanted[c:d]))


def _equal(here: Sequence[Token], there: Sequence[Token]) -> bool:
    return len(here) == len(there) and all(same(a, b) for a, b in zip(here, there, strict=True))


def _cut(text: str, stretch: Sequence[Token]) -> str:
    if not stretch:
        return ""
    words = " ".join(text[stretch[0].start : stretch[-1].end].split())
    return words if len(words) <= _TOLD else f"{words[: _TOLD - 2]} \u2026"


def _whole(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the whole figure it is part of."""
    while start > 0 and tokens[start - 1].kind in _FIGURE:
        start -= 1
    while end < len(tokens) and (tokens[end].kind in _FIGURE or (end and _unit(tokens, end))):
        end += 1
    return start, end


def _unit(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].form in UNITS and tokens[at - 1].kind in {"number", "percent", "symbol"}


def _kind(here: Sequence[Token], there: Sequence[Token], before: Sequence[Token]) -> str:
    """Name what differs: the gravest kind of mark that is on one side and not on the other."""
    ours, theirs = [t.form for t in here], [t.form for t in there]
    odd = [t for t in here if t.form not in theirs] + [t for t in there if t.form not in ours]
    kinds, words = {t.kind for t in odd}, {t.form.lower() for t in odd if t.kind in {"word", "loose"}}
    after_figure = bool(before) and before[-1].kind in {"number", "symbol", "percent"}
    gravest = (
        ("comparator", "comparator" in kinds or words & COMPARING),
        ("sign", "sign" in kinds),
        ("percent", "percent" in kinds),
        ("decimal", "number" in kinds and _digits(here) == _digits(there)),
        ("number", "number" in kinds),
        ("negation", words & NEGATIONS),
        ("hedge", words & HEDGES),
        ("unit", after_figure and any(t.form in UNITS for t in odd)),
        ("direction", words & DIRECTIONS),
        ("case", len(ours) == len(theirs) and "".join(ours).lower() == "".join(theirs).lower()),
        ("word", kinds - {"punct", "quote", *DASHED}),
    )
    return next((kind for kind, holds in gravest if holds), "punctuation")


def _digits(side: Sequence[Token]) -> list[str]:
    return ["".join(c for c in t.form if c.isdigit()) for t in side if t.kind == "number"]


def edges(source: Sequence[Token], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield what is lost right before and right after a stretch that changes it: the kind, and where it stands.

    "5 mg" does not stand in "15 mg", "0.5 mg", "-5 mg", "<5 mg", "2.5-5 mg" or "5 mg/kg"; "reduced mortality" not in
    "not significantly reduced mortality"; "lower" not in "may lower".
    """
    if start >= end:
        return
    yield from _lost_before(source, start)
    yield from _lost_after(source, end)


def _lost_before(source: Sequence[Token], start: int) -> Iterator[tuple[str, int, int]]:
    if not start:
        return
    first, before = source[start], source[start - 1]
    touching = before.end == first.start
    figure = first.kind in {"number", "sign", "comparator"}
    if before.kind in {"sign", "comparator"} and figure:
        yield before.kind, start - 1, start
    elif (
        figure
        and touching
        and before.kind in {"hyphen", "symbol"}
        and start > 1
        and before.form in "-/\u00d7\u00b1\u00b7"
    ):
        yield "number", max(0, start - 2), start
    elif before.kind == "number" and (first.form in UNITS or first.kind == "percent"):
        yield "number", start - 1, start
    elif figure and tuple(t.form.lower() for t in source[max(0, start - 2) : start]) in COMPARATOR_WORDS:
        yield "comparator", max(0, start - 2), start
    elif figure and (before.form.lower(),) in COMPARATOR_WORDS:
        yield "comparator", start - 1, start
    elif touching and before.kind in {"hyphen", "break"} and start > 1 and source[start - 2].end == before.start:
        yield "word", start - 2, start
    else:
        yield from _lost_word(source, start)


def _lost_word(source: Sequence[Token], start: int) -> Iterator[tuple[str, int, int]]:
    """Yield a negation or a modal verb right before, or before one adverb or article."""
    at = start - 1
    if at > 0 and (
        source[at].form.endswith("ly") or source[at].form in {"a", "an", "any", "the", "been", "be", "to", "of"}
    ):
        at -= 1
    word = source[at].form.lower()
    if source[at].kind != "word" or source[at].form == "NO":  # nitric oxide, Norway
        return
    if word in NEGATIONS or (word == "t" and at > 0 and source[at - 1].form == "'"):
        yield "negation", at, start
    elif word in MODALS:
        yield "hedge", at, start


def _lost_after(source: Sequence[Token], end: int) -> Iterator[tuple[str, int, int]]:
    if end >= len(source):
        return
    last, after = source[end - 1], source[end]
    touching = last.end == after.start
    joins = after.kind != "dash" and after.form in {"-", "/", "\u00d7", "\u00b7", "^", "*"}
    joins = joins and touching and end + 1 < len(source) and source[end + 1].start == after.end
    if last.kind == "number" and after.kind == "percent":
        yield "percent", end, end + 1
    elif last.kind == "number" and after.form in UNITS:
        yield "unit", end, end + 1
    elif last.kind in {"number", "percent"} and (joins or after.form == "\u00d7"):
        yield "number", end, min(len(source), end + 2)
    elif last.kind in {"comparator", "sign"}:
        yield "number", end, end + 1
    elif joins and after.form in "-/":
        yield ("unit" if last.form in UNITS and after.form == "/" else "word"), end, min(len(source), end + 2)
