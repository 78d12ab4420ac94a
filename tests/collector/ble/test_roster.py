"""Who is listened to changes while others are heard: only what changed begins or ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from collector.sources.ble.kinds import mi_band
from collector.sources.ble.reasons import LinkKind, Reason
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.bluez.radio import Advertised
from tests.made.link import QUICK, address, eventually, listening, paired, run


async def strap(radio: FakeRadio, number: int) -> FakeWearable:
    name = f"Strap {number}"
    worn = await radio.add_wearable(name, address(number), kits.STRAP, kits.STRAP_SAYS)
    await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
    return worn


def count(radio: FakeRadio, *members: str) -> int:
    return sum(member in members for member, _ in radio.calls)


def test_what_is_listened_to_otherwise_is_connected_anew_and_the_other_is_not(
    fake_radio: FakeRadio,
) -> None:
    async def story() -> None:
        straps = [await strap(fake_radio, number) for number in (1, 2)]
        async with listening(paired(1), paired(2)) as room:
            await room.hears(device=1)
            await room.hears(device=2)
            room.forget()
            before = len(straps[0].sent)
            room.roster.set((paired(1), paired(2, name="Strap 2, renamed")))
            await room.tells(LinkKind.CONNECTED, device=2)
            await room.hears(device=2)
            assert not room.told(device=1)
            assert all(each.delivered for each in straps[0].sent[before:])
        assert count(fake_radio, "Connect") == 3

    run(story())


def test_an_address_that_listening_itself_found_and_kept_changes_nothing(
    fake_radio: FakeRadio,
) -> None:
    async def story() -> None:
        await strap(fake_radio, 1)
        async with listening(paired(1)) as room:
            await room.hears()
            room.forget()
            room.roster.set((replace(paired(1), address="5B:00:00:00:00:09"), paired(2)))
            await room.tells(LinkKind.WAITING, Reason.OUT_OF_RANGE, device=2)
            assert not room.told(device=1)
        assert count(fake_radio, "Connect") == 1

    run(story())


def test_what_is_forgotten_is_let_go_and_not_looked_for(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        worn = await strap(fake_radio, 1)
        async with listening(paired(1), paired(2)) as room:
            await room.hears(device=1)
            await room.tells(LinkKind.WAITING, Reason.OUT_OF_RANGE, device=2)
            room.roster.set(())
            await eventually(lambda: not worn.connected)
            await eventually(lambda: not fake_radio._daemon.adapters["hci0"].scanning)
            begun = count(fake_radio, "StartDiscovery", "RegisterMonitor", "Connect")
            await strap(fake_radio, 2)
            room.roster.set((paired(3),))  # away: one search and another go by
            room.forget()
            await room.tells(LinkKind.WAITING, Reason.OUT_OF_RANGE, device=3)
            assert count(fake_radio, "StartDiscovery", "RegisterMonitor", "Connect") > begun
            assert fake_radio.links == 0

    run(story())


def test_a_strap_forgotten_and_paired_again_is_heard_again(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await strap(fake_radio, 1)
        async with listening(paired(1)) as room:
            for _ in range(3):
                await room.hears()
                room.roster.set(())
                await asyncio.sleep(0)
                room.forget()
                room.roster.set((paired(1, name="again"),))
                await room.tells(LinkKind.CONNECTED)
                await room.hears()
                room.roster.set((paired(1),))

    run(story())


def test_one_that_is_forgotten_makes_room_for_one_that_waits(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.set_slots(1)
        for number in (1, 2):
            await strap(fake_radio, number)
        async with listening(paired(1), timing=replace(QUICK, connect_s=1.0)) as room:
            await room.hears(device=1)
            room.roster.set((paired(1), paired(2)))
            await room.tells(LinkKind.WAITING, Reason.SLOTS, device=2)
            room.roster.set((paired(2),))
            await room.hears(device=2)

    run(story())


def test_a_band_that_only_advertises_comes_and_goes_too(fake_radio: FakeRadio) -> None:
    says = Advertised((), {mi_band.SERVICE: (100).to_bytes(4, "little")})
    band = paired(2, mi_band.KIND, name="MI Band 2")

    async def story() -> None:
        await fake_radio.add_wearable("MI Band 2", address(2), (), says)
        worn = await strap(fake_radio, 1)
        async with listening(paired(1)) as room:
            await room.hears(device=1)
            room.roster.set((paired(1), band))
            await room.hears(device=2)
            room.roster.set((paired(1),))
            await eventually(lambda: not fake_radio._daemon.adapters["hci0"].scanning)
            assert worn.connected
            assert not room.told(LinkKind.LOST)

    run(story())
