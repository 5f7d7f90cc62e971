"""Text -> mentions of the concepts of vocabularies: the exact name or an exact synonym, or no link.

Inflected, re-ordered, hyphenated and British or American forms count as exact (``quoth.annotate.forms``); near names do
not, so that "organ damage" links to nothing rather than to organizing pneumonia. Abbreviations mean what the document
defines. A name that several concepts share goes to the one whose own name it is, else to the one the document names
elsewhere, else it stays unlinked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quoth.annotate.abbreviations import Abbreviation, abbreviations
from quoth.annotate.forms import MASK, TOKEN, is_cased, key, word_hash
from quoth.annotate.vocabulary import CASED, NAME, SYNONYM, Vocabulary
from quoth.annotate.wordlists import lines
from quoth.model import Mention

LONGEST = 12  # words in a name
SHORT = 3  # letters of an abbreviation that says too little by itself
# Between the words of one name stands white space, a hyphen, an apostrophe, a slash, or a comma as in "Lung, Cancer of".
_JOINTS = frozenset(
    {"", " ", "-", "\n", "/", "'", "\u2019", ", ", ",", "\u2010", "\u2011", "\u2013", "  ", "\u00a0", "- ", "+"}
)

_SHORT_FORM = re.compile(r"\s?\(([A-Z][\w-]{1,7})\)")


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of text that names something: its key, and the candidates as (vocabulary, number, how)."""

    start: int
    end: int
    candidates: tuple[tuple[int, int, int], ...]


