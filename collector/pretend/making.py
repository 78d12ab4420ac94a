"""The pretend person's forty weeks: the watch's folder, file by file, and the truth beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from collector.encode.fit import encode
from collector.pretend.activity_file import recording_messages
from collector.pretend.body import live
from collector.pretend.chance import Chance
from collector.pretend.clock import local_day
from collector.pretend.life import DayLife
from collector.pretend.monitoring import monitoring_messages
from collector.pretend.person import PretendPerson, person_on
from collector.pretend.recording import Recording, record
from collector.pretend.story import plan_day
from collector.pretend.truth import TrueDay, true_day
from collector.pretend.watch import Written, write_down
from collector.pretend.weeks import WEEKS, Calendar, calendar_from
from config.errors import StegvisError
from storage.records import Sex

_PLAN, _LIFE, _WATCH, _SERIAL = range(4)  # what a stream of chance is for
_RECORDING = 100
_KEPT_OF_DAMAGED = 0.6


class PretendError(StegvisError):
    """A story that cannot be told as asked."""


class _Kept(NamedTuple):
    """A day with all the watch keeps of it."""

    life: DayLife
    written: Written
    recordings: tuple[Recording, ...]


@dataclass(frozen=True)
class Pretend:
    """A pretend person and their watch. Files and truth are made when asked for."""

    seed: int
    person: PretendPerson
    calendar: Calendar
    damage: bool

    @property
    def first(self) -> date:
        return self.calendar.first

    @property
    def last(self) -> date:
        return self.calendar.days[-1]

    @property
    def zone(self) -> str:
        return self.calendar.home

    @property
    def birth_year(self) -> int:
        return self.person.birth_year

    @property
    def sex(self) -> Sex:
        return self.person.sex

    @property
    def rest_bpm(self) -> int:
        return self.person.rest_bpm

    @property
    def max_hr_bpm(self) -> float:
        return self.person.max_hr_bpm

    @cached_property
    def truth(self) -> tuple[TrueDay, ...]:
        """What every one of the days was, from its minutes."""
        return tuple(true_day(*self._keep(day)) for day in self.calendar.days)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Give each file with its path on the watch, one day after the other."""
        serial = Chance(self.seed, _SERIAL).between(3_400_000_000, 3_999_999_999)
        number, intact = 0, not self.damage
        for day in self.calendar.days:
            kept = self._keep(day)
            for span in kept.written.spans:
                number += 1
                messages = monitoring_messages(kept.life, kept.written, span, serial, number)
                yield f"GARMIN/Monitor/M{number:07d}.fit", encode(messages)
            for recording in kept.recordings:
                content = encode(recording_messages(recording, kept.life, self.person, serial))
                yield _path(kept.life, recording), content if intact else _cut(content)
                intact = True

    def _keep(self, day: date) -> _Kept:
        def chance(purpose: int) -> Chance:
            return Chance(self.seed, day.toordinal(), purpose)

        plan = plan_day(day, self.calendar, chance(_PLAN))
        there = local_day(day, self.calendar.home, self.calendar.trip)
        life = live(plan, there, self.person, chance(_LIFE))
        recordings = tuple(
            record(life, bout, chance(_RECORDING + n)) for n, bout in enumerate(life.bouts)
        )
        return _Kept(life, write_down(life, chance(_WATCH)), recordings)


def make(
    seed: int,
    first: date,
    weeks: int = WEEKS,
    zone: str = "Europe/Stockholm",
    *,
    damage: bool = False,
) -> Pretend:
    """Tell the story from the Monday ``first``. ``damage`` cuts the first recorded session short.

    Raises `PretendError` where ``first`` is no Monday or there is no week to tell.
    """
    if first.weekday() != 0:
        monday = first - timedelta(days=first.weekday())
        raise PretendError(f"The story begins on a Monday; take {monday} instead of {first}.")
    if weeks < 1:
        raise PretendError(f"The story needs at least one week, not {weeks}.")
    return Pretend(seed, person_on(first), calendar_from(first, weeks, zone), damage)


def _path(life: DayLife, recording: Recording) -> str:
    start_s = recording.bout.start_s
    local = life.day.moment(start_s) + timedelta(minutes=life.day.offset_min(start_s // 60))
    return f"GARMIN/Activity/{local:%Y-%m-%d-%H-%M-%S}.fit"


def _cut(content: bytes) -> bytes:
    return content[: int(len(content) * _KEPT_OF_DAMAGED)]
