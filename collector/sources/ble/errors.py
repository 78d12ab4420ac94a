"""What ends a connection, and what comes from outside this program."""

from __future__ import annotations

from traceback import walk_tb

from bleak.exc import BleakError
from dbus_fast.errors import AuthError

from collector.sources.ble.reasons import Reason

#: What bleak and D-Bus throw when something outside goes wrong; all else is a fault of ours. bleak
#: asserts and looks up what bluetoothd may have taken away meanwhile.
OUTSIDE = (BleakError, OSError, EOFError, TimeoutError, AuthError, AssertionError, KeyError)


def is_ours(error: BaseException) -> bool:
    """Say whether an error of `OUTSIDE` comes from our own code: none of theirs is on its way."""
    if not isinstance(error, (AssertionError, KeyError)):
        return False
    on_its_way = (frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__))
    return not any(name.partition(".")[0] in {"bleak", "dbus_fast"} for name in on_its_way)


class LinkError(Exception):
    """This connection is over."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
