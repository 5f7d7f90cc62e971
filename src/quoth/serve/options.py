"""Options that several commands share, and what reads what they name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quoth.errors import FactsRefused

if TYPE_CHECKING:
    from quoth.engine import Engine
    from quoth.model.filters import Filters

Command = Callable[..., Any]
LARGEST_PATIENT = 8 * 1024 * 1024  # bytes; a FHIR bundle of one patient is smaller


def library_option(command: Command) -> Command:
    """Give a command --library."""
    text = "The library's folder; else $QUOTH_LIBRARY, else the platform's user data folder."
    return click.option("--library", "folder", type=click.Path(path_type=Path), help=text)(command)


def patient_option(command: Command) -> Command:
    """Give a command --patient."""
    text = "A file of patient facts (key=value lines, JSON, FHIR R4 or free text), or - for standard input."
    return click.option("--patient", help=text)(command)


def patient_text(place: str) -> str:
    """Return what a patient file says; its contents never stand in a message."""
    if place == "-":
        return sys.stdin.buffer.read(LARGEST_PATIENT + 1).decode("utf-8", "replace")
    try:
        with Path(place).open("rb") as file:
            return file.read(LARGEST_PATIENT + 1).decode("utf-8", "replace")
    except OSError as error:
        raise FactsRefused(f"The patient file {place} cannot be read: {error.strerror}.") from None


def form_options(*forms: str) -> Callable[[Command], Command]:
    """Give a command --json and, where there are more forms, --format."""

    def add(command: Command) -> Command:
        command = click.option("--json", "form", flag_value="json", help="Print JSON.")(command)
        return click.option("--format", "form", type=click.Choice(forms), default="text", help="How to print it.")(
            command
        )

    return add


def filter_options(command: Command) -> Command:
    """Give a command the filters of a search; their values come as keywords that `filters_of` takes."""
    given = (
        click.option("--year", help="Published in 2015, 2015-2020, 2018- or -2018."),
        click.option("--design", "designs", multiple=True, help="Study design, e.g. guideline, cohort, trials."),
        click.option("--stream", "streams", multiple=True, help="guideline, research, local or appraisal."),
        click.option("--concept", "concepts", multiple=True, help="Speaks of a concept (id or name) or a kind of it."),
        click.option("--licence", "licences", multiple=True, help="E.g. cc-by, cc0, open, none."),
        click.option("--not-retracted", is_flag=True, help="Leave out what the library knows to be retracted."),
    )
    for option in reversed(given):
        command = option(command)
    return command


def filters_of(engine: Engine, asked: dict[str, Any]) -> Filters | None:
    """Return the filters given by `filter_options`, or None where none is."""
    return engine.filters(**asked) if any(asked.values()) else None
