"""A table of concepts in memory that knows their kin; satisfies the `Concepts` protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from quoth.model import Concept


class Kin:
    """Concepts by id, with their ancestors and descendants."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Take the concepts; parents that are not among them are ignored."""
        self._concepts = {concept.id: concept for concept in concepts}
        self._up = {c.id: frozenset(p for p in c.parents if p in self._concepts) for c in self._concepts.values()}
        down: dict[str, set[str]] = {}
        for child, parents in self._up.items():
            for parent in parents:
                down.setdefault(parent, set()).add(child)
        self._down: Mapping[str, frozenset[str]] = {parent: frozenset(kids) for parent, kids in down.items()}
        self._above: dict[str, frozenset[str]] = {}  # worked out once, then kept
        self._below: dict[str, frozenset[str]] = {}

    def __iter__(self) -> Iterator[Concept]:
        """Go through the concepts in the order they were given."""
        return iter(self._concepts.values())

    def get(self, concept: str) -> Concept | None:
        """Return the concept of that id, or None."""
        return self._concepts.get(concept)

    def ancestors(self, concept: str) -> frozenset[str]:
        """Return all broader concepts, without the concept itself."""
        if concept not in self._above:
            self._above[concept] = _reach(concept, self._up)
        return self._above[concept]

    def descendants(self, concept: str) -> frozenset[str]:
        """Return all narrower concepts, without the concept itself."""
        if concept not in self._below:
            self._below[concept] = _reach(concept, self._down)
        return self._below[concept]


def _reach(start: str, steps: Mapping[str, frozenset[str]]) -> frozenset[str]:
    seen: set[str] = set()
    frontier = list(steps.get(start, ()))
    while frontier:
        concept = frontier.pop()
        if concept not in seen:
            seen.add(concept)
            frontier.extend(steps.get(concept, ()))
    return frozenset(seen)
