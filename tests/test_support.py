"""Support: what a passage bears out, what it contradicts, and what it leaves open."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.annotate.context import context
from quoth.annotate.mentions import Matcher
from quoth.model import Concept
from quoth.model.audits import Support, Told, Weighed
from quoth.verify.opposed import exchanged
from quoth.verify.scale import Scale, chances, scale
from quoth.verify.stated_figures import missing, stated
from quoth.verify.support import nearest, weigh
from quoth.verify.swaps import crossed
from quoth.verify.wording import rarity, wording

TRIAL = (
    "Rivaroxaban reduced recurrent venous thromboembolism from 14 % to 9 % in 1,200 adults with cancer.",
    "Major bleeding was more frequent with rivaroxaban than with dalteparin.",
    "Rivaroxaban may be useful in gastrointestinal cancer.",
    "The dose was 15 mg for 21 days.",
)
CONCEPTS = (
    Concept("t:anticoagulant", "anticoagulant", "intervention"),
    Concept("t:heparin", "heparin", "intervention", parents=("t:anticoagulant",)),
    Concept("t:stroke", "stroke", "condition", synonyms=("cerebrovascular accident",)),
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200) | st.sampled_from(TRIAL)


class Kin:
    """The kin of three concepts."""

    def get(self, concept: str) -> Concept | None:
        return next((held for held in CONCEPTS if held.id == concept), None)

    def ancestors(self, concept: str) -> frozenset[str]:
        held = self.get(concept)
        return frozenset(held.parents) if held else frozenset()

    def descendants(self, concept: str) -> frozenset[str]:
        return frozenset(held.id for held in CONCEPTS if concept in held.parents)


def told(text: str) -> Told:
    seen = context(text)
    return Told(text, Matcher(CONCEPTS).find(text), seen.denies, seen.hedged)


def weighed(statement: str, *passage: str) -> Weighed:
    return weigh(told(statement), [told(sentence) for sentence in passage or TRIAL], Kin())


@pytest.mark.parametrize("sentence", TRIAL)
def test_a_sentence_supports_itself(sentence: str) -> None:
    found = weighed(sentence)
    assert (found.support, found.sentence, found.differences) == (Support.SUPPORTS, TRIAL.index(sentence), ())


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("In adults with cancer, rivaroxaban lowered recurrent venous thromboembolism (14 % vs 9 %).", 0),
        ("Rivaroxaban caused more frequent major bleeding than dalteparin.", 1),
        ("Rivaroxaban might be useful in cancer of the gastrointestinal tract.", 2),
    ],
)
def test_other_words_for_the_same_are_supported(statement: str, sentence: int) -> None:
    found = weighed(statement)
    assert (found.support, found.sentence) == (Support.SUPPORTS, sentence)
    assert 0.5 <= found.confidence <= 1


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("Rivaroxaban reduced recurrent venous thromboembolism from 40 % to 9 % in adults with cancer.", "number"),
        ("Rivaroxaban reduced recurrent venous thromboembolism from 14 to 9 in adults with cancer.", "unit"),
        ("Rivaroxaban reduced recurrent venous thromboembolism to less than 9 % in adults with cancer.", "comparator"),
        ("Major bleeding was more frequent with dalteparin than with rivaroxaban.", "arms"),
        ("Apixaban reduced recurrent venous thromboembolism in adults with cancer.", "name"),
        ("Apixaban-treated adults had CD8 counts of 15 mg.", "name"),
        ("The dose was 15 g for 21 days.", "unit"),
        ("The dose was 15 mg for 21 weeks.", "unit"),
    ],
)
def test_what_differs_is_told_and_never_supported(statement: str, kind: str) -> None:
    found = weighed(statement)
    assert found.support is not Support.SUPPORTS
    assert kind in {difference.kind for difference in found.differences}


@pytest.mark.parametrize(
    ("statement", "sentence", "kind"),
    [
        ("Apixaban was given twice daily.", "Apixaban was given once daily.", "frequency"),
        ("Apixaban was given before surgery.", "Apixaban was given after surgery.", "word"),
        ("Rituximab is a first-line treatment of TMA.", "Rituximab is a second-line treatment of TMA.", "word"),
        ("Rituximab caused hypertension in adults.", "Rituximab caused hypotension in adults.", "word"),
        ("Rituximab was given with steroids.", "Rituximab was given without steroids.", "word"),
    ],
)
def test_small_words_that_turn_a_statement(statement: str, sentence: str, kind: str) -> None:
    found = weighed(statement, sentence)
    assert found.support is not Support.SUPPORTS
    assert kind in {difference.kind for difference in found.differences}
    assert weighed(sentence, sentence).support is Support.SUPPORTS


def test_the_same_frequency_in_two_prints() -> None:
    assert list(exchanged("twice daily", "two times a day")) == []
    assert list(exchanged("first-line", "1st line")) == []


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("Rivaroxaban increased recurrent venous thromboembolism in adults with cancer.", "direction"),
        ("Rivaroxaban did not reduce recurrent venous thromboembolism in adults with cancer.", "negation"),
    ],
)
def test_the_opposite_of_the_same_thing_is_contradicted(statement: str, kind: str) -> None:
    found = weighed(statement)
    assert found.support is Support.CONTRADICTS
    assert [difference.kind for difference in found.differences] == [kind]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("Rivaroxaban is useful in gastrointestinal cancer.", "hedged in the source"),
        ("Rivaroxaban reduced recurrent venous thromboembolism in children with cancer.", "other population"),
        ("The sky over Lyon was blue.", "nothing in common"),
        ("Does rivaroxaban reduce recurrent venous thromboembolism?", "not a statement"),
    ],
)
def test_what_is_left_open_says_why(statement: str, reason: str) -> None:
    found = weighed(statement)
    assert found.support is Support.UNSETTLED
    assert reason in found.reasons


def test_no_passage_settles_nothing() -> None:
    assert weigh(told(TRIAL[0]), []).support is Support.UNSETTLED
    assert weighed(TRIAL[0], "").support is Support.UNSETTLED


def test_a_kind_of_what_is_stated_bears_it_out_and_a_neighbour_does_not() -> None:
    passage = ("Heparin lowered mortality after cerebrovascular accident in this trial.",)
    assert weighed("Anticoagulants lowered mortality after stroke in this trial.", *passage).support is Support.SUPPORTS
    other = weighed(
        "Heparin lowered mortality after stroke in this trial.", "Anticoagulants lowered mortality after stroke."
    )
    assert [difference.kind for difference in other.differences] == ["name"]


def test_the_same_from_the_other_side_is_no_difference() -> None:
    found = weighed("Major bleeding was less frequent with dalteparin than with rivaroxaban.")
    assert found.support is not Support.CONTRADICTS
    assert found.differences == ()


def test_a_denial_beside_the_matter_is_none_of_it() -> None:
    passage = "Although fever was not recorded, rituximab reduced relapses in adults."
    assert weighed("Rituximab reduced relapses in adults.", passage).support is Support.SUPPORTS


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_no_text_is_too_odd(statement: str, passage: list[str]) -> None:
    found = weigh(told(statement), [told(sentence) for sentence in passage], Kin())
    assert -1 <= found.sentence < len(passage)
    assert 0 <= found.confidence <= 1
    assert found == weigh(told(statement), [told(sentence) for sentence in passage], Kin())


@given(st.data(), st.sampled_from([sentence for sentence in TRIAL if re.search(r"\d", sentence)]))
def test_no_digit_may_change(data: st.DataObject, sentence: str) -> None:
    at = data.draw(st.sampled_from([match.start() for match in re.finditer(r"\d", sentence)]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != sentence[at]]))
    changed = sentence[:at] + digit + sentence[at + 1 :]
    assert weighed(changed).support is not Support.SUPPORTS


@given(TEXTS)
def test_every_text_holds_its_own_figures(text: str) -> None:
    assert missing(text, text) == ()
    assert all(text[figure.start : figure.end] for figure in stated(text))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("at least 10 % of patients", "10 % of patients"),
        ("12 patients", "twelve patients"),
        ("1,200 adults", "1200 adults"),
        ("5 mg per day of aspirin", "aspirin 5mg per day"),
        ("for 3 to 5 days", "3-5 days"),
        ("IL-6 and CD4 rose", "CD4 and IL-6 rose"),
    ],
)
def test_one_figure_in_two_prints(here: str, there: str) -> None:
    assert missing(here, there) == ()


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("10 % of patients", "at least 10 % of patients"),
        ("more than 10 %", "less than 10 %"),
        ("a change of -0.5", "a change of 0.5"),
        ("20 of 20", "10 of 20"),
        ("0.5 mg", "5 mg"),
        ("10/66 dementia", "10/67 dementia"),
    ],
)
def test_two_figures_are_never_one(here: str, there: str) -> None:
    assert missing(here, there)


def test_the_scale_is_a_scale() -> None:
    near = nearest(told("Rivaroxaban lowered recurrent thromboembolism."), [told(sentence) for sentence in TRIAL])
    assert near is not None
    found = chances(near.features)
    assert found.contradicts + found.unsettled + found.supports == pytest.approx(1)
    assert set(near.features) == set(scale().weights)
    sure = Scale({}, (0.0, 40.0), scale().limits)
    assert chances(near.features, sure).supports == pytest.approx(1)


def test_words_for_one_thing_and_for_its_opposite() -> None:
    death, life = (wording(text).content[0] for text in ("mortality", "survival"))
    assert (death.stem, death.sign, life.sign) == (life.stem, 1, -1)
    assert rarity(wording("rivaroxaban").content[0].stem) > rarity(wording("disease").content[0].stem)
    assert [course.polarity for course in wording("did not reduce pain").courses] == [0]


ARMS = "Recurrence was 12% with caplacizumab against 38% with placebo."
ENDS = "Pooled response to eculizumab was 71% and survival at last follow-up 52%."


@pytest.mark.parametrize(
    ("statement", "sentence", "wanted"),
    [
        ("Recurrence was 38% with caplacizumab and 12% with placebo.", ARMS, True),
        ("Recurrence was 12% with placebo and 38% with caplacizumab.", ARMS, True),
        ("Recurrence: caplacizumab (38%), placebo (12%).", ARMS, True),
        ("Recurrence was 38% with placebo and 12% with caplacizumab.", ARMS, False),
        ("On caplacizumab 12% recurred, on placebo 38%.", ARMS, False),
        ("Response to eculizumab was 52% and survival 71%.", ENDS, True),
        ("Survival was 52% and response 71%.", ENDS, False),
        ("Response was 71% and survival 52%.", ENDS, False),
    ],
)
def test_figures_that_changed_places(statement: str, sentence: str, wanted: bool) -> None:
    assert (crossed(statement, sentence) is not None) is wanted
    assert wanted <= (weighed(statement, sentence).support is not Support.SUPPORTS)


@given(TEXTS, TEXTS)
def test_no_text_has_figures_out_of_place_beside_itself(text: str, other: str) -> None:
    assert crossed(text, text) is None
    crossed(text, other)
