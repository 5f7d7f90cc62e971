"""Does this quote stand in this text? The exact span, or the nearest one and the differences in words.

A quote stands where every word, figure and mark of it stands in that order, but for what `quoth.verify.folding` folds,
and where nothing is cut off at its edges that changes it (a sign, a comparator, a unit, "not").

What an ellipsis may leave out, and what brackets may put in, is decided in `quoth.verify.omissions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from quoth.model.audits import Difference, Quotation, Standing
from quoth.verify.differences import aligned, edges, joined, loosened, match, told
from quoth.verify.folding import GLUED, NUMBERED, Token, lost_raising, tokens
from quoth.verify.locating import Reduced, near, places, reduced
from quoth.verify.omissions import inserted, skipped

NEAR = 0.6  # share of a quote's words that the nearest span must hold, in order, to be called the quote altered
AROUND, NARROW = 160, 60  # characters read before and after a place, to see what is cut off
_TRAILING = frozenset(".,;:")
_SMALL_TEXT = 200_000  # characters: a text in other letters than ours is read whole up to here
_PLACES = 30  # places of one part that are tried in a chain of parts
_BRACKETED = 24  # words and marks that brackets may hold
_HINDERED = 3  # reasons told why parts make no chain
PARTS = 40  # parts of a quote; one with more ellipses is no quote
READ = 100_000  # characters of the text compared, at most, for one part
LONGEST = 5000  # characters of a part for which the nearest place is looked for


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a quote without gaps; ``inserted`` is what the quote puts in brackets before it."""

    wanted: tuple[Token, ...]
    quote: str  # the whole quote, which the tokens are of
    inserted: tuple[Token, ...] = ()

    @property
    def raw(self) -> str:
        return self.quote[self.wanted[0].start : self.wanted[-1].end] if self.wanted else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of a part in the text: its span, and how it differs (not at all where it stands)."""

    start: int
    end: int
    differences: tuple[Difference, ...] = ()


def find(quote: str, text: str) -> Quotation:
    """Return how ``quote`` stands in ``text``; the span's offsets are of ``text`` as given.

    Where it stands more than once, the first exact place is given, else the first folded one. A quote without a word
    or a figure is absent.
    """
    wanted = quote.strip()
    read = tokens(wanted)
    if not any(t.kind in {"word", "number"} for t in read):
        return Quotation(Standing.ABSENT)
    exact = _exact(wanted, read, text)
    if exact is not None and not exact.differences:
        return Quotation(Standing.EXACT, exact.start, exact.end)
    library = reduced(text)
    best: list[_Place] = [exact] if exact else []
    for parts in _readings(wanted, read):
        found = _chain(parts, library)
        if found is not None and not found.differences:
            return Quotation(Standing.FOLDED, found.start, found.end)
        if found is not None:
            best = [found, *best] if len(parts) > 1 else [*best, found]
    if not best:
        return Quotation(Standing.ABSENT)
    nearest = best[0] if parts and len(parts) > 1 else min(best, key=lambda p: len(p.differences))
    return Quotation(Standing.ALTERED, nearest.start, nearest.end, nearest.differences)


def _exact(quote: str, read: Sequence[Token], text: str) -> _Place | None:
    """Return the first place where the quote stands letter for letter and whole, else the first cut one."""
    cut: _Place | None = None
    at = text.find(quote)
    tried = 0
    while at >= 0 and tried < _PLACES:
        end = at + len(quote)
        inside = (
            text[at - 1 : at].isalnum() and quote[0].isalnum(),
            text[end : end + 1].isalnum() and quote[-1].isalnum(),
        )
        if not any(inside):
            tried += 1
            place = _whole(text, at + read[0].start, at + read[-1].end)
            if not place.differences:
                return _Place(at, end)
            cut = cut or _Place(at, end, place.differences)
        at = text.find(quote, at + 1)
    return cut


def _whole(text: str, start: int, end: int) -> _Place:
    """Return a span of the text with what is cut off at its edges."""
    around = _around(text, start, end)
    first = next((i for i, t in enumerate(around) if t.start >= start), len(around))
    last = next((i for i, t in enumerate(around) if t.end > end), len(around))
    if first < len(around) and first and around[first - 1].end > start:
        return _Place(start, end, (Difference("word", text[around[first - 1].start : end], text[start:end]),))
    if last < len(around) and around[last].start < end:
        return _Place(start, end, (Difference("word", text[start : around[last].end], text[start:end]),))
    while last - 1 > first and around[last - 1].kind == "punct" and around[last - 1].form in _TRAILING:
        last -= 1
    return _Place(start, end, tuple(_cut_off(text, around, first, last)))


def _cut_off(text: str, source: Sequence[Token], first: int, last: int) -> Iterator[Difference]:
    span = text[source[first].start : source[last - 1].end] if first < last else ""
    for kind, a, b in edges(source, first, last):
        lost = text[source[a].start : source[b - 1].end]
        before = b <= first
        whole = (
            text[source[a].start : source[last - 1].end] if before else text[source[first].start : source[b - 1].end]
        )
        short = len(span) <= 40
        yield Difference(kind, " ".join((whole if short else lost).split()), span if short else "")


def _around(text: str, start: int, end: int, margin: int = AROUND) -> list[Token]:
    """Return the tokens of the text about a span, from white space to white space."""
    a = max(0, start - margin)
    while a > 0 and a > start - margin - 80 and not text[a - 1].isspace():
        a -= 1
    b = min(len(text), end + margin)
    while b < len(text) and b < end + margin + 80 and not text[b].isspace():
        b += 1
    return tokens(text[a:b], a)


def _readings(quote: str, read: Sequence[Token]) -> Iterator[list[_Part]]:
    """Yield the ways to read a quote: every mark as the source's own, then ellipses and brackets as the quoter's."""
    trimmed = _trimmed(read)
    yield [_part(quote, trimmed)]
    closed = trimmed[:-1]
    if trimmed[-1].form in {")", "]"} and _speaks(closed):  # "(5 %, p = 0.2)" cut at "(5 %)"
        yield [_part(quote, _trimmed(closed))]
    if any(t.kind == "gap" or t.form == "[" for t in read):
        parts = list(_parted(quote, read))
        if parts:
            yield parts


def _trimmed(read: Sequence[Token]) -> list[Token]:
    """Return a quote's tokens without the marks and heading around it and without its last full stop or comma."""
    kept = list(read)
    while len(kept) > 1 and kept[-1].kind in {"punct", "quote", "gap"} and kept[-1].form not in {")", "]"}:
        kept.pop()
    while len(kept) > 1 and (
        kept[0].kind in {"quote", "gap", "heading"} or (kept[0].kind == "punct" and kept[0].form in ".,;:)")
    ):
        kept.pop(0)
    return kept


