"""One scan on one adapter: begun, heard, ended, each within its time."""

from __future__ import annotations

from collections.abc import Callable

from bleak import BleakAdapter, BleakScanner
from bleak.args.bluez import BlueZScannerArgs, OrPattern
from bleak.assigned_numbers import AdvertisementDataType
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from collector.sources.ble.adverts import Seen, seen, still_connected
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.rhythm import Mode
from collector.sources.ble.timing import Timing

#: A passive scan must say what it looks for. These are the flags nearly every wearable sends:
#: (limited or general) discoverable or neither, Bluetooth LE alone or both.
_ANY_WEARABLE = [
    OrPattern(0, AdvertisementDataType.FLAGS, bytes([flags]))
    for flags in (0x02, 0x04, 0x05, 0x06, 0x1A)
]

#: Services by which a device that is still connected is recognised: any of them will do.
_SERVICES = ["1800", "1801", "180a", "180d", "180f", "1814", "1816", "183e", "fee0"]


async def begin(
    adapter: str, mode: Mode, notice: Callable[[Seen], None], bounds: Bounds, timing: Timing
) -> BleakScanner:
    """Start a scan.

    The callback goes to the constructor: bleak's ``find_device_by_*`` register theirs after the
    start, and lose what is heard in between.
    """

    def heard(device: BLEDevice, data: AdvertisementData) -> None:
        notice(seen(adapter, device, data))

    how = BlueZScannerArgs(adapter=adapter)
    if mode == "passive":
        how["or_patterns"] = list(_ANY_WEARABLE)
    scanner = BleakScanner(heard, scanning_mode=mode, bluez=how)
    await bounds.within(timing.daemon_s, scanner.start())
    return scanner


async def left_over(adapter: str, bounds: Bounds, timing: Timing) -> tuple[Seen, ...]:
    """Give the devices that are connected already.

    A link outlives the program that made it (kill -9, out of memory); such a device does not
    advertise, and no scan ever finds it.
    """
    return await bounds.within(timing.daemon_s, _connected(adapter))


async def _connected(adapter: str) -> tuple[Seen, ...]:
    ours = await BleakAdapter.get(bluez={"adapter": adapter})
    return tuple(
        still_connected(adapter, each) for each in await ours.get_connected_devices(_SERVICES)
    )
