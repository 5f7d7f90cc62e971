"""Second thoughts on *supports* and *contradicts*, by rule: an audit must not call supported what is not.

The scale of `quoth.verify.support` was trained on claims and abstracts; a page of advice is worded otherwise. So a
passage that shares the names of a statement and little of what is said about them, or that denies where the statement
does not, is taken as unsettled; and a sentence that is the statement but for its one turn is taken for its opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from quoth.model.audits import Difference, Support, Told, Weighed

SAID = 0.4  # share of what a statement says about what it names that a passage must share
LISTED = 0.6  # the same, of a statement that lists things: a passage on one of them is not enough
SAME = 0.6  # the same, for a passage that turns the statement round
SAME_BUT_ONE = 0.8  # the same, where only one of the two has the word that turns it
SURE = 0.95  # a passage taken for the statement's own words
NAMES = frozenset({"condition", "intervention", "test", "population"})
_WORD = re.compile(r"[^\W\d_]{3,}|\d+(?:[.,]\d+)*")
# Denials that are no grammatical negation: those the scale's own rules read.
_DENIES = re.compile(
    r"\b(?:lack(?:s|ed|ing)?|absen(?:ce|t)|fail(?:s|ed|ure)? to|contraindicated|discouraged?|avoid(?:s|ed)?|withh[eo]ld"
    r"|(?:advis|recommend|caution|warn)\w* against)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = """the and for with was were are has have had been being may can could should would will that this these those
    than then there associated association linked seen found observed shown reported patients patient from into onto after before during which who whom whose where when while such also often very more most
    some any all each other their its not but per via about over under between among within because since due both given
    used using use"""
_SMALL = frozenset(_SMALL_WORDS.split())
# Which way a comparison goes. A passage that compares otherwise, or gives only the figures, bears none of them out.
_WAYS = {
    "more": re.compile(
        r"\b(?:more(?! than (?:half|an? |one |two |three |\d))|higher|greater|increas\w*|rose|risen|rises?|rising|raised?|longer|larger|exceed\w*|doubl\w*)\b",
        re.IGNORECASE,
    ),
    "less": re.compile(
        r"\b(?:less|fewer|lower\w*|reduc\w*|decreas\w*|fell|falls?|fallen|dropp?\w*|shorter|shorten\w*|smaller|halved|cut)\b",
        re.IGNORECASE,
    ),
    "better": re.compile(r"\b(?:better|improv\w*|superior|benefit\w*|effective)\b", re.IGNORECASE),
    "all": re.compile(r"\b(?:all|every|always)\b", re.IGNORECASE),
    "most": re.compile(r"\b(?:most|many|majority|usually|mostly|(?:more than|over) half)\b", re.IGNORECASE),
    "few": re.compile(r"\b(?:few|only|minority|rare(?:ly)?|seldom|uncommon(?:ly)?)\b", re.IGNORECASE),
    "gone": re.compile(r"\b(?:remov\w*|abolish\w*|eliminat\w*|eradicat\w*|cur(?:es?|ed|ing|ative))\b", re.IGNORECASE),
    "worse": re.compile(r"\b(?:worse\w*|inferior|poorer|harmful|ineffective)\b", re.IGNORECASE),
}
_ADVICE = re.compile(
    r"^\W*(?:(?:do not|don't|never|always|immediately|then|first|in [^,]{3,60},|if [^,]{3,60},|when [^,]{3,60},) ?)?(?:start|give|use|avoid|stop|hold|treat"
    r"|consider|monitor|take|send|add|continue|switch|transfuse|check|test|begin|offer|prefer|withhold|delay|measure|repeat|give)\b"
    r"|\b(?:should|must|ought to|need(?:s)? to|has to|have to|recommend\w*|suggest(?:s|ed)?|advis\w+|advocat\w+|is (?:indicated|preferred|favou?red|contraindicated)"
    r"|can be (?:given|used|considered|offered)|may be (?:given|used|considered|offered)|first[- ]line|first choice|option)\b",
    re.IGNORECASE,
)
# How strongly a guideline speaks: "recommend" is its word for strong, "suggest" for conditional (GRADE
# guidelines 14, J Clin Epidemiol 2013); and what a comparison without chance may say.
_STRONG = re.compile(r"\bstrong(?:ly)?\b|\brecommend\w*|\bmust\b", re.IGNORECASE)
_WEAK = re.compile(r"\bsuggest\w*|\bmay be considered\b|\bconditional\w*|\bweak(?:ly)?\b", re.IGNORECASE)
_CAUSES = re.compile(r"\bcaus(?:e[sd]?|ing)\b|\b(?:led|leads?|leading) to\b|\bresult(?:s|ed|ing)? in\b", re.IGNORECASE)
_GOES_WITH = re.compile(r"\bassociat\w+|\blinked\b|\bcorrelat\w+|\btied to\b|\bwent with\b", re.IGNORECASE)
_NON = re.compile(r"\bnon-?\s?(\w{4,})", re.IGNORECASE)
_DESIGN = re.compile(
    r"\b(?:randomi[sz]\w*|single-arm|double-blind\w*|blinded|placebo-controlled|prospective\w*|retrospective\w*|observational|meta-analys\w+)",
    re.IGNORECASE,
)
_LIST = re.compile(r"\w, [^,;]{3,60},? (?:and|or) \w")
# Words of a statement that itself says what is not known.
_OPEN = re.compile(
    r"\b(?:no|not|none|never|nor|without|unknown|unclear|uncertain|debat\w+|disput\w+|controvers\w+|unproven|evidence|research|lack\w*|limit\w+|observational"
    r"|uncontrolled|few|only|cannot|confound\w+|anecdotal)\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"\bnon-?\w|\bun\w{4,}|\bwithout\b|\black|\bneither\b"  # a denial in other clothes
    r"|\b(?:who|that|which)\s(?:\w+\s){1,2}(?:not|never)\b"  # or of whom it speaks: "patients who are not bleeding",
    r"|\b(?:with|and)\sno\s\w",  # "remission and no pregnancy"
    re.IGNORECASE,
)
_FIGURE_AFTER = re.compile(
    r"(?P<word>[^\W\d_]{4,})\s(?:(?:in|of|was|were|at|by|to|for|the|only|about)\s){0,2}(?P<figure>\d+(?:[.,]\d+)*%?)"
)
KEPT = 4096  # sentences whose words are kept in memory: many statements are held against one sentence
STEM = 5  # letters by which two words are taken for one


def sober(statement: Told, passage: Told, weighed: Weighed, role: str = "result") -> Weighed:
    """Return what one sentence does for a statement, after second thoughts; ``role``: of the sentence, as of a finding."""
    if weighed.support is Support.SUPPORTS and weighed.confidence < SURE:
        doubt = _doubt(statement, passage, role)
        return replace(weighed, support=Support.UNSETTLED, reasons=(doubt,)) if doubt else weighed
    turned = weighed.differences and all(_turns(d) for d in weighed.differences)
    both = all(d.source and d.quote for d in weighed.differences)
    least = SAME if both else SAME_BUT_ONE
    turned = turned and (both or not (_HIDDEN.search(statement.text) or _HIDDEN.search(passage.text)))
    if weighed.support is Support.UNSETTLED and turned and said(statement, passage) >= least:
        return replace(weighed, support=Support.CONTRADICTS)
    return weighed


def _turns(found: Difference) -> bool:
    """Whether a difference turns a statement round: a denial, or two words of opposite ways that both are there."""
    worded = found.source and found.quote and not found.source.startswith("the opposite of")
    return found.kind == "negation" or (found.kind == "direction" and bool(worded))


def _doubt(statement: Told, passage: Told, role: str) -> str:
    """Return why a passage that seems to support a statement may not, or ""."""
    return next(_doubts(statement, passage, role), "")


def _doubts(statement: Told, passage: Told, role: str) -> Iterator[str]:
    one, other = statement.text, passage.text
    if bool(_DENIES.search(one)) is not bool(_DENIES.search(other)):
        yield "one denies where the other does not"
    if _unlike(one, other):
        yield "its words or figures belong to something else"
    if advice(one) and not (role == "recommendation" or advice(other)):
        yield "it reports, and advises nothing"
    if role == "gap" and not _OPEN.search(one):
        yield "it says what is not known"
    if not ways(one) <= ways(other):
        yield "it does not compare so"
    if _beyond(one, other, _STRONG, _WEAK):
        yield "it says so less strongly"
    if _beyond(one, other, _CAUSES, _GOES_WITH):
        yield "it tells what goes together, not what causes it"
    shared = said(statement, passage)
    if shared < SAID:
        yield "it says something else of the same"
    if shared < LISTED and _LIST.search(one):
        yield "it says part of it"


def _beyond(statement: str, passage: str, more: re.Pattern[str], less: re.Pattern[str]) -> bool:
    """Whether a statement says more than its passage, which uses the lesser word and nowhere the greater."""
    return bool(more.search(statement) and not more.search(passage) and less.search(passage))


def _unlike(statement: str, passage: str) -> bool:
    """Whether "major" meets "non-major", or a figure belongs to another word: "fully in 8", "fully in 2, partly in 8".

    So does a study design that only the statement names.
    """
    mine, theirs = ({w.casefold() for w in _NON.findall(text)} for text in (statement, passage))
    bare = {w.casefold() for text in (statement, passage) for w in _WORD.findall(_NON.sub("", text))}
    if (mine ^ theirs) & bare:
        return True
    if {w.casefold()[:STEM] for w in _DESIGN.findall(statement)} - {
        w.casefold()[:STEM] for w in _DESIGN.findall(passage)
    }:
        return True
    here, there = _attached(statement), _attached(passage)
    return any(
        word in there and figure not in there[word] and any(figure in figures for figures in there.values())
        for word, figures in here.items()
        for figure in figures
    )


def _attached(text: str) -> dict[str, set[str]]:
    """Return the figures that stand right behind each word, by the word's stem."""
    found: dict[str, set[str]] = {}
    for match in _FIGURE_AFTER.finditer(text):
        found.setdefault(match["word"].casefold()[:STEM], set()).add(match["figure"])
    return found


