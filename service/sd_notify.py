"""A word to systemd: ready, alive, busy with what. Says nothing where nobody listens."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Final

#: A manager that does not read what it is told must not hold up the work.
_PATIENCE_S: Final = 0.5


def notify(environment: Mapping[str, str], *lines: str) -> bool:
    """Send lines such as ``READY=1`` to whoever started this; False where nobody asked for them.

    A service manager that is gone is no reason to stop working.
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if address[:1] not in {"/", "@"}:
        return False
    if address[0] == "@":
        address = f"\0{address[1:]}"  # Linux's names without a file
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.settimeout(_PATIENCE_S)
            out.connect(address)
            out.send("\n".join(lines).encode())
    except OSError:
        return False
    return True


def watchdog_s(environment: Mapping[str, str], own_pid: int) -> float | None:
    """How often systemd wants to hear that this process is alive; None where it does not."""
    micros = environment.get("WATCHDOG_USEC", "")
    meant = environment.get("WATCHDOG_PID", str(own_pid))
    if not micros.isdigit() or int(micros) == 0 or meant != str(own_pid):
        return None
    return int(micros) / 1_000_000
