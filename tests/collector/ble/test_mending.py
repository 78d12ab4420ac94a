"""A search that is stuck is mended, and nobody who uses the adapter is disturbed by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.exc import BleakDBusError

from collector.sources.ble.bounded import Bounds
from collector.sources.ble.bus import ADAPTER, Bus
from collector.sources.ble.orders import ADVERTISING, off_and_on, unused
from collector.sources.ble.reasons import LinkKind, Reason
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.radio import Radio, Wearable
from tests.made.hearing import TIMING
from tests.made.link import LIMIT_S, address, eventually, listening, paired, run, sockets_closed


async def strap(radio: Radio, number: int = 1) -> Wearable:
    name = f"Strap {number}"
    worn = await radio.add_wearable(name, address(number), kits.STRAP, kits.STRAP_SAYS)
    await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.05)
    return worn


@pytest.fixture
def active_radio(fake_radio: FakeRadio) -> FakeRadio:
    """One whose bluetoothd has no passive scans, which would go on while discovery is stuck."""

    async def begin_anew() -> None:
        await fake_radio.allow_passive(False)
        await fake_radio.crash()
        await fake_radio.start()

    asyncio.run(begin_anew())
    return fake_radio


def switched(radio: FakeRadio) -> int:
    """How often an adapter was switched, off or on."""
    return sum(member == "Set" for member, _ in radio.calls)


def test_an_adapter_that_is_stuck_is_switched_off_and_on_once(active_radio: FakeRadio) -> None:
    async def story() -> None:
        await active_radio.get_stuck()
        await strap(active_radio)
        async with listening(paired()) as room:
            await room.tells(LinkKind.TROUBLE, Reason.STUCK)
            await room.hears()
            assert room.told(LinkKind.WELL)
            assert not room.told(reason=Reason.POWERED_OFF), "too short to be told of"
        assert switched(active_radio) == 2

    run(story())


def test_what_did_not_help_is_not_done_again(active_radio: FakeRadio) -> None:
    async def story() -> None:
        active_radio.fail("StartDiscovery", "InProgress", times=99)
        async with listening(paired()) as room:
            await eventually(lambda: refusals(active_radio) > 8)
            assert len(room.told(LinkKind.TROUBLE)) == 1
        assert switched(active_radio) == 2

    run(story())


def test_an_adapter_that_does_not_come_on_at_once_is_switched_on_again(
    active_radio: FakeRadio,
) -> None:
    async def story() -> None:
        await active_radio.get_stuck(refuses_on=1)
        await strap(active_radio)
        async with listening(paired()) as room:
            await room.hears()
        assert switched(active_radio) == 3

    run(story())


@pytest.mark.parametrize("whose", ["ours", "somebody else's"])
def test_as_long_as_anything_is_connected_the_adapter_stays_on(
    active_radio: FakeRadio, whose: str
) -> None:
    ours = (paired(),) if whose == "ours" else ()

    async def story() -> None:
        worn = await strap(active_radio)
        async with AsyncExitStack() as stack:
            if not ours:
                await stack.enter_async_context(connected_to(worn))
            room = await stack.enter_async_context(listening(*ours))
            await eventually(lambda: worn.connected)
            await active_radio.get_stuck()
            room.roster.set((*ours, paired(2)))
            await room.tells(LinkKind.TROUBLE, Reason.STUCK)
            before = refusals(active_radio)
            await eventually(lambda: refusals(active_radio) > before + 5)
            assert worn.connected
            assert switched(active_radio) == 0

    run(story())


def test_a_scan_of_our_own_that_never_ended_is_ended_while_a_strap_is_heard(radio: Radio) -> None:
    first, second = paired(1), paired(2)

    async def story() -> None:
        worn = await strap(radio)
        async with listening(first, timing=TIMING) as room:
            await room.tells(LinkKind.CONNECTED)
            await room.hears()
            await scan_without_end()
            room.forget()
            await strap(radio, 2)
            room.roster.set((first, second))
            await room.hears(5, device=2)
            await scan_without_end()  # refused for ever if the one before went on
            assert not room.told(device=1), "its link is as it was"
            assert worn.connected

    run(story())


def test_it_is_known_whether_anybody_uses_an_adapter(radio: Radio) -> None:
    async def story() -> None:
        worn = await strap(radio)
        bus = Bus(Bounds(), TIMING.daemon_s)
        await bus.open(lambda _: None, ())
        assert await unused(bus, "hci0")
        async with connected_to(worn):
            assert not await unused(bus, "hci0")
        await eventually(lambda: not worn.connected)
        assert await unused(bus, "hci0")
        await off_and_on(bus, "hci0")
        async with connected_to(worn):
            assert worn.connected, "it is on again"
        bus.close()
        await sockets_closed()

    run(story())


@pytest.mark.parametrize(
    ("face", "name", "value"),
    [(ADAPTER, "Discoverable", True), (ADVERTISING, "ActiveInstances", 1)],
)
def test_an_adapter_by_which_this_machine_is_to_be_seen_is_in_use(
    fake_radio: FakeRadio, face: str, name: str, value: bool | int
) -> None:
    async def be_seen() -> None:
        adapter = fake_radio._daemon.adapters["hci0"]
        adapter.tree.export(adapter.path, {face: {**adapter._properties(), name: value}})

    async def story() -> None:
        bus = Bus(Bounds(), TIMING.daemon_s)
        await bus.open(lambda _: None, ())
        assert await unused(bus, "hci0")
        await fake_radio.stage.do(be_seen())
        assert not await unused(bus, "hci0")
        bus.close()
        await sockets_closed()

    run(story())


def test_a_scan_that_cannot_be_ended_ends_with_the_connection_that_began_it(
    active_radio: FakeRadio,
) -> None:
    async def story() -> None:
        await strap(active_radio, 2)
        active_radio.fail("StopDiscovery", "Failed", times=10**6)
        async with listening(paired()) as room:
            await eventually(lambda: refusals(active_radio) > 5)
            await strap(active_radio)
            await room.hears()
            assert switched(active_radio) == 0

    run(story())


def test_while_only_passive_scans_begin_the_trouble_is_told_once_and_its_end_once(
    fake_radio: FakeRadio,
) -> None:
    async def story() -> None:
        await strap(fake_radio, 2)
        async with listening(paired(1), paired(2)) as room:
            await room.hears(device=2)  # whoever is connected keeps the adapter from being switched
            await fake_radio.get_stuck()
            tried = refusals(fake_radio)
            await eventually(lambda: refusals(fake_radio) > tried + 3)
            assert [each.reason for each in room.told(LinkKind.TROUBLE)] == [Reason.STUCK]
            assert not room.told(LinkKind.WELL)
            await fake_radio.get_well()
            await room.tells(LinkKind.WELL)
            tried = refusals(fake_radio)
            await eventually(lambda: refusals(fake_radio) > tried + 1)
            assert len(room.told(LinkKind.TROUBLE)) == len(room.told(LinkKind.WELL)) == 1

    run(story())


@asynccontextmanager
async def connected_to(worn: Wearable) -> AsyncIterator[None]:
    """As another program would be."""
    here = {"adapter": "hci0"}
    near = asyncio.Queue[BLEDevice]()
    async with BleakScanner(lambda device, _: near.put_nowait(device), bluez=here):
        while (device := await near.get()).address != worn.address:
            pass
    async with BleakClient(device, bluez=here, timeout=LIMIT_S):
        yield


async def scan_without_end() -> None:
    """Begin a scan that nobody ends, as when the answer to its end never came."""
    while True:
        try:
            await BleakScanner(bluez={"adapter": "hci0"}).start()
        except BleakDBusError:  # one before is still ending
            await asyncio.sleep(0.05)
        else:
            return


def refusals(radio: FakeRadio) -> int:
    return sum(member == "StartDiscovery" for member, _ in radio.calls)
