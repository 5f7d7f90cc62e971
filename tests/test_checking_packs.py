"""Figures of a pack's statements are looked up in the full texts a library holds; nothing else is called checked."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine
from quoth.errors import PackRefused
from quoth.model import Figure
from quoth.model.checks import FigureStanding
from quoth.quantity import Quantity
from quoth.render import render
from quoth.serve.cli import main
from quoth.settings import load
from quoth.verify.figures import Text, figures, of_entry
from tests.conftest import GOUT

GUIDE = """---
title: Made-up guideline on gout
doi: 10.1000/made.up.1
---

# Made-up guideline on gout

## Recommendations

After a second flare of gout, allopurinol is begun at {dose} daily. Joint fluid is looked at before treatment.

Of the 300 patients seen, 100 had kidney stones.
"""


def written(quantities: tuple[Quantity, ...]) -> list[str]:
    return [f"{q.comparator}{q.value}{q.unit}" for q in quantities]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("It helped 16 of 77 children (21 %).", ["16 of 77: =16 =77", "21 %: =21%"]),
        ("Doses of 5\u201310 mg/kg were given.", ["5\u201310 mg/kg: =5mg/kg =10mg/kg"]),
        ("Severe bleeding in <10% of patients.", ["<10%: <10%"]),
        ("A count below 30 \u00d7 10^9/L at day two.", ["below 30 \u00d7 10^9/L: <3010*9/L", "two: =2"]),
        ("The change was \u22124.2 mmHg in 90-day survivors.", ["\u22124.2 mmHg: =-4.2mm[Hg]", "90-day: =90d"]),
        ("At least 1,000 units of IL-6 and 2 months.", ["At least 1,000: >=1000", "2 months: =2mo"]),
        ("About 12 patients with COVID-19 and CD4 cells.", ["12: =12"]),
    ],
)
def test_figures_are_read_with_their_units(text: str, read: list[str]) -> None:
    assert [f"{s.printed}: {' '.join(written(s.quantities))}" for s in figures(text)] == read
    assert all(text[s.start : s.end] == s.printed for s in figures(text))


@pytest.mark.parametrize(
    ("statement", "text", "found"),
    [
        ("It helped 16 of 77 children.", "Of the children, 16 (21%) of 77 were helped.", True),
        ("It helped 16 of 77 children.", "Of the children, 16 of 78 were helped.", False),
        ("Bleeding in 21% of children.", "Bleeding was seen in 21 percent of the children.", True),
        ("Bleeding in 21% of children.", "Bleeding was seen in 21 of the children.", False),
        ("Bleeding in 21 children.", "Bleeding was seen in 21% of the children.", False),
        ("Bleeding in <10% of children.", "Bleeding was seen in fewer than 10 % of the children.", True),
        ("Bleeding in <10% of children.", "Bleeding was seen in >10% of the children.", False),
        ("Children were given 5 mg.", "The children were given 5 g daily.", False),
        ("Children were given 5 mg.", "The children were given 5 mg daily.", True),
        ("Children were given 5 mg.", "The children were given 1-5 mg daily.", True),
        ("Bleeding in two children.", "Bleeding: 2 children.", True),
        ("Pressure changed by -5 mmHg.", "The pressure changed by 5 mmHg.", False),
        ("Bleeding in two children.", "A total of 2 centres took part.", False),
    ],
)
def test_a_figure_is_found_only_as_it_is_stated(statement: str, text: str, found: bool) -> None:
    looked = Text(text, [(0, len(text))]).look_up(statement, figures(statement))
    assert [one.found for one in looked] == [found]


def test_figures_kept_apart_are_read_too() -> None:
    stated = of_entry(Figure(label="survival", events=6, n=23))
    assert stated is not None
    assert stated.printed == "survival: 6 of 23"
    assert written(stated.quantities) == ["=6", "=23"]
    stated = of_entry(Figure(value="30", unit="%", comparator="<"))
    assert stated is not None
    assert written(stated.quantities) == ["<30%"]
    assert of_entry(Figure(label="a name only")) is None


@given(st.text(max_size=150))
def test_any_text_is_read(text: str) -> None:
    for stated in figures(text):
        assert text[stated.start : stated.end] == stated.printed
        assert stated.quantities


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine.open(load(tmp_path / "library"), [GOUT])
    yield engine
    engine.close()


def add(engine: Engine, folder: Path, dose: str) -> None:
    (folder / "guide.md").write_text(GUIDE.format(dose=dose))
    assert engine.add([folder / "guide.md"]).added == 1


def test_without_a_full_text_nothing_is_called_checked(engine: Engine) -> None:
    check = engine.verify_pack(GOUT)
    assert check.holds
    assert check.works_held == 0
    assert check.counted(FigureStanding.NO_TEXT) == len(check.figures) > 0
    assert f"not checkable: {len(check.figures)} figures" in render(check, "text")


def test_a_figure_is_found_with_its_place(engine: Engine, tmp_path: Path) -> None:
    add(engine, tmp_path, "100 mg")
    check = engine.verify_pack(GOUT)
    assert check.holds
    assert check.works_held == 1
    (found,) = [f for f in check.figures if f.standing is FigureStanding.FOUND]
    assert (found.statement, found.figure) == ("flare-guide-01", "100 mg")
    document = engine.full(found.document)
    assert document is not None
    assert document.sha256 == found.sha256
    assert document.text[found.start : found.end] == found.sentence
    assert found.sentence.endswith("begun at 100 mg daily.")


@pytest.mark.parametrize("dose", ["200 mg", "100 \u00b5g", "10.0 mg"])
def test_another_dose_is_not_found_and_the_nearest_sentence_is_shown(engine: Engine, tmp_path: Path, dose: str) -> None:
    add(engine, tmp_path, dose)
    check = engine.verify_pack(GOUT)
    assert not check.holds
    (missing,) = [f for f in check.figures if f.standing is FigureStanding.NOT_FOUND]
    assert dose in missing.sentence
    assert f"not found: flare-guide-01: 100 mg: {missing.document}; nearest:" in render(check, "text")
    assert json.loads(render(check, "json"))["counts"]["not found"] == 1


def test_a_pack_that_refers_to_nothing_is_told(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "gout"
    shutil.copytree(GOUT, folder)
    file = folder / "findings" / "all.yaml"
    file.write_text(file.read_text().replace("source: stone-trial,", "source: stone-tryal,", 1))
    check = engine.verify_pack(folder)
    assert not check.holds
    assert "'stone-tryal'" in render(check, "text")
    with pytest.raises(PackRefused, match=r"holds no pack\.yaml"):
        engine.verify_pack(tmp_path)


def test_the_command_takes_a_folder(
    tma_library: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("QUOTH_LIBRARY", str(tma_library))
    for words, code in ((["packs/tma"], 0), (["packs/tma", "--json"], 0), ([str(GOUT)], 0), ([str(tmp_path)], 2)):
        monkeypatch.setattr(sys, "argv", ["quoth", "verify", *words])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capfd.readouterr()
        assert (end.value.code or 0) == code, (words, out, err)
        assert ("not checkable" in out or '"no full text held"' in out) == (code == 0)
