"""Which week of the story is which: the arc of the volume, and where the special weeks fall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from collector.pretend.clock import Trip, changes_offset, destination

WEEKS = 40

#: Share in percent of a settled week's brisk walking, week by week: settled, slow build, steady
#: and the boom-bust week, flare, graded return, a new level with one quiet week.
_VOLUME_PERCENT = (
    *(100, 95, 105, 100, 100, 105),
    *(110, 115, 122, 130, 136, 142, 148, 155, 155, 158),
    *(160, 162, 160, 165, 165),
    0,
    *(60, 66, 70, 73),
    *(115, 100, 98, 110, 121, 60, 128, 142),
    *(156, 165, 165, 170, 168, 170),
)
BUILD_FROM = 6
SMALL_BOOM = 18
BOOM = 20
FLARE = 21
RETURN = range(22, 26)
QUIET = 31
RUNS_FROM = 34
UNWORN_NIGHTS = (3, 29)
_HARD = (BOOM, FLARE)  # weeks without bike rides or lifting, beside the first one after them

# Nothing that hides days may hide the day the clocks are changed: the first calm one is taken.
_BATTERY_WEEKS = (7, 8)
_UNWORN_WEEKS = (11, 10, 12)
_LOST_WEEKS = (14, 13, 15)
_TRIP_WEEKS = (26, 28, 24)

_SATURDAY = 5
_TRIP_DAYS = 9
_WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """The story's special weeks, by number from 0."""

    first: date
    weeks: int
    home: str
    battery: int
    unworn: int
    lost: int
    trip: Trip

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range(self.weeks * _WEEK_DAYS))

    def week(self, day: date) -> int:
        return (day - self.first).days // _WEEK_DAYS


def calendar_from(first: date, weeks: int, home: str) -> Calendar:
    """Lay the story over these weeks; ``first`` is a Monday."""

    def calm(choices: tuple[int, ...]) -> int:
        return _calm_week(choices, first, home, _WEEK_DAYS)

    trip_week = _calm_week(_TRIP_WEEKS, first, home, 2 * _WEEK_DAYS)
    out = first + timedelta(days=trip_week * _WEEK_DAYS + _SATURDAY)
    return Calendar(
        first=first,
        weeks=weeks,
        home=home,
        battery=calm(_BATTERY_WEEKS),
        unworn=calm(_UNWORN_WEEKS),
        lost=calm(_LOST_WEEKS),
        trip=Trip(out, out + timedelta(days=_TRIP_DAYS - 1), destination(home, out)),
    )


def volume_percent(week: int) -> int:
    """Give the week's brisk walking in percent of a settled week; the last level goes on."""
    return _VOLUME_PERCENT[min(week, len(_VOLUME_PERCENT) - 1)]


def has_strength(week: int) -> bool:
    return week not in (*_HARD, RETURN[0])


def has_ride(week: int) -> bool:
    return BUILD_FROM + 2 <= week < RUNS_FROM and week not in (*_HARD, *RETURN, QUIET)


def first_monday(end: date, zone: str, weeks: int = WEEKS) -> date:
    """Give the Monday to begin on, so that the last week is over by ``end``.

    Steps back week by week until both changes of the clocks lie inside, where the zone has them.

    >>> first_monday(date(2026, 11, 22), "Europe/Stockholm")
    datetime.date(2026, 2, 16)
    """
    monday = end + timedelta(days=1) - timedelta(days=weeks * _WEEK_DAYS)
    latest = monday - timedelta(days=monday.weekday())
    choices = (latest - timedelta(days=n * _WEEK_DAYS) for n in range(53))
    return next((each for each in choices if _both_changes(each, zone, weeks)), latest)


def _both_changes(first: date, zone: str, weeks: int) -> bool:
    mondays = (first + timedelta(days=n * _WEEK_DAYS) for n in range(weeks))
    return sum(changes_offset(zone, monday, _WEEK_DAYS) for monday in mondays) >= 2


def _calm_week(choices: tuple[int, ...], first: date, home: str, days: int) -> int:
    def is_calm(week: int) -> bool:
        return not changes_offset(home, first + timedelta(days=week * _WEEK_DAYS), days)

    return next((week for week in choices if is_calm(week)), choices[0])
