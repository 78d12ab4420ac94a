"""The activity file of a recorded session, message by message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from collector.encode.fit import Message
from collector.encode.layout import Value
from collector.pretend.day_plan import Sport
from collector.pretend.life import DayLife
from collector.pretend.person import PretendPerson
from collector.pretend.recording import RIDE_M_S, STEP_M, Recording
from collector.pretend.watch import MANUFACTURER, PRODUCT, SOFTWARE

_FILE_TYPE = 4  # activity
_TIMER, _LAP, _SESSION, _ACTIVITY = 0, 9, 8, 26  # event
_START, _STOP, _STOP_ALL = 0, 1, 4  # event_type
_FEMALE = 0


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
            fields["enhanced_speed"] = pace * STEP_M / 60 if on_foot else RIDE_M_S
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
