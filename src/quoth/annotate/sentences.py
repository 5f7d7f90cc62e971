"""Sentences: nupunkt's boundaries, corrected where medical prose differs from the prose it was trained on.

nupunkt knows most abbreviations but takes units ("for 12 h."), lone capitals ("gene D.") and some plain words
("was found.") for abbreviations, and splits after initials and after stars of significance. The rules below undo
those two faults. They were drafted on half of the CRAFT training articles and checked on the other half.
"""

from __future__ import annotations

import re

from nupunkt import sent_spans

from quoth.annotate.wordlists import words

# Words whose stop does not end a sentence, whatever follows. Lower case, without the stop.
ABBREVIATIONS = words("""abbr al approx appl art ave bp ca cat cf ch chr cm co comm comp conc corp ctr def dept dil diss dr dyn ed eds
    eg eq eqs equiv esp est et etc ex exp ext fig figs fr gen genic ggl hosp ibid ie illus inc incl inj int intl lab
    lib ln ltd max med min mm mol mr mrs ms natl neg no nos nr obs op orig ph pos pp prep prof prop ref refs reg
    repr resp rev sci sec sect ser spec spp sq ssp st std str subsp subst suppl syn tab tabs techn temp tr univ
    unpubl usu var viz vit vol vols vs wk""")
# Abbreviations that always want a word after them.
OPEN = words("fig figs suppl vit approx vs eg ie cf")
# Abbreviations that also end sentences: a plain word or a unit when a new sentence plainly follows.
UNITS = words("""h hr hrs min mins s sec secs d wk wks mo mos y yr yrs g kg mg ml dl cm mm nm ms m l hz khz mhz mmhg kda bp kb mb
    mol mmol mosm rpm iu u v mv kv ma w gy cgy msec °c c ºc k mcg ppm ph cells""")
STARTERS = words("""The This These Those There Then Thus To Therefore Two Three Four Five Six Seven Eight Nine Ten Total We When
    While With Without Within Which Where Whereas What Who Why How However Here Hence He She It Its If In Indeed
    Interestingly Importantly Is At All Also Although An And Another Any As After Altogether Additionally Analysis Are
    Between Before Because Both But By Can Cells Conversely Consequently Collectively Compared Data Does During Despite
    Each Either Even Eight Expression Finally For From First Following Furthermore Further Given Had Has Have Human
    Mice Most Moreover More Many Mutations No None Not Notably Nevertheless Next None On Of One Or Other Our Out Over
    Patients Previous Recent Recently Results Results Samples Second Several She Similar Similarly Since So Some
    Subsequently Such Surprisingly Subjects Studies Tissue They Their Third Under Unlike Until Using Was Were Yet You
    Aliquots Animals Background Conclusion Conclusions Methods Objective Discussion Introduction Treatment Women Men
    Children Blood Only Did Do Should Could Would May Might""")
# Candidate ends that nupunkt may have passed over: a stop, closing marks, perhaps glued reference numbers, then room.
_CANDIDATE = re.compile(
    r"[.?!](?P<close>[\"'”\u2019)\]]{0,2})"
    r"(?P<refs>(?:\[\d[\d,;\s\u2013-]*\]|(?<=[a-z%)]\.)\d{1,3}(?:[,\u2013-]\d{1,3})*)?)"
    r"(?P<gap>\s+|(?=The[sy]?[^a-z]|Thi?s |To |In |We |How))(?=(?P<next>[\"“\u2018'(\[*]{0,2}\s?[A-Z±<>\d][^\s.,;:)]*|\*))"
)
_LINE = re.compile(r"[^\n]+")
_LIST_LINE = re.compile(r"\s*(?:[-*#>|\u2022\u00b7+]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s?")
_PLAIN_END = re.compile(r"[a-z]{4}[.?!]\s$")
_PLAIN_START = re.compile(r"[A-Z][a-z]")
_INITIAL = re.compile(r"(?:^|[\s(])(?:[A-Z]\.[\s-]?)+$")
_DOTTED = re.compile(r"(?:^|[\s(\[])(?:[A-Za-z]\.){2,}$|[A-Z]\.-[A-Z]\.$")
_CITATION_ONLY = re.compile(r"\s*(?:\[[\d,;\s\u2013-]+\]|\([\d,;\s\u2013-]+\))[.;]?\s*(?:$|[A-Z])")
_STARRED = re.compile(r"[.)\]]\s+([*†‡#§]+\s*|\?\s+)$")
_LIST_MARK = re.compile(r"(?:^|[:;]\s+)\d{1,2}\)?\.$|(?:^|[:;.]\s+)\([A-Za-z\d]\)\.$")
_PUNCTUATION_NEXT = re.compile(r"\s*[),;:\]±=/]")
_NUMBER_AFTER = re.compile(r"\b(?:chr|nos?|figs?|tab|mm|hs|eqs?|refs?|vol|cat|vit|sp|cf|pp?|lanes?)\.$", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:Ph|Pharm|M|D|B|Sc|St|Drs?|Jr|Prof|Mrs?|Inc|Ltd|Co|Corp)\.$")
_OPENING = re.compile(r"^[\"“\u2018'(\[* ]+")
_QUANTITY = re.compile(r"\d\s?$")
_MEASURE = re.compile(r"[\d.,]+(?:%|°?c|[a-zµμ]{1,4})?")
# Words before a lone capital that make it a name's initial.
_BEFORE_NAMES = words("thank thanks by from and to of with for drs dr prof the in author authors")


