"""Every call to bluetoothd may fail in every known way, or hang: told with a reason, got over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collector.live.values import Battery, StepsSince
from collector.sources.ble.kind import Stream
from collector.sources.ble.kinds import bangle, heart_rate
from collector.sources.ble.reasons import LinkKind, Reason
from collector.sources.ble.timing import Timing
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.radio import Advertised, Characteristic, Service
from tests.made.link import HASTY, LIMIT_S, QUICK, Room, address, eventually, listening, paired, run

DBUS = "org.freedesktop.DBus.Error"

#: Call, error (None: no answer), text, the reason that is told.
FAULTS: tuple[tuple[str, str | None, str, Reason], ...] = (
    ("StartDiscovery", "InProgress", "Operation already in progress", Reason.STUCK),
    ("StartDiscovery", "NotReady", "Resource Not Ready", Reason.POWERED_OFF),
    ("StartDiscovery", "Failed", "No discovery started", Reason.STUCK),
    ("StartDiscovery", f"{DBUS}.AccessDenied", "Rejected", Reason.NOT_PERMITTED),
    ("StartDiscovery", f"{DBUS}.NoReply", "timed out", Reason.HUNG),
    ("StartDiscovery", None, "", Reason.HUNG),
    ("SetDiscoveryFilter", None, "", Reason.HUNG),
    ("Connect", "Failed", "Software caused connection abort", Reason.UNREACHABLE),
    ("Connect", "Failed", "Input/output error", Reason.UNREACHABLE),
    ("Connect", "Failed", "Host is down", Reason.UNREACHABLE),
    ("Connect", "Failed", "Too many links", Reason.SLOTS),
    ("Connect", "Failed", "le-connection-concurrent-connection-limit", Reason.SLOTS),
    ("Connect", "Failed", "le-connection-abort-by-local", Reason.UNREACHABLE),
    ("Connect", "Failed", "le-connection-refused", Reason.UNREACHABLE),
    ("Connect", "InProgress", "In Progress", Reason.UNREACHABLE),
    ("Connect", "NotReady", "Resource Not Ready", Reason.POWERED_OFF),
    ("Connect", "NotAvailable", "Operation currently not available", Reason.UNREACHABLE),
    ("Connect", "ConnectionAttemptFailed", "Page Timeout", Reason.UNREACHABLE),
    ("Connect", "AuthenticationFailed", "Authentication Failed", Reason.PAIRING_REFUSED),
    ("Connect", f"{DBUS}.UnknownObject", "doesn't exist", Reason.UNREACHABLE),
    ("Connect", f"{DBUS}.NoReply", "timed out", Reason.HUNG),
    ("Connect", None, "", Reason.UNREACHABLE),
    ("StartNotify", "Failed", "Operation failed with ATT error: 0x0e", Reason.UNREACHABLE),
    ("StartNotify", "Failed", "Operation failed with ATT error: 0x01", Reason.SERVICES_STALE),
    ("StartNotify", "Failed", "Operation failed with ATT error: 0x05", Reason.PAIRING_NEEDED),
    ("StartNotify", "Failed", "Operation failed with ATT error: 0x11", Reason.SLOTS),
    ("StartNotify", "Failed", "Not connected", Reason.DROPS),
    ("StartNotify", "NotSupported", "Operation is not supported", Reason.SERVICES_STALE),
    ("StartNotify", "NotPermitted", "Not paired", Reason.PAIRING_NEEDED),
    ("StartNotify", "InProgress", "In Progress", Reason.UNREACHABLE),
    ("StartNotify", f"{DBUS}.UnknownObject", "doesn't exist", Reason.SERVICES_STALE),
    ("StartNotify", None, "", Reason.UNREACHABLE),
)


def name(value: object) -> str | None:
    return (
        value.rpartition(".")[2] if isinstance(value, str) else "hangs" if value is None else None
    )


def timing(error: str | None) -> Timing:
    """In haste where an answer never comes; bleak repeats an aborted connect as long as it may."""
    return replace(QUICK, connect_s=HASTY.connect_s) if error else HASTY


def recovers(radio: FakeRadio, error: str | None, reason: Reason | None = None) -> Room:
    """Listen to a strap with faults set: told why (None: nothing to tell), then heard."""
    rooms = []

    async def story() -> None:
        worn = await radio.add_wearable("Strap 1", address(1), kits.STRAP, kits.STRAP_SAYS)
        worn.pairs = True
        await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
        async with listening(paired(), timing=timing(error)) as room:
            rooms.append(room)
            await room.tells(LinkKind.CONNECTED)
            await room.hears()

    run(story())
    (room,) = rooms
    assert reason is None or reason in {each.reason for each in room.events}, room.events
    assert all(each.advice for each in room.events if each.reason)
    return room


@pytest.mark.parametrize(("call", "error", "text", "reason"), FAULTS, ids=name)
def test_a_call_that_fails_is_told_of_and_got_over(
    fake_radio: FakeRadio, call: str, error: str | None, text: str, reason: Reason
) -> None:
    fake_radio.fail(call, error, text)
    recovers(fake_radio, error, reason)


@pytest.mark.parametrize("error", ["Failed", "NotPermitted", "NotSupported", "NotAuthorized"])
def test_a_battery_that_cannot_be_read_keeps_nobody_from_being_heard(
    fake_radio: FakeRadio, error: str
) -> None:
    fake_radio.fail("ReadValue", error, "Read not permitted", times=99)
    room = recovers(fake_radio, error)
    assert not room.told(LinkKind.LOST)


def test_a_battery_that_never_answers_ends_no_link_and_is_not_asked_again_for_long(
    fake_radio: FakeRadio,
) -> None:
    async def story() -> None:
        only = (kits.HEART_RATE_SERVICE, kits.BATTERY_SERVICE)
        worn = await fake_radio.add_wearable("Strap 1", address(1), only, kits.STRAP_SAYS)
        await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
        fake_radio.fail("ReadValue", None)  # the first thing that is read
        hasty = replace(QUICK, call_s=0.6, scan_s=LIMIT_S)
        async with listening(paired(), timing=hasty) as room:
            await room.tells(LinkKind.CONNECTED)
            await room.hears()
            assert not room.told(LinkKind.WAITING)
            reads = sum(call == "ReadValue" for call, _ in fake_radio.calls)
            room.forget()
            await worn.cut()
            await room.tells(LinkKind.CONNECTED)
            await room.hears()
            assert sum(call == "ReadValue" for call, _ in fake_radio.calls) == reads
            assert not any(isinstance(each.reading, Battery) for each in room.heard)

    run(story())


@pytest.mark.parametrize("error", [KeyError("a table"), AssertionError()], ids=name)
def test_a_fault_of_ours_is_not_told_as_the_devices(
    fake_radio: FakeRadio, error: Exception
) -> None:
    def fall() -> tuple[Stream, ...]:
        raise error

    async def story() -> None:
        await fake_radio.add_wearable("Strap 1", address(1), kits.STRAP, kits.STRAP_SAYS)
        async with listening(paired(1, replace(heart_rate.KIND, open_session=fall))) as room:
            told = await room.tells(LinkKind.WAITING)
            assert told.reason is Reason.FAULT
            assert type(error).__name__ in told.detail

    run(story())


@pytest.mark.parametrize("error", ["InProgress", "Failed", "NotReady", None], ids=name)
def test_a_scan_that_will_not_end_keeps_nobody_from_being_heard(
    fake_radio: FakeRadio, error: str | None
) -> None:
    fake_radio.fail("StopDiscovery", error, times=2)
    recovers(fake_radio, error)


@pytest.mark.parametrize("error", ["NotConnected", "Failed", None], ids=name)
def test_a_goodbye_that_fails_delays_nothing(fake_radio: FakeRadio, error: str | None) -> None:
    fake_radio.fail("StartNotify", "Failed")
    fake_radio.fail("Disconnect", error, times=2)
    recovers(fake_radio, error)


def test_scanning_that_is_refused_again_and_again_is_told_once(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        fake_radio.fail("StartDiscovery", "InProgress", times=4)
        async with listening(paired()) as room:
            await room.tells(LinkKind.WELL)  # as soon as an active scan began
            kinds = [each.kind for each in room.events]
            assert kinds.count(LinkKind.TROUBLE) == kinds.count(LinkKind.WELL) == 1

    run(story())


@pytest.mark.parametrize("error", ["Failed", "AlreadyExists", "NotPermitted", None], ids=name)
def test_where_a_passive_scan_is_refused_only_active_ones_are_tried(
    fake_radio: FakeRadio, error: str | None
) -> None:
    def registered() -> int:
        return [member for member, _ in fake_radio.calls].count("RegisterMonitor")

    async def story() -> None:
        fake_radio.fail("RegisterMonitor", error, times=99)
        hasty = replace(QUICK, daemon_s=20.0 if error else 2.0)
        async with listening(paired(), timing=hasty) as room:
            await eventually(lambda: registered() == 1)
            worn = await fake_radio.add_wearable("Strap 1", address(1), kits.STRAP, kits.STRAP_SAYS)
            await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
            await room.hears()
            assert not room.told(LinkKind.TROUBLE)
        assert registered() == 1

    run(story())


@pytest.mark.parametrize("error", ["Failed", "NotPermitted", None], ids=name)
def test_a_watch_that_cannot_be_greeted_is_greeted_again(
    fake_radio: FakeRadio, error: str | None
) -> None:
    uart = Service(
        bangle.TO_WATCH.replace("0002", "0001", 1),
        (
            Characteristic(bangle.TO_WATCH, ("write",)),
            Characteristic(bangle.FROM_WATCH, ("notify",)),
        ),
    )

    def answer(uuid: str, value: bytes) -> list[tuple[str, bytes]]:
        lines = b'{"t":"act","stp":12,"hrm":71,"rt":1}\n'
        return [(bangle.FROM_WATCH, lines)] if value.endswith(b"\n") else []

    async def story() -> None:
        fake_radio.fail("WriteValue", error, "Write not permitted")
        watch = await fake_radio.add_wearable(
            "Bangle.js 1", address(1), (uart,), Advertised(), answer=answer
        )
        watch.pairs = True
        device = paired(1, bangle.KIND, name="Bangle.js 1")
        async with listening(device, timing=timing(error)) as room:
            await room.tells(LinkKind.WAITING)
            await room.hears(2)
            assert room.heard[0].reading == StepsSince(12)

    run(story())
