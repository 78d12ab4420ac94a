"""Recorded sessions: a bout of the day with its seconds, and the activity file of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from collector.encode.fit import Message, Value
from collector.pretend.chance import Chance
from collector.pretend.life import Bout, DayLife
from collector.pretend.person import PretendPerson
from collector.pretend.story import Sport
from collector.pretend.watch import MANUFACTURER, PRODUCT, SOFTWARE

_FILE_TYPE = 4  # activity
_TIMER, _LAP, _SESSION, _ACTIVITY = 0, 9, 8, 26  # event
_START, _STOP, _STOP_ALL = 0, 1, 4  # event_type
_FEMALE = 0
_STEP_M, _RIDE_M_S = 0.72, 4.9
_LONGEST_PAUSE_S = 7  # between two records: "smart recording"


class Code(NamedTuple):
    """A sport as FIT says it, in numbers and in words."""

    sport: int
    sub_sport: int
    words: tuple[str, str]
    on_foot: bool


CODES = {
    Sport.WALK: Code(11, 0, ("walking", "generic"), on_foot=True),
    Sport.HIKE: Code(17, 0, ("hiking", "generic"), on_foot=True),
    Sport.RUN: Code(1, 0, ("running", "generic"), on_foot=True),
    Sport.RIDE: Code(2, 0, ("cycling", "generic"), on_foot=False),
    Sport.STRENGTH: Code(10, 20, ("training", "strength_training"), on_foot=False),
    Sport.MOBILITY: Code(10, 19, ("training", "flexibility_training"), on_foot=False),
}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded session: a record for each of ``seconds`` since the day began."""

    bout: Bout
    seconds: NDArray[np.int64]
    bpm: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    steps: int | None  # of the whole session, always even: the file holds pairs of them

    @property
    def code(self) -> Code:
        return CODES[self.bout.sport]

    @property
    def duration_s(self) -> int:
        return self.bout.end_s - self.bout.start_s


def record(life: DayLife, bout: Bout, chance: Chance) -> Recording:
    """Record a bout as the watch does: a record every few seconds, none at the very end."""
    pauses = chance.many(1, _LONGEST_PAUSE_S, bout.end_s - bout.start_s)
    seconds = bout.start_s + np.concatenate(([0], np.cumsum(pauses)))
    seconds = seconds[seconds < bout.end_s]
    minutes = seconds // 60
    paces = np.where(CODES[bout.sport].on_foot, life.steps, 0)
    walked = np.array([_steps_until(paces, bout, int(second)) for second in seconds])
    steps = _steps_until(paces, bout, bout.end_s) // 2 * 2
    ridden = _RIDE_M_S * (seconds - bout.start_s) if bout.sport is Sport.RIDE else 0.0
    return Recording(
        bout=bout,
        seconds=seconds,
        bpm=life.bpm[minutes] + _ripple(minutes),
        distance_m=np.round(walked * _STEP_M + ridden, 2),
        steps=steps if CODES[bout.sport].on_foot else None,
    )


def _steps_until(paces: NDArray[np.int64], bout: Bout, second: int) -> int:
    """Count the steps of a bout up to a second, minutes begun counting in part."""
    first, last = bout.first_min, second // 60
    if first == last:
        return int(paces[first]) * (second - bout.start_s) // 60
    head = int(paces[first]) * (60 - bout.start_s % 60) // 60
    tail = int(paces[last]) * (second % 60) // 60 if second % 60 else 0
    return head + int(paces[first + 1 : last].sum()) + tail


