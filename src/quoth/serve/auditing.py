"""``quoth audit``: check an answer that somebody else wrote."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quoth.errors import SourceRefused
from quoth.serve.around import library, print_noun
from quoth.serve.options import form_options, library_option

LARGEST = 64 * 1024 * 1024  # bytes; a PDF of a guideline is some megabytes
STANDARD_INPUT = "standard input"


def kinds_of(text: str) -> frozenset[str]:
    """Return the verdict kinds that a comma-separated list names, by their words or slugs, "source" and "drug" optional."""
    from quoth.model.audits import VerdictKind  # noqa: PLC0415 - imports are paid by the command that needs them

    known = {
        spelt: kind
        for kind in VerdictKind
        for spelt in (kind.slug, kind.slug.removeprefix("source-").removeprefix("drug-"))
    }
    found = set()
    for name in filter(None, (part.strip().lower().replace(" ", "-") for part in text.split(","))):
        if name not in known:
            raise click.UsageError(
                f"--fail-on does not know {name!r}; it knows {', '.join(k.slug for k in VerdictKind)}."
            )
        found.add(str(known[name]))
    return frozenset(found)


def read(place: str) -> tuple[bytes, str]:
    """Return the bytes of a file, or of standard input for ``-``, and the name to show."""
    try:
        if place == "-":
            data, name = sys.stdin.buffer.read(LARGEST + 1), STANDARD_INPUT
        else:
            path = Path(place)
            with path.open("rb") as file:
                data, name = file.read(LARGEST + 1), path.name
    except OSError as error:
        raise SourceRefused(f"{place} cannot be read: {error.strerror}; give a file or - for standard input.") from None
    if len(data) > LARGEST:
        raise SourceRefused(f"{name} is larger than {LARGEST >> 20} MiB, which no answer is.")
    return data, name


@click.command()
@click.argument("place", metavar="FILE|-")
@click.option("--question", help="What the text answers, where it does not say so itself.")
@click.option(
    "--fail-on",
    "fail_on",
    metavar="KIND,KIND",
    default="",
    help="Exit 1 when one of these is found, e.g. uncited,contradicted.",
)
@library_option
@form_options("text", "md", "json")
def audit(place: str, question: str | None, fail_on: str, folder: Path | None, form: str) -> None:
    """Check a text that somebody else wrote, statement by statement, against its sources and this library.

    Reads text, Markdown, HTML and PDF. Every statement gets its verdicts: supported (with the passage), uncited,
    indirect, not said by its source, retracted, a drug withdrawn ... What is unsure is "not confirmed", with the
    nearest passage, never "false". Nothing of the text is stored.

    Exit code 0: read. 1: something of --fail-on was found, or not all was read. 2: unusable input.

    Example: quoth audit answer.md --question "Do you anticoagulate in TMA with tumor?" --fail-on uncited,retracted
    """
    wanted = kinds_of(fail_on)
    data, name = read(place)
    with library(folder) as engine:
        found = engine.audit(data, name, question)
    print_noun(found, form)
    met = wanted & {str(kind) for kind, _ in found.counts}
    sys.exit(1 if met or (wanted and found.unread) else 0)
