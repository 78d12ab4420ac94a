"""All that is to be done, for the machine and for each person, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from analyzer.calendar import at_local
from service.due.hold import done_still, held
from service.due.letters import letters
from service.due.nudges import nudges
from service.due.person_now import PersonNow
from service.errands import Books, Do, Errand, Rules, Trust
from storage.records import MessageKind

WATCH_EVERY = timedelta(hours=1)

DAY_OVER = "the day was over before it could be sent"
NOT_AGREED = "nobody agrees to it any more"


def due(now: datetime, books: Books, rules: Rules, trust: Trust) -> tuple[Errand, ...]:
    """Everything that is to be done now, in the order it is to be done."""
    found = upcoming(now, books, rules)
    if why := held(now, books, trust):
        found = tuple(each for each in found if each.do in done_still(why))
    return tuple(each for each in found if each.since <= now)


def upcoming(now: datetime, books: Books, rules: Rules) -> tuple[Errand, ...]:
    """What is due now, and of everything else the next time it will be."""
    if now.tzinfo is None:
        raise ValueError(f"now must know its time zone: {now!r}")
    found = [*_house(now, books, rules)]
    for each in books.people:
        person = PersonNow.of(each, now, books, rules)
        found += [*letters(person), *nudges(person), *_forsaken(person)]
    order = list(Do)
    return tuple(sorted(found, key=lambda one: (order.index(one.do), one.since, one.key)))


def next_due(now: datetime, books: Books, rules: Rules) -> Errand | None:
    """What comes next; its time may have come already."""
    talk = {Do.LETTER, Do.NUDGE, Do.BACKUP}
    found = [each for each in upcoming(now, books, rules) if each.do in talk]
    return min(found, key=lambda each: each.since, default=None)


def _house(now: datetime, books: Books, rules: Rules) -> Iterator[Errand]:
    """What concerns the machine and not a person."""
    if books.inbox_waiting:
        yield Errand(Do.INBOX, now)
    watched = books.done_at.get(Do.WATCH)
    again = now if watched is None or watched > now else watched + WATCH_EVERY
    yield Errand(Do.WATCH, again)
    yield Errand(Do.BACKUP, _backup(now, books.done_at.get(Do.BACKUP), rules))


def _backup(now: datetime, made: datetime | None, rules: Rules) -> datetime:
    """The first moment of the daily hour that no copy has been made after."""
    today, hour = now.astimezone(rules.machine).date(), rules.backup_at
    moments = [at_local(today + timedelta(days=n), hour, rules.machine) for n in (-1, 0, 1)]
    last = max(moment for moment in moments if moment <= now)
    return last if made is None or made < last else min(m for m in moments if m > now)


def _forsaken(person: PersonNow) -> Iterator[Errand]:
    """What waits for a try that will never come: its day is over, or its consent was taken back."""
    agreed = {each.kind for each in person.consents}
    today = person.today.isoformat()
    for row in person.waiting():
        if row.kind not in agreed:
            yield person.errand(Do.MISSED, person.now, row.kind, row.period, NOT_AGREED)
        elif row.kind is MessageKind.NUDGE and row.period < today:
            yield person.errand(Do.MISSED, person.now, row.kind, row.period, DAY_OVER)
