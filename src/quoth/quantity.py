"""Numbers, comparators and units as medicine prints them, read into one form.

A number keeps its value exactly (``Decimal``); a unit gets one spelling (``10*9/L``, ``mg/dL``, ``%``), close to UCUM.
Conversion between units of one analyte is not here: it needs to know the analyte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# How a comparator is printed -> its one form. "~" is "about".
COMPARATORS = {
    "<": "<",
    "\u2264": "<=",
    "<=": "<=",
    "=<": "<=",
    "\u2a7d": "<=",
    ">": ">",
    "\u2265": ">=",
    ">=": ">=",
    "=>": ">=",
    "\u2a7e": ">=",
    "=": "=",
    "~": "~",
    "\u2248": "~",
    "\u223c": "~",
    "less than": "<",
    "fewer than": "<",
    "lower than": "<",
    "below": "<",
    "under": "<",
    "at most": "<=",
    "up to": "<=",
    "no more than": "<=",
    "not more than": "<=",
    "less than or equal to": "<=",
    "more than": ">",
    "greater than": ">",
    "higher than": ">",
    "above": ">",
    "over": ">",
    "exceeding": ">",
    "at least": ">=",
    "no less than": ">=",
    "not less than": ">=",
    "greater than or equal to": ">=",
    "about": "~",
    "approximately": "~",
    "around": "~",
    "ca.": "~",
}
LONGEST = 80  # characters: nothing longer is one quantity
GROUPS = 6  # of three digits; a longer run is a list, and trying its every part would take the square of its length
_MINUS = "-\u2212\u2013"
_SPACE = " \u00a0\u2009\u202f\u2008\u2007"
_SUPERSCRIPT = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")
_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SMALL = dict(zip(_NAMES, range(13), strict=True))

# A number: sign, digits with groups of three or a decimal mark, perhaps times a power of ten.
NUMBER = (
    rf"(?:[{_MINUS}](?=[\d.\u00b7]))?"
    rf"(?:\d{{1,3}}(?:[,\u2009\u202f]\d{{3}}){{1,{GROUPS}}}(?!\d)(?:[.\u00b7]\d+)?|\d+(?:[.\u00b7]\d+)?|[.\u00b7]\d+)"
    rf"(?:[{_SPACE}]?[x\u00d7*\u00b7][{_SPACE}]?10(?:\^|\*\*?|(?=[{_MINUS}\u207b\d\u00b9\u00b2\u00b3\u2074-\u2079]))"
    rf"[{_MINUS}]?[\d\u207b\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{{1,2}})?"
)
COMPARATOR = "|".join(re.escape(c) for c in sorted(COMPARATORS, key=len, reverse=True))

# Spellings of units -> their one form; what is not here keeps its spelling.
_UNITS = {
    "percent": "%",
    "per cent": "%",
    "pct": "%",
    "g/dl": "g/dL",
    "g/l": "g/L",
    "mg/dl": "mg/dL",
    "mg/l": "mg/L",
    "mg/ml": "mg/mL",
    "ng/ml": "ng/mL",
    "\u00b5g/ml": "ug/mL",
    "\u00b5mol/l": "umol/L",
    "umol/l": "umol/L",
    "mmol/l": "mmol/L",
    "mumol/l": "umol/L",
    "micromol/l": "umol/L",
    "mcg": "ug",
    "\u00b5g": "ug",
    "ug": "ug",
    "u/l": "U/L",
    "iu/l": "U/L",
    "iu/dl": "[IU]/dL",
    "u/ml": "U/mL",
    "iu": "[IU]",
    "fl": "fL",
    "/\u00b5l": "/uL",
    "/ul": "/uL",
    "/mm3": "/uL",
    "/mm^3": "/uL",
    "per mm3": "/uL",
    "/cumm": "/uL",
    "cells/\u00b5l": "/uL",
    "k/ul": "10*3/uL",
    "k/\u00b5l": "10*3/uL",
    "10^9/l": "10*9/L",
    "10*9/l": "10*9/L",
    "10e9/l": "10*9/L",
    "g/l*10^9": "10*9/L",
    "10^3/\u00b5l": "10*3/uL",
    "10^3/ul": "10*3/uL",
    "10*3/ul": "10*3/uL",
    "mmhg": "mm[Hg]",
    "mm hg": "mm[Hg]",
    "year": "a",
    "years": "a",
    "yr": "a",
    "yrs": "a",
    "month": "mo",
    "months": "mo",
    "mo": "mo",
    "week": "wk",
    "weeks": "wk",
    "wk": "wk",
    "day": "d",
    "days": "d",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "hrs": "h",
    "minute": "min",
    "minutes": "min",
    "ml": "mL",
    "l": "L",
    "dl": "dL",
    "mg/kg": "mg/kg",
    "\u00b0c": "Cel",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with how it compares and its unit ("" when it has none)."""

    value: Decimal
    comparator: str = "="
    unit: str = ""


