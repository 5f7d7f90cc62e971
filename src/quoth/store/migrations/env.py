"""Alembic's entry: runs on the connection that the store hands over, never on one of its own."""

from __future__ import annotations

from alembic import context

from quoth.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
