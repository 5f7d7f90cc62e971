"""A listing for a terminal and as Markdown: one entry a work, its best sentence with the receipt."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from quoth.model import Voice
from quoth.model.listings import Found, Listing
from quoth.render import log_text, words
from quoth.render.answer_markdown import plain

WIDTH = 80


def render(listing: Listing) -> str:
    """Return the listing as plain text, 80 columns wide."""
    out = io.StringIO()
    Console(file=out, width=WIDTH, color_system=None, highlight=False).print(Group(*_parts(listing)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(listing: Listing) -> None:
    """Print the listing on the terminal, with styles."""
    Console(width=WIDTH, highlight=False).print(Group(*_parts(listing)))


def markdown(listing: Listing) -> str:
    """Return the listing as Markdown."""
    return "\n".join(_lines(listing)).rstrip() + "\n"


def summary(listing: Listing) -> str:
    """Say how much was found and how much of it is shown."""
    met = "that meet the filters " if listing.filters else ""
    if not listing.found:
        return f"None {'that meets the filters was ' if listing.filters else ''}found by this search in this library."
    here = f"here the best {len(listing.found)} works by their best passage."
    if listing.passages is None:
        return here.capitalize()
    return f"{listing.passages} passages {met}hold a term of this search; {here}"


def unread(listing: Listing) -> str:
    """Say which words were searched as they stand, since no vocabulary of this library knows them."""
    return f"Searched as plain words, in no vocabulary here: {', '.join(listing.question.unread)}."


def _parts(listing: Listing) -> Iterator[RenderableType]:
    yield Text(listing.question.text, style="bold")
    if listing.filters:
        yield Text(words.filters(listing.filters.told()), style="bold")
    yield Text(summary(listing))
    if listing.question.unread:
        yield Text(unread(listing))
    yield from map(Text, listing.readings)
    yield Text(f"{listing.review} · {listing.library}", style="bold red")
    voices = {found.claim.voice for found in listing.found}
    if Voice.SYNOPSIS in voices:
        yield Text(words.SYNOPSIS_NOTE)
    if Voice.SOURCE in voices:
        yield Text(words.SOURCE_NOTE)
    if Voice.APPRAISAL in voices:
        yield Text(words.APPRAISAL_NOTE)
    yield Rule(characters="─", style="dim")
    for found in listing.found:
        yield _entry(found)
        yield Text()
    if listing.log is not None:
        if listing.found:
            yield Rule(characters="─", style="dim")
        yield Text(log_text.render(listing.log).rstrip("\n"))
    if listing.found or listing.log is not None:
        yield Rule(characters="─", style="dim")
    yield Text(words.DISCLAIMER, style="dim")


def _entry(found: Found) -> RenderableType:
    body = Text(heading(found), style="bold")
    for line in standing(found):
        body += Text(f"\n{line}")
    body += Text(f"\n{sign(found)} {found.claim.quote}")
    body += Text(f"\n{receipt(found)}", style="dim")
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3, justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(found.source.mark, body)
    return table


def heading(found: Found) -> str:
    """Return title, authors, journal and year."""
    source = found.source
    where = " ".join(part for part in (source.journal, str(source.year) if source.year else None) if part)
    authors = ", ".join(source.authors[:3]) + (" et al." if len(source.authors) > 3 else "")
    about = found.claim.voice is Voice.APPRAISAL and found.document != source.work
    title = f"The pack authors on: {source.title}" if about else source.title
    parts = (title.rstrip("."), authors.rstrip("."), where or "no year stated")
    return ". ".join(part for part in parts if part) + "."


def standing(found: Found) -> Iterator[str]:
    """Yield what is known of the document: stream, level, how far read, notices, identifiers."""
    claim, source = found.claim, found.source
    read = claim.read if not claim.read or claim.read.startswith("read") else f"read: {claim.read}"
    level = str(claim.level) if claim.level else ""
    yield " · ".join(part for part in (found.stream, level, read or "") if part)
    if claim.voice is Voice.APPRAISAL:
        yield found.document
        return
    yield f"{words.identifiers(source)} · {words.notices(source)}"


def sign(found: Found) -> str:
    """Return the sign of whose words the quote is in."""
    return words.SIGNS[found.claim.voice] or "A"


def receipt(found: Found) -> str:
    """Return the labels of the quote against the question, and its receipt."""
    cited = found.claim.citation
    more = f"; {found.passages - 1} more passages of it" if found.passages > 1 else ""
    return f"{words.labels(found.claim)}{more}\n{cited.document} sha256 {cited.sha256[:12]} {cited.start}-{cited.end}"


def _lines(listing: Listing) -> Iterator[str]:
    yield from (f"# {plain(listing.question.text)}", "")
    if listing.filters:
        yield from (f"**{plain(words.filters(listing.filters.told()))}**", "")
    yield from (summary(listing), "")
    if listing.question.unread:
        yield from (plain(unread(listing)), "")
    for reading in listing.readings:
        yield from (plain(reading), "")
    yield from (f"**{listing.review}** · {plain(listing.library)}", "")
    for found in listing.found:
        yield f"{found.source.mark}. **{plain(heading(found))}**  "
        yield from (f"   {plain(line)}  " for line in standing(found))
        yield f"   {sign(found)} {plain(found.claim.quote)}  "
        yield from (f"   {plain(line)}  " for line in receipt(found).split("\n"))
    if listing.log is not None:
        yield from ("", "```text", log_text.render(listing.log).rstrip("\n"), "```")
    yield from ("", f"*{words.DISCLAIMER}*")
