"""Nudges from the command line: paused and snoozed as asked, logged, measured on stored minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from analyzer.nudge import REASONS
from analyzer.source_order import DEFAULT_ORDER
from config.nudges import read_nudges
from service.nudge_errand import decide_nudge, minutes_after
from storage import check_ins, days, decisions, minutes, people, plans, weeks, wishes
from storage.database import open_database, sqlite_url
from storage.decisions import read_decisions
from storage.devices import device_id
from storage.records import (
    Answer,
    Channel,
    Decision,
    DeviceKey,
    MinuteBlock,
    Nudge,
    Person,
    Plan,
    Reason,
    Verdict,
    Wish,
    WishKind,
)
from storage.told import CheckIn
from tests.made.histories import MONDAY, day, week

from .conftest import Household

NOW = datetime.combine(MONDAY, time(9), UTC)


def test_a_pause_holds_until_it_is_taken_back(moved_in: Household) -> None:
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    assert until in moved_in.run("nudge", "pause", "--until", until)
    (paused,) = moved_in.json("nudge")
    assert paused["why"] == f"paused (until={until})"
    assert paused["text"] is None
    moved_in.run("nudge", "resume")
    moved_in.run("nudge", "snooze", "--hours", "5")
    (snoozed,) = moved_in.json("nudge")
    assert snoozed["why"].startswith("snoozed (until=")
    moved_in.run("nudge", "resume")
    (free,) = moved_in.json("nudge")
    assert free["why"].partition(" ")[0] not in {"paused", "snoozed"}
    log = moved_in.json("decisions")
    assert [row["why"].partition(" ")[0] for row in log[-3:]][:2] == ["paused", "snoozed"]
    assert {row["why"].partition(" ")[0] for row in log} <= set(REASONS)


@pytest.mark.parametrize("until", ["2020-01-01", "2099-01-01"])
def test_a_pause_of_the_past_or_for_ever_is_refused(moved_in: Household, until: str) -> None:
    assert "within a year" in moved_in.run("nudge", "pause", "--until", until, code=2)


def test_a_simulation_counts_nothing_broken(household: Household) -> None:
    said = household.run("simulate", "--people", "10", "--days", "10", "--workers", "1")
    assert "not_cleared" in said
    assert "0  a red flag silences everything else" in said
    assert not household.data.exists(), "a simulation touches no data of the household"


@pytest.fixture
def quiet_week(tmp_path: Path) -> Iterator[tuple[Connection, Person]]:
    """Somebody cleared, a week below the floor behind them, and yesterday was ordinary."""
    engine = open_database(sqlite_url(tmp_path / "stegvis.db"), now=NOW)
    connection = engine.connect()
    person = people.add_person(connection, name="kim", timezone="UTC", now=NOW)
    plan = Plan(date(2026, 1, 1), "KN", Answer.YES, floor_met_h=20.0)
    plans.add_plan(connection, person.id, plan, now=NOW)
    lived = [
        day(MONDAY - timedelta(days=at), zone="UTC", verdict=Verdict.IN_BAND) for at in range(1, 29)
    ]
    days.write_days(connection, person.id, lived, NOW)
    below = week(MONDAY - timedelta(days=7), why=Reason("below_floor"), verdict=Verdict.TOO_LITTLE)
    weeks.write_weeks(connection, person.id, [below], NOW)
    yield connection, person
    connection.close()
    engine.dispose()


def test_a_quiet_week_asks_for_one_small_act(quiet_week: tuple[Connection, Person]) -> None:
    connection, person = quiet_week
    made = decide_nudge(connection, person, MONDAY, NOW)
    assert made.nudge is not None
    assert (made.nudge.code, made.nudge.numbers) == ("small_step", {"act_min": 15})
    again = decide_nudge(connection, person, MONDAY, NOW + timedelta(hours=1))
    assert again.why.code == "already_today"
    assert read_decisions(connection, person.id, MONDAY, MONDAY) == (made, again)


def test_an_answer_that_alarms_silences_the_same_run(
    quiet_week: tuple[Connection, Person],
) -> None:
    connection, person = quiet_week
    alarm = CheckIn(NOW, {"bladder_bowel": Answer.YES})
    check_ins.add_check_in(connection, person.id, alarm, NOW)
    assert decide_nudge(connection, person, MONDAY, NOW).why.code == "alert_open"
    check_ins.unlock(connection, person.id, NOW, "KN", NOW)
    later = NOW + timedelta(minutes=1)
    assert decide_nudge(connection, person, MONDAY, later).nudge is not None


def test_a_wish_is_heeded(quiet_week: tuple[Connection, Person]) -> None:
    connection, person = quiet_week
    wish = Wish(WishKind.SNOOZE, NOW + timedelta(hours=1), NOW)
    wishes.add_wish(connection, person.id, wish)
    assert decide_nudge(connection, person, MONDAY, NOW).why.code == "snoozed"


def _walked(on: date, at_minute: int, lasting: int, known: range) -> MinuteBlock:
    steps = [0xFFFF] * 1440
    for each in known:
        steps[each] = 80 if at_minute <= each < at_minute + lasting else 0
    return MinuteBlock(on, {"steps": b"".join(each.to_bytes(2, "little") for each in steps)})


CASES = [
    ("twelve minutes of walking", 600, range(1440), timedelta(hours=9), 12.0),
    ("walking before does not count", 500, range(1440), timedelta(hours=9), 0.0),
    ("at the end of the window half of it counts", 774, range(1440), timedelta(hours=9), 6.0),
    ("the watch was off for most of it", 600, range(620), timedelta(hours=9), None),
    ("the hours are not over", 600, range(1440), timedelta(hours=3), None),
]


@pytest.mark.parametrize(
    ("at_minute", "known", "later", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_hours_after_a_nudge_are_read_from_the_minutes(
    quiet_week: tuple[Connection, Person],
    at_minute: int,
    known: range,
    later: timedelta,
    found: float | None,
) -> None:
    connection, person = quiet_week
    device = device_id(connection, DeviceKey(1, 2, 3))
    blocks = [_walked(MONDAY, at_minute, 12, known)]
    minutes.write_blocks(connection, person.id, device, Channel.MONITORING, blocks)
    nudge = Nudge(MONDAY, "small_step", {"act_min": 10}, "drop", True)
    made = Decision(MONDAY, nudge, Reason("sent", {"because": "drop"}), NOW)
    decisions.add_decision(connection, person.id, made)
    seen = minutes_after(
        connection, person, [made], NOW + later, DEFAULT_ORDER, read_nudges().effect
    )
    assert seen == ({} if found is None else {MONDAY: found})


def test_a_decision_about_another_day_has_no_hours_after_it(
    quiet_week: tuple[Connection, Person],
) -> None:
    connection, person = quiet_week
    nudge = Nudge(MONDAY, "small_step", {"act_min": 10}, "drop", True)
    made = Decision(MONDAY, nudge, Reason("sent", {"because": "drop"}), NOW + timedelta(days=2))
    late = NOW + timedelta(days=9)
    assert (
        minutes_after(connection, person, [made], late, DEFAULT_ORDER, read_nudges().effect) == {}
    )