def _ripple(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give a beat more, then one less, so that the mean of each minute stays as it is."""
    ripple = np.zeros(len(minutes), dtype=np.int64)
    for minute in np.unique(minutes):
        here = np.flatnonzero(minutes == minute)
        whole = len(here) // 4 * 4
        ripple[here[:whole]] = np.tile([0, 1, 0, -1], whole // 4)
    return ripple


def recording_messages(
    recording: Recording, life: DayLife, person: PretendPerson, serial: int
) -> Iterator[Message]:
    """Give the messages of the session's activity file."""
    day, bout, code = life.day, recording.bout, recording.code
    start, end = day.moment(bout.start_s), day.moment(bout.end_s)
    maker = {"serial_number": serial, "manufacturer": MANUFACTURER, "product": PRODUCT}
    sport = {"sport": code.sport, "sub_sport": code.sub_sport}
    yield Message("file_id", {**maker, "time_created": start, "type": _FILE_TYPE})
    yield _event(start, _START)
    yield Message("device_info", {"timestamp": start, **maker, "software_version": SOFTWARE})
    yield Message(
        "user_profile",
        {
            "gender": _FEMALE,
            "age": life.plan.date.year - person.birth_year,
            "resting_heart_rate": life.plan.rest_bpm,
        },
    )
    yield Message("sport", sport)
    yield from _records(recording, life)
    yield _event(end, _STOP_ALL)
    if bout.sport is Sport.STRENGTH:
        yield from _sets(recording, life)
    whole = _whole(recording, start, end)
    yield Message("lap", {**whole, "event": _LAP, "event_type": _STOP, **sport})
    yield Message(
        "session",
        {**whole, "event": _SESSION, "event_type": _STOP, **sport, "num_laps": 1},
    )
    local = end + timedelta(minutes=day.offset_min(bout.end_s // 60))
    yield Message(
        "activity",
        {
            "timestamp": end,
            "total_timer_time": recording.duration_s,
            "num_sessions": 1,
            "type": 0,
            "event": _ACTIVITY,
            "event_type": _STOP,
            "local_timestamp": local,
        },
    )


def _event(moment: datetime, event_type: int) -> Message:
    return Message("event", {"timestamp": moment, "event": _TIMER, "event_type": event_type})


def _records(recording: Recording, life: DayLife) -> Iterator[Message]:
    on_foot = recording.code.on_foot
    moves = on_foot or recording.bout.sport is Sport.RIDE
    for second, bpm, distance in zip(
        recording.seconds.tolist(),
        recording.bpm.tolist(),
        recording.distance_m.tolist(),
        strict=True,
    ):
        fields: dict[str, Value] = {
            "timestamp": life.day.moment(second),
            "heart_rate": bpm,
        }
        if moves:
            pace = int(life.steps[second // 60])
            fields["distance"] = distance
            fields["enhanced_speed"] = pace * _STEP_M / 60 if on_foot else _RIDE_M_S
            if on_foot:
                fields["cadence"], fields["fractional_cadence"] = pace // 2, pace % 2 / 2
        yield Message("record", fields)


def _whole(recording: Recording, start: datetime, end: datetime) -> dict[str, Value]:
    """Give what lap and session say alike: this watch makes no laps."""
    whole: dict[str, Value] = {
        "timestamp": end,
        "message_index": 0,
        "start_time": start,
        "total_elapsed_time": recording.duration_s,
        "total_timer_time": recording.duration_s,
        "avg_heart_rate": round(float(recording.bpm.mean())),
        "max_heart_rate": int(recording.bpm.max()),
    }
    if recording.distance_m.any():
        whole["total_distance"] = float(recording.distance_m[-1])
    if recording.steps is not None:
        whole["total_cycles"] = recording.steps // 2
    return whole


def _sets(recording: Recording, life: DayLife) -> Iterator[Message]:
    """Give ten sets of a minute and the rests after them, after four minutes of warm-up."""
    begin = (recording.bout.first_min + 4) * 60
    for number in range(20):
        is_active = number % 2 == 0
        start = begin + number // 2 * 180 + (0 if is_active else 60)
        length = 60 if is_active else 120
        yield Message(
            "set",
            {
                "timestamp": life.day.moment(start + length),
                "start_time": life.day.moment(start),
                "duration": length,
                "repetitions": 10 if is_active else None,
                "weight": 8.0 if is_active else None,
                "set_type": int(is_active),
                "message_index": number,
            },
        )
