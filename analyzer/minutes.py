"""From streams to one value per minute and quantity, by a visible order; what lost is explained.

A session's steps are already in the all-day count of the same watch: they are never added where
that watch's own counter knows the minute, or the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.blocks import RawColumns, minute_of
from analyzer.errors import AnalyzerError
from analyzer.frames import MINUTE_TYPES, UNKNOWN, Minutes
from storage.records import MINUTES, Channel, DeviceDay, MinuteStream

T = TypeVar("T")

Mask = NDArray[np.bool_]

#: For each device, stretches of minutes counted from 1970.
Windows = Mapping[int, Sequence[tuple[int, int]]]


#: A stream's place, and the minutes it is asked about; None: all of them.
Turn = tuple[int, Mask | None]


class StreamError(AnalyzerError):
    """The streams cannot be told apart."""


class AmongLive(StrEnum):
    """Which of several live devices is asked first, where `SourceOrder.devices` names none."""

    MOST_MINUTES = "most_minutes"  # that UTC day, of that quantity; of equals the lower id
    FIRST_PAIRED = "first_paired"  # the lower id, every day


@dataclass(frozen=True, slots=True)
class SourceOrder:
    """Whose word counts where several describe a minute, best first.

    A channel that is not named is not used. Devices that are not named follow by their id; live
    ones as ``among_live`` says, of heart rate those first that are worn where ``live_heart_rate``
    names.
    """

    steps: tuple[Channel, ...] = (Channel.MONITORING, Channel.LIVE, Channel.ACTIVITY)
    heart_rate: tuple[Channel, ...] = (Channel.ACTIVITY, Channel.LIVE, Channel.MONITORING)
    devices: tuple[int, ...] = ()
    among_live: AmongLive = AmongLive.MOST_MINUTES
    live_heart_rate: tuple[str, ...] = ("chest",)

    def device_rank(self, device_id: int) -> tuple[int, int]:
        return (_rank(device_id, self.devices), device_id)

    def worn_rank(self, worn_at: str) -> int:
        return _rank(worn_at, self.live_heart_rate)

    def ranks_by_day(self, device_id: int) -> bool:
        return self.among_live is AmongLive.MOST_MINUTES and device_id not in self.devices


def _rank(what: T, best_first: tuple[T, ...]) -> int:
    return best_first.index(what) if what in best_first else len(best_first)


DEFAULT_ORDER = SourceOrder()


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


def turns(
    columns: Sequence[RawColumns],
    channels: tuple[Channel, ...],
    order: SourceOrder,
    quantity: str,
    n: int,
) -> list[Turn]:
    """Places of the streams that may be used, best first, with the minutes it is their turn."""
    found: list[Turn] = []
    for equals in _ranked(columns, channels, order, quantity):
        if len(equals) == 1:
            found.append((equals[0], None))
        else:
            found += _turns_by_day(columns, equals, quantity, n)
    return found


def _turns_by_day(
    columns: Sequence[RawColumns], places: Sequence[int], quantity: str, n: int
) -> list[Turn]:
    """Let the stream that knows most minutes of a UTC day come first on that day."""
    known = np.zeros((len(places), n // MINUTES), np.int64)
    for row, place in enumerate(places):
        if column := columns[place].read(quantity):
            known[row] = column[1].reshape(-1, MINUTES).sum(axis=1)
    best = np.argsort(-known, axis=0, kind="stable")
    return [
        (place, np.repeat(best[rank] == row, MINUTES))
        for rank in range(len(places))
        for row, place in enumerate(places)
    ]


def _ranked(
    columns: Sequence[RawColumns],
    channels: tuple[Channel, ...],
    order: SourceOrder,
    quantity: str,
) -> list[list[int]]:
    """Places of the streams that may be used, best first; equals are ranked day by day."""

    def rank(place: int) -> tuple[int, int, int, int]:
        (device_id, channel), worn_at = columns[place].key, columns[place].worn_at
        by_place = channel is Channel.LIVE and quantity == "hr_mean_bpm"
        worn = order.worn_rank(worn_at if by_place else "")
        named, _ = order.device_rank(device_id)
        equal = channel is Channel.LIVE and order.ranks_by_day(device_id)
        return (channels.index(channel), named, worn, 0 if equal else device_id)

    usable = (place for place, each in enumerate(columns) if each.key[1] in channels)
    return [list(equals) for _, equals in groupby(sorted(usable, key=rank), key=rank)]


def counted_windows(device_days: Iterable[DeviceDay]) -> Windows:
    """For each device, the stretches of minutes whose total its own counter knows.

    A counter's day begins at midnight on the watch and ends where the next one begins.
    """
    days = {(day.device_id, day.date): day for day in device_days}
    windows: dict[int, list[tuple[int, int]]] = {}
    for (device_id, when), day in days.items():
        if day.total_steps is None:
            continue
        start = minute_of(when) - day.utc_offset_min
        following = days.get((device_id, when + timedelta(days=1)))
        end = minute_of(following.date) - following.utc_offset_min if following else start + MINUTES
        windows.setdefault(device_id, []).append((start, end))
    return windows


def steps_barred(
    columns: Sequence[RawColumns],
    place: int,
    windows: Windows,
    first_minute: int,
    n: int,
) -> Mask | None:
    """Where a session's steps may not be used, since its own device counts them; None: nowhere."""
    device_id, channel = columns[place].key
    if channel is not Channel.ACTIVITY:
        return None
    barred = np.zeros(n, np.bool_)
    for start, end in windows.get(device_id, ()):
        barred[max(0, start - first_minute) : max(0, end - first_minute)] = True
    for other in columns:
        if other.key == (device_id, Channel.MONITORING) and (own := other.read("steps")):
            barred |= own[1]
    return barred


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
