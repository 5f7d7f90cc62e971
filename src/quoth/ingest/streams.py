"""Streams that can be looked into without losing their head, and that notice when they swell beyond reason."""

from __future__ import annotations

import io
from typing import BinaryIO

from quoth.errors import SourceRefused

RATIO = 250  # unpacked bytes a packed byte may stand for (PubMed's files: about 10)
_SIP = 8192  # packed bytes taken at a time, so that the ratio is known early
FREE = 1024 * 1024  # unpacked bytes before the ratio counts


class Readable(io.RawIOBase):
    """A stream that can be read; how is each one's own."""

    def readable(self) -> bool:
        """Say so."""
        return True


class Rejoined(Readable):
    """A stream whose first bytes were already read, put back together."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self.head = head
        self.rest = rest

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` and return how much was read."""
        size = len(buffer)
        data = self.head[:size] if self.head else self.rest.read(size)
        self.head = self.head[size:]
        buffer[: len(data)] = data
        return len(data)


class Counted(Readable):
    """Counts the bytes read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.count = 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` and return how much was read."""
        data = self.stream.read(min(len(buffer), _SIP))
        self.count += len(data)
        buffer[: len(data)] = data
        return len(data)


class Swelling(Readable):
    """An unpacked stream; refuses to go on when it has grown far beyond what it was packed in."""

    def __init__(self, stream: BinaryIO, packed: Counted) -> None:
        self.stream = stream
        self.packed = packed
        self.count = 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` and return how much was read."""
        data = self.stream.read(len(buffer))
        self.count += len(data)
        if self.count > FREE and self.count > RATIO * max(self.packed.count, 1):
            raise SourceRefused(f"unpacks to more than {RATIO} times its size, as an archive bomb does.")
        buffer[: len(data)] = data
        return len(data)


def read_head(stream: BinaryIO, size: int) -> bytes:
    """Return up to ``size`` first bytes, however small the pieces the stream gives."""
    pieces: list[bytes] = []
    left = size
    while left > 0 and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def read_whole(stream: BinaryIO, most: int, what: str) -> bytes:
    """Return all bytes of a stream, refusing one longer than ``most``."""
    data = read_head(stream, most + 1)
    if len(data) > most:
        raise SourceRefused(f"is larger than {most // 2**20} MB, which no {what} is; split it.")
    return data
