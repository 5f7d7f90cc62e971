"""PubMed XML and nbib: records, notices, deletions, books. All records are made up."""

from __future__ import annotations

import gzip

from quoth.ingest import Deleted, Noticed, Outcome, Paper, Refusal, read
from quoth.model import Ids, Kind, Notice

RECORD = """<PubmedArticle><MedlineCitation><PMID Version="1">11</PMID>
<DateRevised><Year>2021</Year><Month>03</Month><Day>04</Day></DateRevised>
<Article><Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue>
<Title>Made Journal</Title><ISOAbbreviation>Made J</ISOAbbreviation></Journal>
<ArticleTitle>Platelets above 10<sup>9</sup>/L in <i>made</i> mice.</ArticleTitle>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/LOCATED</ELocationID>
<Abstract><AbstractText Label="AIM">To see.</AbstractText><AbstractText Label="RESULT">Seen.</AbstractText>
<CopyrightInformation>© Made.</CopyrightInformation></Abstract>
<AuthorList><Author ValidYN="Y"><LastName>Doe</LastName><ForeName>Jane</ForeName><Initials>J</Initials></Author>
<Author ValidYN="N"><LastName>Wrong</LastName></Author><Author><CollectiveName>Made Group</CollectiveName></Author>
</AuthorList><Language>eng</Language><GrantList><Grant><Agency>Nobody</Agency></Grant></GrantList>
<PublicationTypeList><PublicationType>Journal Article</PublicationType>
<PublicationType>Retracted Publication</PublicationType></PublicationTypeList></Article>
<CommentsCorrectionsList>
<CommentsCorrections RefType="RetractionIn"><RefSource>Made J. 2020 Feb 6;1(2):3</RefSource><PMID>12</PMID></CommentsCorrections>
<CommentsCorrections RefType="ErratumFor"><RefSource>Made J. 1997;1:1</RefSource><PMID>10</PMID></CommentsCorrections>
<CommentsCorrections RefType="Cites"><RefSource>Made J. 1990</RefSource><PMID>9</PMID></CommentsCorrections>
</CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName>Mice</DescriptorName><QualifierName>blood</QualifierName></MeshHeading>
</MeshHeadingList><OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>In short.</AbstractText>
</OtherAbstract><CoiStatement>None.</CoiStatement></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">11</ArticleId><ArticleId IdType="doi">10.5555/Listed</ArticleId>
<ArticleId IdType="pmc">PMC5</ArticleId></ArticleIdList><ReferenceList><Reference><ArticleIdList>
<ArticleId IdType="doi">10.5555/cited</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle>"""

NBIB = """PMID- 11
OWN - NLM
DP  - 1998 Dec-1999 Jan
TI  - Platelets in made
      mice.
AB  - AIM: To see. RESULT: Seen twice (n = 2). CONCLUSIONS: Seen.
AU  - Doe J
TA  - Made J
LID - 10.5555/Listed [doi]
PMC - PMC5
PT  - Retracted Publication
MH  - *Mice/blood
RIN - Made J. 2020 Feb 6;1(2):3. PMID: 12
ROF - Made J. 1997;1:1. PMID: 10
LR  - 20210304

PMID- 12
TI  - Second.
"""


def found(data: str, name: str = "set.xml") -> list[Outcome]:
    return list(read(name, data.encode()))


def first_paper(outcomes: list[Outcome]) -> Paper:
    return next(outcome for outcome in outcomes if isinstance(outcome, Paper))


def test_a_record() -> None:
    paper = first_paper(found(f"<PubmedArticleSet>{RECORD}</PubmedArticleSet>"))
    facts = paper.document.facts
    assert paper.name == "set.xml#11"
    assert (paper.document.id, paper.document.kind) == ("pmid:11/record", Kind.RECORD)
    assert paper.work.ids == Ids("11", "PMC5", "10.5555/listed")
    assert paper.document.text == (
        "Platelets above 10⁹/L in made mice.\n\nAIM\n\nTo see.\n\nRESULT\n\nSeen.\n\nIn short."
    )
    assert (facts.authors, facts.journal, facts.year, facts.date) == (
        ("Doe J", "Made Group"),
        "Made J",
        1998,
        "1998-12",
    )
    assert (facts.funding, facts.interests, facts.licence) == ("Nobody", "None.", "© Made.")
    assert facts.subjects == ("Mice",)
    assert paper.work.notices == (Notice("retraction", "2020-02-06", "pubmed", "Made J. 2020 Feb 6;1(2):3"),)
    assert paper.checked == (("pubmed", "2021-03-04"),)
    labels = [(part.kind, part.label) for part in paper.document.parts if part.kind == "abstract"]
    assert labels == [("abstract", "AIM"), ("abstract", "RESULT"), ("abstract", "Plain language summary (eng)")]


