"""Packets of Bluetooth characteristics: what they say, and what is refused.

Marked "captured": seen on a real device and published, with the place. The others are put together
by hand from the layouts of the Bluetooth SIG's GATT Specification Supplement.
"""

from __future__ import annotations

import pytest

from collector.decode import (
    battery,
    body_sensor_location,
    cycling_speed,
    device_information,
    heart_rate,
    physical_activity,
    running_speed,
    step_total,
)
from collector.decode.body_sensor_location import BodyLocation
from collector.decode.cycling_speed import CyclingFeature, CyclingSpeed, Turns
from collector.decode.device_information import PnpId
from collector.decode.errors import DecodeError
from collector.decode.physical_activity import Front, StepSummary
from collector.decode.running_speed import RunningFeature, RunningSpeed
from collector.live.values import Battery, HeartRate, StepTotal

HEART_RATES = {
    # Polar H7, captured: e-learn.cn/qa/answer/1013198 (from stackoverflow.com)
    "16 4D 16 03": HeartRate(77, contact=True, rr_s=(790 / 1024,)),
    "16 4E 1B 03 12 03": HeartRate(78, contact=True, rr_s=(795 / 1024, 786 / 1024)),
    # Polar H10, captured: stackoverflow.com/questions/50477232 and 67024800
    "10 48 2C 03": HeartRate(72, rr_s=(812 / 1024,)),
    "10 49 5E 03 96 03": HeartRate(73, rr_s=(862 / 1024, 918 / 1024)),
    "10 3B 53 04": HeartRate(59, rr_s=(1107 / 1024,)),
    # a strap at 120 a minute, captured: stackoverflow.com/questions/33917836
    "16 78 FF 01 FF 01 0C 01": HeartRate(
        120, contact=True, rr_s=(511 / 1024, 511 / 1024, 268 / 1024)
    ),
    # InfiniTime sends exactly these two bytes (src/components/ble/HeartRateService.cpp)
    "00 47": HeartRate(71),
    "00 00": HeartRate(None),
    "01 48 00": HeartRate(72),
    "01 2C 01": HeartRate(300),
    "01 00 00": HeartRate(None),
    "02 48": HeartRate(72),  # contact bit without support means nothing
    "04 48": HeartRate(72, contact=False),
    "06 48": HeartRate(72, contact=True),
    "08 48 64 00": HeartRate(72, energy_kj=100),
    "1F 2C 01 FF FF 00 04 00 02": HeartRate(300, contact=True, rr_s=(1.0, 0.5), energy_kj=65_535),
    "10 28": HeartRate(40),  # no beat within this second
    "E0 48": HeartRate(72),  # reserved flags
    "00 48 00 00": HeartRate(72),  # padded
}