def _part(quote: str, wanted: Sequence[Token], inserted: Sequence[Token] = ()) -> _Part:
    kept = list(wanted)
    if kept:
        kept[0] = loosened(kept[0], kept[1] if len(kept) > 1 else None)
    return _Part(tuple(kept), quote, tuple(inserted))


def _parted(quote: str, read: Sequence[Token]) -> Iterator[_Part]:
    """Split a quote at its ellipses and bracketed insertions."""
    part: list[Token] = []
    inserted: list[Token] = []
    at = 0
    while at < len(read):
        token = read[at]
        close = (
            next((i for i in range(at + 1, min(len(read), at + _BRACKETED)) if read[i].form == "]"), -1)
            if token.form == "["
            else -1
        )
        if token.kind != "gap" and close < 0:
            part.append(token)
            at += 1
            continue
        within = read[at + 1 : close] if close > 0 else ()
        letter = _changed_letter(read, at, close)
        if letter is not None:
            part.append(letter)
            at = close + 2
            continue
        at = close + 1 if close > 0 else at + 1
        if [t.form for t in within] == ["sic"]:
            continue
        if _speaks(part):
            yield _part(quote, _trimmed(part), inserted)
            inserted = []
        part = []
        inserted += within
    if _speaks(part) or inserted:
        yield _part(quote, _trimmed(part) if _speaks(part) else (), inserted)


