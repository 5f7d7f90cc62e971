"""The command line. Exit codes: 0 done or holds, 1 broken, 2 unusable input (one sentence on standard error)."""

from __future__ import annotations

import gc
import re
import sys
from pathlib import Path
from typing import Any

import click

from quoth.errors import NotFound, QuothError
from quoth.serve import auditing, refreshing, searching
from quoth.serve.around import bar, bytes_of, library, print_noun, write
from quoth.serve.options import form_options, library_option, patient_option, patient_text

UNUSABLE = 2
BROKEN = 1
INTERRUPTED = 130
IDENTIFIER = re.compile(r"(pmid|pmc|doi|search):", re.IGNORECASE)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quoth", prog_name="quoth")
def app() -> None:
    """Answer clinical questions from stored sources: every sentence has a receipt."""


for _command in (searching.ask, searching.find, searching.why):
    app.add_command(_command)


@app.command()
@click.argument("name", required=False)
@click.argument("facts", nargs=-1, metavar="[KEY=VALUE[UNIT]]...")
@patient_option
@library_option
@form_options("text", "json")
def score(name: str | None, facts: tuple[str, ...], patient: str | None, folder: Path | None, form: str) -> None:
    """Compute the score NAME for a patient; without facts, say what it is; without NAME, list all scores.

    Values may carry units (creatinine=120umol/L, platelets=8000/uL), comparators (haptoglobin=<0.1g/L) and decimal
    commas. What is missing is not taken as normal: the result is then an interval. Nothing of the patient is kept.

    Example: quoth score plasmic platelets=8 creatinine=1.1mg/dL mcv=84 inr=1.1 hemolysis=yes cancer=no transplant=no
    """
    with library(folder) as engine:
        if name is None:
            lines = [f"{found.id:<24} {found.name}" for found in engine.scores()]
            click.echo("\n".join(lines))
        elif not facts and patient is None:
            print_noun(engine.introduce(name), form)
        else:
            print_noun(engine.score(name, facts, None if patient is None else patient_text(patient)), form)


@app.command()
@click.argument("facts", nargs=-1, metavar="[KEY=VALUE[UNIT]]...")
@patient_option
@library_option
@form_options("text", "json")
def pathway(facts: tuple[str, ...], patient: str | None, folder: Path | None, form: str) -> None:
    """Say which rules of the pack's pathway fire for a patient, in order, and what is missing. Never an order.

    Example: quoth pathway platelets=22 schistocytes=yes creatinine=1.2mg/dL
    """
    with library(folder) as engine:
        print_noun(engine.pathway(facts, None if patient is None else patient_text(patient)), form)


@app.command()
@click.argument("pack", type=click.Path(path_type=Path, allow_dash=True))
@library_option
@form_options("text", "json")
def verify(pack: Path, folder: Path | None, form: str) -> None:
    """Check every receipt of an answer PACK, the output of `quoth ask --json`; or a folder of pack data.

    Of a folder such as packs/tma, every figure of a statement is looked up in the full text of its source, as far as
    the library holds it.

    Exit code 0: it holds. 1: broken, the claim or figure is named. 2: not an answer pack.

    Example: quoth ask "Should aspirin be given in TTP?" --json > answer.json && quoth verify answer.json
    """
    of_data = pack.is_dir() or (pack.parent == Path("packs") and not pack.exists())
    data = b"" if of_data else bytes_of(pack)
    with library(folder) as engine:
        found = engine.verify_pack(pack) if of_data else engine.verify(data)
    print_noun(found, form)
    sys.exit(0 if found.holds else BROKEN)


@app.command()
@click.argument("ident", metavar="ID")
@click.option("--full", is_flag=True, help="The stored text itself, whole, instead of the page about it.")
@library_option
@form_options("text", "md", "json")
def show(ident: str, full: bool, folder: Path | None, form: str) -> None:
    """Show what stands behind ID: the page of a paper, the source of a statement, or a concept.

    A paper is named by pmid:…, pmc:…, doi:… or the id of a document. Its page quotes what it says of itself, each
    quote with its receipt; --json prints a pack that `quoth verify` checks. With --full --format md the stored text is
    printed as Markdown that `quoth add` reads back.

    Example: quoth show isth-ssc-2018-tp
    """
    with library(folder) as engine:
        whole = engine.full(ident) if full else None
        found = whole if full else engine.show(ident)
        written = engine.markdown(whole) if whole and form == "md" else None
    if found is None:
        raise NotFound(f"Nothing called {ident!r} is in this library; ids stand in the source list of a page.")
    if written is None:
        print_noun(found, form)
    else:
        write(written)


