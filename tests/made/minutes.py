"""Made-up minutes, written short: streams, counters and sessions around one date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from analyzer.days import STRETCH_DAYS, analyse
from analyzer.source_order import DEFAULT_ORDER, SourceOrder
from config.compendium import read_compendium
from config.measures import read_measures
from storage.records import (
    MINUTE_COLUMNS,
    MINUTES,
    Activity,
    Basis,
    Channel,
    Day,
    DeviceDay,
    MinuteBlock,
    MinuteStream,
    Person,
    ZoneRow,
)

DAY = date(2026, 3, 4)  # a Wednesday
MEASURES = read_measures()
COMPENDIUM = read_compendium()
PERSON = Person(1, "A. Person", "UTC+00:00", birth_year=1976, rest_hr_bpm=60)


def block(utc_day: date, **columns: Mapping[int, Sequence[int]]) -> MinuteBlock:
    """A block from stretches: ``steps={600: [100] * 10}`` is ten minutes from 10:00 UTC."""
    filled = {}
    for name, stretches in columns.items():
        kind, unknown = MINUTE_COLUMNS[name]
        column = np.full(MINUTES, unknown, {"H": "<u2", "B": "u1"}[kind])
        for start, values in stretches.items():
            column[start : start + len(values)] = values
        filled[name] = column.tobytes()
    return MinuteBlock(utc_day, filled)


def stream(
    *blocks: MinuteBlock, device: int = 1, channel: Channel = Channel.MONITORING
) -> MinuteStream:
    return MinuteStream(device, channel, blocks)


def walk(
    at: int,
    steps: Sequence[int],
    utc_day: date = DAY,
    resolution: int = 1,
    **more: Mapping[int, Sequence[int]],
) -> MinuteBlock:
    """A block with steps minute by minute."""
    return block(utc_day, steps={at: steps}, resolution_min={at: [resolution] * len(steps)}, **more)


def counter(
    placed: int,
    unplaced: int = 0,
    device: int = 1,
    on: date = DAY,
    offset_min: int = 0,
    rest: int | None = None,
) -> DeviceDay:
    total = placed + unplaced
    return DeviceDay(device, on, offset_min, total, placed, unplaced, True, rest_hr_bpm=rest)


def at(minute: int, utc_day: date = DAY) -> datetime:
    return datetime(utc_day.year, utc_day.month, utc_day.day, tzinfo=UTC) + timedelta(
        minutes=minute
    )


def session(sport: str, sub_sport: str, start: int, minutes: int, utc_day: date = DAY) -> Activity:
    return Activity(
        device_id=1,
        start=at(start, utc_day),
        end=at(start + minutes, utc_day),
        sport=sport,
        sub_sport=sub_sport,
        duration_s=60.0 * minutes,
        elapsed_s=60.0 * minutes,
        distance_m=None,
        hr_mean_bpm=None,
        hr_max_bpm=None,
        hr_samples=0,
        steps=None,
        utc_offset_min=None,
        sha256=f"{sport}{start}",
        source="made.fit",
    )


def zone(name: str, since: date = date(2000, 1, 1), basis: Basis = Basis.STATED) -> ZoneRow:
    return ZoneRow(since, name, basis)


def days(
    *streams: MinuteStream,
    person: Person = PERSON,
    zones: Sequence[ZoneRow] = (),
    counters: Sequence[DeviceDay] = (),
    sessions: Sequence[Activity] = (),
    first: date = DAY,
    last: date = DAY,
    received_until: datetime | None = None,
    order: SourceOrder = DEFAULT_ORDER,
    stretch_days: int = STRETCH_DAYS,
) -> tuple[Day, ...]:

    return analyse(
        person,
        zones,
        streams,
        counters,
        sessions,
        measures=MEASURES,
        compendium=COMPENDIUM,
        first=first,
        last=last,
        received_until=received_until,
        order=order,
        stretch_days=stretch_days,
    ).days


def one_day(*streams: MinuteStream, **given: object) -> Day:
    (found,) = days(*streams, **given)  # type: ignore[arg-type]
    return found
