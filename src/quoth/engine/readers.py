"""Files -> outcomes, by processes that read ahead of the one that writes.

Small files are read whole, several at a time; a large one, or an archive, is read by a process of its own that hands
over its papers as they come, and waits when it is too far ahead. A file that brings its reader down is refused by name.
What reads a paper also makes its rows for the index, unless the library has that text already.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain, count, cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from quoth.engine.crew import AHEAD, WORKERS, context, crew, settle, stand_by
from quoth.engine.replaying import Place, Rows, Tools, rows_of, tools_at
from quoth.ingest import Local, Outcome, Paper, Refusal, read_path

LARGE = 4 * 1024 * 1024  # bytes; up to this a file is read whole by a worker
TOGETHER = 8  # small files in one job
READERS = min(2, WORKERS)  # processes that read one large file by turns
BATCH = 100  # outcomes of a large file that are handed over at a time
PACKED = (b"\x1f\x8b", b"PK\x03\x04")  # gzip, zip: what comes out may be far larger than the file

File = tuple[str, Path]


@dataclass(frozen=True, slots=True)
class Ready:
    """A paper together with its rows for the index."""

    paper: Paper
    rows: Rows


Read = Outcome | Ready
Sent = Read | bytes
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Ready).decode


@dataclass(slots=True)
class Job:
    """Files to read at one go: several small ones, or one large one."""

    files: list[File] = field(default_factory=list)
    size: int = 0
    large: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """How files are read: whose documents they become, and for which library rows are made."""

    local: Local | None
    place: Place


def read_all(files: Iterable[File], order: Order, workers: int, here: Tools) -> Iterator[Iterable[Read]]:
    """Yield what came of every file, in order; few small files are read in this process, with the tools ``here``."""
    files = list(files)
    jobs = _jobs(files)
    if workers < 2 or (len(files) < 2 * workers and not any(_is_large(path) for _, path in files)):
        for name, path in files:
            yield chain.from_iterable(_read_ready(name, path, order.local, here))
        return
    with crew(workers) as pool:
        waiting: deque[tuple[Job, Future[list[list[Sent]]] | None]] = deque()
        for job in jobs:
            waiting.append((job, _begin(pool, job, order)))
            if len(waiting) >= AHEAD * workers:
                yield from _outcomes(*waiting.popleft(), order)
        while waiting:
            yield from _outcomes(*waiting.popleft(), order)


def _begin(pool: ProcessPoolExecutor, job: Job, order: Order) -> Future[list[list[Sent]]] | None:
    """Start a job, unless its file is large or the workers are gone: then it is read when its turn comes."""
    try:
        return None if job.large else pool.submit(_read_small, job.files, order)
    except BrokenExecutor:
        return None


def _outcomes(job: Job, begun: Future[list[list[Sent]]] | None, order: Order) -> Iterator[Iterable[Read]]:
    if begun is not None:
        try:
            yield from (map(_unpacked, batch) for batch in begun.result())
        except BrokenExecutor:  # some file brought a worker down: each is read by a process of its own
            pass
        else:
            return
    for name, path in job.files:
        yield _read_large(name, path, order)


def _jobs(files: Iterable[File]) -> Iterator[Job]:
    job = Job()
    for name, path in files:
        if _is_large(path):
            if job.files:
                yield job
            yield Job([(name, path)], large=True)
            job = Job()
            continue
        job.files.append((name, path))
        job.size += _size(path)
        if len(job.files) == TOGETHER or job.size > LARGE:
            yield job
            job = Job()
    if job.files:
        yield job


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # the reader says what is wrong with it


def _is_large(path: Path) -> bool:
    size = _size(path)
    if size > LARGE or not path.is_file():
        return size > LARGE
    try:
        with path.open("rb") as file:
            return file.read(4).startswith(PACKED)
    except OSError:
        return False


def read_one(name: str, path: Path, local: Local | None) -> Iterator[Outcome]:
    """Read one file; outcomes are named as the report shall name them."""
    for outcome in read_path(path, local=local):
        bare = outcome.name.removeprefix(path.name)
        yield replace(outcome, name=f"{name}{bare}")


# --- in a worker ---------------------------------------------------------------------------------------------------


def _read_small(files: list[File], order: Order) -> list[list[Sent]]:
    tools = tools_at(order.place)
    return [list(map(_packed, with_rows(read_one(name, path, order.local), tools))) for name, path in files]


def _stream(pipe: Connection, name: str, path: Path, order: Order, turn: tuple[int, int]) -> None:
    """Send what comes of a file in batches, then None; sending waits while the other side is busy.

    ``turn`` is (which, of how many): readers of one file take turns. Each reads all of it, which is quick, and makes
    ready what is slow, the rows, of its own batches only.
    """
    stand_by()
    tools = tools_at(order.place)
    settle()
    outcomes = read_one(name, path, order.local)
    which, of = turn
    for number in count():
        batch = list(islice(outcomes, BATCH))
        if not batch:
            break
        if number % of == which:
            pipe.send(list(map(_packed, with_rows(batch, tools))))
    pipe.send(None)


def _read_ready(name: str, path: Path, local: Local | None, tools: Tools) -> Iterator[list[Read]]:
    outcomes = read_one(name, path, local)
    while batch := list(islice(outcomes, BATCH)):
        yield with_rows(batch, tools)


def with_rows(outcomes: Iterable[Outcome], tools: Tools) -> list[Read]:
    """Return outcomes with the rows of every paper whose text the library does not have as its current version."""
    read = list(outcomes)
    held = tools.store.current_versions(o.document.id for o in read if isinstance(o, Paper))
    return [
        Ready(o, rows_of(tools.judging, o.document))
        if isinstance(o, Paper) and held.get(o.document.id) != o.document.sha256
        else o
        for o in read
    ]


def _packed(one: Read) -> Sent:
    """Return what was read as it travels: papers as bytes, a third of the work of what multiprocessing would make of it."""
    try:
        return _encode(one) if isinstance(one, Ready) else one
    except UnicodeEncodeError:  # a file's name may hold bytes that are no letters
        return one


def _unpacked(one: Sent) -> Read:
    return _decode(one) if isinstance(one, bytes) else one


def _read_large(name: str, path: Path, order: Order) -> Iterator[Read]:
    """Yield the outcomes of a file that processes of its own read, by turns."""
    readers = []
    for which in range(READERS):
        ours, theirs = context.Pipe(duplex=False)
        turn = (which, READERS)
        process = context.Process(target=_stream, args=(theirs, name, path, order, turn), daemon=True)
        process.start()
        theirs.close()
        readers.append((ours, process))
    try:
        for ours, process in cycle(readers):
            try:
                batch = ours.recv()
            except EOFError:
                process.join()
                why = f"{name} brought its reader down (exit code {process.exitcode}); the rest of it was not read."
                yield Refusal(name, why)
                return
            if batch is None:
                return
            yield from map(_unpacked, batch)
    finally:
        for ours, process in readers:
            ours.close()
            process.terminate()
            process.join()
