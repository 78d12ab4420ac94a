"""``stegvis ble scan``: what is near, and what of it can be read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import as_json

if TYPE_CHECKING:
    from collector.sources.ble.adverts import Seen

COLUMNS = ("name", "address", "signal_dbm", "kind", "offers")


@click.command("scan")
@click.option(
    "--seconds", type=click.IntRange(1, 3600), default=10, show_default=True, help="How long."
)
@click.option("--adapter", help="As hci0. [default: as in the settings]")
@as_json
@click.pass_context
def scan(context: click.Context, *, seconds: int, adapter: str | None, as_json: bool) -> None:
    """Show what is near: names, signal, and what this program can read of it.

    Wear the strap or wake the watch first: what sleeps is not to be seen.

    Example: stegvis ble scan --seconds 20
    """
    import asyncio

    from collector.sources.ble.looking import look
    from collector.sources.ble.timing import Timing
    from service.live_screen import Repainted
    from service.output import show, table

    home: Home = context.obj
    wished = home.settings.bluetooth.adapter if adapter is None else adapter
    near: dict[str, dict[str, object]] = {}
    screen = Repainted(sys.stdout.isatty() and not as_json)

    def notice(seen: Seen) -> None:
        near[seen.advertisement.address] = _row(seen)
        screen.paint(lambda: table(_worth_showing(near), COLUMNS))

    asyncio.run(look(seconds, wished, notice, timing=Timing()))
    rows = list(near.values()) if as_json else _worth_showing(near)
    screen.clear()
    if rows or as_json:
        show(rows, as_json=as_json, columns=COLUMNS)
        if not as_json and any(row["kind"] for row in rows):
            click.echo("\nPair one with: stegvis ble pair NAME")
    else:
        click.echo("Nothing was seen. Wear the strap, wake the watch, come nearer, try again.")
        context.exit(1)


def _row(seen: Seen) -> dict[str, object]:
    from collector.sources.ble.kinds.registry import recognise

    said = seen.advertisement
    kind = recognise(said)
    return {
        "name": said.name or None,
        "address": said.address,
        "signal_dbm": said.rssi_dbm,
        "kind": kind.name if kind else None,
        "offers": ", ".join(kind.offers) if kind else None,
    }


def _worth_showing(near: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    """Leave out what has neither a name nor a kind: phones, beacons, light bulbs."""
    rows = [row for row in near.values() if row["name"] or row["kind"]]
    return sorted(rows, key=lambda row: (row["kind"] is None, str(row["name"])))
