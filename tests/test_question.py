"""Questions: what clinicians type, and what was understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.annotate.kin import Kin
from quoth.annotate.mentions import Matcher, normal
from quoth.annotate.question import LONGEST, clean, read_question
from quoth.errors import QuestionRefused
from quoth.model import QuestionType
from tests.conftest import shipped

PACK = shipped()
KIN = Kin(PACK.concepts)
MATCHER = Matcher(PACK.concepts)

GEMCITABINE = ["drug-withdrawal", "eculizumab", "plasma-exchange"]
SLOTS = [
    ("Do you anticoagulate in thrombotic microangiopathy (TMA) with tumor?", ["cancer-tma"], ["anticoagulation"]),
    ("anticoag TMA tumour?", ["cancer-tma"], ["anticoagulation"]),
    ("blood thinner for TMA in a patient with malignancy", ["cancer-tma"], ["anticoagulation"]),
    ("PLEX in TTP?", ["ttp"], ["plasma-exchange"]),
    ("plasmapheresis for HUS", ["hus"], ["plasma-exchange"]),
    ("TPE for haemolytic uraemic syndrome", ["hus"], ["plasma-exchange"]),
    ("exchange of plasma in hemolytic-uremic syndrome", ["hus"], ["plasma-exchange"]),
    ("Soliris for aHUS", ["cm-hus"], ["eculizumab"]),
    ("Should calcineurin inhibitors be stopped in TA-TMA?", ["ta-tma"], ["cni-withdrawal"]),
    ("Stop tacrolimus and give eculizumab in TA-TMA?", ["ta-tma"], ["cni-withdrawal", "eculizumab"]),
    ("Gemcitabine TMA: stop the drug, eculizumab or plasma exchange?", ["gemcitabine-tma"], GEMCITABINE),
    ("When can eculizumab be stopped in aHUS?", ["cm-hus"], ["eculizumab-discontinuation"]),
    ("Cancer TMA plus a proximal DVT: anticoagulant dose?", ["cancer-tma", "cancer-vte"], ["anticoagulation"]),
]


@pytest.mark.parametrize(("text", "conditions", "interventions"), SLOTS, ids=[s[0][:30] for s in SLOTS])
def test_slots(text: str, conditions: list[str], interventions: list[str]) -> None:
    question = read_question(text, MATCHER, KIN)
    assert [c.removeprefix("tma:") for c in question.conditions] == conditions
    assert [c.removeprefix("tma:") for c in question.interventions] == interventions


TYPES = [
    ("Why was lepirudin withdrawn?", QuestionType.REASON),
    ("What are the risks of plasma exchange?", QuestionType.HARM),
    ("What changed in the 2025 ISTH TTP update?", QuestionType.UPDATE),
    ("Does rituximab prevent relapse?", QuestionType.PREVENTION),
    ("Does the outcome of plasma exchange differ by cause?", QuestionType.PROGNOSIS),
    ("Is this TTP?", QuestionType.DIAGNOSIS),
    ("Should aspirin be given in TTP?", QuestionType.TREATMENT),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_types(text: str, kind: QuestionType) -> None:
    assert read_question(text, MATCHER, KIN).type is kind


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "x" * (LONGEST + 1), "\x00\x01\x02", "🩸🩸", "?!"])
def test_what_is_no_question_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(QuestionRefused) as refused:
        clean(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE documents; --", "heparin AND (TTP OR", 'title:"*" ~5^9', "a" * LONGEST, "🩸 TTP 🩸", "%TTP_%"],
)
def test_query_syntax_is_only_words(text: str) -> None:
    assert read_question(text, MATCHER, KIN).text


@given(st.text(max_size=200))
def test_mentions_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    at = 0
    for mention in MATCHER.find(text):
        assert at <= mention.start < mention.end <= len(text)
        assert mention.concepts
        at = mention.start


@given(
    st.sampled_from([n for c in PACK.concepts for n in (c.name, *c.synonyms)]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_every_name_is_found_in_any_case(name: str, change: object) -> None:
    assert callable(change)
    assert MATCHER.find(f"about {change(name)} today"), name


@given(st.text(min_size=1, max_size=20))
def test_normal_forms_are_stable(word: str) -> None:
    assert normal(word) == normal(word.casefold())
