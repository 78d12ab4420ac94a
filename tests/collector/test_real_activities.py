"""Recorded sessions of real files, as another decoder sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collector.decode.fit import FitError, FitFile, decode
from collector.readings import readings_of
from storage.records import Activity

#: Their clock was never set: what they hold cannot be placed in time, and the import says so.
CLOCK_UNSET = {"system-time-only/input.fit", "activity_217470507.fit"}

#: Its one record has no time at all.
NO_TIMES = {"TestEncode.fit"}


def sound_recordings(shared: Path) -> Iterator[tuple[Path, bytes, FitFile]]:
    """Give the recordings whose bytes lose nothing; damaged ones have no second opinion."""
    for path in sorted((shared / "fit").rglob("*.[fF][iI][tT]")):
        data = path.read_bytes()
        try:
            fit = decode(data)
        except FitError:
            continue
        damaged = any(each.loses_data or "crc" in each.code for each in fit.problems)
        unset = any(str(path).endswith(name) for name in CLOCK_UNSET | NO_TIMES)
        if "record" in fit.tables and not damaged and not unset:
            yield path, data, fit


def test_samples_distances_and_times_are_those_of_another_decoder(shared: Path) -> None:
    native = pytest.importorskip("pyfitparsernative")
    compared = 0
    for path, data, fit in sound_recordings(shared):
        try:
            messages = native.parse_fit_bytes(data)
        except ValueError:
            continue  # stricter than we are about headers; fitdecode and fitparse read these
        samples, distances_m, timers_s = of_activities(readings_of(fit).activities)
        beats, told_m, told_s = of_messages(messages)
        assert samples == beats, path
        # What no session sums up we take from the records: more than told is no difference.
        assert told_m <= distances_m, path
        assert told_s <= timers_s, path
        compared += 1
    assert compared > 130


def of_messages(messages: list[dict[str, Any]]) -> tuple[int, Counter[float], Counter[float]]:
    beats = [m.get("heart_rate") for m in messages if m["message_type"] == "record"]
    sessions = [m for m in messages if m["message_type"] == "session"]
    return (
        sum(1 for each in beats if each),
        Counter(round(m["total_distance"], 2) for m in sessions if "total_distance" in m),
        Counter(round(m["total_timer_time"], 3) for m in sessions if "total_timer_time" in m),
    )


def of_activities(activities: tuple[Activity, ...]) -> tuple[int, Counter[float], Counter[float]]:
    return (
        sum(each.hr_samples for each in activities),
        Counter(round(each.distance_m or 0, 2) for each in activities),
        Counter(round(each.duration_s or 0, 3) for each in activities),
    )


@pytest.mark.parametrize("name", sorted(CLOCK_UNSET))
def test_a_recording_without_a_clock_is_refused_with_a_sentence(shared: Path, name: str) -> None:
    from collector.digest import digest
    from collector.run import Original

    (path,) = (each for each in (shared / "fit").rglob("*") if str(each).endswith(name))
    done = digest(Original("0" * 64, name, path.read_bytes()))
    assert "clock was not set" in done.sentence
