"""A year of the service in a minute: three places, a computer that sleeps, a clock that is wrong.

The ticks, the ledger (SQLite) and the file of attempts are the real ones. Only the world outside
is played: the clock, the switch, and the post office, which writes down what it was given.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from service.backup.noted import note
from service.backup.rotation import name_of
from service.children import Ended
from service.due import upcoming
from service.errands import Books, Do, Errand, Rules, Trust
from service.home import Home
from service.periods import week_before
from service.tick import DoErrand, tick
from storage import consents, messages, people
from storage.records import MessageKind
from storage.sending import Consent, MessageState, Privacy

pytestmark = pytest.mark.long

MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
AGREED = BEGIN - timedelta(days=3)
END = BEGIN + timedelta(days=365)

#: Whole hours, half hours, and a place whose clocks change by half an hour; all change in a year.
PLACES = {
    "Europe/Stockholm": ("07:30", "09:00", "12:15"),
    "America/St_Johns": ("06:45", "20:30", "08:00"),
    "Australia/Lord_Howe": ("18:00", "07:00", "20:40"),
}
#: ``STEGVIS_YEARS=20 pytest tests/service/test_simulated_year.py`` lives through more of them.
YEARS = range(1, 1 + int(os.environ.get("STEGVIS_YEARS", "1")))

KINDS = (MessageKind.PATIENT_LETTER, MessageKind.PHYSIO_LETTER, MessageKind.NUDGE)
SETTLING = timedelta(minutes=10)
QUIET_FROM, QUIET_TO = time(21), time(8)


@dataclass(frozen=True)
class Stretch:
    """The computer is on, from ``start`` to ``end``; until ``sure`` its clock is off by ``off``."""

    start: datetime
    sure: datetime
    end: datetime
    off: timedelta


@dataclass
class World:
    """The true time, what the computer shows, and what came out of the letter box."""

    random: Random
    says_so: bool  # whether the computer knows when its clock is right
    trouble: float = 0.0  # how often the server says later, and how often the power fails
    true: datetime = BEGIN
    booted: datetime = BEGIN
    off: timedelta = timedelta()
    posted: list[tuple[datetime, int, MessageKind, str]] = field(default_factory=list)

    @property
    def clock(self) -> datetime:
        return self.true + self.off

    def trust(self) -> Trust:
        if self.says_so:
            return Trust.NOT_YET if self.off else Trust.SURE
        return Trust.NOT_YET if self.true - self.booted < SETTLING else Trust.LIKELY


@dataclass(frozen=True)
class PlayedHome(Home):
    """A data directory on a computer whose clock is played."""

    world: World | None = None

    def now(self) -> datetime:
        assert self.world is not None
        return self.world.clock


MakeHome = Callable[[World], PlayedHome]


@pytest.fixture
def make_home(tmp_path: Path) -> Iterator[MakeHome]:
    homes: list[PlayedHome] = []

    def make(world: World) -> PlayedHome:
        home = PlayedHome(tmp_path, tmp_path / "stegvis.toml", {"TZ": "Europe/Stockholm"}, world)
        homes.append(home)
        with home.engine.begin() as connection:
            for zone, hours in PLACES.items():
                person = people.add_person(connection, name=zone, timezone=zone, now=BEGIN)
                for kind, at in zip(KINDS, hours, strict=True):
                    consents.give(
                        connection,
                        Consent(
                            0,
                            person.id,
                            kind,
                            "a@example.org",
                            "en",
                            Privacy.FULL,
                            at,
                            "AB",
                            AGREED,
                        ),
                    )
        return home

    yield make
    for home in homes:
        home.engine.dispose()


def stretches(random: Random, until: datetime) -> list[Stretch]:
    """The life of a computer that is put to sleep, switched off, and started with a wrong clock."""
    found, at = [], BEGIN
    while at < until:
        end = at + random.choice((3, 14, 40, 300)) * timedelta(minutes=random.randint(20, 60))
        off = random.choice((timedelta(), timedelta(), DAY, -DAY))
        sure = at + (timedelta(minutes=random.randint(1, 90)) if off else timedelta())
        end = min(end, until)
        found.append(Stretch(at, min(sure, end), end, off))
        asleep = random.choice((timedelta(hours=9), timedelta(hours=9), timedelta(days=12)))
        at = end + MINUTE * random.randint(1, asleep // MINUTE)
    return found


async def live(home: PlayedHome, world: World, year: list[Stretch]) -> None:
    for stretch in year:
        world.true = world.booted = stretch.start
        world.off = stretch.off
        while world.true < stretch.end:
            if world.true >= stretch.sure:
                world.off = timedelta()  # the network said what time it is
            ticked = await tick(home, home.engine, poster(home, world), world.trust, lambda: False)
            world.true = _next(home, world, stretch, ticked.found.books, ticked.found.rules)


def _next(home: PlayedHome, world: World, stretch: Stretch, books: Books, rules: Rules) -> datetime:
    """The first whole minute at which something may be due, or now and then any minute."""
    planned = [each.since for each in upcoming(world.clock, books, rules) if each.person_id]
    ahead = min((since for since in planned if since > world.clock), default=world.clock + DAY)
    steps = max(1, -((world.clock - ahead) // MINUTE))
    if not world.random.randrange(8):
        steps = world.random.randint(1, steps)
    coming = world.true + steps * MINUTE
    return min(coming, stretch.sure) if world.true < stretch.sure else coming


def poster(home: PlayedHome, world: World) -> DoErrand:
    """What a child does, with the post office played."""

    async def do(errand: Errand) -> Ended:
        if errand.do is Do.BACKUP:
            _copy(home)
        if errand.kind is None:
            return Ended(0, 0.1)
        assert errand.person_id is not None
        assert errand.do in {Do.LETTER, Do.NUDGE}
        with home.engine.begin() as connection:
            messages.recover(connection, home.now())
            message = messages.claim(
                connection, errand.person_id, errand.kind, errand.period, home.now(), "<id>"
            )
        if message is None:
            return Ended(0, 0.1)
        luck = world.random.random() / world.trouble if world.trouble else 9.0
        if luck < 1:
            later = home.now() + timedelta(minutes=world.random.choice((5, 30, 120)))
            with home.engine.begin() as connection:
                messages.settle(
                    connection, message, MessageState.WAITING, home.now(), "later", later
                )
            return Ended(1, 0.1)
        if luck < 1.5:
            return Ended(-9, 0.1, tries=2)  # claimed, and nothing has left
        with home.engine.begin() as connection:
            messages.posting(connection, message)
        if luck < 1.75:
            return Ended(-9, 0.1, tries=2)  # nobody can know, in truth it has not left
        world.posted.append((world.true, errand.person_id, errand.kind, errand.period))
        if luck < 2:
            return Ended(-9, 0.1, tries=2)  # nobody can know, in truth it has arrived
        with home.engine.begin() as connection:
            messages.settle(connection, message, MessageState.SENT, home.now())
        return Ended(0, 0.1)

    return do


def _copy(home: PlayedHome) -> None:
    note(home.data, name_of(home.now()))


# --- what must have happened, reckoned in another way ---------------------------------------------


def expected(year: list[Stretch]) -> dict[tuple[int, MessageKind, str], datetime]:
    """Everything that must be posted, with the minute it must be posted in."""
    awake = [(each.sure, each.end) for each in year if each.sure < each.end]
    found = {}
    for person, (zone, hours) in enumerate(PLACES.items(), start=1):
        for kind, at in zip(KINDS, map(time.fromisoformat, hours), strict=True):
            nudge = kind is MessageKind.NUDGE
            for day in _days(nudge=nudge):
                if datetime.combine(day, at, ZoneInfo(zone)) < AGREED:
                    continue
                windows = _hours(day, at, 1 if nudge else 7, ZoneInfo(zone))
                moments = [
                    max(start, begin)
                    for begin, over in windows
                    for start, end in awake
                    if max(start, begin) < min(end, over)
                ]
                if moments:
                    period = day.isoformat() if nudge else week_before(day)
                    found[person, kind, period] = min(moments)
    return found


def _days(*, nudge: bool) -> Iterator[date]:
    day = BEGIN.date() - WEEK  # a Monday
    while day <= END.date():
        yield day
        day += DAY if nudge else WEEK


def _hours(day: date, at: time, days: int, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The hours in which something asked for at this time may be said, day by day."""
    opens = min(at, QUIET_TO) if days > 1 else at
    for n in range(days):
        begin = datetime.combine(day + n * DAY, at if n == 0 else opens, zone)
        over = datetime.combine(day + n * DAY, QUIET_FROM, zone)
        yield begin.astimezone(UTC), over.astimezone(UTC)
    if opens < at:  # the last morning, until the next letter is due
        begin, over = (datetime.combine(day + days * DAY, hour, zone) for hour in (opens, at))
        yield begin.astimezone(UTC), over.astimezone(UTC)


