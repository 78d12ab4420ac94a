"""One round without a daemon: do what is due, or only say it, as rows to show."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from service import clock, log
from service.due import upcoming
from service.errands import Do, Errand
from service.inbox.asking import Lookout
from service.inbox.tick import sought_of
from service.known import Found, look
from service.one_daemon import alone
from service.running import Daemon
from service.ticking import LOOKING, TICK_S, one_round

if TYPE_CHECKING:
    from service.home import Home
    from service.output import Flat
    from service.tick import Ticked

#: What is no reason for an exit code.
WENT_WELL: Final = frozenset({"done", "missed"})


COLUMNS: Final = ("what", "person", "period", "since", "became")


@dataclass(frozen=True, slots=True)
class Row:
    """One errand and what became of it."""

    errand: Errand
    became: str
    person: str | None

    def flat(self) -> Flat:
        return {
            "what": str(self.errand.kind or self.errand.do),
            "person": self.person,
            "period": self.errand.period or None,
            "since": self.errand.since.isoformat(timespec="seconds"),
            "became": self.became,
            "why": self.errand.why or None,
        }


def do_due(home: Home) -> list[Row]:
    """Do what is due. Raises `AlreadyRunsError` where the service does it."""
    _ = home.settings
    with alone(home.data):
        ticked = asyncio.run(_once(home))
    if ticked.found.held:
        log.warning("held", why=ticked.found.held)
    return [_row(errand, became, ticked.found) for errand, became in ticked.done]


def see_due(home: Home) -> list[Row]:
    """Say what is due and what is to come; nothing is done."""
    waiting, now = asyncio.run(_waiting(home)), home.now()
    found = look(home, home.engine, now, clock.believed(home.settings), inbox_waiting=waiting)
    planned = upcoming(now, found.books, found.rules)
    return [_row(each, _state(each, found), found) for each in planned]


async def _once(home: Home) -> Ticked:
    daemon, lookout = Daemon(home, home.engine, TICK_S), Lookout(home.environment)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, daemon.stop.set)
    try:
        return await one_round(daemon, lookout)
    finally:
        await lookout.end()


async def _waiting(home: Home) -> bool:
    """Look without minding another: it is only to be seen."""
    lookout = Lookout(home.environment, minds=False)
    try:
        looked = await lookout.look(sought_of(home), asyncio.Event())
    finally:
        await lookout.end()
    if looked.said:
        log.warning("failed", what=LOOKING, said=looked.said)
    return looked.waiting


def _state(errand: Errand, found: Found) -> str:
    if errand.since > found.now:
        return "to come"
    if errand not in found.due:
        return f"held: {found.held}"
    if errand.do is Do.MISSED:
        return f"missed: {errand.why}"
    failure = found.attempts.failed.get(errand.key)
    return "due" if errand in found.ready or failure is None else f"failed: {failure.said}"


def _row(errand: Errand, became: str, found: Found) -> Row:
    names = {person.id: person.name for person in found.books.people}
    return Row(errand, became, names.get(errand.person_id or 0))
