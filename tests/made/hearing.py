"""The daemon's ear in a test: a stand-in's wearables on one side, a database on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from collector.live.report import LiveReport
from collector.live.values import HeartRate
from collector.sources.ble.listening import listen
from collector.sources.ble.reasons import LinkKind
from collector.sources.ble.roster import Roster
from service.home import Home
from service.listening import Hear, Tell, run_listening
from storage import live_devices, people
from storage.tables import minutes
from tests.made.bluez import kits
from tests.made.bluez.kits import HEART_RATE_MEASUREMENT
from tests.made.bluez.radio import Radio, Wearable
from tests.made.link import LIMIT_S, QUICK, Room, address, sockets_closed

#: Quick, and nobody who has gone away is waited for long.
TIMING = replace(QUICK, connect_s=8.0)

T = TypeVar("T")


def home_with_straps(folder: Path, count: int = 1) -> Home:
    home = Home(folder / "data", folder / "data" / "stegvis.toml", {})
    now = datetime.now(UTC)
    with home.engine.begin() as conn:
        people.add_person(conn, name="kim", timezone="Europe/Stockholm", now=now)
        kim = people.person_named(conn, None)
        for number in range(1, count + 1):
            name, where = f"Strap {number}", address(number)
            live_devices.pair(conn, kim.id, kind="heart_rate", name=name, address=where, now=now)
    return home


async def wear(radio: Radio, number: int = 1) -> Wearable:
    return await radio.add_wearable(f"Strap {number}", address(number), kits.STRAP, kits.STRAP_SAYS)


@dataclass
class Hearing:
    """``room`` tells what was heard, ``reports`` (at the end) what became of it."""

    straps: Sequence[Wearable]
    every_s: float = 0.05
    silence_s: float = LIMIT_S  # after so long a strap that says nothing is given up
    room: Room = field(default_factory=Room)
    ahead: timedelta = timedelta()  # how wrong the wall clock is
    reports: Sequence[LiveReport] = ()

    async def ears(self, roster: Roster, hear: Hear, tell: Tell) -> None:
        mine = Roster()
        following = asyncio.create_task(_follow(roster, mine, self.silence_s))
        try:
            await listen(
                mine,
                _both(hear, self.room.hear),
                _both(tell, self.room.tell),
                timing=TIMING,
                wall=lambda: datetime.now(UTC) + self.ahead,
            )
        finally:
            following.cancel()

    async def play(self) -> None:
        for strap in self.straps:
            await strap.play(HEART_RATE_MEASUREMENT, kits.beat, self.every_s)

    async def is_well(self) -> None:
        """A link was made anew, and twenty values came."""
        await self.room.tells(LinkKind.CONNECTED)
        await self.room.hears(20)

    def beats(self) -> list[HeartRate]:
        return [h.reading for h in self.room.heard if isinstance(h.reading, HeartRate)]

    def delivered(self) -> int:
        return sum(sent.delivered for strap in self.straps for sent in strap.sent)

    async def all_heard(self) -> None:
        for strap in self.straps:
            await strap.silence()
        await self.room.until(lambda: len(self.beats()) >= self.delivered())


@asynccontextmanager
async def hearing(
    home: Home,
    radio: Radio,
    count: int = 1,
    every_s: float = 0.05,
    silence_s: float = LIMIT_S,
) -> AsyncIterator[Hearing]:
    """Straps that play, and the daemon's ear that hears all of them already."""
    it = Hearing([await wear(radio, number) for number in range(1, count + 1)], every_s, silence_s)
    await it.play()
    stop = asyncio.Event()
    ear = asyncio.create_task(run_listening(home, stop=stop, ears=it.ears, look_s=0.05))
    try:
        for number in range(1, count + 1):
            await it.room.tells(LinkKind.CONNECTED, device=number)
            await it.room.hears(5, device=number)
        yield it
    finally:
        stop.set()
        it.reports = await ear
        await sockets_closed()


async def _follow(roster: Roster, mine: Roster, silence_s: float) -> None:
    """Let both have the same devices, but with another patience."""
    while True:
        mine.set(
            replace(each, kind=replace(each.kind, longest_silence_s=silence_s))
            for each in roster.devices
        )
        await roster.change()


def minutes_kept(home: Home) -> int:
    """How many minutes with a heart rate are stored."""
    with home.engine.begin() as conn:
        query = select(func.coalesce(func.sum(minutes.c.hr_minutes), 0))
        return int(conn.execute(query).scalar_one())


def _both(one: Callable[[T], None], other: Callable[[T], None]) -> Callable[[T], None]:
    def call(what: T) -> None:
        one(what)
        other(what)

    return call
