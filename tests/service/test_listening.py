"""The daemon's ear on a real database: what is spoken is kept, whatever happens in between."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from collector.live.values import Battery, Heard, HeartRate, Reading, StepTotal
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason
from collector.sources.ble.roster import Paired, Roster
from service import listening
from service.home import Home
from service.listening import Ears, Hear, Tell, run_listening
from service.live_keeping import flush, opened
from service.pairings import paired_changed
from storage import device_days, live_devices, people, unjudged
from storage.records import LiveDevice
from storage.tables import minutes as table

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAY = START.date()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "data", tmp_path / "data" / "stegvis.toml", {})
    with home.engine.begin() as conn:
        people.add_person(conn, name="kim", timezone="Europe/Stockholm", now=START)
    yield home
    home.engine.dispose()


def pair(
    home: Home, name: str = "strap", address: str = "AA:00", kind: str = "heart_rate"
) -> LiveDevice:
    with home.engine.begin() as conn:
        person = people.person_named(conn, None)
        found = live_devices.pair(conn, person.id, kind=kind, name=name, address=address, now=START)
    paired_changed(home)
    return found


def kept(home: Home, device: LiveDevice) -> dict[str, int | float | None]:
    """The totals of the one stored day."""
    with home.engine.begin() as conn:
        query = select(table.c.steps, table.c.hr_minutes, table.c.hr_mean_bpm)
        rows = conn.execute(query.where(table.c.device_id == device.device_id)).all()
    return dict(rows[0]._mapping) if rows else {}


class Speaker:
    """Ears that hear what a test says, until they are cancelled."""

    def __init__(self) -> None:
        self.hear: Hear | None = None
        self.tell: Tell | None = None
        self.roster = Roster()
        self.begun = 0

    @property
    def paired(self) -> Sequence[Paired]:
        return self.roster.devices

    async def __call__(self, roster: Roster, hear: Hear, tell: Tell) -> None:
        self.roster, self.hear, self.tell = roster, hear, tell
        self.begun += 1
        await asyncio.Event().wait()

    def say(self, device: LiveDevice, second: float, reading: Reading) -> None:
        assert self.hear is not None
        self.hear(Heard(device.id, START + timedelta(seconds=second), second, reading))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the ear is not ours to instrument
            await asyncio.sleep(0.01)


def listen(home: Home, speaker: Ears, script: Callable[[], object]) -> tuple[object, ...]:
    """Run the ear, let a script speak, stop it, and give its reports."""

    async def run() -> tuple[object, ...]:
        stop = asyncio.Event()
        ear = asyncio.create_task(run_listening(home, stop=stop, ears=speaker, look_s=0.01))
        spoken = script()
        if asyncio.iscoroutine(spoken):
            await spoken
        stop.set()
        return await ear

    return asyncio.run(run())


def test_what_is_spoken_is_kept_when_the_service_stops(home: Home) -> None:
    strap, speaker = pair(home), Speaker()

    async def script() -> None:
        await until(lambda: speaker.begun == 1)
        for second in range(180):
            speaker.say(strap, second, HeartRate(60 + second // 60))
        speaker.say(strap, 180, Battery(77))
        assert speaker.tell is not None
        event = LinkEvent(LinkKind.PACKET, strap.id, START, Reason.GARBAGE)
        speaker.tell(event)

    (report,) = listen(home, speaker, script)
    assert kept(home, strap) == {"steps": None, "hr_minutes": 3, "hr_mean_bpm": 61.0}
    assert (report.readings, report.kept, dict(report.dropped)) == (182, 181, {"garbage": 1})  # type: ignore[attr-defined]
    with home.engine.begin() as conn:
        (known,) = live_devices.paired(conn)
        assert known.last_contact_at == START + timedelta(seconds=180)
        assert (known.battery_percent, known.battery_at) == (77, known.last_contact_at)
        assert unjudged.take(conn, known.person_id, START) == (DAY, DAY)


def test_a_device_is_heard_as_soon_as_it_is_paired_and_no_more_once_forgotten(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    strap, speaker = pair(home), Speaker()
    caplog.set_level("INFO", "stegvis")
    later: list[LiveDevice] = []

    async def script() -> None:
        await until(lambda: speaker.begun == 1)
        speaker.say(strap, 0, HeartRate(60))
        later.append(pair(home, "watch", "BB:00", "infinitime"))
        await until(lambda: len(speaker.paired) == 2)
        speaker.say(later[0], 1, StepTotal(100))
        speaker.say(later[0], 2, StepTotal(105))
        with home.engine.begin() as conn:
            live_devices.forget(conn, strap.id, START)
        paired_changed(home)
        await until(lambda: f"event=device_forgotten device={strap.id}" in caplog.text)
        assert [each.name for each in speaker.paired] == ["watch"]
        speaker.say(strap, 3, HeartRate(99))
        assert speaker.begun == 1, "who stays is heard without a gap"

    reports = listen(home, speaker, script)
    assert [each.live_device_id for each in reports] == [later[0].id, strap.id]  # type: ignore[attr-defined]
    assert kept(home, strap) == {"steps": None, "hr_minutes": 1, "hr_mean_bpm": 60.0}
    assert kept(home, later[0])["steps"] == 5


def test_a_device_is_said_to_be_heard_long_before_its_minutes_are_written(home: Home) -> None:
    strap, speaker = pair(home), Speaker()

    def stored() -> LiveDevice:
        with home.engine.begin() as conn:
            return live_devices.paired(conn)[0]

    async def script() -> None:
        await until(lambda: speaker.begun == 1)
        speaker.say(strap, 0, HeartRate(70))
        await until(lambda: stored().last_contact_at == START)
        assert kept(home, strap) == {}
        assert speaker.tell is not None
        speaker.tell(LinkEvent(LinkKind.LOST, strap.id, START, Reason.SILENT))

    listen(home, speaker, script)
    assert stored().trouble == "silent"


def test_ears_that_fall_are_put_on_again_and_nothing_heard_is_lost(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    strap, now_s, begun = pair(home), 1000.0, 0
    monkeypatch.setattr(listening, "since_boot_s", lambda: now_s)

    async def falling(roster: Roster, hear: Hear, tell: Tell) -> None:
        nonlocal begun
        begun += 1
        hear(Heard(strap.id, START, 0.0, HeartRate(70)))
        raise OSError("the bus is gone")

    async def script() -> None:
        nonlocal now_s
        await until(lambda: caplog.text.count("event=listening_ended because=OSError") == 1)
        assert begun == 1
        now_s += 6
        await until(lambda: begun == 2)

    (report,) = listen(home, falling, script)
    assert report.readings == 2  # type: ignore[attr-defined]
    assert kept(home, strap)["hr_mean_bpm"] == 70.0


def test_while_the_database_is_held_everything_waits_in_memory(home: Home) -> None:
    strap = pair(home)
    with home.engine.begin() as conn:
        listened = opened(conn, strap)
    listened.live.hear(Heard(strap.id, START, 0.0, HeartRate(64)))
    from storage.database import open_database, sqlite_url
    from storage.errors import DatabaseUnusableError

    impatient = open_database(sqlite_url(home.data / "stegvis.db"), now=START, wait_s=0.05)
    holder = sqlite3.connect(home.data / "stegvis.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnusableError, match="another program"):
        flush(impatient, listened, START + timedelta(minutes=9))
    assert listened.live.minutes
    holder.execute("ROLLBACK")
    holder.close()
    assert flush(impatient, listened, START + timedelta(minutes=9))
    impatient.dispose()
    assert kept(home, strap)["hr_mean_bpm"] == 64.0
    assert not listened.live.minutes
    assert listened.live.tally.kept == 1


def test_a_run_goes_on_where_the_last_one_left_off(home: Home) -> None:
    watch = pair(home, "watch", "BB:00", "infinitime")

    def run(*words: tuple[int, int]) -> None:
        speaker = Speaker()

        async def script() -> None:
            await until(lambda: speaker.begun == 1)
            for second, steps in words:
                speaker.say(watch, second, StepTotal(steps))

        listen(home, speaker, script)

    run((0, 3000), (10, 3010), (30, 3025))
    run((40, 3030), (100, 3100), (900, 3500))
    with home.engine.begin() as conn:
        (day,) = device_days.read(conn, watch.person_id, DAY, DAY)
    assert (day.total_steps, day.placed_steps, day.unplaced_steps) == (3500, 500, 3000)
    assert day.utc_offset_min == 60
    assert kept(home, watch)["steps"] == 500


def test_pairing_the_same_device_again_keeps_its_minutes_and_somebody_elses_is_refused(
    home: Home,
) -> None:
    first = pair(home)
    again = pair(home, "strap, renamed", "aa:00")
    assert (again.id, again.name) == (first.id, "strap, renamed")
    with home.engine.begin() as conn:
        live_devices.forget(conn, first.id, START)
        assert live_devices.paired(conn) == ()
    back = pair(home)
    assert (back.id, back.device_id, back.forgotten_at) == (first.id, first.device_id, None)
    with home.engine.begin() as conn:
        other = people.add_person(conn, name="bo", timezone="UTC", now=START)
        with pytest.raises(live_devices.LiveDeviceError, match="somebody else"):
            live_devices.pair(
                conn, other.id, kind="heart_rate", name="x", address="AA:00", now=START
            )


def test_nothing_heavy_is_loaded_by_the_ear(home: Home) -> None:
    pair(home)
    script = f"""
