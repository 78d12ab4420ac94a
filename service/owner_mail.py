"""When the owner is written to, and of which notices. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from storage.sending import Notice

#: Mails to the owner keep this distance: one in the morning, and not two on one day.
_A_DAY: Final = timedelta(hours=20)

#: The owner is told of somebody's silence at its beginning and once more, then left alone.
_TOLD_AGAIN: Final = timedelta(days=7)


def untold(notices: Sequence[Notice], now: datetime) -> tuple[Notice, ...]:
    """Those the owner has to be told of: new ones, and a silence that lasts, once more."""
    return tuple(each for each in notices if each.told_at is None or _again(each, now))


def may_write(notices: Sequence[Notice], now: datetime, last_told: datetime | None) -> bool:
    """Whether a mail is due: something is untold, and the last mail was another day's.

    A last mail in the future was dated by a wrong clock and holds nothing back.
    """
    rested = last_told is None or not timedelta() <= now - last_told < _A_DAY
    return rested and bool(untold(notices, now))


def _again(notice: Notice, now: datetime) -> bool:
    """A silence is told twice at most: the second time a week after the first."""
    if notice.code != "silent" or notice.told_at is None:
        return False
    once = notice.told_at - notice.since < _TOLD_AGAIN
    return once and now - notice.told_at >= _TOLD_AGAIN
