"""Random faults one after another, the same for the same seed; every value is accounted for."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psutil

from collector.live.values import HeartRate
from service.home import Home
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.kits import HEART_RATE_MEASUREMENT
from tests.made.bluez.radio import Radio
from tests.made.bluez.witness import caught_up, witness
from tests.made.hearing import Hearing, hearing, minutes_kept

STRAPS = 3
EVERY_S = 0.2
#: Two hearings of every strap after a fault: well again.
AGAIN = 2
#: Of a strap; more than the database's slowest write keeps the listener from hearing.
SILENCE_S = 4.0

#: Errors bluetoothd is known to give: member, name, text; no name: no answer at all.
ERRORS: tuple[tuple[str, str | None, str], ...] = (
    ("Connect", "Failed", "Software caused connection abort"),
    ("Connect", "InProgress", "In Progress"),
    ("Connect", None, ""),
    ("StartDiscovery", "InProgress", "Operation already in progress"),
    ("StartNotify", "Failed", "Operation failed with ATT error: 0x0e"),
    ("StopDiscovery", "InProgress", "Operation already in progress"),
)


@dataclass
class Outcome:
    """What a soak found; ``unaccounted``: told by bluetoothd, and neither heard nor dropped."""

    recovered_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    memory_mib: list[float] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    delivered: int = 0  # as the wearables have it
    told: int = 0  # by bluetoothd
    heard: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    minutes: int = 0

    @property
    def unaccounted(self) -> int:
        return self.told - self.heard - sum(self.dropped[r] for r in ("garbage", "late"))

    @property
    def died_with_bluetoothd(self) -> int:
        """On their way to it, or in its hands, when it was killed or the adapter went.

        Who sends knows that moment less well than who tells: it may take too few for delivered.
        """
        return max(0, self.delivered - self.told)

    @property
    def faults(self) -> int:
        return sum(map(len, self.recovered_s.values()))


async def soak(
    home: Home, radio: Radio, rng: random.Random, going_on: Callable[[int], bool]
) -> Outcome:
    """Break something, wait until every strap is heard again, and so on while ``going_on(n)``."""
    outcome, process = Outcome(), psutil.Process()
    async with witness() as there, hearing(home, radio, STRAPS, EVERY_S, SILENCE_S) as it:
        bag: list[str] = []
        number = 0
        while going_on(number):
            faults = kinds(it, radio, rng)
            bag = bag or rng.sample(sorted(faults), len(faults))
            name = bag.pop()
            await faults[name]()
            outcome.recovered_s[name].append(await _well_again(it, name))
            outcome.memory_mib.append(process.memory_info().rss / 2**20)
            outcome.descriptors.append(process.num_fds())
            number += 1
        for strap in it.straps:
            await strap.silence()
        await asyncio.sleep(0.5)  # what is in the air reaches bluetoothd
        outcome.told = await there.told(HEART_RATE_MEASUREMENT)
        await caught_up()
    outcome.delivered = it.delivered()
    outcome.heard = sum(isinstance(each.reading, HeartRate) for each in it.room.heard)
    for report in it.reports:
        assert report.readings == report.kept + sum(report.dropped.values())
        outcome.kept += report.kept
        outcome.dropped.update(report.dropped)
    outcome.minutes = minutes_kept(home)
    return outcome


Fault = Callable[[], Coroutine[Any, Any, None]]


def kinds(it: Hearing, radio: Radio, rng: random.Random) -> dict[str, Fault]:
    """Each breaks something and mends it again."""
    strap = rng.choice(it.straps)

    async def away() -> None:
        await strap.out_of_range(rng.uniform(0.1, 1))
        await asyncio.sleep(rng.uniform(0, 1))
        await strap.back()

    async def silence() -> None:
        await strap.silence()
        await asyncio.sleep(SILENCE_S + 0.5)
        await strap.play(HEART_RATE_MEASUREMENT, kits.beat, EVERY_S)

    async def garbage() -> None:
        for _ in range(10):
            await strap.notify(HEART_RATE_MEASUREMENT, rng.randbytes(rng.randrange(2)))

    async def flood() -> None:
        values = [kits.beat(number) for number in range(100)]
        await strap.flood(HEART_RATE_MEASUREMENT, values)

    async def clock() -> None:
        it.ahead = timedelta(hours=rng.choice((-1, 0, 1)))

    async def errors() -> None:
        if isinstance(radio, FakeRadio):
            radio.fail(*rng.choice(ERRORS))
        await strap.cut()

    def between(one: Fault, other: Fault) -> Fault:
        async def both() -> None:
            await one()
            await asyncio.sleep(rng.uniform(0.1, 2))
            await other()

        return both

    return {
        "cut": strap.cut,
        "away": away,
        "silence": silence,
        "garbage": garbage,
        "flood": flood,
        "clock jump": clock,
        "D-Bus error": errors,
        "power": between(lambda: radio.power(False), lambda: radio.power(True)),
        "replug": between(radio.unplug, radio.plug),
        "crash": between(radio.crash, radio.start),
        "restart": between(radio.stop, radio.start),
    }


async def _well_again(it: Hearing, name: str) -> float:
    began_s = time.monotonic()
    try:
        for number in range(1, STRAPS + 1):
            await it.room.hears(AGAIN, device=number)
    except AssertionError as error:
        raise AssertionError(f"after {name}: {error}") from None
    it.room.forget()
    return time.monotonic() - began_s
