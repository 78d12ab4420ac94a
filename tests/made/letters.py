"""Made-up people and weeks for letters: plain arithmetic, judged by the real rules."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from analyzer.letters.by_its_end import by_its_end
from analyzer.letters.evaluation import EvaluationLetter, evaluation_letter
from analyzer.letters.heard import Heard
from analyzer.letters.known import KnownWeek
from analyzer.letters.patient import PatientLetter, patient_letter
from analyzer.letters.physio import PhysioLetter, physio_letter
from analyzer.letters.picture import Span
from analyzer.verdict import judge
from analyzer.weeks import summarise
from config.instruments import read_instruments
from config.lessons import read_lessons
from config.letters import read_letters
from config.limits import read_limits
from config.profiles import read_profiles
from config.questions import read_questions
from storage.records import Activity, Answer, Day, Person, Plan
from storage.told import Exercise, Milestone, Told
from tests.made.telling import ALARM, FLARE, TOLD_WELL

WEEK = date(2026, 3, 9)
HISTORY_WEEKS = 13

PERSON = Person(id=1, name="Test Person", timezone="Europe/Stockholm", birth_year=1971)
AGREED = Plan(
    since=date(2026, 1, 5),
    signed_by="KN",
    cleared=Answer.YES,
    floor_met_h=9.0,
    ceiling_met_h=16.0,
    progression_percent=10.0,
)


@dataclass(frozen=True)
class Story:
    """One made-up person's weeks. ``week`` holds active minutes by day; None = not worn."""

    week: tuple[int | None, ...]
    usual_min: int = 34
    light_min: int = 62
    person: Person = PERSON
    plans: tuple[Plan, ...] = (AGREED,)
    start: date = WEEK
    not_received: tuple[int, ...] = ()  # days of the week that have not arrived
    short_worn: tuple[int, ...] = ()  # days worn for five hours
    estimated: tuple[int, ...] = ()
    zones: tuple[str, ...] = ("Europe/Stockholm",) * 7
    lengths: tuple[int, ...] = (1440,) * 7
    strength_days: tuple[int, ...] = ()
    history_weeks: int = HISTORY_WEEKS
    gap_week: int | None = 5  # weeks ago: hardly worn
    unworn: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    seed: int = 7
    told: Told = field(default_factory=Told)
    exercises: tuple[Exercise, ...] = ()
    milestones: tuple[Milestone, ...] = ()


def days_of(story: Story) -> tuple[Day, ...]:
    chance = random.Random(story.seed)
    first = story.start - timedelta(weeks=story.history_weeks)
    days = []
    for offset in range(7 * story.history_weeks):
        on = first + timedelta(days=offset)
        weeks_ago = (story.start - on).days // 7 + (1 if (story.start - on).days % 7 else 0)
        worn = weeks_ago != story.gap_week or offset % 7 in (1, 4)
        active = max(4, round(chance.gauss(story.usual_min, story.usual_min / 4)))
        days.append(_day(on, active if worn else None, story, chance))
    for at, minutes in enumerate(story.week):
        if at not in story.not_received:
            days.append(_day(story.start + timedelta(days=at), minutes, story, chance, at))
    return tuple(days)


def told(story: Story, now: datetime | None = None) -> KnownWeek:
    """What both letters are made from."""
    limits = read_limits()
    days = days_of(story)
    weeks = summarise(days, limits.cannot_tell.valid_days_needed)
    now = now or datetime.combine(
        story.start + timedelta(days=7), datetime.min.time(), UTC
    ) + timedelta(hours=7)
    heard = heard_of(story)
    judged = judge(
        days,
        weeks,
        story.plans,
        story.person,
        limits,
        now.date(),
        told=story.told,
        profiles=heard.profiles,
        questions=heard.questions,
    )
    stored = KnownWeek(
        person=story.person,
        days=judged.days,
        weeks=judged.weeks,
        findings=judged.findings,
        plans=story.plans,
        week_start=story.start,
        limits=limits,
        letters=read_letters(),
        now=now,
        heard=heard,
        unworn={story.start + timedelta(days=at): spans for at, spans in story.unworn.items()},
    )
    return by_its_end(stored)


def to_patient(story: Story) -> PatientLetter:
    return patient_letter(told(story))


def to_physio(story: Story) -> PhysioLetter:
    return physio_letter(told(story))


def to_evaluation(story: Story, now: datetime | None = None) -> EvaluationLetter:
    known = told(story, now)
    return evaluation_letter(
        known.person,
        known.days,
        known.weeks,
        known.plans,
        heard=known.heard,
        limits=known.limits,
        letters=known.letters,
        now=known.now,
    )


def heard_of(story: Story) -> Heard:
    return Heard(
        told=story.told,
        activities=sessions_of(story),
        exercises=story.exercises,
        milestones=story.milestones,
        questions=read_questions(),
        instruments=read_instruments(),
        profiles=read_profiles(),
        lessons=read_lessons(),
    )


