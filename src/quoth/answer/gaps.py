"""What was not found. Absence has three meanings, and a page says which: never "no evidence".

- absent: the library holds nothing on it (n documents);
- filtered: the same of what meets the filters of a search, which says nothing of the library;
- silent: searched, and none of the n passages found says it;
- left out: held and not shown, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from quoth.model import Concepts, Evidence, Facet, Gap, Kind, Question, Search, SituationTable, Withheld
from quoth.model.lists import WHOLE

OURS = frozenset({Kind.SYNOPSIS, Kind.APPRAISAL})


def search_of(
    terms: Iterable[str],
    evidence: Sequence[Evidence],
    filters: tuple[tuple[str, str], ...] = (),
    readings: tuple[str, ...] = (),
) -> Search:
    """Return the search as run: its terms, and how many passages it found in how many full texts and synopses."""
    documents = {e.document.id: e.document.kind for e in evidence}
    return Search(
        terms=tuple(sorted(terms)),
        passages=len(evidence),
        full_texts=sum(kind in WHOLE for kind in documents.values()),
        synopses=sum(kind in OURS for kind in documents.values()),
        hits=len(evidence),
        filters=filters,
        readings=readings,
    )


def gaps_of(  # noqa: PLR0913, PLR0917 - each argument is one kind of absence
    question: Question,
    facets: Iterable[Facet],
    evidence: Sequence[Evidence],
    withheld: Iterable[Withheld],
    concepts: Concepts,
    search: Search,
    table: SituationTable | None,
) -> tuple[Gap, ...]:
    """Return every gap of the page: concepts nothing is held on, facets no direct passage speaks to, things left out.

    What is left out of a situation that the page shows is named too.
    """
    near = (*question.conditions, *(c for row in (table.rows if table else ()) for c in row.conditions))
    return (
        *_absent(question, evidence, concepts, filtered=bool(search.filters)),
        *_silent(question, facets, evidence, search),
        *_left_out(near if question.conditions else (), question.interventions, withheld, concepts),
    )


def _absent(question: Question, evidence: Sequence[Evidence], concepts: Concepts, *, filtered: bool) -> Iterable[Gap]:
    held = {c for e in evidence if e.finding for c in (*e.finding.conditions, *e.finding.interventions)}
    for asked in (*question.conditions, *question.interventions):
        if asked not in held and held.isdisjoint(concepts.descendants(asked)):
            concept = concepts.get(asked)
            name = concept.name if concept else asked
            if filtered:  # what the filters leave out may well speak of it
                yield Gap("filtered", name, "0 of the passages that meet the filters speak of it")
            else:
                yield Gap("absent", name, "0 documents in this library speak of it")


def _silent(question: Question, facets: Iterable[Facet], evidence: Sequence[Evidence], search: Search) -> Iterable[Gap]:
    direct = [e for e in evidence if e.judgement and e.judgement.direct and e.finding and e.finding.role != "gap"]
    for facet in facets:
        if question.type in facet.types and not any(_says(e, facet) for e in direct):
            found = (search.passages, search.full_texts, search.synopses)
            yield Gap("silent", facet.name, f"of {len(direct)} direct passages", *found)


def _says(evidence: Evidence, facet: Facet) -> bool:
    """Whether a passage speaks to a facet: in its words, or by what is known of it as a finding."""
    finding = evidence.finding
    if finding is not None and (
        finding.role in facet.roles
        or not set(finding.outcomes).isdisjoint(facet.outcomes)
        or any(getattr(finding, stated) for stated in facet.stated)
    ):
        return True
    return _pattern(facet.terms).search(evidence.text.casefold()) is not None


@lru_cache(maxsize=512)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the terms at the start of a word: "bleed" meets bleeding, not "rebleed"."""
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, terms)) + ")")


def _left_out(
    conditions: tuple[str, ...], interventions: tuple[str, ...], withheld: Iterable[Withheld], concepts: Concepts
) -> Iterable[Gap]:
    by_reason: dict[str, list[str]] = {}
    for item in withheld:
        if _near(conditions, item.conditions, concepts) and _near(interventions, item.interventions, concepts):
            by_reason.setdefault(item.reason, []).append(item.id)
    for reason, ids in by_reason.items():
        yield Gap("left out", ", ".join(ids), reason)


def _near(asked: tuple[str, ...], found: tuple[str, ...], concepts: Concepts) -> bool:
    if not asked:
        return True
    return any(a == f or f in concepts.descendants(a) or f in concepts.ancestors(a) for a in asked for f in found)
