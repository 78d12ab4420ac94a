"""bluetoothd, its adapters and the system bus go away and come back; straps are heard again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from collector.sources.ble.advice import BluetoothError
from collector.sources.ble.looking import look
from collector.sources.ble.reasons import LinkKind, Reason
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.link import HASTY, QUICK, Room, address, eventually, listening, paired, run


async def strap(radio: FakeRadio, number: int = 1) -> FakeWearable:
    worn = await radio.add_wearable(f"Strap {number}", address(number), kits.STRAP, kits.STRAP_SAYS)
    await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
    return worn


def away_and_back(
    radio: FakeRadio,
    go: Callable[[], Awaitable[None]],
    back: Callable[[], Awaitable[None]],
    why: Reason,
) -> Room:
    """Hear a strap; take something away until that is told; give it back; hear the strap again."""
    rooms = []

    async def story() -> None:
        await strap(radio)
        async with listening(paired()) as room:
            rooms.append(room)
            await room.hears()
            room.forget()
            await go()
            await room.tells(LinkKind.TROUBLE, why)
            await room.tells(LinkKind.LOST)
            await back()
            await room.tells(LinkKind.WELL)
            await room.tells(LinkKind.CONNECTED)
            await room.hears()

    run(story())
    return rooms[0]


def reasons(room: Room) -> list[Reason]:
    return [each.reason for each in room.told(LinkKind.TROUBLE)]


def test_bluetoothd_that_is_killed_without_a_word_is_noticed(fake_radio: FakeRadio) -> None:
    room = away_and_back(fake_radio, fake_radio.crash, fake_radio.start, Reason.NO_DAEMON)
    assert room.told(LinkKind.LOST)[0].reason is Reason.NO_DAEMON
    assert reasons(room) == [Reason.NO_DAEMON]
    assert "systemctl" in room.told(LinkKind.TROUBLE)[0].advice


def test_bluetoothd_that_is_stopped_in_order_is_noticed(fake_radio: FakeRadio) -> None:
    away_and_back(fake_radio, fake_radio.stop, fake_radio.start, Reason.NO_DAEMON)


def test_an_adapter_turned_off_is_waited_for(fake_radio: FakeRadio) -> None:
    room = away_and_back(
        fake_radio,
        lambda: fake_radio.power(False),
        lambda: fake_radio.power(True),
        Reason.POWERED_OFF,
    )
    assert reasons(room) == [Reason.POWERED_OFF]


def test_an_adapter_that_comes_on_while_it_is_asked_for_is_used(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await strap(fake_radio)
        await fake_radio.power(False)
        await fake_radio.power_on_once_shown()
        async with listening(paired()) as room:
            await room.hears()

    run(story())


def test_an_adapter_that_is_pulled_out_is_waited_for(fake_radio: FakeRadio) -> None:
    room = away_and_back(fake_radio, fake_radio.unplug, fake_radio.plug, Reason.NO_ADAPTER)
    assert reasons(room)[0] is Reason.NO_ADAPTER


def test_of_several_adapters_the_wished_one_is_used(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.add_adapter("hci1", "B8:27:EB:00:00:02")
        await strap(fake_radio, 1)
        await strap(fake_radio, 2)
        async with listening(paired(1, adapter="hci1"), paired(2, adapter="hci0")) as room:
            await room.hears(device=1)
            await room.hears(device=2)
        paths = {path for member, path in fake_radio.calls if member == "Connect"}
        assert {(path.split("/")[3], path[-1]) for path in paths} == {("hci1", "1"), ("hci0", "2")}

    run(story())


def test_where_no_adapter_is_wished_the_next_one_takes_over(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.add_adapter("hci1", "B8:27:EB:00:00:02")
        await strap(fake_radio)
        async with listening(paired()) as room:
            await room.hears()
            room.forget()
            await fake_radio.unplug("hci0")
            await room.tells(LinkKind.CONNECTED)
            await room.hears()
        assert any("/hci1/" in path for member, path in fake_radio.calls if member == "Connect")

    run(story())


def test_one_adapter_gone_keeps_no_other_from_working(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await strap(fake_radio, 2)
        async with listening(paired(1, adapter="hci7"), paired(2, adapter="hci0")) as room:
            await room.tells(LinkKind.TROUBLE, Reason.NO_ADAPTER)
            await room.hears(device=2)

    run(story())


def test_a_bluetoothd_that_hangs_is_told_of_and_heard_when_it_wakes(
    fake_radio: FakeRadio,
) -> None:
    async def story() -> None:
        await strap(fake_radio)
        fake_radio.fail("GetManagedObjects", error=None, times=3)
        async with listening(paired(), timing=HASTY) as room:
            await room.tells(LinkKind.TROUBLE, Reason.HUNG)
            await room.tells(LinkKind.WELL)
            await room.hears()

    run(story())


def test_who_may_not_use_bluetooth_is_told_what_to_do(fake_radio: FakeRadio) -> None:
    denied = "org.freedesktop.DBus.Error.AccessDenied"

    async def story() -> None:
        fake_radio.fail("GetManagedObjects", denied, "Rejected send message", times=1)
        with pytest.raises(BluetoothError) as refused:
            await look(1, "", lambda _: None, timing=QUICK)
        assert refused.value.reason is Reason.NOT_PERMITTED
        assert "group bluetooth" in str(refused.value)

    run(story())


def test_without_a_bus_it_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")

    async def story() -> None:
        async with listening(paired()) as room:
            told = await room.tells(LinkKind.TROUBLE, Reason.NO_BUS)
            assert "D-Bus" in told.advice

    run(story())


def test_the_system_bus_itself_may_end_and_come_back(fake_radio: FakeRadio) -> None:
    async def gone() -> None:
        await fake_radio.crash()
        fake_radio.bus.end()

    async def back() -> None:
        fake_radio.bus.begin()
        await fake_radio.start()

    away_and_back(fake_radio, gone, back, Reason.NO_BUS)


def test_trouble_with_one_of_two_adapters_is_told_once(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.add_adapter("hci1", "B8:27:EB:00:00:02")
        for scan in ("StartDiscovery", "RegisterMonitor"):
            fake_radio.fail(scan, "InProgress", times=10**6, path="*/hci0")
        async with listening(paired(1), paired(2, adapter="hci1")) as room:
            await room.tells(LinkKind.TROUBLE, Reason.STUCK)
            refused = ("StartDiscovery", "/org/bluez/hci0")
            await eventually(lambda: fake_radio.calls.count(refused) >= 2)
            troubles = (LinkKind.TROUBLE, LinkKind.WELL)
            told = [(each.kind, each.detail) for each in room.events if each.kind in troubles]
            assert len(told) == 1, told

    run(story())
