"""Real articles and records: every one is a sound document or refused by name."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from evals.ingest import sound
from quoth.ingest import Paper, Refusal, read


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("jats", 330), ("pubmed", 175)])
def test_every_real_file_is_sound_or_refused_by_name(shared_data: Path, name: str, least: int) -> None:
    papers = 0
    with tarfile.open(shared_data / f"{name}.tar.xz") as archive:
        for member in archive:
            if not member.name.endswith((".xml", ".nxml")) or (held := archive.extractfile(member)) is None:
                continue
            for outcome in read(member.name, held.read()):
                if isinstance(outcome, Paper):
                    papers += 1
                    assert sound(outcome.document), member.name
                elif isinstance(outcome, Refusal):
                    assert outcome.reason.startswith(member.name)
    assert papers >= least
