"""The words that turn a sentence: what must not be lost at the edge of a quote or in a gap of it.

Closed lists of our own; the words are the usual ones of clinical English (compare NegEx's triggers).
"""

from __future__ import annotations

NEGATIONS = frozenset(
    [
        *("no", "not", "without", "never", "neither", "nor", "cannot", "none", "nobody", "nothing", "hardly", "barely"),
        *("lack", "lacks", "lacked", "lacking", "absence", "absent", "fail", "fails", "failed", "failure", "unable"),
        *("non", "unlikely", "rarely", "seldom", "rather", "except", "excluding", "unless"),
    ]
)
HEDGES = frozenset(
    [
        *("may", "might", "could", "possibly", "probably", "perhaps", "likely", "presumably", "apparently"),
        *("suggest", "suggests", "suggested", "suggesting", "appear", "appears", "appeared", "seem", "seems", "seemed"),
        *("possible", "potential", "potentially", "hypothesize", "hypothesized", "hypothesis", "unclear", "uncertain"),
    ]
)
MODALS = frozenset({"may", "might", "could"})
COMPARED = frozenset(
    [
        *("than", "versus", "vs", "compared", "comparison", "relative", "against", "whereas", "but", "however"),
        *("although", "though", "only", "if", "instead"),
    ]
)
DIRECTIONS = frozenset(
    [
        *("increase", "increases", "increased", "increasing", "decrease", "decreases", "decreased", "decreasing"),
        *("higher", "lower", "highest", "lowest", "more", "less", "fewer", "greater", "smaller", "longer", "shorter"),
        *("better", "worse", "improved", "improves", "improve", "improvement", "worsened", "worsens", "worsening"),
        *("reduced", "reduces", "reduce", "reduction", "elevated", "superior", "inferior", "rose", "fell"),
        *("upregulated", "downregulated", "positive", "negative", "positively", "negatively", "earlier", "later"),
    ]
)
COMPARATOR_WORDS = frozenset(
    [
        *(("less", "than"), ("more", "than"), ("fewer", "than"), ("greater", "than"), ("lower", "than")),
        *(("higher", "than"), ("at", "least"), ("at", "most"), ("up", "to")),
        *(("below",), ("above",), ("under",), ("over",), ("exceeding",)),
    ]
)
COMPARING = frozenset({"least", "most", "below", "above", "under", "over", "exceeding"})
PRONOUNS = frozenset(
    [
        *("it", "they", "them", "he", "she", "him", "her", "his", "its", "their", "this", "that", "these", "those"),
        *("we", "us", "our", "who", "which", "both", "one"),
    ]
)
UNITS = frozenset(
    [
        *("g", "kg", "mg", "mcg", "ug", "ng", "pg", "\u03bcg", "mug", "l", "L", "dl", "dL", "ml", "mL", "\u03bcl"),
        *("\u03bcL", "fl", "fL", "mol", "mmol", "\u03bcmol", "nmol", "pmol", "umol", "M", "mM", "\u03bcM", "nM", "mEq"),
        *("m", "cm", "mm", "\u03bcm", "nm", "km", "m2", "cm2", "mm2", "mm3", "cm3", "U", "IU", "IE", "units", "unit"),
        *("s", "sec", "seconds", "second", "min", "minutes", "minute", "h", "hr", "hrs", "hours", "hour", "d", "days"),
        *("day", "wk", "weeks", "week", "mo", "months", "month", "yr", "yrs", "years", "year", "a", "decades"),
        *("mmHg", "Hg", "kPa", "Pa", "kDa", "Da", "kb", "Mb", "bp", "Hz", "kHz", "MHz", "kcal", "kJ", "Gy", "mGy"),
        *("Sv", "mSv", "V", "mV", "W", "\u00b0C", "C", "percent", "ppm", "ppb", "mmol/L", "fold", "times"),
    ]
)
