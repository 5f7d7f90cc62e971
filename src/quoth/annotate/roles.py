"""What a sentence does in its paper: background, objective, method, result, conclusion, recommendation or harm.

A heading that says so decides (``data/headings.txt``). Where there is none, or it says two things, a linear chain over
the sentences of the passage does; it was trained on authors' own structured abstracts (docs/decisions/annotate.md).
Recommendations and harms are read from wording on top: no such heading teaches them often enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from quoth.annotate.chain import Chain, load
from quoth.annotate.wordlists import lines, lowered, vocabulary_of, words

ROLES = ("background", "objective", "method", "result", "conclusion")

_TOKEN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|\d+(?:\.\d+)?|[%<=>]")
_NUMBERING = re.compile(r"^(?:[\dIVX]+[.)]\s*)+|[\s.:\u2014\]\[]+$|^\[")
_RECOMMENDS = re.compile(
    r"\b(?:we (?:strongly |conditionally )?(?:recommend|suggest (?:that|using|against|offering|adding|treating|starting))"
    r"|(?:is|are) (?:strongly |conditionally |not )?recommended\b(?! (?:daily|dose|dosage))"
    r"|(?:panel|guideline|task force|committee|society)s?\b.{0,40}\b(?:recommends?|suggests?|advises?)"
    r"|should (?:not )?(?:be (?:considered|offered|given|used|avoided|started|treated|tested|performed|discontinued|stopped)|receive|undergo))",
)
_HARMS = re.compile(
    r"\b(?:adverse (?:events?|effects?|reactions?|drug)|side[- ]effects?|toxicit(?:y|ies)|complications? (?:occurred|included|were)"
    r"|(?:major|fatal|serious|severe|clinically relevant|intracranial) (?:bleeding|h(?:a)?emorrhages?|infections?|adverse|harm)"
    r"|serious adverse|treatment[- ]related|discontinued (?:treatment |therapy )?(?:because|due)|boxed warning|contraindicat\w+|harms?\b)",
)
# Words without which the patterns above cannot fit, and the roles they may change.
_RECOMMENDS_WORDS = words("recommend recommended recommends suggest suggests advise advises should")
_HARMS_WORDS = words(
    "adverse side toxicity toxicities complications major fatal serious severe clinically intracranial treatment"
    " discontinued boxed contraindicated contraindication contraindications harm harms"
)
_MAY_RECOMMEND = ("conclusion", "recommendation", None)
_MAY_HARM = ("result", "conclusion", None)
_AIMS = re.compile(
    r"\b(?:(?:aim|aims|purpose|objective|objectives|goal)s? (?:of|was|were|is|are|here)\b|we (?:aimed|sought|set out|wished|wanted) to|(?:was|were|is) (?:designed|undertaken|conducted|performed|carried out|initiated) to"
    r"|(?:to|we|study|trial|paper|review|report)\s(?:therefore |here |also )?(?:determine|evaluate|assess|investigate[sd]?|examine[sd]?|compare[sd]?|test|describe[sd]?|explore[sd]?|estimate|identify|evaluate[sd]?|assesse[sd]|aims?|analy[sz]e[sd]?|report|present|clarify|establish|characteri[sz]e|review|tested)\b)",
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|may|can|did|does|do|be|been|will|\w+ed)\b")
_COMMON = words("the of and in to a with for was were that is are by on as at or an be from this these")


def heading_role(heading: str) -> str | None:
    """Return the role a heading gives its sentences, "mixed" if it names two, or None if it names none."""
    bare = " ".join(_NUMBERING.sub("", heading.strip()).lower().split())
    bare = _NUMBERING.sub("", bare)
    return _headings().get(bare)


@cache
def _headings() -> dict[str, str]:
    """Return heading -> role."""
    return {heading: role for role, heading in (line.split(": ", 1) for line in lines("headings.txt"))}


@cache
def _chain() -> Chain:
    """Return the trained chain."""
    return load("roles.gz")


def roles(sentences: Sequence[str]) -> list[str]:
    """Return the role of each sentence of one passage, in order, from the sentences alone."""
    return _chain().tag(features(sentences))


def special_role(sentence: str, role: str | None) -> str | None:
    """Return ``recommendation`` or ``harm`` where the wording of a result or conclusion says so, else ``role``."""
    told, low = vocabulary_of(sentence), lowered(sentence)
    if role in _MAY_RECOMMEND and not told.isdisjoint(_RECOMMENDS_WORDS) and _RECOMMENDS.search(low):
        return "recommendation"
    if role in _MAY_HARM and not told.isdisjoint(_HARMS_WORDS) and _HARMS.search(low):
        return "harm"
    return role


def states_aim(sentence: str) -> bool:
    """Say whether a sentence is worded as the aim of a study."""
    return _AIMS.search(lowered(sentence)) is not None


def features(sentences: Sequence[str]) -> list[list[str]]:
    """Return the features of each sentence: its words and word pairs, its place, and the words of its neighbours."""
    tokens = [_tokens(sentence) for sentence in sentences]
    total = len(sentences)
    aims = [states_aim(sentence) for sentence in sentences]
    first_aim = aims.index(True) if True in aims else total
    clipped = sum(not _VERB.search(sentence) for sentence in sentences)
    rows = []
    for at, own in enumerate(tokens):
        row = [f"i{min(at, 6)}", f"e{min(total - 1 - at, 6)}", f"r{10 * at // total}", f"n{min(total, 12)}"]
        row.append(f"i{min(at, 2)}e{min(total - 1 - at, 2)}")
        row.append(f"l{min(len(own) // 6, 8)}")
        row += [f"w {t}" for t in set(own)]
        row += [f"b {a} {b}" for a, b in set(pairwise(own))]
        row += [f"t {a} {b} {c}" for a, b, c in zip(own[:3], own[1:3], own[2:3], strict=False)]
        row += [f"f {t}" for t in own[:2]]
        if aims[at]:
            row += ["aim", f"aim i{min(at, 6)}", f"aim f {own[0] if own else ''}", f"aim n{min(total, 12)}"]
        # Whether an abstract calls its opening background or objective shows in its style and in where the aim stands.
        if at <= first_aim + 1 and at < 6:
            row += [f"a{max(-2, min(first_aim - at, 5))}", f"a{first_aim - at} i{at}", f"c{min(clipped, 4)}"]
            row += [f"a{first_aim - at} c{min(clipped, 4)}", f"aa{sum(aims)} {at - first_aim}"]
        for sign, other in (("p", at - 1), ("q", at + 1)):
            if 0 <= other < total:
                row += [f"{sign} {t}" for t in set(tokens[other]) - _COMMON]
                if aims[other]:
                    row.append(f"{sign}aim")
        rows.append(row)
    return rows


def _tokens(sentence: str) -> list[str]:
    """Return the words of a sentence, lower case, digits as 0."""
    return ["0" if t[0].isdigit() else t.lower() for t in _TOKEN.findall(sentence)]


_CONCLUDES = re.compile(
    r"\b(?:in (?:conclusion|summary)|to conclude|we conclude|(?:our|these|the present) (?:results?|findings?|data|study|observations?)"
    r"\s(?:\w+\s){0,2}?(?:suggest|indicate|support|show|demonstrate|confirm|imply|provide|highlight)|taken together|overall,|therefore,|thus,)\b",
)
_LIMITS = re.compile(
    r"\b(?:limitations?|limited by|small (?:sample|number)|retrospective nature|generali[sz])", re.IGNORECASE
)
_OWN_FINDING = re.compile(
    r"\b(?:we (?:\w+ly )?(?:found|observed|showed|demonstrated|identified|saw|noted|detected)|in (?:our|this|the present) (?:study|trial|cohort|series|patients?))\b",
)


def discussed_role(sentence: str) -> str:
    """Return the role of one sentence of a full text's discussion, which mixes all: from its own wording.

    A limitation counts as method; what says neither that it concludes nor that it found something is background.
    """
    low = lowered(sentence)
    if _CONCLUDES.search(low):
        return "conclusion"
    if _LIMITS.search(low):
        return "method"
    if _OWN_FINDING.search(low):
        return "result"
    return "background"
