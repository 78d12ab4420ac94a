"""Run by alembic: use the caller's connection and its transaction."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by rebuilding it
    transactional_ddl=True,  # our SQLite transactions really begin, and then hold DDL as well
)
with context.begin_transaction():
    context.run_migrations()
