"""Zones as arithmetic, and what a watch's clock says about where it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from collector.travel import observed_zones
from collector.zones import Zones, date_of, day_number, fixed_zone, zone_named, zones_of
from storage.records import Basis, DeviceDay, ZoneRow

HOME = ZoneRow(date.min, "Europe/Stockholm", Basis.STATED)
MONDAY = date(2026, 3, 9)


def stated(name: str, since: date = date.min) -> ZoneRow:
    return ZoneRow(since, name, Basis.STATED)


def clock(name: str) -> Zones:
    return zones_of([stated(name)])


def day(number: int, offset_min: int, *, steps: int | None = 100, device: int = 1) -> DeviceDay:
    when = MONDAY + timedelta(days=number)
    return DeviceDay(device, when, offset_min, steps, steps, 0, complete=True)


def seen(*rows: tuple[int, str]) -> tuple[ZoneRow, ...]:
    return tuple(
        ZoneRow(MONDAY + timedelta(days=number), zone, Basis.OBSERVED) for number, zone in rows
    )


@pytest.mark.parametrize(
    ("offsets", "rows"),
    [
        ([60, 60, 60], []),
        ([60, 420, 420, 60], [(1, "UTC+07:00"), (3, "Europe/Stockholm")]),
        ([60, -480, -480], [(1, "UTC-08:00"), (16, "Europe/Stockholm")]),
        ([60, 120, 420, 60], [(1, "UTC+02:00"), (2, "UTC+07:00"), (3, "Europe/Stockholm")]),
        ([60] * 21 + [120], []),  # the night the clocks change: both are the stated zone's
    ],
)
def test_a_watch_on_other_time_than_stated_is_evidence_of_travel(
    offsets: list[int], rows: list[tuple[int, str]]
) -> None:
    days = [day(number, offset) for number, offset in enumerate(offsets)]
    assert observed_zones(days, [HOME]) == seen(*rows)


def test_of_two_watches_the_one_that_counted_more_tells() -> None:
    days = [day(0, 420, steps=9000), day(0, 60, steps=None, device=2), day(1, 60)]
    assert observed_zones(days, [HOME]) == seen((0, "UTC+07:00"), (1, "Europe/Stockholm"))
    assert observed_zones(reversed(days), [HOME]) == observed_zones(days, [HOME])


def test_a_zone_stated_while_away_ends_what_was_observed() -> None:
    zones = [HOME, stated("Asia/Bangkok", MONDAY + timedelta(days=2))]
    days = [day(number, 420) for number in range(4)]
    assert observed_zones(days, zones) == seen((0, "UTC+07:00"), (2, "Asia/Bangkok"))


def test_a_zone_stated_that_is_not_the_watchs_either_does_not_hide_it() -> None:
    zones = [HOME, stated("Asia/Tokyo", MONDAY + timedelta(days=2))]
    days = [day(number, 420) for number in range(4)]
    assert observed_zones(days, zones) == seen(
        (0, "UTC+07:00"), (2, "UTC+07:00"), (17, "Asia/Tokyo")
    )


def test_a_watch_long_silent_says_nothing_of_where_its_wearer_is() -> None:
    days = [day(0, 420), day(400, 420)]
    assert observed_zones(days, [HOME]) == seen(
        (0, "UTC+07:00"), (14, "Europe/Stockholm"), (400, "UTC+07:00"), (414, "Europe/Stockholm")
    )


@pytest.mark.parametrize("offset_min", [0, 345, 840, -210, -720])
def test_a_fixed_offset_is_read_as_it_is_written(offset_min: int) -> None:
    assert zone_named(fixed_zone(offset_min)).utcoffset(None) == timedelta(minutes=offset_min)


@pytest.mark.parametrize("name", ["Asia/Tokyo", "America/Santiago", "UTC+14:00", "UTC-12:00"])
def test_a_zone_stated_from_always_holds_always(name: str) -> None:
    moment = int(datetime(2026, 3, 9, tzinfo=UTC).timestamp())
    expected = datetime.fromtimestamp(moment, zone_named(name)).utcoffset()
    assert timedelta(seconds=clock(name).offset_s(moment)) == expected


@pytest.mark.parametrize(
    ("name", "day", "length_min"),
    [
        ("Europe/Stockholm", date(2026, 3, 29), 1380),
        ("Europe/Stockholm", date(2026, 10, 25), 1500),
        ("America/Santiago", date(2026, 9, 6), 1380),  # no midnight: it begins at one
        ("America/Santiago", date(2026, 4, 4), 1500),  # its last hour comes twice
        ("Australia/Lord_Howe", date(2026, 10, 4), 1410),
        ("Asia/Tokyo", date(2026, 3, 29), 1440),
    ],
)
def test_a_local_day_is_as_long_as_its_clocks_say(name: str, day: date, length_min: int) -> None:
    zones = clock(name)
    number = day_number(day)
    begin, end = zones.midnight(number), zones.midnight(number + 1)
    assert (end - begin) // 60 == length_min
    every = np.arange(begin, end, 60)
    dates = (every + zones.offsets_s(every)) // 86_400
    assert {date_of(each) for each in dates.tolist()} == {day}


def test_offsets_in_bulk_are_offsets_one_by_one() -> None:
    zones = clock("Europe/Stockholm")
    moments = np.arange(0, 400 * 86_400, 7_001) + 1_767_225_600
    assert zones.offsets_s(moments).tolist() == [zones.offset_s(each) for each in moments.tolist()]
