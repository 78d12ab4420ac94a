"""How long the analysis takes: ten years of minutes, and one changed day. Makes its own minutes.

python -m benchmarks.analysis [YEARS]
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from analyzer import days, weeks
from config.compendium import read_compendium
from config.measures import read_measures
from storage.records import (
    MINUTES,
    Activity,
    Basis,
    Channel,
    DeviceDay,
    MinuteBlock,
    MinuteStream,
    Person,
    ZoneRow,
)

FIRST = date(2015, 1, 1)
PERSON = Person(1, "", "Europe/Oslo", birth_year=1974)
ZONES = (ZoneRow(date(2010, 1, 1), "Europe/Oslo", Basis.STATED),)


def made(years: int) -> tuple[list[MinuteStream], list[DeviceDay], list[Activity]]:
    """A watch worn 23 hours a day, heart rate about every other minute, a session every third."""
    random = np.random.default_rng(7)
    watch, recorded, counters, sessions = [], [], [], []
    for i in range(365 * years):
        day = FIRST + timedelta(days=i)
        steps = np.where(random.random(MINUTES) < 0.2, random.integers(5, 125, MINUTES), 0)
        steps[: 6 * 60] = 0
        hr = (58 + steps * 0.45 + random.normal(0, 4, MINUTES)).clip(45, 180)
        hr[random.random(MINUTES) < 0.5] = 0
        hr[1200:1260] = 0
        columns = {
            "steps": steps.astype("<u2").tobytes(),
            "hr_mean_bpm": hr.astype("u1").tobytes(),
            "hr_max_bpm": hr.astype("u1").tobytes(),
            "activity_type": np.full(MINUTES, 6, "u1").tobytes(),
            "device_band": np.full(MINUTES, 255, "u1").tobytes(),
            "resolution_min": np.where(steps > 0, 1, 15).astype("u1").tobytes(),
            "flags": bytes(MINUTES),
        }
        watch.append(MinuteBlock(day, columns))
        counters.append(DeviceDay(1, day, 60, int(steps.sum()) + 40, int(steps.sum()), 40, True))
        if i % 3 == 0:
            recorded.append(MinuteBlock(day, _session(random)))
            start = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
            sessions.append(_activity(start))
    streams = [
        MinuteStream(1, Channel.MONITORING, tuple(watch)),
        MinuteStream(1, Channel.ACTIVITY, tuple(recorded)),
    ]
    return streams, counters, sessions


def _session(random: np.random.Generator) -> dict[str, bytes]:
    hr, speed = np.zeros(MINUTES, "u1"), np.full(MINUTES, 0xFFFF, "<u2")
    hr[600:645], speed[600:645] = random.integers(95, 140, 45), random.integers(110, 190, 45)
    steps = np.full(MINUTES, 0xFFFF, "<u2")
    steps[600:645] = 108
    once = np.zeros(MINUTES, "u1")
    once[600:645] = 1
    return {
        "steps": steps.tobytes(),
        "hr_mean_bpm": hr.tobytes(),
        "hr_max_bpm": hr.tobytes(),
        "speed_cm_s": speed.tobytes(),
        "resolution_min": once.tobytes(),
    }


def _activity(start: datetime) -> Activity:
    return Activity(
        device_id=1,
        start=start,
        end=start + timedelta(minutes=45),
        sport="walking",
        sub_sport="generic",
        duration_s=2700.0,
        elapsed_s=2700.0,
        distance_m=4100.0,
        hr_mean_bpm=115.0,
        hr_max_bpm=140,
        hr_samples=2700,
        steps=4860,
        utc_offset_min=60,
        sha256="",
        source="",
    )


def timed(what: str, call: Callable[[], object], times: int) -> None:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    print(f"{what:40} {statistics.median(taken) * 1000:8.1f} ms  (best {min(taken) * 1000:.1f})")


def main() -> None:
    years = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    streams, counters, sessions = made(years)
    measures, compendium = read_measures(), read_compendium()
    last = FIRST + timedelta(days=365 * years - 1)

    def analyse(first: date, until: date) -> tuple[object, ...]:
        found = days.analyse(
            PERSON,
            ZONES,
            streams,
            counters,
            sessions,
            measures=measures,
            compendium=compendium,
            first=first,
            last=until,
            received_until=None,
        ).days
        return weeks.summarise(found, 4)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timed(f"{years} years, merge to weeks", lambda: analyse(FIRST, last), 3)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    changed = days.touched(FIRST + timedelta(days=200), measures)
    timed("one changed day and what follows it", lambda: analyse(changed.first, changed.last), 9)
    print(
        f"peak memory {after / 1024:.0f} MB, of which the analysis {(after - before) / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
