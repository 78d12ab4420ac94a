"""What is paired, as the running service sees it, and how it notices a change within seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from service import log
from service.home import Home

if TYPE_CHECKING:
    from collector.sources.ble.about import About
    from collector.sources.ble.reasons import LinkEvent
    from collector.sources.ble.roster import Paired
    from storage.records import LiveDevice

#: Pairing and forgetting touch this file.
PAIRED_CHANGED = "bluetooth.changed"


def paired_changed(home: Home) -> None:
    """Let a running service notice that a device was paired or forgotten."""
    (home.data / PAIRED_CHANGED).touch(mode=0o600)


def changed_at(home: Home) -> float:
    """Say when something was paired or forgotten last; 0.0: never. It costs no database."""
    try:
        return (home.data / PAIRED_CHANGED).stat().st_mtime
    except OSError:
        return 0.0


def paired_devices(home: Home) -> tuple[LiveDevice, ...]:
    """List everybody's devices, with the adapter of the settings where none is named."""
    from storage import live_devices
    from storage.database import reading

    with reading(home.engine) as conn:
        found = live_devices.paired(conn)
    adapter = home.settings.bluetooth.adapter
    return tuple(replace(each, adapter=each.adapter or adapter) for each in found)


def met(home: Home, live_device_id: int, event: LinkEvent) -> None:
    """Keep where a device is met, so that it is found at once after a restart, and who it is."""
    from storage import live_devices

    with home.engine.begin() as conn:
        live_devices.move(conn, live_device_id, event.address)
        if event.about is not None:
            live_devices.describe(conn, live_device_id, **asdict(event.about))


def about_of(device: LiveDevice) -> About:
    """Give what a device said of itself."""
    from collector.sources.ble.about import About

    return About(device.maker, device.model, device.firmware, device.worn_at)


def with_kinds(devices: Sequence[LiveDevice]) -> list[Paired]:
    """Give what the radio is told of these devices; one of an unknown kind is left out and told."""
    from collector.sources.ble.kinds.registry import KindError, kind_named
    from collector.sources.ble.roster import Paired

    found = []
    for each in devices:
        try:
            kind = kind_named(each.kind)
        except KindError:
            log.warning("kind_unknown", device=each.id, kind=each.kind)
            continue
        found.append(Paired(each.id, each.name, each.address, kind, each.adapter))
    return found
