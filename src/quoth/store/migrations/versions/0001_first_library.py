"""The first library: works, documents with their versions, the change list, packs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "works", sa.Column("id", sa.String, primary_key=True), sa.Column("body", sa.LargeBinary, nullable=False)
    )
    op.create_table(
        "identifiers",
        sa.Column("scheme", sa.String, primary_key=True),
        sa.Column("value", sa.String, primary_key=True),
        sa.Column("work", sa.String, sa.ForeignKey("works.id"), nullable=False, index=True),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("work", sa.String, sa.ForeignKey("works.id"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "packs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
