"""A quote stands where its source says it, and nowhere else."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.mutants import mutants
from evals.verify import FIFTEEN
from quoth.model.audits import Quotation, Standing
from quoth.verify.folding import tokens, word
from quoth.verify.quotation import find

TEXT = (
    "BACKGROUND: Plasma exchange is used in adults. METHODS: We gave 5-10 mg/kg to 1,000 patients [12]. They received "
    "\ufb01brates for \u22656 weeks, but not heparin. RESULTS: Mortality was not significantly reduced in the pla-\n"
    "cebo group (4.5%; 95% CI \u22127.1 to \u22121.3; p < 0.05). The change was -5.2 points; it may lower pressure. "
    "No bleeding occurred. Improvement was seen in 10\u202f% (interquartile range 4-12) of women. CONCLUSIONS: "
    "The drug helped adults, and children were not studied."
)


def says(quotation: Quotation) -> list[str]:
    return [f"{d.kind}: {d}" for d in quotation.differences]


@pytest.mark.parametrize(
    "quote",
    [
        "They received fibrates for \u2265 6 weeks",
        "they received fibrates",
        "received fibrates for &ge;6 weeks",
        "for >= 6 weeks",
        "for >/=6 weeks",
        "in the placebo group (4.5 %; 95% CI -7.1 to -1.3; p<0.05)",
        "(4.5%; 95% CI \u20137.1 to \u20131.3; p\u2009<\u20090.05)",
        "the place\u00adbo group",
        "We gave 5\u201310 mg/kg to 1,000 patients.",
        "We gave 5-10 mg/kg to 1,000 patients. They received fibrates",
        "Plasma exchange is used in adults. We gave 5-10 mg/kg",
        "Improvement was seen in 10 % (interquartile range 4\u201312)",
        "\u201cThe drug helped adults and children were not studied.\u201d",
        "(4.5%)",
        "Plasma exchange ... in adults",
        "Plasma exchange is used in adults. [...] No bleeding occurred",
        "Plasma exchange is used in adults \u2026 They received fibrates",
        "[T]hey received fibrates",
        "[The patients] received fibrates",
        "They [the patients] received fibrates",
        "\u2026 No bleeding occurred \u2026",
    ],
)
def test_what_carries_no_meaning_is_folded(quote: str) -> None:
    found = find(quote, TEXT)
    assert found.holds, says(found)
    assert found.differences == ()


@pytest.mark.parametrize(
    ("quote", "difference"),
    [
        ("for \u22646 weeks", "comparator: source says '\u22656 weeks', quote says '\u22646 weeks'"),
        ("received fibrates for 6 weeks", "comparator: source says '\u22656 weeks', quote says '6 weeks'"),
        ("p > 0.05", "comparator: source says '< 0.05', quote says '> 0.05'"),
        ("The change was 5.2 points", "sign: source says '-5.2', quote says '5.2'"),
        ("The change was -52 points", "decimal: source says '-5.2', quote says '-52'"),
        ("to 1.000 patients", "decimal: source says '1,000', quote says '1.000'"),
        ("to 1,001 patients", "number: source says '1,000', quote says '1,001'"),
        ("seen in 10 (interquartile range 4-12)", "percent: source says '10 %', quote says '10'"),
        ("We gave 5-10 g/kg to", "unit: source says '10 mg/kg', quote says '10 g/kg'"),
        ("Mortality was significantly reduced", "negation: source says 'not', quote says nothing"),
        ("it lower pressure", "hedge: source says 'may', quote says nothing"),
        ("The drug helped infants, and children", "word: source says 'adults', quote says 'infants'"),
        ("fibrates [daily] for \u22656 weeks", "insertion: source says nothing, quote says '[daily]'"),
    ],
)
def test_a_difference_is_told_in_words(quote: str, difference: str) -> None:
    found = find(quote, TEXT)
    assert found.standing is Standing.ALTERED
    assert says(found) == [difference]


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("10 mg/kg to 1,000 patients", "number"),  # of "5-10 mg/kg"
        ("We gave 5-10 mg", "unit"),  # per kg
        ("0.05)", "comparator"),
        ("5.2 points", "sign"),
        ("seen in 10", "percent"),
        ("to 1", "word"),
        ("significantly reduced in the placebo group", "negation"),
        ("bleeding occurred", "negation"),
        ("lower pressure", "hedge"),
    ],
)
def test_nothing_is_cut_off_at_an_edge(quote: str, kind: str) -> None:
    found = find(quote, TEXT)
    assert found.standing is Standing.ALTERED
    assert kind in {d.kind for d in found.differences}


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("for \u22656 weeks ... heparin", "negation"),
        ("Mortality was ... reduced", "negation"),
        ("Mortality was ... children were not studied", "gap"),
        ("No bleeding occurred ... Plasma exchange is used in adults", "order"),
        ("They [not the controls] received fibrates", "insertion"),
        ("[All 30] received fibrates", "insertion"),
        ("Mortality was [greatly] reduced", "negation"),
    ],
)
def test_a_gap_or_bracket_may_not_change_the_meaning(quote: str, kind: str) -> None:
    found = find(quote, TEXT)
    assert not found.holds
    assert kind in {d.kind for d in found.differences} | {"negation" if "not" in str(found.differences) else ""}


PAIRS = [
    ("Death came to 5% in arm A and 10% in arm B.", "Death came to 5% ... in arm B", False),
    ("Death came to some (5%) in early arm B.", "Death came to some ... in early arm B", True),
    ("was 0\xb75 mg daily", "was 0.5 mg daily", True),
    ("is 2\xb710\u2076 cells", "is 2.10\u2076 cells", False),
    ("in drug resistant cells", "in drug-resistant cells", True),
    ("The no treatment group", "The no-treatment group", False),
    ("Gout is common. It is painful.", "Gout ... is painful", True),
    ("Old gout is common. It is painful.", "gout ... is painful", False),
    ("PurposeTo see it. ResultsBoys ran.", "To see it. Boys ran.", True),
    ("(CI: 0.8,7.3) in", "(CI: 0.8, 7.3) in", True),
    ("gave 1,5 mg", "gave 1, 5 mg", False),
    ("NO synthase rose", "synthase rose", True),
    ("all cells\u2014not others\u2014rose", "all cells", True),
    ("risk of:\n\n* gout", "risk of: gout", True),
    ("CD45+ cells", "CD45(+) cells", True),
    ("CD45+ cells", "CD45(-) cells", False),
    ("C-->T", "C\u2192T", True),
    ("(a test (HRCT) of the chest", "HRCT of the chest", True),
    ("A fell, with more words (p = 1) than B; C rose.", "A fell ... C rose", True),
    ("A fell more in men than women.", "A fell ... women", False),
    ("Patients were given 5 mg of drug A or 10 g of drug B.", "5 ... g of drug B", False),
    ("Patients were given 5 mg of drug A or 10 g of drug B.", "Patients were given 10 g", False),
    ("The drug (n = 12) was effective.", "The drug (n = 12) was effective", True),
    ("The drug [12] was effective.", "The drug was effective", True),
    ("The median [12-60] was high.", "The median was high", False),
    ("It was 45 [12-60] in all.", "It was 45 in all", False),
    ("Mortality (12%) [3,4] fell.", "Mortality (12%) fell", True),
    ("No, treatment is needed.", "No treatment is needed", False),
    ("It is non-significant.", "It is significant", False),
    ("It is non-significant.", "significant", False),
    ("It is nonsignificant.", "significant", False),
    ("IL-6 rose.", "IL-10 rose", False),
    ("a dose of 10 000 units", "a dose of 10000 units", False),
    ("a dose of 10\xa0000 units", "a dose of 10 000 units", True),
    ("p = .05 and", "p = 0.05 and", False),
    ("Drug A was given. Mortality was reduced in controls.", "Drug A ... was reduced in controls", False),
    ("Drug A was not given. Mortality was reduced in controls.", "Drug A was ... given", False),
    (
        "Mortality was reduced in the drug group. It was not in controls.",
        "Mortality was reduced in the drug group.",
        True,
    ),
    ("patients who, unlike others, had fever", "patients who ... had fever", True),
    ("pa-\ntients had low-\ndose drug", "patients had low-dose drug", True),
    ("5-\n10 mg daily", "5-10 mg daily", True),
    ("We used 2.5 mg.", "5 mg", False),
    ("We used 2.5 mg.", "2", False),
    ("We used 15 mg.", "5 mg", False),
    ("T cells rose. t test", "t cells rose", False),
    ("TNF-\u03b1 rose", "TNF-alpha rose", False),
    ("It was reduced by 10 percent", "It was reduced by 10", False),
    ("less than 10% died", "10% died", False),
    ("aged 65 years and", "aged 65 months and", False),
    ("It didn't help.", "It did help.", False),
    ("It did n't help.", "help", False),
    ("RESULTS: We saw it. CONCLUSIONS: It works.", "We saw it. It works.", True),
    ("We saw it.", "RESULTS: We saw it.", True),
    ("10\u2079 cells", "109 cells", False),
    ("x\xb2 = 3", "x2 = 3", False),
    ("value \xb12", "value 2", False),
    ("5 x 10 cm", "5 \xd7 10 cm", False),
    ("Temp was 37 \xb0C.", "Temp was 37 C.", False),
    ("(P<.001)", "(P<.01)", False),
    ("was 3.0 mg", "was 3 mg", False),
    ("He said 'yes'", 'He said "yes"', True),
    ("gave 5' rest", 'gave 5" rest', False),
    ("e.g. drug A, drug B and drug C", "drug A, drug B, and drug C", True),
    ("in men and women; not in children", "in men and women; in children", False),
    ("No difference was found between A and B", "difference was found between A and B", False),
    ("There was no significant difference", "significant difference", False),
    ("a\u200bb 1\u200b5", "ab 15", False),
    ("ratio 1:2", "ratio 1: 2", True),
    ("0.5\u20131.0", "0.5-1.0", True),
    ("0.5\u20131.0", "0.51.0", False),
    ("a fall (\u22125)", "a fall (5)", False),
    ("a fall of \u2013 5", "a fall of 5", False),
    ("&lt;5% died", "<5% died", True),
    ("&lt;5% died", ">5% died", False),
    ("It is 5 mg/kg", "It is 5 mg /kg", True),
    ("It is 5 mg/kg", "It is 5 mg kg", False),
]


@pytest.mark.parametrize(("text", "quote", "holds"), PAIRS)
def test_a_quote_stands_or_not(text: str, quote: str, holds: bool) -> None:
    found = find(quote, text)
    assert found.holds == holds, says(found)


def test_the_span_is_of_the_text_as_it_stands() -> None:
    found = find("the placebo group", TEXT)
    assert TEXT[found.start : found.end] == "the pla-\ncebo group"
    found = find("the change was 5.2 points", TEXT)
    assert TEXT[found.start : found.end] == "The change was -5.2 points"


def test_raised_reference_numbers_are_left_out_only_where_they_are_many() -> None:
    words = ("patients", "diseases", "treatment", "mutations", "enzyme", "studies", "children", "infants", "diets")
    many = " ".join(f"It was seen in {w}{n} again." for n, w in enumerate(words, 3))
    assert find("It was seen in enzyme again.", many).holds
    assert find("It was seen in enzyme\u00b9 again.", many).standing is Standing.ALTERED
    assert find("It was seen in enzyme again.", "It was seen in enzyme7 again.").standing is Standing.ALTERED
    assert find("It was seen in enzyme again.", "It was seen in enzyme\u2077 again.").holds


@pytest.mark.parametrize("quote", ["", " ", "...", "()", "zebra quokka wombat echidna", "\u00ad"])
def test_what_is_not_there_is_absent(quote: str) -> None:
    assert find(quote, TEXT) == Quotation(Standing.ABSENT)
    assert find(quote, "") == Quotation(Standing.ABSENT)


def test_other_alphabets_are_read_too() -> None:
    text = "\u041f\u0430\u0446\u0438\u0435\u043d\u0442\u044b  \u043f\u043e\u043b\u0443\u0447\u0430\u043b\u0438 5 \u043c\u0433."
    assert find(
        "\u041f\u0430\u0446\u0438\u0435\u043d\u0442\u044b \u043f\u043e\u043b\u0443\u0447\u0430\u043b\u0438 5 \u043c\u0433",
        text,
    ).holds
    assert not find(
        "\u041f\u0430\u0446\u0438\u0435\u043d\u0442\u044b \u043f\u043e\u043b\u0443\u0447\u0430\u043b\u0438 6 \u043c\u0433",
        text,
    ).holds


def test_the_fifteen_alterations_of_the_field_report() -> None:
    text = " ".join(sentence for sentence, _ in FIFTEEN)
    assert sum(len(changes) for _, changes in FIFTEEN) == 15
    for sentence, changes in FIFTEEN:
        assert find(sentence, text).holds
        for what, old, new in changes:
            assert sentence.count(old) == 1, what
            assert not find(sentence.replace(old, new), text).holds, what


def test_a_hostile_quote_ends() -> None:
    text = "ab cd " * 10_000
    start = time.process_time()
    for quote in ("ab ... " * 300, "[ab] " * 2000, "[" * 4000 + "a", "ab " * 20_000, "a" * 50_000, "1 " * 5000):
        assert not find(quote, text).holds
    assert time.process_time() - start < 10


WORDS = st.sampled_from(["plasma", "exchange", "was", "used", "in", "adults", "with", "the", "drug", "group", "helped"])
SENTENCES = st.lists(WORDS, min_size=4, max_size=20)
SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0", " \u2009", "\t\n "])


@given(words=SENTENCES, data=st.data())
def test_whole_words_of_a_text_stand_exactly(words: list[str], data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(words) - 1))
    b = data.draw(st.integers(a + 1, len(words)))
    text, quote = " ".join(words), " ".join(words[a:b])
    found = find(quote, text)
    assert found.standing is Standing.EXACT
    assert text[found.start : found.end] == quote


@given(words=SENTENCES, data=st.data())
def test_white_space_never_matters(words: list[str], data: st.DataObject) -> None:
    spaced = "".join(w + data.draw(SPACES) for w in words)
    found = find(" ".join(words), f"Before. {spaced}. After.")
    assert found.holds
    assert spaced.split() == f"Before. {spaced}. After."[found.start : found.end].split()


@given(
    words=SENTENCES,
    comparator=st.sampled_from(["<", ">", "\u2264", "\u2265", "="]),
    sign=st.sampled_from(["", "-", "+"]),
    whole=st.integers(0, 9999),
    part=st.integers(0, 999),
    unit=st.sampled_from(["mg", "%", "days", "mm3"]),
    at=st.integers(0, 30),
)
def test_a_changed_figure_never_stands(  # noqa: PLR0913, PLR0917 (each a part of the figure)
    words: list[str], comparator: str, sign: str, whole: int, part: int, unit: str, at: int
) -> None:
    figure = f"{comparator} {sign}{whole}.{part} {unit}"
    text = " ".join([*words[: at % len(words)], figure, *words[at % len(words) :]])
    assert find(text, f"{text}.").holds
    others = [f"{c} {sign}{whole}.{part} {unit}" for c in "<>\u2264\u2265=" if c != comparator]
    others += [f"{comparator} {s}{whole}.{part} {unit}" for s in ("", "-", "+") if s != sign]
    others += [f"{comparator} {sign}{whole}.{(part + 1) % 1000} {unit}", f"{comparator} {sign}{whole}{part} {unit}"]
    others += [f"{comparator} {sign}{whole}.{part} g", f"{comparator} {sign}{whole}.{part}", f"{whole}.{part} {unit}"]
    for other in others:
        assert not find(text.replace(figure, other), text).holds, other


@given(st.text(max_size=120), st.text(max_size=300))
def test_any_text_is_answered_within_its_bounds(quote: str, text: str) -> None:
    found = find(quote, text)
    assert found.holds == (found.standing in {Standing.EXACT, Standing.FOLDED})
    if found.standing is Standing.ABSENT:
        assert (found.start, found.end, found.differences) == (-1, -1, ())
    else:
        assert 0 <= found.start <= found.end <= len(text)
        assert bool(found.differences) == (not found.holds)


@given(st.text(max_size=120))
def test_tokens_stand_in_order_and_fold_to_themselves(text: str) -> None:
    read = tokens(text)
    assert all(0 <= t.start <= t.end <= len(text) for t in read)
    assert all(a.end <= b.start for a, b in pairwise(read))
    assert all(word(word(t.form)) == word(t.form) for t in read if t.kind == "word")


def test_no_mutant_of_a_sentence_stands() -> None:
    for sentence in TEXT.replace("\n", " ").split(". "):
        for mutant in mutants(sentence):
            assert not find(mutant.text, TEXT).holds, mutant
