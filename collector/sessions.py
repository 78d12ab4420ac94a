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
from collector.session_messages import Session, sessions_in
from collector.session_records import HR_UNSET, NO_RECORDS, Records, records_of
from storage.records import Activity

_FURTHEST_OFFSET_MIN = 15 * 60
_QUARTER_MIN = 15


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
    sessions = sessions_in(fit, t[t > 0], created)
    if not sessions:
        return NO_RECORDS, ()
    owner = _owners(t, table.parts, sessions)
    origin = _Origin(sha256, source, _offset_min(fields_of(fit, "activity")))
    activities = tuple(
        _activity(each, table, (owner == number) & (t > 0), origin)
        for number, each in enumerate(sessions)
    )
    return records_of(table, t, owner, sessions), activities


def _owners(t: Integers, parts: NDArray[np.int32], sessions: list[Session]) -> Integers:
    """Give each record the last session of its part begun by then, so that it belongs to one.

    A part without a session of its own looks among all: a chained file may sum up at its end.
    """
    owner = _last_begun(t, range(len(sessions)), sessions)
    for part in {each.part for each in sessions}:
        mine = parts == part
        own = [number for number, each in enumerate(sessions) if each.part == part]
        owner[mine] = _last_begun(t[mine], own, sessions)
    return owner


def _last_begun(t: Integers, among: Sequence[int], sessions: list[Session]) -> Integers:
    starts = np.array([sessions[number].start for number in among], np.int64)
    place = np.maximum(np.searchsorted(starts, t, side="right") - 1, 0)
    found: Integers = np.array(among, np.int64)[place]
    return found


def _activity(
    session: Session, table: Fields, mine: NDArray[np.bool_], origin: _Origin
) -> Activity:
    beats = table.integers("heart_rate", HR_UNSET)[mine]
    beats = beats[beats > HR_UNSET]
    hr_mean_bpm = float(beats.mean()) if len(beats) else session.avg_hr_bpm
    return Activity(
        device_id=None,
        start=datetime.fromtimestamp(session.start, UTC),
        end=datetime.fromtimestamp(session.end, UTC),
        sport=sport_name(session.sport or 0),
        sub_sport=sub_sport_name(session.sub_sport or 0),
        duration_s=session.timer_s,
        elapsed_s=_elapsed_s(session),
        distance_m=_distance_m(session, table, mine),
        hr_mean_bpm=None if hr_mean_bpm is None else float(hr_mean_bpm),
        hr_max_bpm=int(beats.max()) if len(beats) else session.max_hr_bpm,
        hr_samples=len(beats),
        steps=session.steps,
        utc_offset_min=origin.utc_offset_min,
        sha256=origin.sha256,
        source=origin.source,
        rescued=session.rescued,
    )


def _elapsed_s(session: Session) -> float | None:
    if session.elapsed_s is None and session.rescued:
        return float(session.end - session.start)
    return session.elapsed_s


def _distance_m(session: Session, table: Fields, mine: NDArray[np.bool_]) -> float | None:
    """Give the session's own distance, else where its last record stood."""
    if session.distance_m is not None:
        return session.distance_m
    distances = table.numbers("distance")[mine]
    distances = distances[~np.isnan(distances)]
    return float(distances[-1]) if len(distances) else None


def _offset_min(activity: Fields) -> int | None:
    """Give the watch's offset; stamps written some seconds apart are rounded to a quarter hour."""
    t, local = activity.first_int("timestamp"), activity.first_int("local_timestamp")
    if t is None or local is None:
        return None
    offset_min = round((local - t) / 60 / _QUARTER_MIN) * _QUARTER_MIN
    return offset_min if abs(offset_min) <= _FURTHEST_OFFSET_MIN else None
