"""How long ago something was, as a person says it."""

from __future__ import annotations

from datetime import datetime, timedelta

#: Clocks of watches, and of a server of databases, may be ahead of ours by a little.
_AHEAD = timedelta(hours=1)

CLOCK_WAS_WRONG = "The clock of this computer was wrong then, or is so now: timedatectl"


def is_to_come(moment: datetime, now: datetime) -> bool:
    """Tell whether a moment that has been is still to come, as after a clock that was wrong."""
    return moment - now > _AHEAD


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> [ago(now - timedelta(minutes=n), now) for n in (0, 59, 60, 47 * 60, 72 * 60, -30)]
    ['just now', '59 minutes ago', '1 hour ago', '47 hours ago', '3 days ago', 'just now']
    >>> ago(now + timedelta(hours=2), now)
    'at 2026-11-22 14:00 UTC, still to come'
    """
    minutes = int((now - moment) / timedelta(minutes=1))
    if is_to_come(moment, now):
        return f"at {moment:%Y-%m-%d %H:%M} UTC, still to come"
    if minutes < 2:
        return "just now"
    if minutes < 60:
        return f"{minutes} minutes ago"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} hour{'s' * (hours > 1)} ago"
    return f"{hours // 24} days ago"


def many(count: int, one: str) -> str:
    """Count things.

    >>> many(1, "file"), many(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{count:,} {one}{'' if count == 1 else 's'}"
