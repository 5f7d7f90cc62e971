"""What every command does around its verb: open the library, say what is under way, print what came of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quoth.errors import AnswerUnusable

if TYPE_CHECKING:
    from quoth.engine import Engine

FORMS = {"md": "markdown"}  # what a form is called in the table of forms, where it is called otherwise
LARGEST_PACK = 64 * 1024 * 1024  # bytes; an answer pack is some hundred kilobytes


@contextmanager
def library(folder: Path | None) -> Iterator[Engine]:
    """Open the library for one command, saying so on a terminal when it has to be set up first."""
    from quoth import settings  # noqa: PLC0415 - imports are paid by the command that needs them
    from quoth.engine import Engine  # noqa: PLC0415

    def say(what: str) -> None:
        if sys.stderr.isatty():
            click.echo(what, err=True)

    engine = Engine.open(settings.load(folder), progress=say)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a progress function that draws a bar with rate and time left on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.speed:.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_noun(noun: object, form: str) -> None:
    """Print a noun in a form; on a terminal, with styles where it has a page of its own."""
    from quoth.render import render, show_page  # noqa: PLC0415

    if form == "text" and sys.stdout.isatty() and show_page(noun):
        return
    if isinstance(noun, tuple):  # an answer and, beside it and never in it, a patient's panel
        answer, beside = (render(part, FORMS.get(form, form)).strip() for part in noun)
        sys.stdout.write(f'{{"answer": {answer},\n"patient": {beside}}}\n')
        return
    write(render(noun, FORMS.get(form, form)))


def write(text: str) -> None:
    """Write a text that ends with one line break, bytes as they are."""
    sys.stdout.buffer.write((text.rstrip("\n") + "\n").encode("utf-8", "surrogatepass"))
    sys.stdout.flush()


def bytes_of(path: Path) -> bytes:
    """Return what stands in the file of an answer pack, or on standard input for -."""
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(LARGEST_PACK + 1)
        with path.open("rb") as file:
            data = file.read(LARGEST_PACK + 1)
    except OSError as error:
        raise AnswerUnusable(f"{path} cannot be read: {error.strerror}; give the file of an answer pack.") from None
    if len(data) > LARGEST_PACK:
        raise AnswerUnusable(f"{path} is larger than {LARGEST_PACK >> 20} MiB, so it is not an answer pack.")
    return data
