"""What the link decides, without any radio: tables and properties."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from bleak.backends.device import BLEDevice
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)
from dbus_fast.errors import AuthError, DBusError
from hypothesis import given
from hypothesis import strategies as st

from collector.live.values import Heard
from collector.sources.ble import bounded
from collector.sources.ble.adapters import Adapter, Radio, choose
from collector.sources.ble.advertised import Eavesdropper
from collector.sources.ble.adverts import Seen
from collector.sources.ble.advice import ADVICE, HAPPENED, BluetoothError, sentence
from collector.sources.ble.backoff import wait_s
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.ear import Ear
from collector.sources.ble.faults import Doing, crowded, reason_of, told
from collector.sources.ble.kind import Advertisement
from collector.sources.ble.kinds import mi_band
from collector.sources.ble.matching import Sighting, Sought, by_name
from collector.sources.ble.reasons import LinkEvent, Reason
from collector.sources.ble.rhythm import mode
from collector.sources.ble.stall import Next, judge_silence
from collector.sources.ble.telling import Teller
from collector.sources.ble.timing import Timing

ERRORS: tuple[tuple[BaseException, Doing, Reason], ...] = (
    (TimeoutError(), Doing.SCAN, Reason.HUNG),
    (TimeoutError(), Doing.CONNECT, Reason.UNREACHABLE),
    (EOFError(), Doing.TALK, Reason.NO_BUS),
    (KeyError("/org/bluez/hci0/dev_C0"), Doing.CONNECT, Reason.UNREACHABLE),
    (AssertionError(), Doing.SCAN, Reason.STUCK),
    (ConnectionRefusedError(), Doing.BUS, Reason.NO_BUS),
    (AuthError("rejected"), Doing.BUS, Reason.NOT_PERMITTED),
    (ZeroDivisionError(), Doing.TALK, Reason.FAULT),
    (BleakError("adapter 'hci3' not found"), Doing.SCAN, Reason.NO_ADAPTER),
    (
        BleakError("failed to discover services, device disconnected"),
        Doing.CONNECT,
        Reason.DROPS,
    ),
    (BleakError("device 'dev_C0' not found"), Doing.CONNECT, Reason.UNREACHABLE),
    (BleakDeviceNotFoundError("C0", "gone"), Doing.CONNECT, Reason.UNREACHABLE),
    (BleakCharacteristicNotFoundError("2a37"), Doing.TALK, Reason.SERVICES_MISSING),
    (BleakGATTProtocolError(0x0F), Doing.TALK, Reason.PAIRING_NEEDED),
    (BleakGATTProtocolError(0x0E), Doing.TALK, Reason.UNREACHABLE),
    (BleakGATTProtocolError(0x12), Doing.TALK, Reason.SERVICES_STALE),
    (
        BleakBluetoothNotAvailableError("off", BleakBluetoothNotAvailableReason.POWERED_OFF),
        Doing.SCAN,
        Reason.POWERED_OFF,
    ),
    (
        BleakBluetoothNotAvailableError("no", BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM),
        Doing.SCAN,
        Reason.NOT_PERMITTED,
    ),
    (DBusError("org.bluez.Error.Blocked", "Blocked through rfkill"), Doing.SCAN, Reason.BLOCKED),
    (DBusError("org.bluez.Error.Failed", "blocked by rfkill"), Doing.SCAN, Reason.BLOCKED),
    (
        DBusError("org.freedesktop.DBus.Error.ServiceUnknown", "not provided"),
        Doing.BUS,
        Reason.NO_DAEMON,
    ),
    (BleakDBusError("org.bluez.Error.NotPermitted", ["no"]), Doing.SCAN, Reason.NOT_PERMITTED),
    (
        BleakDBusError("org.freedesktop.DBus.Error.UnknownObject", ["no such"]),
        Doing.TALK,
        Reason.SERVICES_STALE,
    ),
)


@pytest.mark.parametrize(("error", "doing", "reason"), ERRORS, ids=lambda each: str(each)[:40])
def test_an_error_has_its_reason(error: BaseException, doing: Doing, reason: Reason) -> None:
    assert reason_of(error, doing) is reason


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(Doing))
def test_any_word_of_bluez_has_a_reason_with_advice(name: str, text: str, doing: Doing) -> None:
    error = BleakDBusError(name, [text])
    assert ADVICE[reason_of(error, doing)]
    assert len(told(error)) <= 200
    assert "\n" not in told(error)


def test_every_reason_has_a_sentence_and_one_advice() -> None:
    for reason in Reason:
        assert HAPPENED[reason], reason
        assert reason in ADVICE
        assert (ADVICE[reason] == "") == (reason is Reason.NONE)
        assert "!" not in sentence(reason)


def test_an_error_for_a_person_says_what_happened_and_what_to_do() -> None:
    said = str(BluetoothError(Reason.SLOTS, "le-x", about="Strap"))
    assert said.startswith("Strap: The adapter holds as many connections as it can (le-x). Use")


@given(st.integers(0, 10**9), st.floats(0, 1), st.floats(0.01, 100), st.floats(0.01, 10_000))
def test_a_wait_is_never_longer_than_told_nor_shorter_than_half(
    failures: int, draw: float, first_s: float, longest_s: float
) -> None:
    waited = wait_s(failures, first_s, longest_s, draw)
    assert 0 <= waited <= longest_s
    assert (waited > 0) == (failures > 0)
    assert waited <= wait_s(failures + 1, first_s, longest_s, 1.0)


def test_a_device_away_for_a_week_costs_few_scans() -> None:
    timing, scans, passed_s = Timing(), 0, 0.0
    while passed_s < 7 * 86_400:
        scans += 1
        rest_s = wait_s(scans, timing.rest_s, timing.longest_rest_s, draw=0.5)
        passed_s += timing.scan_s + rest_s
    assert scans / passed_s < 1 / 90  # a scan costs a dozen wakeups: some 0.1 a second


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf"), 100_000])
def test_no_time_may_spin_or_hang(wrong: float) -> None:
    for each in fields(Timing):
        with pytest.raises(ValueError, match=each.name):
            Timing(**{each.name: wrong})


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e4), st.booleans())
def test_silence_ends_nothing_before_its_time(
    now_s: float, word_s: float, patience_s: float, can_ask: bool
) -> None:
    verdict = judge_silence(now_s, word_s, patience_s, can_ask=can_ask)
    assert (verdict is Next.WAIT) == (now_s < word_s + patience_s)
    assert verdict is not Next.ASK or can_ask


WATCH = Sought(1, "4A:00:00:00:00:01", "Band", "heart_rate", roams=True)


def sighting(last: int, *, name: str = "Band", kind: str = "heart_rate", private: bool = True):
    return Sighting(f"5B:00:00:00:00:{last:02X}", name, frozenset({kind}), private)


@pytest.mark.parametrize(
    ("seen", "found", "unclear"),
    [
        ([], {}, set()),
        ([sighting(2)], {1: "5B:00:00:00:00:02"}, set()),
        ([sighting(2), sighting(2)], {1: "5B:00:00:00:00:02"}, set()),
        ([sighting(2), sighting(3)], {}, {1}),
        ([sighting(2, private=False)], {}, {1}),  # the neighbour's, or ours after a reset
        ([sighting(2, kind="mi_band")], {}, set()),
        ([sighting(2, name="Band 2")], {}, set()),
        ([sighting(9)], {}, set()),  # somebody else's here
    ],
)
def test_a_new_address_is_taken_only_where_it_is_clear(
    seen: list[Sighting], found: dict[int, str], unclear: set[int]
) -> None:
    taken = frozenset({"4A:00:00:00:00:01", "5B:00:00:00:00:09"})
    assert by_name([WATCH], seen, taken) == (found, frozenset(unclear))


def test_of_two_of_our_own_with_one_name_none_is_guessed() -> None:
    twin = replace(WATCH, key=2, address="4A:00:00:00:00:02")
    assert by_name([WATCH, twin], [sighting(3)], frozenset()) == ({}, frozenset({1, 2}))


@pytest.mark.parametrize(
    "watch",
    [replace(WATCH, roams=False), replace(WATCH, address="C0:00:00:00:00:01")],
    ids=["of a kind that keeps its address", "with an address that stays"],
)
def test_what_does_not_take_new_addresses_is_never_known_by_its_name(watch: Sought) -> None:
    assert by_name([watch], [sighting(2)], frozenset()) == ({}, frozenset({1}))


def adapter(name: str, *, powered: bool = True, central: bool = True) -> Adapter:
    return Adapter(name, powered, central, monitors=False)


@pytest.mark.parametrize(
    ("there", "wanted", "name", "reason"),
    [
        ([], "", "", Reason.NO_ADAPTER),
        ([], "hci1", "hci1", Reason.NO_ADAPTER),
        ([adapter("hci10"), adapter("hci2")], "", "hci2", Reason.NONE),
        ([adapter("hci0", powered=False), adapter("hci1")], "", "hci1", Reason.NONE),
        ([adapter("hci0", powered=False), adapter("hci1")], "hci0", "hci0", Reason.POWERED_OFF),
        ([adapter("hci0", central=False)], "", "", Reason.NO_ADAPTER),
    ],
)
def test_the_adapter_is_never_a_random_one(
    there: list[Adapter], wanted: str, name: str, reason: Reason
) -> None:
    radio = Radio(Reason.NONE, {each.name: each for each in there})
    assert choose(radio, wanted) == (name, reason)


def test_a_full_adapter_is_suspected_only_with_cause() -> None:
    assert crowded(Reason.UNREACHABLE, 2, 1) is Reason.SLOTS
    for reason, failures, connected in (
        (Reason.UNREACHABLE, 1, 1),
        (Reason.UNREACHABLE, 9, 0),
        (Reason.SILENT, 9, 9),
    ):
        assert crowded(reason, failures, connected) is reason


def test_without_monitors_every_scan_is_active() -> None:
    assert {mode(window, passive=False) for window in range(9)} == {"active"}


def test_a_call_that_will_not_be_stopped_is_left_behind_and_ended_later() -> None:
    async def story() -> None:
        bounds = Bounds()
        stubborn = asyncio.Event()

        async def hangs_twice() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                await stubborn.wait()

        with pytest.raises(TimeoutError):
            await bounds.within(0.01, hangs_twice())
        assert len(bounds.left) == 1
        await bounds.finish(0.05)
        assert not bounds.left

    asyncio.run(story())


def test_a_call_ends_at_once_when_what_it_is_for_is_over() -> None:
    async def story() -> None:
        bounds = Bounds()
        over: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        over.set_result(LookupError("over"))
        with pytest.raises(LookupError):
            await bounds.within(60, asyncio.Event().wait(), unless=over)
        await bounds.finish(1)

    asyncio.run(story())


def test_a_call_that_hangs_in_its_goodbye_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_GOODBYE_S", 0.01)

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.Event().wait()

    async def story() -> None:
        bounds = Bounds()
        with pytest.raises(TimeoutError):
            await bounds.within(0.01, stubborn())
        (left,) = bounds.left
        await asyncio.wait({left}, timeout=60)
        assert left.cancelled()

    asyncio.run(story())


def test_the_same_advertisement_is_handed_on_only_now_and_then() -> None:
    heard: list[Heard] = []
    events: list[LinkEvent] = []
    now_s = 0.0
    teller = Teller(events.append, lambda: datetime(2026, 3, 4, tzinfo=UTC))
    ear = Ear(1, heard.append, teller, lambda: now_s, now_s)
    eavesdropper = Eavesdropper(mi_band.KIND, ear, teller, Timing(advertised_s=10.0))
    table = [(0, 100, 1), (1, 100, 1), (9, 100, 1), (9.5, 120, 2), (12, 120, 2), (20, 120, 3)]
    for now_s, steps, so_far in table:
        data = {mi_band.SERVICE: steps.to_bytes(4, "little")}
        said = Advertisement("AA", "MI Band 2", service_data=data)
        eavesdropper.notice(Seen("hci0", BLEDevice("AA", "MI Band 2", {}), said, private=False))
        assert len(heard) == so_far, now_s
    assert len(events) == 1
