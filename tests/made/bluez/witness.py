"""A second listener on the bus: what bluetoothd told of its devices, whoever took it or not.

A wearable's own log says what it sent to somebody in reach. What bluetoothd had in hand when it was
killed it told nobody; nothing that it told may be missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bleak.backends.bluezdbus.manager import get_global_bluez_manager
from dbus_fast import Message

from collector.sources.ble.bounded import Bounds
from collector.sources.ble.bus import BLUEZ, OBJECTS, PROPERTIES, Bus

CHARACTERISTIC = "org.bluez.GattCharacteristic1"
RULE = f"type='signal',interface='{PROPERTIES}',member='PropertiesChanged',arg0='{CHARACTERISTIC}'"


@dataclass
class Witness:
    """Counts values by the path of their characteristic."""

    _bus: Bus = field(default_factory=lambda: Bus(Bounds(), 60.0))
    _told: Counter[str] = field(default_factory=Counter)

    async def told(self, uuid: str) -> int:
        """How many values of this characteristic bluetoothd told, of all devices it knows."""
        objects = await self._bus.objects()
        paths = (
            path
            for path, faces in objects.items()
            if CHARACTERISTIC in faces and faces[CHARACTERISTIC]["UUID"].value == uuid
        )
        return sum(self._told[path] for path in paths)

    def take(self, message: Message) -> None:
        if message.member == "PropertiesChanged" and "Value" in message.body[1]:
            self._told[message.path or ""] += 1

    async def open(self) -> None:
        await self._bus.open(self.take, (RULE,))

    def close(self) -> None:
        self._bus.close()


async def caught_up() -> None:
    """Wait until bleak took all that bluetoothd told so far: an answer comes behind it."""
    mine = await get_global_bluez_manager()
    assert mine._bus is not None
    await mine._bus.call(Message(BLUEZ, "/", OBJECTS, "GetManagedObjects"))


@asynccontextmanager
async def witness() -> AsyncIterator[Witness]:
    """Listen on the bus that bleak listens on."""
    there = Witness()
    await there.open()
    try:
        yield there
    finally:
        there.close()
