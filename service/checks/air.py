"""Bluetooth: whether paired devices can be listened to at all. Asks nobody where none is paired."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from service.checks.check import Check, look, well
from service.checks.speaking import many
from service.home import Home

if TYPE_CHECKING:
    from collector.sources.ble.adapters import Radio

#: bluetoothd answers in milliseconds; a doctor does not wait for one that hangs.
_PATIENCE_S: Final = 3.0


def bluetooth(home: Home) -> Iterator[Check]:
    from storage import live_devices
    from storage.database import reading

    with reading(home.engine) as connection:
        paired = len(live_devices.paired(connection))
    if not paired:
        yield well("bluetooth", "no device is paired")
    elif not home.settings.bluetooth.listen:
        yield look("bluetooth", "listening is off in the settings", "Set bluetooth.listen = true.")
    else:
        yield _radio(home.settings.bluetooth.adapter, paired)


def _radio(wanted: str, paired: int) -> Check:
    from collector.sources.ble.adapters import choose
    from collector.sources.ble.advice import ADVICE, HAPPENED
    from collector.sources.ble.reasons import Reason

    adapter, reason = choose(asyncio.run(_asked()), wanted)
    if reason is not Reason.NONE:
        return look("bluetooth", HAPPENED[reason], ADVICE[reason])
    return well("bluetooth", f"{adapter} is on, for {many(paired, 'device')}")


async def _asked() -> Radio:
    """Ask bluetoothd once what adapters there are."""
    from collector.sources.ble.adapters import Radio
    from collector.sources.ble.bounded import Bounds
    from collector.sources.ble.daemon import Daemon
    from collector.sources.ble.reasons import Reason
    from collector.sources.ble.timing import Timing

    daemon = Daemon(Timing(daemon_s=_PATIENCE_S), Bounds(), random.random)
    watching = asyncio.create_task(daemon.run())
    try:
        return await asyncio.wait_for(daemon.known(), _PATIENCE_S)
    except TimeoutError:
        return Radio(Reason.HUNG, {})
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
