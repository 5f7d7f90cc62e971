"""Does what a pack refers to exist, and do the figures of its statements stand in their sources?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from quoth import packs
from quoth.annotate.sentences import sentence_spans
from quoth.engine.opened import Opened
from quoth.engine.papers import papers_of
from quoth.errors import PackRefused, QuothError
from quoth.model import Document, Fault, Finding, Kind, Work
from quoth.model.checks import FigureCheck, FigureStanding, PackCheck
from quoth.model.lists import WHOLE
from quoth.scores import load
from quoth.verify.figures import Text, figures, of_entry


def verify_pack(library: Opened, folder: Path) -> PackCheck:
    """Look up every figure of a pack's statements in the full text of its source, where this library holds it.

    ``folder`` may be packs/NAME of a pack of this library. A pack that refers to what is not there is broken: one fault
    names the entry. Raises PackRefused where ``folder`` holds no pack.
    """
    if not folder.exists():
        folder = next((f for f in library.pack_folders if folder == Path("packs", f.name)), folder)
    if not (folder / "pack.yaml").is_file():
        raise PackRefused(f"{folder} is not a pack folder: it holds no pack.yaml (docs/pack-format.md).")
    try:
        pack = packs.load(folder)
    except PackRefused as refused:
        return PackCheck(folder.name, "", 0, 0, 0, faults=(Fault("the pack", str(refused)),))
    sources = {work.id: _texts_of(library, work) for work in pack.works}
    findings = [(d, f) for d in pack.documents if d.kind is Kind.SYNOPSIS for f in d.findings]
    known: dict[str, Text] = {}
    return PackCheck(
        pack=pack.id,
        version=pack.version,
        statements=len(findings),
        works=len(pack.works),
        works_held=sum(any(t.kind in WHOLE for t in texts) for texts in sources.values()),
        figures=tuple(c for d, f in findings for c in _figures(d, f, sources.get(d.work, []), known)),
        faults=tuple(_scores_broken(folder)),
    )


def _texts_of(library: Opened, work: Work) -> list[Document]:
    """Return the texts of a pack's work that the library holds under any of its ids, fullest first."""
    ids = (("pmid", work.ids.pmid), ("pmc", work.ids.pmcid), ("doi", work.ids.doi))
    names = [work.id, *(n for scheme, value in ids if value and (n := library.store.find_work(scheme, value)))]
    held = {d.id: d for name in dict.fromkeys(names) for d in library.store.of_work(name)}
    return papers_of(held.values())


def _figures(
    synopsis: Document, finding: Finding, texts: list[Document], known: dict[str, Text]
) -> Iterator[FigureCheck]:
    statement = synopsis.text[finding.start : finding.end]
    wanted = [*figures(statement), *filter(None, map(of_entry, finding.figures))]
    once = list({stated.quantities: stated for stated in reversed(wanted)}.values())[::-1]
    looked = [(d, known.setdefault(d.id, _read(d)).look_up(statement, once)) for d in texts]
    for at, stated in enumerate(once):
        seen = [(d, results[at]) for d, results in looked]
        found = next(((d, one) for d, one in seen if one.found), None)
        full = next(((d, one) for d, one in seen if d.kind in WHOLE), None)
        standing = FigureStanding.FOUND if found else FigureStanding.NOT_FOUND if full else FigureStanding.NO_TEXT
        document, one = found or full or (None, None)
        if document is None or one is None or one.start < 0:
            yield FigureCheck(finding.id, synopsis.work, stated.printed, standing, document.id if document else "")
            continue
        sentence = " ".join(document.text[one.start : one.end].split())
        yield FigureCheck(
            finding.id,
            synopsis.work,
            stated.printed,
            standing,
            document.id,
            document.sha256,
            one.start,
            one.end,
            sentence,
        )


def _read(document: Document) -> Text:
    return Text(document.text, sentence_spans(document.text))


def _scores_broken(folder: Path) -> Iterator[Fault]:
    """Yield why the score tables of a pack cannot be used."""
    try:
        tables = packs.score_tables(folder)
        if tables is not None:
            load(tables)
    except QuothError as refused:
        yield Fault("the scores", str(refused))
