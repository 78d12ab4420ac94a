"""The watch's all-day files: a day's minutes as messages, in the order a watch writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from collector.encode.fit import Message
from collector.pretend.life import GENERIC, RUNNING, SEDENTARY, WALKING, DayLife
from collector.pretend.person import Band
from collector.pretend.watch import MANUFACTURER, PRODUCT, SOFTWARE, Span, Written

_FILE_TYPE = 32  # monitoring_b
_FIT_EPOCH_S = 631_065_600  # 1989-12-31T00:00:00Z
_KINDS = (GENERIC, WALKING, RUNNING)  # the order of summaries
_STEP_M = {GENERIC: 0.0, WALKING: 0.72, RUNNING: 0.95}
_KCAL_MIN = {GENERIC: 4, WALKING: 4, RUNNING: 9}
_BASAL_KCAL_DAY = 1412


@dataclass(frozen=True, slots=True)
class _Totals:
    """The counters of one kind of movement since midnight, after each minute."""

    steps: NDArray[np.int64]
    active_s: NDArray[np.int64]
    kcal: NDArray[np.int64]


def monitoring_messages(
    life: DayLife, written: Written, span: Span, serial: int, number: int
) -> Iterator[Message]:
    """Give the messages of the file that covers ``span``."""
    totals = {kind: _totals(life, kind) for kind in _KINDS}
    yield from _opening(life, span, serial, number)
    yield from _summaries(life, totals, span.start)
    if not span.start or not life.powered[span.start - 1]:
        yield _row(life, span.start, current_activity_type_intensity=SEDENTARY)
    if span.start and life.worn[: span.start].any():
        yield _resting(life, span.start)
    yield from _rows(life, written, totals, span)
    if span.closed:
        yield from _summaries(life, totals, span.end)
        if life.worn[: span.end].any():
            yield _resting(life, span.end)


def _totals(life: DayLife, kind: int) -> _Totals:
    here = life.worn & (life.kind == kind)
    steps = np.where(here, life.steps, 0)
    active_s = np.where(here, 60 if kind == GENERIC else np.minimum(60, steps * 2 // 3), 0)
    total_s = np.cumsum(active_s)
    return _Totals(np.cumsum(steps), total_s, total_s * _KCAL_MIN[kind] // 60)


def _opening(life: DayLife, span: Span, serial: int, number: int) -> Iterator[Message]:
    moment = life.day.moment(span.start * 60)
    local = moment + timedelta(minutes=life.day.offset_min(span.start))
    maker = {"serial_number": serial, "manufacturer": MANUFACTURER, "product": PRODUCT}
    yield Message(
        "file_id", {**maker, "time_created": moment, "number": number, "type": _FILE_TYPE}
    )
    yield Message("device_info", {"timestamp": moment, **maker, "software_version": SOFTWARE})
    yield Message(
        "monitoring_info",
        {
            "timestamp": moment,
            "local_timestamp": local,
            "cycles_to_distance": [2 * _STEP_M[WALKING], 2 * _STEP_M[RUNNING]],
            "cycles_to_calories": [0.0422, 0.1328],
            "resting_metabolic_rate": _BASAL_KCAL_DAY,
            "activity_type": [WALKING, RUNNING],
        },
    )


def _summaries(life: DayLife, totals: dict[int, _Totals], minute: int) -> Iterator[Message]:
    """Give the counters so far, for each kind that has any."""
    for kind, total in totals.items():
        if minute and total.active_s[minute - 1]:
            steps = int(total.steps[minute - 1])
            yield Message(
                "monitoring",
                {
                    "timestamp": _moment(life, minute),
                    "distance": steps * _STEP_M[kind],
                    "cycles_raw": steps,
                    "active_time": int(total.active_s[minute - 1]),
                    "active_calories": int(total.kcal[minute - 1]),
                    "duration_min": minute,
                    "activity_type": kind,
                },
            )


def _rows(
    life: DayLife, written: Written, totals: dict[int, _Totals], span: Span
) -> Iterator[Message]:
    """Give the sparse rows: heart rate first, then movement, then intensity minutes."""
    start, end = span.start, span.end
    heart, off, on = written.heart_rate, written.taken_off, written.put_on
    notable = (heart | off | on | written.movement | written.effort)[start:end]
    moderate, vigorous = (
        np.cumsum(life.band[start:end] == band) for band in (Band.MODERATE, Band.VIGOROUS)
    )
    told = (0, 0)
    for minute in (np.flatnonzero(notable) + start).tolist():
        if on[minute]:
            yield _row(life, minute, current_activity_type_intensity=SEDENTARY)
        if heart[minute] or off[minute]:
            yield Message(
                "monitoring",
                {"timestamp_16": _low16(life, minute + 1), "heart_rate": int(life.bpm[minute])},
            )
        if written.movement[minute]:
            yield _movement(life, written, totals, minute)
        if written.effort[minute]:
            now = int(moderate[minute - start]), int(vigorous[minute - start])
            yield _row(
                life,
                minute + 1,
                moderate_activity_minutes=now[0] - told[0],
                vigorous_activity_minutes=now[1] - told[1],
            )
            told = now


def _movement(life: DayLife, written: Written, totals: dict[int, _Totals], minute: int) -> Message:
    key, total = int(written.key[minute]), totals.get(int(life.kind[minute]))
    if total is None:
        return _row(life, minute + 1, current_activity_type_intensity=key)
    return Message(
        "monitoring",
        {
            "cycles_raw": int(total.steps[minute]),
            "active_time": int(total.active_s[minute]),
            "active_calories": int(total.kcal[minute]),
            "timestamp_16": _low16(life, minute + 1),
            "current_activity_type_intensity": key,
        },
    )


def _row(life: DayLife, minute: int, **fields: int) -> Message:
    return Message("monitoring", {"timestamp": _moment(life, minute), **fields})


def _resting(life: DayLife, minute: int) -> Message:
    resting = life.plan.rest_bpm
    return Message(
        "monitoring_hr_data",
        {
            "timestamp": _moment(life, minute),
            "resting_heart_rate": resting,
            "current_day_resting_heart_rate": resting,
        },
    )


def _moment(life: DayLife, minute: int) -> datetime:
    return life.day.moment(minute * 60)


def _low16(life: DayLife, minute: int) -> int:
    return ((life.day.start_min + minute) * 60 - _FIT_EPOCH_S) & 0xFFFF
