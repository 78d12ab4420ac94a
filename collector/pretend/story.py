"""The forty weeks day by day: what is meant to happen, before any minute is lived."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from collector.pretend import weeks
from collector.pretend.chance import Chance
from collector.pretend.day_plan import Absence, DayPlan, Kind, Outing, Sport
from collector.pretend.features import FRI, MON, SAT, SUN, THU, TUE, WED, Feature, features_of
from collector.pretend.person import REST_BPM
from collector.pretend.weeks import Calendar

_DAY = 24 * 60


def plan_day(day: date, calendar: Calendar, chance: Chance) -> DayPlan:
    """Give the plan of one day of the story."""
    week = calendar.week(day)
    features = features_of(day, week, calendar)
    kind = _kind(day, week, features)
    at_work = kind in {Kind.OFFICE, Kind.DESK}
    plan = DayPlan(
        date=day,
        week=week,
        kind=kind,
        wake_min=(6 * 60 + 15 if at_work else 7 * 60 + 20) + chance.between(0, 25),
        bed_min=22 * 60 + 10 + chance.between(0, 35),
        rest_bpm=REST_BPM + (2 if week == weeks.FLARE else 0) + chance.between(-1, 1),
        pain=_pain(day, week, features, chance),
        outings=_outings(day, week, features, chance),
        features=features,
    )
    return _with_absences(_travelling(plan), calendar)


def _kind(day: date, week: int, features: frozenset[Feature]) -> Kind:
    if Feature.TRAVEL_OUT in features:
        return Kind.OUT
    if Feature.TRAVEL_BACK in features:
        return Kind.BACK
    if Feature.TRIP in features:
        return Kind.AWAY
    if Feature.BUST in features or week == weeks.FLARE:
        return Kind.STILL
    if day.weekday() >= SAT:
        return Kind.FREE
    at_home = day.weekday() in {WED, FRI} or week in {weeks.RETURN[0], weeks.QUIET}
    return Kind.DESK if at_home else Kind.OFFICE


def _pain(day: date, week: int, features: frozenset[Feature], chance: Chance) -> int:
    if Feature.BUST in features:
        return 5 if day.weekday() == SUN else 7
    if week == weeks.FLARE:
        return 7 - day.weekday() // 3
    if week in weeks.RETURN:
        return 5 - weeks.RETURN.index(week) // 2 - chance.between(0, 1)
    return (3 if week < weeks.BUILD_FROM else 2) + chance.between(0, 1)


def _outings(
    day: date, week: int, features: frozenset[Feature], chance: Chance
) -> tuple[Outing, ...]:
    weekday = day.weekday()
    if features & {Feature.BUST, Feature.TRAVEL_OUT, Feature.TRAVEL_BACK}:
        return ()
    if Feature.FLARE in features:
        return (Outing(Sport.WALK, 11 * 60, 5, recorded=False),)
    if Feature.TRIP in features:
        return (
            Outing(Sport.WALK, 10 * 60 + chance.between(20, 50), 13, recorded=False),
            Outing(Sport.WALK, 15 * 60 + chance.between(0, 50), 8, recorded=weekday in {1, 4}),
        )
    if Feature.BOOM in features:
        return (_boom(week),)
    planned = _week_of_outings(week, chance).get(weekday, ())
    return tuple(
        replace(each, clock_min=each.clock_min + chance.between(0, 20)) for each in planned
    )


def _boom(week: int) -> Outing:
    if week == weeks.BOOM:
        return Outing(Sport.HIKE, 9 * 60 + 40, 255, 25)
    return Outing(Sport.WALK, 10 * 60, 115)  # helping somebody to move: up and down all morning


def _week_of_outings(week: int, chance: Chance) -> dict[int, tuple[Outing, ...]]:
    def minutes(of_a_settled_week: int) -> int:
        return max(4, of_a_settled_week * weeks.volume_percent(week) // 100 + chance.between(-2, 2))

    hills = 4 if week >= weeks.BUILD_FROM and week not in weeks.RETURN else 0
    evening = 18 * 60
    walk = Outing(Sport.WALK, evening, minutes(25), recorded=not chance.one_in(3))
    thursday = Outing(Sport.RUN, evening, minutes(20), 8) if week >= weeks.RUNS_FROM else walk
    strength = (Outing(Sport.STRENGTH, evening + 15, 12),) if weeks.has_strength(week) else ()
    sunday = Outing(Sport.WALK, 14 * 60, minutes(25), recorded=chance.one_in(2))
    again = (replace(strength[0], clock_min=10 * 60 + 20),) if strength else ()
    mobility = (Outing(Sport.MOBILITY, 17 * 60 + 30, 0),) if week >= weeks.BUILD_FROM else ()
    ride = (Outing(Sport.RIDE, 16 * 60 + 40, minutes(15)),) if weeks.has_ride(week) else mobility
    return {
        MON: mobility,
        TUE: (walk,),
        WED: strength,
        THU: (thursday,),
        FRI: ride,
        SAT: (Outing(Sport.WALK, 10 * 60 + 10, minutes(40), hills),),
        SUN: (*again, sunday),
    }


def _travelling(plan: DayPlan) -> DayPlan:
    if plan.kind is Kind.OUT:
        return replace(plan, wake_min=4 * 60, bed_min=21 * 60 + 30)
    if plan.kind is Kind.BACK:
        return replace(plan, wake_min=5 * 60 + 30, bed_min=21 * 60 + 40)
    return plan


def _with_absences(plan: DayPlan, calendar: Calendar) -> DayPlan:
    """Take the watch off where the story says so. Half an hour is the least."""
    weekday = plan.date.weekday()
    absences: tuple[Absence, ...] = ()
    if Feature.CHARGED in plan.features:
        absences = (Absence(20 * 60 + 20, 21 * 60 + 25),)
    elif Feature.UNWORN_WEEKEND in plan.features:
        absences = (Absence(0, _DAY),)
    elif Feature.UNWORN_NIGHT in plan.features:
        late = Absence(21 * 60 + 50, _DAY)
        absences = (late,) if weekday == TUE else (Absence(0, 6 * 60 + 50),)
    elif Feature.BATTERY_EMPTY in plan.features:
        empty = Absence(13 * 60 + 8, _DAY, dark=True)
        absences = (empty,) if weekday == WED else (Absence(0, 6 * 60 + 40, dark=True),)
    elif Feature.WATCH_LOST in plan.features:
        absences = (_lost(weekday),)
    return replace(plan, absences=_with_weekend_edges(plan, calendar, absences))


def _lost(weekday: int) -> Absence:
    if weekday == MON:
        return Absence(20 * 60 + 40, _DAY, dark=True)
    return Absence(0, 10 * 60 + 5 if weekday == SAT else _DAY, dark=True)


def _with_weekend_edges(
    plan: DayPlan, calendar: Calendar, absences: tuple[Absence, ...]
) -> tuple[Absence, ...]:
    """Leave the watch in a drawer from Friday evening until Monday morning."""
    if plan.week == calendar.unworn and plan.date.weekday() == FRI:
        return (Absence(21 * 60 + 45, _DAY),)
    if plan.week == calendar.unworn + 1 and plan.date.weekday() == MON:
        return (Absence(0, 6 * 60 + 55),)
    return absences
