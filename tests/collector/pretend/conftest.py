"""Forty weeks of the pretend watch, read by a decoder that is not ours and counted by hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyfitparsernative
import pytest

from collector.pretend import Pretend, make

FIRST = date(2026, 2, 16)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIT_EPOCH_S = 631_065_600
_STEPPING = {"walking", "running"}


@dataclass
class WatchDay:
    """What the monitoring files say of one local day of the watch."""

    counters: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bpm: dict[int, int] = field(default_factory=dict)  # minute since 1970 -> heart rate
    moved: set[int] = field(default_factory=set)  # minutes that a row with new steps speaks of
    rest_bpm: int | None = None
    moderate_min: int = 0
    vigorous_min: int = 0

    @property
    def steps(self) -> int | None:
        counted = [self.counters[kind] for kind in _STEPPING if kind in self.counters]
        return sum(counted) if counted else None


@dataclass
class Reading:
    """All monitoring files together: days by date, and whose day each minute is."""

    days: dict[date, WatchDay] = field(default_factory=lambda: defaultdict(WatchDay))
    date_of: dict[int, date] = field(default_factory=dict)
    row_minutes: list[int] = field(default_factory=list)
    last_movement: int = 0  # minute closed by the movement row before

    def add(self, messages: list[dict[str, Any]]) -> None:
        """Read one file by the rules of the format: widen, shift, count."""
        info = next(each for each in messages if each["message_type"] == "monitoring_info")
        offset_s = _seconds(info["local_timestamp"]) - _seconds(info["timestamp"])
        now_s = _seconds(info["timestamp"])
        for row in messages:
            if row["message_type"] not in {"monitoring", "monitoring_hr_data"}:
                continue
            if "timestamp" in row:
                now_s = _seconds(row["timestamp"])
            else:
                now_s += (row["timestamp_16"] - (now_s - _FIT_EPOCH_S)) & 0xFFFF
            minute = (now_s - 1) // 60
            local = (_EPOCH + timedelta(seconds=now_s - 1 + offset_s)).date()
            self.date_of[minute] = local
            self.row_minutes.append(minute)
            if "current_activity_type_intensity" in row:
                if _raw(row) > self.days[local].counters.get(row["activity_type"], 0):
                    self.days[local].moved |= set(range(self.last_movement + 1, minute + 1))
                self.last_movement = minute
            _add_row(self.days[local], row, minute)


def _add_row(day: WatchDay, row: dict[str, Any], minute: int) -> None:
    if row.get("heart_rate"):
        day.bpm[minute] = row["heart_rate"]
    if row.get("activity_type") in _STEPPING and "cycles" in row:
        kind = row["activity_type"]
        day.counters[kind] = max(day.counters[kind], _raw(row))
    day.rest_bpm = row.get("current_day_resting_heart_rate", day.rest_bpm)
    day.moderate_min += row.get("moderate_activity_minutes", 0)
    day.vigorous_min += row.get("vigorous_activity_minutes", 0)


def _raw(row: dict[str, Any]) -> int:
    """Give the counter: this decoder, like most, hands out half of it."""
    return round(row["cycles"] * 2) if row["activity_type"] in _STEPPING else 0


def _seconds(stamp: str) -> int:
    return int((datetime.fromisoformat(stamp).replace(tzinfo=UTC) - _EPOCH).total_seconds())


@pytest.fixture(scope="session")
def forty_weeks() -> Pretend:
    return make(1, FIRST)


@pytest.fixture(scope="session")
def folder(forty_weeks: Pretend) -> dict[str, bytes]:
    """The watch's files by path."""
    return dict(forty_weeks.files())


@pytest.fixture(scope="session")
def reading(folder: dict[str, bytes]) -> Reading:
    result = Reading()
    for path, content in folder.items():
        if path.startswith("GARMIN/Monitor/"):
            result.add(pyfitparsernative.parse_fit_bytes(content))
    return result


@pytest.fixture(scope="session")
def activities(folder: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    return {
        path: pyfitparsernative.parse_fit_bytes(content)
        for path, content in folder.items()
        if path.startswith("GARMIN/Activity/")
    }
