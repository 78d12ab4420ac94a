"""``stegvis ble pair``: from now on, this device is listened to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import whose

if TYPE_CHECKING:
    from collector.sources.ble.kind import Kind


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

    from collector.sources.ble.meeting import meet
    from collector.sources.ble.timing import Timing
    from service.live_words import words
    from service.pairings import paired_changed
    from storage import live_devices, people
    from storage.database import reading

    if not wanted.strip():
        raise click.BadParameter("Name the device: stegvis ble scan shows what is near.")
    with reading(home.engine) as connection:
        person = people.person_named(connection, who)
    wished = home.settings.bluetooth.adapter if adapter is None else adapter
    click.echo(f"Looking for {wanted} ...")
    timing = Timing(longest_wait_s=5.0, longest_rest_s=5.0)  # somebody is waiting
    call = meet(wanted, wished, seconds=seconds, timing=timing, wall=home.now, found=_found)
    met = asyncio.run(call)
    factor = met.kind.cadence_factor if steps_per_count is None else float(steps_per_count)
    with home.engine.begin() as connection:
        device = live_devices.pair(
            connection,
            person.id,
            kind=met.kind.name,
            name=met.name,
            address=met.address,
            now=home.now(),
            adapter=adapter or "",
            cadence_factor=factor,
        )
    paired_changed(home)
    if about := met.about.words():
        click.echo(f"  {about}")
    if met.battery_percent is not None:
        click.echo(f"  battery {met.battery_percent} %")
    first = "connected, nothing said yet: put it on" if met.first is None else words(met.first)
    click.echo(f"  {first}")
    click.echo(f"{device.name} is paired for {person.name}. It is listened to by: stegvis run")


def _found(name: str, kind: Kind) -> None:
    click.echo(f"{name} ({kind.label}): connecting ...")
