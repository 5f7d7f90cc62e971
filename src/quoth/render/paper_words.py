"""The fixed words of a paper's page: a short closed list of frames. None of them asserts medicine."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from quoth.model import Claim, Concept
from quoth.model.papers import Linked, Measured, PaperPage
from quoth.model.standing import ended, in_force
from quoth.render.words import identifier

CHOSEN = "Quotes are the paper's own words, chosen by program, cut from the stored text."
NO_SUMMARY = "none: no sentence of its abstract states a conclusion without reserve"
NO_CONTRIBUTION = "none found in its abstract"
NO_FINDINGS = "none: no sentence qualifies as a finding of its own"
NO_ABSTRACT = "none in this library"
SAME = "the sentence above"
NOT_CHECKED = "retraction status not checked"
NAMES = {"mondo": "MONDO", "mesh": "MeSH", "omim": "OMIM", "ncbitaxon": "NCBITaxon"}  # JSON gives all


def notices(page: PaperPage) -> list[str]:
    """Return the paper's notices, one a line; none says nothing of what was looked at."""
    holding = [(n.kind.upper(), n) for n in in_force(page.source.notices)]
    told = holding + [(f"ended by the reinstatement: {n.kind}", n) for n in ended(page.source.notices)]
    return [" ".join(filter(None, (what, n.date, n.signal and f"({n.signal})", n.note))) for what, n in told]


def checked(page: PaperPage) -> str:
    """Say whether anybody looked for notices, and where."""
    looked = ", ".join(f"{signal} of {date}" if date else f"{signal}, undated" for signal, date in page.checked)
    if page.source.notices is None or not looked:
        return NOT_CHECKED if not page.source.notices else "where else was looked is not known"
    return f"looked at: {looked}" if page.source.notices else f"no notice known (looked at: {looked})"


def published(page: PaperPage) -> str:
    """Return where and when a paper stands, and its identifiers."""
    ids = [identifier(scheme, value) for scheme, value in page.source.ids.pairs()]
    when = page.date or (str(page.source.year) if page.source.year else "date not stated")
    return " · ".join([page.source.journal or "journal not stated", when, *(ids or ["no identifier"])])


def licence(page: PaperPage) -> str:
    """Return the licence as stated."""
    return f"Licence: {page.licence or 'not stated'}"


def studied(page: PaperPage) -> list[str]:
    """Return what is known of how the study was made, each line saying how it was read."""
    found = page.studied
    how = "as stated by the source" if found.met and not found.rule else f'design rule {found.rule}, "{found.met}"'
    known = bool(found.met)
    lines = [f"{str(found.level).capitalize()}; {how}" if known else f"Design not stated; {found.level}"]
    numbers = [f"{found.participants} people" if found.participants else ""]
    numbers += [f"{found.centres} {'centre' if found.centres == 1 else 'centres'}" if found.centres else ""]
    numbers += list(found.registrations)
    stated = ", ".join(filter(None, numbers))
    return [*lines, f"Read by rule from its abstract: {stated}"] if stated else lines


def receipt(claim: Claim) -> str:
    """Return where a quote stands, in characters of the stored text."""
    return f"characters {claim.citation.start}-{claim.citation.end} of {claim.citation.document}"


def named(concept: Concept) -> str:
    """Return a concept's name with its id and the vocabularies' most used ones."""
    relation = dict(concept.xrefs).get("relation", "exact")
    ids = [v if ":" in v else f"{NAMES[scheme]}:{v}" for scheme, v in concept.xrefs if scheme in NAMES]
    kind = f", {relation}" if ids and relation != "exact" else ""
    return f"{concept.name} ({', '.join([concept.id, *ids])}{kind})"


def by_type(links: Iterable[Linked]) -> list[tuple[str, str]]:
    """Return (type, its concepts in one line); links come by type."""
    grouped = groupby(links, key=lambda link: link.concept.type)
    return [(kind, "; ".join(f"{named(link.concept)} \u00d7{link.times}" for link in found)) for kind, found in grouped]


def beside(score: Measured) -> str:
    """Say what stands beside a score."""
    if not score.test:
        return ""
    if score.beside:
        return f"and of the test it predicts, {score.test}, the paper says:"
    return f"no value of the test it predicts, {score.test}, was found in this text"


def held(page: PaperPage) -> str:
    """Return how long the reference list is, and how much of it the library holds."""
    if not page.references:
        return "no reference list in the stored text"
    number = sum(item.held is not None for item in page.references)
    return f"{len(page.references)} entries, {number} of them found in this library by an identifier"


def addresses(page: PaperPage) -> list[tuple[str, str]]:
    """Return the stable addresses of the page and of the stored text."""
    whole = "full text" if str(page.whole.kind) != "record" else "stored record"
    return [
        ("this page", f"quoth show {page.address} --format md"),
        (whole, f"quoth show {page.address} --full --format md"),
    ]
