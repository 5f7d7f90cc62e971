"""Reading: is every file read, does the text agree with its plain twin, do spans nest, how fast, in how much memory.

``--set`` picks one part: read, agree, speed, stream, retractions; without it all of them run. Data: evidence_inference
(nxml with txt twins), jats (PLOS and Europe PMC files), pubmed, evidence (the Retraction Watch sample).
"""

from __future__ import annotations

import csv
import gc
import re
import resource
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lxml import etree

from evals.report import Bar, Report, in_parts
from quoth.ingest import Noticed, Outcome, Paper, Refusal, read
from quoth.ingest.identity import doi
from quoth.model import Document, sha256_text

Figures = dict[str, float | int]
_PUBMED_ROOTS = (b"<PubmedArticleSet", b"<PubmedBookArticle", b"<MedlineCitationSet")
STREAM_BYTES = 1_000_000_000
STREAM_MB = 600
TURNS = 3  # each tool reads everything in turn; the best of its turns counts


def run(data: Path, set_name: str | None, split: str | None) -> Report:
    """Run the parts asked for; one whose data is not there is skipped with a sentence."""
    return in_parts("ingest", PARTS, data, set_name, split)


def outcomes(path: Path) -> list[Outcome]:
    """Read one file."""
    with path.open("rb") as stream:
        return list(read(path.name, stream))


def papers(found: Iterable[Outcome]) -> list[Document]:
    """Return the documents among outcomes."""
    return [outcome.document for outcome in found if isinstance(outcome, Paper)]


def sound(document: Document) -> bool:
    """Whether hashes hold, the text is canonical, and every part is inside its bounds and nested."""
    open_parts: list[int] = []
    for part in document.parts:
        if not 0 <= part.start < part.end <= len(document.text):
            return False
        while open_parts and open_parts[-1] <= part.start:
            open_parts.pop()
        if open_parts and part.end > open_parts[-1]:
            return False
        open_parts.append(part.end)
    return document.sha256 == sha256_text(document.text) and unicodedata.is_normalized("NFC", document.text)


def measure_read(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Every article of three sources is one document; empty and truncated ones are refused by name."""
    figures: Figures = {}
    spans = good = 0
    for name, folder, pattern in (
        ("nxml", "evidence_inference/nxml", "*.nxml"),
        ("plos", "jats/plos", "*.xml"),
        ("europepmc", "jats/petermr", "*.xml"),
    ):
        files = sorted((data / folder).glob(pattern))
        full = [path for path in files if path.stat().st_size]
        one = 0
        for path in full:
            documents = papers(outcomes(path))
            one += len(documents) == 1
            spans += len(documents)
            good += sum(sound(document) for document in documents)
            if len(documents) != 1:
                notes.append(f"read: {path.name} gave {outcomes(path)[:2]}")
        empty = [path for path in files if not path.stat().st_size]
        figures |= {f"{name}_files": len(full), f"{name}_read": one / len(full) if full else 0.0}
        if empty:
            refused = sum(_refused_by_name(path.name, outcomes(path)) for path in empty)
            figures |= {"empty_files": len(empty), "empty_refused": refused / len(empty)}
    figures["truncated_refused"] = _truncated(sorted((data / "evidence_inference/nxml").glob("*.nxml"))[::8])
    figures |= _pubmed(data, notes)
    figures["spans_sound"] = good / spans if spans else 0.0
    names = ("nxml_read", "plos_read", "europepmc_read", "pubmed_read", "empty_refused", "truncated_refused")
    return figures, [Bar(name, figures.get(name, 0.0), 1.0) for name in (*names, "spans_sound")]


def _refused_by_name(name: str, found: Sequence[Outcome]) -> bool:
    return len(found) == 1 and isinstance(found[0], Refusal) and name in found[0].reason


def _truncated(files: Sequence[Path]) -> float:
    """Return the share of articles that are refused by name when cut at half."""
    refused = 0
    for path in files:
        whole = path.read_bytes()
        refused += _refused_by_name(path.name, list(read(path.name, whole[: len(whole) // 2])))
    return refused / len(files) if files else 0.0


def _pubmed(data: Path, notes: list[str]) -> Figures:
    """Return the share of PubMed XML files that give a paper for every record with words, and refuse the rest by name.

    How many records with words a file holds is counted by lxml alone.
    """
    files = [path for path in sorted((data / "pubmed").rglob("*.xml")) if _is_pubmed(path)]
    right = records = 0
    for path in files:
        found = outcomes(path)
        documents = papers(found)
        records += len(documents)
        refused = [outcome for outcome in found if isinstance(outcome, Refusal)]
        wanted = _records_with_words(path)
        right += len(documents) == wanted and (wanted > 0 or all(path.name in refusal.reason for refusal in refused))
        notes += [f"pubmed: {refusal.reason}" for refusal in refused]
    return {"pubmed_files": len(files), "pubmed_records": records, "pubmed_read": right / max(len(files), 1)}


def _is_pubmed(path: Path) -> bool:
    head = path.read_bytes()[:4096]
    return any(root in head for root in _PUBMED_ROOTS)


def _records_with_words(path: Path) -> int:
    try:
        root = etree.fromstring(path.read_bytes())
    except etree.XMLSyntaxError:
        return 0
    found = root.iter("PubmedArticle", "PubmedBookArticle")
    names = ("ArticleTitle", "BookTitle", "VernacularTitle", "AbstractText")
    return sum(any("".join(item.itertext()).strip() for item in one.iter(*names)) for one in found)


def measure_agreement(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Token recall of the plain-text twin in our text: words after NFKC and lower case, counted with multiplicity."""
    wanted = missing = below = 0
    worst: list[tuple[float, str]] = []
    lost: Counter[str] = Counter()
    for path in sorted((data / "evidence_inference/nxml").glob("*.nxml")):
        twin = (data / "evidence_inference/txt" / f"{path.stem}.txt").read_text(encoding="utf-8")
        ours = papers(outcomes(path))
        tokens = _tokens(re.sub(r"^(?:TITLE|ABSTRACT|BODY)(?=[.:])", "", twin, flags=re.MULTILINE))
        gone = tokens - _tokens(" ".join(document.text for document in ours))
        lost += gone
        share = 1 - gone.total() / max(tokens.total(), 1)
        worst.append((share, path.name))
        below += share < 0.98
        wanted += tokens.total()
        missing += gone.total()
    recall = 1 - missing / max(wanted, 1)
    worst.sort()
    notes.append(f"agree: lowest {worst[:3]}; most often missing {lost.most_common(8)}")
    figures: Figures = {"token_recall": recall, "token_recall_min": worst[0][0], "files_below_98": below}
    return figures, [Bar("token_recall", recall, 0.98)]


def _tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower()))


