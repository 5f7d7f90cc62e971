"""Ranking: feedback, the order of the best passages, spelling; the same bytes whatever process and build."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine, searching
from quoth.engine.opened import Opened
from quoth.index import FORM, Entry, Index, row_of
from quoth.index.feedback import MET, feedback, mixed, said, share_of
from quoth.index.ranking import fed, ordered, question
from quoth.index.rerank import NAMES, Candidate, asked_of, facts, model, order_name, scores
from quoth.index.spelling import distance, nearest
from quoth.model import Document, Facts, Ids, Kind, Part, Passage, Work, sha256_text
from quoth.settings import load

TOPICS = [
    "thrombotic microangiopathy",
    "eculizumab in kidney transplants",
    "plasma exchange",
    "statins and muscle pain",
]
ABSTRACTS = [
    (f"{topic.capitalize()}, part {n}", f"We studied {topic} in {10 + n} patients. The outcome of case {n} was good.")
    for topic in TOPICS
    for n in range(8)
]


def record(number: int, title: str, text: str) -> tuple[Work, Document]:
    """Return a made record of title and abstract."""
    whole = f"{title}\n\n{text}"
    parts = (Part("title", 0, len(title)), Part("abstract", len(title) + 2, len(whole)))
    sha256 = sha256_text(whole)
    document = Document(
        f"made:{number}", f"w:{number}", Kind.RECORD, whole, sha256, sha256, "test", Facts(title=title), parts
    )
    return Work(document.work, Ids(), title), document


def fill(folder: Path, order: int = 1) -> Engine:
    """Make a library of the abstracts; ``order`` -1 stores them the other way round."""
    engine = Engine.open(load(folder, {}), ())
    items = [record(number, *abstract) for number, abstract in enumerate(ABSTRACTS)]
    engine._library.store.put(items[::order])
    engine._library.catch_up()
    return engine


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    """An open library of a few abstracts."""
    engine = fill(tmp_path / "library")
    yield engine._library
    engine.close()


def test_the_right_documents_come_first(library: Opened) -> None:
    hits = searching.search(library, "thrombotic microangiopathies", 8).hits
    assert {hit.passage.document for hit in hits} == {f"made:{n}" for n in range(8)}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_search_says_what_it_asked_and_why(library: Opened) -> None:
    found = searching.search(library, "What is the effect of eculizumab?", 5)
    origins = {term.term: term for term in found.terms if term.origin == "word"}
    assert origins["eculizumab"].weight > origins["effect"].weight
    assert any(term.origin == "feedback" for term in found.terms)
    assert any(note.startswith("Feedback:") for note in found.notes)


def test_a_word_no_passage_has_is_also_read_as_its_neighbour(library: Opened) -> None:
    found = searching.search(library, "eculizmuab", 5)
    assert [(t.term, t.source) for t in found.terms if t.origin == "spelling"] == [("eculizumab", "eculizmuab")]
    assert any("eculizmuab" in note and "eculizumab" in note for note in found.notes)
    assert found.hits


def test_a_known_word_is_never_read_otherwise(library: Opened) -> None:
    assert not [t for t in searching.search(library, "statins or plasma", 5).terms if t.origin == "spelling"]


def test_the_fingerprint_names_what_rows_and_order_are_made_by(library: Opened) -> None:
    assert f"+{FORM}+" in library.fingerprint()
    assert order_name() in library.fingerprint()


def test_nothing_asked_nothing_found(library: Opened) -> None:
    assert searching.search(library, "zzzzqqqq", 5).hits == ()
    assert fed(library.index, [], {})[1] == {}
    assert ordered(question(library.index, [], {}), []) == []


def test_same_bytes_across_processes_and_rebuilds(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.test_ranking import fill; from quoth.engine import searching\n"
        "e = fill(Path(sys.argv[1]), int(sys.argv[2]))\n"
        "s = searching.search(e._library, 'plasma exchange for thrombosis in kidneys', 20)\n"
        "print(repr((s.hits, s.terms, s.notes)))\n"
    )
    outputs = set()
    for number, order in enumerate((1, 1, -1)):
        environ = {**os.environ, "PYTHONHASHSEED": str(number), "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", script, str(tmp_path / str(number)), str(order)]
        outputs.add(subprocess.run(command, check=True, capture_output=True, text=True, env=environ).stdout)
    assert len(outputs) == 1
    assert "made:" in outputs.pop()


# --- feedback ------------------------------------------------------------------------------------------------------


def test_feedback_is_off_where_the_first_list_is_short_or_weak() -> None:
    asked, rarity = {"tma": 4.0, "cancer": 2.0}, {"tma": 4.0, "cancer": 2.0, "kidney": 3.0}
    few = feedback([], {}, asked, rarity, 0.4)
    weak = feedback([["cancer"]], {"kidney": 1.0}, {"tma": 4.0, "cancer": MET}, rarity, 0.4)
    good = feedback([["tma", "kidney"]], {"kidney": 1.0}, asked, rarity, 0.4)
    assert (few.share, weak.share) == (0, 0)
    assert good.share > 0
    assert good.weights == {"kidney": 1.0}
    assert "weak" in weak.why


def test_feedback_never_outweighs_the_question_and_sinks_with_its_length() -> None:
    shares = [share_of(words) for words in range(1, 20)]
    assert shares == sorted(shares, reverse=True)
    assert max(shares) < 0.5
    assert share_of(2, 1) >= share_of(2, 4)
    assert share_of(9) == share_of(3, 3) == 0


def test_the_questions_own_words_keep_their_weight() -> None:
    asked = {"tma": 1.0, "cancer": 0.5}
    found = feedback([["tma", "kidney"]], said([(1.0, ["tma", "kidney"])]), asked, {"tma": 2.0, "kidney": 3.0}, 0.4)
    second = mixed(asked, found)
    assert all(second[term] >= weight for term, weight in asked.items())
    assert second["kidney"] > 0


# --- the order -----------------------------------------------------------------------------------------------------


def held(score: float, title: str, text: str) -> Candidate:
    """Return a candidate whose terms are the words given."""
    return Candidate(score, "\t".join(f" {'  '.join(part.split())} " for part in (title, text)).encode())


def test_facts_are_what_their_names_say() -> None:
    asked = asked_of(["kidney", "failure", "statin"], {"kidney": 1.0, "failure": 2.0, "statin": 4.0})
    all_of_it = held(2.0, "kidney failure", "statin in kidney failure")
    a_part = held(1.0, "heart", "failure failure " + "word " * 40 + "kidney")
    one, other = (dict(zip(NAMES, row, strict=True)) for row in facts(asked, [all_of_it, a_part]))
    assert (one["first"], other["first"]) == (1.0, 0.5)
    assert (one["covered"], one["near"], one["bm25"]) == (1, 1, 1)
    assert other["covered"] == pytest.approx(3 / 7)
    assert other["near"] == pytest.approx(2 / 7)  # the two words stand far apart
    assert other["bm25"] < 1


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30), min_size=1, max_size=5))
def test_counting_in_bytes_is_counting_words(texts: list[list[str]]) -> None:
    """Repeated neighbours too: terms share no blank."""
    asked = asked_of(["a", "b"], {"a": 1.0, "b": 1.0})
    rows = facts(asked, [held(1.0, "", " ".join(text)) for text in texts])
    for text, row in zip(texts, rows, strict=True):
        named = dict(zip(NAMES, row, strict=True))
        assert named["covered"] == len({"a", "b"} & set(text)) / 2
    counts = [(text.count("a"), -len(text)) for text in texts]
    only = [row[1] for row in facts(asked_of(["a"], {"a": 1.0}), [held(1.0, "", " ".join(text)) for text in texts])]
    assert only[counts.index(max(counts))] == max(only) or max(counts)[0] == 0 or len(set(map(len, texts))) > 1


def test_no_candidates_no_words() -> None:
    assert scores(asked_of([], {}), []) == []
    assert scores(asked_of([], {}), [held(1.0, "", "a"), held(0.5, "", "b")])[0] >= 0
    assert len(model()) == len(NAMES)
    assert min(model()) >= 0


def test_the_order_of_a_short_question_is_left_as_found() -> None:
    found = [held(1.0, "", "b"), held(0.5, "", "a a a")]
    assert scores(asked_of(["a"], {"a": 9.0}), found) == [1.0, 0.5]


# --- spelling ------------------------------------------------------------------------------------------------------


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_a_distance(one: str, other: str) -> None:
    there = distance(one, other, 12)
    assert there == distance(other, one, 12)
    assert (there == 0) == (one == other)
    assert abs(len(one) - len(other)) <= there <= max(len(one), len(other))
    assert (distance(one, other, 1) <= 1) == (there <= 1)


def test_nearest_takes_the_more_frequent_and_leaves_short_words_alone(tmp_path: Path) -> None:
    index = Index(tmp_path, "test")
    index.begin()
    words = ["heparin", "heparin", "heparan", "dose"]
    passages = [Passage("d", "s", n, n + 1, "abstract") for n in range(len(words))]
    index.add(row_of(Entry(passage, word)) for passage, word in zip(passages, words, strict=True))
    index.commit(1)
    assert nearest(index, "heparen") == "heparin"
    assert nearest(index, "hepar") == "heparin"  # cut short
    assert nearest(index, "antiheparin") == "heparin"
    assert nearest(index, "dos") is None
    assert nearest(index, "hbparin") is None  # the first letters are taken as right
