"""The command line as its users meet it: real processes, exit codes, one sentence for what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quoth.serve.cli import app, main

Done = subprocess.CompletedProcess[bytes]
QUOTH = str(Path(sys.executable).parent / "quoth")


def quoth(*words: str, given: bytes | None = None, library: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("QUOTH_")}
    if library:
        environ["QUOTH_LIBRARY"] = str(library)
    return subprocess.run([QUOTH, *words], input=given, capture_output=True, env=environ, check=False)


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Done]:
    """Run the command line in this process: for the many cases that need no process of their own."""

    def run(*words: str, library: Path | None = None) -> Done:
        monkeypatch.setattr(sys, "argv", ["quoth", *words])
        if library:
            monkeypatch.setenv("QUOTH_LIBRARY", str(library))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capfdbinary.readouterr()
        return Done(words, code, out, err)

    return run


def refused(done: subprocess.CompletedProcess[bytes]) -> str:
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert done.stdout == b""
    assert "Traceback" not in said
    assert said.startswith("quoth: ")
    assert len(said.strip().splitlines()) == 1
    return said


def test_ask_verify_and_tampering(tma_library: Path, tmp_path: Path) -> None:
    asked = quoth("ask", "Should platelets be transfused in TTP?", "--json", library=tma_library)
    assert asked.returncode == 0, asked.stderr
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(asked.stdout)
    assert quoth("verify", str(good), library=tma_library).returncode == 0
    pack = json.loads(asked.stdout)
    pack["claims"][0]["receipts"][0]["start"] += 1
    bad.write_text(json.dumps(pack))
    checked = quoth("verify", str(bad), library=tma_library)
    assert checked.returncode == 1
    assert pack["claims"][0]["id"] in checked.stdout.decode()
    said = json.loads(quoth("verify", str(bad), "--json", library=tma_library).stdout)
    assert said["holds"] is False
    assert quoth("verify", "-", given=asked.stdout, library=tma_library).returncode == 0


@pytest.mark.parametrize(
    "question",
    ["", "   ", "x" * 50_000, "🩸", "?", "\x07bell"],
    ids=["empty", "blank", "long", "emoji", "mark", "control"],
)
def test_a_bad_question_gets_one_sentence(inside: Callable[..., Done], tma_library: Path, question: str) -> None:
    refused(inside("ask", question, library=tma_library))


def test_binary_from_standard_input_gets_one_sentence(tma_library: Path) -> None:
    refused(quoth("ask", "-", given=bytes(range(256)), library=tma_library))


@pytest.mark.parametrize("question", ["'; DROP TABLE documents; --", "a AND (b OR", "--help me", "TTP 🩸"])
def test_query_syntax_is_only_words(inside: Callable[..., Done], tma_library: Path, question: str) -> None:
    done = inside("ask", "--library", str(tma_library), "--", question)
    assert done.returncode == 0, done.stderr


def test_a_bad_library_gets_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    assert "other files" in refused(quoth("ask", "aspirin in TTP?", library=tmp_path))
    assert "is a file" in refused(quoth("status", library=tmp_path / "thesis.docx"))


@pytest.mark.parametrize("data", [b"", b"nonsense", b"{}", b"[1]"])
def test_an_unusable_pack_gets_one_sentence(
    inside: Callable[..., Done], tma_library: Path, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(data)
    refused(inside("verify", str(file), library=tma_library))


def test_a_missing_pack_gets_one_sentence(tma_library: Path, tmp_path: Path) -> None:
    assert "No such file" in refused(quoth("verify", str(tmp_path / "none.json"), library=tma_library))


def test_show_and_status(inside: Callable[..., Done], tma_library: Path) -> None:
    assert "NO LONGER SUPPLIED since 2012" in inside("show", "lepirudin", library=tma_library).stdout.decode()
    shown = inside("show", "isth-ssc-2018-tp-03", library=tma_library).stdout.decode()
    assert "halve the LMWH dose" in shown
    assert json.loads(inside("show", "isth-ssc-2018-tp", "--json", library=tma_library).stdout)["kind"] == "synopsis"
    assert "Nothing called 'nobody'" in refused(inside("show", "nobody", library=tma_library))
    assert json.loads(inside("status", "--json", library=tma_library).stdout)["packs"][0][0] == "tma"


@pytest.mark.parametrize("command", sorted(app.commands))
def test_every_command_has_help_with_an_example(inside: Callable[..., Done], command: str) -> None:
    done = inside(command, "--help")
    assert done.returncode == 0
    assert "Example: quoth" in done.stdout.decode()


def test_an_unknown_option_gets_a_sentence_and_two() -> None:
    done = quoth("ask", "--nonsense", "x")
    assert done.returncode == 2
    assert "--nonsense" in done.stderr.decode()


def test_find_and_why_as_a_librarian_types_them(inside: Callable[..., Done], tma_library: Path, tmp_path: Path) -> None:
    words = ("find", "rituximab", "relapse", "TTP", "--year", "2018-", "--design", "guideline,trials", "--limit", "3")
    listed = " ".join(inside(*words, library=tma_library).stdout.decode().split())
    assert "Filtered: year 2018-; design guideline or randomised trial or non-randomised trial." in listed
    assert "SEARCH LOG" not in listed
    assert "SEARCH LOG" in inside(*words, "--log", library=tma_library).stdout.decode()
    pack = inside(*words, "--json", library=tma_library).stdout
    assert len(json.loads(pack)["claims"]) == 3
    file = tmp_path / "found.json"
    file.write_bytes(pack)
    assert inside("verify", str(file), library=tma_library).returncode == 0
    assert inside(*words, "--format", "ris", library=tma_library).stdout.decode().count("ER  - ") == 3
    question = ("--question", "Is rituximab used in TTP?")
    assert b"rank " in inside("why", "pmid:32914526", *question, library=tma_library).stdout
    assert json.loads(inside("why", "nobody", *question, "--json", library=tma_library).stdout)["fates"]


def test_ask_takes_filters_and_prints_its_log(inside: Callable[..., Done], tma_library: Path) -> None:
    asked = ("ask", "Should aspirin be given in TTP?")
    page = json.loads(inside(*asked, "--year", "2015-", "--json", library=tma_library).stdout)
    assert page["search"]["filters"] == [["year", "2015-"]]
    assert page["bottom_line"] is None
    log = json.loads(inside(*asked, "--log", "--json", library=tma_library).stdout)
    assert log["question"] == asked[1]
    assert inside(*asked, "--log", "--patient", "nowhere.txt", library=tma_library).returncode == 2


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [("--year", "soon", "write 2015"), ("--design", "magic", "the designs are"), ("--concept", "xyzzy", "No concept")],
)
def test_a_filter_that_fits_nothing_gets_one_sentence(
    inside: Callable[..., Done], tma_library: Path, option: str, value: str, says: str
) -> None:
    for command in (("find", "TTP"), ("ask", "TTP?"), ("why", "x", "--question", "TTP?")):
        assert says in refused(inside(*command, option, value, library=tma_library))
