"""A link over weeks, in seconds: lost in every way there is, and found again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from bleak import BleakClient, BleakScanner

from collector.live.values import Battery, Heard, HeartRate, StepTotal
from collector.sources.ble.about import About
from collector.sources.ble.kind import Kind
from collector.sources.ble.kinds import heart_rate, infinitime, mi_band
from collector.sources.ble.reasons import LinkKind, Reason
from collector.sources.ble.timing import Timing
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.bluez.radio import Advertised, Characteristic, Service
from tests.made.link import (
    HASTY,
    IMPATIENT,
    LIMIT_S,
    QUICK,
    Room,
    address,
    eventually,
    listening,
    paired,
    run,
)

Story = Callable[[FakeRadio, FakeWearable, Room], Awaitable[None]]


async def strap(radio: FakeRadio, number: int = 1, name: str = "") -> FakeWearable:
    worn = await radio.add_wearable(
        name or f"Strap {number}", address(number), kits.STRAP, kits.STRAP_SAYS
    )
    await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
    return worn


def with_a_strap(
    radio: FakeRadio, story: Story, kind: Kind = heart_rate.KIND, timing: Timing = QUICK
) -> None:
    """Run a story that begins with a strap being heard."""

    async def whole() -> None:
        worn = await strap(radio)
        async with listening(paired(kind=kind), timing=timing) as room:
            await room.tells(LinkKind.CONNECTED)
            await room.hears()
            room.forget()
            await story(radio, worn, room)

    run(whole())


async def again(room: Room) -> None:
    await room.tells(LinkKind.CONNECTED)
    await room.hears()


def test_a_strap_is_heard_with_its_battery_and_the_moment(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await strap(fake_radio)
        async with listening(paired()) as room:
            await room.tells(LinkKind.CONNECTED)  # its battery was read before
            await room.hears(5)
        beats = [each for each in room.heard if isinstance(each.reading, HeartRate)]
        assert [each.reading for each in room.heard if each not in beats] == [Battery(87)]
        assert all(each.reading.contact and len(each.reading.rr_s) == 2 for each in beats)
        assert all(each.at.tzinfo is not None for each in beats)
        assert [each.monotonic_s for each in beats] == sorted(each.monotonic_s for each in beats)

    run(story())


def test_every_value_comes_once(fake_radio: FakeRadio) -> None:
    async def story(_: FakeRadio, worn: FakeWearable, room: Room) -> None:
        await room.hears(40)
        await worn.silence()
        delivered = sum(each.delivered for each in worn.sent)
        beats = lambda: [h for h in room.heard if isinstance(h.reading, HeartRate)]  # noqa: E731
        await room.until(lambda: len(beats()) >= delivered)
        assert len(beats()) == delivered

    with_a_strap(fake_radio, story)


def test_a_strap_that_ends_the_link_is_heard_again(fake_radio: FakeRadio) -> None:
    async def story(_: FakeRadio, worn: FakeWearable, room: Room) -> None:
        await worn.cut()
        await room.tells(LinkKind.LOST, Reason.ENDED)
        await again(room)

    with_a_strap(fake_radio, story)


def test_a_strap_out_of_range_is_told_of_once_and_heard_when_back(fake_radio: FakeRadio) -> None:
    async def story(radio: FakeRadio, worn: FakeWearable, room: Room) -> None:
        await worn.out_of_range(0.1)
        await room.tells(LinkKind.WAITING, Reason.OUT_OF_RANGE)
        windows = len(scans(radio))
        await eventually(lambda: len(scans(radio)) > windows + 2)
        assert len(room.told(LinkKind.WAITING)) == 1
        await worn.back()
        await again(room)

    with_a_strap(fake_radio, story)


def test_silence_is_noticed_though_the_link_looks_alive(fake_radio: FakeRadio) -> None:
    async def story(_: FakeRadio, worn: FakeWearable, room: Room) -> None:
        await worn.silence()
        lost = await room.tells(LinkKind.LOST, Reason.SILENT)
        assert lost.advice.startswith("Wear it")
        await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
        await again(room)

    with_a_strap(fake_radio, story, IMPATIENT)


def test_garbage_is_told_packet_by_packet_and_ends_nothing(fake_radio: FakeRadio) -> None:
    async def story(_: FakeRadio, worn: FakeWearable, room: Room) -> None:
        for packet in kits.GARBAGE:
            await worn.notify(kits.HEART_RATE_MEASUREMENT, packet)
        await room.until(lambda: len(room.told(LinkKind.PACKET)) == len(kits.GARBAGE))
        assert {each.reason for each in room.told(LinkKind.PACKET)} == {Reason.GARBAGE}
        assert all(each.detail for each in room.told(LinkKind.PACKET))
        await room.hears()
        assert not room.told(LinkKind.LOST)

    with_a_strap(fake_radio, story)


def test_a_fault_of_whoever_hears_is_told_and_ends_nothing(fake_radio: FakeRadio) -> None:
    async def story(_: FakeRadio, __: FakeWearable, room: Room) -> None:
        def spoil(_: Heard) -> None:
            room.spoil = None
            raise ZeroDivisionError("of a listener")

        room.spoil = spoil
        told = await room.tells(LinkKind.PACKET, Reason.FAULT)
        assert "of a listener" in told.detail
        await room.hears()
        assert not room.told(LinkKind.LOST)

    with_a_strap(fake_radio, story)


def test_what_comes_after_a_link_was_given_up_is_counted_and_not_heard(
    fake_radio: FakeRadio,
) -> None:
    async def story(radio: FakeRadio, worn: FakeWearable, room: Room) -> None:
        await worn.silence()
        radio.fail("Disconnect", error=None)  # the daemon takes its time to let go
        await room.tells(LinkKind.LOST, Reason.SILENT)
        heard = len(room.heard)
        await worn.notify(kits.HEART_RATE_MEASUREMENT, kits.beat(1))
        await room.tells(LinkKind.PACKET, Reason.LATE)
        assert len(room.heard) == heard

    with_a_strap(fake_radio, story, IMPATIENT, replace(QUICK, goodbye_s=LIMIT_S))


def test_a_device_without_what_it_was_paired_for_is_told_of(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.add_wearable(
            "Strap 1", address(1), (kits.BATTERY_SERVICE,), kits.STRAP_SAYS
        )
        async with listening(paired()) as room:
            await room.tells(LinkKind.WAITING, Reason.SERVICES_STALE)
            missing = await room.tells(LinkKind.WAITING, Reason.SERVICES_MISSING)
            assert "Broadcast Heart Rate" in missing.advice
        assert sum(member == "RemoveDevice" for member, _ in fake_radio.calls) == 1

    run(story())


def test_a_device_that_lets_go_at_once_is_probably_held_by_a_phone(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        worn = await fake_radio.add_wearable(
            "Strap 1", address(1), (kits.HEART_RATE_SERVICE,), kits.STRAP_SAYS
        )
        async with listening(paired()) as room:
            await room.tells(LinkKind.CONNECTED)
            await worn.cut()
            lost = await room.tells(LinkKind.LOST, Reason.DROPS)
            assert "phone" in lost.advice

    run(story())


def test_pairing_is_done_where_the_device_asks_for_it(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        worn = await strap(fake_radio)
        worn.pairs = True
        fake_radio.fail("StartNotify", "Failed", "Operation failed with ATT error: 0x0f")
        async with listening(paired()) as room:
            await room.tells(LinkKind.WAITING, Reason.PAIRING_NEEDED)
            await again(room)
        assert "Pair" in {member for member, _ in fake_radio.calls}

    run(story())


def test_a_refused_pairing_is_told_of(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await strap(fake_radio)
        fake_radio.fail("StartNotify", "NotAuthorized", times=9)
        async with listening(paired()) as room:
            refused = await room.tells(LinkKind.WAITING, Reason.PAIRING_REFUSED)
            assert "pairing mode" in refused.advice

    run(story())


def test_a_pairing_nobody_confirms_is_told_as_such_and_holds_up_no_other(
    fake_radio: FakeRadio,
) -> None:
    async def story() -> None:
        await strap(fake_radio, 1)
        other = await strap(fake_radio, 2)
        fake_radio.fail("StartNotify", "NotAuthorized", times=10**6, path="*_01/*")
        fake_radio.fail("Pair", None, times=10**6)
        slow = replace(QUICK, pair_s=5 * LIMIT_S)
        async with listening(paired(1), paired(2), timing=slow) as room:
            await room.tells(LinkKind.WAITING, Reason.PAIRING_NEEDED)
            await eventually(lambda: "Pair" in {member for member, _ in fake_radio.calls})
            await room.hears(device=2)
            await other.cut()
            await room.tells(LinkKind.LOST, device=2)
            await room.hears(device=2)
        hasty = replace(QUICK, pair_s=0.3, scan_s=LIMIT_S)
        async with listening(paired(1), timing=hasty) as room:
            fake_radio.calls.clear()
            await room.tells(LinkKind.WAITING, Reason.PAIRING_NEEDED)
            tries = fake_radio.calls
            await eventually(lambda: sum(member == "Pair" for member, _ in tries) > 3)
            assert {each.reason for each in room.events} == {Reason.PAIRING_NEEDED}

    run(story())


def test_a_watch_with_a_new_address_is_known_by_its_name(fake_radio: FakeRadio) -> None:
    old, new = "4A:00:00:00:00:09", "5B:00:00:00:00:09"

    async def story() -> None:
        worn = await fake_radio.add_wearable("Strap 1", old, kits.STRAP, kits.STRAP_SAYS)
        await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
        async with listening(replace(paired(), address=old)) as room:
            await again(room)
            room.forget()
            await worn.change_address(new)
            connected = await room.tells(LinkKind.CONNECTED)
            assert connected.address == new
            await room.hears()

    run(story())


@pytest.mark.parametrize("address_of_another", ["D3:11:22:33:44:55", "5B:11:22:33:44:55"])
def test_a_neighbours_watch_is_not_taken_for_ones_own(
    fake_radio: FakeRadio, address_of_another: str
) -> None:
    steps = Service(
        infinitime.MOTION_SERVICE,
        (Characteristic(infinitime.STEPS, ("read", "notify"), (5).to_bytes(4, "little")),),
    )

    async def story() -> None:
        shouts = Advertised((infinitime.MOTION_SERVICE,))
        await fake_radio.add_wearable("InfiniTime", address_of_another, (steps,), shouts)
        async with listening(paired(1, infinitime.KIND, name="InfiniTime")) as room:
            await room.tells(LinkKind.WAITING, Reason.AMBIGUOUS)
            await eventually(lambda: stops(fake_radio) >= 2)
        assert not any(member == "Connect" for member, _ in fake_radio.calls)
        assert not room.heard

    run(story())


def test_of_two_watches_of_one_name_none_is_taken(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        for new in ("5B:00:00:00:00:08", "5B:00:00:00:00:09"):
            await fake_radio.add_wearable("Band", new, kits.STRAP, kits.STRAP_SAYS)
        band = replace(paired(1, name="Band"), address="4A:00:00:00:00:01")
        async with listening(band, timing=replace(QUICK, scan_s=2.0)) as room:
            await room.tells(LinkKind.WAITING, Reason.AMBIGUOUS)
        assert not any(member == "Connect" for member, _ in fake_radio.calls)

    run(story())


def test_a_device_that_is_paired_for_encryption_is_never_made_forgotten(
    fake_radio: FakeRadio,
) -> None:
    async def bonded_in_an_earlier_run() -> None:
        async with await bare_client(pair=True):
            pass

    async def story() -> None:
        # Broadcasting is off: what it is paired for is not offered.
        worn = await fake_radio.add_wearable(
            "Strap 1", address(1), (kits.BATTERY_SERVICE,), kits.STRAP_SAYS
        )
        worn.pairs = True
        await bonded_in_an_earlier_run()
        async with listening(paired()) as room:
            await room.tells(LinkKind.WAITING, Reason.SERVICES_MISSING)
        assert not any(member == "RemoveDevice" for member, _ in fake_radio.calls)

    run(story())


def test_a_link_that_outlived_its_program_is_adopted(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        worn = await strap(fake_radio)
        client = await bare_client()
        await client.connect()
        assert worn.connected
        async with listening(paired()) as room:
            await again(room)
            assert [member for member, _ in fake_radio.calls].count("Connect") == 1
        await client.disconnect()

    run(story())


def test_five_straps_share_three_places(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        await fake_radio.set_slots(3)
        straps = [await strap(fake_radio, number) for number in range(1, 6)]
        quick = replace(QUICK, connect_s=0.5)
        async with listening(*(paired(n) for n in range(1, 6)), timing=quick) as room:
            await room.until(lambda: len(devices(room, LinkKind.CONNECTED)) == 3)
            waiting = set(range(1, 6)) - devices(room, LinkKind.CONNECTED)
            await room.until(lambda: waiting <= devices(room, LinkKind.WAITING, Reason.SLOTS))
            room.forget()
            await next(s for s in straps if s.connected).switch(on=False)
            connected = await room.tells(LinkKind.CONNECTED)
            assert connected.live_device_id in waiting

    run(story())


def test_a_place_that_is_given_up_is_taken_at_once(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        leaves = await strap(fake_radio, 1)
        fake_radio.fail("Connect", "Failed", "Too many links", path="*_02")
        patient = replace(QUICK, again_s=5 * LIMIT_S, longest_wait_s=5 * LIMIT_S)
        async with listening(paired(1), paired(2), timing=patient) as room:
            await room.hears(device=1)
            await strap(fake_radio, 2)
            await room.tells(LinkKind.WAITING, Reason.SLOTS, device=2)
            await leaves.switch(on=False)
            await room.hears(device=2)

    run(story())


def test_one_device_connects_at_a_time(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        for number in (1, 2, 3):
            (await strap(fake_radio, number)).connect_s = 0.15
        at_once: set[int] = set()
        peers = fake_radio._daemon.adapters["hci0"].peers

        def all_connected() -> bool:
            at_once.add(sum(peer.connecting is not None for peer in peers))
            return fake_radio.links == 3

        async with listening(*(paired(n) for n in (1, 2, 3))) as room:
            await eventually(all_connected)
            await room.until(lambda: len(room.told(LinkKind.CONNECTED)) == 3)
        assert max(at_once) == 1

    run(story())


def test_a_watch_that_speaks_seldom_is_asked_instead_of_left(fake_radio: FakeRadio) -> None:
    steps = Service(
        infinitime.MOTION_SERVICE,
        (Characteristic(infinitime.STEPS, ("read", "notify"), (4711).to_bytes(4, "little")),),
    )

    async def story() -> None:
        watch = await fake_radio.add_wearable("InfiniTime", address(1), (steps,), Advertised())
        async with listening(paired(1, infinitime.KIND, name="InfiniTime")) as room:
            await room.hears(4)  # nothing but answers, far apart
            assert {each.reading for each in room.heard} == {StepTotal(4711)}
            assert not room.told(LinkKind.LOST)
            assert watch.connected

    run(story())


def test_a_watch_that_does_not_answer_when_asked_is_given_up(fake_radio: FakeRadio) -> None:
    steps = Service(
        infinitime.MOTION_SERVICE,
        (Characteristic(infinitime.STEPS, ("read", "notify"), (4711).to_bytes(4, "little")),),
    )

    async def story() -> None:
        await fake_radio.add_wearable("InfiniTime", address(1), (steps,), Advertised())
        async with listening(paired(1, infinitime.KIND, name="InfiniTime")) as room:
            await room.hears(1)
            fake_radio.fail("ReadValue", "Failed")
            await room.tells(LinkKind.LOST, Reason.SILENT)
            await room.hears(1)

    run(story())


def test_a_strap_is_asked_once_who_it_is(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        worn = await strap(fake_radio)
        async with listening(paired()) as room:
            first = await room.tells(LinkKind.CONNECTED)
            assert first.about == About("Testmaker", "M1", "1.2.3", "chest")
            room.forget()
            await worn.cut()
            assert (await room.tells(LinkKind.CONNECTED)).about is None

    run(story())


@pytest.mark.parametrize("error", ["NotPermitted", "Failed", None], ids=str)
def test_a_strap_that_does_not_say_who_it_is_is_heard(
    fake_radio: FakeRadio, error: str | None
) -> None:
    only = (kits.HEART_RATE_SERVICE, kits.INFORMATION_SERVICE)  # no battery to be read

    async def story() -> None:
        worn = await fake_radio.add_wearable("Strap 1", address(1), only, kits.STRAP_SAYS)
        await worn.set_value(kits.BODY_SENSOR_LOCATION, b"\x99")
        await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
        fake_radio.fail("ReadValue", error, times=1)
        timing = replace(QUICK if error else HASTY, scan_s=LIMIT_S)
        async with listening(paired(), timing=timing) as room:
            told = await room.tells(LinkKind.CONNECTED)
            await room.hears()
            assert told.about is not None
            assert told.about.worn_at is None
            assert told.about.maker == (None if error is None else "Testmaker")
            assert not room.told(LinkKind.LOST)
            assert not room.told(LinkKind.WAITING)

    run(story())


def test_what_is_read_while_listened_to_comes_once(fake_radio: FakeRadio) -> None:
    steps = Service(
        infinitime.MOTION_SERVICE,
        (Characteristic(infinitime.STEPS, ("read", "notify"), (5).to_bytes(4, "little")),),
    )

    async def story() -> None:
        await fake_radio.add_wearable("InfiniTime", address(1), (steps,), Advertised())
        async with listening(paired(1, infinitime.KIND, name="InfiniTime")) as room:
            await room.tells(LinkKind.CONNECTED)
            reads = sum(member == "ReadValue" for member, _ in fake_radio.calls)
            assert (reads, len(room.heard)) == (1, 1)

    run(story())


def test_an_advertised_counter_is_read_without_connecting(fake_radio: FakeRadio) -> None:
    def says(steps: int) -> Advertised:
        return Advertised((), {mi_band.SERVICE: steps.to_bytes(4, "little")})

    async def story() -> None:
        band = await fake_radio.add_wearable("MI Band 2", address(1), (), says(100))
        soon = replace(QUICK, advertised_gone_s=0.6)
        async with listening(paired(1, mi_band.KIND, name="MI Band 2"), timing=soon) as room:
            await room.tells(LinkKind.CONNECTED)
            await room.hears(2)
            await band.advertise(says(120))
            await room.until(lambda: room.heard[-1].reading == StepTotal(120))
            await band.out_of_range(0)
            await room.tells(LinkKind.LOST, Reason.OUT_OF_RANGE)
            room.forget()
            await band.back()
            await again(room)
        assert not any(member == "Connect" for member, _ in fake_radio.calls)

    run(story())


def test_nothing_is_scanned_for_while_all_are_heard(fake_radio: FakeRadio) -> None:
    async def story(radio: FakeRadio, _: FakeWearable, room: Room) -> None:
        await eventually(lambda: stops(radio) == len(scans(radio)))
        scanned = len(scans(radio))
        await room.hears(50)
        assert len(scans(radio)) == scanned

    with_a_strap(fake_radio, story)


@pytest.mark.parametrize("passive", [True, False], ids=["passive", "active"])
def test_what_is_away_is_scanned_for_passively_where_the_daemon_allows(
    fake_radio: FakeRadio, passive: bool
) -> None:
    async def story() -> None:
        await fake_radio.allow_passive(passive)
        await fake_radio.crash()
        await fake_radio.start()
        async with listening(paired()) as room:
            await room.tells(LinkKind.WAITING, Reason.OUT_OF_RANGE)
            await eventually(lambda: len(scans(fake_radio)) >= 3)
            worn = await strap(fake_radio)
            await again(room)
            assert worn.connected
        assert ("RegisterMonitor" in scans(fake_radio)) is passive
        assert "StartDiscovery" in scans(fake_radio)

    run(story())


def test_the_end_comes_quickly_though_the_daemon_hangs(fake_radio: FakeRadio) -> None:
    async def story(radio: FakeRadio, _: FakeWearable, __: Room) -> None:
        radio.fail("*", error=None, times=10**6)  # `listening` ends within its limit, or fails

    hours = dict.fromkeys(("connect_s", "call_s", "daemon_s", "goodbye_s"), 3 * 3600.0)
    with_a_strap(fake_radio, story, timing=replace(QUICK, **hours))


async def bare_client(*, pair: bool = False) -> BleakClient:
    """Of the first strap, with nothing of the project between."""
    device = await BleakScanner.find_device_by_address(
        address(1), LIMIT_S, bluez={"adapter": "hci0"}
    )
    assert device is not None
    return BleakClient(device, pair=pair, timeout=LIMIT_S, bluez={"adapter": "hci0"})


def devices(room: Room, kind: LinkKind, reason: Reason | None = None) -> set[int | None]:
    return {each.live_device_id for each in room.told(kind, reason)}


def scans(radio: FakeRadio) -> list[str]:
    return [member for member, _ in radio.calls if member in {"StartDiscovery", "RegisterMonitor"}]


def stops(radio: FakeRadio) -> int:
    return sum(member in {"StopDiscovery", "UnregisterMonitor"} for member, _ in radio.calls)
