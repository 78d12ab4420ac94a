"""``stegvis ble``: straps and watches over Bluetooth."""

from __future__ import annotations

import click

from service.commands.ble_devices import devices, forget
from service.commands.ble_listen import listen
from service.commands.ble_pair import pair
from service.commands.ble_scan import scan


@click.group("ble")
def command() -> None:
    """Straps and watches over Bluetooth: find, pair, listen.

    Example: stegvis ble scan
    """


for _each in (scan, pair, listen, devices, forget):
    command.add_command(_each)
