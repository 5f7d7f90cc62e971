"""Borrowed sentences: those that report somebody else's finding.

Two signs: the sentence cites a reference, or its wording hands the finding to others ("previous studies showed",
"Smith et al. reported"). A sentence that says whose finding it is ("we found", "in our patients") is the paper's own,
cited or not, and so is one that cites only for a method, a definition or a tool.
"""

from __future__ import annotations

import re

from quoth.annotate.wordlists import lowered, vocabulary_of, words

# Words without which a pattern below cannot fit: most sentences are settled by these.
_OWN_WORDS = words("we our this present current")
_OTHERS_WORDS = words(
    "al been has have others colleagues workers investigators researchers according literature known previously recently"
    " first originally previous prior earlier recent other several many most some numerous published larger large small"
    " existing past observational randomized randomised epidemiologic epidemiological clinical controlled few series by"
)

_OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|prior|earlier|recent|other|several|many|most|some|numerous|published|larger?|small|existing|past"
    r"|observational|randomi[sz]ed|epidemiologic(?:al)?|clinical|controlled|few)\s(?:\w+\s){0,3}?"
    r"(?:studies|study|trials?|reports?|series|authors|investigators|reviews?|meta-?analys[ei]s|publications|work|evidence|data|research|researchers)\b"
    r"(?:\s(?:\w+\s){0,6}?)(?:ha(?:ve|s)|show\w*|suggest\w*|report\w*|found|demonstrat\w*|indicat\w*|describ\w*|reveal\w*|observed|identified|confirm\w*|document\w*|conclud\w*|support\w*|propos\w*|estimat\w*)\b"
    r"|\bet al\.?,?(?:'s|\u2019s)?\s*(?:\(?\d{4}\)?|\[[\d,\s]+\])?\s*(?:\w+\s){0,2}?(?:report|show|found|demonstrat|describ|observ|suggest|identif|conclud|stud|compar|evaluat|review|propos|note|estimat|investigat|analy[sz]|conduct|perform|use)"
    r"|\b(?:it|this|there) (?:has|have) (?:also |previously |recently |long |often )?been (?:\w+ly )?(?:reported|shown|suggested|demonstrated|described|proposed|observed|established|found|estimated|documented|hypothesi[sz]ed|recogni[sz]ed|well)"
    r"|\b(?:has|have) (?:also |previously |recently |long |already )?been (?:\w+ly )?(?:reported|described|documented|implicated|associated|linked|demonstrated|observed) (?:in|by|with|to|as|previously|elsewhere|among|for)\b"
    r"|\b(?:was|were) (?:previously|recently|first|originally) (?:reported|shown|described|demonstrated|found|observed)\b"
    r"|\b(?:others|investigators|researchers|colleagues|co-?workers|authors of) (?:have |has )?(?:report|show|found|describ|suggest|demonstrat|observ)"
    r"|\baccording to (?:the |a |an |recent |previous |published )?(?:\w+ ){0,3}?(?:guidelines?|literature|study|report|review|data|registry|who|fda)\b"
    r"|\bin (?:the|a) (?:\w+ ){0,4}?(?:literature|study by|trial by|report by|series of|review by|meta-?analysis by|registry by)\b"
    r"|\b(?:is|are) (?:well )?known to\b|\bthe literature\b",
)
_OWN = re.compile(
    r"\b(?:we (?:\w+ly |also |have |then |did |could |further )*(?:found|observ|show|report|demonstrat|identif|detect|confirm|noted|saw|document|conclud|recommend|suggest|propos|compar|perform|use|used|conduct|measur|analy[sz]|estimat)\w*"
    r"|our (?:study|results?|findings?|data|patients?|series|trial|cohort|analys[ei]s|work|case|experience|model|observations?|review)"
    r"|(?:this|the present|the current|present) (?:study|trial|analysis|report|cohort|series|review|work|meta-?analysis|case)\b(?! (?:by|of \w+ et al))"
    r"|in (?:this|our) (?:\w+ )?(?:study|trial|cohort|series|analysis|sample|population|patient|case))\b",
)
_FOR_METHOD = re.compile(
    r"\b(?:as (?:previously |originally )?described|described (?:previously|elsewhere|by|in detail)|according to the (?:method|criteria|protocol|definition|procedure|manufacturer)"
    r"|(?:using|with|by|via) (?:the |a |an )?(?:\w+[- ]){0,5}?(?:software|package|method|test|criteria|scale|questionnaire|score|kit|algorithm|model|index|protocol|technique|assay|instrument|version)"
    r"|(?:was|were) (?:defined|assessed|measured|calculated|determined|performed|analy[sz]ed|classified|graded|scored|evaluated|estimated|randomi[sz]ed|collected|obtained|recorded|reported) (?:as|by|using|according|with|in accordance|following))\b",
)
_PRINTED = re.compile(
    r"\[(?P<numbers>\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*)\]"
    r"|\((?P<names>[A-Z][\w'\u2019-]+(?: et al\.?| and [A-Z][\w'\u2019-]+)?,? (?:19|20)\d\d[a-z]?(?:; ?[^()]{3,60}? (?:19|20)\d\d[a-z]?)*)\)"
)


def borrowed(sentence: str, role: str | None = None, cited: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the references whose finding ``sentence`` reports: ``("",)`` if only wording says so, else ``()``.

    ``cited`` are the references that the document's own structure places in the sentence; printed marks ([12],
    (Smith 2010)) are read where there are none.
    """
    if role in ("method", "objective"):
        return ()
    told, low = vocabulary_of(sentence), lowered(sentence)
    if not told.isdisjoint(_OWN_WORDS) and _OWN.search(low):
        return ()
    references = cited or (printed_references(sentence) if "[" in sentence or "(" in sentence else ())
    if references and not _FOR_METHOD.search(low):
        return references
    return ("",) if not told.isdisjoint(_OTHERS_WORDS) and _OTHERS.search(low) else ()


def printed_references(sentence: str) -> tuple[str, ...]:
    """Return the reference marks printed in ``sentence``: numbers of a bracket one by one, names as they stand."""
    found: list[str] = []
    for match in _PRINTED.finditer(sentence):
        if match["names"]:
            found.extend(name.strip() for name in match["names"].split(";"))
            continue
        for part in re.split(r"\s?[,;]\s?", match["numbers"]):
            ends = [int(number) for number in re.split(r"\s?[\u2013-]\s?", part)]
            found.extend(str(n) for n in range(ends[0], min(ends[-1], ends[0] + 50) + 1))
    return tuple(dict.fromkeys(found))