def measure_speed(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Compare the processor time of reading the same articles with pubmed_parser's, turn by turn in one process."""
    try:
        import pubmed_parser as peer  # noqa: PLC0415  (only this measurement needs it)
    except ImportError:
        notes.append("speed: skipped, pubmed_parser is not installed")
        return {}, []
    files = sorted((data / "evidence_inference/nxml").glob("*.nxml"))[::4]

    def front_and_paragraphs(path: Path) -> None:
        peer.parse_pubmed_xml(str(path))
        peer.parse_pubmed_paragraph(str(path), all_paragraph=True)

    def the_rest(path: Path) -> None:
        peer.parse_pubmed_references(str(path))
        peer.parse_pubmed_table(str(path))
        peer.parse_pubmed_caption(str(path))

    able = [path for path in files if _does(front_and_paragraphs, path) and _does(the_rest, path)]
    turns = [[_seconds(work, able) for work in (outcomes, front_and_paragraphs, the_rest)] for _ in range(TURNS)]
    ours, front, rest = (min(turn[place] for turn in turns) for place in range(3))
    figures: Figures = {
        "jats_per_s": len(able) / ours,
        "ratio_to_pubmed_parser": (front + rest) / ours,
        "ratio_to_pubmed_parser_front_and_paragraphs": front / ours,
        "pubmed_parser_failed": len(files) - len(able),
        "pubmed_records_per_s": _record_rate(),
    }
    notes.append("speed: above 1 is faster than pubmed_parser reading front, paragraphs, references, tables, captions")
    return figures, [Bar("ratio_to_pubmed_parser", figures["ratio_to_pubmed_parser"], 1.0)]


def _does(work: Callable[[Path], object], path: Path) -> bool:
    """Whether the peer can read a file at all; one it falls over counts for neither."""
    try:
        work(path)
    except (AttributeError, LookupError, NameError, TypeError, ValueError):
        return False
    return True


def _seconds(work: Callable[[Path], object], files: Sequence[Path]) -> float:
    """Return seconds of the processor for all files, what was left over by others cleared away first."""
    gc.collect()
    start = time.process_time()
    for path in files:
        work(path)
    return time.process_time() - start


def _record_rate() -> float:
    count = 3000
    data = b"<PubmedArticleSet>" + b"".join(record(number) for number in range(count)) + b"</PubmedArticleSet>"
    start = time.process_time()
    found = sum(isinstance(outcome, Paper) for outcome in read("made.xml", data))
    return found / (time.process_time() - start)


def record(number: int) -> bytes:
    """Return a made-up PubMed record of about the usual size and make: sections, authors, headings, references."""
    words = f"In trial {number} the platelet count rose from 12 to 160 under plasma exchange, with few harms. " * 6
    power = "It was given at 10<sup>9</sup>/L. "
    sections = "".join(
        f'<AbstractText Label="{label}">{words}{power}</AbstractText>' for label in ("BACKGROUND", "METHODS", "RESULTS")
    )
    authors = "".join(f"<Author><LastName>Name{place}</LastName><Initials>A</Initials></Author>" for place in range(6))
    headings = "".join(
        f'<MeshHeading><DescriptorName UI="D{place}">Heading {place}</DescriptorName></MeshHeading>'
        for place in range(12)
    )
    references = "".join(
        f"<Reference><Citation>Made J. 2001 Jan;{place}(2):11-19</Citation><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{place + 1}</ArticleId></ArticleIdList></Reference>'
        for place in range(20)
    )
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number + 1}</PMID><Article><Journal><JournalIssue><PubDate>"
        f"<Year>2020</Year></PubDate></JournalIssue><Title>Made</Title></Journal><ArticleTitle>Trial {number}"
        f"</ArticleTitle><Abstract>{sections}</Abstract><AuthorList>{authors}</AuthorList></Article><MeshHeadingList>"
        f'{headings}</MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">'
        f"10.5555/made.{number}</ArticleId></ArticleIdList><ReferenceList>{references}</ReferenceList></PubmedData>"
        "</PubmedArticle>"
    ).encode()


