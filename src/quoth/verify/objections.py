"""What stands against a statement being borne out by a sentence, however alike the two read.

Each rule is one a clinician would apply: a figure, a name or an arm that is not there; a denial or a direction on one
side only; a doubt of the source that the statement leaves out; another population. Any objection is enough for *not
supports*; by itself none makes a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quoth.model import Concepts
from quoth.model.audits import Difference, Told
from quoth.verify.bearing import Shared, parity
from quoth.verify.opposed import exchanged
from quoth.verify.stated_figures import missing
from quoth.verify.swaps import crossed
from quoth.verify.turns import CLAUSE, turns
from quoth.verify.wording import Wording, stem, wording

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
TURNS = frozenset({"negation", "direction", "arms"})
POTENTIAL = stem("potential")
_WORD = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(r"[\W_]+")
_CODE = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*(?:\d|[A-Z]{2}))[A-Za-z][\w-]*[A-Z0-9]\b")
# What drugs are called (stems of international nonproprietary names, WHO) and what diseases end in.
_NAME = re.compile(
    r"\b[a-z]{3,}(?:mab|nib|statin|pril|sartan|olol|cillin|[mt]?mycin|micin|azole|parin|xaban|gatran|grel|gliptin|glutide"
    r"|glitazone|gliflozin|formin|cycline|floxacin|vir|platin|taxel|rubicin|trexate|prazole|tidine|dipine|zosin|setron"
    r"|triptan|azepam|barbital|caine|profen|coxib|solone|onide|terol|phylline|thiazide|semide|lukast|peridol|oxetine"
    r"|itis|aemia|emia|noma|adenoma|osclerosis|pathy|iasis|plegia|algia|penia)\b"
)
_APART = re.compile(r"\b(?:than|versus|vs\.?|compared (?:with|to))\b", re.IGNORECASE)
_SETTING = re.compile(
    r"\b(?:in|among)\s+((?:(?!(?:and|or|of|with|by|for|to|in|after|than|from|is|was|were|are)\b)[\w-]+[ ]?){1,4})",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:[A-Z]{4,}:?\s+)+")


@dataclass(frozen=True, slots=True)
class Objections:
    """What differs, in words, and reasons for a reader; empty where nothing stands against the statement."""

    differences: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()
    turned: bool = False  # of one thing the sentence says the opposite of what is stated

    @property
    def turns_only(self) -> bool:
        """Whether the sentence speaks of the same things, figures and people, without doubt, and says the opposite."""
        return self.turned and not self.reasons and all(d.kind in TURNS for d in self.differences)

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
    differences += exchanged(statement.text, sentence.text)
    swapped, mirrored = _arms(statement.text, sentence.text)
    differences += [told for told in (swapped, crossed(statement.text, sentence.text)) if told]
    turned = [turn for turn in turns(here, there, both) if not (mirrored and turn.difference.kind == "direction")]
    differences += [turn.difference for turn in turned]
    reasons = [*_doubts(statement, sentence, here, there, both), *_populations(statement.text, texts)]
    if not reasons and _elsewhere(statement.text, sentence.text, texts, both):
        reasons.append("other population")
    return Objections(
        tuple(differences), tuple(reasons), turned=swapped is not None or any(turn.firm for turn in turned)
    )


def _names(statement: Told, passage: Sequence[Told], concepts: Concepts | None) -> Iterable[Difference]:
    """Tell the names of the statement that the passage does not hold: concepts by id or kind, others by letters."""
    codes = _CODE.findall(_LABEL.sub("", statement.text))
    names = _NAME.findall(statement.text.casefold())
    if not (codes or names or statement.mentions):
        return
    held = [_letters(told.text) for told in passage]
    ids = {ident for told in passage for mention in told.mentions for ident in mention.concepts}
    printed_of = ((statement.text[m.start : m.end], m.concepts) for m in statement.mentions if m.type in NAMED)
    for printed, wanted in dict.fromkeys(printed_of):
        if not _held(wanted, ids, concepts) and not _worded(printed, held):
            yield Difference("name", "", printed)
    own = _letters(statement.text).initials
    for code in dict.fromkeys(codes):
        if not all(_printed(part, held) or _spelt(part, own, held) for part in code.split("-")):
            yield Difference("name", "", code)
    for name in dict.fromkeys(names):
        if not _worded(name, held):
            yield Difference("name", "", name)


@dataclass(frozen=True, slots=True)
class _Letters:
    """A sentence as names are looked for in it: its letters and digits alone, the initials of its words, its stems."""

    folded: str
    initials: str
    stems: frozenset[str]


@lru_cache(maxsize=8192)
def _letters(text: str) -> _Letters:
    low = text.casefold()
    initials = "".join(word[0] for word in _WORD.findall(low))
    return _Letters(_folded(low), initials, frozenset(word.stem for word in wording(text).content))


def _folded(text: str) -> str:
    return _OTHER.sub("", text.casefold())


def _worded(name: str, held: Iterable[_Letters]) -> bool:
    """Whether one sentence holds every word of a name."""
    stems = {word.stem for word in wording(name).content}
    return bool(stems) and any(stems <= letters.stems for letters in held)


def _printed(code: str, held: Iterable[_Letters]) -> bool:
    folded = _folded(code)
    return any(folded in letters.folded for letters in held)


def _spelt(code: str, own: str, held: Iterable[_Letters]) -> bool:
    """Whether the letters of a short form stand as the initials of words (MI: myocardial infarction)."""
    letters = "".join(c for c in code.rstrip("s").casefold() if c.isalpha())
    return len(letters) > 1 and (letters in own or any(letters in each.initials for each in held))


def _held(wanted: Iterable[str], there: set[str], concepts: Concepts | None) -> bool:
    """Whether the passage names one of the concepts or a kind of it."""
    for ident in wanted:
        if ident in there:
            return True
        if concepts is not None and not there.isdisjoint(concepts.descendants(ident)):
            return True
    return False


def _arms(statement: str, sentence: str) -> tuple[Difference | None, bool]:
    """Return arms that changed places ("A better than B" where the sentence says "B better than A"), and whether the
    sentence says the same from the other side ("B worse than A").
    """
    mine, theirs = _sides(statement), _sides(sentence)
    if mine is None or theirs is None:
        return None, False
    (left, right, way), (first, second, there) = mine, theirs
    here, other = left - right, right - left
    crossed = bool((here - first) & second and other & (first - left) and not other & second)
    straight = bool((here & first - second) and other & second)
    if crossed and way * there < 0:
        return None, True
    if crossed or (straight and way * there < 0):
        apart = _APART.search(sentence), _APART.search(statement)
        return Difference(
            "arms", *(_around(text, m) for text, m in zip((sentence, statement), apart, strict=True))
        ), False
    return None, False


@lru_cache(maxsize=4096)
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


def _doubts(statement: Told, sentence: Told, here: Wording, there: Wording, both: Shared) -> Iterable[str]:
    """Tell a doubt of the source that the statement leaves out."""
    places = [word.at for _, found in both.pairs for word in found]
    low, high = (min(places) - CLAUSE, max(places) + CLAUSE) if places else (0, -1)
    doubts = {_doubt(w.stem) for w in there.directions if w.direction == "hedge" and low <= w.at <= high}
    if not doubts <= {_doubt(w.stem) for w in here.directions if w.direction == "hedge"}:
        yield "hedged in the source"
    elif here.says("prove") and not there.says("prove"):
        yield "said with less certainty in the source"
    if sentence.text.rstrip().endswith("?") and not statement.text.rstrip().endswith("?"):
        yield "a question in the source"


def _doubt(word: str) -> str:
    """Return the kind of doubt: "potential" says less of a finding than "may" does."""
    return word if word == POTENTIAL else ""


def _populations(statement: str, passage: Sequence[str]) -> Iterable[str]:
    """Tell a statement about other people (or animals) than the passage."""
    here = _people(statement)
    there = frozenset().union(*map(_people, passage)) if here else here
    for axis in range(len(POPULATIONS)):
        mine, theirs = ({name for at, name in found if at == axis} for found in (here, there))
        if mine and theirs and mine.isdisjoint(theirs):
            yield "other population"
            return


@lru_cache(maxsize=8192)
def _people(text: str) -> frozenset[tuple[int, str]]:
    """Return (axis, group) of each population a sentence speaks of."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return frozenset((at, name) for at, axis in enumerate(POPULATIONS) for name, of in axis.items() if of & words)


def _elsewhere(statement: str, sentence: str, passage: Sequence[str], both: Shared) -> bool:
    """Whether the statement speaks of what happens "in" something the passage never names, and the sentence "in" another."""
    shared = {word.stem for word, _ in both.pairs}
    mine = [words for words in _settings(statement) if words.isdisjoint(shared)]
    own = {word.stem for word in wording(statement).content}
    if not mine or not any(words.isdisjoint(own) for words in _settings(sentence)):
        return False
    named = frozenset().union(*(wording(text).places for text in passage))
    return any(words.isdisjoint(named) for words in mine)


@lru_cache(maxsize=8192)
def _settings(text: str) -> tuple[frozenset[str], ...]:
    """Return the stems of what stands after each "in" or "among", up to four words or the next small one."""
    found = (frozenset(word.stem for word in wording(match[1]).content) for match in _SETTING.finditer(text))
    return tuple(stems for stems in found if stems)
