"""Straps and watches over the air beside files of the same hours: whichever came first."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from collector.live.values import Heard, HeartRate, Reading, StepTotal
from collector.pretend import make
from service.home import Home
from service.live_keeping import flush, opened
from storage import live_devices, people
from storage.records import LiveDevice

MONDAY = date(2026, 3, 23)  # the clocks change on its Sunday
BEFORE = datetime(2026, 3, 1, tzinfo=UTC)
Words = Sequence[tuple[datetime, Reading]]


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pretend watch's folder for one week."""
    folder = tmp_path_factory.mktemp("week")
    for name, data in make(3, MONDAY, 1).files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def home_of(household: Any) -> Home:
    return Home(household.data, household.data / "stegvis.toml", {})


def pair(household: Any, kind: str, name: str, worn_at: str = "") -> LiveDevice:
    home = home_of(household)
    with home.engine.begin() as conn:
        person = people.person_named(conn, None)
        found = live_devices.pair(conn, person.id, kind=kind, name=name, address=name, now=BEFORE)
        live_devices.describe(conn, found.id, worn_at=worn_at or None)
    home.engine.dispose()
    return found


def speak(household: Any, device: LiveDevice, words: Words, cuts: Sequence[int] = ()) -> None:
    """Let a device be heard; at each cut the service stops and begins anew."""
    home = home_of(household)
    edges = [0, *cuts, len(words)]
    for begin, end in pairwise(edges):
        with home.engine.begin() as conn:
            listened = opened(conn, device)
        for at, reading in words[begin:end]:
            listened.live.hear(Heard(device.id, at, at.timestamp(), reading))
        flush(home.engine, listened, words[end - 1][0])
    home.engine.dispose()


def strap_words() -> Words:
    chance = random.Random(5)
    start = datetime(2026, 3, 28, 21, 0, tzinfo=UTC)
    return [
        (start + timedelta(seconds=7 * n), HeartRate(70 + chance.randrange(30)))
        for n in range(4 * 3600 // 7)
    ]


def watch_words() -> Words:
    """From Saturday noon to Sunday evening, every minute; it begins anew at local midnight."""
    start, midnight = datetime(2026, 3, 28, 11, tzinfo=UTC), datetime(2026, 3, 28, 23, tzinfo=UTC)
    chance, steps, words = random.Random(6), 2000, []
    for minute in range(30 * 60):
        at = start + timedelta(minutes=minute, seconds=20)
        steps = 0 if at - midnight < timedelta(minutes=1) and at > midnight else steps
        steps += chance.choice([0, 0, 0, 20, 100])
        if chance.random() > 0.05 and not 500 < minute < 560:
            words.append((at, StepTotal(steps)))
    return words


def test_files_first_or_live_first_or_cut_anywhere_the_days_are_the_same(
    household: Any, week: Path, tmp_path: Path
) -> None:
    told = []
    for order in ("files first", "live first", "between"):
        home = type(household)(tmp_path / order.replace(" ", "-") / "data")
        home.data.parent.mkdir()
        home.init(make(3, MONDAY, 1))
        if order == "files first":
            home.run("import", week)
        strap = pair(home, "heart_rate", "strap", "chest")
        watch = pair(home, "infinitime", "PineTime")
        beats, steps = strap_words(), watch_words()
        if order == "between":
            speak(home, strap, beats[:700], [123])
            speak(home, watch, steps[:900], [1, 400, 401])
            home.run("import", week)
            speak(home, watch, steps[900:], [3, 333])
            speak(home, strap, beats[700:])
        else:
            speak(home, strap, beats)
            speak(home, watch, steps)
        if order == "live first":
            home.days()
            home.run("import", week)
        told.append((home.days(), home.json("explain", "2026-03-29"), home))
    (days, shares, home), *others = told
    for other_days, other_shares, _ in others:
        assert other_days == days
        assert by_device(other_shares) == by_device(shares)
    sunday = next(each for each in home.json("days") if each["date"] == "2026-03-29")
    assert sunday["length_min"] == 1380
    assert sunday["steps"] == sum(each["steps_used"] + each["unplaced_used"] for each in shares)
    text = home.run("explain", "2026-03-29")
    assert "strap (chest), live: gave 0 steps" in text
    assert "PineTime, live: gave" in text
    assert "heart_rate_from (device=strap (chest), channel=live" in text


def by_device(shares: list[dict[str, Any]]) -> dict[tuple[Any, Any], Any]:
    return {
        (each["device"], each["channel"]): {
            key: value for key, value in each.items() if key not in {"device_id", "why"}
        }
        for each in shares
    }


@pytest.mark.parametrize(("day", "length_min"), [("2026-03-29", 1380), ("2026-10-25", 1500)])
def test_a_person_with_nothing_but_a_live_watch_has_days(
    household: Any, day: str, length_min: int
) -> None:
    household.init(make(3, MONDAY, 1))
    watch = pair(household, "infinitime", "PineTime")
    when = date.fromisoformat(day)
    start = datetime(when.year, when.month, when.day, tzinfo=UTC) - timedelta(hours=2)
    zone_start = -1 if day == "2026-03-29" else -2
    midnight = start + timedelta(hours=2 + zone_start)
    words: list[tuple[datetime, Reading]] = []
    for minute in range(-30, length_min + 30):
        since = (
            minute
            if 0 <= minute < length_min
            else minute % 1440
            if minute < 0
            else minute - length_min
        )
        at = midnight + timedelta(minutes=minute, seconds=30)
        bpm = 60 + minute % 20
        words += [(at, StepTotal(5 * since)), (at, HeartRate(bpm))]
    speak(household, watch, words, [len(words) // 3])
    (row,) = [each for each in household.json("days") if each["date"] == day]
    assert row["length_min"] == length_min
    assert row["steps"] == 5 * (length_min - 1)
    assert (row["wear_min"], row["complete"], row["valid"]) == (length_min, True, True)
