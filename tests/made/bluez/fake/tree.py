"""The objects on the bus, their properties and the signals that tell of every change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dbus_fast import Message, Variant

OBJECT_MANAGER = "org.freedesktop.DBus.ObjectManager"
PROPERTIES = "org.freedesktop.DBus.Properties"
ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
DESCRIPTOR, BATTERY = "org.bluez.GattDescriptor1", "org.bluez.Battery1"
MONITORS, MONITOR = "org.bluez.AdvertisementMonitorManager1", "org.bluez.AdvertisementMonitor1"

#: D-Bus types of the properties in use.
TYPES = {
    "ActiveInstances": "y", "Adapter": "o", "Address": "s", "AddressType": "s", "Alias": "s",
    "Blocked": "b",
    "Bonded": "b", "Characteristic": "o", "Class": "u", "Connected": "b", "Device": "o",
    "Discoverable": "b", "Discovering": "b", "Flags": "as", "Includes": "ao",
    "LegacyPairing": "b", "MTU": "q", "ManufacturerData": "a{qv}", "Modalias": "s", "Name": "s",
    "NotifyAcquired": "b", "Notifying": "b", "Pairable": "b", "Paired": "b", "Percentage": "y",
    "Powered": "b", "Primary": "b", "RSSI": "n", "Roles": "as", "Service": "o",
    "ServiceData": "a{sv}", "ServicesResolved": "b", "SupportedMonitorTypes": "as",
    "Trusted": "b", "UUID": "s", "UUIDs": "as", "Value": "ay",
}  # fmt: skip

Values = Mapping[str, Any]


def variants(values: Values) -> dict[str, Variant]:
    return {name: Variant(TYPES[name], value) for name, value in values.items()}


class Tree:
    """Everything org.bluez shows; ``send`` puts a message on the bus."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        self._send = send
        self.objects: dict[str, dict[str, dict[str, Variant]]] = {}

    def export(self, path: str, interfaces: Mapping[str, Values]) -> None:
        shown = {name: variants(values) for name, values in interfaces.items()}
        self.objects.setdefault(path, {}).update(shown)
        self._signal("/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, shown])

    def unexport(self, path: str, interfaces: Iterable[str] = ()) -> None:
        held = self.objects.get(path)
        if held is None:
            return
        names = [name for name in (interfaces or list(held)) if held.pop(name, None) is not None]
        if not held:
            del self.objects[path]
        if names:
            self._signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [path, names])

    def unexport_under(self, path: str) -> None:
        """A whole branch, leaves first."""
        below = [p for p in self.objects if p == path or p.startswith(path + "/")]
        for leaf in sorted(below, reverse=True):
            self.unexport(leaf)

    def change(self, path: str, interface: str, **values: Any) -> None:
        held = self.objects.get(path, {}).get(interface)
        if held is None:
            return
        new = variants(values)
        held.update(new)
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, new, []])

    def drop(self, path: str, interface: str, name: str) -> None:
        """A property that is not known any more."""
        held = self.objects.get(path, {}).get(interface)
        if held is not None and held.pop(name, None) is not None:
            self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, {}, [name]])

    def clear(self) -> None:
        """Forget everything without a word."""
        self.objects.clear()

    def _signal(self, path: str, interface: str, member: str, types: str, body: list[Any]) -> None:
        self._send(Message.new_signal(path, interface, member, types, body))
