"""Figures are found at their place, and pointers are none."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.annotate.figures import figures
from quoth.quantity import GROUPS


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12/34 (35.3%) died", [("count", "12/34"), ("percent", "35.3%")]),
        ("5 of 40 patients", [("count", "5 of 40")]),
        ("Two of seven patients", [("count", "Two of seven")]),
        (
            "HR 0.61 (95% CI 0.42 to 0.88; P = .01)",
            [("number", "HR 0.61"), ("interval", "95% CI 0.42 to 0.88"), ("p", "P = .01")],
        ),
        ("platelets < 30 x 10^9/L", [("quantity", "< 30 x 10^9/L")]),
        ("a median of 14 days (range 3\u201330)", [("quantity", "14 days"), ("interval", "range 3\u201330")]),
        (
            "OR 3.2 (95% confidence interval [CI] 1.3\u20137.8)",
            [("number", "OR 3.2"), ("interval", "95% confidence interval [CI] 1.3\u20137.8")],
        ),
        ("28.8% (28.4-29.3) in 1990-2000", [("percent", "28.8%"), ("interval", "28.4-29.3")]),
        ("women (n = 1,204)", [("size", "n = 1,204")]),
        ("less than 10 % of normal", [("percent", "less than 10 %")]),
        ("1 mg/kg twice daily", [("quantity", "1 mg/kg")]),
        ("shown in Fig. 2 and Table 3 [12]", []),
        ("in 2012, type 2 diabetes and COVID-19 with ADAMTS13", []),
    ],
)
def test_figures(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(f.kind, text[f.start : f.end]) for f in figures(text)] == wanted


def test_figures_say_what_they_hold() -> None:
    (count, percent) = figures("12 of 34 (35 %)")
    assert (count.figure.events, count.figure.n) == (12, 34)
    assert (percent.figure.value, percent.figure.unit) == ("35", "%")
    (interval,) = figures("95% CI, 0.42 to 0.88")
    assert (interval.figure.low, interval.figure.high) == ("0.42", "0.88")
    (span,) = figures("aged 18-40 yr")
    assert (span.figure.low, span.figure.high, span.figure.unit) == ("18", "40", "a")


@settings(deadline=None)
@given(st.one_of(st.text(alphabet="0123456789 .,/%<=>()-pnofPCI\u2013x^", max_size=60), st.text(max_size=60)))
def test_figures_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for seen in figures(text):
        assert end <= seen.start < seen.end <= len(text)
        end = seen.end


@pytest.mark.parametrize(
    "run",
    [
        "100,101,102,",
        "100,",
        "100,101,1000,",
        "100\u2009",
        "1,000/",
        "1,000-",
        "1\u00b1",
        "(100,101",
        "95% CI ",
        "n=1,",
    ],
)
def test_the_time_grows_with_the_text_and_not_with_its_square(run: str) -> None:
    text = (run * 20_000)[:20_000] + "0a"
    begun = time.perf_counter()
    figures(text)
    assert time.perf_counter() - begun < 10  # it took minutes; "1 1 1 1" of this length takes as long as these


@settings(deadline=None)
@given(st.lists(st.integers(0, 999), max_size=GROUPS), st.sampled_from(["", ".5", "%", " mg/kg", " patients"]))
def test_a_number_in_groups_is_one_figure(rest: list[int], behind: str) -> None:
    printed = ",".join(["7", *(f"{group:03}" for group in rest)])
    (seen,) = figures(f"It was {printed}{behind}.")
    assert seen.start == len("It was ")
    assert re.match(r"[\d,.]+", f"{printed}{behind}")[0].rstrip(".") in (seen.figure.value or "")  # type: ignore[index]


def test_a_list_of_hundreds_is_no_number() -> None:
    assert all(len(seen.figure.value or "") <= 3 + 4 * GROUPS for seen in figures("100,101,102," * 50))


def test_a_size_that_nothing_has_is_none() -> None:
    assert figures(f"n = {'1' * 5_000}") == ()
