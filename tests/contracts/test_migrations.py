"""The migrations lead to the tables the program works with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage import tables
from storage.database import HEAD, open_database
from storage.errors import DatabaseTooNewError, DatabaseUnusableError, Trouble
from storage.migrations import config

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_migrations_make_exactly_the_tables_of_the_program(empty_url):
    engine = open_database(empty_url, now=NOW)
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_a_column_that_no_migration_makes_would_be_noticed(empty_url):
    engine = open_database(empty_url, now=NOW)
    with engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE days DROP COLUMN still_min")
        context = MigrationContext.configure(conn)
        differences = compare_metadata(context, tables.metadata)
    engine.dispose()
    assert [difference[0] for difference in differences] == ["add_column"]


def test_both_databases_have_the_same_keys(engine):
    found = inspect(engine)
    for table in tables.metadata.sorted_tables:
        key = found.get_pk_constraint(table.name)["constrained_columns"]
        foreign = {
            tuple(each["constrained_columns"]) for each in found.get_foreign_keys(table.name)
        }
        assert key == [column.name for column in table.primary_key]
        assert foreign == {tuple(each.column_keys) for each in table.foreign_key_constraints}


def test_the_program_knows_its_newest_migration_without_alembic():
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_opening_twice_makes_nothing_twice(empty_url):
    for _ in range(2):
        engine = open_database(empty_url, now=NOW)
        engine.dispose()


def test_a_newer_database_is_refused_and_left_alone(empty_url):
    engine = open_database(empty_url, now=NOW)
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(DatabaseTooNewError, match=r"newer stegvis.*9999.*Upgrade stegvis"):
        open_database(empty_url, now=NOW)


def test_a_database_of_something_else_is_refused(empty_url):
    engine = open_database(empty_url, now=NOW)
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE alembic_version")
    engine.dispose()
    with pytest.raises(DatabaseUnusableError, match="not a stegvis database") as refused:
        open_database(empty_url, now=NOW)
    assert refused.value.trouble is Trouble.NOT_OURS
