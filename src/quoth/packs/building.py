"""Checked entries -> the nouns: one synopsis document a source, one appraisal document for the pack's own words."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from quoth.errors import PackRefused
from quoth.model import (
    Caution,
    Concept,
    Disagreement,
    Document,
    Facet,
    Facts,
    Figure,
    Finding,
    Ids,
    Kind,
    Notice,
    Opening,
    Pack,
    Part,
    QuestionType,
    Situation,
    SituationTable,
    When,
    Withdrawal,
    Withheld,
    Work,
    sha256_text,
)
from quoth.packs.reading import Entries, Entry

READER = "pack-1"
FIGURE_KEYS = frozenset({"label", "value", "unit", "n", "events", "low", "high", "p", "comparator"})
MACHINE = "machine-written page: not evidence"
RECALLED = "recalled, not read"


def build(entries: Entries, sha256: str) -> Pack:
    """Return the pack whose files hash to ``sha256``; raises PackRefused where one entry points to another that is not there."""
    _references(entries)
    name = entries.head["id"]
    sources = {entry["id"]: entry for entry in entries.sources}
    concepts = tuple(_concept(name, entry) for entry in entries.concepts)
    withheld = dict(_withheld(name, entries, sources))
    shown = [entry for entry in entries.findings if entry["id"] not in withheld]
    documents = [_synopsis(name, sources[key], voice, group) for (key, voice), group in _by_source(shown)]
    conflicts, disagreements = _disagreements(name, entries.conflicts)
    head = entries.head
    homes = {f.id: d.id for d in documents for f in d.findings}
    _openings_shown(entries, homes)
    return Pack(
        id=name,
        title=head["title"],
        version=head["version"],
        compiled=str(head["compiled"]),
        licence=head["licence"],
        sha256=sha256,
        concepts=concepts,
        works=tuple(_work(name, entry) for entry in entries.sources),
        documents=(*documents, *conflicts),
        openings=tuple(
            Opening(_when(name, e["when"]), e["finding"], homes[e["finding"]]) for e in head.get("first") or []
        ),
        situations=tuple(_table(name, e) for e in head.get("situations") or []),
        facets=tuple(_facet(name, e) for e in head.get("facets") or []),
        cautions=tuple(
            Caution(f"{name}:{e['intervention']}", _when(name, e["when"]), e["finding"], homes[e["finding"]])
            for e in head.get("cautions") or []
        ),
        disagreements=disagreements,
        withheld=tuple(withheld.values()),
        questions=tuple((e["id"], e["question"]) for e in entries.questions),
    )


def _references(entries: Entries) -> None:
    """Demand that whatever an entry names is there."""
    concepts = {e["id"] for e in entries.concepts}
    findings = {e["id"] for e in entries.findings}
    sources = {e["id"] for e in entries.sources}
    for file, e, key, kind, held in _named(entries, concepts, findings, sources):
        for other in _many(e.get(key)):
            if other not in held:
                name = e.get("id", "when")
                raise PackRefused(
                    f"{entries.name}/{file}: entry {name!r} names in {key!r} the {kind} {other!r}, "
                    "which the pack does not have."
                )
    _synonyms(entries)
    _acyclic(entries.name, {e["id"]: e.get("parents") or [] for e in entries.concepts})


def _named(
    entries: Entries, concepts: set[str], findings: set[str], sources: set[str]
) -> Iterator[tuple[str, Entry, str, str, set[str]]]:
    """Go through every field that names other entries: (file, entry, field, what it names, what there is)."""
    for e in entries.concepts:
        yield from (("concepts.yaml", e, key, "concept", concepts) for key in ("parents", "all_of"))
        yield "concepts.yaml", e.get("withdrawn") or {}, "finding", "finding", findings
    for e in entries.findings:
        yield "findings", e, "source", "source", sources
        yield from (
            ("findings", e, key, "concept", concepts)
            for key in ("conditions", "population", "interventions", "outcomes", "excludes")
        )
    for e in entries.conflicts:
        yield from (("conflicts.yaml", e, key, "finding", findings) for key in ("side_a", "side_b"))
    for e in [*(entries.head.get("first") or []), *(entries.head.get("cautions") or [])]:
        yield "pack.yaml", e, "finding", "finding", findings
        yield "pack.yaml", e, "intervention", "concept", concepts
    for e in entries.head.get("facets") or []:
        yield "pack.yaml", e, "outcomes", "concept", concepts
    for when in _whens(entries.head):
        yield from (("pack.yaml", when, key, "concept", concepts) for key in ("conditions", "interventions"))


def _many(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _synonyms(entries: Entries) -> None:
    """Demand that no word names two concepts."""
    owners: dict[str, str] = {}
    for e in entries.concepts:
        for word in {w.casefold() for w in [e["name"], *(e.get("synonyms") or [])]}:
            if owners.setdefault(word, e["id"]) != e["id"]:
                raise PackRefused(
                    f"{entries.name}/concepts.yaml: entry {e['id']!r} has the synonym {word!r}, "
                    f"which {owners[word]!r} has too."
                )


def _whens(head: Entry) -> Iterator[Entry]:
    for e in [*(head.get("first") or []), *(head.get("cautions") or [])]:
        yield e["when"]
    for e in head.get("situations") or []:
        yield e["when"]
        yield from e["rows"]


def _acyclic(name: str, parents: dict[str, list[str]]) -> None:
    for start, above in parents.items():
        frontier, seen = list(above), set()
        while frontier:
            concept = frontier.pop()
            if concept == start:
                raise PackRefused(f"{name}/concepts.yaml: entry {start!r} is its own ancestor; break the circle.")
            if concept not in seen:
                seen.add(concept)
                frontier += parents.get(concept, [])


def _openings_shown(entries: Entries, homes: dict[str, str]) -> None:
    for key in ("first", "cautions"):
        for e in entries.head.get(key) or []:
            if e["finding"] not in homes:
                raise PackRefused(
                    f"{entries.name}/pack.yaml: {key!r} names the finding {e['finding']!r}, which is never shown; "
                    "choose another."
                )


def _withheld(name: str, entries: Entries, sources: dict[str, Entry]) -> Iterator[tuple[str, Withheld]]:
    withdrawn = {e["id"]: e for e in entries.concepts if e.get("withdrawn")}
    tellers = {e["id"]: e["source"] for e in entries.findings}
    for e in entries.findings:
        reason = _reason(e, sources[e["source"]], withdrawn, tellers)
        if reason:
            conditions, interventions = _full(name, e.get("conditions")), _full(name, e.get("interventions"))
            source = f"{name}:{e['source']}"
            yield e["id"], Withheld(e["id"], reason, conditions, interventions, reason == MACHINE, source)


def _reason(e: Entry, source: Entry, withdrawn: dict[str, Entry], tellers: dict[str, str]) -> str | None:
    """Say why a finding is never shown, or None. What tells of a withdrawal may name the drug."""
    if source["design"] == "machine-written":
        return MACHINE
    if e["read"] == "memory" or source["read_level"] == "memory":
        return RECALLED
    if e.get("hold"):
        return str(e["hold"])
    for drug in withdrawn.values():
        words = [drug["name"], *(drug.get("synonyms") or [])]
        named = drug["id"] in (e.get("interventions") or []) or any(w.casefold() in e["text"].casefold() for w in words)
        told = drug["withdrawn"]
        tells = tellers.get(told["finding"]) == e["source"] or source["design"] == "appraisal"
        if named and not tells:
            return f"{drug['name']} is no longer supplied (since {told['date']}: {told['finding']})"
    return None


def _by_source(findings: Iterable[Entry]) -> Iterator[tuple[tuple[str, str | None], list[Entry]]]:
    groups: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in findings:
        groups.setdefault((entry["source"], entry.get("voice")), []).append(entry)
    yield from groups.items()


def _synopsis(name: str, source: Entry, voice: str | None, entries: list[Entry]) -> Document:
    """Return our words about one source; remarks of our own about it are a document apart."""
    own = source["design"] == "appraisal"
    kind = Kind.APPRAISAL if own or voice else Kind.SYNOPSIS
    ident = f"{name}:{source['id']}" + ("+appraisal" if voice and not own else "")
    text, spans = _lines(_words(e["text"]) for e in entries)
    findings = tuple(_finding(name, e, span) for e, span in zip(entries, spans, strict=True))
    return _document(ident, f"{name}:{source['id']}", kind, text, findings, _facts(source), entries)


def _document(  # noqa: PLR0913, PLR0917 - one place where a pack's document is put together
    ident: str, work: str, kind: Kind, text: str, findings: tuple[Finding, ...], facts: Facts, origin: list[Entry]
) -> Document:
    parts = tuple(Part("finding", f.start, f.end, label=f.id) for f in findings)
    source = json.dumps([facts.title, origin], sort_keys=True, ensure_ascii=False, default=str)
    return Document(ident, work, kind, text, sha256_text(text), sha256_text(source), READER, facts, parts, findings)


def _words(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _lines(texts: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join sentences by line breaks and say where each stands."""
    lines, spans, at = list(texts), [], 0
    for line in lines:
        spans.append((at, at + len(line)))
        at += len(line) + 1
    return "\n".join(lines), spans


