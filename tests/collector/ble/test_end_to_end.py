"""From the body to the database, through everything that goes wrong, on both stand-ins.

The wearable's own log says what was delivered; the database and its report say what was kept.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from collector.live.report import LiveReport
from collector.live.values import HeartRate
from collector.sources.ble.listening import Paired, listen
from collector.sources.ble.reasons import LinkKind
from service.home import Home
from service.listening import Hear, Tell, run_listening
from storage import live_devices, people
from storage.tables import minutes
from tests.made.bluez import kits
from tests.made.bluez.kits import HEART_RATE_MEASUREMENT
from tests.made.bluez.radio import Radio, Wearable
from tests.made.link import QUICK, Room, _sockets_closed

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "C0:FF:EE:00:00:01"

#: Quick, and with the patience an emulated machine needs.
TIMING = replace(QUICK, connect_s=8.0, call_s=5.0, daemon_s=4.0, settle_s=1.0)
SILENCE_S = 2.0

T = TypeVar("T")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "data", tmp_path / "data" / "stegvis.toml", {})
    with home.engine.begin() as conn:
        now = datetime.now(UTC)
        people.add_person(conn, name="kim", timezone="Europe/Stockholm", now=now)
        kim = people.person_named(conn, None)
        live_devices.pair(conn, kim.id, kind="heart_rate", name="H10", address=ADDRESS, now=now)
    return home


@dataclass
class Listening:
    """The daemon's ear on a radio; ``room`` tells what it heard, ``report`` what it kept."""

    home: Home
    worn: Wearable
    room: Room = field(default_factory=Room)
    ahead: timedelta = timedelta()  # how wrong the wall clock is
    report: LiveReport | None = None

    async def ears(self, paired: Sequence[Paired], hear: Hear, tell: Tell) -> None:
        impatient = [
            replace(each, kind=replace(each.kind, longest_silence_s=SILENCE_S)) for each in paired
        ]
        await listen(
            impatient,
            both(hear, self.room.hear),
            both(tell, self.room.tell),
            timing=TIMING,
            wall=lambda: datetime.now(UTC) + self.ahead,
        )

    async def is_well(self) -> None:
        await self.room.tells(LinkKind.CONNECTED)
        await self.room.hears(20)

    def beats(self) -> list[HeartRate]:
        return [h.reading for h in self.room.heard if isinstance(h.reading, HeartRate)]

    def delivered(self) -> int:
        return sum(sent.delivered for sent in self.worn.sent)

    async def all_heard(self) -> None:
        await self.worn.silence()
        await self.room.until(lambda: len(self.beats()) >= self.delivered())


def both(one: Callable[[T], None], other: Callable[[T], None]) -> Callable[[T], None]:
    def call(what: T) -> None:
        one(what)
        other(what)

    return call


@asynccontextmanager
async def listening(home: Home, radio: Radio) -> AsyncIterator[Listening]:
    worn = await radio.add_wearable("H10", ADDRESS, kits.STRAP, kits.STRAP_SAYS)
    await worn.play(HEART_RATE_MEASUREMENT, kits.beat, 0.05)
    it, stop = Listening(home, worn), asyncio.Event()
    ear = asyncio.create_task(run_listening(home, stop=stop, ears=it.ears, look_s=0.05))
    try:
        await it.is_well()
        yield it
    finally:
        stop.set()
        (it.report,) = await ear
        await _sockets_closed()


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 110))


def kept(home: Home) -> tuple[int, int]:
    """How many days and how many minutes with a heart rate are stored."""
    with home.engine.begin() as conn:
        query = select(func.count(), func.coalesce(func.sum(minutes.c.hr_minutes), 0))
        days, with_heart = conn.execute(query).one()
    return days, with_heart