def number(text: str) -> Decimal | None:
    """Return the number ``text`` prints, exactly, or None: ``1,200``, ``1\u00b75``, ``5.0 x 10^9``, ``.03``, ``ten``."""
    bare = text.strip()
    if len(bare) > LONGEST:
        return None
    if bare.lower() in _SMALL:
        return Decimal(_SMALL[bare.lower()])
    match = re.fullmatch(NUMBER, bare)
    if match is None:
        return None
    bare = bare.translate(_SUPERSCRIPT)
    for mark in "\u2212\u2013":
        bare = bare.replace(mark, "-")
    head, _, power = _split_power(bare)
    head = re.sub(r"[,\u2009\u202f]", "", head).replace("\u00b7", ".")
    try:
        return Decimal(head).scaleb(int(power or 0))
    except (InvalidOperation, ValueError):
        return None


def _split_power(text: str) -> tuple[str, str, str]:
    """Split ``5.0 x 10^9`` into its head and power."""
    match = re.fullmatch(r"(.+?)\s?[x\u00d7*\u00b7]\s?10(?:\^|\*\*?)?(-?\d{1,2})", text)
    return (match[1], "x", match[2]) if match else (text, "", "")


def comparator(text: str) -> str | None:
    """Return the one form of a comparator (``< <= > >= = ~``) or None."""
    return COMPARATORS.get(" ".join(text.lower().split()))


def unit(text: str) -> str:
    """Return the one spelling of a unit; an unknown one is returned as it stands, without white space around it."""
    bare = re.sub(r"\s*/\s*", "/", " ".join(text.split())).replace("\u03bc", "\u00b5").translate(_SUPERSCRIPT)
    bare = re.sub(r"^[x\u00d7]\s?", "", bare)
    bare = re.sub(r"^10\^?(\d)(?=/)", r"10^\1", bare)
    return _UNITS.get(bare.lower(), bare)


_QUANTITY = re.compile(
    rf"(?P<comparator>{COMPARATOR})?\s*(?P<number>{NUMBER})[{_SPACE}]*(?P<unit>[^\s\d.,].{{0,20}}|[x\u00d7]?\s?10\S+)?",
    re.IGNORECASE,
)


def quantity(text: str) -> Quantity | None:
    """Return what ``text`` states as one quantity (``< 10 %``, ``2.3 mg/dL``, ``150 x 10^9/L``), or None."""
    bare = text.strip()
    match = _QUANTITY.fullmatch(bare) if len(bare) <= LONGEST else None
    if match is None:
        return None
    printed, value = match["number"], number(match["number"])
    of = match["unit"] or ""
    power = re.fullmatch(r"(.+?)[\s]?[x\u00d7][\s]?(10\S+)", printed)
    if power and of.startswith("/"):  # "150 x 10^9/L": the power belongs to the unit
        value, of = number(power[1]), power[2] + of
    if value is None:
        return None
    return Quantity(value, comparator(match["comparator"] or "=") or "=", unit(of))
