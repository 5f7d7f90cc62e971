"""Numbers and units as laboratories print them, kept exact.

No general unit library: pint with ucumvert takes about 2 s to import, a whole command may take 1. The units of a pack
are a small closed table (``ranges.yaml``), so a unit that is not in the table of *that* fact is asked about instead of
converted. Own work; the forms accepted are those of rule V4 of ``ranges.yaml`` and of UCUM as FHIR servers send it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from quoth.model.scores import Interval

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹−–—×·µμ≤≥", "0123456789---x.uu≤≥")  # noqa: RUF001
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
NUMBER = r"[-+]?(?:\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)(?!\d)"
COMPARATOR = r"<=|>=|≤|≥|<|>|=|~|less than|below|under|more than|above|over|at least|at most"
READING = re.compile(
    rf"^(?P<comp>{COMPARATOR})?\s*(?P<low>{NUMBER})(?:\s*(?:-|to)\s*(?P<high>{NUMBER}))?\s*(?P<unit>.*)$"
)
LESS = {"<", "less than", "below", "under"}
MORE = {">", "more than", "above", "over"}
AT_MOST = {"<=", "≤", "at most"}
AT_LEAST = {">=", "≥", "at least"}
SHORT = 10_000  # decimals that end within four places are shown whole
LONGEST = 200  # characters of one value; anything longer is not a reading


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """A number as given: where it lies, in the unit it was given in ("" for none)."""

    low: Fraction
    high: Fraction
    comparator: str
    unit: str

    @property
    def upper(self) -> bool:
        """Whether it only says that the number is smaller."""
        return self.comparator in LESS | AT_MOST

    def times(self, factor: Fraction) -> Interval:
        """Return the interval in the table's unit."""
        low = self.low * factor
        high = low if self.high is self.low else self.high * factor
        if self.upper:
            return Interval(None, high, open_high=self.comparator in LESS)
        if self.comparator in MORE | AT_LEAST:
            return Interval(low, None, open_low=self.comparator in MORE)
        return Interval(low, high)


def plain(text: str) -> str:
    """Return ``text`` with superscripts, typographic signs and spaces made plain."""
    return SPACES.sub(" ", text.translate(SUPERSCRIPTS)).strip()


def number(text: str) -> Fraction | None:
    """Read a printed number: "1,000" is a thousand, "1,5" one and a half, "1.000,5" and "1,000.5" a thousand and a half."""
    body = text.strip().lstrip("+").replace(" ", "").replace("'", "")
    comma, dot = body.rfind(","), body.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands, point = (",", ".") if dot > comma else (".", ",")
        body = body.replace(thousands, "").replace(point, ".")
    elif comma >= 0:
        grouped = re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+", body)
        body = body.replace(",", "") if grouped else body.replace(",", ".")
    elif body.count(".") > 1:
        body = body.replace(".", "")
    try:
        return Fraction(Decimal(body))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def read(text: str) -> Reading | None:
    """Read "8 x10^9/L", "<0.1 g/L", "60-69"; None where there is no number in front."""
    if len(text) > LONGEST:
        return None
    found = READING.match(plain(text))
    if found is None:
        return None
    low = number(found["low"])
    high = number(found["high"]) if found["high"] else low
    if low is None or high is None or high < low:
        return None
    return Reading(low, high, (found["comp"] or "").replace("=", "", found["comp"] == "="), found["unit"].strip())


@lru_cache(maxsize=4096)
def unit_key(text: str) -> str:
    """Return the form two spellings of one unit share: "x10^9/L", "10*9/L" and "e9_L" are ``e9l``.

    UCUM annotations ("{INR}", "%{activity}") carry no unit and fall away; "[IU]" is "IU".
    """
    key = re.sub(r"\{[^}]*\}", "", plain(text)).lower()
    key = key.replace("[", "").replace("]", "").replace("*", "^")
    key = re.sub(r"\bpercent\b|%", "pct", key)
    key = re.sub(r"^(?:x ?)?10 ?\^? ?(\d+)", r"e\1", key.strip())
    key = re.sub(r"^k(?=/)", "e3", key)
    key = re.sub(r"^/|^per[ _]", "per", key)
    return re.sub(r"[\s/_^.]+", "", key)


def factor(text: str) -> Fraction:
    """Read a conversion of the table: "0.001" multiplies, "/88.4" divides."""
    text = str(text)
    return 1 / Fraction(text[1:]) if text.startswith("/") else Fraction(text)


def show(value: Fraction) -> str:
    """Return a number as a page prints it: exact where it is short, else four significant figures."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.6g}" if SHORT % value.denominator == 0 else f"{float(value):.4g}"


def show_interval(interval: Interval) -> str:
    """Return an interval as a page prints it: "8", "<0.1", "60 to 69"."""
    low, high = interval.low, interval.high
    if low is not None and low == high:
        return show(low)
    if low is None and high is not None:
        return f"{'<' if interval.open_high else '<='}{show(high)}"
    if high is None and low is not None:
        return f"{'>' if interval.open_low else '>='}{show(low)}"
    return "any" if low is None or high is None else f"{show(low)} to {show(high)}"
