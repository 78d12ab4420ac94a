"""What bluetoothd is told to do with an adapter, beside what bleak tells it."""

from __future__ import annotations

import asyncio

from dbus_fast import Variant

from collector.sources.ble.bus import ADAPTER, DAEMON_ERRORS, PROPERTIES, Bus

DEVICE = "org.bluez.Device1"
ADVERTISING = "org.bluez.LEAdvertisingManager1"


async def power(bus: Bus, adapter: str, *, on: bool) -> None:
    """Switch an adapter on or off."""
    value = [ADAPTER, "Powered", Variant("b", on)]
    await bus.call(f"/org/bluez/{adapter}", PROPERTIES, "Set", "ssv", value)


async def off_and_on(bus: Bus, adapter: str) -> None:
    """Switch an adapter off, and on again whatever happens in between."""
    try:
        await power(bus, adapter, on=False)
    finally:
        await _on_again(bus, adapter)


async def forget(bus: Bus, adapter: str, device_path: str) -> None:
    """Let bluetoothd forget a device and what it remembers of its services."""
    await bus.call(f"/org/bluez/{adapter}", ADAPTER, "RemoveDevice", "o", [device_path])


async def unused(bus: Bus, adapter: str) -> bool:
    """Say whether switching an adapter off would disturb nobody.

    Nothing is connected through it (keyboards and loudspeakers too), nothing is advertised, and
    nobody is letting another device find this machine.
    """
    path = f"/org/bluez/{adapter}"
    objects = await bus.objects()
    mine = objects.get(path, {})

    def told(interface: str, name: str) -> object:
        variant = mine.get(interface, {}).get(name)
        return None if variant is None else variant.value

    linked = any(
        faces[DEVICE]["Connected"].value
        for at, faces in objects.items()
        if at.startswith(f"{path}/") and "Connected" in faces.get(DEVICE, {})
    )
    return not (linked or told(ADVERTISING, "ActiveInstances") or told(ADAPTER, "Discoverable"))


async def _on_again(bus: Bus, adapter: str) -> None:
    """Try more than once: an adapter that we switched off must not stay so."""
    for pause_s in (0.1, 1.0, 3.0):
        try:
            await power(bus, adapter, on=True)
        except DAEMON_ERRORS:
            await asyncio.sleep(pause_s)
        else:
            return
