"""The commands that search the library."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quoth.serve.around import library, print_noun
from quoth.serve.options import form_options, library_option, patient_option, patient_text


@click.command()
@click.argument("question")
@patient_option
@library_option
@form_options("text", "md", "json")
def ask(question: str, patient: str | None, folder: Path | None, form: str) -> None:
    """Answer QUESTION from the library, each sentence with its receipt; - reads it from standard input.

    With --patient, the pack's pathway for that patient is printed after the answer. It is never part of the answer
    and is kept nowhere.

    Example: quoth ask "Should platelets be transfused in TTP before a line is placed?"
    """
    text = sys.stdin.buffer.read().decode("utf-8", "replace") if question == "-" else question
    with library(folder) as engine:
        answer = engine.ask(text)
        beside = None if patient is None else engine.pathway(text=patient_text(patient))
    if beside is None:
        print_noun(answer, form)
    elif form == "json":
        print_noun((answer, beside), form)
    else:
        print_noun(answer, form)
        print_noun(beside, "text")
