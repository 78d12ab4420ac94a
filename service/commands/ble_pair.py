"""``stegvis ble pair``: from now on, this device is listened to."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import whose

if TYPE_CHECKING:
    from collector.sources.ble.kind import Kind
    from collector.sources.ble.meeting import Met
    from storage.records import LiveDevice, Person


@click.command("pair")
@click.argument("wanted", metavar="NAME_OR_ADDRESS")
@whose
@click.option("--adapter", help="As hci0. [default: as in the settings]")
@click.option(
    "--steps-per-count",
    type=click.Choice(["1", "2"]),
    help="For foot pods: 2 where it counts strides (its cadence is half your steps).",
)
@click.option(
    "--seconds", type=click.IntRange(1, 600), default=30, show_default=True, help="How long to try."
)
@click.pass_obj
def pair(
    home: Home,
    /,
    wanted: str,
    who: str | None,
    adapter: str | None,
    steps_per_count: str | None,
    seconds: int,
) -> None:
    """Find a device, connect, show its first word, and listen to it from now on.

    Its name may be shortened as long as it is clear. Wear the strap, wake the watch, and turn on
    "Broadcast Heart Rate" where the watch has it.

    Example: stegvis ble pair "Polar H10"
    """
    import asyncio

    from service.pairings import paired_changed
    from storage import people
    from storage.database import reading

    if not wanted.strip():
        raise click.BadParameter("Name the device: stegvis ble scan shows what is near.")
    with reading(home.engine) as connection:
        person = people.person_named(connection, who)
    click.echo(f"Looking for {wanted} ...")
    met = asyncio.run(_meet(home, wanted, adapter, seconds))
    device = _keep(home, met, person, adapter, steps_per_count)
    paired_changed(home)
    for line in _said(met):
        click.echo(f"  {line}")
    click.echo(f"{device.name} is paired for {person.name}. It is listened to by: stegvis run")


def _meet(home: Home, wanted: str, adapter: str | None, seconds: int) -> Coroutine[None, None, Met]:
    from collector.sources.ble.meeting import meet
    from collector.sources.ble.timing import Timing

    def found(name: str, kind: Kind) -> None:
        click.echo(f"{name} ({kind.label}): connecting ...")

    wished = home.settings.bluetooth.adapter if adapter is None else adapter
    timing = Timing(longest_wait_s=5.0, longest_rest_s=5.0)  # somebody is waiting
    return meet(wanted, wished, seconds=seconds, timing=timing, wall=home.now, found=found)


def _keep(
    home: Home, met: Met, person: Person, adapter: str | None, steps_per_count: str | None
) -> LiveDevice:
    from dataclasses import asdict

    from storage import live_devices

    with home.engine.begin() as connection:
        device = live_devices.pair(
            connection,
            person.id,
            kind=met.kind.name,
            name=met.name,
            address=met.address,
            now=home.now(),
            adapter=adapter,
            cadence_factor=None if steps_per_count is None else float(steps_per_count),
        )
        live_devices.describe(connection, device.id, **asdict(met.about))
    return device


def _said(met: Met) -> Iterator[str]:
    from service.live_words import words

    if about := met.about.words():
        yield about
    if met.battery_percent is not None:
        yield f"battery {met.battery_percent} %"
    yield "connected, nothing said yet: put it on" if met.first is None else words(met.first)