def test_what_a_strap_tells_is_in_the_database(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with listening(home, radio) as it:
            await it.all_heard()
            assert len(it.beats()) == it.delivered()
            assert all(beat.contact is True for beat in it.beats())
            said = [sent.value for sent in it.worn.sent if sent.delivered]
            rr = [tuple(word / 1024 for word in _rr(value)) for value in said]
            assert [beat.rr_s for beat in it.beats()] == [pytest.approx(each) for each in rr]
        assert it.report is not None
        assert it.report.readings == it.delivered() + 1, "and the battery"
        assert it.report.readings == it.report.kept + sum(it.report.dropped.values())
        assert kept(home)[1] >= 1
        with home.engine.begin() as conn:
            assert live_devices.paired(conn)[0].battery_percent == 87

    run(story())


def test_whatever_ends_a_link_it_is_told_and_mended(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with listening(home, radio) as it:
            for name, break_it, mend_it in faults(it.worn, radio):
                it.room.forget()
                await break_it()
                try:
                    await it.room.tells(LinkKind.LOST)
                    await mend_it()
                    await it.is_well()
                except AssertionError as error:
                    raise AssertionError(f"after {name}: {error}") from None
        assert it.report is not None
        assert it.report.readings == it.report.kept + sum(it.report.dropped.values())
        assert kept(home)[1] >= 1

    run(story())


def test_garbage_is_counted_and_a_flood_is_kept(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with listening(home, radio) as it:
            await it.all_heard()
            for packet in kits.GARBAGE:
                assert await it.worn.notify(HEART_RATE_MEASUREMENT, packet)
            good = it.delivered() - len(kits.GARBAGE)
            flood = [kits.beat(number) for number in range(200)]
            assert await it.worn.flood(HEART_RATE_MEASUREMENT, flood) == 200
            await it.room.until(lambda: len(it.beats()) >= good + 200)
            assert len(it.beats()) == good + 200
            assert not it.room.told(LinkKind.LOST)
        assert it.report is not None
        assert it.report.dropped["garbage"] == len(kits.GARBAGE)
        assert it.report.readings == it.delivered() + 1
        assert it.report.readings == it.report.kept + sum(it.report.dropped.values())

    run(story())


def test_a_wall_clock_that_jumps_loses_nothing(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with listening(home, radio) as it:
            for ahead_h in (1, -1, 26, 0):
                it.ahead = timedelta(hours=ahead_h)
                await it.room.hears(10)
            assert not it.room.told(LinkKind.LOST), "a link knows nothing of the wall clock"
            await it.all_heard()
        assert it.report is not None
        assert it.report.clock_jumps >= 3
        assert it.report.readings == it.delivered() + 1
        assert it.report.readings == it.report.kept + sum(it.report.dropped.values())

    run(story())


def test_a_killed_collector_takes_its_link_over_when_it_is_back(home: Home, radio: Radio) -> None:
    async def story() -> None:
        worn = await radio.add_wearable("H10", ADDRESS, kits.STRAP, kits.STRAP_SAYS)
        await worn.play(HEART_RATE_MEASUREMENT, kits.beat, 0.05)
        first = await collector(home)
        await until(lambda: _delivered(worn) >= 20)
        first.kill()
        await first.wait()
        await until(lambda: not worn.subscribed(HEART_RATE_MEASUREMENT))
        assert worn.connected, "nobody ended the link, and such a strap does not advertise"
        before = _delivered(worn)
        second = await collector(home)
        await until(lambda: _delivered(worn) >= before + 20)
        second.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(second.wait(), 20) == 0
        assert kept(home)[1] >= 1

    run(story())


Step = Callable[[], Coroutine[Any, Any, None]]


def faults(worn: Wearable, radio: Radio) -> Sequence[tuple[str, Step, Step]]:
    async def nothing() -> None:
        return None

    async def play() -> None:
        await worn.play(HEART_RATE_MEASUREMENT, kits.beat, 0.05)

    return (
        ("a cut", worn.cut, nothing),
        ("leaving the room", lambda: worn.out_of_range(0.3), worn.back),
        ("silence", worn.silence, play),
        ("power off", lambda: radio.power(False), lambda: radio.power(True)),
        ("unplugging the adapter", radio.unplug, radio.plug),
        ("a crash of bluetoothd", radio.crash, radio.start),
        ("a stop of bluetoothd", radio.stop, radio.start),
    )


async def collector(home: Home) -> Process:
    """The daemon's ear as a process of its own."""
    script = (
        "import asyncio, signal, sys\n"
        "from pathlib import Path\n"
        "from service.home import Home\n"
        "from service.listening import run_listening\n"
        "async def main():\n"
        "    stop = asyncio.Event()\n"
        "    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)\n"
        "    data = Path(sys.argv[1])\n"
        "    print(await run_listening(Home(data, data / 'stegvis.toml', {}), stop=stop))\n"
        "asyncio.run(main())\n"
    )
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(home.data), cwd=ROOT, env=dict(os.environ)
    )


async def until(condition: Callable[[], bool], limit_s: float = 30.0) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - the wearable is in another thread
            await asyncio.sleep(0.02)


def _delivered(worn: Wearable) -> int:
    return sum(sent.delivered for sent in worn.sent)


def _rr(value: bytes) -> Sequence[int]:
    return [int.from_bytes(value[at : at + 2], "little") for at in range(2, len(value), 2)]
