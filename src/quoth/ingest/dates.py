"""Dates as the literature writes them, as ISO dates."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_WORDS = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b(?:[\s/-]+([A-Za-z]{3,9}|\d{1,2})\b)?(?:[\s/-]+(\d{1,2})\b)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")


def month(text: str | None) -> int | None:
    """Return the number of a month written as a number or an English name, or None."""
    word = (text or "").strip().lower()
    if word.isdecimal() and word.isascii():
        return int(word) if 1 <= int(word[:3]) <= 12 else None
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else None


def iso(year: str | None, month_text: str | None = None, day: str | None = None) -> str | None:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` from printed parts, as far as they are sound; None without a year."""
    found = re.search(r"\b(1[5-9]|20)\d\d\b", year or "", re.ASCII)
    if not found:
        return None
    number = month(month_text)
    if number is None:
        return found[0]
    day_text = (day or "").strip()
    if day_text.isdecimal() and day_text.isascii() and len(day_text) <= 2 and 1 <= int(day_text) <= 31:
        return f"{found[0]}-{number:02}-{int(day_text):02}"
    return f"{found[0]}-{number:02}"


def in_words(text: str | None) -> str | None:
    """Return the first date in a text such as ``Lancet. 2010 Feb 6;375(9713):445`` or ``2/6/2010 0:00``, or None."""
    if american := _AMERICAN.search(text or ""):  # month first, as Retraction Watch writes it
        return iso(american[3], american[1], american[2])
    found = _IN_WORDS.search(text or "")
    return iso(found[1], found[2], found[3]) if found else None


def year_of(date: str | None) -> int | None:
    """Return the year of an ISO date."""
    return int(date[:4]) if date else None
