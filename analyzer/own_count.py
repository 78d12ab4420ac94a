"""Where a session's steps are already in the all-day count of the same watch, and never added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import numpy as np

from analyzer.blocks import RawColumns, minute_of
from analyzer.spans import Mask
from storage.records import MINUTES, Channel, DeviceDay

#: For each device, stretches of minutes counted from 1970.
Windows = Mapping[int, Sequence[tuple[int, int]]]


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
