"""Vocabularies: read from their files, kept in a compact table, and linked by exact names only."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.annotate.forms import folded, is_cased, key
from quoth.annotate.linker import Linker
from quoth.annotate.vocabulary import NAME, Vocabulary, write
from quoth.annotate.vocabulary_files import mesh_type, read_vocabulary
from quoth.errors import SourceRefused
from quoth.model import Concept, Concepts

# Made up for this test, in the form of the public files.
OBO = """format-version: 1.2
ontology: made-up

[Term]
id: X:1
name: disease of the blood

[Term]
id: X:2
name: thrombotic thrombocytopenic purpura
synonym: "TTP" EXACT []
synonym: "Moschcowitz's disease" EXACT []
synonym: "low platelets" RELATED []
is_a: X:1 ! disease of the blood
xref: MESH:D011697 {source="made up"}
def: "A made-up \\"definition\\"." []

[Term]
id: X:3
name: organizing pneumonia
is_a: X:1

[Term]
id: X:4
name: obsolete thing
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""
MESH = "D000001\tKidney Neoplasms\tNeoplasms, Kidney|Renal Tumour\nD000002\tRituximab\tMabThera\n\nbad line\n"
TREE = "Tree Number\tDesc Ui\tTerm\nC04.588\tD000009\tNeoplasms\nC04.588.945\tD000001\tKidney Neoplasms\nD12.776.124.486.485.114.224\tD000002\tRituximab\n"
TSV = "id\tname\tsynonyms\tparents\ttype\nT:1\tmouse\thouse mouse|mice\t\tspecies\nT:2\t\t\t\t\n"


@pytest.fixture
def tables(tmp_path: Path) -> list[Vocabulary]:
    found = []
    for name, text in (("made.obo", OBO), ("mesh.tsv", MESH), ("taxa.tsv", TSV)):
        (tmp_path / name).write_text(text)
        if name == "mesh.tsv":
            (tmp_path / "mesh_tree_2017.txt").write_text(TREE)
        read = read_vocabulary(tmp_path / name, kind="condition" if name == "made.obo" else None)
        target = tmp_path / f"{name}.table"
        write(read.concepts, target, read.name, read.sha256)
        found.append(Vocabulary(target))
    return found


def named(tables: list[Vocabulary], text: str, *types: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[m.start : m.end], m.concepts) for m in Linker(tables, types).find(text)]


def test_concepts_and_their_kin(tables: list[Vocabulary]) -> None:
    table: Concepts = tables[0]
    concept = table.get("X:2")
    assert concept == Concept(
        "X:2",
        "thrombotic thrombocytopenic purpura",
        "condition",
        ("X:1",),
        synonyms=("TTP", "Moschcowitz's disease"),
        xrefs=(("mesh", "MESH:D011697"),),
        definition='A made-up \\"definition\\".',
    )
    assert table.ancestors("X:2") == {"X:1"}
    assert table.descendants("X:1") == {"X:2", "X:3"}
    assert table.get("X:4") is None
    assert table.ancestors("Y:9") == table.descendants("Y:9") == frozenset()
    assert len(tables[0]) == 3
    assert [c.id for c in tables[0]] == ["X:1", "X:2", "X:3"]


def test_cross_references_go_both_ways(tables: list[Vocabulary]) -> None:
    assert tables[0].known_as("MESH:D011697") == ("X:2",)
    assert tables[0].known_as("MESH:D999999") == ()


def test_mesh_lines_take_types_and_parents_from_the_tree(tables: list[Vocabulary]) -> None:
    kidney, drug = tables[1].get("MESH:D000001"), tables[1].get("MESH:D000002")
    assert kidney is not None
    assert drug is not None
    assert (kidney.type, drug.type) == ("condition", "chemical")
    assert mesh_type(["C23.550.291.500"]) == "process"
    assert mesh_type([]) == "other"


@pytest.mark.parametrize(
    "printed",
    [
        "thrombotic thrombocytopenic purpura",
        "Thrombotic Thrombocytopenic Purpuras",
        "purpura, thrombotic thrombocytopenic",
        "Moschcowitz disease",
        "TTP",
    ],
)
def test_forms_of_a_name(tables: list[Vocabulary], printed: str) -> None:
    text = f"She had thrombotic thrombocytopenic purpura. It was {printed} again."
    assert named(tables, text)[-1] == (printed, ("X:2",))


def test_british_and_american_plural_and_order(tables: list[Vocabulary]) -> None:
    assert named(tables, "two renal tumors") == [("renal tumors", ("MESH:D000001",))]
    assert named(tables, "neoplasm of the kidney") == [("neoplasm of the kidney", ("MESH:D000001",))]


def test_a_near_name_is_not_linked(tables: list[Vocabulary]) -> None:
    assert named(tables, "There was organ damage and pneumonia.") == []


def test_an_abbreviation_means_what_the_document_defines(tables: list[Vocabulary]) -> None:
    assert named(tables, "Time to platelets (TTP) was short; TTP was 3 days.") == []
    defined = named(tables, "Kidney neoplasms (KN) are rare. KN may bleed.")
    assert [ids for _, ids in defined] == [("MESH:D000001",)] * 3
    assert named(tables, "ttp is no abbreviation.") == []


