"""Listening in a test: what is heard and told, waited for without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from collector.live.values import Heard
from collector.sources.ble.bleak_inside import forget_bluetoothd
from collector.sources.ble.kind import Kind
from collector.sources.ble.kinds import heart_rate
from collector.sources.ble.listening import listen
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason
from collector.sources.ble.roster import Paired, Roster
from collector.sources.ble.timing import Timing

#: What is waited for in a test comes within this on any machine; only a failure takes so long.
LIMIT_S = 60.0

#: In haste after every failure, and patient with every answer: a slow machine answers late, and a
#: link that is given up for that is no longer the one a test tells of.
QUICK = Timing(
    connect_s=20.0,
    pair_s=20.0,
    about_s=20.0,
    call_s=20.0,
    daemon_s=20.0,
    settle_s=1.0,
    goodbye_s=20.0,
    leave_s=0.5,
    silence_s=0.8,
    ask_s=0.3,
    good_s=0.2,
    again_s=0.05,
    longest_wait_s=0.2,
    scan_s=0.5,
    rest_s=0.05,
    longest_rest_s=0.1,
    scan_anew_s=2.0,
    advertised_s=0.2,
    advertised_gone_s=20.0,
    bus_again_s=0.05,
    longest_bus_wait_s=0.2,
)

#: For tests in which an answer never comes.
HASTY = replace(
    QUICK, connect_s=2.0, pair_s=0.3, about_s=0.3, call_s=0.6, daemon_s=0.6, goodbye_s=0.3
)

STRAP = "C0:FF:EE:00:00:01"

#: A strap that is given up after less than a second of silence.
IMPATIENT = replace(heart_rate.KIND, longest_silence_s=0.8)


def paired(
    number: int = 1, kind: Kind = heart_rate.KIND, adapter: str = "", name: str = ""
) -> Paired:
    return Paired(number, name or f"Strap {number}", address(number), kind, adapter)


def run(story: Coroutine[Any, Any, None]) -> None:
    """A story has many waits; together they may take longer than one."""
    asyncio.run(asyncio.wait_for(story, 4 * LIMIT_S))


def address(number: int) -> str:
    return f"C0:FF:EE:00:00:{number:02X}"


@dataclass(eq=False)
class Room:
    """Who is listened to, and what came in so far."""

    roster: Roster = field(default_factory=Roster)  # who is listened to
    heard: list[Heard] = field(default_factory=list)
    events: list[LinkEvent] = field(default_factory=list)
    spoil: Callable[[Heard], None] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, heard: Heard) -> None:
        if self.spoil is not None:
            self.spoil(heard)
        self.heard.append(heard)
        self._news.set()

    def tell(self, event: LinkEvent) -> None:
        self.events.append(event)
        self._news.set()

    async def until(self, true: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                while not true():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            said = "\n".join(
                f"{e.kind} {e.live_device_id} {e.reason} {e.detail}" for e in self.told()
            )
            raise AssertionError(f"in vain; heard {len(self.heard)}; told:\n{said}") from None

    def told(
        self, kind: LinkKind | None = None, reason: Reason | None = None, device: int | None = None
    ) -> list[LinkEvent]:
        return [
            each
            for each in self.events
            if kind in {None, each.kind}
            and reason in {None, each.reason}
            and device in {None, each.live_device_id}
        ]

    async def tells(
        self, kind: LinkKind, reason: Reason | None = None, device: int | None = None
    ) -> LinkEvent:
        """Wait for the first event of this sort since the last `forget`."""
        await self.until(lambda: bool(self.told(kind, reason, device)))
        return self.told(kind, reason, device)[0]

    async def hears(self, more: int = 3, device: int | None = None) -> None:
        """Wait for that many further readings."""

        def count() -> int:
            return sum(device in {None, each.live_device_id} for each in self.heard)

        enough = count() + more
        await self.until(lambda: count() >= enough)

    def forget(self) -> None:
        self.events.clear()


@asynccontextmanager
async def listening(*devices: Paired, timing: Timing = QUICK) -> AsyncIterator[Room]:
    room = Room(Roster(devices))
    task = asyncio.create_task(
        listen(
            room.roster,
            room.hear,
            room.tell,
            timing=timing,
            wall=lambda: datetime.now(UTC),
            draw=lambda: 0.5,
        )
    )
    try:
        yield room
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=LIMIT_S)
        await sockets_closed()
        assert task.done(), "it does not end"


async def sockets_closed() -> None:
    """Let go of bleak's own connection too; dbus-fast closes sockets in the loop's next turns."""
    forget_bluetoothd()
    for _ in range(10):
        await asyncio.sleep(0)


async def eventually(true: Callable[[], bool]) -> None:
    """Wait for something that only the stand-in knows, which lives in another thread."""
    async with asyncio.timeout(LIMIT_S):
        while not true():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.02)