class Linker:
    """Finds the concepts of open vocabularies in texts."""

    def __init__(self, vocabularies: Sequence[Vocabulary], types: Iterable[str] = ()) -> None:
        """Take the vocabularies; ``types`` are the types to link, all if empty."""
        self._vocabularies = tuple(vocabularies)
        self._types = frozenset(types)
        self._generic = frozenset(key(line) for line in lines("generic.txt"))
        kinds = self._types or frozenset(kind for vocabulary in vocabularies for kind in vocabulary.types)
        self._keys: frozenset[int] = frozenset().union(*(v.keys(kinds) for v in vocabularies)) - self._generic
        self._reach: dict[int, int] = {0: LONGEST}
        for vocabulary in vocabularies:
            for word, reach in vocabulary.reach.items():
                self._reach[word] = min(max(reach, self._reach.get(word, 0)), LONGEST)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text`` in order; two at one place differ in type."""
        found = list(self._named(text))
        meaning = self._meanings(abbreviations(text)) | self._bracketed(text, found)
        certain = self._certain(text, found, meaning)
        found = _with_short_forms(text, found, meaning)
        mentions = []
        for named in found:
            chosen = self._chosen(text, named, meaning, certain)
            by_type: dict[str, list[str]] = {}
            for vocabulary, number in chosen:
                table = self._vocabularies[vocabulary]
                kind = table.type_of(number)
                if not self._types or kind in self._types:
                    by_type.setdefault(kind, []).append(table.id_of(number))
            mentions += [Mention(named.start, named.end, tuple(ids), kind) for kind, ids in sorted(by_type.items())]
        return tuple(mentions)

    def exact(self, name: str) -> tuple[str, ...]:
        """Return the ids of the concepts whose exact name or synonym ``name`` is; none is a valid result."""
        chosen = self._best(self._candidates(name, key(name)), frozenset())
        held = ((self._vocabularies[which], number) for which, number in chosen)
        return tuple(v.id_of(n) for v, n in held if not self._types or v.type_of(n) in self._types)

    def _named(self, text: str) -> Iterator[Named]:
        """Go through the longest stretches that name something, from the left."""
        tokens = [(m.start(), m.end(), word_hash(m.group())) for m in TOKEN.finditer(text)]
        # How many words a name with this word can have at most; 0 where no name has it, or a name cannot go on.
        reach = [self._reach.get(word, 0) for _, _, word in tokens]
        joined = [a[1] == b[0] or text[a[1] : b[0]] in _JOINTS for a, b in pairwise(tokens)]
        at, keys = 0, self._keys
        while at < len(tokens):
            total = tokens[at][2]
            limit = reach[at] if total else 0
            best, place, used = None, at, 1
            while used <= limit:
                if total in keys and tokens[place][2]:
                    candidates = self._candidates(text[tokens[at][0] : tokens[place][1]], total)
                    best = (place, candidates) if candidates else best
                place += 1
                if place >= len(tokens) or not joined[place - 1]:
                    break
                word = tokens[place][2]
                if word:  # small words take no room
                    used += 1
                    limit = min(limit, reach[place])
                    total = (total + word) & MASK
            if best is None:
                at += 1
            else:
                yield Named(tokens[at][0], tokens[best[0]][1], best[1])
                at = best[0] + 1

    def _candidates(self, printed: str, total: int) -> tuple[tuple[int, int, int], ...]:
        """Return what a key names, leaving out abbreviations that are not printed as such."""
        cased = is_cased(printed)
        return tuple(
            (which, number, how)
            for which, vocabulary in enumerate(self._vocabularies)
            for number, how in vocabulary.named(total)
            if cased or not how & CASED
        )

    def _meanings(self, defined: Sequence[Abbreviation]) -> dict[str, tuple[tuple[int, int], ...]]:
        """Return short form -> the concepts of its long form; empty where the long form names none."""
        meaning: dict[str, tuple[tuple[int, int], ...]] = {}
        for pair in defined:
            candidates = self._candidates(pair.long, key(pair.long))
            meaning[pair.short] = self._best(candidates, frozenset())
        return meaning

    def _bracketed(self, text: str, found: Sequence[Named]) -> dict[str, tuple[tuple[int, int], ...]]:
        """Return short forms in brackets right after a name whose initials they are in another order: "(DM)"."""
        meaning = {}
        for named in found:
            match = _SHORT_FORM.match(text, named.end)
            if match:
                initials = sorted(m.group()[0].lower() for m in TOKEN.finditer(text, named.start, named.end))
                if initials == sorted(c.lower() for c in match[1] if c.isalnum()):
                    meaning[match[1]] = self._best(named.candidates, frozenset())
        return meaning

    def _certain(
        self, text: str, found: Sequence[Named], meaning: dict[str, tuple[tuple[int, int], ...]]
    ) -> frozenset[tuple[int, int]]:
        """Return the concepts the document names beyond doubt: to tell apart those that share a name."""
        sure = {concept for concepts in meaning.values() for concept in concepts}
        for named in found:
            if not is_cased(text[named.start : named.end]):
                sure.update(self._best(named.candidates, frozenset()))
        return frozenset(sure)

    def _chosen(
        self,
        text: str,
        named: Named,
        meaning: dict[str, tuple[tuple[int, int], ...]],
        certain: frozenset[tuple[int, int]],
    ) -> tuple[tuple[int, int], ...]:
        """Return the concepts (vocabulary, number) that a stretch is linked to; none is a valid result."""
        printed = text[named.start : named.end]
        if printed in meaning:
            return meaning[printed]
        chosen = self._best(named.candidates, certain)
        if is_cased(printed) and len(printed) <= SHORT:
            return tuple(concept for concept in chosen if concept in certain)
        return chosen

    def _best(
        self, candidates: Sequence[tuple[int, int, int]], certain: frozenset[tuple[int, int]]
    ) -> tuple[tuple[int, int], ...]:
        """Return at most one concept of each vocabulary and type: by its own name, else the certain one, else none."""
        if len(candidates) == 1:
            return ((candidates[0][0], candidates[0][1]),)
        groups: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for which, number, how in candidates:
            kind = self._vocabularies[which].type_of(number)
            groups.setdefault((which, kind), []).append((how & (NAME | SYNONYM), number))
        chosen = []
        for (which, _), rivals in groups.items():
            own = [number for how, number in rivals if how == NAME]
            pool = own or [number for _, number in rivals]
            if len(pool) > 1:
                pool = [number for number in pool if (which, number) in certain]
            if len(pool) == 1:
                chosen.append((which, pool[0]))
        return tuple(chosen)


def _with_short_forms(
    text: str, found: Sequence[Named], meaning: dict[str, tuple[tuple[int, int], ...]]
) -> list[Named]:
    """Return what was found, with every printed use of a defined short form in place of what overlaps it.

    A short form whose long form names nothing known hides what seems to stand in it: the "CA" of a defined "CA-TMA" is
    no cancer.
    """
    if not meaning:
        return list(found)
    shorts = sorted(meaning, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, shorts))})(?!\w)")
    uses = [(match.start(), match.end(), bool(meaning[match.group()])) for match in pattern.finditer(text)]
    longer = [named for named in found if not any(a <= named.start and named.end <= b for a, b, _ in uses)]
    free = [Named(a, b, ()) for a, b, known in uses if known and not any(n.start < b and a < n.end for n in longer)]
    return sorted([*longer, *free], key=lambda named: named.start)
