"""What was asked: text -> mentions, type and slots, by the same matcher that reads documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from quoth.annotate.frame import FRAME
from quoth.annotate.kin import Kin
from quoth.annotate.mentions import WORD, Matcher, of_type
from quoth.errors import QuestionRefused
from quoth.model import Mention, Question, QuestionType

LONGEST = 2_000  # characters; a question is a sentence or two, a chart is not a question

# The first rule that fits decides; the words are those clinicians use for each type.
TYPE_RULES: tuple[tuple[QuestionType, str], ...] = (
    (QuestionType.UPDATE, r"\b(what('s| is| has)? (new|changed)|what changed|update[sd]?)\b"),
    (QuestionType.REASON, r"^\s*why\b"),
    (QuestionType.LABEL, r"\b(licen[sc]ed?|approved?|approval|label(led)?|indication|from what age)\b"),
    (
        QuestionType.HARM,
        r"\b(risks?|harm(s|ful)?|safe(ty)?|side[- ]effects?|adverse|complications?|precautions?|toxicity)\b",
    ),
    (QuestionType.PREVENTION, r"\b(prevent(s|ion|ing)?|prophyla\w+|avoid relapse)\b"),
    (QuestionType.PROGNOSIS, r"\b(prognosis|outlook|survival|mortality|outcomes?|die|relapse rate)\b"),
    (
        QuestionType.DIAGNOSIS,
        r"\b(diagnos\w+|is this|distinguish|tell apart|rule out|tests? (for|complement)|which test|score|cut-?off)\b",
    ),
    (
        QuestionType.COMPARISON,
        r"\b(versus|vs\.?|compared (with|to)|better than|instead of|rather than|differ(s|ence)?)\b",
    ),
    (QuestionType.DEFINITION, r"^\s*(what is|what are|define)\b(?!.*\b(evidence|treatment|therapy)\b)"),
)
DEFAULT_TYPE = QuestionType.TREATMENT


def clean(text: str) -> str:
    """Return the question as it is kept: NFC, one line; raises QuestionRefused where it is not a question."""
    plain = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in plain):
        raise QuestionRefused("The question holds control characters, so it is not text; type it as a sentence.")
    plain = " ".join(plain.split())
    if not plain:
        raise QuestionRefused(
            "The question is empty; ask it in words, e.g. quoth ask 'Should aspirin be given in TTP?'"
        )
    if len(plain) > LONGEST:
        raise QuestionRefused(
            f"The question has {len(plain):,} characters; ask it in at most {LONGEST:,} (one or two sentences)."
        )
    if not any(c.isalnum() for c in plain):
        raise QuestionRefused("The question holds no words; ask it in words, e.g. 'Should aspirin be given in TTP?'")
    return plain


def type_of(text: str) -> QuestionType:
    """Return what kind of thing is asked, by the first rule of TYPE_RULES that fits."""
    lowered = text.casefold()
    return next((kind for kind, rule in TYPE_RULES if re.search(rule, lowered)), DEFAULT_TYPE)


def read_question(text: str, matcher: Matcher, concepts: Kin) -> Question:
    """Read ``text`` into a Question; raises QuestionRefused for what is not one."""
    plain = clean(text)
    mentions = matcher.find(plain)
    kind = type_of(plain)
    named = unique(c for mention in mentions for c in mention.concepts)
    built, parts = _compose(named, mentions, concepts)
    conditions = tuple(c for c in of_type("condition", mentions) if c not in parts)
    interventions = tuple(c for c in of_type("intervention", mentions) if c not in parts)
    made = [c for c in built if _type(c, concepts) == "intervention"]
    tests = of_type("test", mentions)
    if not (interventions or made) or kind is QuestionType.DIAGNOSIS:
        interventions += tests
    wholes = [c for c in built if c not in made]
    return Question(
        text=plain,
        type=kind,
        mentions=mentions,
        conditions=_as_named(unique([*_narrowest(conditions, wholes, concepts), *wholes]), named, built),
        interventions=unique([*made, *_narrowest(interventions, made, concepts)]),
        population=tuple(c for c in of_type("population", mentions) if c not in parts),
        outcomes=of_type("outcome", mentions),
        unread=_unread(plain, mentions),
    )


def _type(concept: str, concepts: Kin) -> str:
    found = concepts.get(concept)
    return found.type if found else ""


def _unread(text: str, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the words that carry meaning and that no mention covers: not numbers, not the words questions are made of."""
    spans = [(m.start, m.end) for m in mentions]
    return unique(
        m.group()
        for m in WORD.finditer(text)
        if len(m.group()) > 2
        and m.group().isalpha()
        and m.group().casefold() not in FRAME
        and not any(start <= m.start() < end for start, end in spans)
    )


def _as_named(ids: tuple[str, ...], named: tuple[str, ...], built: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Order conditions as the question names them; a built one stands where its first part does."""
    place = {concept: at for at, concept in enumerate(named)}

    def first(concept: str) -> int:
        return min((place[c] for c in built.get(concept, {concept}) if c in place), default=len(named))

    return tuple(sorted(ids, key=first))


def _compose(
    named: tuple[str, ...], mentions: tuple[Mention, ...], concepts: Kin
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Return the conditions that the named concepts build together, each with its parts, and all parts used up.

    A concept with ``all_of`` is named when each of its parts is. A part that is itself a wider name of the whole (TMA
    of cancer TMA) must be named as such; of another part (cancer) any kind will do. What is built of parts names them.
    A whole made of interventions alone is an act on a thing, the act first (stopping, complement inhibitors): the act
    takes the one intervention that stands nearest to it, so that who asks whether to stop tacrolimus and give
    eculizumab is not answered on stopping eculizumab.
    """
    inside = (p for n in named if (c := concepts.get(n)) for p in c.all_of if p not in concepts.ancestors(n))
    said = unique([*named, *inside])  # who says "cancer TMA" has said cancer
    built: dict[str, frozenset[str]] = {}
    for concept in concepts:
        if len(concept.all_of) < 2:
            continue
        wider = concepts.ancestors(concept.id)
        met = [
            [n for n in said if n == part or (part not in wider and part in concepts.ancestors(n))]
            for part in concept.all_of
        ]
        if all(_type(part, concepts) == "intervention" for part in concept.all_of):
            done_to = _acted_on(concept.all_of[0], mentions)
            met = [met[0], *([n for n in group if n in done_to] for group in met[1:])]
        if all(met):
            built[concept.id] = frozenset(n for group in met for n in group)
    return built, frozenset().union(*built.values())


def _acted_on(act: str, mentions: tuple[Mention, ...]) -> frozenset[str]:
    """Return what the act is done to: of each of its mentions the nearest other intervention, the later of two as near."""

    def gap(one: Mention, other: Mention) -> tuple[int, int]:
        return max(one.start - other.end, other.start - one.end), -other.start

    acts = [m for m in mentions if act in m.concepts]
    things = [m for m in mentions if m.type == "intervention" and m not in acts]
    return frozenset(c for m in acts if things for c in min(things, key=lambda thing: gap(m, thing)).concepts)


def _narrowest(ids: Iterable[str], built: Iterable[str], concepts: Kin) -> tuple[str, ...]:
    """Drop what is only a wider name of something else that was named."""
    ids = tuple(ids)
    wider = {a for i in (*ids, *built) for a in concepts.ancestors(i)}
    return unique(i for i in ids if i not in wider)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values in order, each once."""
    return tuple(dict.fromkeys(values))