class MadeStream:
    """A PubMed set of a given length that is made while it is read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.number = 0
        self.ready = b"<PubmedArticleSet>"
        self.ended = False

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, made as they are asked for."""
        while len(self.ready) < size and not self.ended:
            if self.left <= 0:
                self.ready += b"</PubmedArticleSet>"
                self.ended = True
            else:
                self.ready += record(self.number)
                self.number += 1
        piece, self.ready = self.ready[:size], self.ready[size:]
        self.left -= len(piece)
        return piece


def read_stream(size: int) -> None:
    """Read a made stream and print how many records it held and the most memory this process took, in MB."""
    stream = MadeStream(size)
    count = sum(isinstance(outcome, Paper) for outcome in read("made.xml", stream))  # type: ignore[arg-type]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(count, stream.number, most)


def measure_stream(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:  # noqa: ARG001  (a part's form)
    """Read 1 GB of PubMed XML as one stream, in a process of its own so that its memory is known."""
    code = f"from evals.ingest import read_stream; read_stream({STREAM_BYTES})"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    count, made, most = done.stdout.split()
    figures: Figures = {
        "stream_records": int(count),
        "stream_records_read": int(count) / int(made),
        "stream_mb": float(most),
        "stream_mb_per_s": STREAM_BYTES / 1e6 / seconds,
    }
    return figures, [
        Bar("stream_mb", float(most), STREAM_MB, at_least=False),
        Bar("stream_records_read", int(count) / int(made), 1.0),
    ]


def measure_retractions(data: Path, notes: list[str]) -> tuple[Figures, list[Bar]]:
    """Every row with a DOI finds its paper, asked for in upper, lower, mixed and printed case."""
    path = data / "evidence/retraction_watch_sample.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        asked = [row["originalpaperdoi"].strip() for row in csv.DictReader(lines)]
    known = {outcome.ids.doi for outcome in outcomes(path) if isinstance(outcome, Noticed)}
    refused = [outcome.reason for outcome in outcomes(path) if isinstance(outcome, Refusal)]
    found = sum(all(doi(spelling) in known for spelling in _spellings(name)) for name in asked)
    if refused:
        notes.append(f"retractions: {len(refused)} rows refused, e.g. {refused[0]}")
    figures: Figures = {
        "retraction_rows": len(asked),
        "retraction_found": found / max(len(asked), 1),
        "retraction_mixed_case": sum(name != name.lower() for name in asked) / max(len(asked), 1),
    }
    return figures, [Bar("retraction_found", figures["retraction_found"], 1.0)]


def _spellings(name: str) -> tuple[str, ...]:
    mixed = "".join(letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(name))
    return name, name.upper(), name.lower(), mixed, f"https://doi.org/{name}", f"doi:{name}"


PARTS: tuple[tuple[str, tuple[str, ...], Callable[[Path, list[str]], tuple[Figures, list[Bar]]]], ...] = (
    ("read", ("evidence_inference/nxml", "jats/plos", "jats/petermr", "pubmed"), measure_read),
    ("agree", ("evidence_inference/nxml", "evidence_inference/txt"), measure_agreement),
    ("speed", ("evidence_inference/nxml",), measure_speed),
    ("stream", (), measure_stream),
    ("retractions", ("evidence/retraction_watch_sample.csv",), measure_retractions),
)
