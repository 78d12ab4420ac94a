"""When letters are due.

The letter about an ISO week is due from the chosen day and hour of the next week until the letter
after it is due, and is sent in that time, once, outside the quiet hours. Of the weeks that passed
while the machine slept only the last is sent; the others are marked missed, with the reason, as far
back as `WEEKS_BACK`. One of any week that its owner asked for again is tried for a week from then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from service.due.person_now import PersonNow
from service.errands import WEEKS_BACK, Do, Errand
from service.hours import aloud, clock
from service.periods import monday_of, week_before
from storage.records import MessageKind
from storage.sending import Consent, Message

#: What its owner asks for again is tried for as long as any other letter.
ASKED_FOR = timedelta(weeks=1)

REPLACED = "the next letter was due before this one could be sent"
SLEPT = "the service did not run in the week it was due"
IN_VAIN = "it could not be sent in the week after it was asked for again"


def letters(person: PersonNow) -> Iterator[Errand]:
    for consent in person.consents:
        if consent.kind is MessageKind.NUDGE:
            continue
        hour = clock(consent.at)
        day = person.today - timedelta(days=(person.today.weekday() - person.rules.letters_on) % 7)
        if person.moment(day, hour) > person.now:
            day -= timedelta(weeks=1)
        ahead = day + timedelta(weeks=1)
        yield person.errand(Do.LETTER, person.moment(ahead, hour), consent.kind, week_before(ahead))
        yield from _not_yet_taken_on(person, consent, day, hour)
        for row in person.waiting():
            if row.kind == consent.kind:
                yield _waiting(person, hour, row)


def _not_yet_taken_on(
    person: PersonNow, consent: Consent, current: date, hour: time
) -> Iterator[Errand]:
    """The letter of this week, and those of the weeks before that were slept through."""
    for back in range(WEEKS_BACK + 1):
        day = current - timedelta(weeks=back)
        moment, period = person.moment(day, hour), week_before(day)
        if consent.given_at > moment:
            return
        if person.row(consent.kind, period) is not None:
            continue
        if day == current:
            since = _aloud(person, moment, hour, person.now)
            yield person.errand(Do.LETTER, since, consent.kind, period)
        else:
            over = person.moment(day + timedelta(weeks=1), hour)
            yield person.errand(Do.MISSED, over, consent.kind, period, SLEPT)


def _waiting(person: PersonNow, hour: time, row: Message) -> Errand:
    """A letter that was tried, or asked for again, whoever agreed since."""
    day = monday_of(row.period) + timedelta(weeks=1, days=person.rules.letters_on)
    over, why = person.moment(day + timedelta(weeks=1), hour), REPLACED
    if row.asked_at is not None and row.asked_at + ASKED_FOR > over:
        over, why = row.asked_at + ASKED_FOR, IN_VAIN
    if over <= person.now:
        return person.errand(Do.MISSED, over, row.kind, row.period, why)
    ready = max(row.next_try_at or person.now, person.now)
    since = _aloud(person, person.moment(day, hour), hour, ready)
    return person.errand(Do.LETTER, since, row.kind, row.period)


def _aloud(person: PersonNow, moment: datetime, hour: time, ready: datetime) -> datetime:
    """When a letter that is due since a moment may be sent; that moment where it is now."""
    since = aloud(ready, hour, person.zone(person.today), person.rules)
    return min(moment, since) if since == person.now else since
