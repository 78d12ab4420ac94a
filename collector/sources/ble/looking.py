"""Looking around once, for a person who waits: what is near, or why nothing can be seen."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

from collector.sources.ble.adapters import choose
from collector.sources.ble.adverts import Seen
from collector.sources.ble.advice import BluetoothError
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.daemon import Daemon
from collector.sources.ble.errors import OUTSIDE
from collector.sources.ble.faults import Doing, reason_of, told
from collector.sources.ble.reasons import Reason
from collector.sources.ble.scanning import begin, left_over
from collector.sources.ble.timing import Timing


async def look(
    seconds: float,
    adapter: str,
    notice: Callable[[Seen], None],
    *,
    timing: Timing,
    enough: asyncio.Event | None = None,
) -> None:
    """Tell ``notice`` of everything near until the time is over or ``enough`` is set.

    Raises `BluetoothError` with its advice where Bluetooth cannot be used.
    """
    bounds = Bounds()
    daemon = Daemon(timing, bounds, random.random)
    watching = asyncio.ensure_future(daemon.run())
    try:
        radio = await bounds.within(2 * timing.daemon_s, daemon.known())
        name, reason = choose(radio, adapter)
        if reason is not Reason.NONE:
            raise BluetoothError(reason, radio.detail or (name if adapter else ""))
        await _scan(seconds, name, notice, bounds, timing, enough or asyncio.Event())
    except OUTSIDE as error:
        raise BluetoothError(reason_of(error, Doing.SCAN), told(error)) from error
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await bounds.finish(timing.leave_s)


async def _scan(
    seconds: float,
    adapter: str,
    notice: Callable[[Seen], None],
    bounds: Bounds,
    timing: Timing,
    enough: asyncio.Event,
) -> None:
    for seen in await left_over(adapter, bounds, timing):
        notice(seen)
    scanner = await begin(adapter, "active", notice, bounds, timing)
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(enough.wait(), seconds)
    finally:
        stopping = bounds.behind(timing.daemon_s, scanner.stop())
    await asyncio.wait({stopping}, timeout=timing.daemon_s)
