"""Which texts are of one work: identifiers in one spelling, and the names of works and documents made from them."""

from __future__ import annotations

import re

from quoth.model import Ids, Kind

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"0*([1-9]\d{0,8})(?:\.0)?")
_PMCID = re.compile(r"(?:PMC)?0*([1-9]\d{0,9})(?:\.\d+)?", re.IGNORECASE)
_TRAILING = ".,;:)]}>\"'"

SUFFIX = {
    Kind.RECORD: "record",
    Kind.FULLTEXT: "fulltext",
    Kind.PDF: "pdf",
    Kind.SYNOPSIS: "synopsis",
    Kind.APPRAISAL: "appraisal",
    Kind.LOCAL: "local",
}


def doi(text: str | None) -> str | None:
    """Return the DOI in ``text``, case-folded and without any resolver or ``doi:`` before it, or None.

    DOI names are case-insensitive (DOI Handbook 2.4), so two spellings are one work.
    """
    found = _DOI.search((text or "").strip())
    if not found:
        return None
    name = found[0]
    while name and name[-1] in _TRAILING:
        if name[-1] == ")" and name.count("(") >= name.count(")"):
            break  # 10.1016/S0140-6736(10)60175-4 keeps its own bracket
        name = name[:-1]
    return name.casefold() or None


def pmid(text: str | None) -> str | None:
    """Return a PMID as bare digits, or None when ``text`` is not one (0 is how lists write "none")."""
    found = _PMID.fullmatch((text or "").strip().removeprefix("PMID:").strip())
    return found[1] if found else None


def pmcid(text: str | None) -> str | None:
    """Return a PMCID as ``PMC`` and digits, without a version, or None."""
    found = _PMCID.fullmatch((text or "").strip().removeprefix("PMCID:").strip())
    return f"PMC{found[1]}" if found else None


def ids(*, pmid_text: str | None = None, pmcid_text: str | None = None, doi_text: str | None = None) -> Ids:
    """Return identifiers in Quoth's spelling; whatever is not one is left out."""
    return Ids(pmid=pmid(pmid_text), pmcid=pmcid(pmcid_text), doi=doi(doi_text))


def work_id(known: Ids, sha256: str) -> str:
    """Return the name of a work: its PMID, else PMCID, else DOI, else the hash of its first text.

    It is where a store starts from; a store that already knows one of the identifiers keeps the name it has.
    """
    for scheme, value in known.pairs():
        return f"{scheme}:{value}"
    return f"text:{sha256[:16]}"


def document_id(known: Ids, kind: Kind, sha256: str) -> str:
    """Return the name of a document, the same over its versions: the work's name and what kind of text it is.

    A text without identifiers is known by its own hash, so each version of it is another document.
    """
    if kind in {Kind.FULLTEXT, Kind.PDF} and known.pmcid:
        return f"pmc:{known.pmcid}/{SUFFIX[kind]}"
    return f"{work_id(known, sha256)}/{SUFFIX[kind]}"


def same_work(one: Ids, other: Ids) -> bool:
    """Return whether two sets of identifiers name one work: the first scheme both have decides.

    Two PMIDs that differ are two works even under one DOI (an erratum often repeats the DOI of what it corrects).
    """
    theirs = dict(other.pairs())
    for scheme, value in one.pairs():
        if scheme in theirs:
            return theirs[scheme] == value
    return False


def joined(one: Ids, other: Ids) -> Ids:
    """Return the identifiers of one work, ``one`` first where both know a scheme."""
    return Ids(pmid=one.pmid or other.pmid, pmcid=one.pmcid or other.pmcid, doi=one.doi or other.doi)


def url(known: Ids) -> str | None:
    """Return the public page of a work: PubMed Central, else the DOI's resolver, else PubMed."""
    if known.pmcid:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{known.pmcid}/"
    if known.doi:
        return f"https://doi.org/{known.doi}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{known.pmid}/" if known.pmid else None
