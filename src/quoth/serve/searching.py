"""The commands that search the library: ask, find, why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from quoth.serve.around import library, print_noun
from quoth.serve.options import (
    filter_options,
    filters_of,
    form_options,
    library_option,
    patient_option,
    patient_text,
)


def _asked(question: str) -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace") if question == "-" else question


@click.command()
@click.argument("question")
@patient_option
@filter_options
@click.option("--log", is_flag=True, help="Print the search log instead: the strategy as run, and the near misses.")
@library_option
@form_options("text", "md", "json")
def ask(question: str, patient: str | None, folder: Path | None, form: str, *, log: bool, **filters: Any) -> None:
    """Answer QUESTION from the library, each sentence with its receipt; - reads it from standard input.

    Filters restrict what is searched; the page says so, and has no bottom line. With --log, the search behind the page
    is printed line by line, with its counts and what came near and was left out, to be pasted into a report.

    With --patient, the pack's pathway for that patient is printed after the answer. It is never part of the answer
    and is kept nowhere.

    \b
    Example: quoth ask "Should platelets be transfused in TTP before a line is placed?"
             quoth ask "Is rituximab used in TTP?" --year 2018- --design guideline
             quoth ask "Is rituximab used in TTP?" --log
    """  # noqa: D301 - click keeps the lines after \b as they are
    text = _asked(question)
    if log and patient is not None:
        raise click.UsageError("A search log has nothing of a patient in it; leave out --patient or --log.")
    with library(folder) as engine:
        wanted = filters_of(engine, filters)
        if log:
            print_noun(engine.reasons(text, wanted).log(), "json" if form == "json" else "text")
            return
        answer = engine.ask(text, wanted)
        beside = None if patient is None else engine.pathway(text=patient_text(patient))
    if beside is None:
        print_noun(answer, form)
    elif form == "json":
        print_noun((answer, beside), form)
    else:
        print_noun(answer, form)
        print_noun(beside, "text")


@click.command()
@click.argument("words", nargs=-1, required=True)
@filter_options
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many works to list.")
@click.option("--log", is_flag=True, help="Add the search log: the strategy as run, with counts and near misses.")
@library_option
@form_options("text", "md", "json", "csv", "ris", "csl")
def find(words: tuple[str, ...], limit: int, folder: Path | None, form: str, *, log: bool, **filters: Any) -> None:
    """List the documents that WORDS find, by their best passage, each with its best sentence and receipt.

    A work stands once, whatever number of its documents is held. --json is a file that `quoth verify` checks; ris and
    csl go to a reference manager, csv to a spreadsheet. The log is part of text, md and json.

    \b
    Example: quoth find rituximab relapse TTP --year 2018- --design guideline,trials
             quoth find "plasma exchange in cancer" --concept "cancer TMA" --limit 50 --format ris > found.ris
             quoth find eculizumab HUS --not-retracted --log
    """  # noqa: D301
    with library(folder) as engine:
        listing = engine.find(_asked(" ".join(words)), filters_of(engine, filters), limit, log=log)
    print_noun(listing, form)


@click.command()
@click.argument("ident", metavar="ID")
@click.option("--question", required=True, help="The question whose page it is, or is not, on.")
@filter_options
@library_option
@form_options("text", "json")
def why(ident: str, question: str, folder: Path | None, form: str, **filters: Any) -> None:
    """Say why ID is, or is not, on the page of a question: terms met, rank, slots, labels, and the one reason.

    ID is a paper (pmid:..., doi:..., pmc:...), a document, a source or a statement of a pack. Give the filters that the
    question was asked with.

    \b
    Example: quoth why pmid:29222314 --question "Is plasma exchange used in TMA with cancer?"
             quoth why isth-ssc-2018-tp-03 --question "Do you anticoagulate in TMA with tumor?"
    """  # noqa: D301
    with library(folder) as engine:
        found = engine.why(ident, _asked(question), filters_of(engine, filters))
    print_noun(found, form)