@lru_cache(maxsize=KEPT)
def advice(text: str) -> bool:
    """Whether a sentence says what should be done."""
    return _ADVICE.search(text) is not None


@lru_cache(maxsize=KEPT)
def ways(text: str) -> frozenset[str]:
    """Return which ways a sentence compares and counts: more, less, better, worse, all, most, few."""
    return frozenset(way for way, form in _WAYS.items() if form.search(text))


def said(statement: Told, passage: Told) -> float:
    """Return the share of a statement's words, but for the names in it, that a passage shares; 1 where it has none."""
    mine, theirs = _said(statement), _stems(passage.text)
    return len(mine & theirs) / len(mine) if mine else 1.0


def wording_shared(statement: Told, passage: Told) -> float:
    """Return the same share with the figures of the statement left out."""
    mine, theirs = {w for w in _said(statement) if not w[0].isdigit()}, _stems(passage.text)
    return len(mine & theirs) / len(mine) if mine else 1.0


def _said(told: Told) -> frozenset[str]:
    """Return the stems of the words that neither name anything nor compare."""
    return _stems_but(told.text, tuple(sorted({(m.start, m.end) for m in told.mentions if m.type in NAMES})))


@lru_cache(maxsize=KEPT)
def _stems_but(text: str, spans: tuple[tuple[int, int], ...]) -> frozenset[str]:
    """Return the stems of the words outside ``spans`` that do not compare."""
    kept, at = [], 0
    for start, end in spans:
        kept += [text[at:start], " " * (end - max(start, at))]
        at = max(at, end)
    bare = "".join([*kept, text[at:]])
    for form in _WAYS.values():  # which way it compares is looked at by itself
        bare = form.sub(" ", bare)
    return frozenset(w[:STEM] for w in _words(bare))


@lru_cache(maxsize=KEPT)
def _stems(text: str) -> frozenset[str]:
    return frozenset(w[:STEM] for w in _words(text))


def _words(text: str) -> list[str]:
    return [w for w in map(str.casefold, _WORD.findall(text)) if w not in _SMALL]
