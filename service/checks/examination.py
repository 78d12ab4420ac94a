"""Looks at everything, in an order in which each thing needs only what was well before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from config.errors import StegvisError
from service.checks import (
    air,
    arrivals,
    configuration,
    copies,
    going_out,
    kept,
    machine,
    wearables,
)
from service.checks.check import Check, State, broken
from service.home import Home

#: What a look needs nothing for.
_FIRST: Final[dict[str, Callable[[Home], Iterable[Check]]]] = {
    "clock": machine.clock,
    "disk": machine.disk,
}

#: What needs settings and a database that can be read.
_KEPT: Final[dict[str, Callable[[Home], Iterable[Check]]]] = {
    "people": kept.people,
    "originals": kept.originals,
    "import": kept.unfinished,
    "last data": arrivals.last_data,
    "live devices": wearables.live_devices,
    "inbox": arrivals.inbox,
    "bluetooth": air.bluetooth,
    "letters": going_out.letters,
    "messages": going_out.messages,
    "notices": going_out.notices,
    "service": machine.service,
    "backup": copies.backup,
}


def examine(home: Home, *, mail: bool = False) -> tuple[Check, ...]:
    """Look at everything; a fault in one place does not keep the others from being looked at.

    ``mail``: also log in to the mail server, which is the only look that leaves the house.
    """
    checks = [check for what, see in _FIRST.items() for check in tried(what, see, home)]
    checks += tried("settings", configuration.settings, home)
    found = tried("database", kept.database, home)
    if _any_broken(checks, "settings") and _any(found, State.LOOK):
        return tuple(checks)  # it may be elsewhere: what the settings say of it may be the fault
    checks += found
    if all(check.state is State.WELL for check in found):
        checks += [check for what, see in _KEPT.items() for check in tried(what, see, home)]
    if mail:
        checks += tried("mail", going_out.login, home)
    return tuple(checks)


def tried(what: str, see: Callable[[Home], Iterable[Check]], home: Home) -> list[Check]:
    """Look; what cannot be looked at is itself a finding."""
    try:
        return list(see(home))
    except StegvisError as error:
        return [broken(what, str(error))]


def _any_broken(checks: Iterable[Check], what: str) -> bool:
    return _any((check for check in checks if check.what == what), State.BROKEN)


def _any(checks: Iterable[Check], state: State) -> bool:
    return any(check.state is state for check in checks)
