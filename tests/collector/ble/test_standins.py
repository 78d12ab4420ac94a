"""Both stand-ins behave alike towards bleak itself, without a line of the project between.

This keeps the fast stand-in honest: what bluetoothd does in the box, it does too.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.args.bluez import BlueZScannerArgs, OrPattern
from bleak.assigned_numbers import AdvertisementDataType
from bleak.backends.bluezdbus.version import BlueZFeatures
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakError

from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.kits import HEART_RATE_MEASUREMENT
from tests.made.bluez.radio import Advertised, Characteristic, Radio, Service, Wearable, sig
from tests.made.bluez.witness import caught_up
from tests.made.link import LIMIT_S

pytestmark = pytest.mark.long

ADDRESS = "C0:FF:EE:00:00:01"
FEE0 = sig(0xFEE0)
ON_HCI0: BlueZScannerArgs = {"adapter": "hci0"}


@asynccontextmanager
async def scanning(**how: Any) -> AsyncIterator[asyncio.Queue[tuple[BLEDevice, AdvertisementData]]]:
    seen: asyncio.Queue[tuple[BLEDevice, AdvertisementData]] = asyncio.Queue()
    how = {"bluez": ON_HCI0} | how
    async with BleakScanner(lambda device, said: seen.put_nowait((device, said)), **how):
        yield seen


async def find(name: str, address: str = ADDRESS) -> BLEDevice:
    async with asyncio.timeout(LIMIT_S), scanning() as seen:
        while True:
            device, _ = await seen.get()
            if (device.name, device.address) == (name, address):
                return device


async def find_again(wearable: Wearable) -> BLEDevice:
    """Bleak may not have heard yet that the adapter is there again."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            try:
                return await find(wearable.name, wearable.address)
            except BleakError:
                await asyncio.sleep(0.05)


def client_of(
    device: BLEDevice,
    ended: Callable[[BleakClient], None] | None = None,
    timeout_s: float = LIMIT_S,
    *,
    pair: bool = False,
) -> BleakClient:
    return BleakClient(device, ended, bluez={"adapter": "hci0"}, timeout=timeout_s, pair=pair)


class Ear:
    """A connected bleak client that keeps what it is told."""

    def __init__(self, device: BLEDevice) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.lost = asyncio.Event()
        self.client = client_of(device, lambda _: self.lost.set())

    async def __aenter__(self) -> Ear:
        await self.client.connect()
        try:
            await self.listen(HEART_RATE_MEASUREMENT)
        except BaseException:
            await self.client.disconnect()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.disconnect()

    async def listen(self, uuid: str) -> None:
        await self.client.start_notify(uuid, lambda _, data: self.heard.put_nowait(bytes(data)))

    async def next(self, count: int, timeout_s: float = LIMIT_S) -> list[bytes]:
        async with asyncio.timeout(timeout_s):
            return [await self.heard.get() for _ in range(count)]

    async def is_lost(self, timeout_s: float = LIMIT_S) -> None:
        async with asyncio.timeout(timeout_s):
            await self.lost.wait()


async def strap(radio: Radio, name: str = "H10", address: str = ADDRESS) -> Wearable:
    return await radio.add_wearable(name, address, kits.STRAP, kits.STRAP_SAYS)


