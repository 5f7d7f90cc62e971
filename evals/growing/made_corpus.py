"""A corpus of any size out of real abstracts: first all of them, in a fixed random order, then copies made different.

A copy loses a fifth of its sentences, has the others in another order, and a sixth of its words are replaced by words
from one other abstract. So postings grow, lengths vary and words stand in new company; multiplying alone would keep
every frequency and every co-occurrence in proportion. What copying cannot give is new words: a real collection of this
size has many more rare ones, and shorter postings for each, so that these figures are on the slow side.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

DROPPED, REPLACED = 0.2, 1 / 6
SENTENCE = re.compile(r"(?<=[.!?]) +")


def abstracts(corpus: Path) -> list[tuple[str, str]]:
    """Return title and text of every document of a BEIR corpus that has a text, in a fixed random order."""
    with corpus.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    found = [(" ".join(row["title"].split()), " ".join(row["text"].split())) for row in rows]
    found = [pair for pair in found if pair[1]]
    random.Random(0).shuffle(found)
    return found


def documents(real: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield title and text without end; the same ones each time."""
    yield from real
    for number in count(len(real)):
        chance = random.Random(number)
        title, text = real[number % len(real)]
        others = chance.choice(real)[1].split()
        sentences = [s for s in SENTENCE.split(text) if chance.random() >= DROPPED] or [text]
        chance.shuffle(sentences)
        yield _mixed(chance, title, others), _mixed(chance, " ".join(sentences), others)


def _mixed(chance: random.Random, text: str, others: list[str]) -> str:
    words = text.split()
    some = round(len(words) * REPLACED)
    for at, word in zip(chance.choices(range(len(words)), k=some), chance.choices(others, k=some), strict=True):
        words[at] = word
    return " ".join(words)


def write(real: list[tuple[str, str]], size: int, file: Path) -> None:
    """Write the first ``size`` documents, one a line, title and text parted by a tab."""
    with file.open("w", encoding="utf-8") as out:
        for _, (title, text) in zip(range(size), documents(real), strict=False):
            out.write(f"{title}\t{text}\n")


def read(file: Path, size: int) -> Iterator[tuple[str, str]]:
    """Yield the first ``size`` documents of a file made by `write`."""
    with file.open(encoding="utf-8") as lines:
        for _, line in zip(range(size), lines, strict=False):
            title, _, text = line.rstrip("\n").partition("\t")
            yield title, text