Key = tuple[int, MessageKind, str]


def ledger(home: PlayedHome) -> dict[Key, MessageState]:
    with home.engine.begin() as connection:
        rows = messages.read(connection)
    return {(row.person_id, row.kind, row.period): row.state for row in rows}


def weeks_over(until: datetime) -> set[Key]:
    """Every letter agreed to whose time was over by then."""
    return {
        (person, kind, week_before(day))
        for person, (zone, hours) in enumerate(PLACES.items(), start=1)
        for kind, at in zip(KINDS[:2], map(time.fromisoformat, hours), strict=False)
        for day in _days(nudge=False)
        if datetime.combine(day, at, ZoneInfo(zone)) >= AGREED
        and datetime.combine(day + WEEK, at, ZoneInfo(zone)) < until
    }


@pytest.mark.parametrize("seed", YEARS)
def test_everybody_gets_exactly_what_is_due_at_their_hour_for_a_year(
    make_home: MakeHome, seed: int
) -> None:
    """Where the computer says when its clock is right, the promise has no exception."""
    world = World(Random(seed), says_so=True)
    home, year = make_home(world), stretches(Random(1000 + seed), END)
    asyncio.run(live(home, world, year))

    must = expected(year)
    got = {(person, kind, period): at for at, person, kind, period in world.posted}
    assert len(got) == len(world.posted), "something was posted twice"
    assert got == must
    states = ledger(home)
    assert {key for key, state in states.items() if state is MessageState.SENT} == set(must)
    last_sure = max(each.end for each in year if each.sure < each.end)
    assert weeks_over(last_sure) - set(must) == {
        key for key, state in states.items() if state is MessageState.MISSED
    }
    assert len({kind for _, kind, _ in must}) == 3


@pytest.mark.parametrize("seed", YEARS)
def test_nothing_comes_twice_or_is_forgotten_where_all_goes_wrong(
    make_home: MakeHome, seed: int
) -> None:
    """A clock nobody vouches for, a server that says later, a power that fails in the middle."""
    world = World(Random(seed), says_so=False, trouble=0.2)
    home, year = make_home(world), stretches(Random(2000 + seed), BEGIN + (END - BEGIN) / 3)
    asyncio.run(live(home, world, year))

    keys = [(person, kind, period) for _, person, kind, period in world.posted]
    assert len(set(keys)) == len(keys), "something was posted twice"
    states = ledger(home)
    assert set(keys) == {
        key
        for key, state in states.items()
        if state is MessageState.SENT or (state is MessageState.UNCERTAIN and key in set(keys))
    }
    # A computer that may be a day ahead or behind at its end still owes nothing older than a week.
    missing = weeks_over(max(each.end for each in year) - WEEK) - {
        key for key, state in states.items() if state is not MessageState.WAITING
    }
    assert not missing
    assert {MessageState.UNCERTAIN, MessageState.SENT, MessageState.MISSED} <= set(states.values())
