"""The house stays as DESIGN draws it: imports run one way, names say what they hold."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "quoth"
GROUND = {"model", "errors", "quantity"}
ROOMS = {"ingest", "annotate", "index", "answer", "verify", "scores", "tables", "review", "packs", "store", "llm"}
MAY_KNOW = {
    "serve": {"engine", "render", "settings"} | GROUND,
    "engine": ROOMS | GROUND | {"settings"},
    "render": GROUND,
    "settings": set(),
    "errors": set(),
    "quantity": {"errors"},
    "model": {"errors", "quantity"},
} | {room: GROUND for room in ROOMS}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "core", "misc", "manager"}


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name, not by dots"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("quoth.") and name.count(".")}
    return found


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    strangers = imported_rooms(path) - MAY_KNOW[room] - {room}
    assert not strangers, f"{room} may not know {', '.join(sorted(strangers))}"


def test_every_format_names_a_function() -> None:
    from quoth.render import FORMATS, PAGES, _function

    for name in (*FORMATS.values(), *PAGES.values()):
        assert callable(_function(name))


def test_the_rule_can_fail() -> None:
    assert "store" not in MAY_KNOW["answer"]
    assert "settings" not in MAY_KNOW["index"]


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_file_is_a_drawer(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES
    assert len(path.read_text().splitlines()) <= 500, "a room asking to be two"
