"""Each kind of device: known by what it advertises, and read from what it sends.

Messages of Bangle.js have the form its "Android Integration" app prints (espruino/BangleApps,
apps/android/lib.js); the Mi Band's advertisement is one of
tests/BLE/test_ble.cpp of github.com/theengs/decoder, its unread middle shortened to the right size.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.decode.errors import DecodeError
from collector.live.values import (
    Battery,
    Cadence,
    Counts,
    HeartRate,
    Past,
    Reading,
    StepsSince,
    StepTotal,
)
from collector.sources.ble.kind import Advertisement, Kind, Stream
from collector.sources.ble.kinds import bangle, infinitime, mi_band
from collector.sources.ble.kinds.registry import KINDS, KindError, in_order, kind_named, recognise
from collector.sources.ble.kinds.standard import uuid


def seen(name: str = "", *services: int, **more: object) -> Advertisement:
    said = tuple(uuid(number) for number in services)
    return Advertisement("AA:BB:CC:DD:EE:FF", name, services=said, **more)  # type: ignore[arg-type]


def stream(kind: Kind, number: int) -> Stream:
    return next(stream for stream in kind.streams if stream.uuid == uuid(number))


MI_BAND = seen(
    "Mi Smart Band 4",
    service_data={uuid(0xFEE0): bytes.fromhex("8d230000")},
    manufacturer_data={0x0157: bytes.fromhex("0202017d" + "ff" * 13 + "02de7b8490725c")},
)

WHOSE = {
    "a chest strap": (seen("Polar H10 12345678", 0x180D, 0xFEEE), "heart_rate"),
    "a watch that broadcasts": (seen("Forerunner 255", 0x180D), "heart_rate"),
    "a strap with a running pod inside": (seen("TICKR X 1234", 0x180D, 0x1814), "heart_rate"),
    "a foot pod": (seen("Stryd", 0x1814), "running_pod"),
    "an activity monitor with heart rate": (seen("PAM", 0x183E, 0x180D), "physical_activity"),
    "a PineTime": (seen("InfiniTime"), "infinitime"),
    "a PineTime that also shows heart rate": (seen("InfiniTime", 0x180D), "infinitime"),
    "an early PineTime": (seen("Pinetime-JF"), "infinitime"),
    "a PineTime under another name": (
        Advertisement("A", "mine", services=(infinitime.MOTION_SERVICE,)),
        "infinitime",
    ),
    "a Bangle.js": (seen("Bangle.js 2e1f"), "bangle"),
    "an old Mi Band": (MI_BAND, "mi_band"),
    "a newer band with closed data": (
        seen("Bip S", 0xFEE0, service_data={uuid(0xFEE0): bytes(12)}),
        None,
    ),
    "a newer band while it broadcasts": (
        seen("Bip S", 0xFEE0, 0x180D, service_data={uuid(0xFEE0): bytes(12)}),
        "heart_rate",
    ),
    "some other serial console": (Advertisement("A", "UART", services=(bangle.TO_WATCH,)), None),
    "a bicycle sensor": (seen("CAD", 0x1816), None),
    "a lamp": (seen("lamp"), None),
    "nothing at all": (seen(), None),
}


@pytest.mark.parametrize("who", WHOSE)
def test_an_advertisement_belongs_to_its_kind(who: str) -> None:
    advertisement, name = WHOSE[who]
    kind = recognise(advertisement)
    assert (kind.name if kind else None) == name


def test_every_kind_recognises_some_device() -> None:
    assert {name for _, name in WHOSE.values() if name} == {kind.name for kind in KINDS}


def test_a_makers_own_kind_comes_before_the_profiles_and_the_order_is_fixed() -> None:
    names = [kind.name for kind in KINDS]
    profiles = ["physical_activity", "heart_rate", "running_pod"]
    assert names[-3:] == profiles
    assert names[:-3] == sorted(names[:-3])
    assert in_order(reversed(KINDS)) == KINDS


def test_two_kinds_of_one_name_are_refused() -> None:
    with pytest.raises(KindError, match="two kinds of device are called bangle"):
        in_order((*KINDS, bangle.KIND))


def test_a_kind_is_found_by_the_name_a_paired_device_keeps() -> None:
    assert all(kind_named(kind.name) is kind for kind in KINDS)
    with pytest.raises(KindError, match="called toaster; there are bangle, infinitime"):
        kind_named("toaster")


def test_every_kind_gives_something_and_says_what() -> None:
    for kind in KINDS:
        assert kind.label, kind.name
        assert kind.offers, kind.name
        assert kind.streams or kind.open_session or kind.advertised, kind.name
        assert all(len(hello.data) <= 20 for hello in kind.hellos), kind.name


def test_a_strap_tells_heart_rate_cadence_and_battery() -> None:
    kind = kind_named("heart_rate")
    assert stream(kind, 0x2A37).decode(bytes.fromhex("16 4D 16 03")) == (
        HeartRate(77, contact=True, rr_s=(790 / 1024,)),
    )
    assert stream(kind, 0x2A53).optional
    (battery,) = kind.polls
    assert battery.decode(b"\x57") == (Battery(87),)


def test_a_foot_pod_tells_a_rate_of_unknown_meaning() -> None:
    cadence = stream(kind_named("running_pod"), 0x2A53)
    assert cadence.decode(bytes.fromhex("04 00 03 A6")) == (
        Cadence(166, Counts.UNKNOWN, speed_m_s=3.0, running=True),
    )
    (walking,) = cadence.decode(bytes.fromhex("00 80 01 6E"))
    assert isinstance(walking, Cadence)
    assert walking.running is None, "many pods never set the bit"


def test_walking_and_intensity_steps_are_one_total_that_no_midnight_ends() -> None:
    steps = stream(kind_named("physical_activity"), 0x2B40)
    front = "00 00 00 00 00 00 00 00 00 00 00 00"
    both = bytes.fromhex(f"80 07 {front} E8 03 00 64 00 00 FF 00 00")
    assert steps.decode(both) == (StepTotal(1_100, daily=False),)
    assert steps.decode(bytes.fromhex(f"80 04 {front} FF 00 00")) == ()


def test_a_pinetime_is_heard_and_asked_for_steps_but_never_asked_for_heart_rate() -> None:
    kind = kind_named("infinitime")
    counter = bytes.fromhex("5C 35 00 00")
    heard = next(stream for stream in kind.streams if stream.uuid == infinitime.STEPS)
    asked = next(poll for poll in kind.polls if poll.uuid == infinitime.STEPS)
    assert heard.decode(counter) == asked.decode(counter) == (StepTotal(13_660),)
    assert uuid(0x2A37) not in {poll.uuid for poll in kind.polls}


def test_a_mi_band_tells_steps_and_heart_rate_in_passing() -> None:
    assert mi_band.KIND.advertised is not None
    assert mi_band.KIND.advertised(MI_BAND) == (StepTotal(9_101), HeartRate(125))


@pytest.mark.parametrize(
    "manufacturer",
    [
        {},
        {0x0157: b""},
        {0x0157: bytes.fromhex("020201ff") + bytes(20)},  # no activity is being recorded
        {0x0157: bytes.fromhex("02020100") + bytes(20)},
        {0x0157: bytes.fromhex("0302017d") + bytes(20)},  # another layout
        {0x0157: bytes.fromhex("0202017d")},
        {0x004C: bytes.fromhex("0202017d") + bytes(20)},  # another maker
    ],
)
def test_without_a_recorded_activity_a_mi_band_tells_steps_alone(
    manufacturer: dict[int, bytes],
) -> None:
    data = {uuid(0xFEE0): bytes.fromhex("a21e0000")}
    band = seen("MI Band 2", service_data=data, manufacturer_data=manufacturer)
    assert mi_band.KIND.advertised is not None
    assert mi_band.KIND.advertised(band) == (StepTotal(7_842),)


def told(*packets: bytes) -> list[Reading]:
    assert bangle.KIND.open_session is not None
    (line_stream,) = bangle.KIND.open_session()
    assert line_stream.uuid == bangle.FROM_WATCH
    return [reading for packet in packets for reading in line_stream.decode(packet)]


LINES: dict[bytes, list[Reading]] = {
    b'{"t":"act","stp":12,"hrm":71,"rt":1}': [StepsSince(12), HeartRate(71)],
    b'{"t":"act","stp":0,"hrm":0,"rt":1}': [StepsSince(0)],
    b'{"t":"act","stp":112,"hrm":68,"mov":97}': [],
    b'{"t":"act","ts":1763798400000,"stp":112,"hrm":68,"mov":97,"act":"WALKING"}': [
        Past(datetime(2025, 11, 22, 7, 50, tzinfo=UTC), 10, 112, 68)
    ],
    b'{"t":"act","ts":1763798400000,"stp":0,"hrm":0,"mov":3}': [
        Past(datetime(2025, 11, 22, 7, 50, tzinfo=UTC), 10, 0, None)
    ],
    b'{"t":"actfetch","state":"start"}': [],
    b'{"t":"actfetch","state":"end","count":2}': [],
    b'{"t":"status","bat":87,"chg":0}': [Battery(87)],
    b'{"t":"status","bat":870,"chg":0}': [],
    b'{"t":"status","chg":1}': [],
    b'{"t":"ver","fw":"2v26","hw":2}': [],
    b'{"t":"force_calendar_sync","ids":[1,2,3]}': [],
    b'{"t":"notify","msg":"gr\xfc\xdfe"}': [],
    b'{"t":"act","stp":true,"hrm":"71","rt":1}': [],
    b'{"t":"act","stp":-3,"hrm":NaN,"rt":1}': [],
    b'{"t":"act","stp":1e99,"hrm":71.6,"rt":1}': [HeartRate(72)],
    b"{}": [],
    b">": [],
    b"=undefined": [],
    b"": [],
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_a_bangle_says_this(line: bytes) -> None:
    assert told(line + b"\r\n") == LINES[line]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"t":"act","stp":12', "is not JSON"),
        (b"{" * 500, "is not JSON"),
        (b'{"a":' * 100, "is not JSON"),
        (b'{"t":"act","ts":0,"stp":5}', "set the watch's clock"),
        (b'{"t":"act","ts":"now","stp":5}', "set the watch's clock"),
        (b'{"t":"act","ts":9e99,"stp":5}', "set the watch's clock"),
        (b'>Uncaught ReferenceError: "GB" is not defined', "install it on the watch"),
    ],
)
def test_a_bad_line_of_a_bangle_is_refused_with_its_reason(line: bytes, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        told(line + b"\n")


def test_a_bad_line_costs_no_good_one_and_is_still_told() -> None:
    assert bangle.KIND.open_session is not None
    (lines,) = bangle.KIND.open_session()
    both = b'{bad}\n{"t":"act","stp":4,"rt":1}\n'
    assert lines.decode(both) == (StepsSince(4),)
    with pytest.raises(DecodeError):
        lines.decode(b'{"t":"a')
    assert lines.decode(b'ct","stp":5,"rt":1}\n') == (StepsSince(5),)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=40))
def test_a_bangle_is_understood_however_its_packets_are_cut(sizes: list[int]) -> None:
    text = b"\r\n".join(LINES) + b"\r\n"
    packets: list[bytes] = []
    at = 0
    while at < len(text):
        size = sizes[len(packets) % len(sizes)]
        packets.append(text[at : at + size])
        at += size
    assert told(*packets) == [reading for readings in LINES.values() for reading in readings]


def test_each_session_with_a_bangle_begins_with_an_empty_line() -> None:
    told(b'{"t":"act","stp":4,')
    assert told(b'{"t":"act","stp":5,"rt":1}\n') == [StepsSince(5)]


def test_what_is_typed_into_a_bangle_is_two_commands() -> None:
    typed = b"".join(hello.data for hello in bangle.KIND.hellos)
    assert typed == (
        b'\x03\x10GB({t:"act",hrm:true,stp:true,int:10})\n'
        b'\x10GB({t:"actfetch",ts:Date.now()-2592E5})\n'
    )
    assert {hello.uuid for hello in bangle.KIND.hellos} == {bangle.TO_WATCH}