def sessions_of(story: Story) -> tuple[Activity, ...]:
    walks = [
        _session(story.start + timedelta(days=at), "walking", "generic", 32)
        for at, active in enumerate(story.week)
        if active is not None and active >= 30
    ][:3]
    strength = [
        _session(story.start + timedelta(days=at), "training", "strength_training", 25)
        for at in story.strength_days
    ]
    return tuple(walks + strength)


def _session(on: date, sport: str, sub_sport: str, minutes: int) -> Activity:
    start = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=16, minutes=30)
    return Activity(
        device_id=1,
        start=start,
        end=start + timedelta(minutes=minutes),
        sport=sport,
        sub_sport=sub_sport,
        duration_s=minutes * 60.0,
        elapsed_s=minutes * 60.0,
        distance_m=None,
        hr_mean_bpm=112.0,
        hr_max_bpm=131,
        hr_samples=minutes * 60,
        steps=None,
        utc_offset_min=60,
        sha256="0" * 64,
        source="made.fit",
    )


def _day(
    on: date, active: int | None, story: Story, chance: random.Random, at: int | None = None
) -> Day:
    vigorous = 0 if active is None else active // 8
    light = max(5, round(chance.gauss(story.light_min, story.light_min / 6)))
    steps = 1900 + 95 * (active or 0) + chance.randrange(400)
    short = at is not None and at in story.short_worn
    worn = Day(
        date=on,
        zone=story.zones[at] if at is not None else story.zones[0],
        steps=steps,
        wear_min=300 if short else 930,
        hr_min_bpm=52,
        hr_mean_bpm=78.0,
        hr_max_bpm=134,
        rest_bpm=58,
        light_min=light,
        moderate_min=(active or 0) - vigorous,
        vigorous_min=vigorous,
        met_h=(3 * ((active or 0) - vigorous) + 6 * vigorous) / 60,
        met_h_high=(5.9 * ((active or 0) - vigorous) + 8.7 * vigorous) / 60,
        still_min=600,
        strength_sessions=int(at is not None and at in story.strength_days),
        valid=not short,
        length_min=story.lengths[at] if at is not None else 1440,
        awake_wear_min=_awake_wear(story, at, short),
        placed_steps=steps,
        unplaced_steps=0,
        estimated_min=(active or 0) if at is not None and at in story.estimated else 0,
        complete=True,
    )
    if active is not None:
        return worn
    return replace(
        worn,
        steps=None,
        wear_min=0,
        hr_min_bpm=None,
        hr_mean_bpm=None,
        hr_max_bpm=None,
        rest_bpm=None,
        light_min=None,
        moderate_min=None,
        vigorous_min=None,
        met_h=None,
        met_h_high=None,
        still_min=None,
        valid=False,
        awake_wear_min=0,
        placed_steps=None,
        unplaced_steps=None,
        estimated_min=0,
    )


def _awake_wear(story: Story, at: int | None, short: bool) -> int:
    if short:
        return 300
    off = sum(end - start for start, end in story.unworn.get(-1 if at is None else at, ()))
    return 1020 - off


NOT_CLEARED = replace(AGREED, cleared=Answer.UNKNOWN, floor_met_h=None, ceiling_met_h=None)

#: The letters kept as golden files, by name.
STORIES: dict[str, Story] = {
    "in-band": Story(
        week=(32, 18, 41, 35, 29, 44, None),
        strength_days=(1,),
        unworn={1: ((540, 900),), 3: ((360, 450),)},
    ),
    "too-little": Story(week=(20, 12, 24, 18, 26, 21, 19), plans=(AGREED,), strength_days=(0, 3)),
    "too-much": Story(week=(48, 52, 40, 55, 61, 168, 44)),
    "cannot-tell": Story(week=(31, None, None, 22, None, 28, None), short_worn=(5,)),
    "not-cleared": Story(
        week=(15, 12, 18, 9, 14, 20, 16),
        usual_min=16,
        plans=(NOT_CLEARED,),
        estimated=(2, 4),
        person=replace(PERSON, language="en", beta_blocker=Answer.YES),
    ),
    "travel": Story(
        week=(30, 36, 28, 33, 40, 38, 31),
        start=date(2026, 3, 23),
        zones=("Europe/Stockholm",) * 4 + ("Europe/Lisbon",) * 3,
        lengths=(1440, 1440, 1440, 1440, 1500, 1440, 1380),
        not_received=(6,),
    ),
    "told-well": Story(
        week=(32, 28, 41, 35, 29, 44, 36),
        strength_days=(1,),
        plans=(replace(AGREED, sessions_per_week=3),),
        told=TOLD_WELL,
        exercises=(Exercise("bridge", 3, 10), Exercise("bird dog", 2, 8)),
        milestones=(Milestone(date(2026, 3, 20), "20 minutes to the shop and back"),),
    ),
    "flare": Story(week=(30, 22, 14, 12, 18, 21, 20), told=FLARE),
    "red-flag": Story(week=(32, 28, 41, 35, 12, 10, 16), told=ALARM),
}
