"""Several processes work ahead of one: results come in order, and never more than a few of them wait."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

WORKERS = max(1, min(8, os.cpu_count() or 1))
AHEAD = 2  # jobs a worker that are done or under way before their turn; what bounds memory
# Spawned, not forked: the writer's process has threads (tantivy's, SQLAlchemy's) that a fork would not carry over.
context = multiprocessing.get_context("spawn")


@contextmanager
def crew(
    workers: int = WORKERS, setup: Callable[..., object] | None = None, *given: Any
) -> Iterator[ProcessPoolExecutor]:
    """Start ``workers`` processes, each of which calls ``setup(*given)`` first; they end with the block."""
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(setup, given))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(setup: Callable[..., object] | None, given: tuple[Any, ...]) -> None:
    stand_by()
    if setup is not None:
        setup(*given)
    settle()


def settle() -> None:
    """Let the collector of garbage pass over what was set up: looking through it again costs more than it finds."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def stand_by() -> None:
    """Tie this process to the one that started it: end with it even if that is killed, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def in_order(
    pool: ProcessPoolExecutor, work: Callable[[Job], Result], jobs: Iterable[Job], most: int = AHEAD * WORKERS
) -> Iterator[Result]:
    """Yield the results of ``work`` on every job, in the order of the jobs; at most ``most`` of them wait."""
    waiting: deque[Future[Result]] = deque()
    for job in jobs:
        waiting.append(pool.submit(work, job))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
