"""Who is listened to, while it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from collector.sources.ble.kind import Kind


@dataclass(frozen=True, slots=True)
class Paired:
    """A device that is listened to."""

    live_device_id: int
    name: str
    address: str
    kind: Kind
    adapter: str = ""  # empty: the first there is

    def same_link(self, other: Paired) -> bool:
        """Say whether a link to one serves the other.

        The address counts for nothing: only listening itself finds that a device took a new one.
        """
        return replace(self, address="") == replace(other, address="")


@dataclass(slots=True, eq=False)
class Roster:
    """The devices that are listened to: one side sets them, listening follows."""

    devices: tuple[Paired, ...] = ()
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, devices: Iterable[Paired]) -> None:
        self.devices = tuple(devices)
        self._changed.set()

    async def change(self) -> None:
        """Wait until they were set again."""
        await self._changed.wait()
        self._changed.clear()
