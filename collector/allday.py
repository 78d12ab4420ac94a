"""Lay the all-day readings of a watch on minutes: steps, heart rate, what it says was done."""

from __future__ import annotations

import numpy as np

from collector.blocks import Minutes, stretched
from collector.counters import LONGEST_STRETCH_S, Increases, row_starts
from collector.monitoring import SEDENTARY
from collector.timeline import Timeline
from storage.records import CODE_UNKNOWN, FLAG_RESET, STEPS_UNKNOWN

MODERATE, VIGOROUS = 2, 3

#: How far back intensity minutes are looked for: the watch gives them soon after they were lived.
_INTENSITY_REACH_MIN = 60


def lay_monitoring(minutes: Minutes, line: Timeline, increases: Increases) -> None:
    minutes.put_heart((line.heart.t - 1) // 60, line.heart_bpm)
    _lay_known_rest(minutes, line, increases)
    _lay_steps(minutes, increases)
    _lay_types(minutes, line)
    _lay_bands(minutes, line)


def _lay_known_rest(minutes: Minutes, line: Timeline, increases: Increases) -> None:
    """Between two rows near each other nothing was counted, unless an increase says so."""
    ends = np.unique(line.rows.t)
    starts, ends = ends[:-1], ends[1:]
    known = (ends - starts <= LONGEST_STRETCH_S) & (line.holes.first_inside(starts, ends) == ends)
    # Steps known only as a total may have been taken here.
    known &= ~np.isin(ends, increases.end[~increases.placed & (increases.steps > 0)])
    first, last = starts[known] // 60, (ends[known] - 1) // 60
    which, all_minutes = stretched(first, last)
    minutes.put("steps", all_minutes, 0)
    minutes.put("resolution_min", all_minutes, (last - first + 1)[which])


def _lay_steps(minutes: Minutes, increases: Increases) -> None:
    """Spread each increase evenly, in whole steps, over the minutes of its stretch."""
    laid = increases.placed & (increases.steps > 0)
    steps = increases.steps[laid]
    last = (increases.end[laid] - 1) // 60
    first = np.minimum(increases.start[laid] // 60, last)
    which, all_minutes = stretched(first, last)
    length, place = (last - first + 1)[which], all_minutes - first[which]
    share = (place + 1) * steps[which] // length - place * steps[which] // length
    within = minutes.inside(all_minutes)
    index, share, length = all_minutes[within] - minutes.start, share[within], length[within]
    column, resolution = minutes.columns["steps"], minutes.columns["resolution_min"]
    column[index[column[index] == STEPS_UNKNOWN]] = 0
    np.add.at(column, index, share)
    resolution[index] = 0
    np.maximum.at(resolution, index, length)
    reset = (increases.end[increases.reset] - 1) // 60
    minutes.put("flags", reset, FLAG_RESET)


def _lay_types(minutes: Minutes, line: Timeline) -> None:
    """A row tells what was done since the row before; the later row wins a shared minute."""
    ends, starts = line.rows.t, row_starts(line)
    told = ~line.row_summary & (ends - starts <= LONGEST_STRETCH_S)
    told &= (line.holes.first_inside(starts, ends) == ends) | (starts == ends)
    last = (ends[told] - 1) // 60
    first = np.minimum(starts[told] // 60, last)
    which, all_minutes = stretched(first, last)
    minutes.put("activity_type", all_minutes, line.row_type[told][which])


def _lay_bands(minutes: Minutes, line: Timeline) -> None:
    """Mark the watch's intensity minutes on the latest active ones since it gave some before."""
    kind, band = minutes.columns["activity_type"], minutes.columns["device_band"]
    active = (kind != SEDENTARY) & (kind != CODE_UNKNOWN)
    moments, which = np.unique(line.band.t, return_inverse=True)
    moderate = np.bincount(which, line.band_moderate_min, len(moments)).astype(np.int64)
    vigorous = np.bincount(which, line.band_vigorous_min, len(moments)).astype(np.int64)
    ends = (moments - 1) // 60 - minutes.start + 1
    begins = np.maximum(ends - _INTENSITY_REACH_MIN, np.concatenate(([0], ends[:-1])))
    for row, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        latest = (begin + np.flatnonzero(active[begin:end]))[::-1]
        hard = int(vigorous[row])
        band[latest[:hard]] = VIGOROUS
        band[latest[hard : hard + int(moderate[row])]] = MODERATE