import asyncio, sys
from pathlib import Path
from service.home import Home
from service.listening import run_listening
begun, stop = asyncio.Event(), asyncio.Event()
async def ears(roster, hear, tell):
    begun.set()
    await asyncio.Event().wait()
async def main():
    data = Path({str(home.data)!r})
    home = Home(data, data / "none", {{}})
    ear = asyncio.create_task(run_listening(home, stop=stop, ears=ears, look_s=0.01))
    await begun.wait()
    stop.set()
    await ear
asyncio.run(main())
heavy = ("numpy", "matplotlib", "typst", "babel", "alembic", "apprise", "polars")
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_a_stored_day_that_is_damaged_is_begun_anew_and_said(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    strap = pair(home)
    with home.engine.begin() as conn:
        listened = opened(conn, strap)
    listened.live.hear(Heard(strap.id, START, 0.0, HeartRate(64)))
    flush(home.engine, listened, START + timedelta(minutes=9))
    with home.engine.begin() as conn:
        conn.execute(table.update().values(block=b"damaged"))
    later = START + timedelta(minutes=20)
    listened.live.hear(Heard(strap.id, later, 1200.0, HeartRate(70)))
    caplog.set_level("INFO", "stegvis")
    assert flush(home.engine, listened, later + timedelta(minutes=9))
    assert kept(home, strap) == {"steps": None, "hr_minutes": 1, "hr_mean_bpm": 70.0}
    assert "stored_day_damaged" in caplog.text


def test_no_line_in_the_log_holds_a_name_an_address_or_a_heart_rate(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    strap, speaker = pair(home, "Kims strap", "AA:BB:CC:DD:EE:FF"), Speaker()
    caplog.set_level("DEBUG", "stegvis")

    async def script() -> None:
        await until(lambda: speaker.begun == 1)
        speaker.say(strap, 0, HeartRate(173))
        assert speaker.tell is not None
        speaker.tell(LinkEvent(LinkKind.LOST, strap.id, START, Reason.OUT_OF_RANGE))

    listen(home, speaker, script)
    assert "reason=out_of_range" in caplog.text
    for private in ("Kims", "AA:BB", "173"):
        assert private not in caplog.text


def test_an_address_that_a_watch_took_is_kept_and_listened_to_from_then_on(home: Home) -> None:
    watch, speaker = pair(home), Speaker()

    def stored() -> str:
        with home.engine.begin() as conn:
            return live_devices.paired(conn)[0].address

    async def script() -> None:
        await until(lambda: speaker.begun == 1)
        assert speaker.tell is not None
        speaker.tell(LinkEvent(LinkKind.CONNECTED, watch.id, START, address="5b:00:09"))
        await until(lambda: stored() == "5B:00:09")
        pair(home, "strap two", "BB:00")
        await until(lambda: len(speaker.paired) == 2)

    listen(home, speaker, script)
    assert speaker.begun == 1, "nothing of it interrupts listening"
    assert [each.address for each in speaker.paired] == ["5B:00:09", "BB:00"]


def test_a_clock_that_is_behind_the_pairing_writes_nothing_until_it_is_set(home: Home) -> None:
    strap = pair(home)
    with home.engine.begin() as conn:
        listened = opened(conn, strap)
    long_ago = START - timedelta(days=900)
    listened.live.hear(Heard(strap.id, long_ago, 0.0, HeartRate(64)))
    assert not flush(home.engine, listened, long_ago + timedelta(hours=1))
    assert kept(home, strap) == {}
    assert listened.live.minutes


def test_a_forgotten_watch_leaves_its_total_behind(home: Home) -> None:
    watch = pair(home, "watch", "BB:00", "infinitime")
    with home.engine.begin() as conn:
        listened = opened(conn, watch)
    listened.live.hear(Heard(watch.id, START, 0.0, StepTotal(4321)))
    flush(home.engine, listened, START + timedelta(hours=1))
    with home.engine.begin() as conn:
        assert device_days.read(conn, watch.person_id, DAY, DAY) == ()
    flush(home.engine, listened, START + timedelta(hours=2), last=True)
    with home.engine.begin() as conn:
        (day,) = device_days.read(conn, watch.person_id, DAY, DAY)
    assert (day.total_steps, day.unplaced_steps) == (4321, 4321)
