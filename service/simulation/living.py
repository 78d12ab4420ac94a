"""Live a made-up life day by day with the real judge, gate and nudges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from analyzer.calendar import at_local, zone_of
from analyzer.effect import asks_or_would_have
from analyzer.flare import last_flare_day
from analyzer.gate import gate
from analyzer.in_force import plan_on
from analyzer.nudge import decide
from analyzer.nudge_scene import Standing
from analyzer.profiles import profile_on
from analyzer.red_flags import open_alert
from analyzer.verdict import HISTORY_DAYS, Judged, judge
from analyzer.weeks import monday_of, summarise
from config.limits import Limits, read_limits
from config.nudges import NudgeNumbers, read_nudges
from config.profiles import Profiles, read_profiles
from config.questions import Questions, read_questions
from service.nudge_errand import CHECK_IN
from service.simulation.lives import FIRST, KNOWN_DAYS, ONE_DAY, Life, known_on
from storage.records import Decision, Week
from storage.told import Told

HISTORY = timedelta(days=HISTORY_DAYS)

#: What a decision is given: days and weeks of so long.
GIVEN = timedelta(days=35)
ZONE = zone_of("Europe/Oslo")
USUAL_TIME = time(8, 30)


@dataclass(frozen=True, slots=True)
class Book:
    """All numbers a day is judged by."""

    limits: Limits
    nudges: NudgeNumbers
    profiles: Profiles
    questions: Questions


@dataclass(frozen=True, slots=True)
class Morning:
    """One local date of a life: what was judged, and what was decided then."""

    on: date
    judged: Judged
    decisions: tuple[Decision, ...]


def read_book() -> Book:
    return Book(read_limits(), read_nudges(), read_profiles(), read_questions())


def live(lived: Life, days: int, book: Book) -> Iterator[Morning]:
    """Every date in turn: what is known by then is judged, and once or twice it is decided."""
    chance = Random(f"living {lived.number}")  # noqa: S311 - the same every time
    made: list[Decision] = []
    after_min: dict[date, float] = {}
    whole = summarise(lived.days, book.limits.cannot_tell.valid_days_needed)
    for number in range(KNOWN_DAYS, KNOWN_DAYS + days):
        on = FIRST + number * ONE_DAY
        moments = _moments(on, chance)
        judged = _judge(lived, on, told_by(lived.told, moments[0]), whole, book)
        today = [_decide(lived, on, judged, made, after_min, now, book) for now in moments[:1]]
        for now in moments[1:]:
            today.append(_decide(lived, on, judged, [*made, *today], after_min, now, book))
        made = [*made, *today][-2 * book.nudges.effect.look_back_days :]
        after_min.update(_afterwards(lived, on, today, chance))
        yield Morning(on, judged, tuple(today))


def told_by(told: Told, now: datetime) -> Told:
    """What had been said, and seen by a clinician, at a moment."""
    check_ins = tuple(
        each
        if each.unlocked_at is not None and each.unlocked_at <= now
        else replace(each, unlocked_by="", unlocked_at=None)
        for each in told.check_ins
        if each.at <= now
    )
    return replace(
        told, diary=tuple(each for each in told.diary if each.at <= now), check_ins=check_ins
    )


def _judge(lived: Life, on: date, told: Told, whole: Sequence[Week], book: Book) -> Judged:
    """``whole`` are the weeks of the life; only one that has not all arrived is summed up anew."""
    start = monday_of(on - HISTORY)
    known = [day for day in known_on(lived, on) if day.date >= start]
    running = monday_of(known[-1].date + ONE_DAY) if known else start
    weeks = [week for week in whole if start <= week.start < running]
    rest = [day for day in known if day.date >= running]
    return judge(
        known,
        [*weeks, *summarise(rest, book.limits.cannot_tell.valid_days_needed)],
        lived.plans,
        lived.person,
        book.limits,
        on,
        told=told,
        profiles=book.profiles,
        questions=book.questions,
        since=on - GIVEN,
    )


def _decide(
    lived: Life,
    on: date,
    judged: Judged,
    made: list[Decision],
    after_min: dict[date, float],
    now: datetime,
    book: Book,
) -> Decision:
    told = told_by(lived.told, now)
    plan = plan_on(lived.plans, on)
    profile = profile_on(told, lived.person, on, book.profiles)
    alert = open_alert(told.check_ins, book.questions)
    standing = Standing(
        plan=plan,
        ramp_percent=profile.ramp(plan),
        short_acts=not profile.continuous_walks,
        flare_last=last_flare_day(told.diary, now, ZONE, book.nudges.flare),
        wishes=lived.wishes,
        after_min=after_min,
        alert=None if alert is None else CHECK_IN,
    )
    return decide(
        on,
        judged.days,
        judged.weeks,
        judged.findings,
        gate(lived.plans, lived.person, on, told, book.questions),
        made,
        lived.person,
        book.limits,
        now,
        numbers=book.nudges,
        standing=standing,
    )


def _moments(on: date, chance: Random) -> list[datetime]:
    """Mostly the usual time; now and then an odd hour, and now and then a second time."""
    clock = USUAL_TIME
    if chance.random() < 0.1:
        clock = time(chance.randrange(24), chance.randrange(60))
    moments = [at_local(on, clock, ZONE)]
    if chance.random() < 0.1 and clock.hour < 23:
        moments.append(at_local(on, time(chance.randrange(clock.hour + 1, 24), 30), ZONE))
    return moments


def _afterwards(lived: Life, on: date, today: list[Decision], chance: Random) -> dict[date, float]:
    """What the watch saw in the hours after; a nudge adds what it adds to this person."""
    if not any(map(asks_or_would_have, today)) or on not in lived.worn:
        return {}
    asked = any(each.nudge is not None and each.nudge.asks_for_more for each in today)
    usual = max(0.0, chance.gauss(lived.usual_after_min, 4.0))
    return {on: usual + (lived.helped_min if asked else 0.0)}
