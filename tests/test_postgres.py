"""The same shelf on PostgreSQL, for several servers: a real server, started for the test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quoth.engine import Engine
from quoth.model import Document, Facts, Ids, Kind, Part, Work, sha256_text
from quoth.settings import Settings
from quoth.store import Store
from tests.conftest import GOUT
from tests.test_refreshing import notice_list, papers

pytestmark = pytest.mark.slow


def _programs() -> Path | None:
    places = [Path(p).parent for p in (shutil.which("initdb"),) if p]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "initdb").exists()), None)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a PostgreSQL server of our own on a Unix socket; give the folder of the socket."""
    pytest.importorskip("psycopg", reason="skipped: psycopg is not installed")
    programs = _programs()
    if programs is None:
        pytest.skip("skipped: no PostgreSQL server on this machine (apt-get install postgresql)")
    folder = Path(
        tempfile.mkdtemp(prefix="quoth-pg-")
    )  # not under pytest's own folder: the server's user must reach it
    folder.chmod(0o755)
    as_server: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_server = ["runuser", "-u", "postgres", "--"]
    data, socket = folder / "data", folder / "s"
    run = [*as_server, str(programs / "initdb"), "-D", str(data), "-U", "quoth", "--auth=trust", "-E", "UTF8"]
    subprocess.run(run, check=True, capture_output=True)
    subprocess.run([*as_server, "mkdir", str(socket)], check=True)
    options = f"-k {socket} -c listen_addresses='' -c fsync=off"
    control = [*as_server, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, capture_output=True)
    try:
        yield str(socket)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> str:
    """Make an empty database; give its URL."""
    import psycopg

    name = f"t{abs(hash(request.node.name))}"
    with psycopg.connect(host=server, user="quoth", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://quoth@/{name}?host={server}"


def test_ask_is_the_same_on_both(database: str, tmp_path: Path) -> None:
    server = Engine.open(Settings(tmp_path / "server", database), [GOUT])
    file = Engine.open(Settings(tmp_path / "file"), [GOUT])
    question = "Should urate lowering be started in gout?"
    assert server.ask(question).claims == file.ask(question).claims
    assert server.status().counts == file.status().counts
    again = Engine.open(Settings(tmp_path / "server", database), [GOUT])
    assert again.fingerprint() == server.fingerprint()
    for engine in (server, file, again):
        engine.close()


def test_versions_works_and_changes(database: str, tmp_path: Path) -> None:
    store = Store(tmp_path, database)
    start = store.position()
    for text in ("one", "two"):
        work = Work("w", Ids(doi="10.1/abc"), "w")
        parts = (Part("paragraph", 0, len(text)),)
        store.put([(work, Document("w", "w", Kind.RECORD, text, sha256_text(text), "0", "t", Facts("w"), parts))])
    assert set(store.versions("w").values()) == {"one", "two"}
    assert store.find_work("doi", "10.1/ABC") == "w"
    assert [c.action for c in store.changes(start)] == ["add", "remove", "add"]
    store.close()


def test_refreshing_is_the_same_on_both(database: str, tmp_path: Path) -> None:
    rows = [("10.1000/A.101", "", "1/2/2020 0:00", "Retraction"), ("", "101", "2/5/2021 0:00", "Reinstatement")]
    path = notice_list(tmp_path / "list.csv", rows)
    folder = papers(tmp_path / "papers", [101, 102])
    told = []
    for engine in (
        Engine.open(Settings(tmp_path / "server", database), [GOUT]),
        Engine.open(Settings(tmp_path / "file"), [GOUT]),
    ):
        engine.add([folder])
        engine.refresh(path, day="2026-11-20")
        engine.remove("pmid:102")
        second = engine.refresh(path, day="2026-11-21").changes
        told.append((engine.changed("0"), second, engine.refresh(day="2026-11-21").changes.nothing))
        engine.close()
    assert told[0] == told[1]
    assert [d.document for d in told[0][1].removed] == ["pmid:102/fulltext"]
    assert told[0][2]
