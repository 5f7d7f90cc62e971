"""What every result of a score carries, and the pathway."""

from __future__ import annotations

import json
import re

import pytest

from evals.scores import PACK, read_yaml, tma_scores
from quoth.errors import FactsRefused, NotFound, PackRefused
from quoth.model.scores import Basis, ScoreResult
from quoth.render.scores import as_data, headline, introduction_text, pathway_text, score_text
from quoth.scores import load

SCORES = tma_scores()


def fields_are_there(basis: Basis) -> bool:
    needed = (basis.intended_use, basis.logic, basis.version)
    return all(needed) and "User:" in basis.intended_use and "reviewed by" in basis.version


@pytest.mark.parametrize("name", SCORES.names())
def test_every_result_carries_the_seven_fields(name: str) -> None:
    facts = SCORES.read(["platelets=12", "age=61", "sex=F", "creatinine=1.1 mg/dL", "weight=60 kg"])
    result = SCORES.score(name, facts)
    assert fields_are_there(result.basis)
    assert result.basis.sources
    page = score_text(result)
    for field in (
        "1 Intended use",
        "2 Inputs used",
        "2 Inputs missing",
        "3 Logic",
        "4 Sources",
        "5 Validation",
        "6 Limits",
        "7 Version",
    ):
        assert field in page
    assert set(as_data(result)["basis"]) == {
        "intended_use",
        "inputs",
        "missing",
        "logic",
        "sources",
        "validation",
        "limits",
        "version",
    }
    json.dumps(as_data(result), allow_nan=False)
    assert introduction_text(SCORES.introduce(name))


@pytest.mark.parametrize("name", ["bentley", "benhamou-mortality", "bleeding-scores-in-cancer"])
def test_a_rule_from_memory_refuses_and_says_which_paper(name: str) -> None:
    result = SCORES.score(name, SCORES.read(["creatinine=3 mg/dL", "platelets=20", "others=none"]))
    assert result.refusal
    assert result.low is None
    assert not result.values
    assert result.score.items or name == "bleeding-scores-in-cancer"
    assert "Open first" in result.refusal or name == "bleeding-scores-in-cancer"


def test_a_bare_name_for_several_tools_is_refused() -> None:
    with pytest.raises(NotFound, match=r"C07.*french-tma-isth2"):
        SCORES.introduce("French")
    with pytest.raises(NotFound, match="plasmic"):
        SCORES.introduce("plasmik")


def score(name: str, *words: str) -> ScoreResult:
    return SCORES.score(name, SCORES.read(words, name))


def test_outside_its_population_the_number_stands_beside_the_reason() -> None:
    result = score("khorana", "site=stomach", "tma=yes", "others=none")
    assert result.applicable is False
    assert result.low == 2
    assert "NOT APPLICABLE" in headline(result)
    assert score("french-tma-isth2", "site=lung", "platelets=9").applicable is False
    child = score("plasmic", "age=9", "platelets=9")
    assert child.applicable is False
    assert child.low is None
    assert "children" in child.refusal


def test_what_cannot_be_told_about_the_population_is_said() -> None:
    result = score("isth-dic-2001", "platelets=9")
    assert result.applicable is None
    assert "not checked" in result.reasons[0]


def test_plasmic_high_is_never_isth_high() -> None:
    words = ["platelets=12", "retic=6", "cancer=no", "transplant=no", "mcv=86", "inr=1.1", "creatinine=1.2 mg/dL"]
    assert any("not ISTH high" in w for w in score("plasmic", *words).warnings)


def test_a_score_that_disagrees_with_the_reference_test_says_so() -> None:
    words = ["platelets=1,000/uL", "retic=6", "cancer=no", "transplant=no", "mcv=95", "inr=1.1", "creatinine=1.2 mg/dL"]
    assert any("disagree" in w for w in score("plasmic", *words, "adamts13=16 %").warnings)
    assert not any("disagree" in w for w in score("plasmic", *words, "adamts13=4 %").warnings)


def test_total_dic_with_normal_clotting_shows_the_trap() -> None:
    result = score("isth-dic-2001", "platelets=12", "fibrin=strong", "pt_prolongation=0", "fibrinogen=3.5 g/L")
    assert result.stratum == "overt"
    assert "Consider TTP" in result.warnings[0]
    assert [i.shown for i in result.beside] == ["0 s", "3.5 g/L"]


@pytest.mark.parametrize(
    ("prior", "cut", "met", "unmet"),
    [("0.35", ">=6", 0.806, 0.083), ("7.5%", ">=6", 0.385, 0.013), ("0.032", ">=6", 0.203, 0.006)],
)
def test_post_test_probability_from_the_users_prior(prior: str, cut: str, met: float, unmet: float) -> None:
    result = score("plasmic", f"prior={prior}", "platelets=9")
    line = next(p for p in result.post_test if p.cut == cut and "Paydary" in p.cohort)
    assert line.met == pytest.approx(met, abs=6e-4)
    assert line.unmet == pytest.approx(unmet, abs=6e-4)
    assert line.this is None


