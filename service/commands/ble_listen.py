"""``stegvis ble listen``: what paired devices say now. Keeps nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import whose

if TYPE_CHECKING:
    from collector.sources.ble.roster import Paired


@click.command("listen")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@whose
@click.option("--seconds", type=click.IntRange(1), help="How long. [default: until Ctrl-C]")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, as they come.")
@click.pass_context
def listen(
    context: click.Context,
    *,
    names: tuple[str, ...],
    who: str | None,
    seconds: int | None,
    as_json: bool,
) -> None:
    """Show live what paired devices say: heart rate, steps, battery. Keeps nothing.

    Names may be shortened as long as they are clear. To keep what is said, let the service run:
    stegvis run

    Example: stegvis ble listen --seconds 30
    """
    import asyncio
    from contextlib import suppress

    from collector.sources.ble.listening import listen as listen_to
    from collector.sources.ble.roster import Roster
    from collector.sources.ble.timing import Timing
    from service.live_lines import Lines

    home: Home = context.obj
    roster = Roster(_paired(home, names, who))
    if not roster.devices:
        click.echo("No device is paired. Find one with: stegvis ble scan", err=True)
        context.exit(1)
    lines = Lines(
        {each.live_device_id: each.name for each in roster.devices}, as_json, sys.stdout.isatty()
    )

    async def for_a_while() -> None:
        timing = Timing(silence_s=float(home.settings.bluetooth.silence_s), longest_rest_s=10.0)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await listen_to(roster, lines.hear, lines.tell, timing=timing, wall=home.now)

    with suppress(KeyboardInterrupt):  # the ordinary way to end it
        asyncio.run(for_a_while())
    lines.end()
    context.exit(0 if lines.heard else 1)


def _paired(home: Home, names: tuple[str, ...], who: str | None) -> tuple[Paired, ...]:
    from collector.sources.ble.kinds.registry import kind_named
    from collector.sources.ble.roster import Paired
    from storage import live_devices, people
    from storage.database import reading

    with reading(home.engine) as connection:
        person = people.person_named(connection, who)
        mine = live_devices.paired(connection, person.id)
        if names:
            mine = tuple(live_devices.device_named(connection, person.id, name) for name in names)
    adapter = home.settings.bluetooth.adapter
    return tuple(
        Paired(each.id, each.name, each.address, kind_named(each.kind), each.adapter or adapter)
        for each in dict.fromkeys(mine)
    )
