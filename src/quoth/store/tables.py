"""The tables of the library: one schema for SQLite and PostgreSQL. Changed only by a numbered migration."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

works = Table(
    "works",
    metadata,
    Column("id", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # Work as JSON
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("scheme", String, primary_key=True),  # pmid | pmc | doi
    Column("value", String, primary_key=True),
    Column("work", String, ForeignKey("works.id"), nullable=False, index=True),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("work", String, ForeignKey("works.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("current", Boolean, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # Document as JSON, its text left out
)

# The change list: what came and went, and what was learnt. For add and remove the last two columns are a document and
# its version. The other actions: notice (work, digest of a notice that came to it), looked (signal, up to which ISO
# date), expired (local document, its version), pack (id and version, hash of its files), refreshed (ISO day, "position
# stamp": up to which change it told, and what built the index).
changes = Table(
    "changes",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("action", String, nullable=False),
    Column("document", String, nullable=False),
    Column("sha256", String, nullable=False),
    sqlite_autoincrement=True,
)

notices = Table(  # facts about papers known by an identifier, whether or not the library holds them
    "notices",
    metadata,
    Column("scheme", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("digest", String, primary_key=True),  # sha256 of the body: the same fact told twice is one row
    Column("body", LargeBinary, nullable=False),  # Notice as JSON
)

packs = Table(
    "packs",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("body", LargeBinary, nullable=False),  # Pack as JSON, its documents and works left out
)
