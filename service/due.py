"""What is to be done at a moment. Pure: the clock, the ledger and the rules come as arguments.

The promise, for each person on their own clock and for as long as the machine is awake in it:

* **Letters.** The letter about an ISO week is due from the chosen day and hour of the next week
  until the letter after it is due, and is sent in that time, once, outside the quiet hours. Of the
  weeks that passed while the machine slept only the last is sent; the others are marked missed,
  with the reason, as far back as `WEEKS_BACK`. One of any week that its owner asked for again is
  tried for a week from then.
* **Nudges.** One decision a local day, from the person's hour until the quiet hours begin. A day
  the machine slept through has no nudge and gets none later.
* **Nothing is said on a clock that is not believed**, nor while its owner has to say first who
  still agrees (`held`): what is due then is due still when that is over.

Nothing is computed from "the last run": whatever tick comes, however late, finds the same things
due. An hour that clocks skip is the first minute after it; 02:00 to 03:00 counts as 03:00, so that
no hour of ours comes twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from analyzer.calendar import at_local, local_date, zone_of, zone_rows
from service.errands import WEEKS_BACK, Books, Do, Errand, Rules, Trust
from service.hours import aloud, clock, nudge_clock
from storage.records import MessageKind, ZoneRow
from storage.sending import Consent, Message, MessageState

#: Before this was written nothing can be due; a clock that says so was never set.
FIRST = datetime(2026, 1, 1, tzinfo=UTC)

#: Clocks are put right by a second or two all the time.
SLACK = timedelta(minutes=2)

#: What its owner asks for again is tried for as long as any other letter.
ASKED_FOR = timedelta(weeks=1)

WATCH_EVERY = timedelta(hours=1)

#: What is done while nothing may be said. A clock that went back may stay so until the owner has
#: been told; the word that a restore left behind says nothing against the clock.
_STILL: Mapping[str, frozenset[Do]] = {
    "clock_never_set": frozenset({Do.INBOX}),
    "clock_not_yet_set": frozenset({Do.INBOX}),
    "clock_went_back": frozenset({Do.INBOX, Do.WATCH}),
}
_RESTORED = frozenset({Do.INBOX, Do.WATCH, Do.BACKUP})

REPLACED = "the next letter was due before this one could be sent"
SLEPT = "the service did not run in the week it was due"
IN_VAIN = "it could not be sent in the week after it was asked for again"
DAY_OVER = "the day was over before it could be sent"
NOT_AGREED = "nobody agrees to it any more"


def held(now: datetime, books: Books, trust: Trust) -> str:
    """Why nothing may be said to anybody; empty where it may.

    A clock that is sure may lie before the ledger: then the ledger was written on a wrong one.
    """
    if now < FIRST:
        return "clock_never_set"
    if trust is Trust.NOT_YET:
        return "clock_not_yet_set"
    written = (each.done_at or each.claimed_at for each in books.messages)
    if trust is not Trust.SURE and max(written, default=FIRST) > now + SLACK:
        return "clock_went_back"
    return books.hold


def due(now: datetime, books: Books, rules: Rules, trust: Trust) -> tuple[Errand, ...]:
    """Everything that is to be done now, in the order it is to be done."""
    found = upcoming(now, books, rules)
    if why := held(now, books, trust):
        found = tuple(each for each in found if each.do in _STILL.get(why, _RESTORED))
    return tuple(each for each in found if each.since <= now)


def upcoming(now: datetime, books: Books, rules: Rules) -> tuple[Errand, ...]:
    """What is due now, and of everything else the next time it will be."""
    if now.tzinfo is None:
        raise ValueError(f"now must know its time zone: {now!r}")
    found = [*_house(now, books, rules)]
    ledger = {(each.person_id, each.kind, each.period): each for each in books.messages}
    for person in books.people:
        rows = zone_rows(person, books.zones.get(person.id, ()))
        theirs = [each for each in books.consents if each.person_id == person.id]
        scene = _Scene(now, person.id, rows, local_date(rows, now), ledger, rules)
        found += _letters(scene, theirs)
        found += _nudges(scene, [each for each in theirs if each.kind is MessageKind.NUDGE])
    found += _forsaken(now, books)
    order = list(Do)
    return tuple(sorted(found, key=lambda each: (order.index(each.do), each.since, each.key)))


def next_due(now: datetime, books: Books, rules: Rules) -> Errand | None:
    """What comes next; its time may have come already."""
    talk = {Do.LETTER, Do.NUDGE, Do.BACKUP}
    found = [each for each in upcoming(now, books, rules) if each.do in talk]
    return min(found, key=lambda each: each.since, default=None)


@dataclass(frozen=True, slots=True)
class _Scene:
    """One person, now."""

    now: datetime
    person_id: int
    zones: Sequence[ZoneRow]
    today: date
    ledger: Mapping[tuple[int, MessageKind, str], Message]
    rules: Rules

    def moment(self, day: date, hour: time) -> datetime:
        return at_local(day, hour, self.zone(day))

    def zone(self, day: date) -> tzinfo:
        return zone_of([row for row in self.zones if row.since <= day][-1].zone)

    def row(self, kind: MessageKind, period: str) -> Message | None:
        return self.ledger.get((self.person_id, kind, period))

    def errand(
        self, do: Do, since: datetime, kind: MessageKind, period: str, why: str = ""
    ) -> Errand:
        return Errand(do, since, self.person_id, kind, period, why)


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


def _letters(scene: _Scene, consents: Sequence[Consent]) -> Iterator[Errand]:
    for consent in consents:
        if consent.kind is MessageKind.NUDGE:
            continue
        hour = clock(consent.at)
        day = scene.today - timedelta(days=(scene.today.weekday() - scene.rules.letters_on) % 7)
        if scene.moment(day, hour) > scene.now:
            day -= timedelta(weeks=1)
        ahead = day + timedelta(weeks=1)
        yield scene.errand(Do.LETTER, scene.moment(ahead, hour), consent.kind, week_before(ahead))
        yield from _not_yet_taken_on(scene, consent, day, hour)
        for row in scene.ledger.values():
            its = row.person_id, row.kind
            if its == (scene.person_id, consent.kind) and row.state is MessageState.WAITING:
                yield _waiting(scene, hour, row)


def _not_yet_taken_on(
    scene: _Scene, consent: Consent, current: date, hour: time
) -> Iterator[Errand]:
    """The letter of this week, and those of the weeks before that were slept through."""
    for back in range(WEEKS_BACK + 1):
        day = current - timedelta(weeks=back)
        moment, period = scene.moment(day, hour), week_before(day)
        if consent.given_at > moment:
            return
        if scene.row(consent.kind, period) is not None:
            continue
        if day == current:
            since = _aloud(scene, moment, hour, scene.now)
            yield scene.errand(Do.LETTER, since, consent.kind, period)
        else:
            over = scene.moment(day + timedelta(weeks=1), hour)
            yield scene.errand(Do.MISSED, over, consent.kind, period, SLEPT)


def _waiting(scene: _Scene, hour: time, row: Message) -> Errand:
    """A letter that was tried, or asked for again, whoever agreed since."""
    day = monday_of(row.period) + timedelta(weeks=1, days=scene.rules.letters_on)
    over, why = scene.moment(day + timedelta(weeks=1), hour), REPLACED
    if row.asked_at is not None and row.asked_at + ASKED_FOR > over:
        over, why = row.asked_at + ASKED_FOR, IN_VAIN
    if over <= scene.now:
        return scene.errand(Do.MISSED, over, row.kind, row.period, why)
    ready = max(row.next_try_at or scene.now, scene.now)
    since = _aloud(scene, scene.moment(day, hour), hour, ready)
    return scene.errand(Do.LETTER, since, row.kind, row.period)


def _aloud(scene: _Scene, moment: datetime, hour: time, ready: datetime) -> datetime:
    """When a letter that is due since a moment may be sent; that moment where it is now."""
    since = aloud(ready, hour, scene.zone(scene.today), scene.rules)
    return min(moment, since) if since == scene.now else since


def _nudges(scene: _Scene, consents: Sequence[Consent]) -> Iterator[Errand]:
    """Today's decision while it can still be made, and tomorrow's once today's has its time."""
    if not consents:
        return
    kind = MessageKind.NUDGE
    for day in (scene.today, scene.today + timedelta(days=1)):
        moments = ((scene.moment(day, nudge_clock(clock(c.at), scene.rules)), c) for c in consents)
        start = min((at for at, c in moments if c.given_at <= at), default=None)
        if start is None:
            continue
        row = scene.row(kind, day.isoformat())
        waits = row is not None and row.state is MessageState.WAITING
        if row is not None and waits:
            start = max(start, row.next_try_at or start)
        end = scene.moment(day, scene.rules.quiet_from)
        if (row is None or waits) and max(start, scene.now) < end:
            yield scene.errand(Do.NUDGE, start, kind, day.isoformat())
            if start > scene.now:
                return


