"""Both stand-ins behave alike towards bleak itself, without a line of the project between."""

from __future__ import annotations

import asyncio

from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice

from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio

STRAP = "C0:FF:EE:00:00:01"


async def find(name: str, timeout_s: float = 10.0) -> BLEDevice:
    found: asyncio.Queue[BLEDevice] = asyncio.Queue()

    def seen(device: BLEDevice, data: object) -> None:
        if device.name == name:
            found.put_nowait(device)

    async with asyncio.timeout(timeout_s), BleakScanner(seen, bluez={"adapter": "hci0"}):
        return await found.get()


def test_a_strap_is_found_and_heard(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        strap = await fake_radio.add_wearable("H10", STRAP, kits.STRAP, kits.STRAP_SAYS)
        device = await find("H10")
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        async with BleakClient(device, bluez={"adapter": "hci0"}) as client:
            await client.start_notify(
                kits.HEART_RATE_MEASUREMENT, lambda _, data: heard.put_nowait(bytes(data))
            )
            await strap.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
            async with asyncio.timeout(5):
                got = [await heard.get() for _ in range(20)]
            await strap.silence()
            assert await client.read_gatt_char(kits.BATTERY_LEVEL) == bytes([87])
        assert got == [kits.beat(n) for n in range(1, 21)]

    asyncio.run(story())
