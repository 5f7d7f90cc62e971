"""The shelf: versions stay, works merge, several processes write, and a bad folder gets a sentence."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from quoth.engine import Engine
from quoth.errors import LibraryRefused
from quoth.model import Document, Facts, Ids, Kind, Notice, Part, Work, sha256_text
from quoth.settings import load
from quoth.store import Store, opening, reading
from quoth.store.tables import metadata
from tests.conftest import GOUT


def record(ident: str, text: str, ids: Ids | None = None) -> tuple[Work, Document]:
    work = Work(ident, ids or Ids(), ident)
    parts = (Part("paragraph", 0, len(text)),)
    return work, Document(ident, ident, Kind.RECORD, text, sha256_text(text), "0" * 64, "test-1", Facts(ident), parts)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "library")


def test_adding_twice_changes_nothing(store: Store) -> None:
    assert store.put([record("a", "one")]) == ["added"]
    before = store.position()
    assert store.put([record("a", "one"), record("a", "one")]) == ["unchanged", "unchanged"]
    assert store.position() == before


def test_old_versions_stay(store: Store) -> None:
    store.put([record("a", "one")])
    store.put([record("a", "two")])
    assert set(store.versions("a").values()) == {"one", "two"}
    current = store.current("a")
    assert current is not None
    assert current.text == "two"
    assert store.documents([("a", sha256_text("one"))]) == {}
    assert [(c.action, c.sha256 == sha256_text("one")) for c in store.changes(1)] == [("remove", True), ("add", False)]


def test_an_old_version_can_come_back(store: Store) -> None:
    for text in ("one", "two", "one"):
        store.put([record("a", text)])
    current = store.current("a")
    assert current is not None
    assert current.text == "one"


def test_documents_of_one_paper_are_one_work_whatever_the_case_of_its_doi(store: Store) -> None:
    store.put([record("pack:x", "ours", Ids(doi="10.1/abc"))])
    store.put([record("pmid:7", "theirs", Ids(pmid="7", doi="10.1/abc"))])
    assert store.find_work("doi", "10.1/ABC") == store.find_work("pmid", "7") == "pack:x"
    assert [d.id for d in store.of_work("pack:x")] == ["pack:x", "pmid:7"]
    assert store.works(["pack:x"])["pack:x"].ids == Ids(pmid="7", doi="10.1/abc")


def test_an_erratum_that_repeats_a_doi_is_another_work(store: Store) -> None:
    store.put([record("pmid:7", "the paper", Ids(pmid="7", doi="10.1/abc"))])
    store.put([record("pmid:8", "its erratum", Ids(pmid="8", doi="10.1/abc"))])
    assert store.find_work("pmid", "8") == "pmid:8"
    assert store.find_work("doi", "10.1/abc") == "pmid:7"


def test_notices_are_added_and_never_taken_back(store: Store) -> None:
    work, document = record("a", "one", Ids(pmid="7"))
    told = Notice("retraction", "2020-01-01", "pubmed")
    store.put([(work, document)])
    store.put([(replace(work, notices=(told,)), document)])
    store.put([(work, document)])
    assert store.works(["a"])["a"].notices == (told,)


def test_a_notice_may_come_before_its_paper(store: Store) -> None:
    told = Notice("retraction", "2020-01-01", "retraction-watch")
    assert store.note([(Ids(doi="10.1/abc"), told)]) == 0
    store.put([record("a", "one", Ids(pmid="7", doi="10.1/abc"))])
    assert store.works(["a"])["a"].notices == (told,)
    assert store.note([(Ids(pmid="7"), told), (Ids(pmid="7"), Notice("reinstatement", "2021-01-01", "pubmed"))]) == 1
    assert [n.kind for n in store.works(["a"])["a"].notices or ()] == ["retraction", "reinstatement"]


def test_a_removed_document_keeps_its_versions(store: Store) -> None:
    store.put([record("a", "one")])
    assert store.remove(["a", "b"]) == 1
    assert store.current("a") is None
    assert store.versions("a") == {sha256_text("one"): "one"}


def test_the_selects_name_what_the_tables_have() -> None:
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    known = (
        columns
        | set(metadata.tables)
        | {"w", "i"}
        | {"alembic_version", "version_num", "sqlite_master", "name", "type"}
    )
    words = {
        "select",
        "from",
        "where",
        "and",
        "in",
        "order",
        "by",
        "group",
        "max",
        "count",
        "distinct",
        "lower",
        "like",
        "escape",
        "not",
        "join",
        "on",
        "limit",
    }
    for name, sql in vars(reading).items():
        if name.isupper() and isinstance(sql, str):
            bare = re.sub(r":\w+|'[^']*'", "", sql)
            assert set(re.findall(r"\w+", bare.casefold())) <= known | words, name


def test_the_migrations_make_the_tables(store: Store) -> None:
    engine = sa.create_engine(f"sqlite:///{store.folder / opening.DATABASE}")
    made = sa.inspect(engine)
    for table in metadata.tables.values():
        assert {c["name"] for c in made.get_columns(table.name)} == {c.name for c in table.columns}
    engine.dispose()


def test_a_current_library_opens_without_alembic_or_sqlalchemy(tma_library: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from quoth.engine import Engine; from quoth.settings import load;"
        f"Engine.open(load(Path({str(tma_library)!r}))).ask('aspirin in TTP?');"
        "sys.exit(bool({'alembic', 'sqlalchemy', 'yaml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- bad folders --------------------------------------------------------------------------------------------------


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(LibraryRefused, match="other files"):
        Store(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / opening.DATABASE) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    before = (tmp_path / opening.DATABASE).read_bytes()
    with pytest.raises(LibraryRefused, match="something else"):
        Store(tmp_path)
    assert (tmp_path / opening.DATABASE).read_bytes() == before


def test_a_newer_library_is_refused(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / opening.DATABASE) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LibraryRefused, match="newer Quoth"):
        Store(tmp_path)


@pytest.mark.parametrize("damage", ["truncated", "garbage"])
def test_a_damaged_library_gets_a_sentence(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "library"
    Engine.open(load(folder), [GOUT]).close()
    database = folder / opening.DATABASE
    data = database.read_bytes()
    for side in folder.glob(f"{opening.DATABASE}-*"):
        side.unlink()
    database.write_bytes(data[: len(data) // 3] if damage == "truncated" else b"garbage " * 2000)
    with pytest.raises(LibraryRefused) as refused:
        Engine.open(load(folder), [GOUT]).ask("allopurinol in gout?")
    assert "\n" not in str(refused.value)


def test_an_empty_database_file_is_a_new_library(tmp_path: Path) -> None:
    (tmp_path / opening.DATABASE).touch()
    assert Store(tmp_path).position() == 0


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "library"):
        with pytest.raises(LibraryRefused):
            Store(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; the same path is tested by a read-only file")
def test_a_read_only_folder_gets_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(LibraryRefused, match="read-only"):
        Store(tmp_path)


def test_a_read_only_database_gets_a_sentence() -> None:
    with pytest.raises(LibraryRefused, match="read-only"), opening.sentences("here"):
        raise sqlite3.OperationalError("attempt to write a readonly database")


# --- older libraries, several processes -----------------------------------------------------------------------------


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_library_of_every_earlier_version_opens(tmp_path: Path, revision: str) -> None:
    """A library made at each revision, with data in it, opens, keeps its data, and answers."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(opening.__file__).parent / "migrations"))
    engine = sa.create_engine(f"sqlite:///{tmp_path / opening.DATABASE}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(
            sa.text("INSERT INTO works VALUES ('w', :body)"), {"body": b'{"id":"w","ids":{},"title":"t"}'}
        )
    engine.dispose()
    library = Engine.open(load(tmp_path), [GOUT])
    assert library.ask("allopurinol in gout?").claims
    assert library.work("w") is not None
    assert Store(tmp_path).position() > 0
    library.close()


def test_a_library_with_an_older_pack_gets_the_new_one(tmp_path: Path) -> None:
    engine = Engine.open(load(tmp_path / "library"), [GOUT])
    engine.close()
    with sqlite3.connect(tmp_path / "library" / opening.DATABASE) as database:
        database.execute("UPDATE packs SET sha256 = 'older', body = ?", (b'{"shape": "of an older version"}',))
    again = Engine.open(load(tmp_path / "library"), [GOUT])
    assert again.ask("allopurinol in gout?").claims
    again.close()


def test_two_processes_at_once_make_one_library(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from quoth.engine import Engine; from quoth.settings import load;"
        f"e = Engine.open(load(Path({str(tmp_path / 'library')!r})), [Path({str(GOUT)!r})]);"
        "print(e.fingerprint(), len(e.ask('allopurinol in gout?').claims))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate()[0] for process in running]
    assert all(process.returncode == 0 for process in running)
    assert len(set(said)) == 1
    assert said[0].strip()
