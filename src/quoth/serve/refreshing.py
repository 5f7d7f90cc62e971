"""`quoth refresh` and `quoth diff`: what changed in a library, and why two answers differ."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from quoth.errors import NotFound
from quoth.serve.around import bar, bytes_of, library, print_noun

BROKEN = 1


@click.command()
@click.argument("notices", required=False, type=click.Path(path_type=Path), metavar="[RETRACTION_LIST]")
@click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), help="The day the list is of; else that of its newest row.")
@click.option("--online", is_flag=True, help="Ask PubMed about every work with a PMID. Nothing is asked without this.")
@click.option("--since", metavar="DATE|POSITION", help="Do nothing; say what changed since then.")
@click.option("--library", "folder", type=click.Path(path_type=Path), help="The library's folder, as for the others.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def refresh(  # noqa: PLR0913, PLR0917 - one parameter an option
    notices: Path | None, dated: Any, online: bool, since: str | None, folder: Path | None, form: str
) -> None:
    """Bring notices, versions and dates up to date, and say what changed since the last refresh.

    With a Retraction Watch list (CSV), its notices reach the papers of the library by DOI, in any case, or PMID:
    retractions, expressions of concern, corrections and reinstatements. Doing it again changes nothing. --since takes a
    day, a position, or the fingerprint on an answer. Exit code 1 when the list or PubMed's answers broke off.

    Example: quoth refresh retraction_watch.csv
    """
    if since is not None and (notices or online or dated):
        raise click.UsageError("--since does nothing but look; give it alone.")
    if dated and not notices:
        raise click.UsageError("--dated says of which day a list is; give the list.")
    if notices and not notices.is_file():
        raise NotFound(f"{notices} is not there or not a file; give a Retraction Watch list (CSV).")
    with library(folder) as engine:
        if since is not None:
            print_noun(engine.changed(since), form)
            return
        with bar("Asking" if online else "Refreshing") as progress:
            day = dated.date().isoformat() if dated else None
            done = engine.refresh(notices, dated=day, online=online, progress=progress)
    print_noun(done, form)
    broke_off = (done.notice_list and not done.notice_list.whole) or (done.asked and done.asked.left)
    sys.exit(BROKEN if broke_off else 0)


@click.command()
@click.argument("one", metavar="A", type=click.Path(path_type=Path))
@click.argument("other", metavar="B", type=click.Path(path_type=Path))
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def diff(one: Path, other: Path, form: str) -> None:
    """Say why two answers differ: claims, sources, notices, and what of their libraries differs.

    A and B are answer packs, the output of `quoth ask --json`; no library is opened. Exit code 0: compared, whatever
    differs. 1: a pack is broken, which is named first. 2: not an answer pack.

    Example: quoth diff answer-2026-11-01.json answer-2026-11-26.json
    """
    from quoth.engine import Engine  # noqa: PLC0415

    found = Engine.diff(bytes_of(one), bytes_of(other))
    print_noun(found, form)
    sys.exit(BROKEN if found.faults else 0)
