"""The documents are true: the answer in the README is today's, every command, eval and link is there."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from evals.__main__ import NAMES
from evals.readme import README, with_answer
from quoth.serve.cli import app
from quoth.settings import Settings

ROOT = README.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("skipped: not a git checkout, so there is no list of files")
    return [ROOT / name for name in done.stdout.splitlines()]


def test_the_answer_in_the_readme_is_todays() -> None:
    text = README.read_text("utf-8")
    assert with_answer(text) == text, "run `make readme`"


@pytest.mark.parametrize("command", sorted(app.commands))
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"quoth {command}" in README.read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_eval_has_its_figures_written_down(name: str) -> None:
    written = "".join((ROOT / "docs" / page).read_text("utf-8") for page in ("quality.md", "performance.md"))
    assert f"-m evals {name}" in written


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_every_setting_is_written_down(setting: str) -> None:
    assert f"| `{setting}` |" in (ROOT / "docs" / "running.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_file_names_a_machine_or_a_registry() -> None:
    hosts = ("python" + "hosted", "py" + "pi.org", "npm" + "js.", "deb." + "debian")
    for path in tracked():
        text = path.read_text("utf-8", errors="ignore")
        for word in (*hosts, "/work" + "/", "/ro" + "ot/"):
            assert word not in text, f"{path.relative_to(ROOT)} holds {word}"
