"""The search log as text that can be pasted into a report: the strategy line by line, and the items of PRISMA-S.

PRISMA-S: Rethlefsen ML et al., Syst Rev 2021;10:39, an extension of PRISMA for reporting literature searches, 16
items. What a program cannot know is named as left to the searcher, never filled in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from quoth.model.listings import Line, Miss, Outcome, SearchLog, Tally

WIDTH = 80
ORIGINS = {
    "typed": "as typed",
    "spelling": "nearest spelling to",
    "abbreviation": "long form of",
    "concept": "concept",
    "kinds": "kinds of",
    "wider": "wider than",
    "added": "added",
}
NOTES = {Outcome.FILTERED: " (rank without the filters)"}
FIELDS = (
    "text+title: the words of a passage and of its title, stemmed. concept: what the text names by any of the "
    "vocabulary's names, or what its pack says that a statement is about."
)
COMBINED = "Lines are alternatives (OR), ranked by weighted BM25: a passage that meets more of them comes first."
LEFT_TO_YOU = (
    "Left to the searcher: registries (3), web and browsing (4), citation searching (5), contacts (6), other methods "
    "(7), prior work (11), updates (12), peer review of the strategy (14), and the day on which it was run: Quoth "
    "keeps no clock, so the same library gives the same log."
)


def render(log: SearchLog) -> str:
    """Return the log as plain text, 80 columns wide."""
    return "\n".join(_lines(log)) + "\n"


def _lines(log: SearchLog) -> Iterator[str]:
    yield "SEARCH LOG"
    yield from _wrapped("Question", log.question)
    yield from _wrapped("Words not read", ", ".join(log.unread) or "none")
    for note in log.notes:
        yield from _wrapped("", note)
    yield ""
    yield f"{'line':>4}  {'passages':>8} {'docs':>6} {'works':>6}  search"
    for line in log.lines:
        yield from _row(str(line.number), line.tally, _search(line))
    last = len(log.lines)
    every = f"1-{last}" if last > 1 else "1"
    yield from _row(str(last + 1), log.combined, f"{every} combined with OR")
    filters = list(log.filters.told())
    if filters:
        said = "; ".join(f"{field} {value}" for field, value in filters)
        yield from _row(str(last + 2), log.filtered, f"{last + 1} limited to {said}")
    yield from _wrapped("", FIELDS)
    yield from _wrapped("", COMBINED)
    read = f"Read for this page: the best {log.taken} passages; shown: {log.shown} sentences."
    listed = f"Listed: the best {log.shown} works, each by its best passage."
    yield from _wrapped("", read if log.taken else listed)
    yield from _misses(log)
    yield ""
    yield from _prisma(log, filters)


def _search(line: Line) -> str:
    names = ", ".join(line.names)
    if line.origin == "typed":
        slot = f" [{line.slot}]" if line.slot else ""
        said = f'"{names}"{slot}, {ORIGINS[line.origin]}, stem "{line.terms[0]}"'
    elif line.origin == "concept":
        also = f"; also found as: {', '.join(line.synonyms)}" if line.synonyms else ""
        said = f"concept {names} [{line.slot}], {line.terms[0].removeprefix('c|')}{also}"
    elif line.origin == "added":
        said = f"added by the search: {names}"
    else:
        slot = f" [{line.slot}]" if line.slot else ""
        said = f"{ORIGINS[line.origin]} {line.about}{slot}, {len(line.names)}: {names}"
    source = f"; from {line.source}" if line.source else ""
    return f"{said}{source}; {line.fields}; weight {line.weight:g}"


def _row(number: str, tally: Tally, said: str) -> Iterator[str]:
    first, *rest = textwrap.wrap(said, WIDTH - 30, break_on_hyphens=False) or [""]
    yield f"{number:>4}  {tally.passages:>8} {tally.documents:>6} {tally.works or 0:>6}  {first}"
    yield from (f"{'':>30}{line}" for line in rest)


def _misses(log: SearchLog) -> Iterator[str]:
    if not (log.misses or log.more):
        return
    yield ""
    yield "NEAR MISSES, found and left out"
    outcome = ""
    for miss in log.misses:
        if miss.outcome != outcome:
            outcome = miss.outcome
            yield f"  {outcome}{NOTES.get(outcome, '')}:"
        yield from textwrap.wrap(_miss(miss), WIDTH, initial_indent="    ", subsequent_indent="        ")
    if log.more:
        counted = ", ".join(f"{number} {outcome}" for outcome, number in log.more)
        yield from textwrap.wrap(f"and {counted}; `quoth why ID --question Q` tells of each", WIDTH,
                                 initial_indent="  ", subsequent_indent="    ")  # fmt: skip


def _miss(miss: Miss) -> str:
    place = f"rank {miss.rank}, " if miss.rank else ""
    about = f"{miss.title.rstrip('.')} ({miss.year or 'no year'})" if miss.document else miss.title
    return f"{place}{miss.ident}: {about}{'; ' + miss.reason if miss.reason else ''}"


def _prisma(log: SearchLog, filters: list[tuple[str, str]]) -> Iterator[str]:
    yield "FOR A REPORT, by the items of PRISMA-S (2021)"
    held, found = log.held, log.filtered if filters else log.combined
    said = "; ".join(f"{field}: {value}" for field, value in filters) or "none"
    where = f"a Quoth library ({log.library}), searched with {log.engine}, fingerprint {log.fingerprint}"
    vocabularies = "; ".join(f"{name} ({what})" for name, what in log.sources) or "no vocabulary"
    once = f"{found.works} works of {found.documents} documents"
    items = (
        ("1 Database", f"{where}; it held {_told(held)}"),
        ("2 Multi-database searching", "one library, one platform"),
        ("8 Full strategy", f"the lines above, as run; synonyms and kinds from {vocabularies}"),
        ("9 Limits", said),
        ("10 Search filters", "no published filter was used; designs are read by Quoth's numbered rules"),
        ("13 Date", f"of the library: {log.library}, change {log.fingerprint.partition('.')[0]}"),
        ("15 Total records", _told(found)),
        ("16 Deduplication", f"documents with the same PMID, PMCID or DOI are one work: {once}"),
    )
    for name, text in items:
        yield from _wrapped(name, text)
    yield from _wrapped("", LEFT_TO_YOU)


def _told(tally: Tally) -> str:
    return f"{tally.passages} passages of {tally.documents} documents of {tally.works} works"


def _wrapped(name: str, text: str) -> Iterator[str]:
    end = "" if text.endswith((".", "?", "!")) else "."
    whole = f"{name}: {text}{end}" if name else text
    yield from textwrap.wrap(whole, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