def test_what_would_change_it() -> None:
    words = ["platelets=12", "retic=6", "cancer=no", "transplant=no", "mcv=95", "inr=1.1", "creatinine=1.99 mg/dL"]
    result = score("plasmic", *words)
    assert result.low == 6
    assert any("would make it 5 (intermediate)" in change for change in result.changes)
    assert any("creatinine is on or close to its cut-off" in change for change in result.changes)


def test_a_formula_with_an_interval_or_no_sex_gives_both_ends() -> None:
    facts = SCORES.read_text("woman in her 60s, creatinine 1.0 mg/dL")
    low, high = (v for _, v, _ in SCORES.score("ckd-epi-2021", facts).values)
    ends = [score("ckd-epi-2021", "sex=F", "creatinine=1.0 mg/dL", f"age={age}").values[0][1] for age in (69, 60)]
    assert [low, high] == ends
    sexless = score("cockcroft-gault", "age=70", "weight=60", "creatinine=2.0 mg/dL")
    assert [s.name for s in sexless.strata] == ["reduce_dose_enoxaparin"]
    assert sexless.stratum == "reduce_dose_enoxaparin"
    assert "sex" in sexless.basis.missing
    assert "needs a value" in score("cockcroft-gault", "age=70", "creatinine=<2 mg/dL").refusal


def test_points_given_by_somebody_else() -> None:
    assert SCORES.of_points("four-ts", [2, 1, 0, 1]).stratum == "intermediate"
    with pytest.raises(FactsRefused, match="4 points"):
        SCORES.of_points("four-ts", [2, 1])


def test_sources_that_disagree_give_an_interval_and_name_it() -> None:
    result = score("hep", "fall=25", "onset_day=2", "nadir=90", "severe_infection=yes", "others=none")
    assert (result.low, result.high, result.stratum) == (-3, -1, "below_cut")
    assert any("C17" in item.note for item in result.items)


# ------------------------------------------------------------------ pathway


def test_the_sample_comes_first_whenever_tma_is_asked_about() -> None:
    for words in ([], ["platelets=8"], ["adamts13=4"], ["tma=yes", "cancer=yes"]):
        steps = SCORES.pathway(SCORES.read(words)).steps
        assert steps[0].says.startswith("ADAMTS13 sample before any plasma")


def test_the_pathway_says_what_is_missing_and_why() -> None:
    path = SCORES.pathway(SCORES.read(["platelets=8"]))
    missing = {want.fact: want.why for want in path.wanted}
    assert "ADAMTS13 activity" in missing
    assert all(missing.values())
    known = SCORES.pathway(SCORES.read(["platelets=8", "sex=M", "retic=5", "inr=1.1"]))
    assert not {"pregnant", "INR", "haptoglobin undetectable"} & {want.fact for want in known.wanted}
    assert fields_are_there(path.basis)
    page = pathway_text(path)
    assert "7 Version and review" in page


def test_a_pathway_rule_from_recall_is_kept_and_does_not_fire() -> None:
    path = SCORES.pathway(SCORES.read(["dat=positive", "platelets=9"]))
    assert "tr6" not in {step.id for step in path.steps}
    assert any("tr6" in note for note in path.notes)


def test_figures_from_recall_say_so() -> None:
    page = score_text(score("isth-dic-2001", "platelets=9"))
    assert "levi2009; from recall, to be checked in the paper" in page
    assert "constant from recall" in headline(score("plasma-volume", "weight=70 kg", "hct=25 %"))


ORDERS = re.compile(
    r"^(?:start|give|stop|send|transfuse|infuse|administer|order|call|begin|hold|add|treat|do|use|check)\b",
    re.IGNORECASE,
)


def test_the_pathway_reports_and_never_orders() -> None:
    data = read_yaml(PACK / "pathway.yaml")
    said = [rule["says"] for rule in data["rules"]] + [want["why"] for want in data["wanted"]]
    said += [w["says"] for entry in read_yaml(PACK / "scores.yaml")["scores"] for w in entry.get("warn", ())]
    clauses = [clause.strip() for text in said for clause in re.split(r"[.;:]", text)]
    assert [c for c in clauses if ORDERS.match(c) and not c.startswith("Consider")] == []
    assert not [text for text in said if re.search(r"\byou must\b|\bcritical\b|immediately", text)]


def test_a_pathway_that_names_strange_things_is_refused() -> None:
    data = {name: read_yaml(PACK / f"{name}.yaml") for name in ("scores", "ranges")}
    rule = {"id": "r", "stage": "s", "says": "x"}
    for fault in (
        {"scores": [{"score": "moon"}]},
        {"rules": [rule | {"contradictions": ["C99"]}]},
        {"rules": [{"id": "r"}]},
        {"wanted": [{"fact": "moon", "why": "x"}]},
    ):
        with pytest.raises(PackRefused, match=r"pathway.yaml"):
            load(data | {"pathway": fault}).check()
    with pytest.raises(NotFound, match="no pathway"):
        load(data).pathway(SCORES.read([]))
