"""Where a statement and a sentence go opposite ways: a denial on one side only, or "increase" against "decrease".

A turn is *firm* when both speak of one thing (the word after the direction word, or before it, is named in both), with
the same kind of word on one side denied, or with opposite words; nothing of the sentence may say the same as the
statement of that thing. Only a firm turn may make a contradiction; any turn stands against support.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quoth.model.audits import Difference
from quoth.verify.bearing import Shared, around, parity
from quoth.verify.wording import Course, Word, Wording

CLAUSE = 6  # words: how far from what is shared a denial still speaks of it
AFTER, BEFORE = 5, 3  # words: where what a direction word speaks of stands
OPPOSED = (("up", "down"), ("down", "up"), ("good", "bad"), ("bad", "good"))
JUDGED = frozenset({"up", "down", "good", "bad", "null", "deny"})
FIRM = frozenset({"up", "down", "good", "bad", "link"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One opposite: what differs, and whether it is firm."""

    difference: Difference
    firm: bool


def turns(here: Wording, there: Wording, both: Shared) -> list[Turn]:
    """Return the turns between a statement (``here``) and a sentence (``there``)."""
    near = around(there, both)
    met = [(mine, _met(mine, here, there, near, both)) for mine in here.courses]
    firm = [turn for mine, theirs in met if (turn := _firm(mine, theirs))]
    return firm or _loose(here, there, near, both)


def _met(mine: Course, here: Wording, there: Wording, near: Iterable[Course], both: Shared) -> list[tuple[Course, int]]:
    """Return the courses of the sentence that speak of what ``mine`` speaks of, each with the sign between the two."""
    of = {word.at for word in _objects(mine, here.content)}
    places = [(word, place) for word, there_at in both.pairs if word.at in of for place in there_at]
    found = []
    for course in near:
        objects = {word.at for word in _objects(course, there.content)}
        signs = [word.sign * place.sign for word, place in places if place.at in objects]
        if signs:
            found.append((course, 1 if 1 in signs else -1))
    return found


def _objects(course: Course, content: Sequence[Word]) -> list[Word]:
    """Return the two nearest content words after a direction word, or, where there are none, before it."""
    after = [word for word in content if 0 < word.at - course.at <= AFTER][:2]
    return after or [word for word in content if 0 < course.at - word.at <= BEFORE][-2:]


def _firm(mine: Course, theirs: Sequence[tuple[Course, int]]) -> Turn | None:
    """Return the firm turn between one course of the statement and those of the sentence that it meets, or None."""
    if mine.direction not in FIRM:
        return None
    alike = [(c, sign) for c, sign in theirs if c.direction == mine.direction or c.stem == mine.stem]
    against = [(c, sign) for c, sign in theirs if (mine.direction, c.direction) in OPPOSED]
    says = [c for c, sign in alike if c.polarity and sign > 0] + [c for c, sign in against if c.polarity and sign < 0]
    denied = [c for c, _ in alike if not c.polarity]
    opposite = [c for c, sign in against if c.polarity and sign > 0] + [
        c for c, sign in alike if c.polarity and sign < 0
    ]
    if mine.polarity == 0:
        if says and not denied:
            return Turn(Difference("negation", says[0].stem, f"not {mine.stem}"), firm=True)
    elif denied and not says and not opposite:
        return Turn(Difference("negation", f"not {denied[0].stem}", mine.stem), firm=True)
    elif opposite and not says:
        return Turn(Difference("direction", opposite[0].stem, mine.stem), firm=True)
    return None


def _loose(here: Wording, there: Wording, near: Sequence[Course], both: Shared) -> list[Turn]:
    """Return turns of the sentences as wholes, where no one thing is met."""
    mine, theirs = _denials(here.courses), _denials(_close(near, both))
    if mine and not theirs:
        return [Turn(Difference("negation", "", _words(here, mine)), firm=False)]
    if theirs and not mine:
        return [Turn(Difference("negation", _words(there, theirs), ""), firm=False)]
    return [] if mine else [*_opposites(here, there, near), *_antonyms(here, near, both), *_silent(here, there)]


def _denials(courses: Iterable[Course]) -> list[Course]:
    return [course for course in courses if course.polarity == 0]


def _close(courses: Sequence[Course], both: Shared) -> list[Course]:
    """Return the courses next to something that both name."""
    places = [word.at for _, found in both.pairs for word in found]
    return [course for course in courses if any(abs(course.at - at) <= CLAUSE for at in places)]


def _words(text: Wording, courses: Sequence[Course]) -> str:
    """Return the stems by which a denial is told."""
    places = {course.at for course in courses}
    near = [
        word.stem
        for word in text.directions
        if word.at in places or (word.direction == "deny" and any(0 < at - word.at <= CLAUSE for at in places))
    ]
    return " ".join(dict.fromkeys(near))


def _opposites(here: Wording, there: Wording, near: Sequence[Course]) -> list[Turn]:
    """Tell "increase" against "decrease": only where the other word alone stands among what is shared."""
    places = {course.at for course in near}
    for kind, other in OPPOSED:
        mine = [w.stem for w in here.directions if w.direction == kind]
        against = [w.stem for w in here.directions if w.direction == other]
        same = [w.stem for w in there.directions if w.direction == kind and w.at in places]
        turned = [w.stem for w in there.directions if w.direction == other and w.at in places]
        if mine and turned and not same and not against:
            told = Difference("direction", " ".join(dict.fromkeys(turned)), " ".join(dict.fromkeys(mine)))
            return [Turn(told, firm=False)]
    return []


def _antonyms(here: Wording, near: Sequence[Course], both: Shared) -> list[Turn]:
    """Tell "survival" against "mortality" where no direction turns one of them back."""
    opposed = [(word, places[0]) for word, places in both.pairs if all(word.sign != place.sign for place in places)]
    (mine, *_), (theirs, *_) = parity(here.courses), parity(near)
    if len(opposed) % 2 and mine == theirs:
        word, place = opposed[0]
        return [Turn(Difference("direction", _printed(place), _printed(word)), firm=False)]
    return []


def _printed(word: Word) -> str:
    return word.stem if word.sign > 0 else f"the opposite of {word.stem}"


def _silent(here: Wording, there: Wording) -> list[Turn]:
    """Tell "safe" or "higher" where the sentence gives no direction of such a kind at all."""
    said = {course.direction for course in there.courses}
    for word in here.directions:
        wanted = JUDGED if word.direction in {"good", "bad"} else JUDGED | {"make"}
        if word.direction in {"up", "down", "good", "bad"} and said.isdisjoint(wanted):
            return [Turn(Difference("direction", "", word.stem), firm=False)]
    return []
