"""Whether the machine's clock can be believed, and which zone the machine itself is in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.errands import Trust

if TYPE_CHECKING:
    from config.settings import Settings

#: systemd-timesyncd lives here, and touches the second when the network has told it the time.
_TIMESYNC = Path("/run/systemd/timesync")
_SYNCHRONIZED = "synchronized"

#: What the kernel says where nobody set the clock, or nobody for hours. systemd judges by it too:
#: the flag beside it is also set to keep the kernel from touching the battery's clock.
_UNSET = timedelta(seconds=16)
_FAILED = -1

#: Where timesyncd is there and could not ask anybody for so long, the clock is all there is.
_WAITED = timedelta(days=1)

_LOCALTIME = Path("/etc/localtime")


def trust(
    settles_min: int = 10,
    timesync: Path = _TIMESYNC,
    up: timedelta | None = None,
    error: timedelta | None = None,
) -> Trust:
    """How far the clock is believed, ``up`` after the machine was switched on.

    A computer without a clock of its own starts at the hour it was switched off. Whoever sets it
    from the network (timesyncd, chrony, ntpd) tells the kernel how far it may be off: ``error``.
    Where timesyncd is there, its word is waited for; else it was set after ``settles_min``, if
    anybody sets it. With ``settles_min`` 0 its owner vouches for it.
    """
    error = kernel_error() if error is None else error
    if not settles_min or error < _UNSET or (timesync / _SYNCHRONIZED).exists():
        return Trust.SURE
    settles = _WAITED if timesync.is_dir() else timedelta(minutes=settles_min)
    up = _up() if up is None else up
    return Trust.NOT_YET if up < settles else Trust.LIKELY


def kernel_error() -> timedelta:
    """How far the clock may be off, as the kernel was told; `_UNSET` where it cannot be asked."""
    import ctypes

    class Timex(ctypes.Structure):
        """The beginning of the kernel's answer, and room for the rest."""

        _fields_: ClassVar = [
            ("modes", ctypes.c_uint),  # 0: only to read
            ("offset", ctypes.c_long),
            ("freq", ctypes.c_long),
            ("maxerror", ctypes.c_long),
            ("rest", ctypes.c_char * 480),
        ]

    told = Timex()
    try:
        answered = ctypes.CDLL(None).adjtimex(ctypes.byref(told)) != _FAILED
    except (OSError, AttributeError):  # not Linux
        return _UNSET
    return min(timedelta(microseconds=told.maxerror), _UNSET) if answered else _UNSET


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
