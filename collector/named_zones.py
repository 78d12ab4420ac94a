"""The zones that stored names stand for. Standard library only: the small daemon needs them too."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_FIXED = re.compile(r"UTC(?:([+-])(\d\d):(\d\d))?")


def zone_named(name: str) -> tzinfo:
    """Give the zone an IANA name or a fixed offset ("UTC+07:00") stands for.

    >>> zone_named("UTC-03:30").utcoffset(None)
    datetime.timedelta(days=-1, seconds=73800)
    """
    fixed = _FIXED.fullmatch(name)
    if fixed is None:
        return ZoneInfo(name)
    if fixed[1] is None:
        return UTC
    offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
    return timezone(-offset if fixed[1] == "-" else offset)