def test_a_notice_on_another_record_is_a_fact_of_its_own() -> None:
    (notice,) = (o for o in found(f"<PubmedArticleSet>{RECORD}</PubmedArticleSet>") if isinstance(o, Noticed))
    assert (notice.ids, notice.notice.kind) == (Ids(pmid="10"), "correction")


def test_a_type_alone_says_retracted() -> None:
    bare = RECORD.replace('RefType="RetractionIn"', 'RefType="CommentIn"')
    paper = first_paper(found(f"<PubmedArticleSet>{bare}</PubmedArticleSet>"))
    assert [notice.kind for notice in paper.work.notices or ()] == ["retraction"]


def test_deletions_books_and_old_sets() -> None:
    deletions = "<PubmedArticleSet><DeleteCitation><PMID>7</PMID><PMID>8</PMID></DeleteCitation></PubmedArticleSet>"
    assert [o.pmid for o in found(deletions) if isinstance(o, Deleted)] == ["7", "8"]
    book = """<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>21</PMID><Book><Publisher><PublisherName>Made
    </PublisherName></Publisher><BookTitle>A guideline</BookTitle><PubDate><Year>2009</Year></PubDate></Book>
    <PublicationType>Practice Guideline</PublicationType><Abstract><AbstractText>Do this.</AbstractText></Abstract>
    </BookDocument></PubmedBookArticle></PubmedArticleSet>"""
    paper = first_paper(found(book))
    assert (paper.document.facts.title, paper.document.facts.journal) == ("A guideline", "Made")
    assert paper.document.facts.publication_types == ("Practice Guideline",)
    old = "<MedlineCitationSet><MedlineCitation><PMID>31</PMID><Article><ArticleTitle>Old.</ArticleTitle></Article></MedlineCitation></MedlineCitationSet>"
    assert first_paper(found(old)).work.id == "pmid:31"


def test_a_bad_record_does_not_spoil_its_set() -> None:
    outcomes = found(f"<PubmedArticleSet><PubmedArticle/>{RECORD}</PubmedArticleSet>")
    assert isinstance(outcomes[0], Refusal)
    assert outcomes[0].reason == "set.xml#1 is a record with neither title nor abstract."
    assert first_paper(outcomes).work.id == "pmid:11"


def test_records_before_a_break_are_kept() -> None:
    outcomes = found(f"<PubmedArticleSet>{RECORD}<PubmedArticle><Medl")
    assert first_paper(outcomes).work.id == "pmid:11"
    assert isinstance(outcomes[-1], Refusal)


def test_the_same_record_in_another_wrapping_has_the_same_hashes() -> None:
    plain = first_paper(found(f"<PubmedArticleSet>{RECORD}</PubmedArticleSet>")).document
    packed = gzip.compress(f"<?xml version='1.0'?><PubmedArticleSet>\n{RECORD}\n</PubmedArticleSet>".encode())
    zipped = first_paper(list(read("set.xml.gz", packed))).document
    assert (plain.sha256, plain.source_sha256) == (zipped.sha256, zipped.source_sha256)


def test_nbib() -> None:
    outcomes = found(NBIB, "a.nbib")
    paper = first_paper(outcomes)
    assert paper.document.text.startswith("Platelets in made mice.\n\nAIM\n\nTo see.\n\nRESULT\n\nSeen twice (n = 2).")
    assert paper.work.ids == Ids("11", "PMC5", "10.5555/listed")
    assert [notice.kind for notice in paper.work.notices or ()] == ["retraction"]
    assert paper.checked == (("pubmed", "2021-03-04"),)
    assert [type(outcome) for outcome in outcomes] == [Paper, Noticed, Paper]
    assert paper.document.facts.subjects == ("Mice",)
