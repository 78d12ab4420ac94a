"""Columns that are not one field: packed fields, low bits widened, two fields for one quantity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.columns import Column
from collector.decode.fit.gather import Rows
from collector.decode.fit.widening import Counter, Ints, Valid, running

_FOOT_SPORTS = (1, 11)  # running, walking: one total cycle is one stride
_TYPE_BITS = 5  # of current_activity_type_intensity; the three above are the intensity
_BITS_12 = 0xFFF
_SPEED_SCALE = 100.0  # of compressed_speed_distance, whose distance counts sixteenths of a metre
_DISTANCE_SCALE = 16.0
_EVENT_SCALE = 1024.0  # ticks a second of event_timestamp
_PAIR_BYTES = 3  # two numbers of 12 bits

Make = Callable[[Rows], Column | None]


def _first_valid(*columns: Column | None) -> Column | None:
    """Give the first column, with the gaps filled from the next ones."""
    given = [column for column in columns if column is not None]
    if len(given) < 2:
        return given[0] if given else None
    values, valid = given[0].values.copy(), given[0].valid.copy()
    for column in given[1:]:
        if values.dtype != column.values.dtype:
            values = values.astype(np.result_type(values, column.values))
        gaps = column.valid & ~valid
        values[gaps] = column.values[gaps]
        valid |= gaps
    return Column(values, valid, given[0].units)


def _either(*names: str) -> Make:
    return lambda rows: _first_valid(*(rows.column(name) for name in names))


def _packed(rows: Rows) -> tuple[Ints, Ints, Valid] | None:
    """Take compressed_speed_distance apart: 12 bits of speed, 12 bits of distance."""
    column = rows.column("compressed_speed_distance")
    if column is None or column.values.shape[1] < _PAIR_BYTES:
        return None
    parts = column.values[:, :_PAIR_BYTES].astype(np.int64)
    packed = parts[:, 0] | parts[:, 1] << 8 | parts[:, 2] << 16
    valid = column.valid[:, 0]  # bytes are valid or invalid together
    return packed & _BITS_12, packed >> 12, valid


def _speed(rows: Rows) -> Column | None:
    packed = _packed(rows)
    last = Column(packed[0] / _SPEED_SCALE, packed[2], "m/s") if packed else None
    return _first_valid(rows.column("enhanced_speed"), rows.column("speed"), last)


def _distance(rows: Rows) -> Column | None:
    packed = _packed(rows)
    if packed is None:
        return rows.column("distance")
    metres, valid = _accumulated(rows, packed[1], packed[2], _BITS_12)
    return _first_valid(rows.column("distance"), Column(metres / _DISTANCE_SCALE, valid, "m"))


def _total_cycles(rows: Rows) -> Column | None:
    low = rows.column("cycles")
    if low is None:
        return rows.column("total_cycles")
    total, valid = _accumulated(rows, low.values.astype(np.int64), low.valid, 0xFF)
    return _first_valid(rows.column("total_cycles"), Column(total, valid, ""))


def _accumulated(rows: Rows, low: Ints, valid: Valid, mask: int) -> tuple[Ints, Valid]:
    """Run a counter that starts at its first value in each part."""
    first = np.zeros(len(rows), np.bool_)
    here = np.flatnonzero(valid)
    if len(here):
        first[here[np.r_[True, np.diff(rows.part[here]) != 0]]] = True
    return running(Counter(low, first, valid), mask)


def _strides(rows: Rows) -> Column | None:
    cycles, sport = rows.column("total_cycles"), rows.column("sport")
    if cycles is None or sport is None:
        return None
    on_foot = sport.valid & np.isin(sport.values, _FOOT_SPORTS)
    return Column(cycles.values, cycles.valid & on_foot, "strides")


def _activity_type(rows: Rows) -> Column | None:
    both = rows.column("current_activity_type_intensity")
    if both is None:
        return rows.column("activity_type")
    packed = Column(both.values & (1 << _TYPE_BITS) - 1, both.valid)
    return _first_valid(rows.column("activity_type"), packed)


def _intensity(rows: Rows) -> Column | None:
    both = rows.column("current_activity_type_intensity")
    if both is None:
        return rows.column("intensity")
    return _first_valid(rows.column("intensity"), Column(both.values >> _TYPE_BITS, both.valid))


def _beats(rows: Rows) -> Column | None:
    """Widen the 12-bit beat times of ``hr`` from the full one before them, left to right."""
    full, packed = rows.column("event_timestamp"), rows.column("event_timestamp_12")
    if packed is None or full is None:
        return full
    raw = packed.values.astype(np.int64)
    pairs = raw.shape[1] // _PAIR_BYTES
    first, middle, last = (raw[:, i : pairs * _PAIR_BYTES : _PAIR_BYTES] for i in range(3))
    low = np.stack((first | (middle & 15) << 8, middle >> 4 | last << 4), axis=2)
    low = low.reshape(len(rows), 2 * pairs)
    width = max(low.shape[1], full.values.shape[1])
    known, is_known = _padded((full.values * _EVENT_SCALE).astype(np.int64), full.valid, width)
    has_low = np.repeat(packed.valid[:, :1], low.shape[1], axis=1)
    low, has_low = _padded(low, has_low, width)
    values = np.where(is_known, known, low)
    counter = Counter(values.ravel(), is_known.ravel(), (has_low & ~is_known).ravel())
    ticks, valid = running(counter, _BITS_12)
    shape = (len(rows), width)
    return Column(ticks.reshape(shape) / _EVENT_SCALE, valid.reshape(shape), "s")


def _padded(values: NDArray[Any], valid: Valid, width: int) -> tuple[NDArray[Any], Valid]:
    more = ((0, 0), (0, width - values.shape[1]))
    return np.pad(values, more), np.pad(valid, more)


#: Kind -> column -> (fields it is made of, how). It is there if one of the fields occurs.
DERIVED: Mapping[str, Mapping[str, tuple[tuple[str, ...], Make]]] = MappingProxyType(
    {
        "record": {
            "speed": (("speed", "enhanced_speed", "compressed_speed_distance"), _speed),
            "altitude": (
                ("altitude", "enhanced_altitude"),
                _either("enhanced_altitude", "altitude"),
            ),
            "distance": (("distance", "compressed_speed_distance"), _distance),
            "total_cycles": (("total_cycles", "cycles"), _total_cycles),
        },
        "session": {
            "avg_speed": (
                ("avg_speed", "enhanced_avg_speed"),
                _either("enhanced_avg_speed", "avg_speed"),
            ),
            "max_speed": (
                ("max_speed", "enhanced_max_speed"),
                _either("enhanced_max_speed", "max_speed"),
            ),
            "total_strides": (("total_cycles",), _strides),
        },
        "lap": {
            "avg_speed": (
                ("avg_speed", "enhanced_avg_speed"),
                _either("enhanced_avg_speed", "avg_speed"),
            ),
            "max_speed": (
                ("max_speed", "enhanced_max_speed"),
                _either("enhanced_max_speed", "max_speed"),
            ),
            "total_strides": (("total_cycles",), _strides),
        },
        "event": {"data": (("data", "data16"), _either("data", "data16"))},
        "monitoring": {
            "activity_type": (
                ("activity_type", "current_activity_type_intensity"),
                _activity_type,
            ),
            "intensity": (("intensity", "current_activity_type_intensity"), _intensity),
        },
        "hr": {"event_timestamp": (("event_timestamp",), _beats)},
    }
)

#: Fields that are only the makings of another column.
HIDDEN = frozenset(
    {
        "enhanced_speed",
        "enhanced_altitude",
        "enhanced_avg_speed",
        "enhanced_max_speed",
        "compressed_speed_distance",
        "data16",
        "event_timestamp_12",
    }
)
