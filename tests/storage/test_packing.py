"""The layout of a stored day: gives back what went in, refuses what it did not write."""

from __future__ import annotations

import random
import zlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import bytewise
from storage.errors import BlockDamagedError
from storage.packing import pack, unpack, used_columns
from storage.records import MINUTE_COLUMNS, MINUTES, MinuteBlock

DAY = date(2026, 3, 2)
SIZES = {name: 2 if code == "H" else 1 for name, (code, _) in MINUTE_COLUMNS.items()}
UNKNOWN = {
    name: value.to_bytes(SIZES[name], "little") * MINUTES
    for name, (_, value) in MINUTE_COLUMNS.items()
}


def column(size: int, runs: list[tuple[int, int]]) -> bytes:
    """Runs, constants and noise, as watches write them and as they never would."""
    raw = b""
    for seed, length in runs:
        chance = random.Random(seed)
        raw += chance.randbytes(length * size) if seed % 2 else chance.randbytes(size) * length
    return (raw + b"\xff" * MINUTES * size)[: MINUTES * size]


RUNS = st.lists(st.tuples(st.integers(0, 999), st.sampled_from([1, 60, 400, MINUTES])), max_size=8)


@st.composite
def blocks(draw: st.DrawFn) -> MinuteBlock:
    names = draw(st.sets(st.sampled_from(sorted(MINUTE_COLUMNS))))
    return MinuteBlock(DAY, {name: column(SIZES[name], draw(RUNS)) for name in names})


@given(blocks())
def test_every_block_comes_back_as_it_went_in(block):
    back = unpack(pack(block), DAY)
    assert back.utc_day == DAY
    for name in MINUTE_COLUMNS:
        wanted, got = (each.columns.get(name, UNKNOWN[name]) for each in (block, back))
        assert got == wanted, name


@given(blocks())
def test_packing_what_was_unpacked_gives_the_same_bytes(block):
    packed = pack(block)
    assert pack(unpack(packed, DAY)) == packed


def test_columns_may_be_any_kind_of_bytes():
    raw = memoryview(bytes(range(180)) * 8)
    assert unpack(pack(MinuteBlock(DAY, {"hr_mean_bpm": raw})), DAY).columns == {
        "hr_mean_bpm": bytes(raw)
    }


def test_unknown_and_constant_columns_cost_next_to_nothing():
    empty = pack(MinuteBlock(DAY, {}))
    assert pack(MinuteBlock(DAY, UNKNOWN)) == empty
    known = MinuteBlock(DAY, {name: b"\x01" * MINUTES * SIZES[name] for name in MINUTE_COLUMNS})
    assert len(pack(known)) - len(empty) <= 3 * len(MINUTE_COLUMNS)


@pytest.mark.parametrize(
    "columns",
    [
        {"steps": b"\x00" * MINUTES},
        {"hr_mean_bpm": b""},
        {"mood": b"\x00" * MINUTES},
    ],
    ids=["half a day", "nothing", "a column of no block"],
)
def test_what_is_not_a_day_of_minutes_is_refused(columns):
    with pytest.raises(ValueError, match=r"not a day's|not columns"):
        used_columns(MinuteBlock(DAY, columns))


SOUND = pack(
    MinuteBlock(
        DAY,
        {
            "steps": random.Random(1).randbytes(2 * MINUTES),
            "hr_mean_bpm": bytes(60 + i % 7 for i in range(MINUTES)),
            "hr_max_bpm": bytes(60 + i % 11 for i in range(MINUTES)),
            "resolution_min": b"\x01" * MINUTES,
        },
    )
)


@given(st.integers(0, len(SOUND) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_refused_with_a_sentence(at, change):
    damaged = bytearray(SOUND)
    damaged[at] ^= change
    with pytest.raises(BlockDamagedError, match=r"2026-03-02.*cannot be read.*Derive"):
        unpack(bytes(damaged), DAY)


@given(st.integers(0, len(SOUND) - 1))
def test_a_block_that_was_cut_off_is_refused(length):
    with pytest.raises(BlockDamagedError):
        unpack(SOUND[:length], DAY)


@given(st.binary(max_size=300))
def test_nonsense_with_a_right_checksum_is_refused_or_a_block(body):
    data = b"\x01" + zlib.crc32(body).to_bytes(4, "little") + body
    try:
        block = unpack(data, DAY)
    except BlockDamagedError:
        return
    assert block.columns.keys() <= MINUTE_COLUMNS.keys()


def test_a_layout_of_the_future_is_refused_by_name():
    with pytest.raises(BlockDamagedError, match="layout 2 is not known"):
        unpack(b"\x02" + SOUND[1:], DAY)


# --- the arithmetic below it -------------------------------------------------------------------


@given(st.binary(min_size=1, max_size=70), st.data())
def test_bytewise_arithmetic_is_that_of_each_byte(raw, data):
    other = data.draw(st.binary(min_size=len(raw), max_size=len(raw)))
    differences = bytes((a - b) % 256 for a, b in zip(raw, other, strict=True))
    distances = bytes((b - a) % 256 for a, b in zip(b"\x00" + raw, raw, strict=False))
    assert bytewise.minus(raw, other) == differences
    assert bytewise.plus(differences, other) == raw
    assert bytewise.steps_between(raw) == distances
    assert bytewise.running_sum(distances) == raw


@given(st.lists(st.binary(min_size=2, max_size=2)).map(b"".join))
def test_planes_are_undone(raw):
    assert bytewise.interleaved(bytewise.planes(raw)) == raw
