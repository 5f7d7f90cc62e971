"""Pages of real articles: does every receipt hold, and is anything borrowed or background among the key findings?

``unowned_findings`` asks the annotator, which also chose them; ``findings_with_a_citation`` asks the file's own markup:
findings whose sentence cites a reference (some say "we found" beside it, and are the paper's own).

Articles of evidence_inference (``nxml``), else of ``jats``; ``--set`` names one of the two. The files come in the order
of the hash of their names, so that the 200 are no journal's run of papers.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evals.report import Bar, Report
from quoth.annotate.document import annotate
from quoth.annotate.key_sentences import NO_FINDING
from quoth.engine import Engine
from quoth.ingest import Paper, read_path
from quoth.model.papers import PaperPage
from quoth.render import render
from quoth.settings import load

PAGES = 200
SETS = {"evidence_inference": "evidence_inference/nxml/*", "jats": "jats/**/*.*ml"}


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Add 200 articles to a new library, show the page of each, and check its pack against the library."""
    name = set_name or next((name for name, where in SETS.items() if any(data.glob(where))), "evidence_inference")
    files = sorted(data.glob(SETS.get(name, "")) if name in SETS else (), key=_shuffled)[:PAGES]
    if not files:
        return Report("paper", {}, set=name, split=split, notes=[f"skipped: {name}, data not here ({data})"])
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(load(Path(folder) / "library"))
        engine.add(files)
        counts, times = Counter[str](), list[float]()
        notes: list[str] = []
        for page, took in _pages(engine, files):
            times.append(took)
            _count(engine, page, counts, notes)
        engine.close()
    share = counts["verified"] / max(1, counts["receipts"])
    unowned = counts["borrowed"] + counts["background"]
    figures: dict[str, float | int] = {
        "pages": counts["pages"],
        "receipts": counts["receipts"],
        "receipts_verified_share": share,
        "pages_without_quote": counts["silent"],
        "pages_with_tldr": counts["tldr"],
        "pages_with_contribution": counts["contribution"],
        "key_findings": counts["findings"],
        "unowned_findings": unowned,
        "findings_with_a_citation": counts["citing"],
        "page_p50_ms": round(1000 * sorted(times)[len(times) // 2], 1) if times else 0,
    }
    bars = [
        Bar("receipts_verified_share", share if counts["receipts"] else 0.0, 1.0),
        Bar("unowned_findings", unowned, 0, at_least=False),
    ]
    return Report("paper", figures, bars, name, split, notes)


def _shuffled(path: Path) -> str:
    return hashlib.sha256(path.name.encode()).hexdigest()


def _pages(engine: Engine, files: list[Path]) -> Iterator[tuple[PaperPage, float]]:
    """Yield the page of every paper that the files hold, with the seconds it took."""
    found = (outcome.document.id for file in files for outcome in read_path(file) if isinstance(outcome, Paper))
    for ident in dict.fromkeys(found):
        start = time.perf_counter()
        page = engine.show(ident)
        if isinstance(page, PaperPage):
            yield page, time.perf_counter() - start


def _count(engine: Engine, page: PaperPage, counts: Counter[str], notes: list[str]) -> None:
    """Count a page's receipts, cutting each again from the library, and what its findings are."""
    counts["pages"] += 1
    pack = render(page, "json").encode()
    listed = json.loads(pack)
    check = engine.verify(pack)
    counts["receipts"] += len(listed["claims"]) + len(listed["places"])
    counts["verified"] += check.against_library if check.holds else 0
    notes += [f"{page.address}: {fault.where}: {fault.why}" for fault in check.faults]
    counts["silent"] += not (page.summary or page.contribution or page.findings)
    counts["tldr"] += page.summary is not None
    counts["contribution"] += page.contribution is not None
    seen = {(s.start, s.end): s for s in annotate(page.whole).sentences}
    entries = {p.target for p in page.whole.parts if p.kind == "reference" and p.target}
    for claim in page.findings:
        sentence = seen[claim.citation.start, claim.citation.end]
        counts["findings"] += 1
        counts["borrowed"] += bool(sentence.borrowed)
        counts["background"] += sentence.role in NO_FINDING
        counts["citing"] += any(
            p.kind == "citation" and p.target in entries and sentence.start <= p.start < sentence.end
            for p in page.whole.parts
        )
