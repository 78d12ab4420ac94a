"""Days as the analyzer would sum them up, from a pace and from what was worn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from service.simulation.kinds import Kind
from service.simulation.talk import Flare
from storage.records import Day

ONE_DAY = timedelta(days=1)
MET_MODERATE = 3.0
MET_VIGOROUS = 6.0

#: A flare halves what somebody does.
IN_FLARE = 0.45

_EMPTY = Day(
    date=date.min,
    zone="Europe/Oslo",
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
    strength_sessions=0,
    valid=False,
    complete=True,
)


def worn_days(kind: Kind, chance: Random, first: date, total: int) -> frozenset[date]:
    """All days but random gaps; some people wear the watch every other week only."""
    worn = {first + at * ONE_DAY for at in range(total)}
    unworn = kind is Kind.UNWORN
    for _ in range(total // (12 if unworn else 45) + 1):
        start = chance.randrange(total)
        for at in range(chance.randint(1, 12 if unworn else 5)):
            worn.discard(first + (start + at) * ONE_DAY)
    return frozenset(worn)


def days_of(
    kind: Kind,
    chance: Random,
    first: date,
    pace: Sequence[float],
    worn: frozenset[date],
    flares: Sequence[Flare],
) -> tuple[Day, ...]:
    """One day for each pace; a day that was not worn is empty, never zero."""
    made = []
    for at, share in enumerate(pace):
        on = first + at * ONE_DAY
        if on not in worn:
            made.append(replace(_EMPTY, date=on))
            continue
        flared = any(flare.holds(on) for flare in flares)
        made.append(_lived(kind, chance, on, share * (IN_FLARE if flared else 1.0)))
    return tuple(made)


def _lived(kind: Kind, chance: Random, on: date, share: float) -> Day:
    hours = chance.choice([15, 14, 14, 13, 12, 11, 6]) + chance.random()
    awake_wear_min = int(hours * 60)
    moderate = int(28 * share * chance.uniform(0.5, 1.5))
    vigorous = int(6 * share) if chance.random() < 0.15 else 0
    tells = kind is not Kind.BETA_BLOCKER or chance.random() < 0.7
    met_h = (moderate * MET_MODERATE + vigorous * MET_VIGOROUS) / 60
    return replace(
        _EMPTY,
        date=on,
        steps=int(6500 * share),
        wear_min=awake_wear_min + 400,
        light_min=int(90 * share) if tells else None,
        moderate_min=moderate if tells else None,
        vigorous_min=vigorous if tells else None,
        met_h=round(met_h, 6) if tells else None,
        met_h_high=round(met_h * 2, 6) if tells else None,
        still_min=500,
        strength_sessions=int(chance.random() < 0.1),
        valid=awake_wear_min >= 600,
        awake_wear_min=awake_wear_min,
    )
