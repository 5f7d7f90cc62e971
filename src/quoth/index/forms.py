"""Forms of words that a general stemmer keeps apart: British spellings, Greek letters, and the endings of medicine.

Snowball takes "ablation" and "ablative" to one stem, but not "thrombosis" and "thrombotic", "anaemia" and "anemic" or
"metastases" and "metastatic". The rules hold for endings that mean the same thing in any medical word; each was looked
at over the words of real abstracts, and what is an ending only by its letters (diabetic, prostatic) is left alone.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = (  # noqa: SIM905 - an alphabet reads as words
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi "
    "chi psi omega"
).split()
_GREEK = {0x3B1 + at: f"-{letter}-" for at, letter in enumerate(_LETTERS)}  # U+03B1 alpha to U+03C9 omega
_MICRO = re.compile("\u03bc(?=[glm]\\b)")

_BRITISH: tuple[tuple[str, str], ...] = (
    ("haem", "hem"), ("aemi", "emi"), ("aemo", "emo"), ("oedem", "edem"), ("paed", "ped"), ("oesoph", "esoph"),
    ("oestr", "estr"), ("foet", "fet"), ("gynaec", "gynec"), ("caec", "cec"), ("faec", "fec"), ("anaes", "anes"),
    ("aesth", "esth"), ("rrhoe", "rrhe"), ("tumour", "tumor"), ("leuk", "leuc"), ("sulph", "sulf"),
    ("behaviour", "behavior"), ("colour", "color"), ("labour", "labor"), ("favour", "favor"), ("humour", "humor"),
    ("odour", "odor"), ("neighbour", "neighbor"), ("isation", "ization"), ("fibre", "fiber"), ("centre", "center"),
    ("litre", "liter"), ("manoeuv", "maneuv"), ("coeliac", "celiac"), ("caesar", "cesar"), ("programme", "program"),
    ("ageing", "aging"), ("aetiol", "etiol"), ("homoeo", "homeo"),
)  # fmt: skip
_BRITISH_END = (
    (re.compile(r"ise([sd]?)$"), r"ize\1"),
    (re.compile(r"ising$"), "izing"),
    (re.compile(r"yse([sd]?)$"), r"yze\1"),
)
_SPELT = dict(_BRITISH)
_ANY_BRITISH = re.compile("|".join(_SPELT))

# (how many letters stand before it, the endings, the stem's ending)
_ENDINGS: tuple[tuple[int, str, str], ...] = (
    (2, "osis|otics?|oses|otically", "os"),
    (3, "tasis|tatic|tases|tasize[sd]?|tasizing", "tas"),
    (2, "emias?|emic", "em"),
    (2, "itis|itic|itides", "it"),
    (2, "plasias?|plastic|plasms?", "plas"),
    (2, "plegias?|plegic", "pleg"),
    (2, "penias?|penic", "pen"),
    (1, "urias?|urics?", "ur"),
    (2, "lysis|lytics?|lyses|lyze[sd]?|lyzing", "lys"),
    (2, "pneas?|pneic", "pne"),
    (2, "rrhea|rrheic|rrheal", "rrhe"),
    (2, "pathy|pathic|pathies", "path"),
    (2, "trophy|trophic|trophies", "troph"),
    (2, "genesis|genetics?|genic|geneses", "gen"),
    (2, "algias?|algic", "alg"),
    (2, "omas?|omata|omatous", "oma"),
    (2, "ilias?|ilic", "ili"),
    (2, "phylaxis|phylactics?|phylaxes", "phylax"),
    (1, "kinesias?|kinetics?", "kines"),
    (1, "esthesias?|esthetics?", "esthes"),
    (2, "uresis|ureses|uretics?", "ures"),
)
_ENDED = tuple((re.compile(f"(?<={'.' * most})(?:{ends})$"), stem) for most, ends, stem in _ENDINGS)
_ANY_ENDING = re.compile("(?:" + "|".join(ends for _, ends, _ in _ENDINGS) + ")$")
_WHOLE = (
    (re.compile(r"(?:sepsis|septic)"), "seps"),
    (re.compile(r"diagnos.*"), "diagnos"),
    (re.compile(r"bacteri(?:a|al|um)"), "bacteri"),
    (re.compile(r"embol(?:ism|isms|us|i|ic|ization)"), "embol"),
)
_NOT = re.compile(r"prostatic|.*diabetic")
SHORTEST = 6  # letters of a word that an ending is looked for in


def greek(plain: str) -> str:
    """Return a folded word with Greek letters spelt out, tied to their neighbours by hyphens; micro before a unit is u."""
    if plain.isascii():
        return plain
    plain = _MICRO.sub("u", unicodedata.normalize("NFKC", plain))
    return plain.translate(_GREEK).replace("--", "-").strip("-") or plain


def american(plain: str) -> str:
    """Return a folded word in American spelling: tumour as tumor, anaemia as anemia, randomised as randomized."""
    if _ANY_BRITISH.search(plain):
        plain = _ANY_BRITISH.sub(lambda found: _SPELT[found.group()], plain)
    if plain.endswith(("ise", "ises", "ised", "ising", "yse", "yses", "ysed")):
        for pattern, spelt in _BRITISH_END:
            plain = pattern.sub(spelt, plain)
    return plain


def medical_stem(plain: str) -> str | None:
    """Return the stem of a word with an ending of medicine (thrombotic, metastases, anemia), else None."""
    for whole, stem in _WHOLE:
        if whole.fullmatch(plain):
            return stem
    if len(plain) >= SHORTEST and _ANY_ENDING.search(plain) and not _NOT.fullmatch(plain):
        for ending, stem in _ENDED:
            found = ending.search(plain)
            if found:
                return plain[: found.start()] + stem
    return None
