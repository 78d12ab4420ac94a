"""How long ago something was, as a person says it."""

from __future__ import annotations

from datetime import datetime, timedelta


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> [ago(now - timedelta(minutes=n), now) for n in (0, 59, 60, 47 * 60, 72 * 60, -30)]
    ['just now', '59 minutes ago', '1 hour ago', '47 hours ago', '3 days ago', 'in the future']
    """
    minutes = int((now - moment) / timedelta(minutes=1))
    if minutes < -1:
        return "in the future"
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