async def hears_twenty(wearable: Wearable) -> None:
    async with Ear(await find_again(wearable)) as ear:
        await wearable.play(HEART_RATE_MEASUREMENT, kits.beat, 0.02)
        assert await ear.next(20) == [kits.beat(number) for number in range(1, 21)]
        await wearable.silence()


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_a_strap_is_found_and_heard_and_read(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            await wearable.play(HEART_RATE_MEASUREMENT, kits.beat, 0.02)
            got = await ear.next(20)
            await wearable.silence()
            battery = await ear.client.read_gatt_char(kits.BATTERY_LEVEL)
        assert got == [kits.beat(number) for number in range(1, 21)]
        assert got == [sent.value for sent in wearable.sent if sent.delivered][:20]
        assert battery == bytes([87])

    run(story())


def test_garbage_and_silence_reach_the_client_as_they_are(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            for packet in kits.GARBAGE:
                assert await wearable.notify(HEART_RATE_MEASUREMENT, packet)
            assert await ear.next(len(kits.GARBAGE)) == list(kits.GARBAGE)
            with pytest.raises(TimeoutError):
                await ear.next(1, timeout_s=0.5)
            assert ear.client.is_connected, "a silent device is still there"

    run(story())


def test_a_flood_arrives_whole_and_in_order(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        values = [kits.beat(number) for number in range(200)]
        async with Ear(await find("H10")) as ear:
            assert await wearable.flood(HEART_RATE_MEASUREMENT, values) == 200
            assert await ear.next(200) == values

    run(story())


def test_a_cut_is_told_and_the_next_link_works(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            await wearable.cut()
            await ear.is_lost()
        assert not await wearable.notify(HEART_RATE_MEASUREMENT, b"\x00\x40")
        assert not wearable.sent[-1].delivered
        await hears_twenty(wearable)

    run(story())


def test_out_of_range_ends_the_link_and_back_makes_it_anew(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            await wearable.out_of_range(0.3)
            await ear.is_lost()
        async with scanning() as seen:
            while not seen.empty():
                seen.get_nowait()
            await asyncio.sleep(0.5)
            strengths = [said.rssi for _, said in [seen.get_nowait() for _ in range(seen.qsize())]]
        assert not [rssi for rssi in strengths if rssi > -127], "nothing is in the air"
        await wearable.back()
        await hears_twenty(wearable)

    run(story())


def test_power_off_ends_links_and_scans_until_power_is_on(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            await radio.power(False)
            await ear.is_lost()
        with pytest.raises(BleakError):
            await find("H10")
        await radio.power(True)
        await hears_twenty(wearable)

    run(story())


def test_an_unplugged_adapter_takes_its_links_along(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            await radio.unplug()
            await ear.is_lost()
        with pytest.raises(BleakError):
            await find("H10")
        await radio.plug()
        await hears_twenty(wearable)

    run(story())


def test_an_orderly_stop_is_told(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            await radio.stop()
            await ear.is_lost()
        await radio.start()
        await hears_twenty(wearable)

    run(story())


def test_a_crash_is_told_to_nobody(radio: Radio) -> None:
    async def before(wearable: Wearable) -> None:
        ear = await Ear(await find("H10")).__aenter__()
        await radio.crash()
        with pytest.raises(TimeoutError):
            await ear.is_lost(timeout_s=1)
        assert ear.client.is_connected, "bleak tells now what it did not before"
        await radio.start()
        with contextlib.suppress(BleakError):  # the new daemon knows of no link
            await ear.client.disconnect()

    async def story() -> None:
        return await hears_twenty(wearable)

    wearable = asyncio.run(strap(radio))
    run(before(wearable))
    run(story())  # with a bleak that remembers nothing


def test_a_link_outlives_its_client_and_can_be_taken_over(radio: Radio) -> None:
    script = (
        "import asyncio, sys, bleak\n"
        "async def main():\n"
        "    found = asyncio.Queue()\n"
        "    async with bleak.BleakScanner(lambda d, _: found.put_nowait(d)):\n"
        "        device = await found.get()\n"
        "    await bleak.BleakClient(device, timeout=60).connect()\n"
        "    print('linked', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )

    async def story() -> None:
        wearable = await strap(radio)
        client = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, stdout=subprocess.PIPE, env=dict(os.environ)
        )
        assert client.stdout is not None
        try:
            assert await asyncio.wait_for(client.stdout.readline(), LIMIT_S) == b"linked\n"
        finally:
            client.kill()
            await client.wait()
        adapter = await BleakAdapter.get(bluez={"adapter": "hci0"})
        (left,) = await adapter.get_connected_devices([kits.HEART_RATE])
        assert left.name == "H10"
        assert wearable.connected
        async with Ear(left) as ear:
            await wearable.play(HEART_RATE_MEASUREMENT, kits.beat, 0.02)
            assert len(await ear.next(20)) == 20
            await wearable.silence()

    run(story())


def test_a_new_address_is_another_device_to_the_daemon(radio: Radio) -> None:
    async def story() -> None:
        wearable = await strap(radio)
        async with Ear(await find("H10")) as ear:
            await wearable.change_address("C0:FF:EE:00:00:99")
            await ear.is_lost()
        await hears_twenty(wearable)

    run(story())


def test_service_data_is_heard_as_it_changes_without_a_link(radio: Radio) -> None:
    async def story() -> None:
        band = await radio.add_wearable(
            "Mi", ADDRESS, (), Advertised((FEE0,), {FEE0: b"\x01\0\0\0"})
        )
        async with asyncio.timeout(LIMIT_S), scanning() as seen:
            for steps in (b"\x01\0\0\0", b"\x02\0\0\0"):
                await band.advertise(Advertised((FEE0,), {FEE0: steps}))
                while (await seen.get())[1].service_data != {FEE0: steps}:
                    pass

    run(story())


def test_passive_scans_need_the_daemon_to_allow_them(radio: Radio) -> None:
    patterns = [OrPattern(0, AdvertisementDataType.FLAGS, b"\x06")]
    passive: dict[str, Any] = {
        "scanning_mode": "passive",
        "bluez": {"adapter": "hci0", "or_patterns": patterns},
    }

    async def refused() -> None:
        with pytest.raises(BleakError, match="--experimental"):
            async with scanning(**passive):
                pass

    async def allowed() -> None:
        async with asyncio.timeout(LIMIT_S), scanning(**passive) as seen:
            assert (await seen.get())[0].name == "H10"

    async def restart(allow: bool) -> None:
        await radio.stop()
        await radio.allow_passive(allow)
        await radio.start()

    run(restart(False))
    run(refused())
    run(restart(True))
    asyncio.run(strap(radio))
    run(allowed())


def test_writes_are_answered_and_indications_arrive(radio: Radio) -> None:
    uart = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
    to, back = uart.replace("0001", "0002", 1), uart.replace("0001", "0003", 1)
    services = (
        Service(
            uart,
            (
                Characteristic(to, ("write", "write-without-response")),
                Characteristic(back, ("notify",)),
            ),
        ),
        *kits.EVERYTHING,
    )

    async def story() -> None:
        watch = await radio.add_wearable(
            "Bangle", ADDRESS, services, Advertised(), answer=lambda _, data: [(back, data.upper())]
        )
        async with Ear(await find("Bangle")) as ear:
            await ear.listen(back)
            await ear.listen(kits.STEP_COUNTER_SUMMARY)
            await ear.client.write_gatt_char(to, b"hello", response=True)
            assert await ear.next(1) == [b"HELLO"]
            assert watch.written == [(to, b"hello")]
            assert watch.subscribed(kits.STEP_COUNTER_SUMMARY)
            assert await watch.notify(kits.STEP_COUNTER_SUMMARY, b"\x01")
            assert await ear.next(1) == [b"\x01"]

    run(story())


@pytest.mark.parametrize(
    ("member", "error", "text"),
    [
        ("StartDiscovery", "InProgress", "Operation already in progress"),
        ("StartDiscovery", "NotReady", "Resource Not Ready"),
        ("Connect", "Failed", "Software caused connection abort"),
        ("Connect", "InProgress", "In Progress"),
        ("Connect", "org.freedesktop.DBus.Error.NoReply", "Did not receive a reply"),
        ("StartNotify", "Failed", "Operation failed with ATT error: 0x0e"),
        ("StartNotify", "NotPermitted", "Not paired"),
    ],
)
def test_any_call_fails_once_on_request(
    fake_radio: FakeRadio, member: str, error: str, text: str
) -> None:
    async def attempt() -> None:
        async with Ear(await find("H10")):
            pass

    async def story() -> None:
        await strap(fake_radio)
        fake_radio.fail(member, error, text)
        with pytest.raises(BleakError):
            await attempt()
        await attempt()

    run(story())


def test_a_call_may_stay_without_answer(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await strap(fake_radio)
        device = await find("H10")
        await BlueZFeatures.check_bluez_version()  # else it takes of the time of the first connect
        fake_radio.fail("Conn*", None, path="*/dev_C0_FF_EE_00_00_01")
        with pytest.raises(TimeoutError):
            await client_of(device, timeout_s=1.0).connect()
        assert fake_radio.calls[-2:] == [
            ("Connect", "/org/bluez/hci0/dev_C0_FF_EE_00_00_01"),
            ("Disconnect", "/org/bluez/hci0/dev_C0_FF_EE_00_00_01"),
        ]

    run(story())


def test_an_adapter_has_so_many_links_and_no_more(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.set_slots(1)
        await strap(fake_radio)
        await strap(fake_radio, "Other", "C0:FF:EE:00:00:02")
        async with Ear(await find("H10")):
            other = await find("Other", "C0:FF:EE:00:00:02")
            with pytest.raises(TimeoutError):  # bleak tries again until its time is over
                await client_of(other, timeout_s=0.5).connect()
            assert fake_radio.links == 1
        async with client_of(other):
            assert fake_radio.links == 1

    run(story())


def test_a_second_adapter_hears_and_holds_on_its_own(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.add_adapter("hci1", "B8:27:EB:00:00:02")
        wearable = await strap(fake_radio)
        await fake_radio.unplug("hci0")
        async with asyncio.timeout(LIMIT_S), scanning(bluez={"adapter": "hci1"}) as seen:
            device, _ = await seen.get()
        async with BleakClient(device, bluez={"adapter": "hci1"}, timeout=LIMIT_S):
            assert wearable.connected

    run(story())


def test_a_forgotten_device_is_not_there_to_connect_to(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        wearable = await strap(fake_radio)
        device = await find("H10")
        await fake_radio.forget(wearable)
        await caught_up()
        with pytest.raises(BleakError, match="not found"):
            await client_of(device).connect()

    run(story())


@pytest.mark.parametrize("pairs", [True, False])
def test_pairing_works_where_the_wearable_agrees(fake_radio: FakeRadio, pairs: bool) -> None:
    async def story() -> None:
        wearable = await strap(fake_radio)
        await fake_radio.set_pairing(wearable, pairs)
        client = client_of(await find("H10"), pair=True)
        if not pairs:
            with pytest.raises(BleakError, match="Authentication"):
                await client.connect()
            return
        async with client:
            assert wearable.connected

    run(story())
