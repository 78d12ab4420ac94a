"""When nudges are due.

One decision a local day, from the person's hour until the quiet hours begin. A day the machine
slept through has no nudge and gets none later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from service.due.person_now import PersonNow
from service.errands import Do, Errand
from service.hours import clock, nudge_clock
from storage.records import MessageKind
from storage.sending import MessageState


def nudges(person: PersonNow) -> Iterator[Errand]:
    """Today's decision while it can still be made, and tomorrow's once today's has its time."""
    kind = MessageKind.NUDGE
    consents = [each for each in person.consents if each.kind is kind]
    for day in (person.today, person.today + timedelta(days=1)):
        moments = (
            (person.moment(day, nudge_clock(clock(each.at), person.rules)), each.given_at)
            for each in consents
        )
        start = min((at for at, given_at in moments if given_at <= at), default=None)
        if start is None:
            continue
        row = person.row(kind, day.isoformat())
        waits = row is not None and row.state is MessageState.WAITING
        if row is not None and waits:
            start = max(start, row.next_try_at or start)
        end = person.moment(day, person.rules.quiet_from)
        if (row is None or waits) and max(start, person.now) < end:
            yield person.errand(Do.NUDGE, start, kind, day.isoformat())
            if start > person.now:
                return
