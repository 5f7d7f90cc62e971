"""JATS and NLM articles: text, structure, facts, notices. The article is made up."""

from __future__ import annotations

import hashlib

from quoth.ingest import Noticed, Paper, Refusal, read
from quoth.model import Document, Kind, Notice
from tests.test_ingest_text import nested

ARTICLE = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "JATS-archivearticle1.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"
 article-type="case-report" xml:lang="en"><front><journal-meta><journal-title-group><journal-title>Made Journal
 </journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="pmc">456</article-id>
<article-id pub-id-type="doi">10.5555/MADE.Up</article-id>
<article-categories><subj-group subj-group-type="heading"><subject>Case Report</subject></subj-group></article-categories>
<title-group><article-title>Plasma exchange in a <italic>made-up</italic> illness<xref ref-type="fn" rid="f0">*</xref>
</article-title><trans-title-group><trans-title xml:lang="fr">Un titre</trans-title></trans-title-group></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Doe</surname><given-names>Jane-Ann B</given-names></name>
</contrib><contrib contrib-type="author"><collab>The Made Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>Not</surname><given-names>Me</given-names></name></contrib></contrib-group>
<author-notes><fn fn-type="conflict"><p>JD was paid by a maker.</p></fn></author-notes>
<pub-date pub-type="epub"><day>2</day><month>12</month><year>2019</year></pub-date>
<pub-date pub-type="ppub"><month>1</month><year>2020</year></pub-date>
<permissions><license xlink:href="https://creativecommons.org/licenses/by-nc/4.0/"><license-p>Open.</license-p></license>
</permissions><related-article related-article-type="correction-forward" xlink:href="10.5555/fix"/>
<abstract><sec><title>Background</title><p>We <bold>report</bold> one.</p></sec><sec><title>Results</title>
<p>Platelets rose to 150&#x000d7;10<sup>9</sup>/L.</p></sec></abstract>
<trans-abstract xml:lang="fr"><p>Nous d&#xe9;crivons un cas.</p></trans-abstract>
<kwd-group><kwd>plasma exchange</kwd></kwd-group>
<funding-group><funding-statement>Nobody paid.</funding-statement></funding-group></article-meta></front>
<body><sec id="s1"><label>1.</label><title>Case</title>
<p>As others saw,<sup><xref ref-type="bibr" rid="r1">1</xref>,<xref ref-type="bibr" rid="r2">2</xref></sup> ADAMTS13
was 16%<xref ref-type="bibr" rid="r2"><sup>2</sup></xref> and CO<sub>2</sub> normal <xref ref-type="table" rid="t1">Table 1
</xref>.<fig id="g1"><label>Figure 1</label><caption><title>A smear.</title><p>Schistocytes.</p></caption></fig> She
recovered (<xref ref-type="bibr" rid="r1">Smith 2001</xref>).</p>
<list><list-item><label>a)</label><p>first</p></list-item><list-item><p>second</p></list-item></list>
<table-wrap id="t1"><label>Table 1</label><caption><p>Laboratory values</p></caption><table><thead>
<tr><th rowspan="2">Value</th><th colspan="2">Day</th></tr><tr><th>0</th><th>7</th></tr></thead><tbody>
<tr><td>Platelets, 10<sup>9</sup>/L</td><td>12</td><td>160<sup>a</sup></td></tr>
<tr><td rowspan="2">Drug</td><td>none</td><td>one</td></tr><tr><td>none</td><td>two</td></tr></tbody></table>
<table-wrap-foot><fn id="tf"><p><sup>a</sup>After transfusion.</p></fn></table-wrap-foot></table-wrap>
<p>Half: <inline-formula><mml:math><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac></mml:math></inline-formula>,
square: <inline-formula><alternatives><tex-math>\\begin{document}$x^2$\\end{document}</tex-math></alternatives></inline-formula>.</p></sec>
<boxed-text><caption><title>Key points</title></caption><p>Boxed words.</p></boxed-text>
<sec><title>Competing interests</title><p>None declared.</p></sec></body>
<back><ack><p>We thank all.</p></ack><ref-list><title>References</title>
<ref id="r1"><label>1</label><element-citation><person-group><name><surname>Smith</surname><given-names>A</given-names>
</name><etal/></person-group><article-title>On one</article-title><source>J Made</source><year>2001</year>
<volume>3</volume><fpage>4</fpage><lpage>9</lpage><pub-id pub-id-type="pmid">99</pub-id></element-citation></ref>
<ref id="r2"><label>2</label><mixed-citation>Roe B. <italic>On two</italic>. 2002.</mixed-citation></ref></ref-list></back>
<sub-article article-type="decision-letter"><body><p>Please revise.</p></body></sub-article></article>"""


def paper() -> Paper:
    (found,) = read("made.xml", ARTICLE.encode())
    assert isinstance(found, Paper)
    return found


def cut(document: Document, kind: str) -> list[str]:
    return [document.text[part.start : part.end] for part in document.parts if part.kind == kind]


def test_facts() -> None:
    found = paper()
    facts = found.document.facts
    assert facts.title == "Plasma exchange in a made-up illness"
    assert facts.authors == ("Doe JAB", "The Made Group")
    assert (facts.journal, facts.year, facts.date) == ("Made Journal", 2020, "2019-12-02")
    assert (facts.licence, facts.funding, facts.interests) == (
        "CC BY-NC 4.0",
        "Nobody paid.",
        "JD was paid by a maker.",
    )
    assert facts.publication_types == ("case-report", "Case Report")
    assert (facts.subjects, facts.language) == (("plasma exchange",), "en")
    assert facts.note == "not read: decision-letter"
    assert found.work.ids.pairs() == (("pmid", "123"), ("pmc", "PMC456"), ("doi", "10.5555/made.up"))
    assert (found.work.id, found.document.id) == ("pmid:123", "pmc:PMC456/fulltext")
    assert found.document.kind is Kind.FULLTEXT
    assert found.work.notices == (Notice("correction", None, "jats", "10.5555/fix"),)
    assert found.document.source_sha256 == hashlib.sha256(ARTICLE.encode()).hexdigest()


def test_numbers_keep_their_value() -> None:
    text = paper().document.text
    assert "Platelets rose to 150\u00d710⁹/L." in text
    assert "saw,[1,2] ADAMTS13 was 16%[2] and CO2 normal" in text
    assert "Half: 1/2, square: $x^2$." in text
    assert "16%2" not in text


def test_citations_are_spans_with_targets() -> None:
    document = paper().document
    cited = [(part.label, part.target) for part in document.parts if part.kind == "citation"]
    assert cited == [("1", "r1"), ("2", "r2"), ("[2]", "r2"), ("Smith 2001", "r1")]
    assert {part.target for part in document.parts if part.kind == "reference"} == {"r1", "r2"}


def test_a_figure_in_a_paragraph_does_not_divide_its_sentence() -> None:
    document = paper().document
    assert "normal Table 1 . She recovered (Smith 2001)." in document.text
    assert cut(document, "caption")[0] == "Figure 1. A smear. Schistocytes."


def test_rows_stand_alone() -> None:
    document = paper().document
    assert cut(document, "row") == [
        "Value: Platelets, 10⁹/L | Day \u2013 0: 12 | Day \u2013 7: 160^a",
        "Value: Drug | Day \u2013 0: none | Day \u2013 7: one",
        "Value: Drug | Day \u2013 0: none | Day \u2013 7: two",
    ]
    rows = [part for part in document.parts if part.kind == "row"]
    assert {(part.label, part.target) for part in rows} == {("Table 1. Laboratory values", "t1")}
    (table,) = (part for part in document.parts if part.kind == "table")
    assert all(table.start <= row.start < row.end <= table.end for row in rows)
    assert "a After transfusion." in cut(document, "footnote")


def test_passages_are_evidence_only() -> None:
    document = paper().document
    passages = {document.text[passage.start : passage.end] for passage in document.passages()}
    assert {"We report one.", "Boxed words.", "a) first", "second", "Nous décrivons un cas."} <= passages
    assert not passages & {"None declared.", "We thank all.", "Please revise.", "Case"}
    assert "None declared." in document.text
    assert "Please revise." not in document.text


def test_sections_and_abstracts_are_labelled() -> None:
    document = paper().document
    labels = [part.label for part in document.parts if part.kind == "section"]
    assert labels[:4] == ["Abstract", "Background", "Results", "Abstract (fr)"]
    assert [part.label for part in document.parts if part.kind == "abstract"][:2] == ["Background", "Results"]
    assert "1. Case" in cut(document, "heading")


def test_references_are_lines() -> None:
    assert cut(paper().document, "reference") == [
        "Smith A, et al. On one. J Made. 2001;3:4-9. pmid:99.",
        "Roe B. On two. 2002.",
    ]


def test_parts_nest_and_the_text_is_the_same_every_time() -> None:
    one, other = paper().document, paper().document
    assert nested(one.parts, len(one.text))
    assert one == other


def test_a_retraction_notice_speaks_of_another_paper() -> None:
    notice = """<article article-type="retraction" xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>
    <title-group><article-title>Retracted: A made-up trial</article-title></title-group><pub-date><year>2021</year>
    <month>5</month></pub-date><related-article related-article-type="retracted-article" ext-link-type="doi"
    xlink:href="10.5555/OLD"/></article-meta></front></article>"""
    paper_found, noticed = read("notice.xml", notice.encode())
    assert isinstance(paper_found, Paper)
    assert paper_found.work.notices is None
    assert isinstance(noticed, Noticed)
    assert noticed.ids.doi == "10.5555/old"
    assert (noticed.notice.kind, noticed.notice.date) == ("retraction", "2021-05")


def test_a_retracted_paper_says_so() -> None:
    article = "<article><front><article-meta><title-group><article-title>RETRACTED: Trial</article-title></title-group></article-meta></front></article>"
    (found,) = read("a.xml", article.encode())
    assert isinstance(found, Paper)
    assert found.work.notices is not None
    assert found.work.notices[0].kind == "retraction"


def test_old_and_wrapped_articles_are_read() -> None:
    bare = "<front><article-meta><article-id pub-id-type='pmc'>PMC77</article-id><title-group><article-title>T</article-title></title-group></article-meta></front>"
    wrapped = f'<OAI-PMH><record><article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/">{bare}</article></record></OAI-PMH>'
    many = f"<pmc-articleset><article>{bare}</article><article>{bare.replace('77', '78')}</article></pmc-articleset>"
    assert [found.work.id for found in read("o", wrapped.encode()) if isinstance(found, Paper)] == ["pmc:PMC77"]
    assert [found.name for found in read("s", many.encode())] == ["s#PMC77", "s#PMC78"]


def test_known_characters_are_spelled_out_behind_a_doctype() -> None:
    text = ARTICLE.replace("Boxed words", "&alpha;-thalassaemia")
    (found,) = read("a.xml", text.encode())
    assert isinstance(found, Paper)
    assert "\u03b1-thalassaemia." in found.document.text


def test_what_is_empty_or_cut_short_is_refused_by_name() -> None:
    for name, data in (("none.xml", b""), ("half.xml", ARTICLE.encode()[:2000]), ("bare.xml", b"<article/>")):
        (found,) = read(name, data)
        assert isinstance(found, Refusal)
        assert found.reason.startswith(f"{name} ")
        assert found.reason.endswith(".")
