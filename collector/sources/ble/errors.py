"""What ends a connection, and what comes from outside this program."""

from __future__ import annotations

from bleak.exc import BleakError
from dbus_fast.errors import AuthError

from collector.sources.ble.reasons import Reason

#: What bleak and D-Bus throw when something outside goes wrong; all else is a fault of ours. bleak
#: asserts and looks up what bluetoothd may have taken away meanwhile.
OUTSIDE = (BleakError, OSError, EOFError, TimeoutError, AuthError, AssertionError, KeyError)


class LinkError(Exception):
    """This connection is over."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
