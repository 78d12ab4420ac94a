"""From moments to a person's local dates, by the zones of their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from analyzer.calendar import zone_of
from storage.records import Day, Person


@dataclass(frozen=True, slots=True)
class Clock:
    """From moments to a person's local dates."""

    person: Person
    zones: Mapping[date, str] = field(default_factory=dict)

    def date_of(self, at: datetime) -> date:
        """By the zone of the day; where the day is not known, by the zone the person stated."""
        there = self.zones.get(at.date(), self.person.timezone)
        on = at.astimezone(zone_of(there)).date()
        zone = self.zones.get(on, there)
        return on if zone == there else at.astimezone(zone_of(zone)).date()


def clock_of(days: Sequence[Day], person: Person) -> Clock:
    return Clock(person, {day.date: day.zone for day in days})
