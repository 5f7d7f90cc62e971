"""The sentences of a foreign text that assert something, with what they cite, and its reference list.

What is left out of judging (headings, questions, disclaimers, the page's own furniture, reference entries) is counted
by its reason. A sentence that names a treatment, a figure or a source is never furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from quoth.model.audits import Statement
from quoth.verify.marks import Mark, Style, identifiers, marks_in, style_of, without

MOST_CHARACTERS = 200_000  # of sentences; reference lists are read past it
MOST = 400  # statements of one audit: a long review has some hundred
MOST_ENTRIES = 20_000
LONGEST_ENTRY = 1_500
LONGEST = 800  # characters; what goes on longer without a stop is cut there
_REFERENCES = re.compile(
    r"[\W\d]*(?:references?|sources?(?: cited)?|citations?|bibliography|works cited|literature(?: cited)?|cited (?:sources|literature)"
    r"|further reading|footnotes|key (?:references|sources))\W*",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"\b(?:disclaimer|terms of use|legal notice|copyright|about (?:us|this site))\b", re.IGNORECASE
)
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_ENTRY = re.compile(
    rf"\s*(?:\[\^?(?P<square>\d{{1,5}})\][.:]?|\(?(?P<plain>\d{{1,5}})[.)]|(?P<raised>[{_RAISED}]{{1,4}})\.?)\s+(?P<words>\S.*)",
    re.DOTALL,
)
_MARKED_END = re.compile(
    rf"[.?!][\"\u201d)]?(?:[{_RAISED}][{_RAISED},\u207b\u2013-]{{0,40}}|\[[\d,\s\u2013-]{{1,40}}\])(?P<gap>\s+)(?=[A-Z\u201c\"])"
)
_LABEL = re.compile(rf"(?:\[\^?\d{{1,5}}\]|(?<!\S)[{_RAISED}]{{1,4}})(?=\s?[A-Z\u27e8h])")
_INLINE_LIST = re.compile(r"\s*(?:references|sources|citations)\s?:\s", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PUBLISHED = re.compile(
    r"\b(?:19|20)\d\d\b[^.]{0,20}[;:]\s?e?\d|\bet al\b|\bdoi\b|\bPMID\b|\bPMC\d|\bjournal\b", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*(?:[-*~\u2022\u25e6\u25aa\u2013\u2192]+|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|might|can|could|should|must|will|would|does|do|did|avoid|give|use|start|stop|hold"
    r"|treat|consider|monitor|remains?|requires?|improves?|reduces?|increases?|causes?|helps?|works?|suggests?|shows?|recommends?)\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"reviewed for accuracy|educational purposes?|pending (?:human )?review|exercise caution as content|help us\b|tailor your"
    r"|your (?:choice|experience|browser|inbox|account|feedback)|understandable for you|last updated|editorial policy"
    r"|follow[- ]up questions?|(?:medical|professional|legal) advice|informational purposes?|information is intended for"
    r"|does not (?:replace|constitute|substitute)|not (?:a )?substitute for|assumes? no liability|accepts? no (?:liability|responsib)"
    r"|verify all information|(?:consult|talk to|speak (?:to|with)|ask) (?:a|your|with your) (?:\w+ )?(?:doctor|physician|provider|haematologist|hematologist)"
    r"|terms of (?:use|service)|\bcookies?\b|\bsign (?:in|up)\b|\bsubscribe\b|all rights reserved|as an ai\b|language model"
    r"|let me know|would you like|i hope this helps|feel free to|powered by|\bour (?:medical )?a\.?i\b|click here|share this"
    r"|medical decision-making should|omitted from this (?:summary )?view|fetch the complete|taxon \d|here(?:'s| is) (?:a|an|the|what)\b|medical advisory board",
    re.IGNORECASE,
)
_OWN_NOTES = re.compile(
    r"^(?:(?:19|20)\d\d \u00b7 )?level from design: |the receipt proves our text|^just this, by sources: |only, marked indirect: \d"
    r"|^Notices: (?:retraction|no notice)|^This page: \d"
)
_ENTITIES = re.compile(r"[(\[](?:MONDO|MESH|HP|DOID|CHEBI|taxon|UMLS|OMIM)[:\s]", re.IGNORECASE)
_ADVERTISED = re.compile(r"\bworld-class|\bfree trial|\bget (?:the app|started)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text as it was read; ``kind`` is title, heading, paragraph, row or caption, ``under`` its heading."""

    kind: str
    start: int
    text: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a reference list: its label ("3", or "" where it has none) and words, with the identifiers in it."""

    label: str
    words: str
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Reading:
    """A foreign text, read: what it asserts, the marks of each statement, and what was left out of judging."""

    statements: list[Statement] = field(default_factory=list)
    marks: list[tuple[Mark, ...]] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)  # the block each statement stands in
    entries: list[Entry] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    unread: int = 0


Split = Callable[[str], Iterable[tuple[int, int]]]
Telling = Callable[[str], bool]


def read_statements(blocks: Sequence[Block], split: Split, telling: Telling) -> Reading:
    """Read a text: ``split`` gives the sentences of a block, ``telling`` says if one names a treatment or a figure."""
    if len(blocks) == 1:  # a text of one block is no title
        blocks = [replace(blocks[0], kind="paragraph")]
    found = Reading()
    asserting: list[tuple[int, Block]] = []
    in_list, read = False, 0
    for number, block in enumerate(blocks):
        entries = _entries(block, in_list=in_list, so_far=len(found.entries))
        if not entries and (block.kind == "heading" or _REFERENCES.fullmatch(block.text)):
            in_list = bool(_REFERENCES.fullmatch(block.text))
        if entries:
            found.entries += entries[: max(0, MOST_ENTRIES - len(found.entries))]
            found.left_out["reference entries"] += len(entries)
        elif read >= MOST_CHARACTERS:
            found.unread += len(block.text)
        else:
            kept = block.text[: MOST_CHARACTERS - read]
            found.unread += len(block.text) - len(kept)
            asserting.append((number, replace(block, text=kept)))
            read += len(kept)
    sentences = [piece for number, block in asserting for piece in _sentences(number, block, split)]
    style = style_of((text for _, _, _, text in sentences), (entry.label for entry in found.entries))
    heads = {number for number, block in asserting if _is_head(number, block, blocks)}
    for number, block, start, text in sentences:
        _take(found, number, block, start, text, style, telling, head=number in heads)
    return found


def _sentences(number: int, block: Block, split: Split) -> Iterable[tuple[int, Block, int, str]]:
    spans = [(0, len(block.text))] if block.kind == "row" else split(block.text)
    for start, end in (piece for a, b in spans for piece in _behind_marks(block.text, a, b)):
        for at in range(start, end, LONGEST):
            yield number, block, at, block.text[at : min(end, at + LONGEST)]


def _behind_marks(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """Divide a sentence where another begins behind a citation set after the stop: "... trial.\u00b9 Survival ..."."""
    for found in _MARKED_END.finditer(text, start, end):
        yield start, found.start("gap")
        start = found.end("gap")
    yield start, end


def _take(  # noqa: PLR0913, PLR0917 - one sentence with all that surrounds it
    found: Reading, number: int, block: Block, start: int, text: str, style: Style, telling: Telling, *, head: bool
) -> None:
    marks = marks_in(text, style)
    bare = _BULLET.sub("", without(text, marks)).strip()
    reason = "table heads" if head else _left_out(bare, block, bool(marks), telling)
    if reason == "no words" and marks and found.statements and found.blocks[-1] == number:
        _add_marks(found, marks)  # a citation set behind the stop belongs to the sentence before it
    elif reason:
        found.left_out[reason] += 1
    elif len(found.statements) >= MOST:
        found.unread += len(text)
    else:
        at = block.start + start
        keys = tuple(dict.fromkeys(mark.key for mark in marks))
        found.statements.append(Statement(len(found.statements) + 1, bare, at, at + len(text), keys))
        found.marks.append(marks)
        found.blocks.append(number)


def _add_marks(found: Reading, marks: tuple[Mark, ...]) -> None:
    last = found.statements[-1]
    keys = tuple(dict.fromkeys([*last.marks, *(mark.key for mark in marks)]))
    found.statements[-1] = Statement(last.number, last.text, last.start, last.end, keys)
    found.marks[-1] += marks


def _left_out(bare: str, block: Block, marked: bool, telling: Telling) -> str:
    """Return why a sentence is not judged, or ""."""
    words = re.findall(r"[^\W\d_]{2,}", bare)
    says = bool(_VERB.search(bare))
    named = block.kind in {"title", "heading"} and not (marked or bare.endswith((".", "!")))
    furnished = not marked and bool(_FURNITURE.search(bare) or _ADVERTISED.search(bare))
    reasons = (
        (not words, "no words"),
        (bare.endswith("?"), "questions"),
        (named and (len(words) < 4 or not says or not telling(bare)), "headings"),
        (bool(_DISCLAIMER.search(block.under)), "disclaimers"),
        (furnished and not telling(bare), "disclaimers and page furniture"),
        (not marked and bare.endswith(":") and len(words) <= 10, "headings"),
        (bool(_OWN_NOTES.search(bare)), "notes of a page of Quoth"),
        (len(_ENTITIES.findall(bare)) > 1, "lists of names"),
        (not marked and len(words) < 4 and not says and not telling(bare), "fragments"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _is_head(number: int, block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a row is the head of its table: the first of a run, short cells, no figure."""
    first = block.kind == "row" and (number == 0 or blocks[number - 1].kind != "row")
    return (
        first and not re.search(r"\d", block.text) and all(len(cell.split()) <= 4 for cell in block.text.split(" | "))
    )


