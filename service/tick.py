"""One look at what is due, and doing it: the same for the daemon, a timer and cron."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from service import attempts, log
from service.attempts import Attempts
from service.children import Ended, Stopped
from service.claiming import BusyError, sending
from service.clock import machine_zone
from service.due import SLACK, due, held, next_due
from service.errands import LEDGER_BACK, Books, Do, Errand, Rules, Trust
from service.hours import clock
from storage.sending import Message, MessageState

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from service.home import Home

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: Exit codes that are an answer: done, and done in part or not yet.
_ANSWERS: Final = frozenset({0, 1})

_IN_HAND: Final = frozenset({MessageState.CLAIMED, MessageState.POSTING})

#: Does one errand; `service.children` behind the command line, a pen and paper in tests.
DoErrand = Callable[[Errand], Awaitable[Ended]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a look shows."""

    now: datetime
    books: Books
    rules: Rules
    due: tuple[Errand, ...]  # failed ones too, while it is too early to try them again
    held: str  # why nothing may be said; empty where it may
    attempts: Attempts

    @property
    def ready(self) -> tuple[Errand, ...]:
        return tuple(each for each in self.due if self.attempts.may_try(each, self.now))

    @property
    def next(self) -> Errand | None:
        return next_due(self.now, self.books, self.rules)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did, and how things stand after it."""

    done: tuple[tuple[Errand, str], ...]  # with what became of it
    found: Found


async def tick(
    home: Home,
    engine: Engine,
    do: DoErrand,
    believe: Callable[[], Trust],
    stopped: Callable[[], bool],
) -> Ticked:
    """Do everything that is due, one after the other, and look again after each.

    What a child took long over may have made the next thing due, or too late.
    """
    from service import inbox

    done: dict[str, tuple[Errand, str]] = {}
    last = ""
    waiting = inbox.waiting(home, home.now())  # it tells of each thing once
    while True:
        found = look(home, engine, home.now(), believe(), inbox_waiting=waiting)
        if _clear_up(home, engine, found):
            continue
        if last and any(each.key == last for each in found.due):
            _note(home, last, "it said it was done, and is due as before")
        errand = next((each for each in found.ready if each.key not in done), None)
        if errand is None or stopped():
            return Ticked(tuple(done.values()), found)
        became = await _done(home, engine, errand, do)
        done[errand.key] = errand, became
        waiting = waiting and errand.do is not Do.INBOX
        last = errand.key if became == "done" else ""


def look(
    home: Home, engine: Engine, now: datetime, trust: Trust, *, inbox_waiting: bool = False
) -> Found:
    """Read what is known and decide what is due; changes nothing."""
    tried = attempts.read(home.data)
    done_at = {**tried.done_at, **_copied_at(home)}
    books = read_books(engine, now, done_at, inbox_waiting=inbox_waiting)
    rules = rules_of(home.settings, machine_zone(home.environment))
    now_due = due(now, books, rules, trust)
    return Found(now, books, rules, now_due, held(now, books.messages, trust), tried)


def read_books(
    engine: Engine, now: datetime, done_at: Mapping[Do, datetime], *, inbox_waiting: bool = False
) -> Books:
    """Read everything `due` wants to know, as of one moment."""
    from storage import consents, messages, people
    from storage.database import reading

    with reading(engine) as connection:
        everybody = people.all_people(connection)
        return Books(
            people=everybody,
            zones={each.id: people.zone_rows(connection, each.id) for each in everybody},
            consents=consents.active(connection),
            messages=messages.read(connection, now - LEDGER_BACK),
            done_at=done_at,
            inbox_waiting=inbox_waiting,
        )


def _copied_at(home: Home) -> dict[Do, datetime]:
    """The newest backup, whoever made it: the folder knows it better than we do."""
    from service.backup.making import backups_folder, backups_in
    from service.backup.rotation import moment_of

    made = backups_in(backups_folder(home))
    newest = moment_of(made[-1].name) if made else None
    return {} if newest is None else {Do.BACKUP: newest}


def rules_of(settings: Settings, machine: tzinfo) -> Rules:
    """Give the settings about time as what they mean."""
    quiet_from, quiet_to = _quiet_hours()
    return Rules(
        WEEKDAYS.index(settings.schedule.letters_on),
        clock(settings.schedule.backup_at),
        quiet_from,
        quiet_to,
        machine,
    )


@lru_cache(maxsize=1)
def _quiet_hours() -> tuple[time, time]:
    from config.limits import read_limits

    nudge = read_limits().nudge
    return nudge.quiet_from, nudge.quiet_to


def words_of(errand: Errand) -> list[str]:
    """The command that does an errand."""
    if errand.do is Do.LETTER:
        about = ["--person", str(errand.person_id), "--kind", str(errand.kind)]
        return ["errand", "letter", *about, "--period", errand.period]
    if errand.do is Do.NUDGE:
        return ["errand", "nudge", "--person", str(errand.person_id), "--period", errand.period]
    return ["errand", "watch"] if errand.do is Do.WATCH else [str(errand.do)]


def _clear_up(home: Home, engine: Engine, found: Found) -> bool:
    """Settle in the ledger what a process that is gone left behind, if nobody is sending.

    What waits for a moment that a wrong clock gave is let go at once. True when there was any.
    """
    from storage import messages

    rows, now = found.books.messages, found.now
    left = [each for each in rows if each.state in _IN_HAND]
    ahead = [each for each in rows if _from_the_future(each, now)]
    if found.held or not (left or ahead):
        return False
    try:
        with sending(home), engine.begin() as connection:
            for each in messages.recover(connection, now) if left else ():
                log.line("left_behind", kind=each.kind, period=each.period, state=each.state)
            for each in ahead:
                messages.again(connection, each.id, now)
    except BusyError:
        return False
    return bool(left)


def _from_the_future(message: Message, now: datetime) -> bool:
    return message.state is MessageState.WAITING and message.claimed_at > now + SLACK


async def _done(home: Home, engine: Engine, errand: Errand, do: DoErrand) -> str:
    """Do one errand and remember how it went; give it as a word for people and programs."""
    if errand.do is Do.MISSED:
        return _miss(home, engine, errand)
    ended = await do(errand)
    became = _became(ended)
    log.line("errand", **_facts(errand), became=became, code=ended.code, tries=ended.tries)
    if became == "done":
        attempts.write(home.data, attempts.read(home.data).succeeded(errand.key, home.now()))
    elif became != "stopped":
        _note(home, errand.key, _why(ended))
    return became


def _miss(home: Home, engine: Engine, errand: Errand) -> str:
    from storage import messages

    assert errand.person_id is not None
    assert errand.kind is not None
    with engine.begin() as connection:
        messages.miss(
            connection, errand.person_id, errand.kind, errand.period, home.now(), errand.why
        )
    log.warning("missed", **_facts(errand), why=errand.why)
    return "missed"


def _facts(errand: Errand) -> dict[str, str | int]:
    known = {"person": errand.person_id, "kind": errand.kind, "period": errand.period}
    return {"what": errand.do, **{name: fact for name, fact in known.items() if fact}}


def _became(ended: Ended) -> str:
    if ended.stopped is Stopped.ASKED:
        return "stopped"
    if ended.stopped is Stopped.LIMIT:
        return "took too long"
    return "done" if ended.code in _ANSWERS else "crashed" if ended.code < 0 else "failed"


def _why(ended: Ended) -> str:
    """A sentence of ours, or what kind of fault; a stranger's words may hold what is private."""
    if ended.stopped is Stopped.LIMIT:
        return f"it was stopped after {ended.seconds:.0f} s (service.errand_limit_s)"
    if ended.code < 0:
        return f"it was ended by signal {-ended.code}, {ended.tries} times"
    lines = [line for line in ended.said.splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("stegvis: ")]
    if ours:
        return ours[-1].removeprefix("stegvis: ")[:300]
    return f"it ended with {ended.code}: {lines[-1].partition(':')[0][:80] if lines else ''}"


def _note(home: Home, key: str, said: str) -> None:
    """Remember that something failed, for `doctor` and for the time until the next try."""
    now = home.now()
    failed = attempts.read(home.data).fell(key, now, said)
    attempts.write(home.data, failed)
    log.warning("errand_failed", what=key, times=failed.failed[key].times, said=said)