def tiles(text: str) -> tuple[tuple[int, int], ...]:
    """Return spans that cover ``text`` without gap or overlap, one a sentence, white space kept at each one's end."""
    if not text:
        return ()
    ends = sorted(set(_kept(text)) | set(_found(text)))
    ends = [end for end in ends if 0 < end < len(text)]
    starts = [0, *ends]
    spans = list(zip(starts, [*ends, len(text)], strict=True))
    return _without_blank(text, spans)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> tuple[tuple[int, int], ...]:
    """Return the sentences of ``text[start:end]`` as spans of ``text``, trimmed: between two only white space stands."""
    found = []
    for first, last in _blocks(text[start:end]):
        block = text[start + first : start + last]
        for a, b in tiles(block):
            piece = block[a:b].strip()
            if piece:
                at = start + first + a + block[a:b].index(piece)
                found.append((at, at + len(piece)))
    return tuple(found)


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return the stretches between line ends that end something; a line that was only wrapped goes on.

    A line is taken for wrapped if it is long and ends without a mark, or if the next begins in lower case; blank lines,
    list marks and headings always begin something new.
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        if found and text[found[-1][1] : line.start()] == "\n":
            before = text[found[-1][0] : found[-1][1]].rsplit("\n", 1)[-1].rstrip()
            wrapped = len(before) >= 50 and before[-1:] not in ".?!:;" and not _LIST_LINE.match(line.group())
            if before and (wrapped or line.group()[:1].islower()):
                found[-1] = (found[-1][0], line.end())
                continue
        found.append((line.start(), line.end()))
    return found


def _without_blank(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Give white space at the front to the first sentence; no tile is blank unless the text is."""
    found: list[tuple[int, int]] = []
    for a, b in spans:
        if found and (not text[a:b].strip() or not text[found[-1][0] : found[-1][1]].strip()):
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return tuple(found)


def _kept(text: str) -> list[int]:
    """Return nupunkt's boundaries (where the next sentence starts) without those that medical prose refutes."""
    kept = []
    for _, end in sent_spans(text):
        if end >= len(text):
            continue
        before = text[max(0, end - 30) : end]
        if _PLAIN_START.match(text, end) and _PLAIN_END.search(before, len(before) - 6):
            if _last_word(before[:-2]).lower() not in OPEN:
                kept.append(end)
            continue
        starred = _STARRED.search(before)
        if starred:
            kept.append(end - len(before) + starred.start(1))
        elif not _refuted(before.rstrip(), text[end : end + 30]):
            kept.append(end)
    return kept


def _refuted(stem: str, after: str) -> bool:
    """Say whether a boundary after ``stem``, which ends in a stop, is none."""
    follows = after.lstrip()[:1]
    if _PUNCTUATION_NEXT.match(after) or _CITATION_ONLY.match(after) or _LIST_MARK.search(stem):
        return True
    if follows.isdigit():
        return _NUMBER_AFTER.search(stem) is not None
    word = _last_word(stem[:-1])
    initial = _DOTTED.search(stem) or _INITIAL.search(stem)
    if follows.islower():
        return bool(initial) or word.lower() in ABBREVIATIONS
    if word.lower() in OPEN:
        return True
    if _starts(after.lstrip()):
        return False
    return bool(_DOTTED.search(stem) or _NAMED.search(stem) or (initial and "(" in stem[-3:]))


def _last_word(text: str) -> str:
    """Return the last word of ``text`` without what opens before it."""
    parts = text.rsplit(None, 1)
    return parts[-1].lstrip("([\"'“\u2018") if parts and not text[-1].isspace() else ""


def _starts(text: str) -> bool:
    """Say whether the first word of ``text`` is one that sentences commonly start with."""
    first = re.match(r"\w*", text)
    return first is not None and first.group() in STARTERS


def _found(text: str) -> list[int]:
    """Return the boundaries that nupunkt passes over."""
    return [match.end("gap") for match in _CANDIDATE.finditer(text) if _ends(text, match)]


def _ends(text: str, match: re.Match[str]) -> bool:
    """Say whether the candidate stop ends a sentence."""
    following = match["next"]
    if following[0] == "*":
        return match.start() > 0
    bare = _OPENING.sub("", following)
    before = text[max(0, match.start() - 24) : match.start()]
    word = _last_word(before)
    if not match["gap"]:
        return (len(word) > 3 or bool(match["close"])) and _starts(bare) and "." not in word and "/" not in word
    if not bare[:1].isupper() or not word:
        return False
    if match["refs"]:
        return True
    if match["close"] or text[match.start()] != ".":
        return False
    return _word_ends(word, before[: -len(word)], bare)


def _word_ends(word: str, before: str, bare: str) -> bool:
    """Say whether a stop after ``word``, with ``before`` before it and ``bare`` after, ends a sentence."""
    lowered = word.lower()
    if word in UNITS or (len(word) > 1 and lowered in UNITS) or _MEASURE.fullmatch(lowered):
        return bool(_QUANTITY.search(before)) or word[0].isdigit()
    if len(word) == 1:
        previous = _last_word(before.rstrip())
        named = previous.lower() in _BEFORE_NAMES or not previous.islower() or not previous.isalpha()
        return (_starts(bare) and not before.endswith(".")) or (not named and len(bare) > 2 and len(previous) > 2)
    if word.isalpha() and word.isupper():
        return _starts(bare) or (len(word) > 2 and bare[1:3].islower())
    return len(word) > 2 and word[-3:].isalpha() and word.islower() and lowered not in ABBREVIATIONS
