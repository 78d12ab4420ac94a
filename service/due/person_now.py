"""One person at one moment: their day, their clock, and what is on record for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from analyzer.calendar import at_local, local_date, zone_of, zone_rows
from service.errands import Books, Do, Errand, Rules
from storage.records import MessageKind, Person, ZoneRow
from storage.sending import Consent, Message, MessageState


@dataclass(frozen=True, slots=True)
class PersonNow:
    """All that what is due for somebody rests on."""

    now: datetime
    person_id: int
    zones: Sequence[ZoneRow]
    today: date
    consents: Sequence[Consent]
    messages: Sequence[Message]
    rules: Rules

    @classmethod
    def of(cls, person: Person, now: datetime, books: Books, rules: Rules) -> PersonNow:
        rows = zone_rows(person, books.zones.get(person.id, ()))
        consents = [each for each in books.consents if each.person_id == person.id]
        messages = [each for each in books.messages if each.person_id == person.id]
        return cls(now, person.id, rows, local_date(rows, now), consents, messages, rules)

    def moment(self, day: date, hour: time) -> datetime:
        return at_local(day, hour, self.zone(day))

    def zone(self, day: date) -> tzinfo:
        return zone_of([row for row in self.zones if row.since <= day][-1].zone)

    def row(self, kind: MessageKind, period: str) -> Message | None:
        found = (each for each in self.messages if (each.kind, each.period) == (kind, period))
        return next(found, None)

    def waiting(self) -> Iterator[Message]:
        return (each for each in self.messages if each.state is MessageState.WAITING)

    def errand(
        self, do: Do, since: datetime, kind: MessageKind, period: str, why: str = ""
    ) -> Errand:
        return Errand(do, since, self.person_id, kind, period, why)
