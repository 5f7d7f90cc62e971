"""Adding: the whole of `quoth add` (read, match, store, index), on real papers and abstracts.

``--set`` picks one part: papers, abstracts, stream; without it all of them run.
``--split full`` takes all papers, grows to 20k and 49k abstracts, and adds a stream of 1 GB. Data: evidence_inference (nxml) and
scale_corpus, whose abstracts are written as PubMed XML into a temporary folder.

Figures: ``full_texts_per_s``, ``abstracts_per_s`` (wall clock), ``…_cpu_ms`` (processor time of all processes for one
document, which a loaded machine disturbs less), ``…_per_core_s`` (what one core to itself would do), ``…_cores_had`` (processor seconds had for a second of the clock),
``add_<n>_s`` (all of it), ``per_s_<n>`` and ``cpu_ms_<n>`` (the last step) for a library grown to n, ``growth`` (time a document at the last step over that at the
first; ``growth_cpu`` in processor time), ``searchable_s`` (1,000 abstracts on top of the largest: from stored to searchable, as in add), ``replayed_s`` (1,000 more on
top, where the index has only the store to make its rows from, as after a kill), ``again_changed``,
``stream_mb`` (most memory of all processes together), ``ratio_to_pubmed_parser`` (its processor time for only reading
the same articles over ours for all of add), ``load`` (of the machine, at start).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

from evals.ingest import STREAM_BYTES, STREAM_MB, MadeStream
from evals.report import Bar, Report
from quoth.engine import Engine, adding, readers
from quoth.settings import load

Figures = dict[str, float | int]
SMALL, LARGE = (1_000, 5_000), (1_000, 5_000, 20_000, 46_894)
PAPERS_PER_S, ABSTRACTS_PER_S, SEARCHABLE_S = 12, 300, 1.0
MORE = 1_000  # abstracts put on top of a larger library


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Run the parts asked for; one whose data is not there is skipped with a sentence."""
    figures: Figures = {"load": os.getloadavg()[0], "cores": os.cpu_count() or 1}
    bars: list[Bar] = []
    notes = [f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; other work on the machine slows these figures"]
    for name, needs, measure in PARTS:
        if set_name not in {None, name}:
            continue
        if not (data / needs).exists():
            notes.append(f"{name}: skipped, {needs} is not in {data}")
            continue
        found, held = measure(data, notes, split == "full")
        figures |= found
        bars += held
    return Report("adding", figures, bars, set_name, split, notes)


def cpu_seconds() -> float:
    """Return the processor time of this process and of those it has ended."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in found)


@contextmanager
def library() -> Iterator[tuple[Engine, Path]]:
    """Open a new library in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(load(Path(folder) / "library", {}))
        yield engine, Path(folder)
        engine.close()


def timed(engine: Engine, paths: Iterable[Path]) -> tuple[int, float, float]:
    """Add; return how many documents came, and the seconds of the clock and of the processors."""
    clock, cpu = time.perf_counter(), cpu_seconds()
    report = engine.add(paths)
    return report.added, time.perf_counter() - clock, cpu_seconds() - cpu


def measure_papers(data: Path, notes: list[str], full: bool) -> tuple[Figures, list[Bar]]:
    """Add full texts; beside it pubmed_parser reads the same articles."""
    files = sorted((data / "evidence_inference/nxml").glob("*.nxml"))
    files = files if full else files[::4]
    with library() as (engine, folder):
        count, seconds, cpu = timed(engine, [_linked(files, folder / "papers")])
    theirs = _peer(files, notes)
    figures: Figures = {
        "full_texts": count,
        "full_texts_per_s": count / seconds,
        "full_text_cpu_ms": 1000 * cpu / count,
        "full_text_cores_had": cpu / seconds,
        "full_texts_per_core_s": count / cpu,
    }
    if theirs:
        figures["ratio_to_pubmed_parser"] = theirs / cpu
    return figures, [Bar("full_texts_per_s", figures["full_texts_per_s"], PAPERS_PER_S)]


def _linked(files: Iterable[Path], folder: Path) -> Path:
    folder.mkdir()
    for file in files:
        (folder / file.name).symlink_to(file.resolve())
    return folder


def _peer(files: Sequence[Path], notes: list[str]) -> float:
    """Return pubmed_parser's processor seconds for reading the articles: front, paragraphs, references, tables, captions."""
    try:
        import pubmed_parser as peer  # noqa: PLC0415  (only this measurement needs it)
    except ImportError:
        notes.append("papers: no peer, pubmed_parser is not installed")
        return 0.0
    fell = 0
    start = time.process_time()
    for path in map(str, files):
        try:
            peer.parse_pubmed_xml(path)
            peer.parse_pubmed_paragraph(path, all_paragraph=True)
            peer.parse_pubmed_references(path)
            peer.parse_pubmed_table(path)
            peer.parse_pubmed_caption(path)
        except (AttributeError, LookupError, NameError, TypeError, ValueError):
            fell += 1
    if fell:
        notes.append(f"papers: pubmed_parser could not read {fell} of {len(files)}; its time for them counts")
    return time.process_time() - start


def measure_growth(data: Path, notes: list[str], full: bool) -> tuple[Figures, list[Bar]]:
    """Grow one library from nothing to each size in turn, then put 1,000 more on top; then add it all again."""
    sizes = LARGE if full else SMALL
    figures: Figures = {}
    with library() as (engine, folder), (data / "scale_corpus/corpus.jsonl").open(encoding="utf-8") as lines:
        held = total = spent = 0.0
        files: list[Path] = []
        rates: list[float] = []
        for size in sizes:
            files.append(pubmed_file(folder / f"{size}.xml", islice(lines, size - int(held)), int(held)))
            count, seconds, cpu = timed(engine, files[-1:])
            held, total, spent = size, total + seconds, spent + cpu
            rates.append(count / seconds)
            figures |= {f"add_{size}_s": total, f"per_s_{size}": rates[-1], f"cpu_ms_{size}": 1000 * cpu / count}
        figures |= {
            "abstracts_per_s": held / total,
            "abstract_cpu_ms": 1000 * spent / held,
            "abstract_cores_had": spent / total,
            "abstracts_per_core_s": held / spent,
            "growth": rates[0] / rates[-1],
            "growth_cpu": figures[f"cpu_ms_{sizes[-1]}"] / figures[f"cpu_ms_{sizes[0]}"],
        }
        before = engine.fingerprint()
        again = engine.add(files[:1])
        figures["again_changed"] = again.added + again.changed + (engine.fingerprint() != before)
        for name, measured in (("searchable", _searchable), ("replayed", _replayed)):
            more = pubmed_file(folder / f"{name}.xml", islice(lines, MORE), int(held))
            figures[f"{name}_s"], figures[f"{name}_cpu_s"] = measured(engine, more)
            held += MORE
        notes.append(f"abstracts: searchable_s is on top of {sizes[-1]} abstracts")
    return figures, [
        Bar("abstracts_per_s", figures["abstracts_per_s"], ABSTRACTS_PER_S),
        Bar("again_changed", figures["again_changed"], 0, at_least=False),
        Bar("searchable_s", figures["searchable_s"], SEARCHABLE_S, at_least=False),
    ]


def _searchable(engine: Engine, more: Path) -> tuple[float, float]:
    """Return the seconds of the clock and of the processors from stored to searchable, for abstracts put on top."""
    library = engine._library  # noqa: SLF001 - add in its two halves
    indexing = adding.Indexing(library)
    writer = adding.Writing(library.store, indexing)
    writer.take(readers.with_rows(readers.read_one(more.name, more, None), library))
    writer.finish()
    return _timed(indexing.finish)


def _replayed(engine: Engine, more: Path) -> tuple[float, float]:
    """Return the same where nothing but the store is left of what was read."""
    library = engine._library  # noqa: SLF001 - add in its two halves
    writer = adding.Writing(library.store)
    writer.take(readers.read_one(more.name, more, None))
    writer.finish()
    return _timed(library.catch_up)


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    clock, cpu = time.perf_counter(), cpu_seconds()
    work()
    return time.perf_counter() - clock, cpu_seconds() - cpu


def pubmed_file(place: Path, lines: Iterable[str], first: int) -> Path:
    """Write abstracts of a BEIR corpus as PubMed XML, numbered from ``first`` + 1."""
    with place.open("w", encoding="utf-8") as out:
        out.write("<PubmedArticleSet>\n")
        for number, line in enumerate(lines, first + 1):
            row = json.loads(line)
            title, text = (escape(_printable(row[key]) or "Untitled") for key in ("title", "text"))
            out.write(
                f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><Journal><JournalIssue><PubDate><Year>2020"
                f"</Year></PubDate></JournalIssue><Title>Made</Title></Journal><ArticleTitle>{title}</ArticleTitle>"
                f"<Abstract><AbstractText>{text}</AbstractText></Abstract></Article></MedlineCitation><PubmedData>"
                f'<ArticleIdList><ArticleId IdType="doi">10.5555/a.{number}</ArticleId></ArticleIdList></PubmedData>'
                "</PubmedArticle>\n"
            )
        out.write("</PubmedArticleSet>\n")
    return place


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


ADD_ONE = """
import sys
from pathlib import Path
from quoth.engine import Engine
from quoth.settings import load
if __name__ == "__main__":
    report = Engine.open(load(Path(sys.argv[1]), {})).add([Path(sys.argv[2])])
    print(report.added, len(report.refused))
"""


def measure_stream(data: Path, notes: list[str], full: bool) -> tuple[Figures, list[Bar]]:
    """Add one PubMed file of 1 GB in a process of its own, watching the memory of all of its processes together."""
    del data
    size = STREAM_BYTES if full else STREAM_BYTES // 50
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stream.xml"
        with file.open("wb") as out:
            made = MadeStream(size)
            while piece := made.read(1 << 20):
                out.write(piece)
        start = time.perf_counter()
        command = [sys.executable, "-c", ADD_ONE, str(Path(folder) / "library"), str(file)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        watch = Watch(process.pid)
        said = process.communicate()[0]
        seconds = time.perf_counter() - start
    added, refused = map(int, said.split())
    figures: Figures = {
        "stream_bytes": size,
        "stream_added": added,
        "stream_refused": refused,
        "stream_mb": watch.most,
        "stream_largest_process_mb": watch.largest,
        "stream_mb_per_s": size / 1e6 / seconds,
        "stream_per_s": added / seconds,
    }
    if not full:
        notes.append("stream: a fiftieth of 1 GB; --split full adds it whole")
    return figures, [Bar("stream_mb", watch.most, STREAM_MB, at_least=False)]


class Watch:
    """Looks at the memory of a process and those it started, every fifth of a second, until it ends (Linux only)."""

    def __init__(self, pid: int) -> None:
        """Begin to look."""
        self.most = self.largest = 0.0
        self._pid = pid
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while Path(f"/proc/{self._pid}").exists():
            sizes = [_own_mb(pid) for pid in _family(self._pid)]
            self.most = max(self.most, sum(sizes))
            self.largest = max(self.largest, *sizes, 0.0)
            time.sleep(0.2)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in _family(int(child)))]


def _own_mb(pid: int) -> float:
    """Return the proportional memory of a process: what several share is counted once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


Part = Callable[[Path, list[str], bool], tuple[Figures, list[Bar]]]
PARTS: tuple[tuple[str, str, Part], ...] = (
    ("papers", "evidence_inference/nxml", measure_papers),
    ("abstracts", "scale_corpus/corpus.jsonl", measure_growth),
    ("stream", ".", measure_stream),
)
