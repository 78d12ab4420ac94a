"""Whom to call must not wait: what can be seen at once is seen, and nothing is made or changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage.connecting import make_engine
from storage.database import sqlite_url
from storage.enrolments import add_enrolment
from storage.glance import Glance, glance
from storage.migrations import upgrade
from storage.people import add_person
from storage.told import Enrolment, Region

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_busy_machine_may_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.glance._WAIT_S", 60.0)


def address(engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_the_only_person_is_seen_with_the_region_established_last(engine, person):
    with engine.begin() as conn:
        for since, region in (((2026, 3, 1), Region.NECK), ((2026, 2, 1), Region.BACK)):
            row = Enrolment(date(*since), "KN", region=region)
            add_enrolment(conn, person.id, row, NOW)
    assert glance(address(engine), None) == Glance("Europe/Stockholm", "en", Region.NECK)


def test_of_several_people_the_one_named_is_seen(engine, person):
    with engine.begin() as conn:
        add_person(conn, name="another", timezone="Europe/Oslo", language="nb", now=NOW)
    assert glance(address(engine), "another") == Glance("Europe/Oslo", "nb")
    assert glance(address(engine), None) == Glance()
    assert glance(address(engine), "third") == Glance()


def test_an_older_database_is_read_as_it_is_and_not_migrated(empty_url):
    old = make_engine(empty_url)
    with old.begin() as conn:
        upgrade(conn, "0001")
        conn.exec_driver_sql(
            "INSERT INTO people (id, name, timezone, language, beta_blocker, pacemaker,"
            " atrial_fibrillation, awake_from, awake_to, created_at, updated_at) VALUES (1, 'a',"
            " 'Europe/Oslo', 'nb', 'no', 'no', 'no', '06:00', '23:00',"
            " '2026-03-02 08:00:00.000000', '2026-03-02 08:00:00.000000')"
        )
    assert glance(empty_url, None) == Glance("Europe/Oslo", "nb")
    with old.connect() as conn:
        version = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    old.dispose()
    assert version == "0001"


def test_an_empty_database_tells_nothing(empty_url):
    assert glance(empty_url, None) == Glance()


def test_a_writer_at_work_is_not_waited_for(engine, person):
    with engine.begin() as conn:
        add_person(conn, name="another", timezone="Europe/Oslo", now=NOW)
        assert glance(address(engine), "someone").timezone == "Europe/Stockholm"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://somewhere/db",
        "/home/someone/stegvis.db",
        "sqlite://",
        "postgresql://stegvis@127.0.0.1:1/nowhere",
    ],
)
def test_an_address_that_leads_nowhere_tells_nothing(url):
    assert glance(url, None) == Glance()


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path):
    letter = tmp_path / "stegvis.db"
    letter.write_text("Dear physiotherapist, " * 100)
    assert glance(sqlite_url(letter), None) == Glance()
    assert letter.read_text().startswith("Dear physiotherapist")


def test_no_database_is_made_by_looking_for_one(tmp_path: Path):
    assert glance(sqlite_url(tmp_path / "data" / "stegvis.db"), None) == Glance()
    assert list(tmp_path.iterdir()) == []
