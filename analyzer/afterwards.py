"""How much somebody moved in the hours after a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from analyzer.frames import UNKNOWN
from analyzer.minutes import merge
from analyzer.source_order import SourceOrder
from analyzer.spans import minute_at
from config.nudges import EffectNumbers
from storage.records import DeviceDay, MinuteStream


def active_min_after(
    moment: datetime,
    streams: Sequence[MinuteStream],
    order: SourceOrder,
    device_days: Iterable[DeviceDay],
    numbers: EffectNumbers,
) -> float | None:
    """Minutes spent walking about in the window after a moment; None where too little was seen.

    ``streams`` reach over the UTC days of the window.
    """
    end = moment + timedelta(hours=numbers.window_h)
    first, last = moment.astimezone(UTC).date(), end.astimezone(UTC).date()
    frame = merge(streams, order, first, last, device_days)
    window = frame.between(minute_at(moment.timestamp()), minute_at(end.timestamp()))
    seen = (window.steps != UNKNOWN) | (window.hr_mean_bpm != UNKNOWN)
    if seen.mean() < numbers.known_share:
        return None
    return float(np.count_nonzero(window.steps >= numbers.active_spm))