def _speaks(part: Sequence[Token]) -> bool:
    return any(t.kind in {"word", "number"} for t in part)


def _changed_letter(read: Sequence[Token], at: int, close: int) -> Token | None:
    """Return the word "[T]he" as a word that may begin small or large, or None."""
    if close != at + 2 or len(read[at + 1].form) != 1 or close + 1 >= len(read):
        return None
    letter, rest = read[at + 1], read[close + 1]
    if letter.kind != "word" or rest.kind != "word" or rest.start != read[close].end or not rest.form.islower():
        return None
    return Token("loose", letter.form + rest.form, read[at].start, rest.end)


def _chain(parts: Sequence[_Part], library: Reduced) -> _Place | None:
    """Return the parts of a quote in their order in the text, or the nearest place and what hinders; None for absent."""
    speaking = [p for p in parts if p.wanted]
    if not 1 <= len(speaking) <= PARTS:
        return None
    known: dict[str, list[_Place]] = {}
    for part in speaking:
        if part.raw not in known:
            known[part.raw] = _standing(part, library, _PLACES if len(speaking) > 1 else 1)
    standing = [known[part.raw] for part in speaking]
    wrong = [
        (part, place)
        for part, places_ in zip(speaking, standing, strict=True)
        for place in places_[:1]
        if place.differences
    ]
    if any(not places_ for places_ in standing):
        near_ones = [places_[0] for places_ in standing if places_]
        if not near_ones or len(speaking) == 1:
            return None
        missing = [p.raw for p, places_ in zip(speaking, standing, strict=True) if not places_]
        return _Place(
            near_ones[0].start, near_ones[-1].end, tuple(Difference("absent", "", " ".join(m.split())) for m in missing)
        )
    if wrong:
        return _Place(
            min(ps[0].start for ps in standing),
            max(ps[0].end for ps in standing),
            tuple(d for _, place in wrong for d in place.differences),
        )
    hindered: list[Difference] = []
    chain = _ordered(parts, standing, library.text, hindered)
    if chain is not None:
        return chain
    first, last = standing[0][0], standing[-1][0]
    found = tuple(dict.fromkeys(hindered)) or (Difference("order", "", "the parts in this order"),)
    return _Place(min(first.start, last.start), max(first.end, last.end), found)


def _ordered(
    parts: Sequence[_Part], standing: Sequence[Sequence[_Place]], text: str, hindered: list[Difference]
) -> _Place | None:
    """Return the first chain of places in which every joint keeps the rules of omissions, each part at its nearest."""

    def allowed(difference: Difference | None) -> bool:
        hindered.extend([difference] if difference and len(hindered) < _HINDERED else [])
        return difference is None

    def joint(part: _Part, before: _Place, place: _Place) -> bool:
        if part.inserted:
            return allowed(inserted(text, before.end, place.start, part.inserted))
        return allowed(skipped(text, before.start, before.end, place.start))

    first = parts[0].inserted
    chains = [p for p in standing[0] if not first or allowed(inserted(text, None, p.start, first))]
    for part, places_ in zip(parts[1:], standing[1:], strict=False):
        grown = []
        for place in places_:
            heads = (c for c in reversed(chains) if c.end <= place.start and joint(part, c, place))
            head = next(heads, None)
            grown += [_Place(head.start, place.end)] if head else []
        chains = grown
    tail = parts[-1].inserted if not parts[-1].wanted else ()
    return next((c for c in chains if not tail or allowed(inserted(text, c.end, None, tail))), None)


