"""One device for weeks: found, connected, lost, and what is done differently the next time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

from collector.live.values import Heard
from collector.sources.ble.about import About
from collector.sources.ble.adapters import choose
from collector.sources.ble.adverts import Seen
from collector.sources.ble.attempt import Attempt, Ending
from collector.sources.ble.backoff import wait_s
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.bus import DAEMON_ERRORS
from collector.sources.ble.daemon import Daemon
from collector.sources.ble.ear import Ear
from collector.sources.ble.faults import crowded, told
from collector.sources.ble.orders import forget
from collector.sources.ble.quarries import Quarry
from collector.sources.ble.reasons import Reason
from collector.sources.ble.search import Search
from collector.sources.ble.telling import Teller
from collector.sources.ble.timing import Timing


class Remedy(Enum):
    """What is done before the next try."""

    NOTHING = "nothing"
    FORGET = "forget"  # bluetoothd forgets the device, and asks it for its services anew


@dataclass(slots=True)
class House:
    """What all devices share."""

    hear: Callable[[Heard], None]
    teller: Teller
    daemon: Daemon
    search: Search
    bounds: Bounds
    timing: Timing
    draw: Callable[[], float]
    monotonic: Callable[[], float]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one connect at a time
    connected: set[Follower] = field(default_factory=set)
    everybody: list[Follower] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Follower:
    """Stays with one device; ``run`` does it."""

    key: int
    quarry: Quarry
    house: House
    failures: int = 0
    last: Reason = Reason.NONE
    pair: bool = False  # it asked for encryption
    asked: bool = False  # who it is, once
    cleared: bool = False  # bluetoothd was made to forget it already
    in_vain_s: dict[str, float] = field(default_factory=dict)  # see `Talk`
    _attempt: Attempt | None = None
    _goodbye: asyncio.Task[None] | None = None
    _seen: Seen | None = None
    _nudge: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Follow for ever."""
        while True:
            self._seen = await self.house.search.find(self.quarry)
            try:
                ending = await self._once(self._seen)
            except Exception as error:  # noqa: BLE001 - a fault of one device must not end the others
                ending = Ending(Reason.FAULT, told(error), 0.0, 0)
            await self._after(ending, self._seen)

    def radio_changed(self) -> None:
        """End what cannot be alive any more; try again what could not be done before."""
        if self._attempt is not None and self._seen is not None:
            _, reason = choose(self.house.daemon.radio, self._seen.adapter)
            if reason is not Reason.NONE:
                self._attempt.end(reason, self.house.daemon.radio.detail)
        self._nudge.set()

    async def leave(self) -> None:
        """After ``run`` was cancelled: give the place to others, and wait for the goodbye."""
        self._make_room()
        if self._goodbye is not None:
            await asyncio.wait({self._goodbye}, timeout=self.house.timing.goodbye_s)

    def slot_free(self) -> None:
        """Try again if there was no room before."""
        if self.last is Reason.SLOTS:
            self._nudge.set()

    async def _once(self, seen: Seen) -> Ending:
        house = self.house
        ear = Ear(self.key, house.hear, house.teller, house.monotonic, house.monotonic())
        self._attempt = attempt = Attempt(
            seen,
            self.quarry.kind,
            ear,
            house.bounds,
            house.timing,
            ready=self._ready,
            pair=self.pair,
            ask=not self.asked,
            in_vain_s=self.in_vain_s,
        )
        try:
            return await attempt.run(house.turn)
        finally:
            self._attempt = None
            self.asked = self.asked or attempt.asked
            self._goodbye = attempt.goodbye

    def _ready(self, about: About | None) -> None:
        self.house.connected.add(self)
        self.house.teller.connected(self.key, self.quarry.sought.address, about)

    async def _after(self, ending: Ending, seen: Seen) -> None:
        house = self.house
        was_connected = self in house.connected
        connected = len(house.connected) - was_connected
        reason = crowded(ending.reason, self.failures, connected)
        good = ending.used > 0 and ending.lasted_s >= house.timing.good_s
        # One that was heard at all gets no growing wait: some straps drop every half minute.
        self.failures = 0 if good else 1 if ending.used else self.failures + 1
        self.last, remedy = self._next(reason, good=good, paired=self.pair or seen.paired)
        if was_connected:
            house.teller.lost(self.key, self.last, ending.detail)
            self._make_room()
        else:
            house.teller.waiting(self.key, self.last, ending.detail)
        if self._goodbye is not None:  # a link that is still ending must not be adopted
            await asyncio.wait({self._goodbye}, timeout=house.timing.goodbye_s)
        if remedy is Remedy.FORGET:
            with suppress(*DAEMON_ERRORS):  # it was forgotten already, or is not to be
                await forget(house.daemon.bus, seen.adapter, seen.path)
        await self._pause()

    def _make_room(self) -> None:
        self.house.connected.discard(self)
        for other in self.house.everybody:
            other.slot_free()

    def _next(self, reason: Reason, *, good: bool, paired: bool) -> tuple[Reason, Remedy]:
        """Decide what may help the next time; give the reason as it is to be told."""
        self.cleared = self.cleared and not good
        if reason is Reason.PAIRING_NEEDED:
            self.pair = True
        if reason not in {Reason.SERVICES_MISSING, Reason.SERVICES_STALE}:
            return reason, Remedy.NOTHING
        if self.cleared or paired:  # forgetting would end an encrypted pairing
            return Reason.SERVICES_MISSING, Remedy.NOTHING
        self.cleared = True
        return Reason.SERVICES_STALE, Remedy.FORGET

    async def _pause(self) -> None:
        house = self.house
        self._nudge.clear()
        timing = house.timing
        pause_s = wait_s(self.failures, timing.again_s, timing.longest_wait_s, house.draw())
        if pause_s:
            nudged = asyncio.ensure_future(self._nudge.wait())
            try:
                await asyncio.wait({nudged}, timeout=pause_s)
            finally:
                nudged.cancel()
