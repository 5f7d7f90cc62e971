"""What stands against a statement being borne out by a sentence, however alike the two read.

Each rule is one a clinician would apply: a figure, a name or an arm that is not there; a denial or a direction on one
side only; a doubt of the source that the statement leaves out; another population. Any objection is enough for *not
supports*; by itself none makes a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quoth.model import Concepts
from quoth.model.audits import Difference, Told
from quoth.verify.bearing import Shared, around, parity
from quoth.verify.figures_differ import missing
from quoth.verify.wording import Course, Wording, rarity, stem, wording

NAMED = frozenset({"condition", "intervention", "chemical"})
# One axis a line; each of its groups speaks of other people (or animals) than the rest.
POPULATIONS: tuple[dict[str, frozenset[str]], ...] = tuple(
    {name: frozenset(words.split()) for name, words in axis.items()}
    for axis in (
        {
            "people": "patients patient people humans human adults women men children participants volunteers subjects",
            "animals": "mice mouse murine rats rat rabbits pigs dogs hamsters zebrafish monkeys macaques drosophila",
        },
        {
            "children": "children child kids infants infant neonates newborns paediatric pediatric adolescents teenagers",
            "adults": "adults adult elderly older seniors",
        },
        {"women": "women woman female females pregnant mothers girls", "men": "men man male males boys"},
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*(?:\d|[A-Z]{2}))[A-Za-z][\w-]*[A-Z0-9]\b")
# What drugs are called (stems of international nonproprietary names, WHO) and what diseases end in.
_NAME = re.compile(
    r"\b[a-z]{3,}(?:mab|nib|statin|pril|sartan|olol|cillin|[mt]?mycin|micin|azole|parin|xaban|gatran|grel|gliptin|glutide"
    r"|glitazone|gliflozin|formin|cycline|floxacin|vir|platin|taxel|rubicin|trexate|prazole|tidine|dipine|zosin|setron"
    r"|triptan|azepam|barbital|caine|profen|coxib|solone|onide|terol|phylline|thiazide|semide|lukast|peridol|oxetine"
    r"|itis|aemia|emia|noma|adenoma|osclerosis|pathy|iasis|plegia|algia|penia)\b"
)
_APART = re.compile(r"\b(?:than|versus|vs\.?|compared (?:with|to)|over|against)\b", re.IGNORECASE)
_LABEL = re.compile(r"^(?:[A-Z]{4,}:?\s+)+")
THOUGHT = 0.6  # how much of what is shared, beside the fullest thought of the sentence, a thought must name to count
CLAUSE = 6  # words: how far from what is shared a denial still speaks of it


@dataclass(frozen=True, slots=True)
class Objections:
    """What differs, in words, and reasons for a reader; empty where nothing stands against the statement."""

    differences: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()
    turned: bool = False  # the sentence says the opposite, or denies what is stated (or states what is denied)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.differences or self.reasons)


def objections(
    statement: Told, sentence: Told, passage: Sequence[Told], both: Shared, concepts: Concepts | None
) -> Objections:
    """Return what stands against ``sentence`` (one of ``passage``) bearing ``statement`` out."""
    here, there = wording(statement.text), wording(sentence.text)
    texts = [each.text for each in passage]
    differences = [*missing(statement.text, sentence.text), *_names(statement, passage, concepts)]
    differences += _arms(statement.text, sentence.text)
    turns = _turns(here, there, both)
    differences += turns
    reasons = [*_doubts(statement, sentence, here, there, both), *_populations(statement.text, texts)]
    return Objections(tuple(differences), tuple(reasons), turned=bool(turns))


def _names(statement: Told, passage: Sequence[Told], concepts: Concepts | None) -> Iterable[Difference]:
    """Tell the names of the statement that the passage does not hold: concepts by id or kind, codes by letters."""
    stems = {w.stem for told in passage for w in wording(told.text).content}
    ids = {ident for told in passage for mention in told.mentions for ident in mention.concepts}
    for mention in statement.mentions:
        printed = statement.text[mention.start : mention.end]
        own = {w.stem for w in wording(printed).content}
        held = _held(mention.concepts, ids, concepts) or (own and own <= stems)
        if mention.type in NAMED and not held:
            yield Difference("name", "", printed)
    text = " ".join(told.text for told in passage)
    folded, initials = _folded(text), _initials(f"{statement.text} {text}")
    for match in _CODE.finditer(_LABEL.sub("", statement.text)):
        if not all(_folded(part) in folded or _spelt(part, initials) for part in match.group().split("-")):
            yield Difference("name", "", match.group())
    words = set(_NAME.findall(text.casefold()))
    for name in _NAME.findall(statement.text.casefold()):
        if name not in words and stem(name) not in stems:
            yield Difference("name", "", name)


def _held(wanted: Iterable[str], there: set[str], concepts: Concepts | None) -> bool:
    """Whether the passage names one of the concepts or a kind of it."""
    for ident in wanted:
        if ident in there:
            return True
        if concepts is not None and not there.isdisjoint(concepts.descendants(ident)):
            return True
    return False


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _initials(text: str) -> str:
    return "".join(word[0] for word in _WORD.findall(text.casefold()))


def _spelt(code: str, initials: str) -> bool:
    """Whether the letters of a short form stand there as the initials of words (MI: myocardial infarction)."""
    letters = "".join(c for c in code.rstrip("s").casefold() if c.isalpha())
    return len(letters) > 1 and letters in initials


def _arms(statement: str, sentence: str) -> Iterable[Difference]:
    """Tell arms that changed places: "A better than B" where the sentence says "B better than A"."""
    mine, theirs = _sides(statement), _sides(sentence)
    if mine is None or theirs is None:
        return
    (left, right, way), (first, second, there) = mine, theirs
    left, right = left - right, right - left
    straight = len(left & first) + len(right & second)
    crossed = len(left & second) + len(right & first)
    if (left & second and right & first and crossed > straight and way == there) or (
        left & first and right & second and straight > crossed and way * there < 0
    ):
        apart = _APART.search(sentence), _APART.search(statement)
        yield Difference("arms", *(_around(text, m) for text, m in zip((sentence, statement), apart, strict=True)))


def _sides(text: str) -> tuple[set[str], set[str], int] | None:
    """Return what stands before and after "than" (or "versus" …) and which way the comparison goes."""
    match = _APART.search(text)
    if match is None:
        return None
    before, after = wording(text[: match.start()]), wording(text[match.end() :])
    sign, count, denied = parity(before.courses)
    return {w.stem for w in before.content}, {w.stem for w in after.content}, 0 if denied or not count else sign


def _around(text: str, match: re.Match[str] | None) -> str:
    """Return a comparison with a few words on either side."""
    if match is None:
        return ""
    before, after = text[: match.start()].split()[-4:], text[match.end() :].split()[:4]
    return " ".join([*before, match.group(), *after])


def _turns(here: Wording, there: Wording, both: Shared) -> list[Difference]:
    """Tell a denial that stands on one side only, or a direction that is the other one."""
    near = around(there, both)
    mine, theirs = _denials(here.courses), _denials(_in_thought(there, _close(near, both), both))
    if mine and not theirs:
        return [Difference("negation", "", _words(here, mine))]
    if theirs and not mine:
        return [Difference("negation", _words(there, theirs), "")]
    return [] if mine else _opposites(here, there, near)


def _in_thought(there: Wording, courses: Sequence[Course], both: Shared) -> list[Course]:
    """Return the courses in the thoughts of a sentence that name what is shared, not in "although …" beside it."""
    named: dict[int, float] = {}
    for word, places in both.pairs:
        for thought in {there.thought(place.at) for place in places}:
            named[thought] = named.get(thought, 0.0) + rarity(word.stem)
    most = max(named.values(), default=0.0)
    return [course for course in courses if named.get(there.thought(course.at), 0.0) >= THOUGHT * most]


def _denials(courses: Iterable[Course]) -> list[Course]:
    return [course for course in courses if course.polarity == 0]


def _close(courses: Sequence[Course], both: Shared) -> list[Course]:
    """Return the courses next to something that both name."""
    places = [word.at for _, found in both.pairs for word in found]
    return [course for course in courses if any(abs(course.at - at) <= CLAUSE for at in places)]


def _words(text: Wording, courses: Sequence[Course]) -> str:
    """Return the stems by which a denial is told."""
    places = {course.at for course in courses}
    near = [w.stem for w in text.directions if w.at in places or (w.direction == "deny" and _before(w.at, places))]
    return " ".join(dict.fromkeys(near))


def _before(at: int, places: Iterable[int]) -> bool:
    return any(0 < place - at <= CLAUSE for place in places)


def _opposites(here: Wording, there: Wording, near: Sequence[Course]) -> list[Difference]:
    """Tell "increase" against "decrease": only where the other word alone stands among what is shared."""
    places = {course.at for course in near}
    for kind, other in (("up", "down"), ("down", "up"), ("good", "bad"), ("bad", "good")):
        mine = [w.stem for w in here.directions if w.direction == kind]
        against = [w.stem for w in here.directions if w.direction == other]
        same = [w.stem for w in there.directions if w.direction == kind and w.at in places]
        turned = [w.stem for w in there.directions if w.direction == other and w.at in places]
        if mine and turned and not same and not against:
            return [Difference("direction", " ".join(dict.fromkeys(turned)), " ".join(dict.fromkeys(mine)))]
    return []


def _doubts(statement: Told, sentence: Told, here: Wording, there: Wording, both: Shared) -> Iterable[str]:
    """Tell a doubt of the source that the statement leaves out."""
    places = [word.at for _, found in both.pairs for word in found]
    low, high = (min(places) - CLAUSE, max(places) + CLAUSE) if places else (0, -1)
    doubts = [w for w in there.directions if w.direction == "hedge" and low <= w.at <= high]
    if doubts and not here.says("hedge") and not statement.hedged:
        yield "hedged in the source"
    elif here.says("prove") and not there.says("prove"):
        yield "said with less certainty in the source"
    if sentence.text.rstrip().endswith("?") and not statement.text.rstrip().endswith("?"):
        yield "a question in the source"


def _populations(statement: str, passage: Sequence[str]) -> Iterable[str]:
    """Tell a statement about other people (or animals) than the passage."""
    here = {word.casefold() for word in _WORD.findall(statement)}
    there = {word.casefold() for text in passage for word in _WORD.findall(text)}
    for axis in POPULATIONS:
        mine = {name for name, words in axis.items() if words & here}
        theirs = {name for name, words in axis.items() if words & there}
        if mine and theirs and mine.isdisjoint(theirs):
            yield "other population"
            return