def _standing(part: _Part, library: Reduced, most: int) -> list[_Place]:
    """Return up to ``most`` places where a part stands; where it stands nowhere, the nearest place, if any is near."""
    found: list[_Place] = []
    cut: list[_Place] = []
    for at in islice(_candidates(part, library), max(1, READ // len(part.raw))):
        place = _at(part, library.text, at)
        if place is not None:
            (cut if place.differences else found).append(place)
        if len(found) == most or len(cut) == _PLACES:
            break
    if found or len(part.raw) > LONGEST:
        return found or cut[:1]
    nearest = list(cut)
    for span in near(part.raw, library):
        nearest += _nearest(part, library.text, span)
        if nearest and len(nearest[-1].differences) <= 1:
            break
    return sorted(nearest, key=lambda p: len(p.differences))[:1]


def _candidates(part: _Part, library: Reduced) -> Iterator[int]:
    plain = sum(c.isascii() for c in part.raw) * 2 >= len(part.raw)
    if plain:
        yield from places(part.raw, library)
    elif len(library.text) <= _SMALL_TEXT:
        first = part.wanted[0].form
        yield from (m.start() for m in re.finditer(re.escape(first), library.text, re.IGNORECASE))


def _at(part: _Part, text: str, at: int) -> _Place | None:
    """Return the place of a part whose first plain letter or digit stands at ``at``, or None if it does not stand."""
    source = joined(_unraised(_around(text, at, at + len(part.raw) * 9 // 8, NARROW), text), part.wanted)
    wanted = joined(part.wanted, source)
    lead = next((i for i, t in enumerate(wanted) if _plain(t) or not part.raw.isascii()), 0)
    here = next((i for i, t in enumerate(source) if t.end > at), -1)
    return _compared(text, source, here - lead, wanted) if here >= lead else None


def _unraised(source: list[Token], text: str) -> list[Token]:
    """Return tokens with the reference number of "patients13" as a marker, in a text whose raised numbers were lost."""
    if not any(t.form[-1:].isdigit() and t.kind == "word" for t in source) or not lost_raising(text):
        return source
    found: list[Token] = []
    for token in source:
        read = GLUED.fullmatch(token.form) if token.kind == "word" else None
        if read is None or read[1] in NUMBERED or token.end - token.start != len(token.form):
            found.append(token)
            continue
        middle = token.start + len(read[1])
        found += [Token("word", read[1], token.start, middle), Token("marker", read[2], middle, token.end)]
    return found


def _plain(token: Token) -> bool:
    return any(c.isascii() and c.isalnum() for c in token.form)


def _compared(text: str, source: Sequence[Token], first: int, wanted: Sequence[Token]) -> _Place | None:
    last = match(source, first, wanted)
    if last < 0:
        return None
    return _Place(source[first].start, source[last - 1].end, tuple(_cut_off(text, source, first, last)))


def _nearest(part: _Part, text: str, span: tuple[int, int]) -> Iterator[_Place]:
    """Yield the place about a span where a part stands, or stands nearly."""
    source = joined(_unraised(_around(text, *span, margin=NARROW + len(part.raw) // 3), text), part.wanted)
    wanted = joined(part.wanted, source)
    cut: list[_Place] = []
    for first in range(len(source)):
        place = _compared(text, source, first, wanted)
        if place is not None and not place.differences:
            yield place
            return
        cut += [place] if place else []
    if cut:
        yield cut[0]
        return
    start, end, differing = aligned(source, wanted)
    held = len(wanted) - sum(d - c for _, _, c, d in differing)
    if end <= start or held < NEAR * len(wanted):
        return
    found = tuple(told(text, source, part.quote, wanted, differing))
    says = text[source[start].start : source[end - 1].end]
    yield _Place(source[start].start, source[end - 1].end, found or (Difference("word", says, part.raw),))