def _entries(block: Block, *, in_list: bool, so_far: int) -> list[Entry]:
    """Return the reference entries that a block is; none where it is something else."""
    if block.kind in {"heading", "title"}:  # a short entry without a stop looks like a heading
        entry = _entry(block.text, so_far, listed=False)
        return [entry] if entry else []
    if inline := _INLINE_LIST.match(block.text):
        return [entry for piece in _pieces(block.text[inline.end() :]) if (entry := _entry(piece, so_far, listed=True))]
    if in_list and not _REFERENCES.fullmatch(block.text):
        pieces = _pieces(block.text)
        return [
            entry for n, piece in enumerate(pieces) if (entry := _entry(piece, so_far + n, listed=True)) is not None
        ]
    entry = _entry(block.text, so_far, listed=False)
    return [entry] if entry else []


def _pieces(text: str) -> list[str]:
    """Divide a run of entries at its labels in square brackets or raised digits."""
    starts = [found.start() for found in _LABEL.finditer(text)]
    edges = [*(starts if starts and not text[: starts[0]].strip() else [0, *starts]), len(text)]
    return [text[a:b].strip() for a, b in pairwise(edges) if text[a:b].strip()]


def _entry(text: str, so_far: int, *, listed: bool) -> Entry | None:
    """Read one entry. Outside a reference list it must carry a label and the signs of a publication."""
    labelled = _ENTRY.match(text)
    words = labelled["words"] if labelled else _BULLET.sub("", text)
    marks = identifiers(words)
    if not listed:
        published = bool(_PUBLISHED.search(words))
        if labelled is None or len(words) > LONGEST_ENTRY or not (marks or published):
            return None
        if not labelled["square"] and not (published and _YEAR.search(words)):
            return None
    return Entry(_label(labelled) if labelled else str(so_far + 1), words, marks)


def _label(entry: re.Match[str]) -> str:
    return entry["square"] or entry["plain"] or "".join(str(_RAISED.index(sign)) for sign in entry["raised"])