@pytest.mark.parametrize("packet", HEART_RATES)
def test_a_heart_rate_is_read_as_the_sensor_meant_it(packet: str) -> None:
    assert heart_rate.decode(bytes.fromhex(packet)) == HEART_RATES[packet]


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        ("", "ends before its flags"),
        ("00", "ends before its heart rate"),
        ("01 48", "ends before its heart rate"),
        ("08 48 64", "ends before its energy"),
        ("10 48 2C", "1 bytes of beat intervals are not pairs"),
        ("10 48 2C 03 00", "3 bytes of beat intervals are not pairs"),
    ],
)
def test_a_broken_heart_rate_is_refused_with_its_reason(packet: str, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        heart_rate.decode(bytes.fromhex(packet))


def test_a_place_on_the_body_is_read_or_refused() -> None:
    places = [body_sensor_location.decode(bytes([number])) for number in range(7)]
    assert places == list(BodyLocation)
    for wrong in (b"", b"\x07", b"\xff"):
        with pytest.raises(DecodeError):
            body_sensor_location.decode(wrong)


RUNNING_SPEEDS = {
    "00 00 00 00": RunningSpeed(0.0, 0, running=False),
    "04 00 03 A6": RunningSpeed(3.0, 166, running=True),
    "00 80 01 6E": RunningSpeed(1.5, 110, running=False),
    "01 80 01 6E 50 00": RunningSpeed(1.5, 110, running=False, stride_m=0.8),
    "02 80 01 6E D2 04 00 00": RunningSpeed(1.5, 110, running=False, distance_m=123.4),
    "07 00 03 A6 78 00 FF FF FF FF": RunningSpeed(
        3.0, 166, running=True, stride_m=1.2, distance_m=429_496_729.5
    ),
    "F8 80 01 6E": RunningSpeed(1.5, 110, running=False),  # reserved flags
}


@pytest.mark.parametrize("packet", RUNNING_SPEEDS)
def test_a_foot_pod_is_read_as_it_meant_it(packet: str) -> None:
    assert running_speed.decode(bytes.fromhex(packet)) == RUNNING_SPEEDS[packet]


@pytest.mark.parametrize("packet", ["", "00", "00 80 01", "01 80 01 6E 50", "03 80 01 6E 50 00 D2"])
def test_a_broken_foot_pod_packet_is_refused(packet: str) -> None:
    with pytest.raises(DecodeError, match="running speed and cadence: ends before"):
        running_speed.decode(bytes.fromhex(packet))


def test_features_of_foot_pods_and_bicycles_are_read_bit_by_bit() -> None:
    assert running_speed.decode_feature(b"\x07\x00") == RunningFeature(
        stride=True, distance=True, running=True, calibration=False, several_places=False
    )
    assert running_speed.decode_feature(b"\x18\xff") == RunningFeature(
        stride=False, distance=False, running=False, calibration=True, several_places=True
    )
    assert cycling_speed.decode_feature(b"\x05\x00") == CyclingFeature(
        wheel=True, crank=False, several_places=True
    )
    for decode in (running_speed.decode_feature, cycling_speed.decode_feature):
        with pytest.raises(DecodeError):
            decode(b"\x07")


CYCLING_SPEEDS = {
    "00": CyclingSpeed(),
    # a speed and cadence sensor, captured: stackoverflow.com/questions/49644523
    "03 6D 01 00 00 FC 7E 2C 01 F8 7E": CyclingSpeed(
        wheel=Turns(365, 1 << 32, 32_508), crank=Turns(300, 1 << 16, 32_504)
    ),
    # a Wahoo cadence sensor, captured: codepudding.com/Backend/312639.html
    "02 C4 00 5E 07": CyclingSpeed(crank=Turns(196, 1 << 16, 1_886)),
    "01 FF FF FF FF FF FF": CyclingSpeed(wheel=Turns((1 << 32) - 1, 1 << 32, 65_535)),
}


@pytest.mark.parametrize("packet", CYCLING_SPEEDS)
def test_a_bicycle_sensor_is_read_as_it_meant_it(packet: str) -> None:
    assert cycling_speed.decode(bytes.fromhex(packet)) == CYCLING_SPEEDS[packet]


@pytest.mark.parametrize("packet", ["", "01 FF FF FF", "02 C4 00 5E", "03 6D 01 00 00 FC 7E 2C"])
def test_a_broken_bicycle_packet_is_refused(packet: str) -> None:
    with pytest.raises(DecodeError, match="ends before"):
        cycling_speed.decode(bytes.fromhex(packet))


FRONT = "02 00 03 00 58 02 00 00 07 00 00 00"  # session 2, sub-session 3, 600 s, number 7
STEP_SUMMARIES = {
    f"80 00 {FRONT}": StepSummary(Front(0, 2, 3, 600, 7)),
    f"80 01 {FRONT} E8 03 00": StepSummary(Front(1, 2, 3, 600, 7), walking_steps=1000),
    f"80 06 {FRONT} 64 00 00 0C 00 00": StepSummary(
        Front(6, 2, 3, 600, 7), intensity_steps=100, floor_steps=12
    ),
    f"80 1F {FRONT} E8 03 00 64 00 00 FF FF FF D0 07 00 10 0E 00": StepSummary(
        Front(31, 2, 3, 600, 7), walking_steps=1000, intensity_steps=100, floor_steps=0xFFFFFF
    ),
}


@pytest.mark.parametrize("packet", STEP_SUMMARIES)
def test_a_step_summary_is_read_field_by_field(packet: str) -> None:
    data = bytes.fromhex(packet)
    assert physical_activity.decode(data) == STEP_SUMMARIES[packet]


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        ("", "ends before its header"),
        ("80 01 02 00 03", "ends before its sub-session"),
        (f"80 01 {FRONT} E8 03", "ends before its walking steps"),
        (f"81 01 {FRONT} E8 03 00", "one of several parts"),
        ("00 E8 03 00", "one of several parts"),
    ],
)
def test_a_broken_step_summary_is_refused_with_its_reason(packet: str, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        physical_activity.decode(bytes.fromhex(packet))


def test_a_battery_is_between_empty_and_full() -> None:
    assert battery.decode(b"\x00") == Battery(0)
    assert battery.decode(b"\x64") == Battery(100)
    for wrong in (b"", b"\x65", b"\xff"):
        with pytest.raises(DecodeError):
            battery.decode(wrong)


TEXTS = {
    b"Polar Electro Oy": "Polar Electro Oy",
    b"H10\0\0\0\0": "H10",
    b"": "",
    b"\0H10": "",
    b"  5.0.0 \r\n": "5.0.0",
    "Träningsklocka".encode(): "Träningsklocka",
    "Träningsklocka".encode("latin-1"): "Träningsklocka",
    b"\xff\xfe\x41": "ÿþA",
    b"\x1b[31mred\x07": "[31mred",
    b"one\ntwo\x85three": "one two three",
    b"a" * 500: "a" * 64,
    "\u202eright to left".encode(): "right to left",
}


@pytest.mark.parametrize("data", TEXTS)
def test_a_devices_text_becomes_one_short_printable_line(data: bytes) -> None:
    assert device_information.decode(data) == TEXTS[data]


def test_a_pnp_id_names_who_gave_the_number() -> None:
    assert device_information.decode_pnp_id(bytes.fromhex("01 6B 00 0A 00 01 02")) == PnpId(
        "Bluetooth", 0x006B, 10, 0x0201
    )
    assert device_information.decode_pnp_id(bytes(7)).vendor_source == ""
    with pytest.raises(DecodeError, match="ends before its version"):
        device_information.decode_pnp_id(bytes(6))


STEP_TOTALS = {
    # Mi Bands, captured: tests/BLE/test_ble.cpp of github.com/theengs/decoder
    "8D 23 00 00": 9_101,
    "A2 1E 00 00": 7_842,
    # InfiniTime: four bytes (doc/MotionService.md of github.com/InfiniTimeOrg/InfiniTime)
    "00 00 00 00": 0,
    "5C 35 00 00": 13_660,
}


@pytest.mark.parametrize("packet", STEP_TOTALS)
def test_a_step_counter_of_four_bytes_is_read(packet: str) -> None:
    assert step_total.decode(bytes.fromhex(packet)) == StepTotal(STEP_TOTALS[packet])


@pytest.mark.parametrize("packet", ["", "8D 23 00", "8D 23 00 00 00", "FF FF FF FF", "21 A1 07 00"])
def test_what_is_no_step_counter_is_refused(packet: str) -> None:
    with pytest.raises(DecodeError, match="step count"):
        step_total.decode(bytes.fromhex(packet))