@app.command()
@click.argument("names", nargs=-1, metavar="[PATH|ID]...")
@click.option(
    "--sources", metavar="PACK", help="Fetch what is open access of a pack's own sources, e.g. --sources tma."
)
@click.option("--vocabulary", type=click.Path(path_type=Path), help="A vocabulary file: OBO, MeSH descriptors or TSV.")
@click.option("--local", is_flag=True, help="These are the hospital's own documents: shown apart, never as guidelines.")
@click.option("--owner", help="Who answers for the local documents; needed with --local.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Until when they hold; needed with --local.")
@library_option
@form_options("text", "json")
def add(  # noqa: PLR0913, PLR0917 - one parameter an option
    names: tuple[str, ...],
    sources: str | None,
    vocabulary: Path | None,
    local: bool,
    owner: str | None,
    expires: Any,
    folder: Path | None,
    form: str,
) -> None:
    """Add files, folders and archives to the library; the format is told by content. pmid:…, pmc:… and doi:… fetch.

    search:WORDS fetches the best 100 papers that PubMed finds.

    Reads JATS and NLM XML, PubMed XML, nbib, BioC, PubTator, Markdown, HTML, PDF, plain text, RIS, CSL-JSON, Retraction
    Watch lists, and zip, tar or gzip of them. Adding again changes nothing. Exit code 1 when something was refused.

    Example: quoth add papers/ retraction_watch.csv
    """
    if local and not (owner and expires):
        raise click.UsageError("--local needs --owner and --expires, so that a reader can see whose it is and how old.")
    fetched = [name for name in names if IDENTIFIER.match(name)]
    paths = [Path(name) for name in names if name not in fetched]
    missing = next((path for path in [*paths, *([vocabulary] if vocabulary else [])] if not path.exists()), None)
    if missing is not None:
        raise NotFound(f"{missing} is not there; give a file or folder, or an identifier such as pmid:29768149.")
    if not (names or sources or vocabulary):
        raise click.UsageError("Say what to add: files, folders, identifiers, --sources PACK or --vocabulary FILE.")
    own = (str(owner), expires.date().isoformat()) if local else None
    reports = []
    with library(folder) as engine:
        if vocabulary is not None:
            click.echo(f"{engine.add_vocabulary(vocabulary):,} concepts of {vocabulary.name} added", err=form == "json")
        if paths:
            with bar("Reading") as progress:
                reports.append(engine.add(paths, own, progress))
        if fetched or sources:
            with bar("Fetching") as progress:
                reports.append(engine.fetch(fetched, sources, progress))
    for report in reports:
        print_noun(report, form)
    sys.exit(BROKEN if any(report.refused for report in reports) else 0)


@app.command()
@click.argument("ident", metavar="ID")
@library_option
def remove(ident: str, folder: Path | None) -> None:
    """Take a document, or every document of a work, out of use. Old versions stay, so that old receipts hold.

    Example: quoth remove pmid:29768149
    """
    with library(folder) as engine:
        taken = engine.remove(ident)
    click.echo(f"taken out of use: {taken} documents of {ident}")


@app.command()
@click.argument("file", type=click.Path(path_type=Path))
@library_option
def backup(file: Path, folder: Path | None) -> None:
    """Write the library to a new FILE, whole, even while others add to it. The index is left out: it can be rebuilt.

    Example: quoth backup library-2026-11-25.quoth
    """
    with library(folder) as engine:
        size = engine.backup(file)
    click.echo(f"written: {file}, {size / 1e6:.1f} MB; `quoth restore {file}` puts it into a new library")


@app.command()
@click.argument("file", type=click.Path(path_type=Path))
@library_option
@form_options("text", "json")
def restore(file: Path, folder: Path | None, form: str) -> None:
    """Put the library of a backup FILE into a new folder, or into a library that holds nothing but packs.

    Example: quoth restore library-2026-11-25.quoth --library restored
    """
    from quoth import settings  # noqa: PLC0415
    from quoth.engine import Engine  # noqa: PLC0415

    Engine.restore(settings.load(folder), file)
    with library(folder) as engine:
        print_noun(engine.status(), form)


@app.command()
@library_option
@form_options("text", "json")
def status(folder: Path | None, form: str) -> None:
    """Say what the library holds and what would answer from it.

    Example: quoth status --json
    """
    with library(folder) as engine:
        print_noun(engine.status(), form)


app.add_command(auditing.audit)
app.add_command(refreshing.refresh)
app.add_command(refreshing.diff)


def main() -> None:
    """Run the command line; turn refusals into one sentence and exit 2."""
    gc.set_threshold(
        50_000, 20, 20
    )  # a command is over before collecting garbage pays; it costs a tenth of a cold start
    try:
        app(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(UNUSABLE)
    except QuothError as error:
        click.echo(f"quoth: {error}", err=True)
        sys.exit(UNUSABLE)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
