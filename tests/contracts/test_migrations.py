"""The migrations lead to the tables the program works with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage import people, plans, tables, unjudged
from storage.connecting import make_engine
from storage.database import HEAD, open_database
from storage.diary import add_entry
from storage.errors import DatabaseTooNewError, DatabaseUnusableError
from storage.migrations import config, upgrade
from storage.told import DiaryEntry, DiaryKind, Exercise
from storage.trouble import Trouble

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


#: What a database of the first release can hold of a person, in its own columns.
FIRST_RELEASE = """
INSERT INTO people (id, name, timezone, language, beta_blocker, pacemaker, atrial_fibrillation,
  awake_from, awake_to, created_at, updated_at)
VALUES (7, 'someone', 'Europe/Oslo', 'nb', 'no', 'no', 'unknown', '06:00', '23:00',
  '2026-03-02 08:00:00.000000', '2026-03-02 08:00:00.000000');
INSERT INTO zones (person_id, basis, since, zone) VALUES (7, 'stated', '0001-01-01', 'Europe/Oslo');
INSERT INTO plans (person_id, since, signed_by, cleared, floor_met_h, pain_tolerance, note,
  recorded_at)
VALUES (7, '2026-03-02', 'KN', 'yes', 6.5, 4, 'slowly', '2026-03-02 08:00:00.000000');
INSERT INTO unjudged (person_id, first, last) VALUES (7, '2026-03-01', '2026-03-02')
"""


def test_a_database_of_the_first_release_keeps_its_rows_and_learns_to_hold_more(empty_url):
    old = make_engine(empty_url)
    with old.begin() as conn:
        upgrade(conn, "0001")
        for statement in FIRST_RELEASE.split(";"):
            conn.exec_driver_sql(statement)
    old.dispose()
    engine = open_database(empty_url, now=NOW)
    with engine.begin() as conn:
        assert conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        person = people.person_named(conn, "someone")
        (plan,) = plans.read_plans(conn, person.id)
        assert (person.id, person.language) == (7, "nb")
        assert (plan.floor_met_h, plan.pain_tolerance, plan.note) == (6.5, 4, "slowly")
        assert len(people.zone_rows(conn, person.id)) == 1
        add_entry(conn, person.id, DiaryEntry(DiaryKind.PAIN, NOW, 4), NOW)
        plans.add_parts(conn, person.id, plan, [Exercise("bridge", 3, 10)])
        assert unjudged.take(conn, person.id, NOW) == (date(2026, 3, 1), date(2026, 3, 2))
    engine.dispose()
