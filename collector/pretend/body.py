"""From the plan of a day to its minutes: heart rate, steps and kind of movement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from collector.pretend.canvas import Canvas
from collector.pretend.chance import Chance
from collector.pretend.clock import LocalDay
from collector.pretend.day_plan import DayPlan
from collector.pretend.doings import do, fill_the_day
from collector.pretend.life import NO_BAND, NO_BPM, SEDENTARY, Bout, DayLife
from collector.pretend.person import Band, PretendPerson

#: One in so many minutes has a new heart rate; in between it stays, and the watch stays silent.
_HOLD_ASLEEP, _HOLD_AWAKE = 9, 2


def live(plan: DayPlan, day: LocalDay, person: PretendPerson, chance: Chance) -> DayLife:
    """Live one day. The same plan, day and chance give the same minutes."""
    wake = day.at(plan.wake_min)
    bed = day.at(plan.bed_min, arrived=True)
    canvas = Canvas(day.length_min, wake, bed)
    done = [do(outing, day.at(outing.clock_min), canvas, chance) for outing in plan.outings]
    fill_the_day(plan, day, canvas, chance)
    worn, powered = _wear(plan, day)
    band = canvas.band
    bpm = _bpm(canvas, band, plan.rest_bpm, person, chance)
    bouts = tuple(
        bout
        for bout, outing in zip(done, plan.outings, strict=True)
        if outing.recorded and worn[bout.first_min : bout.end_min].all()
    )
    for bout in bouts:
        _never_twice(bpm, band, bout, plan.rest_bpm, person)
    return DayLife(
        plan=plan,
        day=day,
        worn=worn,
        powered=powered,
        bpm=np.where(worn, bpm, NO_BPM),
        band=np.where(worn, band, NO_BAND).astype(np.uint8),
        steps=np.where(worn, canvas.steps, 0),
        kind=np.where(worn, canvas.kind, SEDENTARY).astype(np.uint8),
        potter=np.where(worn, canvas.potter, 0),
        bouts=bouts,
    )


def _wear(plan: DayPlan, day: LocalDay) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    worn = np.ones(day.length_min, dtype=np.bool_)
    powered = worn.copy()
    for absence in plan.absences:
        span = slice(day.at(absence.from_min), day.at(absence.to_min))
        worn[span] = False
        if absence.dark:
            powered[span] = False
    return worn, powered


def _bpm(
    canvas: Canvas,
    band: NDArray[np.uint8],
    rest_bpm: int,
    person: PretendPerson,
    chance: Chance,
) -> NDArray[np.int64]:
    """Give whole heart rates around the targets, each well inside the band of its minute."""
    count = len(band)
    noise = chance.many(-3, 3, count)
    hold = np.where(canvas.busy, 1, np.where(canvas.awake, _HOLD_AWAKE, _HOLD_ASLEEP))
    fresh = chance.many(0, 1_000_000, count) % hold == 0
    fresh |= np.diff(canvas.percent, prepend=-1) != 0
    last_fresh = np.maximum.accumulate(np.where(fresh, np.arange(count), 0))
    target = rest_bpm + canvas.percent * ((person.max_hr_bpm - rest_bpm) / 100)
    wanted = np.rint(target).astype(np.int64) + noise[last_fresh]
    ranges = np.array([person.bpm_range(each, rest_bpm) for each in Band])
    bpm: NDArray[np.int64] = np.clip(wanted, ranges[band, 0], ranges[band, 1])
    return bpm


def _never_twice(
    bpm: NDArray[np.int64],
    band: NDArray[np.uint8],
    bout: Bout,
    rest_bpm: int,
    person: PretendPerson,
) -> None:
    """Let each minute of a session differ from the one before.

    The all-day file then has a sample in each of them, as the session's own file has.
    """
    for minute in range(max(1, bout.first_min), bout.end_min):
        if bpm[minute] == bpm[minute - 1]:
            low, high = person.bpm_range(Band(int(band[minute])), rest_bpm)
            bpm[minute] += 1 if bpm[minute] < high else -1
            assert low <= bpm[minute] <= high
