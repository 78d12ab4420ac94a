"""Whose word counts where several streams describe a minute: the order, and each stream's turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

import numpy as np

from analyzer.blocks import RawColumns
from analyzer.spans import Mask
from storage.records import MINUTES, Channel

T = TypeVar("T")

#: A stream's place, and the minutes it is asked about; None: all of them.
Turn = tuple[int, Mask | None]


class AmongLive(StrEnum):
    """Which of several live devices is asked first, where `SourceOrder.devices` names none."""

    MOST_MINUTES = "most_minutes"  # that UTC day, of that quantity; of equals the lower id
    FIRST_PAIRED = "first_paired"  # the lower id, every day


@dataclass(frozen=True, slots=True)
class SourceOrder:
    """Whose word counts where several describe a minute, best first.

    A channel that is not named is not used. Devices that are not named follow by their id; live
    ones as ``among_live`` says, of heart rate those first that are worn where ``live_heart_rate``
    names.
    """

    steps: tuple[Channel, ...] = (Channel.MONITORING, Channel.LIVE, Channel.ACTIVITY)
    heart_rate: tuple[Channel, ...] = (Channel.ACTIVITY, Channel.LIVE, Channel.MONITORING)
    devices: tuple[int, ...] = ()
    among_live: AmongLive = AmongLive.MOST_MINUTES
    live_heart_rate: tuple[str, ...] = ("chest",)

    def device_rank(self, device_id: int) -> tuple[int, int]:
        return (_rank(device_id, self.devices), device_id)

    def worn_rank(self, worn_at: str) -> int:
        return _rank(worn_at, self.live_heart_rate)

    def ranks_by_day(self, device_id: int) -> bool:
        return self.among_live is AmongLive.MOST_MINUTES and device_id not in self.devices


def _rank(what: T, best_first: tuple[T, ...]) -> int:
    return best_first.index(what) if what in best_first else len(best_first)


DEFAULT_ORDER = SourceOrder()


def turns(
    columns: Sequence[RawColumns],
    channels: tuple[Channel, ...],
    order: SourceOrder,
    quantity: str,
    n: int,
) -> list[Turn]:
    """Places of the streams that may be used, best first, with the minutes it is their turn."""
    found: list[Turn] = []
    for equals in _ranked(columns, channels, order, quantity):
        if len(equals) == 1:
            found.append((equals[0], None))
        else:
            found += _turns_by_day(columns, equals, quantity, n)
    return found


def _turns_by_day(
    columns: Sequence[RawColumns], places: Sequence[int], quantity: str, n: int
) -> list[Turn]:
    """Let the stream that knows most minutes of a UTC day come first on that day."""
    known = np.zeros((len(places), n // MINUTES), np.int64)
    for row, place in enumerate(places):
        if column := columns[place].read(quantity):
            known[row] = column[1].reshape(-1, MINUTES).sum(axis=1)
    best = np.argsort(-known, axis=0, kind="stable")
    return [
        (place, np.repeat(best[rank] == row, MINUTES))
        for rank in range(len(places))
        for row, place in enumerate(places)
    ]


def _ranked(
    columns: Sequence[RawColumns],
    channels: tuple[Channel, ...],
    order: SourceOrder,
    quantity: str,
) -> list[list[int]]:
    """Places of the streams that may be used, best first; equals are ranked day by day."""

    def rank(place: int) -> tuple[int, int, int, int]:
        (device_id, channel), worn_at = columns[place].key, columns[place].worn_at
        by_place = channel is Channel.LIVE and quantity == "hr_mean_bpm"
        worn = order.worn_rank(worn_at if by_place else "")
        named, _ = order.device_rank(device_id)
        equal = channel is Channel.LIVE and order.ranks_by_day(device_id)
        return (channels.index(channel), named, worn, 0 if equal else device_id)

    usable = (place for place, each in enumerate(columns) if each.key[1] in channels)
    return [list(equals) for _, equals in groupby(sorted(usable, key=rank), key=rank)]
