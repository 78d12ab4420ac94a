"""The recorded part of a FIT file: sessions as activities, records as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.columns import FitFile
from collector.decode.fit.names import sport_name, sub_sport_name
from collector.fields import Fields, fields_of
from collector.monitoring import Integers
from collector.zones import DAY_S
from storage.records import Activity

NO_SPEED = -1
NO_STEPS = -1

#: FIT sport -> FIT activity_type, as monitoring rows write it. Hiking is walking.
_ACTIVITY_TYPES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 11: 6, 17: 6}
_ON_FOOT = frozenset({1, 11, 17})  # sports whose cycles are strides: running, walking, hiking
_STEPS_IN_A_STRIDE = 2

#: Records are a second apart, or a few where the watch thins them out; beyond is a pause.
_LONGEST_STRETCH_S = 10

_FURTHEST_OFFSET_MIN = 15 * 60
_QUARTER_MIN = 15
_HR_UNSET = 0


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Records of sessions, one row each: 0 bpm, `NO_SPEED` and `NO_STEPS` are unknown."""

    t: Integers
    hr_bpm: Integers
    speed_cm_s: Integers
    activity_type: Integers
    steps: Integers  # from cadence, for the time until the next record

    def bounds(self) -> list[int]:
        return [int(self.t.min()), int(self.t.max())] if len(self.t) else []

    def utc_days(self) -> frozenset[int]:
        return frozenset(np.unique(self.t // DAY_S).tolist())


_NOTHING: Integers = np.empty(0, np.int64)
NO_RECORDS = Records(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)


@dataclass(frozen=True, slots=True)
class _Session:
    """A session's own words, before its records are looked at. None is unknown."""

    start: int
    end: int
    sport: int | None
    sub_sport: int | None
    elapsed_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    cycles: int | None = None
    avg_hr_bpm: int | None = None
    max_hr_bpm: int | None = None
    rescued: bool = False
    part: int = 0

    @property
    def on_foot(self) -> bool:
        return self.sport in _ON_FOOT

    @property
    def steps(self) -> int | None:
        if self.cycles is None or not self.on_foot:
            return None
        return self.cycles * _STEPS_IN_A_STRIDE


@dataclass(frozen=True, slots=True)
class _Origin:
    """What all sessions of a file share."""

    sha256: str
    source: str
    utc_offset_min: int | None


def sessions_of(
    fit: FitFile, *, created: int | None, sha256: str, source: str
) -> tuple[Records, tuple[Activity, ...]]:
    """Give a file's records and its activities, one for each session message.

    A file that was cut before its session message gets one, rebuilt from the records.
    """
    table = fields_of(fit, "record")
    t = table.moments()
    sessions = _sessions(fit, t[t > 0], created)
    if not sessions:
        return NO_RECORDS, ()
    owner = _owners(t, table.parts, sessions)
    origin = _Origin(sha256, source, _offset_min(fields_of(fit, "activity")))
    activities = tuple(
        _activity(each, table, (owner == number) & (t > 0), origin)
        for number, each in enumerate(sessions)
    )
    return _records(table, t, owner, sessions), activities


def _sessions(fit: FitFile, t: Integers, created: int | None) -> list[_Session]:
    table = fields_of(fit, "session")
    found = [_session(table, row, t, created) for row in range(len(table))]
    sessions = [each for each in found if each is not None]
    if not sessions and len(t):
        sport = fields_of(fit, "sport")
        sessions = [
            _Session(
                start=int(t.min()),
                end=int(t.max()),
                sport=sport.first_int("sport"),
                sub_sport=sport.first_int("sub_sport"),
                rescued=True,
            )
        ]
    return sorted(sessions, key=lambda each: (each.start, each.end))


def _session(table: Fields, row: int, t: Integers, created: int | None) -> _Session | None:
    elapsed_s = _number(table, "total_elapsed_time", row)
    stamp = int(table.moments()[row]) or None
    start = int(table.moments("start_time")[row]) or None
    if start is None and stamp is not None:
        start = stamp - round(elapsed_s or 0)
    if start is None:
        start = int(t.min()) if len(t) else created
    if start is None:
        return None
    end = start + round(elapsed_s) if elapsed_s is not None else max(start, stamp or start)
    return _Session(
        start=start,
        end=end,
        sport=_integer(table, "sport", row),
        sub_sport=_integer(table, "sub_sport", row),
        elapsed_s=elapsed_s,
        timer_s=_number(table, "total_timer_time", row),
        distance_m=_number(table, "total_distance", row),
        cycles=_integer(table, "total_cycles", row),
        avg_hr_bpm=_integer(table, "avg_heart_rate", row) or None,
        max_hr_bpm=_integer(table, "max_heart_rate", row) or None,
        part=int(table.parts[row]),
    )


def _owners(t: Integers, parts: NDArray[np.int32], sessions: list[_Session]) -> Integers:
    """Give each record the last session of its part begun by then, so that it belongs to one.

    A part without a session of its own looks among all: a chained file may sum up at its end.
    """
    owner = _last_begun(t, range(len(sessions)), sessions)
    for part in {each.part for each in sessions}:
        mine = parts == part
        own = [number for number, each in enumerate(sessions) if each.part == part]
        owner[mine] = _last_begun(t[mine], own, sessions)
    return owner


def _last_begun(t: Integers, among: Sequence[int], sessions: list[_Session]) -> Integers:
    starts = np.array([sessions[number].start for number in among], np.int64)
    place = np.maximum(np.searchsorted(starts, t, side="right") - 1, 0)
    found: Integers = np.array(among, np.int64)[place]
    return found


def _activity(
    session: _Session, table: Fields, mine: NDArray[np.bool_], origin: _Origin
) -> Activity:
    beats = table.integers("heart_rate", _HR_UNSET)[mine]
    beats = beats[beats > _HR_UNSET]
    distances = table.numbers("distance")[mine]
    distances = distances[~np.isnan(distances)]
    distance_m = session.distance_m
    if distance_m is None and len(distances):
        distance_m = float(distances[-1])
    hr_mean_bpm = float(beats.mean()) if len(beats) else session.avg_hr_bpm
    elapsed_s = session.elapsed_s
    if elapsed_s is None and session.rescued:
        elapsed_s = float(session.end - session.start)
    return Activity(
        device_id=None,
        start=datetime.fromtimestamp(session.start, UTC),
        end=datetime.fromtimestamp(session.end, UTC),
        sport=sport_name(session.sport or 0),
        sub_sport=sub_sport_name(session.sub_sport or 0),
        duration_s=session.timer_s,
        elapsed_s=elapsed_s,
        distance_m=distance_m,
        hr_mean_bpm=None if hr_mean_bpm is None else float(hr_mean_bpm),
        hr_max_bpm=int(beats.max()) if len(beats) else session.max_hr_bpm,
        hr_samples=len(beats),
        steps=session.steps,
        utc_offset_min=origin.utc_offset_min,
        sha256=origin.sha256,
        source=origin.source,
        rescued=session.rescued,
    )


def _offset_min(activity: Fields) -> int | None:
    """Give the watch's offset; stamps written some seconds apart are rounded to a quarter hour."""
    t, local = activity.first_int("timestamp"), activity.first_int("local_timestamp")
    if t is None or local is None:
        return None
    offset_min = round((local - t) / 60 / _QUARTER_MIN) * _QUARTER_MIN
    return offset_min if abs(offset_min) <= _FURTHEST_OFFSET_MIN else None


def _records(table: Fields, t: Integers, owner: Integers, sessions: list[_Session]) -> Records:
    sports = np.array([_ACTIVITY_TYPES.get(each.sport or 0, 0) for each in sessions], np.int64)
    speed = table.numbers("speed") * 100
    known = ~np.isnan(speed) & (speed >= 0)
    hr_bpm = table.integers("heart_rate", _HR_UNSET)
    kept = t > 0
    return Records(
        t=t[kept],
        hr_bpm=hr_bpm[kept],
        speed_cm_s=np.where(known, np.round(np.where(known, speed, 0)), NO_SPEED).astype(np.int64)[
            kept
        ],
        activity_type=sports[owner][kept],
        steps=_derived_steps(table, t, owner, sessions)[kept],
    )


def _derived_steps(
    table: Fields, t: Integers, owner: Integers, sessions: list[_Session]
) -> Integers:
    """Give steps from cadence, made to add up to the session's own total where it has one.

    The running total is rounded, not each record, so that nothing is lost between them.
    """
    exact = table.numbers("cadence") * _STEPS_IN_A_STRIDE / 60 * _stretches_s(t)
    steps = np.full(len(t), NO_STEPS, np.int64)
    order = np.argsort(t, kind="stable")
    for number, session in enumerate(sessions):
        mine = order[(owner == number)[order] & ~np.isnan(exact[order])]
        if not session.on_foot:
            continue
        reached = np.cumsum(exact[mine])
        if session.steps is not None and len(mine) and reached[-1] > 0:
            reached *= session.steps / reached[-1]
        steps[mine] = np.diff(np.floor(reached + 0.5).astype(np.int64), prepend=0)
    return steps


def _stretches_s(t: Integers) -> NDArray[np.float64]:
    """Give how long each record holds: until the next, or a second before a pause."""
    order = np.argsort(t, kind="stable")
    stretch = np.ones(len(t))
    if len(t) > 1:
        apart = np.diff(t[order])
        stretch[order[:-1]] = np.where(apart <= _LONGEST_STRETCH_S, apart, 1)
    return stretch


def _number(table: Fields, name: str, row: int) -> float | None:
    return float(table.numbers(name)[row]) if table.has(name)[row] else None


def _integer(table: Fields, name: str, row: int) -> int | None:
    return int(table.integers(name, 0)[row]) if table.has(name)[row] else None
