"""Recorded sessions laid over minutes: where speed tells a band, and what the sport costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from analyzer.frames import Band
from config.compendium import SPEED_KINDS, Compendium, Sport
from config.measures import Met
from storage.records import Activity


@dataclass(frozen=True, slots=True)
class Sessions:
    """Per minute: in a session or not, its sport's band, and its kind of speed (0: none)."""

    inside: NDArray[np.bool_]
    band: NDArray[np.int8]
    speed_kind: NDArray[np.int8]  # 1 + place in SPEED_KINDS


def sessions_over(
    activities: Iterable[Activity], first_minute: int, n: int, compendium: Compendium, met: Met
) -> Sessions:
    """Given sessions in any order, return them minute by minute; the later start wins."""
    inside, band = np.zeros(n, np.bool_), np.zeros(n, np.int8)
    speed_kind = np.zeros(n, np.int8)
    for each in sorted(activities, key=_order):
        start = max(0, nearest_minute(each.start) - first_minute)
        end = min(n, nearest_minute(each.end) - first_minute)
        if start >= end:
            continue
        sport = compendium.sport(each.sport, each.sub_sport)
        inside[start:end] = True
        band[start:end] = band_of_sport(sport, met)
        kind = sport.speed if sport else None
        speed_kind[start:end] = 1 + SPEED_KINDS.index(kind) if kind else 0
    return Sessions(inside, band, speed_kind)


def band_of_sport(sport: Sport | None, met: Met) -> Band:
    """The band of a sport's MET; a sport that is not in the list tells nothing."""
    if sport is None:
        return Band.UNKNOWN
    if sport.met >= met.vigorous_low:
        return Band.VIGOROUS
    return Band.MODERATE if sport.met >= met.moderate_low else Band.LIGHT


def strength_starts(activities: Iterable[Activity], compendium: Compendium) -> list[datetime]:
    """When sessions of strength began; one recorded by two devices counts once."""
    starts: list[datetime] = []
    covered: datetime | None = None
    for each in sorted(activities, key=_order):
        sport = compendium.sport(each.sport, each.sub_sport)
        if sport is None or not sport.strength:
            continue
        if covered is None or each.start >= covered:
            starts.append(each.start)
        covered = each.end if covered is None else max(covered, each.end)
    return starts


def nearest_minute(moment: datetime) -> int:
    """Half-started minutes count half the time: a session's length is right on average."""
    return int((moment.timestamp() + 30) // 60)


def _order(activity: Activity) -> tuple[datetime, datetime, str, str]:
    return activity.start, activity.end, activity.sha256, activity.sport
