"""The hours in which something may be said, and those nothing is planned in. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache

from analyzer.calendar import at_local
from service.errands import Rules


@lru_cache(maxsize=256)
def clock(text: str) -> time:
    """Read an hour as consents and settings write it.

    Nothing is planned from 02:00 to 03:00, the hour that clocks skip and repeat.

    >>> clock("07:30"), clock("02:30")
    (datetime.time(7, 30), datetime.time(3, 0))
    """
    hour = time.fromisoformat(text)
    return time(3) if hour.hour == 2 else hour


def nudge_clock(asked: time, rules: Rules) -> time:
    """The hour asked for; in the quiet hours, their end."""
    quiet = _into_the_night(asked, rules) < _into_the_night(rules.quiet_to, rules)
    return rules.quiet_to if quiet else asked


def aloud(moment: datetime, asked: time, zone: tzinfo, rules: Rules) -> datetime:
    """The first moment from this one on at which a letter may arrive.

    The quiet hours end for somebody at the morning hour they asked for, where that lies in them.
    """
    opens = min(asked, rules.quiet_to)
    local = moment.astimezone(zone)
    if _into_the_night(local.time(), rules) >= _into_the_night(opens, rules):
        return moment
    day = local.date() + timedelta(days=local.time() > opens)
    return at_local(day, opens, zone)


def _into_the_night(hour: time, rules: Rules) -> timedelta:
    """How long after the quiet hours began, from 0 to 24 hours."""
    return (_of_day(hour) - _of_day(rules.quiet_from)) % timedelta(days=1)


def _of_day(hour: time) -> timedelta:
    return timedelta(
        hours=hour.hour, minutes=hour.minute, seconds=hour.second, microseconds=hour.microsecond
    )
