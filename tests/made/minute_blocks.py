"""Days of minutes that cost as much to keep as those of a watch worn day and night."""

from __future__ import annotations

import random
from datetime import date, timedelta

from storage.records import CODE_UNKNOWN, MINUTES, STEPS_UNKNOWN, MinuteBlock

WALKING, SITTING, GENERIC = 6, 8, 0


def watch_days(first: date, days: int, *, kinds: int = 30, seed: int = 1) -> list[MinuteBlock]:
    """Blocks of a stretch of days; ``kinds`` different ones, over and over."""
    chance = random.Random(seed)
    made = [_columns(chance) for _ in range(min(kinds, days))]
    return [
        MinuteBlock(first + timedelta(days=number), made[number % len(made)])
        for number in range(days)
    ]


def _columns(chance: random.Random) -> dict[str, bytes]:
    """A night, bouts of walking and pottering, an hour or so not worn, noise as a heart has it."""
    steps: list[int] = []
    rate, highest, kinds = bytearray(), bytearray(), bytearray()
    level, noise, left, kind, pace = 60.0, 0.0, 0, SITTING, 0
    off = chance.randrange(MINUTES)
    unworn = range(off, off + chance.randrange(20, 120))
    for minute in range(MINUTES):
        asleep = minute < 390 or minute > 1380
        if left == 0:
            left, kind, pace = _bout(chance, asleep)
        left -= 1
        goal = {WALKING: 95 + pace * 0.15, GENERIC: 78, SITTING: 54 if asleep else 68}[kind]
        level += (goal - level) * 0.2
        noise = 0.7 * noise + chance.gauss(0, 2)
        worn = minute not in unworn
        bpm = max(40, int(level + noise))
        steps.append(max(0, int(chance.gauss(pace, 6))) if pace else 0)
        rate.append(bpm if worn else 0)
        highest.append(bpm + min(60, int(chance.expovariate(0.35))) if worn else 0)
        kinds.append(kind if worn else CODE_UNKNOWN)
        if not worn:
            steps[-1] = STEPS_UNKNOWN
    return {
        "steps": b"".join(each.to_bytes(2, "little") for each in steps),
        "hr_mean_bpm": bytes(rate),
        "hr_max_bpm": bytes(highest),
        "activity_type": bytes(kinds),
        "device_band": bytes(2 if each == WALKING else CODE_UNKNOWN for each in kinds),
        "resolution_min": bytes(0 if each == STEPS_UNKNOWN else 1 for each in steps),
    }


def _bout(chance: random.Random, asleep: bool) -> tuple[int, int, int]:
    """How long, what, and at how many steps a minute."""
    drawn = chance.random()
    if asleep or drawn >= 0.45:
        return chance.randrange(5, 60), SITTING, 0
    if drawn < 0.12:
        return chance.randrange(2, 25), WALKING, chance.choice([60, 85, 100, 110])
    return chance.randrange(1, 6), GENERIC, chance.randrange(5, 40)
