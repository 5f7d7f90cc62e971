"""How a sentence bears on a statement, in numbers: what of it is named there, and whether the finding goes the same way.

``bearing`` gives one number for each name in FEATURES; ``quoth.verify.scale`` weighs them. No feature looks at the
statement alone or at the length of the passage: how a claim is worded and how much text stands around the evidence say
something about a test set, nothing about support.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from quoth.verify.wording import OPENING, Course, Word, Wording, rarity

PLACES = 8  # of one word in a sentence that are looked at
NEAR = 6  # words: how far a direction word reaches to what it speaks of
AROUND = 4  # words on either side of what is shared that still belong to it
THOUGHT = 0.6  # how much of what is shared, beside the fullest thought of the sentence, a thought must name to count
FADE = 4.0  # words: at this distance a direction word counts 1/e
ALIKE = 0.6  # of the longer of two stems that must be the same from the start for them to be forms of one word
PAIRS = ("same", "opposite", "lost", "added", "neither")
FEATURES = (
    "named", "exactly", "share", "unnamed", "rarest_unnamed", "next_unnamed", "anchors", "phrases", "of_sentence",
    "directions", "parity_same", "parity_opposite", "only_one_denied", "both_denied", "plain_both",
    *(f"near_{pair}" for pair in PAIRS), *(f"share_{pair}" for pair in PAIRS),
    "words_same", "words_opposite", "hedge_dropped",
    "named_same", "named_opposite", "named_denied", "named_share_same", "named_share_opposite", "named_share_denied",
)  # fmt: skip


@dataclass(slots=True)
class Shared:
    """What a statement and a sentence both name."""

    pairs: list[tuple[Word, Sequence[Word]]] = field(default_factory=list)  # a word of the statement, its places there
    unnamed: list[Word] = field(default_factory=list)
    exact: float = 0.0
    named: float = 0.0
    total: float = 1e-9

    @property
    def share(self) -> float:
        """How much of what the statement names stands there, weighed by rarity: 0 to 1."""
        return self.named / self.total


def shared(statement: Wording, sentence: Wording, alike: Iterable[tuple[int, Word]] = ()) -> Shared:
    """Return what both name. ``alike``: (place of a word of the statement, a word of the sentence) of one concept."""
    there = sentence.places
    by_concept: dict[int, list[Word]] = {}
    for at, word in alike:
        by_concept.setdefault(at, []).append(word)
    found = Shared()
    for word in statement.content:
        weight = rarity(word.stem)
        found.total += weight
        exact = there.get(word.stem)
        places = exact or by_concept.get(word.at) or _form_of(word.stem, sentence)
        if places:
            found.pairs.append((word, places[:PLACES]))
            found.named += weight
            found.exact += weight if exact else 0.0
        else:
            found.unnamed.append(word)
    return found


def _form_of(stem: str, sentence: Wording) -> Sequence[Word] | None:
    """Return the places of a word that begins like ``stem`` (diagnos, diagnost): another form of it."""
    for other in sentence.openings.get(stem[:OPENING], ()):
        shorter = min(len(stem), len(other))
        alike = next((i for i in range(shorter) if stem[i] != other[i]), shorter)
        if alike >= ALIKE * max(len(stem), len(other)):
            return sentence.places[other]
    return None


def around(sentence: Wording, both: Shared) -> tuple[Course, ...]:
    """Return the courses of ``sentence`` that stand among what is shared: near it, and in a thought that names it.

    A thought beside the matter ("although fever was not recorded, …") says nothing of what is shared.
    """
    places = [word.at for _, there in both.pairs for word in there]
    if not places:
        return ()
    low, high = min(places) - AROUND, max(places) + AROUND
    near = tuple(course for course in sentence.courses if low <= course.at <= high)
    if not near or not sentence.breaks:
        return near
    named: dict[int, float] = {}
    for word, there in both.pairs:
        for thought in {sentence.thought(place.at) for place in there}:
            named[thought] = named.get(thought, 0.0) + rarity(word.stem)
    least = THOUGHT * max(named.values())
    return tuple(course for course in near if named.get(sentence.thought(course.at), 0.0) >= least)


def bearing(statement: Wording, sentence: Wording, both: Shared) -> dict[str, float]:
    """Return the features of a sentence for a statement, by name."""
    found = dict.fromkeys(FEATURES, 0.0)
    here, there = statement.courses, around(sentence, both)
    _named(found, statement, sentence, both)
    _parities(found, here, there, both)
    _near(found, here, there, both)
    _worded(found, statement, sentence, there)
    share = both.share
    found["named_same"] = share * found["parity_same"]
    found["named_opposite"] = share * found["parity_opposite"]
    found["named_denied"] = share * found["only_one_denied"]
    found["named_share_same"] = share * found["share_same"]
    found["named_share_opposite"] = share * found["share_opposite"]
    found["named_share_denied"] = share * (found["share_lost"] + found["share_added"])
    return found


def _named(found: dict[str, float], statement: Wording, sentence: Wording, both: Shared) -> None:
    rare = sorted((rarity(word.stem) for word in both.unnamed), reverse=True)
    phrases = {(a.stem, b.stem) for a, b in zip(statement.content, statement.content[1:], strict=False)}
    there = {(a.stem, b.stem) for a, b in zip(sentence.content, sentence.content[1:], strict=False)}
    found["named"] = both.share
    found["exactly"] = both.exact / both.total
    found["share"] = len(both.pairs) / max(1, len(statement.content))
    found["unnamed"] = min(6.0, sum(rare))
    found["rarest_unnamed"] = rare[0] if rare else 0.0
    found["next_unnamed"] = rare[1] if len(rare) > 1 else 0.0
    found["anchors"] = min(6.0, both.named)
    found["phrases"] = len(phrases & there) / max(1, len(phrases))
    all_there = sum(rarity(stem) for stem in {word.stem for word in sentence.content})
    found["of_sentence"] = min(1.0, both.named / (all_there or 1.0))


def _parities(found: dict[str, float], here: Sequence[Course], there: Sequence[Course], both: Shared) -> None:
    """Compare the product of all directions: two turns make none."""
    flip = -1 if sum(all(w.sign != word.sign for w in places) for word, places in both.pairs) % 2 else 1
    (mine, count, denied), (theirs, others, denied_there) = parity(here), parity(there)
    if denied != denied_there:
        found["only_one_denied"] = 1.0
    elif denied:
        found["both_denied"] = 1.0
    elif count and others:
        found["parity_same" if mine == theirs * flip else "parity_opposite"] = 1 / (1 + abs(count - others))
    else:
        found["plain_both"] = 1.0


def parity(courses: Iterable[Course]) -> tuple[int, int, bool]:
    """Return the product of the directions, of how many, and whether something is denied or unchanged."""
    sign, count, denied = 1, 0, False
    for course in courses:
        if course.polarity == 0:
            denied = True
        elif course.direction != "link":
            sign *= course.polarity
            count += 1
    return sign, count, denied


def _near(found: dict[str, float], here: Sequence[Course], there: Sequence[Course], both: Shared) -> None:
    """Compare the directions next to each thing that both name."""
    sums = dict.fromkeys(PAIRS, 0.0)
    for word, places in both.pairs:
        mine = [(c.polarity, abs(word.at - c.at)) for c in here if abs(word.at - c.at) <= NEAR]
        theirs = [(c.polarity * p.sign, abs(p.at - c.at)) for p in places for c in there if abs(p.at - c.at) <= NEAR]
        weight = rarity(word.stem)
        for polarity, far in mine:
            for other, away in theirs:
                value = weight * math.exp(-(far + away) / FADE)
                sums[_pair(polarity * word.sign, other)] += value
    total = sum(sums.values())
    for pair, value in sums.items():
        found[f"near_{pair}"] = min(3.0, value)
        found[f"share_{pair}"] = value / total if total > 0.05 else 0.0


def _pair(mine: int, theirs: int) -> str:
    if mine and theirs:
        return "same" if mine == theirs else "opposite"
    if mine:
        return "lost"
    return "added" if theirs else "neither"


def _worded(found: dict[str, float], statement: Wording, sentence: Wording, there: Sequence[Course]) -> None:
    places = {course.at for course in there}
    mine = {word.stem for word in statement.directions if word.direction not in {"hedge", "mild"}}
    theirs = {word.stem for word in sentence.directions}
    found["directions"] = len(mine & theirs) / len(mine) if mine else 0.5
    up, down = ({w.stem for w in statement.directions if w.direction == d} for d in ("up", "down"))
    ups, downs = ({w.stem for w in sentence.directions if w.direction == d and w.at in places} for d in ("up", "down"))
    found["words_opposite"] = float(bool(up and downs and not ups)) + float(bool(down and ups and not downs))
    found["words_same"] = float(bool(up and ups and not downs and not down)) + float(
        bool(down and downs and not ups and not up)
    )
    found["hedge_dropped"] = float(sentence.says("hedge") and not statement.says("hedge"))
