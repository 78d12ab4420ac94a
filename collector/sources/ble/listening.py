"""Listens to paired devices for weeks: finds, connects, hears, loses, finds again; until cancelled.

The parts: `daemon` knows whether bluetoothd and its adapters are there, `search` finds what is
missing, `attempt` is one connection, `following` decides what to do after its end.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from collector.live.values import Heard
from collector.sources.ble.advertised import Eavesdropper
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.daemon import Daemon
from collector.sources.ble.ear import Ear
from collector.sources.ble.following import Follower, House
from collector.sources.ble.kind import Kind
from collector.sources.ble.matching import Sought
from collector.sources.ble.reasons import LinkEvent, Reason
from collector.sources.ble.search import Quarry, Search
from collector.sources.ble.telling import Teller
from collector.sources.ble.timing import Timing


@dataclass(frozen=True, slots=True)
class Paired:
    """A device that is listened to."""

    live_device_id: int
    name: str
    address: str
    kind: Kind
    adapter: str = ""  # empty: the first there is


async def listen(
    paired: Sequence[Paired],
    hear: Callable[[Heard], None],
    tell: Callable[[LinkEvent], None],
    *,
    timing: Timing,
    wall: Callable[[], datetime],
    draw: Callable[[], float] = random.random,
    power_on: bool = False,
) -> None:
    """Listen until cancelled; then end within two seconds, even if bluetoothd answers nothing.

    ``hear`` and ``tell`` are called in the loop's own thread and must not take long. ``draw`` gives
    the randomness of waits; ``power_on`` turns an adapter that is off on, once.
    """
    teller, bounds = Teller(tell, wall), Bounds()
    daemon = Daemon(timing, bounds, draw)
    quarries = {each.live_device_id: _quarry(each) for each in paired}
    search = Search(
        tuple(quarries.values()),
        daemon,
        bounds,
        timing,
        draw,
        not_found=lambda quarry, reason: _not_found(teller, quarry, reason),
        trouble=teller.bluetooth,
        power_on=power_on,
    )
    house = House(hear, teller, daemon, search, bounds, timing, draw, time.monotonic)
    runs = [daemon.run, search.run]
    for each in paired:
        quarry = quarries[each.live_device_id]
        if _connects(each.kind):
            follower = Follower(each.live_device_id, quarry, house)
            house.everybody.append(follower)
            daemon.heard.append(follower.radio_changed)
            runs.append(follower.run)
        if each.kind.advertised is not None:
            ear = Ear(each.live_device_id, hear, teller, time.monotonic, time.monotonic())
            eavesdropper = Eavesdropper(each.kind, ear, teller, timing)
            quarry.notice = eavesdropper.notice
            runs.append(eavesdropper.run)
    try:
        async with asyncio.TaskGroup() as tasks:
            for run in runs:
                tasks.create_task(run())
    finally:
        await bounds.finish(timing.leave_s)


def _quarry(paired: Paired) -> Quarry:
    sought = Sought(paired.live_device_id, paired.address, paired.name, paired.kind.name)
    return Quarry(sought, paired.kind, paired.adapter)


def _connects(kind: Kind) -> bool:
    return bool(kind.streams or kind.polls or kind.open_session)


def _not_found(teller: Teller, quarry: Quarry, reason: Reason) -> None:
    teller.waiting(quarry.sought.key, reason)