def test_a_part_of_a_defined_short_form_is_nothing(tables: list[Vocabulary]) -> None:
    text = "Thrombotic thrombocytopenic purpura is known. Time to platelets before plasma (TTP-BP) was short; TTP-BP varied."
    assert [ids for _, ids in named(tables, text)] == [("X:2",)]


def test_a_short_form_alone_stays_unlinked(tables: list[Vocabulary]) -> None:
    assert named(tables, "TTP was seen.") == []


def test_types_are_checked(tables: list[Vocabulary]) -> None:
    assert named(tables, "Mice with TTP (thrombotic thrombocytopenic purpura)", "species") == [("Mice", ("T:1",))]


def test_a_shared_name_needs_the_document(tmp_path: Path) -> None:
    shared = [
        Concept("A", "alpha disease", "condition", synonyms=("shared ill",)),
        Concept("B", "beta disease", "condition", synonyms=("shared ill",)),
    ]
    write(shared, tmp_path / "t", "t", "0")
    tables = [Vocabulary(tmp_path / "t")]
    assert named(tables, "A shared ill.") == []
    assert named(tables, "An alpha disease, a shared ill.")[-1] == ("shared ill", ("A",))


def test_the_same_concepts_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.obo").write_text(OBO)
    (tmp_path / "b.obo.gz").write_bytes(gzip.compress(OBO.encode()))
    for name in ("a.obo", "b.obo.gz"):
        write(read_vocabulary(tmp_path / name).concepts, tmp_path / f"{name}.table", "n", "0")
    assert (tmp_path / "a.obo.table").read_bytes() == (tmp_path / "b.obo.gz.table").read_bytes()


@pytest.mark.parametrize("text", ["", "hello\n", "id\n", "a\tb\n1\t2\n", "format-version: 1.2\n"])
def test_what_is_no_vocabulary_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.tsv").write_text(text)
    with pytest.raises(SourceRefused, match=r"x\.tsv"):
        read_vocabulary(tmp_path / "x.tsv")


@pytest.mark.parametrize("keep", [0, 10, -1])
def test_a_cut_table_is_refused(tmp_path: Path, keep: int) -> None:
    write([Concept("A", "alpha disease", "condition")], tmp_path / "t", "t", "0")
    whole = (tmp_path / "t").read_bytes()
    (tmp_path / "t").write_bytes(whole[:keep])
    with pytest.raises(SourceRefused, match="add the vocabulary again"):
        Vocabulary(tmp_path / "t")


def test_keys_and_forms() -> None:
    assert key("carcinoma of the lung") == key("Lung Carcinomas") != key("lung")
    assert key("metastases") == key("metastasis")
    assert key("hepatitis A") != key("hepatitis")
    assert key("organ") != key("organizing")
    assert folded("haemoglobinopathies") == folded("hemoglobinopathy")
    assert key("") == key("the") == 0
    assert is_cased("TTP")
    assert not is_cased("purpura")
    assert NAME == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(alphabet="abcXYZ -'12", min_size=1, max_size=20), min_size=1, max_size=8))
def test_every_name_is_found_by_its_key(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t"
        concepts = [Concept(f"C:{i}", name, "condition") for i, name in enumerate(names)]
        write(concepts, path, "t", "0")
        table = Vocabulary(path)
        for number, name in enumerate(names):
            assert table.get(f"C:{number}") == concepts[number]
            assert not key(name) or number in {n for n, _ in table.named(key(name))}


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_mentions_lie_in_order_in_the_text(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write([Concept("A", "alpha disease", "condition", synonyms=("AD",))], Path(folder) / "t", "t", "0")
        end = 0
        spiced = f"{text} alpha disease (AD) {text} AD"
        for mention in Linker([Vocabulary(Path(folder) / "t")]).find(spiced):
            assert end <= mention.start < mention.end <= len(spiced)
            end = mention.end


def test_mesh_descriptor_xml(tmp_path: Path) -> None:
    record = (
        "<DescriptorRecord><DescriptorUI>{}</DescriptorUI><DescriptorName><String>{}</String></DescriptorName>"
        "<TreeNumberList><TreeNumber>{}</TreeNumber></TreeNumberList><ConceptList><Concept><TermList>"
        "<Term><String>{}</String></Term></TermList></Concept></ConceptList></DescriptorRecord>"
    )
    rows = record.format("D1", "Fevers", "C01", "Fever") + record.format("D2", "Blood Fever", "C01.100", "Fever, Blood")
    (tmp_path / "desc.xml").write_text(f"<DescriptorRecordSet>{rows}</DescriptorRecordSet>")
    found = read_vocabulary(tmp_path / "desc.xml").concepts
    assert found[1] == Concept("MESH:D2", "Blood Fever", "condition", ("MESH:D1",), synonyms=("Fever, Blood",))
    (tmp_path / "bad.xml").write_text("<DescriptorRecordSet><DescriptorRecord>")
    with pytest.raises(SourceRefused, match="not well-formed"):
        read_vocabulary(tmp_path / "bad.xml")
    (tmp_path / "trap.xml").write_text(
        f'<!DOCTYPE D [<!ENTITY e "x">]><DescriptorRecordSet>{rows}</DescriptorRecordSet>'
    )
    with pytest.raises(SourceRefused, match="declares entities"):
        read_vocabulary(tmp_path / "trap.xml")
