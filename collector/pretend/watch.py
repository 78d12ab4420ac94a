"""What the watch makes of a day: which minutes it writes down, and where its files begin and end.

It imitates how real watches write monitoring files: a file from every local midnight and from
every synchronisation, a heart rate only when it changes or a quarter of an hour has passed, a row
of movement at each change of kind and in each minute with steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from collector.pretend.chance import Chance
from collector.pretend.life import RUNNING, SEDENTARY, WALKING, DayLife
from collector.pretend.person import Band

Flags = NDArray[np.bool_]

MANUFACTURER = 1  # Garmin, whose way of writing this is
PRODUCT = 3225
SOFTWARE = 5.2

_SAMPLE_EVERY_MIN = 15
_SYNC_CLOCKS = (7 * 60 + 5, 12 * 60 + 30, 16 * 60 + 35, 21 * 60 + 20)
_OFF_WRIST = 255


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes of one day that share a file. ``closed`` is false when the battery ran empty."""

    start: int
    end: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Written:
    """Which minutes get a row, and of what."""

    spans: tuple[Span, ...]
    heart_rate: Flags
    taken_off: Flags  # a heart rate of nought: no reading
    put_on: Flags  # a full timestamp after a time of silence
    movement: Flags
    effort: Flags  # intensity minutes are added up here
    key: NDArray[np.uint8]  # current_activity_type_intensity


def write_down(life: DayLife, chance: Chance) -> Written:
    """Decide what is written of a day."""
    spans = _spans(life, chance)
    length = life.day.length_min
    starts, ends = np.zeros(length, dtype=np.bool_), np.zeros(length, dtype=np.bool_)
    starts[[span.start for span in spans]] = True
    ends[[span.end - 1 for span in spans]] = True
    before = np.concatenate(([False], life.worn[:-1]))
    key = np.where(life.worn, _key(life), _OFF_WRIST).astype(np.uint8)
    return Written(
        spans=spans,
        heart_rate=_sampled(life, starts),
        taken_off=~life.worn & before & life.powered,
        put_on=life.worn & ~before & ~starts,
        movement=_movement(life, key, ends),
        effort=_effort(life, ends),
        key=key,
    )


def _spans(life: DayLife, chance: Chance) -> tuple[Span, ...]:
    day, length = life.day, life.day.length_min
    edges = {0, length} | set((np.flatnonzero(np.diff(life.powered)) + 1).tolist())
    if day.change_min is not None:
        edges.add(day.change_min)
    for clock in _SYNC_CLOCKS:
        at = day.at(clock + chance.between(0, 24), arrived=True)
        if not chance.one_in(4) and 0 < at < length:
            edges.add(_after_session(at, life))
    cuts = sorted(edges)
    return tuple(
        Span(start, end, closed=end == length or bool(life.powered[end]))
        for start, end in pairwise(cuts)
        if life.powered[start]
    )


def _after_session(minute: int, life: DayLife) -> int:
    for bout in life.bouts:
        if bout.first_min <= minute <= bout.end_min:
            return bout.end_min + 1
    return minute


def _sampled(life: DayLife, starts: Flags) -> Flags:
    """Mark the minutes whose heart rate is written.

    The last minute on the wrist and the last of the day are written too, so that what is held
    between two samples is held to the end of what was worn and no further.
    """
    changed = np.diff(life.bpm, prepend=-1) != 0
    index = np.arange(len(life.bpm))
    since = index - np.maximum.accumulate(np.where(changed | starts, index, 0))
    last = np.concatenate((~life.worn[1:], [True]))
    sampled: Flags = life.worn & ((since % _SAMPLE_EVERY_MIN == 0) | last)
    return sampled


def _key(life: DayLife) -> NDArray[np.uint8]:
    """Give type and intensity in one byte: five bits and three."""
    intensity = np.where(life.kind == SEDENTARY, 0, np.maximum(life.band, Band.LIGHT))
    key: NDArray[np.uint8] = (life.kind + intensity * 32).astype(np.uint8)
    return key


def _movement(life: DayLife, key: NDArray[np.uint8], ends: Flags) -> Flags:
    """Mark the ends of stretches of one kind, and each minute whose steps are counted at once."""
    key_ends = np.concatenate((np.diff(key) != 0, [True])) | ends
    potter_ends = np.concatenate((np.diff(life.potter) != 0, [True])) | ends
    on_foot = (life.kind == WALKING) | (life.kind == RUNNING)
    counted = (life.steps > 0) & ((life.potter == 0) | potter_ends)
    return life.worn & np.where(on_foot, counted, key_ends)


def _effort(life: DayLife, ends: Flags) -> Flags:
    hard: Flags = (life.band == Band.MODERATE) | (life.band == Band.VIGOROUS)
    return hard & (np.concatenate((~hard[1:], [True])) | ends)
