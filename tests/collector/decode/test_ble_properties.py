"""What holds for every packet: told back as encoded, never a surprise, counters that wrap."""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.decode import bangle, cycling_speed, device_information, heart_rate, running_speed
from collector.decode.cycling_speed import TIME_WRAPS_AT, Turns, turns_per_min
from collector.decode.lines import Lines
from collector.live.values import Past

u8 = st.integers(0, 0xFF)
u16 = st.integers(0, 0xFFFF)
u32 = st.integers(0, 0xFFFF_FFFF)


def optional(values):
    return st.none() | values


@given(
    bpm=u16,
    wide=st.booleans(),
    contact=optional(st.booleans()),
    energy=optional(u16),
    beats=st.lists(u16, max_size=9),
    reserved=st.integers(0, 7),
)
def test_a_heart_rate_comes_back_as_it_was_sent(bpm, wide, contact, energy, beats, reserved):
    bpm = bpm if wide else bpm & 0xFF
    flags = reserved << 5 | wide | (energy is not None) << 3 | bool(beats) << 4
    flags |= 0 if contact is None else 4 | contact << 1
    packet = struct.pack("<BH" if wide else "<BB", flags, bpm)
    packet += b"" if energy is None else struct.pack("<H", energy)
    packet += struct.pack(f"<{len(beats)}H", *beats)
    said = heart_rate.decode(packet)
    assert said.bpm == (bpm or None)
    assert said.contact is contact
    assert said.energy_kj == energy
    assert [beat * 1024 for beat in said.rr_s] == beats


@given(speed=u16, cadence=u8, stride=optional(u16), distance=optional(u32), running=st.booleans())
def test_a_foot_pod_comes_back_as_it_was_sent(speed, cadence, stride, distance, running):
    flags = (stride is not None) | (distance is not None) << 1 | running << 2
    packet = struct.pack("<BHB", flags, speed, cadence)
    packet += b"" if stride is None else struct.pack("<H", stride)
    packet += b"" if distance is None else struct.pack("<I", distance)
    said = running_speed.decode(packet)
    assert (said.speed_m_s * 256, said.cadence_per_min, said.running) == (speed, cadence, running)
    assert said.stride_m == (None if stride is None else stride / 100)
    assert said.distance_m == (None if distance is None else distance / 10)


@given(
    total=u32,
    at=u16,
    turns=st.integers(1, 500),
    units=st.integers(1, TIME_WRAPS_AT - 1),
    bits=st.sampled_from((16, 32)),
)
def test_a_rate_is_the_same_wherever_the_counters_wrap(total, at, turns, units, bits):
    wraps = 1 << bits
    before = Turns(total % wraps, wraps, at)
    after = Turns((total + turns) % wraps, wraps, (at + units) % TIME_WRAPS_AT)
    rate = turns_per_min(before, after)
    assert rate is not None
    assert math.isclose(rate, turns * 60 / (units / 1024))


@given(total=u16, at=u16)
def test_without_a_new_turn_no_rate_is_claimed(total, at):
    turns = Turns(total, 1 << 16, at)
    assert turns_per_min(turns, turns) is None


def test_a_real_pair_of_crank_packets_gives_a_cyclists_cadence():
    first = cycling_speed.decode(bytes.fromhex("02 FF FF 00 FE")).crank
    second = cycling_speed.decode(bytes.fromhex("02 01 00 00 04")).crank
    assert first is not None
    assert second is not None
    assert turns_per_min(first, second) == pytest.approx(2 * 60 / 1.5)


@given(st.binary(max_size=600))
def test_a_devices_text_is_always_one_short_printable_line(data):
    text = device_information.decode(data)
    assert text.isprintable()
    assert len(text) <= 64
    assert text == text.strip()


@given(
    lines=st.lists(st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b""))),
    cuts=st.lists(st.integers(1, 30), min_size=1),
)
def test_lines_are_the_same_however_the_packets_are_cut(lines, cuts):
    stream = b"".join(line + b"\r\n" for line in lines)
    reader, read, at, turn = Lines(longest=20), [], 0, 0
    while at < len(stream):
        size = cuts[turn % len(cuts)]
        read += reader.feed(stream[at : at + size])
        at, turn = at + size, turn + 1
    fitting = [line for line in lines if len(line) + 1 <= 20]
    assert read == [line.strip() for line in fitting if line.strip()]


def test_a_line_without_end_is_not_kept():
    reader = Lines(longest=512)
    for _ in range(10_000):
        assert reader.feed(b"x" * 200) == ()
    assert reader.feed(b'\n{"t":"act"}\n') == (b'{"t":"act"}',)
    assert max(len(value) for value in vars(reader).values() if isinstance(value, bytes)) <= 512


@given(end=st.integers(1_500_000_000, 4_000_000_000), steps=st.integers(0, 5_000))
def test_a_stretch_of_a_watchs_memory_ends_where_it_says(end, steps):
    (past,) = bangle.decode(b'{"t":"act","ts":%d,"stp":%d}' % (end * 1000, steps))
    assert isinstance(past, Past)
    assert past.start + timedelta(minutes=past.minutes) == datetime.fromtimestamp(end, UTC)
    assert (past.steps, past.bpm) == (steps, None)
