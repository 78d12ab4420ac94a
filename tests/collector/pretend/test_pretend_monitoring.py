"""The all-day files against the truth, read by decoders that know nothing of us."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from statistics import fmean
from typing import Any

import fitdecode
import fitparse
import pytest

from collector.pretend import Pretend

_HELD_MIN = 15
_BANDS = ((60, "vigorous"), (40, "moderate"), (30, "light"))


def test_the_days_steps_are_the_highest_counters_of_walking_and_running(
    forty_weeks: Pretend, reading: Any
) -> None:
    read = {day: each.steps for day, each in reading.days.items() if each.steps is not None}
    true = {each.date: each.steps for each in forty_weeks.truth if each.steps is not None}
    assert read == true


def test_every_sample_of_heart_rate_is_found_on_its_day(forty_weeks: Pretend, reading: Any) -> None:
    for each in forty_weeks.truth:
        found = reading.days[each.date].bpm.values()
        assert len(found) == each.hr_minutes, each.date
        if found:
            assert fmean(found) == pytest.approx(each.hr_mean_bpm, abs=1e-9)


def test_heart_rate_held_to_the_next_sample_gives_the_true_bands_and_wear(
    forty_weeks: Pretend, reading: Any
) -> None:
    counted: dict[date, Counter[str]] = {}
    recorded = _recorded_minutes(forty_weeks)
    for minute, bpm, day in _held(reading):
        tally = counted.setdefault(day, Counter())
        band = _band(bpm, reading.days[day].rest_bpm, forty_weeks, minute)
        up_and_about = minute in recorded or minute in reading.days[day].moved
        tally["worn"] += 1
        tally["light" if band == "rest" and up_and_about else band] += 1
    for each in forty_weeks.truth:
        tally = counted.get(each.date, Counter())
        assert tally["worn"] == each.worn_min, each.date
        effort = (each.moderate_min or 0, each.vigorous_min or 0)
        assert (tally["moderate"], tally["vigorous"]) == effort, each.date
        if not each.unplaced_steps:
            assert tally["light"] == (each.light_min or 0), each.date


def test_what_was_walked_before_the_first_row_of_a_broken_day_is_only_a_total(
    forty_weeks: Pretend,
) -> None:
    broken = [each for each in forty_weeks.truth if each.unplaced_steps]
    assert [each.date.isoformat() for each in broken] == ["2026-04-09", "2026-05-30"]
    assert all(0 < (each.unplaced_steps or 0) < (each.steps or 0) for each in broken)


def test_the_watchs_own_intensity_minutes_agree_with_its_heart_rate(
    forty_weeks: Pretend, reading: Any
) -> None:
    for each in forty_weeks.truth:
        day = reading.days[each.date]
        assert (day.moderate_min, day.vigorous_min) == (
            each.moderate_min or 0,
            each.vigorous_min or 0,
        ), each.date


def test_the_watch_writes_the_resting_rate_of_every_worn_day(
    forty_weeks: Pretend, reading: Any
) -> None:
    for each in forty_weeks.truth:
        assert reading.days[each.date].rest_bpm == each.rest_bpm, each.date


def test_samples_on_the_wrist_are_never_more_than_a_quarter_of_an_hour_apart(
    forty_weeks: Pretend, reading: Any
) -> None:
    minutes = sorted(minute for day in reading.days.values() for minute in day.bpm)
    gaps = [b - a for a, b in pairwise(minutes)]
    assert all(gap <= _HELD_MIN or gap >= 30 for gap in gaps)
    assert _HELD_MIN in gaps


def test_an_unchanged_heart_rate_is_seldom_written(forty_weeks: Pretend, reading: Any) -> None:
    worn = sum(each.worn_min for each in forty_weeks.truth)
    written = sum(each.hr_minutes for each in forty_weeks.truth)
    assert 0.25 < written / worn < 0.6


def test_the_watch_stays_silent_where_it_was_lost_and_speaks_without_heart_rate_in_a_drawer(
    forty_weeks: Pretend, reading: Any
) -> None:
    unworn = [each for each in forty_weeks.truth if not each.worn_min]
    dates = set(reading.date_of.values())
    lost = [each for each in unworn if "watch lost" in each.features]
    drawer = [each for each in unworn if "unworn weekend" in each.features]
    assert len(lost) == 4
    assert len(drawer) == 2
    assert len(unworn) == 6
    assert not any(each.date in dates for each in lost)
    assert all(each.date in dates for each in drawer)


def test_there_are_several_files_a_day_and_each_begins_where_its_clock_says(
    forty_weeks: Pretend, folder: dict[str, bytes], reading: Any
) -> None:
    monitoring = [path for path in folder if "/Monitor/" in path]
    assert 3 <= len(monitoring) / len(forty_weeks.truth) <= 5
    assert reading.row_minutes == sorted(reading.row_minutes)


@pytest.mark.parametrize("kind", ["Monitor", "Activity"])
def test_two_more_decoders_read_the_files_without_complaint(
    folder: dict[str, bytes], kind: str
) -> None:
    some = [content for path, content in folder.items() if f"/{kind}/" in path][::60]
    for content in some:
        theirs = [message.name for message in fitparse.FitFile(content).get_messages()]
        options = {"check_crc": fitdecode.CrcCheck.RAISE, "error_handling": _RAISE}
        with fitdecode.FitReader(content, **options) as frames:
            others = [frame.name for frame in frames if isinstance(frame, _DATA)]
        assert len(theirs) == len(others) > 5


def test_raw_counters_are_steps_and_summaries_call_them_so(folder: dict[str, bytes]) -> None:
    path = next(path for path in list(folder)[5:] if "/Monitor/" in path)
    messages = list(fitparse.FitFile(folder[path]).get_messages("monitoring"))
    summaries = [each for each in messages if each.get_value("duration_min")]
    rows = [each for each in messages if each.get("cycles") and each.get_value("timestamp_16")]
    last = summaries[-1].get("steps")
    assert last.value == max(each.get("cycles").raw_value for each in rows)
    distance = summaries[-1].get_value("distance")
    assert distance == pytest.approx(last.value / 2 * 1.44, abs=0.01)


_DATA = fitdecode.FitDataMessage
_RAISE = fitdecode.ErrorHandling.RAISE


def _held(reading: Any) -> list[tuple[int, int, date]]:
    """Fill the minutes between two samples no more than a quarter of an hour apart."""
    samples = sorted((m, bpm) for day in reading.days.values() for m, bpm in day.bpm.items())
    held = []
    ends = [minute for minute, _ in samples[1:]] + [samples[-1][0] + 1]
    for (minute, bpm), following in zip(samples, ends, strict=True):
        until = following if following - minute <= _HELD_MIN else minute + 1
        held += [(each, bpm, reading.date_of[minute]) for each in range(minute, until)]
    return held


def _recorded_minutes(pretend: Pretend) -> set[int]:
    return {
        minute
        for day in pretend.truth
        for session in day.sessions
        for minute in range(*(int(at.timestamp()) // 60 for at in (session.start, session.end)))
    }


def _band(bpm: int, rest_bpm: int, pretend: Pretend, minute: int) -> str:
    year = datetime.fromtimestamp(minute * 60, UTC).year
    max_bpm = 208 - 0.7 * (year - pretend.birth_year)
    reserve = 100 * (bpm - rest_bpm) / (max_bpm - rest_bpm)
    distance = min(abs(reserve - edge) for edge, _ in _BANDS)
    assert distance >= 2, f"{bpm} bpm is too near an edge"
    return next((name for edge, name in _BANDS if reserve >= edge), "rest")
