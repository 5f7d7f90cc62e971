"""YAML files of a pack -> checked entries. Every refusal names the file, the entry and the fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from quoth.errors import PackRefused
from quoth.packs import schema

Entry = dict[str, Any]
# The C loader is ten times faster; it is missing only where PyYAML was built without libyaml.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entries:
    """A pack's checked entries, in file order."""

    name: str
    head: Entry
    concepts: list[Entry] = field(default_factory=list)
    sources: list[Entry] = field(default_factory=list)
    findings: list[Entry] = field(default_factory=list)
    conflicts: list[Entry] = field(default_factory=list)
    questions: list[Entry] = field(default_factory=list)


def read(folder: Path) -> Entries:
    """Read and check every file of the pack in ``folder``.

    Raises PackRefused with one sentence for the first fault found.
    """
    head = _head(folder)
    listed = {name: _listed(folder / name, schema.SCHEMAS[name]) for name in ("concepts.yaml", "sources.yaml")}
    optional = {
        name: _listed(folder / name, schema.SCHEMAS[name]) if (folder / name).exists() else []
        for name in ("conflicts.yaml", "questions.yaml")
    }
    findings = [e for path in sorted(folder.glob("findings/*.yaml")) for e in _listed(path, schema.FINDING)]
    _unique(findings, f"{folder.name}/findings")
    return Entries(
        name=folder.name,
        head=head,
        concepts=listed["concepts.yaml"],
        sources=listed["sources.yaml"],
        findings=findings,
        conflicts=optional["conflicts.yaml"],
        questions=optional["questions.yaml"],
    )


def load_yaml(path: Path) -> Any:
    """Return what a YAML file holds; PackRefused names the file, the line and the fault."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=Loader)  # noqa: S506 - a safe loader either way
    except FileNotFoundError:
        raise PackRefused(f"{_shown(path)} is missing; a pack needs it (docs/pack-format.md).") from None
    except UnicodeDecodeError:
        raise PackRefused(f"{_shown(path)} is not UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise PackRefused(f"{_shown(path)} cannot be read: {error.strerror}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise PackRefused(f"{_shown(path)}{where} is not YAML: {problem}.") from None


def _head(folder: Path) -> Entry:
    path = folder / "pack.yaml"
    head = load_yaml(path)
    _demand(head, schema.PACK, path, "the pack")
    parts = (
        ("first", schema.OPENING),
        ("situations", schema.TABLE),
        ("facets", schema.FACET),
        ("cautions", schema.CAUTION),
    )
    for key, fields in parts:
        for number, item in enumerate(head.get(key) or [], 1):
            _demand(item, fields, path, f"{key} {number}")
            if "when" in fields:
                _demand(item["when"], schema.WHEN, path, f"{key} {number}, 'when',")
            for row in item.get("rows", []):
                _demand(row, schema.ROW, path, f"{key} {number}, row {row.get('letter')!r},")
    return dict(head)


def _listed(path: Path, fields: Any) -> list[Entry]:
    entries = load_yaml(path)
    if not isinstance(entries, list):
        raise PackRefused(f"{_shown(path)} must be a list of entries, one '- id: ...' each.")
    for number, entry in enumerate(entries, 1):
        name = repr(entry["id"]) if isinstance(entry, dict) and "id" in entry else f"number {number}"
        _demand(entry, fields, path, f"entry {name}")
        if entry.get("withdrawn"):
            _demand(entry["withdrawn"], schema.WITHDRAWN, path, f"entry {name}, 'withdrawn',")
    _unique(entries, _shown(path))
    return entries


def _demand(entry: Any, fields: Any, path: Path, name: str) -> None:
    fault = schema.check(entry, fields)
    if fault:
        raise PackRefused(f"{_shown(path)}: {name} {fault}; see docs/pack-format.md.")


def _unique(entries: list[Entry], where: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry["id"] in seen:
            raise PackRefused(f"{where}: entry {entry['id']!r} stands twice; ids are unique.")
        seen.add(entry["id"])


def _shown(path: Path) -> str:
    parent = path.parent.parent if path.parent.name == "findings" else path.parent
    return path.relative_to(parent.parent).as_posix()
