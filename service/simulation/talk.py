"""What made-up people say: pain, flares, and answers that a clinician has to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from service.simulation.kinds import Kind
from storage.records import Answer
from storage.told import CheckIn, DiaryEntry, DiaryKind

ONE_DAY = timedelta(days=1)
EVENING = time(19)

#: Questions of the check-in that silence everything; a test compares.
ALARMING = ("bladder_bowel", "both_legs", "saddle_numbness")


@dataclass(frozen=True, slots=True)
class Flare:
    """Days in a row, both included."""

    first: date
    last: date

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last


def diary_of(
    kind: Kind, chance: Random, first: date, total: int
) -> tuple[tuple[Flare, ...], tuple[DiaryEntry, ...]]:
    """Flares, and what was said of them and of the pain of most days."""
    if kind is not Kind.FLARE:
        return (), ()
    flares, at = [], chance.randrange(10, 40)
    while at < total - 12:
        lasting = chance.randint(4, 10)
        flares.append(Flare(first + at * ONE_DAY, first + (at + lasting - 1) * ONE_DAY))
        at += lasting + chance.randint(25, 80)
    entries = []
    for number in range(total):
        on = first + number * ONE_DAY
        flared = any(flare.holds(on) for flare in flares)
        if chance.random() < 0.85 or flared:
            worse = chance.randint(3, 4) if flared else chance.randint(-1, 1)
            entries.append(_said(DiaryKind.PAIN, on, EVENING, 3 + worse))
    for flare in flares:
        entries.append(_said(DiaryKind.FLARE_START, flare.first, time(6)))
        entries.append(_said(DiaryKind.FLARE_END, flare.last, time(21)))
    return tuple(flares), tuple(sorted(entries, key=lambda each: each.at))


def red_flags_of(kind: Kind, chance: Random, start: date, days: int) -> tuple[CheckIn, ...]:
    """Check-ins every other week; some raise an alert, and the last of them may stay open."""
    if kind is not Kind.RED_FLAG:
        return ()
    check_ins = []
    alarms = {chance.randrange(days) for _ in range(chance.randint(1, 3))}
    for number in sorted(alarms | set(range(5, days, 14))):
        at = datetime.combine(start + number * ONE_DAY, time(chance.randrange(5, 22)), UTC)
        if number not in alarms:
            check_ins.append(CheckIn(at, dict.fromkeys(ALARMING, Answer.NO)))
            continue
        answers = {**dict.fromkeys(ALARMING, Answer.NO), chance.choice(ALARMING): Answer.YES}
        if number == max(alarms) and chance.random() < 0.3:
            check_ins.append(CheckIn(at, answers))
            continue
        seen = at + timedelta(hours=chance.randint(2, 24 * 20))
        check_ins.append(CheckIn(at, answers, unlocked_by="KN", unlocked_at=seen))
    return tuple(check_ins)


def _said(kind: DiaryKind, on: date, clock: time, value: int | None = None) -> DiaryEntry:
    return DiaryEntry(kind, datetime.combine(on, clock, UTC), value)
