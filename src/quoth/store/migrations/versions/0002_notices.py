"""Notices: facts about papers that may come before the papers do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "notices",
        sa.Column("scheme", sa.String, primary_key=True),
        sa.Column("value", sa.String, primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