def _finding(name: str, e: Entry, span: tuple[int, int]) -> Finding:
    return Finding(
        id=e["id"],
        start=span[0],
        end=span[1],
        role=e["role"],
        conditions=_full(name, e.get("conditions")),
        population=_full(name, e.get("population")),
        interventions=_full(name, e.get("interventions")),
        outcomes=_full(name, e.get("outcomes")),
        excludes=_full(name, e.get("excludes")),
        direction=e.get("direction") or "neutral",
        strength=e.get("strength"),
        certainty=e.get("certainty"),
        figures=tuple(_figure(f) for f in e.get("figures") or []),
        read=e["read"],
        year=e.get("year"),
        note=e.get("note"),
    )


def _figure(f: Entry) -> Figure:
    def text(key: str) -> str | None:
        return None if f.get(key) is None else str(f[key])

    def count(key: str) -> int | None:
        return f[key] if isinstance(f.get(key), int) else None

    return Figure(
        label=str(f.get("label") or ""),
        value=text("value"),
        unit=text("unit"),
        n=count("n"),
        events=count("events"),
        low=text("low"),
        high=text("high"),
        p=text("p"),
        comparator=text("comparator"),
        more=tuple((key, str(value)) for key, value in f.items() if key not in FIGURE_KEYS and value is not None),
    )


