"""A wearable as one adapter shows it on the bus: a Device1 with its services below."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dbus_fast import Variant

from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.bluez.fake.tree import (
    BATTERY,
    CHARACTERISTIC,
    DESCRIPTOR,
    DEVICE,
    SERVICE,
    Tree,
)
from tests.made.bluez.radio import Characteristic, Service, sig

BATTERY_LEVEL, CONFIGURATION = sig(0x2A19), sig(0x2902)

#: Every device the real daemon was seen with has it first.
GENERIC_ATTRIBUTE = Service(sig(0x1801), (Characteristic(sig(0x2A05), ("indicate",)),))

LIVE = frozenset({"notify", "indicate"})


@dataclass
class Offered:
    """A characteristic on the bus and the clients that asked for its notifications."""

    path: str
    service_path: str
    service_uuid: str
    characteristic: Characteristic
    subscribers: set[str] = field(default_factory=set)

    @property
    def live(self) -> bool:
        return bool(LIVE & set(self.characteristic.flags))


def _lay_out(path: str, services: Iterable[Service]) -> Iterator[Offered]:
    """Handles as a device deals them: one for a service, three for each of its values."""
    handle = 6
    for service in services:
        service_path = f"{path}/service{handle:04x}"
        handle += 1
        for characteristic in service.characteristics:
            at = f"{service_path}/char{handle:04x}"
            yield Offered(at, service_path, service.uuid, characteristic)
            handle += 3


class Peer:
    """The daemon's knowledge of one wearable; it outlives links, and restarts once known."""

    def __init__(self, tree: Tree, adapter_path: str, wearable: FakeWearable) -> None:
        self.tree, self.adapter_path, self.wearable = tree, adapter_path, wearable
        self.address = wearable.address
        self.path = f"{adapter_path}/dev_{self.address.replace(':', '_')}"
        services = (GENERIC_ATTRIBUTE, *wearable.services)
        self.offered = {c.characteristic.uuid: c for c in _lay_out(self.path, services)}
        self.connecting: asyncio.Task[None] | None = None
        self.connected = self.resolved = self.paired = False
        self.known = False  # was connected once: remembered across restarts of the daemon
        self.heard_at_s = 0.0
        self.ended = asyncio.Event()  # of the present link
        self._resolving: asyncio.Task[None] | None = None

    @property
    def shown(self) -> bool:
        return self.path in self.tree.objects

    def show(self, rssi_dbm: int | None = None) -> None:
        values = self._properties() | ({} if rssi_dbm is None else {"RSSI": rssi_dbm})
        self.tree.export(self.path, {DEVICE: values})

    def heard(self) -> None:
        """One advertisement reached the adapter."""
        self.heard_at_s = time.monotonic()
        rssi_dbm = max(-127, min(20, self.wearable.rssi_dbm + random.randint(-6, 6)))
        if self.shown:
            self.tree.change(self.path, DEVICE, RSSI=rssi_dbm, **self._data())
        else:
            self.show(rssi_dbm)

    def unheard(self) -> None:
        """Discovery ended: how strong the device is, nobody knows any more."""
        self.tree.drop(self.path, DEVICE, "RSSI")

    def listened_to(self, uuid: str) -> bool:
        return self.connected and bool(self.offered[uuid].subscribers)

    def deliver(self, uuid: str, value: bytes) -> bool:
        if not self.listened_to(uuid):
            return False
        self.tree.change(self.offered[uuid].path, CHARACTERISTIC, Value=value)
        return True

    def linked(self) -> None:
        self.wearable.link, self.connected, self.known = self, True, True
        self.ended = asyncio.Event()
        self.tree.change(self.path, DEVICE, Connected=True)
        self._resolving = asyncio.create_task(self._resolve())

    def dropped(self) -> None:
        """The kernel tells that the link ended."""
        if not self.connected:
            return
        self._unlinked()
        self.tree.change(self.path, DEVICE, ServicesResolved=False, Connected=False)
        self.tree.unexport(self.path, [BATTERY])

    def forgotten(self) -> None:
        """RemoveDevice, or a temporary device whose time is over."""
        self.dropped()
        self.known = self.paired = False
        self.tree.unexport_under(self.path)

    def daemon_died(self) -> None:
        """The kernel drops the links of a dead daemon; nobody is left to tell."""
        self._unlinked()
        self.unsubscribed()

    def unsubscribed(self) -> None:
        """Its characteristics left the bus, and whoever listened to them with them."""
        for offered in self.offered.values():
            offered.subscribers.clear()

    def client_gone(self, name: str) -> None:
        """A client left the bus; the link stays."""
        for offered in self.offered.values():
            if name in offered.subscribers:
                offered.subscribers.discard(name)
                self.tell_notifying(offered)

    def tell_notifying(self, offered: Offered) -> None:
        listened = bool(offered.subscribers)
        if self._property(offered.path, CHARACTERISTIC, "Notifying") is not listened:
            self.tree.change(offered.path, CHARACTERISTIC, Notifying=listened)

    def at(self, path: str) -> Offered | None:
        return next((c for c in self.offered.values() if c.path == path), None)

    async def _resolve(self) -> None:
        """Discover the services: all objects anew the first time, the known ones after."""
        if self.wearable.resolve_s is None:
            return
        await asyncio.sleep(self.wearable.resolve_s)
        if not self.connected:
            return
        first = not self._has_services()
        if first:
            self._show_services()
        else:
            self._show_battery()
        uuids = [service.uuid for service in (GENERIC_ATTRIBUTE, *self.wearable.services)]
        told = {"UUIDs": uuids} if first else {}
        self.resolved = True
        self.tree.change(self.path, DEVICE, **told, ServicesResolved=True)
        if first:
            self._show_battery()

    def _unlinked(self) -> None:
        self.connected = self.resolved = False
        self.ended.set()
        if self.wearable.link is self:
            self.wearable.link = None

    def _property(self, path: str, interface: str, name: str) -> Any:
        held = self.tree.objects.get(path, {}).get(interface, {}).get(name)
        return None if held is None else held.value

    def _has_services(self) -> bool:
        return any(offered.path in self.tree.objects for offered in self.offered.values())

    def _properties(self) -> dict[str, Any]:
        name = self.wearable.name or self.address.replace(":", "-")
        return {
            "Address": self.address,
            "AddressType": "random",
            **({"Name": name} if self.wearable.name else {}),
            "Alias": name,
            "Paired": self.paired,
            "Bonded": self.paired,
            "Trusted": False,
            "Blocked": False,
            "LegacyPairing": False,
            "Connected": self.connected,
            "UUIDs": list(self.wearable.advertised.services),
            "Adapter": self.adapter_path,
            "ServicesResolved": self.resolved,
            **self._data(),
        }

    def _data(self) -> dict[str, Any]:
        said = self.wearable.advertised
        made = {k: Variant("ay", v) for k, v in said.manufacturer_data.items()}
        served = {k: Variant("ay", v) for k, v in said.service_data.items()}
        return ({"ManufacturerData": made} if made else {}) | (
            {"ServiceData": served} if served else {}
        )

    def _show_battery(self) -> None:
        level = self.wearable.values.get(BATTERY_LEVEL)
        if level:
            self.tree.export(self.path, {BATTERY: {"Percentage": level[0]}})

    def _show_services(self) -> None:
        for offered in self.offered.values():
            if offered.service_path not in self.tree.objects:
                shown: dict[str, Any] = {"UUID": offered.service_uuid, "Device": self.path}
                shown |= {"Primary": True, "Includes": []}
                self.tree.export(offered.service_path, {SERVICE: shown})
            self._show_characteristic(offered)

    def _show_characteristic(self, offered: Offered) -> None:
        shown: dict[str, Any] = {
            "UUID": offered.characteristic.uuid,
            "Service": offered.service_path,
            "Value": b"",
            "Flags": list(offered.characteristic.flags),
            "MTU": 517,
        }
        if offered.live:
            shown |= {"Notifying": False, "NotifyAcquired": False}
        self.tree.export(offered.path, {CHARACTERISTIC: shown})
        if offered.live:
            handle = int(offered.path[-4:], 16) + 2
            descriptor = {"UUID": CONFIGURATION, "Characteristic": offered.path, "Value": b""}
            self.tree.export(f"{offered.path}/desc{handle:04x}", {DESCRIPTOR: descriptor})
