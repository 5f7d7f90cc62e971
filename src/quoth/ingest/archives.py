"""Archives as streams of members: nothing is written to disk under a member's name, nothing outside is opened."""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from quoth.errors import SourceRefused
from quoth.ingest.outcomes import Refusal
from quoth.ingest.streams import Counted, Readable, Swelling
from quoth.ingest.tell import Form

ASIDE = 16 * 1024 * 1024  # of a zip kept in memory; a larger one lies in a nameless temporary file
ZIP_BYTES = 2 * 1024 * 1024 * 1024  # of a zip that lies inside another archive and must be put aside to be read
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError, zipfile.BadZipFile, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive."""

    name: str
    stream: BinaryIO


def members(form: Form, name: str, stream: BinaryIO) -> Iterator[Member | Refusal]:
    """Yield the members of an archive in order; each must be read before the next is asked for.

    A member that is a link or whose name leads out of the archive is a refusal.

    Raises:
        SourceRefused: the archive is broken, locked with a password, or swells as a bomb does.

    """
    try:
        if form is Form.GZIP:
            yield Member(name.removesuffix(".gz"), _gunzipped(stream))
        elif form is Form.TAR:
            yield from _tar(name, stream)
        else:
            yield from _zip(name, stream)
    except _BROKEN as error:
        raise SourceRefused(f"is a broken archive: {str(error).rstrip('.') or 'it ends too early'}.") from None


def _buffered(raw: io.RawIOBase) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(raw, 64 * 1024))


class _Whole(Readable):
    """A packed stream whose own errors become refusals where they are met: inside a member's reader."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self.stream.read(len(buffer))
        except _BROKEN as error:
            raise SourceRefused(f"is broken inside its archive: {str(error).rstrip('.')}.") from None
        buffer[: len(data)] = data
        return len(data)


def _gunzipped(stream: BinaryIO) -> BinaryIO:
    packed = Counted(stream)
    plain = gzip.GzipFile(fileobj=packed, mode="rb")
    return _buffered(Swelling(_buffered(_Whole(cast("BinaryIO", plain))), packed))


def _tar(name: str, stream: BinaryIO) -> Iterator[Member | Refusal]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            own = f"{name}/{info.name}"
            if info.isdir():
                continue
            if not info.isreg():
                yield Refusal(own, f"{own} is a link or device inside an archive, which is never followed.")
            elif reason := _leads_out(info.name):
                yield Refusal(own, f"{own} {reason}")
            elif (member := archive.extractfile(info)) is not None:
                yield Member(own, _buffered(_Whole(cast("BinaryIO", member))))


def _zip(name: str, stream: BinaryIO) -> Iterator[Member | Refusal]:
    with _seekable(stream) as source, zipfile.ZipFile(source) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" in names:
            raise SourceRefused("is an Office file, which is not read; save it as PDF, HTML or text.")
        for info in archive.infolist():
            own = f"{name}/{info.filename}"
            if info.is_dir():
                continue
            if (info.external_attr >> 16) & 0o170000 == 0o120000:
                yield Refusal(own, f"{own} is a link inside an archive, which is never followed.")
            elif reason := _leads_out(info.filename):
                yield Refusal(own, f"{own} {reason}")
            elif info.flag_bits & 1:
                yield Refusal(own, f"{own} is locked with a password; unlock it first.")
            else:
                yield from _zip_member(archive, info, own)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, own: str) -> Iterator[Member | Refusal]:
    packed = Counted(io.BytesIO())
    packed.count = info.compress_size
    try:
        with archive.open(info) as member:
            yield Member(own, _buffered(Swelling(_buffered(_Whole(cast("BinaryIO", member))), packed)))
    except (*_BROKEN, NotImplementedError) as error:
        yield Refusal(own, f"{own} is broken inside its archive: {str(error).rstrip('.')}.")


def _seekable(stream: BinaryIO) -> tempfile.SpooledTemporaryFile[bytes]:
    """Put a zip aside, in memory while it is small: its list of members stands at its end."""
    aside = tempfile.SpooledTemporaryFile(max_size=ASIDE)  # noqa: SIM115  (the caller closes it)
    count = 0
    while piece := stream.read(1 << 20):
        count += len(piece)
        if count > ZIP_BYTES:
            aside.close()
            raise SourceRefused("is a zip archive larger than 2 GB; unpack it first.")
        aside.write(piece)
    aside.seek(0)
    return aside


def _leads_out(name: str) -> str | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\x00" in name or ":" in path.parts[0]:
        return "has a name that leads out of its archive; it is not read."
    return None
