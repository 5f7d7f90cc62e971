"""What a quote may leave out by an ellipsis and put in by brackets, and still say what its source says.

Gaps. An ellipsis may leave out words of one sentence if none of them negates, hedges, compares or gives a figure (but
in brackets). It may go on to another sentence if the part before it ends a sentence, or the part after it begins one,
or the one ends and the other begins a clause (halves of two sentences make a third that nobody wrote); then each part
is held to the edges of a quote of its own. It may also leave out the pronoun that opens the next sentence after a part
that opens its own ("Gout … is painful": "Gout is common. It is painful."). The parts stand in the order of the text, no
further apart than one abstract is long.

Brackets. "[T]he" is "the" with another letter; "[the patients]" may stand for, or after, a pronoun of the source, and
may hold no figure, negation, hedge or comparison. Any other addition in brackets is told as a difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from quoth.model.audits import Difference
from quoth.verify.cues import COMPARED, DIRECTIONS, HEDGES, NEGATIONS, PRONOUNS
from quoth.verify.folding import Token, tokens

WITHIN, BETWEEN = 400, 3000  # characters that a gap may leave out of one sentence, and between sentences
TURNING = NEGATIONS | HEDGES | COMPARED
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*(?=\s+[^a-z\s]|\s*$)")
_HEADED = re.compile(r"[A-Z][A-Z ,/&]+:\s*$")
_CLAUSE_ENDS = re.compile(r"\s*[,;:(\u2013\u2014]")
_CLAUSE_BEGINS = re.compile(r"[,;:)\u2013\u2014]\s*(?:(?:and|but)\s+)?$|\band\s+$")
_HARMLESS = re.compile(
    r"\b(?:more|less|most|least) likely\b|\bnon-"
)  # "non-" turns the word it is part of, left out too
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FIGURE = re.compile(r"(?<![\w-])\d")
_WORD = re.compile(r"[^\W_]+")
_BARE = frozenset({"it", "they", "them", "he", "she", "him", "we", "us", "who", "which"})
_SUBJECTS = frozenset({"It", "They", "He", "She"})
_TOLD = 200  # characters of what was left out that a difference shows


def skipped(text: str, begins: int, start: int, end: int) -> Difference | None:
    """Return None if an ellipsis may stand for the text from ``start`` to ``end``, else what it leaves out.

    ``begins`` is where the part of the quote before it begins.
    """
    left_out = text[start:end]
    told = Difference("gap", _short(left_out), "\u2026")
    stops = [m.end() for m in _SENTENCE_END.finditer(left_out)]
    if stops:
        left, right = left_out[: stops[0]], _HEADED.sub("", left_out[stops[-1] :])
        apart = not (_WORD.search(left) and _WORD.search(right))
        subject = len(stops) == 1 and right.strip() in _SUBJECTS and _opens(text, begins, start)
        if (apart or _clauses(left, right) or subject) and len(left_out) <= BETWEEN:
            return None
    else:
        turned = {word for word in _WORD.findall(_HARMLESS.sub("", left_out.lower())) if word in TURNING}
        figure = _FIGURE.search(_ASIDE.sub("", left_out))  # "5% in one arm and 10% in the other" would lose an arm
        clauses = _clauses(left_out, left_out) and not turned & NEGATIONS
        if len(left_out) <= WITHIN and (clauses or not (turned or figure)):
            return None
        if turned:
            kind = "negation" if turned & NEGATIONS else "hedge" if turned & HEDGES else "gap"
            told = replace(told, kind=kind)
    return told


def _opens(text: str, begins: int, ends: int) -> bool:
    """Whether a part opens its sentence and does not leave it: it names what that sentence is about."""
    before = text[max(0, begins - 200) : begins]
    opens = not before.strip() or before.rstrip()[-1] in ".!?:" or "\n\n" in before[len(before.rstrip()) :]
    return opens and _SENTENCE_END.search(text[begins:ends]) is None


def _short(words: str) -> str:
    bare = " ".join(words.split())
    return bare if len(bare) <= _TOLD else f"{bare[: _TOLD - 2]} \u2026"


def _clauses(left: str, right: str) -> bool:
    """Whether what is left out begins at the end of a clause and ends at the beginning of one.

    "…that" begins one if nothing before it in its sentence negates or hedges.
    """
    if not _CLAUSE_ENDS.match(left):
        return False
    sure = not set(_WORD.findall(right.lower())) & (NEGATIONS | HEDGES)
    return _CLAUSE_BEGINS.search(right) is not None or (sure and re.search(r"\bthat\s+$", right) is not None)


def inserted(text: str, start: int | None, end: int | None, words: Sequence[Token]) -> Difference | None:
    """Return None if brackets may hold ``words`` between two offsets of the text, else how the source differs.

    They may stand for a pronoun with at most three words after it, or after a pronoun. ``start`` is None where the
    brackets begin the quote and ``end`` None where they end it: then the pronoun is looked for just outside.
    """
    a, b = (max(0, end - 60) if end is not None and start is None else start or 0), end
    replaced = [t for t in tokens(text[a : b if b is not None else a + 60]) if t.kind != "marker"]
    if start is None:
        pronouns = [i for i, t in enumerate(replaced[-4:]) if t.form.lower() in PRONOUNS]
        replaced = replaced[-4:][pronouns[-1] :] if pronouns else replaced[-1:]
    elif end is None:
        replaced = replaced[:1] if replaced and replaced[0].form.lower() in PRONOUNS else []
    if _harmless([*words, *replaced]) and _for_a_pronoun(
        replaced, text[max(0, a - 20) : a] if start is not None else ""
    ):
        return None
    return Difference("insertion", _short(" ".join(t.form for t in replaced)), f"[{' '.join(t.form for t in words)}]")


def _harmless(words: Sequence[Token]) -> bool:
    """Whether words hold no figure, negation, hedge, comparison or direction."""
    plain = all(t.kind in {"word", "hyphen", "quote", "punct"} for t in words)
    return plain and not {t.form.lower() for t in words} & (TURNING | DIRECTIONS)


def _for_a_pronoun(replaced: Sequence[Token], before: str) -> bool:
    if replaced:
        return len(replaced) <= 4 and replaced[0].form.lower() in PRONOUNS
    return bool(words := _WORD.findall(before.lower())) and words[-1] in _BARE
