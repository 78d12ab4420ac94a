"""What fills a day: outings on purpose, the way to work, chores, and the small errands between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from collector.pretend.canvas import Canvas
from collector.pretend.chance import Chance
from collector.pretend.clock import LocalDay
from collector.pretend.day_plan import DayPlan, Kind, Outing, Sport
from collector.pretend.life import GENERIC, RUNNING, WALKING, Bout

Numbers = NDArray[np.int64]

# Targets in percent of heart-rate reserve, kept away from 30, 40 and 60.
_WARM_UP, _COOL_DOWN = (34, 36, 35, 37), (37, 35, 34)
_LIGHT, _CHORE = 35, 34
_RUN, _HILL = 72, 67
_WAVE = (45, 46, 48, 50, 52, 53, 54, 53, 51, 49, 47, 46)

#: Minutes between two small errands, by how the day is.
_GAPS = {Kind.STILL: (50, 95), Kind.OUT: (45, 80), Kind.BACK: (40, 70), Kind.AWAY: (14, 40)}
_USUAL_GAP = (20, 50)


def do(outing: Outing, start: int, canvas: Canvas, chance: Chance) -> Bout:
    """Paint an outing and give it as the watch would record it, seconds and all."""
    if outing.sport is Sport.STRENGTH:
        count = _lift(start, canvas, chance)
    elif outing.sport is Sport.MOBILITY:
        count = _stretch(start, canvas, chance)
    else:
        count = _go(outing, start, canvas, chance)
    canvas.calm_down(start + count)
    first_s, last_s = chance.between(4, 40), chance.between(15, 55)
    return Bout(outing.sport, start * 60 + first_s, (start + count - 1) * 60 + last_s)


def _go(outing: Outing, start: int, canvas: Canvas, chance: Chance) -> int:
    """Warm up, go, slow down; hard minutes lie in the middle, one at a time when running."""
    brisk = [_WAVE[n % len(_WAVE)] for n in range(outing.brisk_min)]
    hard = outing.hard_min
    if outing.sport is Sport.RUN:
        middle = [percent for n in range(hard) for percent in (_RUN, brisk[n % len(brisk)])]
        percent = [*_WARM_UP, *brisk[hard:], *middle, *_COOL_DOWN]
    else:
        half = len(brisk) // 2
        percent = [*_WARM_UP, *brisk[:half], *[_HILL] * hard, *brisk[half:], *_COOL_DOWN]
    count = len(percent)
    if outing.sport is Sport.RIDE:
        canvas.move(start, percent, np.zeros(count, dtype=np.int64), GENERIC)
        return count
    paces = np.where(np.array(percent) > 40, 110, 98) + chance.many(-6, 6, count)
    canvas.move(start, percent, paces)
    if outing.sport is Sport.RUN:
        running = np.flatnonzero(np.array(percent) == _RUN) + start
        canvas.steps[running] = chance.many(150, 162, len(running))
        canvas.kind[running] = RUNNING
    return count


def _lift(start: int, canvas: Canvas, chance: Chance) -> int:
    """Ten sets of one minute, each followed by a rest of two, after a warm-up."""
    one_set = (46, 36, 34)
    percent = [*_WARM_UP, *one_set * 10, *_COOL_DOWN]
    percent = [each + (chance.between(0, 3) if each == one_set[0] else 0) for each in percent]
    canvas.move(start, percent, np.zeros(len(percent), dtype=np.int64), GENERIC)
    return len(percent)


def _stretch(start: int, canvas: Canvas, chance: Chance) -> int:
    """Lie on a mat; getting down and up again is light, so no reader's rounding matters."""
    percent = [_LIGHT, *[24, 25, 26] * 3, *[24] * chance.between(0, 3), _LIGHT]
    canvas.move(start, percent, np.zeros(len(percent), dtype=np.int64), GENERIC)
    return len(percent)


def fill_the_day(plan: DayPlan, day: LocalDay, canvas: Canvas, chance: Chance) -> None:
    """Paint what comes with the kind of day, then small errands wherever there is room."""
    for clock, count, arrived in _walks(plan.kind):
        start = day.at(clock + chance.between(0, 9), arrived=arrived)
        _walk_lightly(start, count + chance.between(-1, 2), canvas, chance)
    if plan.kind is Kind.FREE:
        _do_chores(day.at(12 * 60 + chance.between(0, 40)), canvas, chance)
    awake = np.flatnonzero(canvas.awake)
    _run_errands(int(awake[0]), int(awake[-1]), plan.kind, canvas, chance)


def _walks(kind: Kind) -> tuple[tuple[int, int, bool], ...]:
    """Give (clock, minutes, by the clock of arrival) of the walks that are no exercise."""
    return {
        Kind.OFFICE: (
            (7 * 60 + 15, 8, False),
            (7 * 60 + 50, 6, False),
            (12 * 60, 8, False),
            (16 * 60 + 20, 6, False),
            (16 * 60 + 55, 8, False),
        ),
        Kind.DESK: ((7 * 60 + 30, 9, False), (12 * 60 + 10, 12, False)),
        Kind.FREE: ((15 * 60 + 40, 14, False),),
        Kind.STILL: (),
        Kind.AWAY: ((9 * 60, 12, False), (12 * 60 + 30, 18, False), (18 * 60, 16, False)),
        Kind.OUT: ((4 * 60 + 50, 18, False), (9 * 60 + 10, 15, True), (13 * 60, 30, True)),
        Kind.BACK: ((13 * 60 + 5, 16, True), (17 * 60, 20, True)),
    }[kind]


def _walk_lightly(start: int, count: int, canvas: Canvas, chance: Chance) -> None:
    if canvas.is_free(start, count):
        canvas.move(start, [_LIGHT] * count, chance.many(90, 104, count))
        canvas.calm_down(start + count)


def _do_chores(start: int, canvas: Canvas, chance: Chance) -> None:
    """Vacuum the flat: light for the heart, few steps in each minute."""
    count = chance.between(14, 26)
    if canvas.is_free(start, count):
        canvas.move(start, [_CHORE] * count, chance.many(22, 44, count), WALKING)
        canvas.calm_down(start + count)


def _run_errands(start: int, end: int, kind: Kind, canvas: Canvas, chance: Chance) -> None:
    low, high = _GAPS.get(kind, _USUAL_GAP)
    minute = start + chance.between(2, 12)
    while minute < end - 8:
        if chance.one_in(2):
            count = chance.between(2, 6)
            if canvas.is_free(minute - 1, count + 2):
                canvas.potter_about(minute, chance.many(8, 30, count))
        else:
            count = chance.between(1, 3)
            if canvas.is_free(minute - 1, count + 2):
                canvas.move(minute, [22] * count, chance.many(35, 78, count))
        minute += chance.between(low, high)
