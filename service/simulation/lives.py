"""A made-up person and their time: what truly happened, what arrives when, and what is said.

Everything follows from a seed and the person's number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from service.simulation.days import days_of, worn_days
from service.simulation.kinds import Kind
from service.simulation.paces import pace_of
from service.simulation.talk import Flare, diary_of, red_flags_of
from storage.records import Answer, Day, Person, Plan, Wish, WishKind
from storage.told import CheckIn, Diagnosis, Enrolment, Region, Told

#: A Monday; no clock change matters at the level of days.
FIRST = date(2025, 1, 6)
ZONE = "Europe/Oslo"
PHYSIO = "KN"

#: A person is known this long before the first morning that decides anything.
KNOWN_DAYS = 28

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Moments, the end excluded; ``end`` None: it never ended."""

    start: datetime
    end: datetime | None

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True, slots=True)
class Life:
    """``cleared_from`` and the stretches are the truth that promises are held against."""

    number: int
    kind: Kind
    person: Person
    plans: tuple[Plan, ...]
    told: Told
    wishes: tuple[Wish, ...]
    days: tuple[Day, ...]
    worn: frozenset[date]
    syncs: Mapping[date, date]  # on a morning: the last day the watch had handed over
    cleared_from: date | None
    red_flags: tuple[Stretch, ...]
    flares: tuple[Flare, ...]
    helped_min: float  # active minutes more after a nudge
    usual_after_min: float


def life(seed: int, number: int, kind: Kind, days: int) -> Life:
    """The person with this number."""
    chance = Random(f"{seed}/{number}")  # noqa: S311 - the same life for the same seed
    total = days + KNOWN_DAYS
    person = _person(number, kind, chance)
    cleared_from, plans, enrolments = _clearance(kind, chance, days)
    flares, diary = diary_of(kind, chance, FIRST, total)
    worn = worn_days(kind, chance, FIRST, total)
    pace = pace_of(kind, chance, total)
    red_flags = red_flags_of(kind, chance, FIRST + KNOWN_DAYS * ONE_DAY, days)
    takes_up = chance.random() < 0.7
    return Life(
        number=number,
        kind=kind,
        person=person,
        plans=plans,
        told=Told(diary=diary, check_ins=red_flags, enrolments=enrolments),
        wishes=_wishes(chance, days),
        days=days_of(kind, chance, FIRST, pace, worn, flares),
        worn=worn,
        syncs=_syncs(kind, chance, worn, total),
        cleared_from=cleared_from,
        red_flags=tuple(_stretch(each) for each in red_flags if _is_alarming(each)),
        flares=flares,
        helped_min=chance.choice([0.0, 0.0, 15.0]),
        usual_after_min=chance.uniform(15, 30) if takes_up else chance.uniform(0, 6),
    )


def known_on(lived: Life, on: date) -> tuple[Day, ...]:
    """The days that have arrived by a morning; the last of them perhaps not wholly."""
    last = lived.syncs.get(on)
    if last is None:
        return ()
    return lived.days[: (last - FIRST).days + 1]


def _person(number: int, kind: Kind, chance: Random) -> Person:
    beta_blocker = Answer.YES if kind is Kind.BETA_BLOCKER else Answer.NO
    return Person(
        number + 1,
        f"person {number + 1}",
        ZONE,
        birth_year=chance.randint(1945, 1995),
        language=chance.choice(["en", "sv", "nb", "da"]),
        beta_blocker=beta_blocker,
    )


def _clearance(
    kind: Kind, chance: Random, days: int
) -> tuple[date | None, tuple[Plan, ...], tuple[Enrolment, ...]]:
    """When more may truly be asked for, and what is on record about it."""
    start = FIRST + chance.randrange(KNOWN_DAYS) * ONE_DAY
    if kind is Kind.NOT_CLEARED:
        return None, *_closed(start, chance)
    since = start + chance.choice([0, 0, 30, 90]) * ONE_DAY
    floor = chance.choice([None, None, 4.0, 8.0])
    agreed = Plan(
        since,
        PHYSIO,
        Answer.YES,
        floor_met_h=floor,
        ceiling_met_h=chance.choice([None, 14.0, 20.0]),
        ceiling_steps=chance.choice([None, None, 12_000]),
        progression_percent=chance.choice([None, 5.0, 10.0, 20.0]),
    )
    waiting = Plan(FIRST, PHYSIO, Answer.UNKNOWN)
    return since, (waiting, agreed), _enrolled(chance)


