"""Which sentences of a paper say what it found: its key findings, its contribution, its shortest summary.

Only the paper's own words, never a borrowed, background, objective or method sentence. What qualifies is ranked by
weights learned from sentences that experts marked as evidence in trials (docs/decisions/annotate.md); ties go to the
earlier sentence. Where nothing qualifies nothing is returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from quoth.annotate.chain import Chain, load
from quoth.annotate.wordlists import lowered
from quoth.model import Document, Marks, Sentence

NO_FINDING = ("background", "objective", "method", "definition", "gap")
LENGTHS = (25, 420)  # characters: shorter is a fragment, longer does not fit a page
_WORD = re.compile(r"[a-z]+|[<>=%\u00b1\u2264\u2265]|\d+\.\d+|\d+")


def key_findings(document: Document, marks: Marks, most: int = 3) -> tuple[Sentence, ...]:
    """Return up to ``most`` sentences that state what the paper found, in the order of the text."""
    scored = [(-_chain().score(row)[0], s.start, s) for s, row in candidates(document, marks)]
    chosen = [sentence for _, _, sentence in sorted(scored, key=lambda s: s[:2])[:most]]
    return tuple(sorted(chosen, key=lambda s: s.start))


def candidates(document: Document, marks: Marks) -> list[tuple[Sentence, list[str]]]:
    """Return the sentences that may stand as a finding, with their features."""
    abstract = [(p.start, p.end) for p in document.parts if p.kind == "abstract"]
    titles = [(p.start, p.end) for p in document.parts if p.kind == "title"]
    found = []
    for place, sentence in enumerate(marks.sentences):
        printed = document.text[sentence.start : sentence.end]
        own = sentence.role not in NO_FINDING and not sentence.borrowed and not _within(sentence, titles)
        if own and LENGTHS[0] <= len(printed) <= LENGTHS[1]:
            where = f"{sentence.role} {_within(sentence, abstract)}"
            found.append((sentence, features(printed, sentence, where, 10 * place // len(marks.sentences))))
    return found


def features(printed: str, sentence: Sentence, where: str, place: int) -> list[str]:
    """Return the features of one sentence: where it stands, what it carries, its words and word pairs."""
    words = ["0.0" if "." in w else "0" if w[0].isdigit() else w for w in _WORD.findall(lowered(printed))]
    row = [f"r {where}", f"n{min(len(sentence.figures), 5)} {where}", f"h {sentence.hedged}", f"neg {sentence.negated}"]
    row += [f"p{place}", f"l{min(len(words) // 8, 6)}"]
    row += [f"w {w}" for w in sorted(set(words))]
    row += [f"b {a} {b}" for a, b in sorted(set(pairwise(words)))]
    return row


@cache
def _chain() -> Chain:
    """Return the learned weights."""
    return load("findings.gz")


def contribution(document: Document, marks: Marks) -> Sentence | None:
    """Return the sentence that states what the paper adds: the first conclusion of its abstract, else its aim."""
    abstract = [(p.start, p.end) for p in document.parts if p.kind == "abstract"]
    own = [s for s in marks.sentences if _within(s, abstract) and not s.borrowed]
    for role in ("conclusion", "objective"):
        found = [s for s in own if s.role == role]
        if found:
            return found[0]
    return None


def summary(document: Document, marks: Marks) -> Sentence | None:
    """Return the one quote that stands for the paper, or None: its first conclusion stated without reserve.

    Where there is an abstract it stands there. A single result is no summary, and a hedged conclusion is no summary
    either: it is the paper's contribution, hedge and all.
    """
    abstract = [(p.start, p.end) for p in document.parts if p.kind == "abstract"]
    own = [s for s, _ in candidates(document, marks) if s.role in ("conclusion", "recommendation") and not s.hedged]
    return next((s for s in own if not abstract or _within(s, abstract)), None)


def _within(sentence: Sentence, spans: Iterable[tuple[int, int]]) -> bool:
    """Say whether a sentence lies in one of these spans."""
    return any(start <= sentence.start and sentence.end <= end for start, end in spans)
