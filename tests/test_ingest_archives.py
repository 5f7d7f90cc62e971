"""Archives and folders as streams of members."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

from quoth.ingest import Paper, Refusal, read, read_path


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def test_members_are_read_under_their_names() -> None:
    inner = {"a": b"# One\n\nWords.", "b": b"", "c": gzip.compress(b"# Two\n\nWords.")}
    for name, data in (
        ("x.zip", zipped(**inner)),
        ("x.tar", tarred(**inner)),
        ("x.tgz", gzip.compress(tarred(**inner))),
    ):
        one, none, two = read(name, data)
        assert isinstance(one, Paper)
        assert isinstance(two, Paper)
        assert (one.document.facts.title, two.document.facts.title) == ("One", "Two")
        assert isinstance(none, Refusal)
        assert none.reason == f"{none.name} is empty."
        assert one.name.endswith("/a")


def test_a_stream_need_not_be_seekable() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self.data = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            return self.data.read(min(size, 7) if size >= 0 else 7)

    (paper,) = read("x", Pipe(zipped(a=b"# One\n\nWords.")))  # type: ignore[arg-type]
    assert isinstance(paper, Paper)


def test_an_office_file_says_what_to_do() -> None:
    (refused,) = read("letter.docx", zipped(**{"[Content_Types].xml": b"<x/>"}))
    assert isinstance(refused, Refusal)
    assert refused.reason == "letter.docx is an Office file, which is not read; save it as PDF, HTML or text."


def test_a_folder_is_read_in_order_and_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.txt").write_text("Secret")
    (tmp_path / "in" / "b.txt").write_text("Second")
    (tmp_path / "in" / "a.txt").write_text("First")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out", target_is_directory=True)
    found = list(read_path(tmp_path / "in"))
    assert [outcome.name for outcome in found] == ["a.txt", "b.txt"]
    (missing,) = read_path(tmp_path / "nothing")
    assert isinstance(missing, Refusal)
