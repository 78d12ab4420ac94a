"""Whether the machine's clock can be believed, and which zone the machine itself is in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.errands import Trust

if TYPE_CHECKING:
    from config.settings import Settings

#: systemd-timesyncd lives here, and touches the second when the network has told it the time.
_TIMESYNC = Path("/run/systemd/timesync")
_SYNCHRONIZED = "synchronized"

#: Where timesyncd is there and could not ask anybody for so long, the clock is all there is.
_WAITED = timedelta(days=1)

_LOCALTIME = Path("/etc/localtime")


def trust(settles_min: int = 10, timesync: Path = _TIMESYNC, up: timedelta | None = None) -> Trust:
    """How far the clock is believed, ``up`` after the machine was switched on.

    A computer without a clock of its own starts at the hour it was switched off. Where timesyncd
    sets it, its word is waited for; others have set it after ``settles_min``, and do not say so.
    """
    if (timesync / _SYNCHRONIZED).exists():
        return Trust.SURE
    settles = _WAITED if timesync.is_dir() else timedelta(minutes=settles_min)
    up = _up() if up is None else up
    return Trust.NOT_YET if settles_min and up < settles else Trust.LIKELY


def believed(settings: Settings) -> Trust:
    """How far the clock of this machine is believed, now."""
    return trust(settings.schedule.clock_settles_min)


def machine_zone(environment: Mapping[str, str], localtime: Path = _LOCALTIME) -> tzinfo:
    """The zone this computer is set to; UTC where it does not say."""
    name = environment.get("TZ", "").removeprefix(":")
    try:
        if name:
            return ZoneInfo(name)
        with localtime.open("rb") as file:
            return ZoneInfo.from_file(file, key=str(localtime))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _up() -> timedelta:
    """Since the machine was switched on, sleep included."""
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