def _facts(e: Entry) -> Facts:
    authors = e.get("authors") or ()
    url = e.get("url")
    return Facts(
        title=_words(e["title"]),
        authors=(authors,) if isinstance(authors, str) else tuple(str(a) for a in authors),
        journal=e.get("journal"),
        year=e.get("year"),
        url=url if isinstance(url, str) else next(iter(url or []), None),
        design=e["design"],
        read_level=e["read_level"],
        population=e.get("population"),
        size=e.get("n"),
        country=e.get("country"),
        funding=e.get("funding"),
        note=e.get("note"),
        licence="Apache-2.0",
    )


def _work(name: str, e: Entry) -> Work:
    doi = e.get("doi")
    ids = Ids(pmid=e.get("pmid"), pmcid=e.get("pmcid"), doi=doi.casefold() if doi else None)
    listed = e.get("notices")
    notices = None
    if isinstance(listed, list):
        notices = tuple(Notice(n["kind"], n.get("date"), "pack", n.get("note")) for n in listed)
    return Work(f"{name}:{e['id']}", ids, _words(e["title"]), notices)


def _concept(name: str, e: Entry) -> Concept:
    told = e.get("withdrawn")
    xrefs = tuple((k, str(v)) for k, v in (e.get("xrefs") or {}).items() if k != "relation")
    return Concept(
        id=f"{name}:{e['id']}",
        name=e["name"],
        type=e["type"],
        parents=_full(name, e.get("parents")),
        all_of=_full(name, e.get("all_of")),
        synonyms=tuple(e.get("synonyms") or ()),
        xrefs=xrefs,
        definition=e.get("definition"),
        withdrawn=Withdrawal(str(told["date"]), told["finding"]) if told else None,
    )


def _disagreements(name: str, entries: list[Entry]) -> tuple[list[Document], tuple[Disagreement, ...]]:
    """Put the pack authors' words on conflicts into one appraisal document, so that they carry receipts too."""
    if not entries:
        return [], ()
    ident = f"{name}:conflicts"
    text, spans = _lines(_words(e[key]) for e in entries for key in ("why", "handle"))
    facts = Facts(title="Where the sources disagree: the pack authors' notes", design="appraisal")
    document = _document(ident, ident, Kind.APPRAISAL, text, (), facts, entries)
    found = tuple(
        Disagreement(e["id"], e["topic"], tuple(e["side_a"]), tuple(e["side_b"]), ident, spans[2 * n], spans[2 * n + 1])
        for n, e in enumerate(entries)
    )
    return [document], found


def _when(name: str, e: Entry) -> When:
    words = tuple(w.casefold() for w in e.get("words") or ())
    types = tuple(QuestionType(t) for t in e.get("types") or ())
    return When(_full(name, e.get("conditions")), _full(name, e.get("interventions")), words, types)


def _table(name: str, e: Entry) -> SituationTable:
    rows = tuple(
        Situation(
            r["letter"],
            r["name"],
            _full(name, r.get("conditions")),
            _full(name, r.get("interventions")),
            r.get("note") or "",
        )
        for r in e["rows"]
    )
    return SituationTable(_when(name, e["when"]), rows)


def _facet(name: str, e: Entry) -> Facet:
    types = tuple(QuestionType(t) for t in e["types"])
    terms = tuple(t.casefold() for t in e["terms"])
    roles, stated = tuple(e.get("roles") or ()), tuple(e.get("stated") or ())
    return Facet(e["id"], e["name"], types, terms, _full(name, e.get("outcomes")), roles, stated)


def _full(name: str, ids: list[str] | None) -> tuple[str, ...]:
    return tuple(f"{name}:{i}" for i in ids or ())