def _forsaken(now: datetime, books: Books) -> Iterator[Errand]:
    """What waits for a try that will never come: its day is over, or its consent was taken back."""
    agreed = {(each.person_id, each.kind) for each in books.consents}
    zones = {each.id: zone_rows(each, books.zones.get(each.id, ())) for each in books.people}
    for row in books.messages:
        if row.state is not MessageState.WAITING or row.person_id not in zones:
            continue
        why = "" if (row.person_id, row.kind) in agreed else NOT_AGREED
        today = local_date(zones[row.person_id], now).isoformat()
        if not why and row.kind is MessageKind.NUDGE and row.period < today:
            why = DAY_OVER
        if why:
            yield Errand(Do.MISSED, now, row.person_id, row.kind, row.period, why)


def monday_of(period: str) -> date:
    """Give the first day of a week.

    >>> monday_of("2026-W11").isoformat()
    '2026-03-09'
    """
    year, week = period.split("-W")
    return date.fromisocalendar(int(year), int(week), 1)


def week_before(day: date) -> str:
    """The last whole ISO week before a day, as the ledger writes it.

    >>> week_before(date(2026, 1, 1)), week_before(date(2021, 1, 4))
    ('2025-W52', '2020-W53')
    """
    year, week, _ = (day - timedelta(weeks=1)).isocalendar()
    return f"{year}-W{week:02}"
