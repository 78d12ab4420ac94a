"""The units of a system-wide installation in /opt, as systemd/ shows them; a test keeps it so.

`python -m service.units.examples` writes that folder again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from service.units.filling import SYSTEM_DATA, Installation, filled, unit_names

_IN_OPT: Final = Installation(command=Path("/opt/stegvis/bin/stegvis"), data=SYSTEM_DATA)


def examples() -> dict[str, str]:
    """Give every file by name: the service, the timers instead, and what reads watches."""
    names = {name: None for timer in (False, True) for name in unit_names(_IN_OPT, timer=timer)}
    return {name: filled(name, _IN_OPT) for name in names}


if __name__ == "__main__":
    folder = Path(__file__).parents[2] / "systemd"
    for name, text in examples().items():
        (folder / name).write_text(text, encoding="utf-8")
