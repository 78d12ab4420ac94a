"""From what bleak's scanner hands over to what kinds and matching understand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from collector.sources.ble.kind import Advertisement
from collector.sources.ble.matching import may_change


@dataclass(frozen=True, slots=True)
class Seen:
    """A device as it was seen, and what bleak needs to connect to it."""

    adapter: str
    device: BLEDevice
    advertisement: Advertisement
    private: bool  # its address is one of those that devices change

    @property
    def path(self) -> str:
        """Where bluetoothd keeps it."""
        return str(self.device.details["path"])

    @property
    def paired(self) -> bool:
        """Say whether it is paired with this machine, for encryption."""
        properties = _properties(self.device)
        return bool(properties.get("Paired") or properties.get("Bonded"))


def seen(adapter: str, device: BLEDevice, data: AdvertisementData) -> Seen:
    """Give an advertisement as a plain value."""
    advertisement = Advertisement(
        address=device.address.upper(),
        name=_printable(data.local_name or device.name or ""),
        rssi_dbm=data.rssi if data.rssi != _NO_RSSI else None,
        services=tuple(uuid.lower() for uuid in data.service_uuids),
        service_data={uuid.lower(): value for uuid, value in data.service_data.items()},
        manufacturer_data=dict(data.manufacturer_data),
    )
    return Seen(adapter, device, advertisement, _private(device))


def still_connected(adapter: str, device: BLEDevice) -> Seen:
    """Give a device that is connected already, and therefore does not advertise."""
    services = tuple(uuid.lower() for uuid in _properties(device).get("UUIDs", ()))
    advertisement = Advertisement(
        device.address.upper(), _printable(device.name or ""), services=services
    )
    return Seen(adapter, device, advertisement, _private(device))


#: What bleak says for "not told".
_NO_RSSI = -127


def _printable(name: str) -> str:
    """Anybody near can choose a name; it must not command a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def _private(device: BLEDevice) -> bool:
    """Public addresses are the maker's and never change; of random ones some do."""
    return _properties(device).get("AddressType") == "random" and may_change(device.address)


def _properties(device: BLEDevice) -> dict[str, Any]:
    properties: dict[str, Any] = device.details.get("props", {})
    return properties
