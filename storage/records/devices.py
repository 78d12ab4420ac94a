"""What tells one device from another, and a device that is listened to over the air."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """What tells one device from another. ``serial`` is None where the file gives none."""

    manufacturer: int | None
    product: int | None
    serial: int | None

    def __str__(self) -> str:
        parts = (self.manufacturer, self.product, self.serial)
        return "-".join("?" if part is None else str(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Device:
    id: int
    key: DeviceKey
    label: str  # "Garmin 2503": what a person is shown; never the serial number


@dataclass(frozen=True, slots=True)
class LiveDevice:
    """A device that is listened to over the air, and what was last heard from it."""

    id: int
    person_id: int
    device_id: int  # its minutes' device
    kind: str  # which module of `collector.sources.ble.kinds` understands it
    name: str  # as it calls itself
    address: str  # "AA:BB:CC:DD:EE:FF"; some devices take a new one now and then
    adapter: str  # "hci0"; empty: the first there is
    cadence_factor: float  # steps for each count of its cadence: 1, or 2 where it counts strides
    paired_at: datetime
    forgotten_at: datetime | None = None
    last_contact_at: datetime | None = None
    battery_percent: int | None = None
    battery_at: datetime | None = None
    trouble: str | None = None  # what keeps it from being heard, if it is not: a link's `Reason`
    trouble_at: datetime | None = None
    maker: str | None = None  # these four as the device itself told
    model: str | None = None
    firmware: str | None = None
    worn_at: str | None = None  # "chest", "wrist", "finger", "hand", "ear_lobe", "foot", "other"
