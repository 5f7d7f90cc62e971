"""Numbers, comparators and units are read exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.quantity import Quantity, comparator, number, quantity, unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", "1200"),
        ("1\u00b75", "1.5"),
        ("5.0 x 10^9", "5.0E+9"),
        ("5\u00d710\u2079", "5E+9"),
        (".03", "0.03"),
        ("ten", "10"),
        ("\u22123", "-3"),
        ("12\u2009345", "12345"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1,23", "1.2.3", "1e5x", "abc", "12,34,567,8", "--1"])
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("< 10 %", Quantity(Decimal(10), "<", "%")),
        ("150 x 10^9/L", Quantity(Decimal(150), "=", "10*9/L")),
        ("150 \u00d7 10\u2079/L", Quantity(Decimal(150), "=", "10*9/L")),
        ("\u2265 18 years", Quantity(Decimal(18), ">=", "a")),
        ("2.3mg/dl", Quantity(Decimal("2.3"), "=", "mg/dL")),
        ("less than 5 percent", Quantity(Decimal(5), "<", "%")),
        ("16", Quantity(Decimal(16))),
    ],
)
def test_quantities(text: str, wanted: Quantity) -> None:
    assert quantity(text) == wanted


@pytest.mark.parametrize("text", ["mg", "", "1.2.3", "< "])
def test_what_is_no_quantity(text: str) -> None:
    assert quantity(text) is None


def test_comparators_and_units_have_one_form() -> None:
    assert comparator("Less  than") == comparator("<") == "<"
    assert comparator("nearly") is None
    assert unit("\u00b5mol/L") == unit("\u03bcmol / l") == "umol/L"
    assert unit(" furlong ") == "furlong"


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**6))
def test_a_printed_number_comes_back(value: Decimal) -> None:
    assert number(f"{value}") == value
    assert number(f"{value:,}") == value


@settings(deadline=None)
@given(st.text(max_size=40))
def test_nothing_breaks_it(text: str) -> None:
    number(text)
    quantity(text)
    unit(text)
