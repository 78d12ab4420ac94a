"""What each day is in the story for: the named things a demo has to show."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from collector.pretend import weeks
from collector.pretend.weeks import Calendar

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
_CHARGES_EVERY = 5  # days


class Feature(StrEnum):
    """Something a day is in the story for."""

    SETTLED = "settled"
    BUILD = "slow build"
    BOOM = "boom"
    BUST = "bust"
    FLARE = "flare"
    RETURN = "graded return"
    QUIET = "quiet week"
    NEW_LEVEL = "new level"
    RUNS = "runs"
    CHARGED = "watch charged in the evening"
    UNWORN_NIGHT = "unworn night"
    UNWORN_WEEKEND = "unworn weekend"
    BATTERY_EMPTY = "battery empty"
    WATCH_LOST = "watch lost"
    TRIP = "trip"
    TRAVEL_OUT = "travel out"
    TRAVEL_BACK = "travel back"


def features_of(day: date, week: int, calendar: Calendar) -> frozenset[Feature]:
    """Say what a day is in the story for."""
    weekday, trip = day.weekday(), calendar.trip
    booms = {(weeks.SMALL_BOOM, SAT), (weeks.BOOM, SAT)}
    busts = {(weeks.SMALL_BOOM, SUN), (weeks.BOOM, SUN), (weeks.FLARE, MON)}
    lost = week == calendar.lost
    found = {
        _phase(week): True,
        Feature.BOOM: (week, weekday) in booms,
        Feature.BUST: (week, weekday) in busts,
        Feature.RUNS: week >= weeks.RUNS_FROM and weekday == THU,
        Feature.UNWORN_WEEKEND: week == calendar.unworn and weekday >= SAT,
        Feature.UNWORN_NIGHT: week in weeks.UNWORN_NIGHTS and weekday in {TUE, WED},
        Feature.BATTERY_EMPTY: week == calendar.battery and weekday in {WED, THU},
        Feature.WATCH_LOST: lost and weekday <= SAT,
        Feature.TRIP: trip.out <= day <= trip.back,
        Feature.TRAVEL_OUT: day == trip.out,
        Feature.TRAVEL_BACK: day == trip.back,
    }
    charged = day.toordinal() % _CHARGES_EVERY == 0 and not _hides(found)
    return frozenset(
        {feature for feature, is_so in found.items() if is_so}
        | ({Feature.CHARGED} if charged else set())
    )


def _hides(found: dict[Feature, bool]) -> bool:
    busy = {
        Feature.UNWORN_WEEKEND,
        Feature.UNWORN_NIGHT,
        Feature.BATTERY_EMPTY,
        Feature.WATCH_LOST,
        Feature.TRAVEL_OUT,
        Feature.TRAVEL_BACK,
    }
    return any(found[feature] for feature in busy)


def _phase(week: int) -> Feature:
    if week < weeks.BUILD_FROM:
        return Feature.SETTLED
    if week <= weeks.BOOM:
        return Feature.BUILD
    if week == weeks.FLARE:
        return Feature.FLARE
    if week in weeks.RETURN:
        return Feature.RETURN
    return Feature.QUIET if week == weeks.QUIET else Feature.NEW_LEVEL
