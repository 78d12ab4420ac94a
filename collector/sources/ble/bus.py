"""A connection of our own to the system bus, over which bluetoothd is asked and watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, DBusError, InvalidAddressError

from collector.sources.ble.bleak_inside import system_bus
from collector.sources.ble.bounded import Bounds

BLUEZ = "org.bluez"
ADAPTER = "org.bluez.Adapter1"
PROPERTIES = "org.freedesktop.DBus.Properties"
OBJECTS = "org.freedesktop.DBus.ObjectManager"
DBUS = "org.freedesktop.DBus"

#: What goes wrong on a bus: all of it passes.
DAEMON_ERRORS = (OSError, EOFError, TimeoutError, DBusError, AuthError, InvalidAddressError)

#: Everything bluetoothd shows: path, interface, property.
Objects = dict[str, dict[str, dict[str, Any]]]


@dataclass(slots=True)
class Bus:
    """One connection after another; ``call`` waits for an answer no longer than ``limit_s``."""

    bounds: Bounds
    limit_s: float
    _bus: MessageBus | None = None

    async def open(self, heard: Callable[[Message], None], rules: tuple[str, ...]) -> MessageBus:
        """Connect, and hear the signals that the rules let through."""
        bus = self._bus = system_bus()
        await self.bounds.within(self.limit_s, bus.connect())
        bus.add_message_handler(heard)
        for rule in rules:
            await self.call("/org/freedesktop/DBus", DBUS, "AddMatch", "s", [rule], to=DBUS)
        return bus

    def close(self) -> None:
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    async def has_bluetoothd(self) -> bool:
        path, body = "/org/freedesktop/DBus", [BLUEZ]
        (there,) = await self.call(path, DBUS, "NameHasOwner", "s", body, to=DBUS)
        return bool(there)

    async def objects(self) -> Objects:
        (objects,) = await self.call("/", OBJECTS, "GetManagedObjects")
        found: Objects = objects
        return found

    async def call(
        self,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: list[Any] | None = None,
        to: str = BLUEZ,
    ) -> list[Any]:
        """Ask, and give the answer's body; raises one of `DAEMON_ERRORS`."""
        bus = self._bus
        if bus is None or not bus.connected:
            raise DBusError("org.freedesktop.DBus.Error.Disconnected", "no system bus")
        message = Message(
            destination=to,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=body or [],
        )
        reply = await self.bounds.within(self.limit_s, bus.call(message))
        if reply.message_type is MessageType.ERROR:
            words = " ".join(str(word) for word in reply.body)
            raise DBusError(reply.error_name or "", words)
        return list(reply.body)


async def end_of(bus: MessageBus) -> None:
    """Wait until a connection ends."""
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
