"""The only place that reaches into bleak's private parts; a test notices when they change.

bleak 3.1 does not notice that bluetoothd died without a word (kill -9, out of memory). Its memory
of the dead one then keeps devices "connected", so that every later `connect()` leaves out the
Connect and fails, for ever. It does forget everything, and tells its clients that they are
disconnected, when its own connection to the system bus ends. There is no public call for that.
"""

from __future__ import annotations

import asyncio

from bleak.backends.bluezdbus import manager
from bleak.backends.bluezdbus.utils import get_dbus_authenticator
from bleak.backends.bluezdbus.version import BlueZFeatures
from dbus_fast import BusType, Message
from dbus_fast.aio import MessageBus


def forget_bluetoothd() -> None:
    """Make bleak drop what it remembers; it asks anew at the next call."""
    mine = manager._global_instances.get(asyncio.get_running_loop())
    if mine is not None and mine._bus is not None:
        mine._bus.disconnect()


async def end_scan(adapter: str) -> None:
    """End a scan that bleak began and gave up; links stay.

    bluetoothd counts scans by connection, so only bleak's own can end it.
    """
    mine = manager._global_instances.get(asyncio.get_running_loop())
    if mine is not None and mine._bus is not None and mine._bus.connected:
        path, interface = f"/org/bluez/{adapter}", "org.bluez.Adapter1"
        await mine._bus.call(Message("org.bluez", path, interface, "StopDiscovery"))


def system_bus() -> MessageBus:
    """Give a connection of our own, made the way bleak makes its: not connected yet."""
    return MessageBus(bus_type=BusType.SYSTEM, auth=get_dbus_authenticator())


async def check_version() -> None:
    """Let bleak ask BlueZ's version, which it does once, before the first connect.

    Others wait for that check; one that was cut off is waited for for ever, so it begins anew.
    """
    if not BlueZFeatures.checked_bluez_version:
        BlueZFeatures._check_bluez_event = None
        await BlueZFeatures.check_bluez_version()
