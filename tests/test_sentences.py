"""Sentences tile their text exactly, and end where medical prose ends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.annotate.sentences import sentence_spans, tiles

# One text a line; " | " marks where a sentence ends. Made up for this test.
TRICKY = """
Values are shown in Fig. 2 and in Table 3. | All patients were alive.
Smith et al. reported two deaths. | We found none.
The count was 5.0 x 10^9/L on day 3. | It rose later.
E. coli O157 was grown from stool. | The child recovered.
Dabigatran vs. warfarin was compared. | Bleeding was rarer.
Methylprednisolone i.v. was given for 3 days. | Platelets rose.
The variant c.1045C>T was found in two sisters. | Both had relapses.
Relapse occurred in a third of patients.12 | The rest stayed well.
Relapse occurred in a third of patients.[12,13] | The rest stayed well.
Relapse occurred in a third of patients [12]. | The rest stayed well.
Samples were kept for 12 h. | All were then frozen.
This was phase I. | The next phase follows.
The dose was 3.5 mg/kg. | No harm was seen.
Levels fell (p < 0.05). | None rose.
* p < 0.05 against placebo. | ** p < 0.01 against placebo.
Dr. Jones saw her first. | She was 34 years old.
Mice were fed for 97 d. | Weight was then taken.
The LDH was 2,300 U/L. | Haptoglobin was low.
Vit. B12 was low in two cases. | Both were treated.
Figs. 2 and 3 show smears. | Schistocytes are marked.
See Suppl. Table 4 for doses. | They did not differ.
The gene lies on chr. 9 near the ABO locus. | It has 29 exons.
ADAMTS13 activity was < 10 %. | Plasma exchange was begun.
He weighed approx. 70 kg. | His pulse was 110/min.
The patient (No. 4) died on day 2. | Autopsy was refused.
Was the test positive? | It was not.
The cells carry gene D. | The others do not.
Creatinine was 3.4 mg/dL (normal, 0.6-1.2). | Urine was dark.
We thank A. B. Smith and C. Jones for their help. | They were not paid.
Eculizumab (Soliris, Alexion Inc., Boston) was given. | It was stopped on day 90.
Bleeding, i.e. any loss of blood, was rare. | It was never fatal.
Other drugs, e.g. ticlopidine, may cause it. | So may quinine.
The hazard ratio was 0.61 (95% CI 0.42 to 0.88; P = .01). | Deaths were fewer.
S. aureus and S. pneumoniae were isolated. | Both were sensitive.
The U.S. registry held 363 cases. | Most were women.
Rituximab was used in St. Louis and in Paris. | Doses differed.
Plasma was exchanged daily (1.5 vol. on day 1). | Then it was tapered.
It was given q.i.d. for 5 days. | There was no relapse.
The temperature was 39.2 °C. | Cultures were sterile.
Anti-A titre was 1:20. | Transfusion was safe.
""".strip().splitlines()


@pytest.mark.parametrize("line", TRICKY)
def test_tricky_ends(line: str) -> None:
    wanted = line.split(" | ")
    text = " ".join(wanted)
    assert [text[a:b] for a, b in sentence_spans(text)] == wanted


MEDICAL = st.lists(
    st.sampled_from(
        [
            "Fig.",
            "2.",
            "The",
            "mice.12",
            "p",
            "<",
            "0.05.",
            "*",
            "i.v.",
            " ",
            "\n",
            "(A).",
            "E.",
            "é😀.",
            "?",
            "12",
            "h.",
        ]
    ),
    max_size=40,
).map(" ".join)


@settings(deadline=None)
@given(st.one_of(MEDICAL, st.text(max_size=200)))
def test_tiles_cover_the_text_exactly(text: str) -> None:
    spans = tiles(text)
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(a < b for a, b in spans)


@settings(deadline=None)
@given(st.one_of(MEDICAL, st.text(max_size=200)))
def test_only_white_space_stands_between_sentences(text: str) -> None:
    end = 0
    for a, b in sentence_spans(text):
        assert text[end:a].strip() == ""
        assert text[a:b] == text[a:b].strip() != ""
        end = b
    assert text[end:].strip() == ""


def test_spans_are_of_the_whole_text() -> None:
    text = "Title\n\nOne fell. Two rose.\n"
    assert [text[a:b] for a, b in sentence_spans(text, 7, len(text))] == ["One fell.", "Two rose."]


def test_a_wrapped_line_goes_on_and_a_list_does_not() -> None:
    text = (
        "Rituximab was given to all of the patients who had a\nRelapse within one year. It was safe.\n"
        "- First item without a stop\n- Second item\nShort heading\nA sentence."
    )
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "Rituximab was given to all of the patients who had a\nRelapse within one year.",
        "It was safe.",
        "- First item without a stop",
        "- Second item",
        "Short heading",
        "A sentence.",
    ]
