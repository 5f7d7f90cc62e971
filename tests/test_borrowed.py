"""A finding is somebody else's when it is cited or worded so, unless the sentence says it is ours."""

from __future__ import annotations

import pytest

from quoth.annotate.borrowed import borrowed, printed_references


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Mortality was 80% without plasma exchange [12].", ("12",)),
        ("Relapse is common (Smith et al., 2010; Jones 2012).", ("Smith et al., 2010", "Jones 2012")),
        ("Previous studies have shown that heparin reduces thrombosis.", ("",)),
        ("Smith et al. reported a mortality of 20%.", ("",)),
        ("It has been suggested that ADAMTS13 is normal in these patients.", ("",)),
        ("We found a mortality of 20%, as others did [12].", ()),
        ("In our study, mortality was 20%, similar to earlier reports [3,4].", ()),
        ("Mortality was 20%.", ()),
        ("ADAMTS13 activity was measured using the FRETS assay [9].", ()),
    ],
)
def test_whose_finding(sentence: str, wanted: tuple[str, ...]) -> None:
    assert borrowed(sentence) == wanted


def test_structure_names_the_reference() -> None:
    assert borrowed("Mortality was 80%.", "background", ("B12",)) == ("B12",)
    assert borrowed("Samples were stored as described.", "method", ("B3",)) == ()


def test_ranges_of_references() -> None:
    assert printed_references("as seen [3-5, 9]") == ("3", "4", "5", "9")
