"""One look at what is due, and doing it: the same for the daemon, a timer and cron."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from service import attempts, log
from service.children import Ended, Stopped
from service.claiming import BusyError, sending
from service.due import SLACK
from service.errands import Do, Errand, Trust
from service.known import Found, look
from storage.sending import Message, MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from service.home import Home

#: Exit codes that are an answer: done, and done in part or not yet.
_ANSWERS: Final = frozenset({0, 1})

_IN_HAND: Final = frozenset({MessageState.CLAIMED, MessageState.POSTING})

#: Does one errand; `service.children` behind the command line, a pen and paper in tests.
DoErrand = Callable[[Errand], Awaitable[Ended]]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an errand: a word, and why where it failed."""

    errand: Errand
    became: str
    why: str = ""


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
    waiting: bool | None = None,
) -> Ticked:
    """Do everything that is due, one after the other, and look again after each.

    What a child took long over may have made the next thing due, or too late. ``waiting``: whether
    files can be read, where a process that may hang has looked; else it is looked here.
    """
    from service import inbox

    done: dict[str, tuple[Errand, str]] = {}
    last: Done | None = None
    if waiting is None:
        waiting = inbox.waiting(home, home.now())
    while True:
        found = look(home, engine, home.now(), believe(), inbox_waiting=waiting)
        if _clear_up(home, engine, found):
            continue
        if last is not None:
            is_due = any(each.key == last.errand.key for each in found.due)
            try:
                _remember(home, last, is_due=is_due)
            except OSError as error:  # a full disk; what comes after it is done all the same
                log.warning("not_remembered", what=last.errand.key, said=str(error))
        errand = next((each for each in found.ready if each.key not in done), None)
        log.detail("looked", due=len(found.due), ready=len(found.ready), held=found.held or None)
        if errand is None or stopped():
            return Ticked(tuple(done.values()), found)
        last = await _done(engine, errand, do, found.now)
        done[errand.key] = errand, last.became
        waiting = waiting and errand.do is not Do.INBOX


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
    from storage import clock_ahead, messages

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
                clock_ahead.hurry(connection, each.id, now)
    except BusyError:
        return False
    return bool(left)


def _from_the_future(message: Message, now: datetime) -> bool:
    """Whether what waits was tried last, or asked for, on a clock that was ahead."""
    touched = max(message.claimed_at, message.asked_at or message.claimed_at)
    return message.state is MessageState.WAITING and touched > now + SLACK


async def _done(engine: Engine, errand: Errand, do: DoErrand, now: datetime) -> Done:
    if errand.do is Do.MISSED:
        return _miss(engine, errand, now)
    ended = await do(errand)
    became = _became(ended)
    log.line("errand", **_facts(errand), became=became, code=ended.code, tries=ended.tries)
    return Done(errand, became, "" if became in {"done", "stopped"} else _why(ended))


def _miss(engine: Engine, errand: Errand, now: datetime) -> Done:
    from storage import messages

    assert errand.person_id is not None
    assert errand.kind is not None
    with engine.begin() as connection:
        messages.miss(connection, errand.person_id, errand.kind, errand.period, now, errand.why)
    log.warning("missed", **_facts(errand), why=errand.why)
    return Done(errand, "missed")


def _remember(home: Home, last: Done, *, is_due: bool) -> None:
    """Keep what failed, for `doctor` and for the time until the next try.

    What the ledger calls settled is told of there, however its process ended.
    """
    key, now, tried = last.errand.key, home.now(), attempts.read(home.data)
    if last.became == "stopped":
        return
    # What no ledger knows of is due until it is noted here that it was done.
    again = is_due and last.errand.do not in attempts.KEPT
    why = last.why or ("it said it was done, and is due as before" if again else "")
    settled = last.errand.person_id is not None and not is_due
    if settled or not why:
        attempts.write(home.data, tried.succeeded(key, now))
        return
    failed = tried.fell(key, now, why)
    attempts.write(home.data, failed)
    log.warning("errand_failed", what=key, times=failed.failed[key].times, said=why)


def _facts(errand: Errand) -> dict[str, str | int]:
    known = {"person": errand.person_id, "kind": errand.kind, "period": errand.period}
    return {"what": errand.do, **{name: fact for name, fact in known.items() if fact}}


def _became(ended: Ended) -> str:
    if ended.stopped is Stopped.ASKED:
        return "stopped"
    if ended.stopped is Stopped.LIMIT:
        return "took too long"
    if ended.stopped is Stopped.HANGS:
        return "hangs"
    return "done" if ended.code in _ANSWERS else "crashed" if ended.code < 0 else "failed"


def _why(ended: Ended) -> str:
    """A sentence of ours, or what kind of fault; a stranger's words may hold what is private."""
    if ended.stopped is Stopped.LIMIT:
        return f"it was stopped after {ended.seconds:.0f} s (service.errand_limit_s)"
    if ended.stopped is Stopped.HANGS:
        return "it waits for a disk or share that does not answer, and cannot be ended"
    if ended.code < 0:
        return f"it was ended by signal {-ended.code}, {ended.tries} times"
    lines = [line for line in ended.said.splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("stegvis: ")]
    if ours:
        return ours[-1].removeprefix("stegvis: ")[:300]
    return f"it ended with {ended.code}: {lines[-1].partition(':')[0][:80] if lines else ''}"
