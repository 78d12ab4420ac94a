"""From streams to one value per minute and quantity, by a visible order; what lost is explained.

A session's steps are already in the all-day count of the same watch: they are never added where
that watch's own counter knows the minute, or the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.blocks import RawColumns, minute_of
from analyzer.errors import AnalyzerError
from analyzer.frames import MINUTE_TYPES, UNKNOWN, Minutes
from analyzer.own_count import Windows, counted_windows, steps_barred
from analyzer.source_order import SourceOrder, turns
from analyzer.spans import Mask
from storage.records import MINUTES, DeviceDay, MinuteStream


class StreamError(AnalyzerError):
    """The streams cannot be told apart."""


def merge(
    streams: Sequence[MinuteStream],
    order: SourceOrder,
    first_utc_day: date,
    last_utc_day: date,
    device_days: Iterable[DeviceDay] = (),
) -> Minutes:
    """Given streams in any order, return one frame over whole UTC days.

    ``device_days`` tell on which days a device's own counter knows the total.
    """
    return merge_columns(
        read_streams(streams, first_utc_day, last_utc_day),
        order,
        minute_of(first_utc_day),
        ((last_utc_day - first_utc_day).days + 1) * MINUTES,
        counted_windows(device_days),
    )


def read_streams(
    streams: Sequence[MinuteStream], first_utc_day: date, last_utc_day: date
) -> tuple[RawColumns, ...]:
    """Given streams, return their columns over these days in the order of device and channel."""
    times = Counter((stream.device_id, stream.channel) for stream in streams)
    for (device_id, channel), count in times.items():
        if count > 1:
            raise StreamError(f"Device {device_id} has two {channel} streams. Join them first.")
    ordered = sorted(streams, key=lambda stream: (stream.device_id, stream.channel))
    return tuple(RawColumns(stream, first_utc_day, last_utc_day) for stream in ordered)


def merge_columns(
    columns: Sequence[RawColumns],
    order: SourceOrder,
    first_minute: int,
    n: int,
    windows: Windows,
) -> Minutes:
    """The work of `merge`, for callers that keep the raw columns."""
    frame: dict[str, NDArray[Any]] = {
        name: np.full(n, False if kind is np.bool_ else UNKNOWN, kind)
        for name, kind in MINUTE_TYPES.items()
    }
    frame["flags"][:] = 0
    by_steps = turns(columns, order.steps, order, "steps", n)
    for place, days in by_steps:
        barred = steps_barred(columns, place, windows, first_minute, n)
        _take_steps(frame, columns[place], place, _but(days, barred))
    np.copyto(frame["cadence_spm"], frame["steps"], where=frame["resolution_min"] == 1)
    for place, days in by_steps:
        _take_cadence(frame["cadence_spm"], columns[place], days)
        _take_free(frame["activity_type"], columns[place], "activity_type", days)
        _take_free(frame["device_band"], columns[place], "device_band", days)
    for place, days in turns(columns, order.heart_rate, order, "hr_mean_bpm", n):
        _take_heart_rate(frame, columns[place], place, days)
        _take_free(frame["speed_cm_s"], columns[place], "speed_cm_s", days)
    return Minutes(first_minute, tuple(each.key for each in columns), **frame)


def _take_steps(
    frame: dict[str, NDArray[Any]], columns: RawColumns, place: int, only: Mask | None
) -> None:
    counted = columns.read("steps")
    if counted is None:
        return
    steps, known = counted
    take = _within(known & (frame["steps_source"] < 0), only)
    np.copyto(frame["steps"], steps, where=take, casting="unsafe")
    frame["steps_source"][take] = place
    for name in ("resolution_min", "flags"):
        raw = columns.raw(name)
        if raw is not None:
            np.copyto(frame[name], raw, where=take, casting="unsafe")
    measured = columns.read("hr_mean_bpm")
    if measured is not None:
        np.copyto(frame["steps_with_hr"], measured[1], where=take)


def _take_cadence(cadence: NDArray[np.int32], columns: RawColumns, only: Mask | None) -> None:
    counted, resolution = columns.read("steps"), columns.raw("resolution_min")
    if counted is not None and resolution is not None:
        steps, known = counted
        take = _within(known & (resolution == 1) & (cadence < 0), only)
        np.copyto(cadence, steps, where=take, casting="unsafe")


def _take_heart_rate(
    frame: dict[str, NDArray[Any]], columns: RawColumns, place: int, only: Mask | None
) -> None:
    measured = columns.read("hr_mean_bpm")
    if measured is None:
        return
    mean, known = measured
    take = _within(known & (frame["hr_source"] < 0), only)
    np.copyto(frame["hr_mean_bpm"], mean, where=take, casting="unsafe")
    frame["hr_source"][take] = place
    highest = columns.read("hr_max_bpm")
    if highest is not None:
        np.copyto(frame["hr_max_bpm"], highest[0], where=take & highest[1], casting="unsafe")


def _take_free(target: NDArray[Any], columns: RawColumns, name: str, only: Mask | None) -> None:
    column = columns.read(name)
    if column is not None:
        values, known = column
        np.copyto(target, values, where=_within(known & (target < 0), only), casting="unsafe")


def _within(mask: Mask, only: Mask | None) -> Mask:
    return mask if only is None else mask & only


def _but(only: Mask | None, barred: Mask | None) -> Mask | None:
    return only if barred is None else _within(~barred, only)
