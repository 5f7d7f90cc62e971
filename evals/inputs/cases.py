"""Broken and odd material: real bytes mutated, and small documents generated for every reader. All by a given die."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable

_ODD = [
    "",
    " ",
    "\u00a0",
    "\u202eabc",
    "e\u0301",
    "\u0301",
    "\ufeff",
    "10.1/x",
    "PMID: 0",
    "²",
    "٣",
    "9" * 40,
    "-1",
    "a" * 3000,
    "\U0001f9ec",
    "|",
    "\t",
    "&amp;",
    "1998 Dec-1999 Jan",
    "Smith, J., Jr.",
    "<b>",
    "]]>",
    "\x85",
    "\u2028",
    "ﬁ",
    "Straße",
    "\ufffd",
]
_TAGS = [
    "p",
    "sec",
    "title",
    "xref",
    "sup",
    "sub",
    "italic",
    "table-wrap",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "fig",
    "caption",
    "label",
    "list",
    "list-item",
    "fn",
    "ref",
    "ref-list",
    "mixed-citation",
    "element-citation",
    "name",
    "surname",
    "given-names",
    "boxed-text",
    "disp-quote",
    "def-list",
    "def-item",
    "term",
    "def",
    "abstract",
    "trans-abstract",
    "alternatives",
    "tex-math",
    "inline-formula",
    "supplementary-material",
    "media",
    "ack",
    "app",
    "fn-group",
    "floats-group",
    "table-wrap-foot",
    "disp-formula",
    "break",
    "graphic",
    "pub-id",
    "string-name",
    "person-group",
    "sub-article",
    "body",
    "back",
    "front",
    "article-meta",
    "article-id",
    "pub-date",
    "year",
    "month",
    "day",
    "contrib-group",
    "contrib",
    "related-article",
    "permissions",
    "license",
    "kwd-group",
    "kwd",
]
_ATTRIBUTES = (
    'rowspan="3"',
    'colspan="2"',
    'rowspan="-1"',
    'colspan="x"',
    'rowspan="²"',
    'ref-type="bibr"',
    'rid="a b"',
    'id="x"',
    'pub-id-type="doi"',
    'pub-id-type="pmid"',
    'related-article-type="retracted-article"',
    'fn-type="conflict"',
    'abstract-type="graphical"',
)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return ``data`` with one to eight wounds: bytes changed, removed, doubled, moved, or tags swapped."""
    wounded = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        place = dice.randrange(len(wounded)) if wounded else 0
        length = dice.choice((1, 1, 4, 40, 400))
        match dice.randrange(6):
            case 0:
                wounded[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                del wounded[place : place + length]
            case 2:
                wounded[place:place] = wounded[place : place + length]
            case 3:
                wounded[place:place] = dice.choice(_ODD).encode()
            case 4:
                wounded = wounded[: place + 1] if dice.random() < 0.1 else wounded
            case _:
                tag = dice.choice(_TAGS).encode()
                wounded = bytearray(bytes(wounded).replace(dice.choice(_TAGS).encode(), tag, 3))
    return bytes(wounded)


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(character for character in text if character >= " " or character in "\t\n")


def _tree(dice: random.Random, tags: list[str], depth: int = 0) -> str:
    if depth > 6 or dice.random() < 0.25:
        return _escaped(dice.choice(_ODD))
    tag = dice.choice(tags)
    inside = "".join(_tree(dice, tags, depth + 1) for _ in range(dice.randint(0, 4)))
    attribute = f" {dice.choice(_ATTRIBUTES)}" if dice.random() < 0.4 else ""
    return f"<{tag}{attribute}>{inside}</{tag}>{_escaped(dice.choice(_ODD))}"


def _jats(dice: random.Random) -> bytes:
    parts = "".join(f"<{part}>{_tree(dice, _TAGS)}</{part}>" for part in ("front", "body", "back", "floats-group"))
    return f"<article>{parts}</article>".encode()


def _pubmed(dice: random.Random) -> bytes:
    tags = [
        "MedlineCitation",
        "PMID",
        "Article",
        "ArticleTitle",
        "Abstract",
        "AbstractText",
        "AuthorList",
        "Author",
        "LastName",
        "CollectiveName",
        "Journal",
        "JournalIssue",
        "PubDate",
        "Year",
        "Month",
        "Day",
        "MedlineDate",
        "CommentsCorrectionsList",
        "RefSource",
        "DeleteCitation",
        "BookDocument",
        "Book",
        "BookTitle",
        "PublicationTypeList",
        "PublicationType",
        "MeshHeadingList",
        "ELocationID",
        "PubmedData",
        "ArticleIdList",
        "ArticleId",
        "sup",
    ]
    kind = dice.choice(("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "DeleteCitation"))
    body = "".join(_tree(dice, tags) for _ in range(3))
    return f"<PubmedArticleSet><{kind}>{body}</{kind}></PubmedArticleSet>".encode()


def _lines(dice: random.Random, tags: str, divider: str, start: str, end: str = "") -> bytes:
    fields = [f"{dice.choice(tags.split()):<4}{divider}{dice.choice(_ODD)}" for _ in range(dice.randint(0, 12))]
    return "\n".join([start, *fields, end, ""]).encode()


def _nbib(dice: random.Random) -> bytes:
    return _lines(dice, "TI AB AU DP LR LID AID PT MH RIN ROF EIN PMC DEP OAB", "- ", f"PMID- {dice.choice(_ODD)}")


def _ris(dice: random.Random) -> bytes:
    return _lines(dice, "TI AB AU PY DO JO KW UR C2 AN", "- ", "TY  - JOUR", "ER  - ").replace(b"  - ", b"  - ")


def _pubtator(dice: random.Random) -> bytes:
    lines = [f"{dice.randrange(100)}|{dice.choice('ta')}|{dice.choice(_ODD)}" for _ in range(dice.randint(1, 8))]
    return "\n".join(["1|t|Title", *lines, f"1\t0\t5\t{dice.choice(_ODD)}\tDisease\tD1"]).encode()


def _value(dice: random.Random, depth: int = 0) -> object:
    match dice.randrange(6 if depth < 4 else 3):
        case 0:
            return dice.choice(_ODD)
        case 1:
            return dice.choice((None, True, 0, -1, 1e300, 2020))
        case 2:
            return []
        case 3:
            return [_value(dice, depth + 1) for _ in range(dice.randint(0, 3))]
        case _:
            keys = [
                "type",
                "title",
                "passages",
                "documents",
                "infons",
                "text",
                "offset",
                "author",
                "family",
                "given",
                "issued",
                "date-parts",
                "DOI",
                "id",
            ]
            return {dice.choice(keys): _value(dice, depth + 1) for _ in range(dice.randint(0, 4))}


def _json(dice: random.Random) -> bytes:
    item = _value(dice)
    known = {"type": dice.choice(_ODD), "title": dice.choice(_ODD), "author": item, "issued": _value(dice)}
    bioc = {"documents": [{"id": "1", "passages": [{"infons": _value(dice), "text": dice.choice(_ODD)}, item]}]}
    return json.dumps(dice.choice((item, known, bioc, [known, bioc]))).encode()


def _bioc_xml(dice: random.Random) -> bytes:
    tags = ["id", "infon", "passage", "offset", "text", "annotation", "location", "sentence"]
    return f"<collection><document>{_tree(dice, tags)}{_tree(dice, tags)}</document></collection>".encode()


def _markdown(dice: random.Random) -> bytes:
    front = "".join(
        f"{key}: {dice.choice(_ODD)}\n" for key in ("title", "doi", "pmid", "authors", "date") if dice.random() < 0.6
    )
    marks = ("# ", "## ", "- ", "1. ", "> ", "    ", "| a | b |\n|---|---|\n| ", "```\n", "**", "[x](", "<p>", "")
    lines = "\n\n".join(f"{dice.choice(marks)}{dice.choice(_ODD)}" for _ in range(dice.randint(0, 10)))
    return (f"---\n{front}---\n" if dice.random() < 0.6 else "# Title\n\n").encode() + lines.encode()


def _html(dice: random.Random) -> bytes:
    tags = [
        "div",
        "p",
        "h1",
        "h2",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "li",
        "sup",
        "sub",
        "br",
        "script",
        "main",
        "article",
        "span",
        "a",
        "section",
        "caption",
        "figure",
        "pre",
    ]
    meta = f'<meta name="citation_doi" content="{dice.choice(("10.1/x", "", "x"))}">'
    return f"<!doctype html><html><head>{meta}</head><body>{_tree(dice, tags)}{_tree(dice, tags)}".encode()


def _csv(dice: random.Random) -> bytes:
    rows = "\n".join(
        ",".join(dice.choice([*_ODD, '"', '"a,b"', "Retraction"]) for _ in range(dice.randint(0, 5))) for _ in range(6)
    )
    return f"RetractionNature,OriginalPaperDOI,RetractionDate\n{rows}\n".encode()


def _text(dice: random.Random) -> bytes:
    return dice.choice(("\n", "\n\n", "\r\n\r\n")).join(dice.choice(_ODD) for _ in range(dice.randint(1, 30))).encode()


def _pdf(dice: random.Random) -> bytes:
    words = dice.choice(_ODD).replace("(", "").replace(")", "").replace("\\", "")
    stream = f"BT /F1 {dice.choice((0, 1, 12, 9999))} Tf {dice.randint(-99, 999)} {dice.randint(-99, 999)} Td ({words}) Tj ET"
    data = (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font"
        f"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj 4 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream "
        "endobj trailer<</Root 1 0 R>>"
    ).encode("utf-8", "replace")
    return mutated(data, dice) if dice.random() < 0.7 else data


def _archive(dice: random.Random) -> bytes:
    inner = GENERATORS[dice.choice(("jats", "pubmed", "nbib", "text"))](dice)
    packed = io.BytesIO()
    match dice.randrange(3):
        case 0:
            data = gzip.compress(inner, mtime=0)
        case 1:
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(dice.choice(("a.xml", "x/y.txt", "../z")), inner)
            data = packed.getvalue()
        case _:
            with tarfile.open(fileobj=packed, mode="w") as tar:
                info = tarfile.TarInfo(dice.choice(("a.xml", "x/y.txt", "/z")))
                info.size = len(inner)
                tar.addfile(info, io.BytesIO(inner))
            data = packed.getvalue()
    return mutated(data, dice) if dice.random() < 0.7 else data


GENERATORS: dict[str, Callable[[random.Random], bytes]] = {
    "jats": _jats,
    "pubmed": _pubmed,
    "nbib": _nbib,
    "ris": _ris,
    "pubtator": _pubtator,
    "json": _json,
    "bioc": _bioc_xml,
    "markdown": _markdown,
    "html": _html,
    "retractions": _csv,
    "text": _text,
    "pdf": _pdf,
    "archive": _archive,
}
