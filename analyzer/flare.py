"""The last day of the last flare, as the person told it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from config.nudges import FlareNumbers
from storage.told import DiaryEntry, DiaryKind


def last_flare_day(
    diary: Iterable[DiaryEntry], now: datetime, zone: tzinfo, numbers: FlareNumbers
) -> date | None:
    """Today while a flare lasts; the day it ended, or was forgotten to end, after that."""
    said = [
        each
        for each in diary
        if each.kind in (DiaryKind.FLARE_START, DiaryKind.FLARE_END) and each.at <= now
    ]
    last = max(said, key=lambda each: each.at, default=None)
    if last is None:
        return None
    on = last.at.astimezone(zone).date()
    if last.kind is DiaryKind.FLARE_END:
        return on
    return min(now.astimezone(zone).date(), on + timedelta(days=numbers.open_days))