def _enrolled(chance: Random) -> tuple[Enrolment, ...]:
    """All that has to be known is known to be well; or nobody has written anything down."""
    if chance.random() < 0.5:
        return ()
    return (
        Enrolment(
            FIRST,
            PHYSIO,
            onset=date(2020, 1, 1),
            region=chance.choice([Region.BACK, Region.NECK, Region.BOTH]),
            diagnosis=Diagnosis.NON_SPECIFIC,
            stability_threatened=Answer.NO,
            nerve_signs=Answer.NO,
            heart_or_lung_trouble=Answer.NO,
            pregnancy=Answer.NO,
        ),
    )


def _closed(start: date, chance: Random) -> tuple[tuple[Plan, ...], tuple[Enrolment, ...]]:
    """The many ways of not being cleared."""
    signed = Plan(start, PHYSIO, Answer.YES, floor_met_h=10.0)
    ways: list[tuple[tuple[Plan, ...], tuple[Enrolment, ...]]] = [
        ((), ()),
        ((Plan(start, PHYSIO, Answer.NO, floor_met_h=10.0),), ()),
        ((Plan(start, PHYSIO, Answer.UNKNOWN, floor_met_h=10.0),), ()),
        ((Plan(start, " ", Answer.YES, floor_met_h=10.0),), ()),
        ((Plan(FIRST + 2000 * ONE_DAY, PHYSIO, Answer.YES),), ()),
        ((signed,), (Enrolment(start, PHYSIO, diagnosis=Diagnosis.TUMOUR),)),
        ((signed,), (Enrolment(start, PHYSIO, diagnosis=Diagnosis.UNKNOWN),)),
        ((signed,), (Enrolment(start, PHYSIO, stability_threatened=Answer.YES),)),
    ]
    return chance.choice(ways)


def _wishes(chance: Random, days: int) -> tuple[Wish, ...]:
    """Some people ask for silence now and then."""
    wishes = []
    for _ in range(chance.choice([0, 0, 1, 3])):
        on = FIRST + (KNOWN_DAYS + chance.randrange(days)) * ONE_DAY
        said = datetime.combine(on, time(chance.randrange(6, 22)), UTC)
        kind = chance.choice(list(WishKind))
        lasting = timedelta(days=chance.randint(2, 20) if kind is WishKind.PAUSE else 2)
        wishes.append(Wish(kind, said + lasting, said))
    return tuple(wishes)


def _syncs(kind: Kind, chance: Random, worn: frozenset[date], total: int) -> Mapping[date, date]:
    """What arrives is what was worn: an empty day is known only once a later one has come."""
    syncs: dict[date, date] = {}
    handed: date | None = None
    wait = 0
    for number in range(1, total):
        on = FIRST + number * ONE_DAY
        if wait == 0:
            before = [on - back * ONE_DAY for back in range(1, 30) if on - back * ONE_DAY in worn]
            handed = max(before, default=handed)
            wait = chance.randrange(2, 12) if kind is Kind.LATE_SYNC else _now_and_then(chance)
        else:
            wait -= 1
        if handed is not None:
            syncs[on] = handed
    return syncs


def _now_and_then(chance: Random) -> int:
    return chance.randrange(1, 5) if chance.random() < 0.03 else 0


def _is_alarming(check_in: CheckIn) -> bool:
    return Answer.YES in check_in.answers.values()


def _stretch(check_in: CheckIn) -> Stretch:
    return Stretch(check_in.at, check_in.unlocked_at)
