"""``stegvis ble devices`` and ``stegvis ble forget``: what is listened to, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import as_json, whose

if TYPE_CHECKING:
    from datetime import datetime

    from storage.records import LiveDevice

TABLE = ("name", "kind", "gives", "last_contact", "battery", "says_it_is")


@click.command("devices")
@whose
@as_json
@click.pass_obj
def devices(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """List paired devices: what they give, when they were last heard, their battery.

    Example: stegvis ble devices
    """
    from service.output import show
    from storage import live_devices, people
    from storage.database import reading

    with reading(home.engine) as connection:
        person = people.person_named(connection, who)
        paired = live_devices.paired(connection, person.id)
    if not paired and not as_json:
        click.echo("No device is paired. Find one with: stegvis ble scan")
        return
    now = home.now()
    rows = [_as_json(each) if as_json else _as_row(each, now) for each in paired]
    show(rows, as_json=as_json, columns=TABLE)


@click.command("forget")
@click.argument("name", metavar="NAME")
@whose
@click.pass_obj
def forget(home: Home, /, name: str, who: str | None) -> None:
    """Listen no more to a device. What it told stays.

    Its name may be shortened as long as it is clear; its address serves too.

    Example: stegvis ble forget "Polar H10"
    """
    from service.pairings import paired_changed
    from storage import live_devices, people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        device = live_devices.device_named(connection, person.id, name)
        live_devices.forget(connection, device.id, home.now())
    paired_changed(home)
    click.echo(f"{device.name}: not listened to any more. Its minutes stay.")


def _as_row(device: LiveDevice, now: datetime) -> dict[str, object]:
    from service.pairings import about_of

    kind, gives = _kind(device)
    percent = device.battery_percent
    return {
        "name": device.name or device.address,
        "kind": kind,
        "gives": ", ".join(gives) or "-",
        "last_contact": _ago(device.last_contact_at, now),
        "battery": None if percent is None else f"{percent} %",
        "says_it_is": about_of(device).words() or None,
    }


def _as_json(device: LiveDevice) -> dict[str, object]:
    from service.output import flat

    kind, gives = _kind(device)
    return {**flat(device), "label": kind, "gives": list(gives)}


def _kind(device: LiveDevice) -> tuple[str, tuple[str, ...]]:
    from collector.sources.ble.kinds.registry import KindError, kind_named

    try:
        kind = kind_named(device.kind)
    except KindError:
        return f"{device.kind} (not known to this version)", ()
    return kind.label, kind.offers


def _ago(moment: datetime | None, now: datetime) -> str:
    """Say how long ago, coarsely: contact is noted every few minutes."""
    if moment is None:
        return "never"
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min ago"
    hours = minutes // 60
    return f"{hours} h ago" if hours < 48 else f"{hours // 24} days ago"
