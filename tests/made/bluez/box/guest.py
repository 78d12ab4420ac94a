"""The emulated machine that holds bluetoothd: Linux and a D-Bus, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.made.machine import guest


class Guest(guest.Guest):
    """``hci`` is where a controller is plugged in; D-Bus is at ``dbus_port`` of this machine."""

    def __init__(self, image: Path) -> None:
        super().__init__(image, memory_mb=256)
        self.dbus_port = self.other_port
        self.hci = f"unix-client:{self.folder}/hci"

    def forwards(self) -> Sequence[str]:
        return [*super().forwards(), f"hostfwd=tcp:127.0.0.1:{self.dbus_port}-:5555"]

    def devices(self) -> Sequence[str]:
        return guest.serial_line(self.folder / "hci")
