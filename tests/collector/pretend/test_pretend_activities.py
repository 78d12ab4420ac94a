"""Recorded sessions against the truth, read by a decoder that knows nothing of us."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

import pytest

from collector.pretend import Pretend, TrueSession


def _sessions(pretend: Pretend) -> list[TrueSession]:
    return [session for day in pretend.truth for session in day.sessions]


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


def test_each_session_has_its_file_and_says_the_truth(
    forty_weeks: Pretend, activities: dict[str, list[dict[str, Any]]]
) -> None:
    true = _sessions(forty_weeks)
    assert len(activities) == len(true) > 200
    for messages, session in zip(activities.values(), true, strict=True):
        said = next(each for each in messages if each["message_type"] == "session")
        bpm = [each["heart_rate"] for each in messages if each["message_type"] == "record"]
        assert _moment(said["start_time"]) == session.start
        assert _moment(said["timestamp"]) == session.end
        assert (said["sport"], said["sub_sport"]) == (session.sport, session.sub_sport)
        assert said["total_timer_time"] == session.duration_s
        assert said.get("total_distance") == pytest.approx(session.distance_m)
        strides = said.get("total_cycles")
        assert (None if strides is None else strides * 2) == session.steps
        assert len(bpm) == session.hr_samples
        assert fmean(bpm) == pytest.approx(session.hr_mean_bpm)
        assert max(bpm) == session.hr_max_bpm == said["max_heart_rate"]


def test_each_minute_of_a_session_has_the_heart_rate_of_the_all_day_file(
    activities: dict[str, list[dict[str, Any]]], reading: Any
) -> None:
    all_day = {minute: bpm for day in reading.days.values() for minute, bpm in day.bpm.items()}
    for path, messages in activities.items():
        minutes: dict[int, list[int]] = defaultdict(list)
        for each in messages:
            if each["message_type"] == "record":
                at = int(_moment(each["timestamp"]).timestamp()) // 60
                minutes[at].append(each["heart_rate"])
        assert {at: fmean(bpm) for at, bpm in minutes.items()} == {
            at: all_day[at] for at in minutes
        }, path


def test_a_sessions_steps_are_part_of_the_days(forty_weeks: Pretend) -> None:
    for day in forty_weeks.truth:
        assert sum(session.steps or 0 for session in day.sessions) <= (day.steps or 0)


def test_the_files_are_named_by_the_watchs_own_clock(
    forty_weeks: Pretend, activities: dict[str, list[dict[str, Any]]]
) -> None:
    names = [path.removeprefix("GARMIN/Activity/")[:10] for path in activities]
    dates = [day.date.isoformat() for day in forty_weeks.truth for _ in day.sessions]
    assert names == dates


def test_strength_sessions_tell_their_sets(activities: dict[str, list[dict[str, Any]]]) -> None:
    lifted = [
        messages
        for messages in activities.values()
        if any(each.get("sub_sport") == "strength_training" for each in messages)
    ]
    assert len(lifted) > 50
    for messages in lifted:
        assert sum(each["message_type"] == "set" for each in messages) == 20


def test_every_kind_of_session_is_there(forty_weeks: Pretend) -> None:
    kinds = {(session.sport, session.sub_sport) for session in _sessions(forty_weeks)}
    assert kinds == {
        ("walking", "generic"),
        ("hiking", "generic"),
        ("running", "generic"),
        ("cycling", "generic"),
        ("training", "strength_training"),
        ("training", "flexibility_training"),
    }
