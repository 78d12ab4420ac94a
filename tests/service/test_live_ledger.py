"""What is heard on its way into the database, where devices and the database come and go."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from collector.live.laying import MOST_MINUTES
from collector.live.values import Cadence, Counts, Heard, HeartRate, Reading, StepTotal
from collector.sources.ble.roster import Roster
from service import listening
from service.home import Home
from service.live_ledger import Ledger
from storage import device_days, live_devices, people
from storage.records import DeviceDay, LiveDevice
from storage.tables import minutes as table

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAY = START.date()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    settings = tmp_path / "data" / "stegvis.toml"
    settings.parent.mkdir()
    settings.write_text("[storage]\nwait_s = 1\n", encoding="utf-8")
    home = Home(settings.parent, settings, {})
    with home.engine.begin() as conn:
        people.add_person(conn, name="kim", timezone="Europe/Stockholm", now=START)
    yield home
    home.engine.dispose()


def pair(home: Home, kind: str = "infinitime") -> LiveDevice:
    with home.engine.begin() as conn:
        person = people.person_named(conn, None)
        return live_devices.pair(
            conn, person.id, kind=kind, name="watch", address="AA:00", now=START
        )


def says(ledger: Ledger, device: LiveDevice, after: timedelta, *readings: Reading) -> None:
    for reading in readings:
        ledger.queue.put(Heard(device.id, START + after, after.total_seconds(), reading))


def day_of(home: Home, device: LiveDevice, number: int = 0) -> DeviceDay:
    day = DAY + timedelta(number)
    with home.engine.begin() as conn:
        (found,) = device_days.read(conn, device.person_id, day, day)
    return found


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Another program writes."""
    holder = sqlite3.connect(home.data / "stegvis.db", isolation_level=None, timeout=60)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def test_a_device_paired_again_before_its_last_steps_were_written_counts_none_twice(
    home: Home,
) -> None:
    async def story() -> None:
        watch, ledger = pair(home), Ledger(home)
        await ledger.open(watch)
        for second, steps in ((0, 3000), (30, 3030)):
            says(ledger, watch, timedelta(seconds=second), StepTotal(steps))
        await ledger.take_in()
        assert await ledger.write()
        says(ledger, watch, timedelta(seconds=60), StepTotal(3100))
        await ledger.take_in()
        with held(home):
            ledger.forget(watch.id)
            assert not await ledger.write_leaving()
        await ledger.open(watch)
        says(ledger, watch, timedelta(seconds=90), StepTotal(3150))
        await ledger.take_in()
        assert await ledger.write()
        assert day_of(home, watch).total_steps == 3150
        (report,) = ledger.reports()
        assert report.readings == report.kept == 4

    asyncio.run(story())


def test_what_cannot_be_written_for_a_day_is_bounded(home: Home) -> None:
    async def story() -> None:
        watch, ledger = pair(home), Ledger(home)
        await ledger.open(watch)
        for minute in range(MOST_MINUTES + 20):
            says(ledger, watch, timedelta(minutes=minute), HeartRate(60))
        await ledger.take_in()
        with held(home):
            assert not await ledger.write()
        assert len(ledger.listened[watch.id].live.minutes) == MOST_MINUTES

    asyncio.run(story())


def test_a_factor_that_is_set_holds_from_then_on(home: Home) -> None:
    def minute_of_strides(ledger: Ledger, pod: LiveDevice, minute: int) -> None:
        for second in range(61):
            moment = timedelta(minutes=minute, seconds=second)
            says(ledger, pod, moment, Cadence(60.0, Counts.UNKNOWN))

    async def story() -> None:
        pod, ledger = pair(home, "running_pod"), Ledger(home)
        await ledger.open(pod)
        minute_of_strides(ledger, pod, 0)
        await ledger.take_in()
        await ledger.open(replace(pod, cadence_factor=2.0))
        minute_of_strides(ledger, pod, 5)
        await ledger.take_in()
        minutes = ledger.listened[pod.id].live.minutes.values()
        assert [each.all_steps() for each in minutes if each.all_steps()] == [60, 5, 120]

    asyncio.run(story())


def test_a_day_heard_from_midnight_to_midnight_is_kept_as_complete(home: Home) -> None:
    async def story() -> None:
        watch, ledger = pair(home), Ledger(home)
        await ledger.open(watch)
        for hour in range(40):  # from 13:00 to 05:00 of the day after the next, in Stockholm
            steps = 100 * ((13 + hour) % 24)
            says(ledger, watch, timedelta(hours=hour), StepTotal(steps))
            await ledger.take_in()
            assert await ledger.write()
        assert (day_of(home, watch).complete, day_of(home, watch, 1).complete) == (False, True)

    asyncio.run(story())


def test_a_time_zone_that_is_set_while_listening_holds_for_what_comes(home: Home) -> None:
    async def story() -> None:
        watch, ledger = pair(home), Ledger(home)
        await ledger.open(watch)
        says(ledger, watch, timedelta(0), StepTotal(100))
        says(ledger, watch, timedelta(seconds=10), StepTotal(110))
        await ledger.take_in()
        assert await ledger.write()
        with home.engine.begin() as conn:
            people.set_stated_zone(conn, watch.person_id, DAY, "Pacific/Auckland")
        says(ledger, watch, timedelta(seconds=20), StepTotal(120))
        await ledger.take_in()
        assert await ledger.write()
        assert day_of(home, watch, 1).total_steps == 10

    asyncio.run(story())


def test_a_writing_that_failed_is_tried_again_within_a_minute(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now_s, begun = 1000.0, False
    monkeypatch.setattr(listening, "since_boot_s", lambda: now_s)

    async def ears(roster: Roster, hear: listening.Hear, tell: listening.Tell) -> None:
        nonlocal begun
        begun = True
        hear(Heard(watch.id, START, 0.0, HeartRate(64)))
        await asyncio.Event().wait()

    async def until(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not true():  # noqa: ASYNC110 - the ear is not ours to instrument
                await asyncio.sleep(0.01)

    async def story() -> None:
        nonlocal now_s
        stop = asyncio.Event()
        run = listening.run_listening(home, stop=stop, ears=ears, look_s=0.01)
        ear = asyncio.create_task(run)
        await until(lambda: begun)
        with held(home):
            now_s += home.settings.bluetooth.flush_min * 60
            await until(lambda: "minutes_not_written" in caplog.text)
        assert not stored()
        now_s += 61
        await until(stored)
        stop.set()
        await ear

    def stored() -> bool:
        with home.engine.begin() as conn:
            return bool(conn.execute(select(table.c.hr_minutes)).all())

    watch = pair(home)
    asyncio.run(story())
