"""Listens to paired devices for weeks: finds, connects, hears, loses, finds again; until cancelled.

The parts: `daemon` knows whether bluetoothd and its adapters are there, `search` finds what is
missing, `attempt` is one connection, `following` decides what to do after its end, `links` follows
who is paired.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime

from collector.live.values import Heard
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.daemon import Daemon
from collector.sources.ble.following import House
from collector.sources.ble.links import Links, follow
from collector.sources.ble.reasons import LinkEvent
from collector.sources.ble.roster import Roster
from collector.sources.ble.scans import Scans
from collector.sources.ble.search import Search
from collector.sources.ble.telling import Teller
from collector.sources.ble.timing import Timing


async def listen(
    roster: Roster,
    hear: Callable[[Heard], None],
    tell: Callable[[LinkEvent], None],
    *,
    timing: Timing,
    wall: Callable[[], datetime],
    draw: Callable[[], float] = random.random,
) -> None:
    """Listen until cancelled; then end within two seconds, even if bluetoothd answers nothing.

    Devices may come and go in ``roster`` all the while. ``hear`` and ``tell`` are called in the
    loop's own thread and must not take long. ``draw`` gives the randomness of waits.
    """
    teller, bounds = Teller(tell, wall), Bounds()
    daemon = Daemon(timing, bounds, draw)
    search = Search(
        daemon,
        Scans(daemon, bounds, timing, time.monotonic),
        timing,
        draw,
        not_found=lambda quarry, reason: teller.waiting(quarry.sought.key, reason),
        trouble=teller.bluetooth,
    )
    house = House(hear, teller, daemon, search, bounds, timing, draw, time.monotonic)
    links: Links = {}
    try:
        async with asyncio.TaskGroup() as group:
            for run in (daemon.run, search.run):
                group.create_task(run())
            while True:
                await follow(roster.devices, links, house, group)
                await roster.change()
    finally:
        await bounds.finish(timing.leave_s)
