"""From the body to the database, through everything that goes wrong, on both stand-ins.

The wearable's own log says what was delivered; the database and its report say what was kept.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collector.live.values import HeartRate
from collector.sources.ble.reasons import LinkKind
from service.home import Home
from storage import live_devices
from tests.made.bluez import kits
from tests.made.bluez.kits import HEART_RATE_MEASUREMENT
from tests.made.bluez.radio import Radio, Wearable
from tests.made.hearing import Hearing, hearing, home_with_straps, minutes_kept, wear
from tests.made.link import LIMIT_S, eventually, run

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = home_with_straps(tmp_path)
    yield home
    home.engine.dispose()


def test_what_a_strap_tells_is_in_the_database(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with hearing(home, radio) as it:
            await it.all_heard()
            assert len(it.beats()) == it.delivered()
            assert all(beat.contact is True for beat in it.beats())
            said = [sent.value for sent in it.straps[0].sent if sent.delivered]
            rr = [tuple(word / 1024 for word in _rr(value)) for value in said]
            assert [beat.rr_s for beat in it.beats()] == [pytest.approx(each) for each in rr]
        (report,) = it.reports
        assert report.readings == it.delivered() + 1, "and the battery"
        assert report.readings == report.kept + sum(report.dropped.values())
        assert minutes_kept(home) >= 1
        with home.engine.begin() as conn:
            (strap,) = live_devices.paired(conn)
        assert strap.battery_percent == 87
        assert (strap.maker, strap.worn_at) == ("Testmaker", "chest")

    run(story())


def test_whatever_ends_a_link_it_is_told_and_mended(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with hearing(home, radio, silence_s=2.0) as it:
            for name, break_it, mend_it in faults(it.straps[0], radio):
                it.room.forget()
                await break_it()
                try:
                    await it.room.tells(LinkKind.LOST)
                    await mend_it()
                    await it.is_well()
                except AssertionError as error:
                    raise AssertionError(f"after {name}: {error}") from None
        (report,) = it.reports
        assert report.readings == report.kept + sum(report.dropped.values())
        assert minutes_kept(home) >= 1

    run(story())


def test_garbage_is_counted_and_a_flood_is_kept(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with hearing(home, radio) as it:
            await it.all_heard()
            for packet in kits.GARBAGE:
                assert await it.straps[0].notify(HEART_RATE_MEASUREMENT, packet)
            good = it.delivered() - len(kits.GARBAGE)
            flood = [kits.beat(number) for number in range(200)]
            assert await it.straps[0].flood(HEART_RATE_MEASUREMENT, flood) == 200
            await it.room.until(lambda: len(it.beats()) >= good + 200)
            assert len(it.beats()) == good + 200
            assert not it.room.told(LinkKind.LOST)
        (report,) = it.reports
        assert report.dropped["garbage"] == len(kits.GARBAGE)
        assert report.readings == it.delivered() + 1
        assert report.readings == report.kept + sum(report.dropped.values())

    run(story())


def test_a_wall_clock_that_jumps_loses_nothing(home: Home, radio: Radio) -> None:
    async def story() -> None:
        async with hearing(home, radio) as it:
            for ahead_h in (1, -1, 26, 0):
                it.ahead = timedelta(hours=ahead_h)
                await it.room.hears(10)
            assert not it.room.told(LinkKind.LOST), "a link knows nothing of the wall clock"
            await it.all_heard()
        (report,) = it.reports
        assert report.clock_jumps >= 3
        assert report.readings == it.delivered() + 1
        assert report.readings == report.kept + sum(report.dropped.values())

    run(story())


def test_no_word_of_a_strap_is_lost_while_another_is_paired_and_forgotten(
    home: Home, radio: Radio
) -> None:
    async def story() -> None:
        async with hearing(home, radio) as it:
            (first,) = it.straps
            second = await wear(radio, 2)
            await second.play(HEART_RATE_MEASUREMENT, kits.beat, 0.05)
            it.room.forget()
            before = len(first.sent)
            await stegvis(home, "ble", "pair", "--seconds", "300", second.name)
            await it.room.hears(20, device=2)
            await stegvis(home, "ble", "forget", second.name)
            await eventually(lambda: not second.connected)
            await first.silence()
            await it.room.until(lambda: beats_of(it, 1) >= delivered(first))
            assert all(sent.delivered for sent in first.sent[before:])
            assert not it.room.told(device=1), "nothing happened to its link"
            assert beats_of(it, 1) == delivered(first)
        kept, gone = it.reports
        assert (kept.live_device_id, gone.live_device_id) == (1, 2)
        assert kept.readings == delivered(first) + 1
        assert gone.kept > 10

    run(story())


def test_a_killed_collector_takes_its_link_over_when_it_is_back(home: Home, radio: Radio) -> None:
    async def story() -> None:
        worn = await wear(radio)
        await worn.play(HEART_RATE_MEASUREMENT, kits.beat, 0.05)
        async with collector(home):
            await eventually(lambda: delivered(worn) >= 20)
        await eventually(lambda: not worn.subscribed(HEART_RATE_MEASUREMENT))
        assert worn.connected, "nobody ended the link, and such a strap does not advertise"
        before = delivered(worn)
        async with collector(home) as second:
            await eventually(lambda: delivered(worn) >= before + 20)
            second.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(second.wait(), LIMIT_S) == 0
        assert minutes_kept(home) >= 1

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


@asynccontextmanager
async def collector(home: Home) -> AsyncIterator[Process]:
    """The daemon's ear as a process of its own, killed where it has not ended."""
    script = (
        "import asyncio, signal, sys\n"
        "from pathlib import Path\n"
        "from service.home import Home\n"
        "from service.listening import run_listening\n"
        "async def main():\n"
        "    stop = asyncio.Event()\n"
        "    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)\n"
        "    data = Path(sys.argv[1])\n"
        "    await run_listening(Home(data, data / 'stegvis.toml', {}), stop=stop)\n"
        "asyncio.run(main())\n"
    )
    ear = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(home.data), cwd=ROOT, env=dict(os.environ)
    )
    try:
        yield ear
    finally:
        if ear.returncode is None:
            ear.kill()
            await ear.wait()


async def stegvis(home: Home, *words: str) -> None:
    """A command in a process of its own, as a person types it beside the running service."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service", "--data", str(home.data), *words), cwd=ROOT
    )
    assert await command.wait() == 0


def beats_of(it: Hearing, device: int) -> int:
    return sum(
        isinstance(each.reading, HeartRate) and each.live_device_id == device
        for each in it.room.heard
    )


def delivered(worn: Wearable) -> int:
    return sum(sent.delivered for sent in worn.sent)


def _rr(value: bytes) -> Sequence[int]:
    return [int.from_bytes(value[at : at + 2], "little") for at in range(2, len(value), 2)]
