"""Verdicts from plain values: what is unsure is never false, and what contradicts is said once."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from quoth.model import Citation, Claim, Ids, Label, LabelKind, Mention, Notice, Voice
from quoth.model.audits import (
    Cited,
    Difference,
    Quotation,
    Standing,
    Statement,
    Support,
    Told,
    VerdictKind,
    Weighed,
)
from quoth.quantity import number
from quoth.verify.doses import differing, doses_in, mixed
from quoth.verify.odd_figures import Value, odd_figures, same
from quoth.verify.repeats import Said, repeated
from quoth.verify.soberness import said as shared
from quoth.verify.soberness import sober
from quoth.verify.verdicts import Amount, Bearing, Case, Quoted, verdict

K = VerdictKind
SAID = Statement(1, "Exchange helps.", 0, 15, ("[1]",))
HELD = Cited("[1]", "held", "A paper", Ids(pmid="1"), "pmid:1")
AWAY = Cited("[1]", "not held", "A paper", Ids(pmid="1"))
CLAIM = Claim("d#0", "Exchange helped.", Citation("d", "0" * 64, 0, 16), Voice.SOURCE, "", "pmid:1")


def bearing(  # noqa: PLR0913 - a passage from all of its sides
    support: Support,
    near: float = 1.0,
    *,
    confidence: float = 0.95,
    whole: bool = True,
    about: str = "",
    number: int = 0,
) -> Bearing:
    claim = replace(CLAIM, id=f"d#{number}")
    return Bearing(claim, Weighed(support, 0, confidence), near, about, None, whole)


def kinds(case: Case) -> set[VerdictKind]:
    return set(verdict(case).kinds)


SUPPORTS, CONTRADICTS, UNSURE = (bearing(s) for s in (Support.SUPPORTS, Support.CONTRADICTS, Support.UNSETTLED))


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (Case(SAID, (HELD,), (SUPPORTS,)), {K.SUPPORTED}),
        (Case(SAID, (HELD,), (UNSURE,)), {K.NOT_CONFIRMED}),
        (Case(SAID, (HELD,)), {K.NOT_CONFIRMED}),
        (Case(SAID, (HELD,), (CONTRADICTS,)), {K.CONTRADICTED}),
        (Case(SAID, (HELD,), (bearing(Support.SUPPORTS, about="other patients"),)), {K.NOT_CONFIRMED}),
        (Case(SAID, (HELD,), (bearing(Support.CONTRADICTS, about="another treatment"),)), {K.NOT_CONFIRMED}),
        (Case(SAID, (HELD,), (UNSURE,), (CONTRADICTS,)), {K.NOT_CONFIRMED}),
        (Case(SAID, (HELD,), (UNSURE,), (SUPPORTS,)), {K.NOT_CONFIRMED, K.ELSEWHERE}),
        (Case(SAID, (HELD,), (UNSURE,), unnamed=("exchange",)), {K.NOT_SAID}),
        (Case(SAID, (AWAY,), (), (UNSURE,)), {K.NOT_CHECKABLE, K.NOT_CONFIRMED}),
        (Case(SAID, (AWAY,), (), (SUPPORTS,)), {K.NOT_CHECKABLE, K.ELSEWHERE}),
        (Case(SAID, (AWAY,), (), (bearing(Support.SUPPORTS, whole=False),)), {K.NOT_CHECKABLE, K.NOT_CONFIRMED}),
        (Case(SAID, (AWAY,), (), (bearing(Support.CONTRADICTS, confidence=0.8),)), {K.NOT_CHECKABLE, K.NOT_CONFIRMED}),
        (Case(SAID), {K.UNCITED, K.NOT_CONFIRMED}),
        (Case(SAID, (Cited("[1]", "unknown"),)), {K.UNKNOWN_SOURCE, K.NOT_CONFIRMED}),
        (Case(SAID, (HELD, Cited("[2]", "unknown")), (SUPPORTS,)), {K.SUPPORTED, K.UNKNOWN_SOURCE}),
        (Case(SAID, (HELD,), (UNSURE,), amount=Amount("2 mg", "3 mg")), {K.FIGURE_DIFFERS}),
        (Case(SAID, (HELD,), (SUPPORTS,), amount=Amount("2 mg", "3 mg")), {K.SUPPORTED}),
        (
            Case(SAID, (HELD,), (SUPPORTS,), indirect="on children", mixed="a", repeats="b"),
            {K.SUPPORTED, K.INDIRECT, K.DOSES_MIXED, K.REPEATS},
        ),
    ],
)
def test_kinds(case: Case, wanted: set[VerdictKind]) -> None:
    assert kinds(case) == wanted


def test_of_a_source_that_says_both_ways_the_nearer_sentence_counts() -> None:
    near, far = bearing(Support.CONTRADICTS, 2.0, number=1), bearing(Support.SUPPORTS, 1.0, number=2)
    assert kinds(Case(SAID, (HELD,), (far, near))) == {K.CONTRADICTED}
    assert kinds(Case(SAID, (HELD,), (replace(far, near=3.0), near))) == {K.SUPPORTED}


def test_labels_of_the_bearing_passage_are_carried_over() -> None:
    claim = replace(CLAIM, labels=(Label(LabelKind.BORROWED, "reports 7"), Label(LabelKind.BACKGROUND)))
    found = verdict(Case(SAID, (HELD,), (replace(SUPPORTS, claim=claim),)))
    assert set(found.kinds) == {K.SUPPORTED, K.BORROWED}
    assert any("reports 7" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("standing", "differences", "whole", "wanted"),
    [
        (Standing.EXACT, (), True, K.SUPPORTED),
        (Standing.FOLDED, (), False, K.SUPPORTED),
        (Standing.ALTERED, (Difference("comparator", "<", ">"),), True, K.FIGURE_DIFFERS),
        (Standing.ALTERED, (Difference("negation", "not", ""),), True, K.NOT_SAID),
        (Standing.ABSENT, (), True, K.NOT_SAID),
        (Standing.ABSENT, (), False, K.NOT_CONFIRMED),
    ],
)
def test_quotations(standing: Standing, differences: tuple[Difference, ...], whole: bool, wanted: VerdictKind) -> None:
    quoted = Quoted("exchange helped every patient", Quotation(standing, 0, 16, differences), CLAIM, whole)
    assert kinds(Case(SAID, (HELD,), (SUPPORTS,), quoted=(quoted,))) == {wanted}


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([("retraction", "2020-01-01")], {K.RETRACTED}),
        ([("concern", None)], {K.CONCERN}),
        ([("correction", "2020-01-01")], {K.CORRECTED}),
        ([("superseded", None)], {K.SUPERSEDED}),
        ([("retraction", "2020-01-01"), ("reinstatement", "2021-01-01")], set()),
        ([("reinstatement", "2020-01-01"), ("retraction", "2021-01-01")], {K.RETRACTED}),
        ([], set()),
    ],
)
def test_notices(told: list[tuple[str, str | None]], wanted: set[VerdictKind]) -> None:
    source = replace(HELD, notices=tuple(Notice(kind, date, "retraction-watch") for kind, date in told))
    assert kinds(Case(SAID, (source,), (SUPPORTS,))) == {K.SUPPORTED} | wanted
    away = replace(source, state="noticed", work=None)
    assert kinds(Case(SAID, (away,), (), (UNSURE,))) == {K.NOT_CHECKABLE, K.NOT_CONFIRMED} | wanted


# --- doses and figures -------------------------------------------------------------------------------------------------


def drugs(text: str) -> tuple[Mention, ...]:
    return tuple(
        Mention(text.index(name), text.index(name) + len(name), (name,), "intervention")
        for name in ("enoxaparin", "heparin", "eculizumab")
        if name in text
    )


def test_doses_are_read_with_drug_basis_and_frequency() -> None:
    text = "enoxaparin 1 mg/kg twice daily or heparin 5,000-10,000 units three times daily, never 2 mg/dL"
    assert [(d.drug, d.low, d.high, d.unit, d.by_weight, d.often) for d in doses_in(text, drugs(text))] == [
        (("enoxaparin",), "1", "1", "mg", True, "twice daily"),
        (("heparin",), "5,000", "10,000", "U", False, "three times daily"),
    ]


def test_a_dose_by_weight_beside_a_fixed_one_is_for_a_person_to_judge() -> None:
    text = "enoxaparin 1 mg/kg twice daily or heparin 5,000 units three times daily"
    assert mixed(text, doses_in(text, drugs(text)), lambda _a, _b: True) is not None
    assert mixed(text, doses_in(text, drugs(text)), lambda _a, _b: False) is None
    told = f"For treatment dose {text} for prophylaxis"
    assert mixed(told, doses_in(told, drugs(told)), lambda _a, _b: True) is None


def test_another_dose_differs_unless_the_source_gives_the_statements_too() -> None:
    mine, one, both = (
        doses_in(text, drugs(text))
        for text in ("eculizumab 600 mg weekly", "eculizumab 900 mg weekly", "eculizumab 900 mg weekly, 600 mg weekly")
    )
    assert differing(mine, one) is not None
    assert differing(mine, both) is None
    assert differing(mine, doses_in("eculizumab 600 mg", drugs("eculizumab 600 mg"))) is None


@pytest.mark.parametrize(
    ("one", "other", "about", "wanted"),
    [
        ("31", "31.4", False, True),
        ("31", "32", False, False),
        ("30", "31", True, True),
        ("30", "40", True, False),
        ("1,000", "1000", False, True),
    ],
)
def test_figures_that_are_the_same(one: str, other: str, about: bool, wanted: bool) -> None:
    assert number(one) is not None
    assert same(Value("percent", "%", (one,), one, about), Value("percent", "%", (other,), other)) is wanted


def test_a_figure_is_odd_only_beside_one_of_its_kind_and_nowhere_else_in_the_source() -> None:
    mine, theirs = [Value("percent", "%", ("51",), "51%")], [Value("percent", "%", ("31",), "31%")]
    assert odd_figures(mine, theirs, lambda _: False) == [(mine[0], theirs[0])]
    assert odd_figures(mine, theirs, lambda _: True) == []
    days, months = Value("quantity", "d", ("28",), "28 days"), Value("quantity", "mo", ("28",), "28 months")
    assert odd_figures([months], [days], lambda _: False) == [(months, days)]
    assert odd_figures(mine, [Value("quantity", "a", ("31",), "31 years")], lambda _: False) == []


# --- repeats and second thoughts ---------------------------------------------------------------------------------------


def said(text: str, *treatments: str) -> Said:
    return Said(text, frozenset(w.strip(".,").lower() for w in text.split() if len(w) > 3), frozenset(treatments))


def test_general_advice_repeats_itself_only_on_the_same_treatments_and_without_figures() -> None:
    told = [
        said("The risk of bleeding should be weighed.", "heparin"),
        said("One must balance the bleeding risk with care.", "heparin"),
        said("Weigh the risks of vaccination first.", "eculizumab"),
        said("Weigh the risk of 5% bleeding.", "heparin"),
    ]
    assert set(repeated(told, lambda a, b: a == b)) == {1}


def test_nearly_the_same_words_repeat_and_other_figures_do_not() -> None:
    one = "Plasma exchange improved platelet counts quickly in 3 patients."
    told = [said(one), said(one.replace("quickly ", "")), said(one.replace("3", "4"))]
    assert set(repeated(told, lambda a, b: a == b)) == {1}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mortality fell from 9.5% steadily over decades.", "Mortality rose from 9.5% steadily over decades."),
        ("Pooled response reached 71% while survival was 52%.", "Pooled response reached 52% while survival was 71%."),
    ],
)
def test_the_opposite_and_figures_that_changed_places_repeat_nothing(one: str, other: str) -> None:
    assert repeated([said(one), said(other)], lambda a, b: a == b) == {}


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Serious adverse events were less frequent.", "Serious adverse events were reported in 14% and 5%."),
        ("The studies had controls.", "The studies lacked controls."),
        ("Major bleeding was more common.", "Non-major bleeding was more common."),
        ("It recovered fully in 8 patients.", "It recovered fully in 2 and partly in 8 patients."),
        ("Start exchange at once.", "Deaths followed a late start of exchange."),
        ("Survival was longer in children.", "Bleeding was longer in adults."),
        ("It shortens recovery, relapse and refractory disease.", "It shortens recovery in most patients."),
        ("The trial was randomised.", "The trial was done in one country."),
        ("Adding it is strongly recommended.", "Adding it is suggested."),
        ("A higher volume caused lower mortality.", "A higher volume was associated with lower mortality."),
        ("Vaccination removes the risk of infection.", "The infection risk and the vaccination are the same."),
        ("Most patients had evidence.", "Only 21 of 58 patients had evidence."),
    ],
)
def test_support_does_not_survive_second_thoughts(statement: str, passage: str) -> None:
    weighed = Weighed(Support.SUPPORTS, 0, 0.8)
    assert sober(Told(statement), Told(passage), weighed).support is Support.UNSETTLED


def test_what_says_that_nothing_is_known_supports_no_finding() -> None:
    weighed, gap = Weighed(Support.SUPPORTS, 0, 0.8), Told("No study compared exchange by cause of the disease.")
    assert sober(Told("Exchange depends on the cause of disease."), gap, weighed, "gap").support is Support.UNSETTLED
    assert sober(Told("No study has compared exchange by cause."), gap, weighed, "gap").support is Support.SUPPORTS


def test_support_survives_where_the_same_is_said() -> None:
    weighed = Weighed(Support.SUPPORTS, 0, 0.8)
    told = Told("Bleeding was more frequent with it."), Told("Bleeding was more frequent with the drug than without.")
    assert sober(*told, weighed).support is Support.SUPPORTS


def test_a_sentence_that_is_the_statement_but_for_its_turn_contradicts() -> None:
    turn = (Difference("direction", "fell", "rose"),)
    unsure = Weighed(Support.UNSETTLED, 0, 0.1, turn)
    assert (
        sober(Told("Sensitivity rose with age."), Told("Sensitivity fell with age."), unsure).support
        is Support.CONTRADICTS
    )
    assert sober(Told("Sensitivity rose with age."), Told("Weight fell in mice."), unsure).support is Support.UNSETTLED


def test_the_words_beside_many_names_are_found_in_time() -> None:
    text = "gout lowered " * 3_000
    names = tuple(Mention(at, at + 4, ("gout",), "condition") for at in range(0, len(text), 13))
    begun = time.perf_counter()
    assert shared(Told(text, names), Told("Flares were lowered.")) == 1  # "gout" is a name, and "lowered" a way
    assert shared(Told(text.replace("lowered", "flaring"), names), Told("Flaring was seen.")) == 1
    assert shared(Told(text.replace("lowered", "flaring"), names), Told("Pain was seen.")) == 0
    assert time.perf_counter() - begun < 5  # the square of it takes minutes


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Platelets are given to patients who are not bleeding.", "Platelets are given to patients for bleeding."),
        ("Rituximab is suggested in pregnancy.", "In remission and no pregnancy rituximab is suggested."),
    ],
)
def test_a_denial_that_says_who_is_meant_contradicts_nothing(statement: str, passage: str) -> None:
    unsure = Weighed(Support.UNSETTLED, 0, 0.1, (Difference("negation", "", "not"),))
    assert sober(Told(statement), Told(passage), unsure).support is Support.UNSETTLED
