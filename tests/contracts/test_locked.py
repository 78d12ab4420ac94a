"""A table another program holds for too long: the same sentence from either database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.database import open_database, reading
from storage.errors import DatabaseUnusableError
from storage.people import add_person, all_people
from storage.trouble import Trouble

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_who_cannot_write_in_time_is_told_so_and_writes_later(engine):
    url = engine.url.render_as_string(hide_password=False)
    impatient = open_database(url, now=NOW, wait_s=0.2)
    lock = {"sqlite": "SELECT 1", "postgresql": "LOCK TABLE people IN EXCLUSIVE MODE"}
    with engine.begin() as held:
        held.exec_driver_sql(lock[engine.dialect.name])
        with pytest.raises(DatabaseUnusableError, match=r"held by another.*try again") as refused:
            add(impatient)
        assert refused.value.trouble is Trouble.LOCKED
    add(impatient)
    with reading(engine) as connection:
        assert [each.name for each in all_people(connection)] == ["late"]
    impatient.dispose()


def add(engine):
    with engine.begin() as connection:
        add_person(connection, name="late", timezone="UTC", now=NOW)
