"""Study design: what is stated wins, then publication types, title and abstract; the level table is data."""

from __future__ import annotations

import pytest

from quoth.annotate.design import centres, registrations, rules, sample_size, study_design
from quoth.annotate.levels import level, level_table
from quoth.packs.schema import DESIGNS


@pytest.mark.parametrize(
    ("kind", "design"),
    [
        ("Randomized Controlled Trial", "randomised trial"),
        ("Practice Guideline", "guideline"),
        ("Meta-Analysis", "systematic review"),
        ("Case Reports", "case report"),
        ("Clinical Trial, Phase II", "non-randomised trial"),
        ("Review", "narrative review"),
        ("Letter", "editorial"),
        ("Observational Study", "cohort"),
    ],
)
def test_publication_types_decide(kind: str, design: str) -> None:
    found = study_design("A cohort of mice", "We randomly assigned.", ["Journal Article", kind])
    assert found.design == design
    assert found.met == kind


@pytest.mark.parametrize(
    ("title", "abstract", "design"),
    [
        ("Eculizumab after transplantation: a randomized, placebo-controlled trial", "", "randomised trial"),
        (
            "Eculizumab after transplantation",
            "Patients were randomly assigned to eculizumab or placebo.",
            "randomised trial",
        ),
        ("Rituximab for relapse: a systematic review and meta-analysis", "", "systematic review"),
        ("ISTH guidelines for the management of TTP", "", "guideline"),
        ("Adherence to guidelines for TTP", "A retrospective study of 40 patients.", "cohort"),
        ("Thrombotic microangiopathy: a case report", "", "case report"),
        ("Gemcitabine and the kidney", "We report a 64-year-old woman with anaemia.", "case report"),
        ("A mouse model of TTP", "", "preclinical"),
        ("Cancer and TMA: a case-control study", "", "case-control"),
        ("Outcomes in the Oklahoma registry", "", "registry"),
        ("Five cases of TMA after mitomycin", "", "case series"),
        ("Something", "", "other"),
    ],
)
def test_titles_and_abstracts(title: str, abstract: str, design: str) -> None:
    assert study_design(title, abstract).design == design


def test_what_is_stated_wins() -> None:
    assert study_design("A mouse model", "", ["Review"], "registry").design == "registry"


def test_the_level_table_knows_every_design() -> None:
    known = {design for _, _, design, _ in level_table()}
    assert known >= set(DESIGNS)
    assert {rule.design for rule in rules()} <= known
    assert str(level("case series")) == "level from design: case series (rule 9)"
    assert level("unheard of").design == level(None).design == "other"
    ranks = [level(name).rank for name in ("guideline", "randomised trial", "case report")]
    assert ranks == sorted(ranks)


def test_sizes_centres_and_registrations() -> None:
    text = "A total of 1,204 adult patients were enrolled in 14 centres (NCT 01234567; ISRCTN12345678). Of 300 women, 3 died."
    assert sample_size(text) == 1204
    assert centres(text) == 14
    assert registrations(text) == ("NCT01234567", "ISRCTN12345678")
    assert sample_size("Five patients with TMA were seen.") == 5
    assert centres("A single-centre study") == 1
    assert sample_size("Nothing is said.") is None
    assert centres("Nothing is said.") is None
