"""A watch in a few lines: its files as bytes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from collector.encode.fit import Message, encode

SEDENTARY, WALKING, RUNNING = 8, 6, 1
_MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    """Read a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Watch:
    """Writes monitoring and activity files as a watch does."""

    serial: int = 7

    def file(self, begin: datetime, *messages: Message, offset_min: int | None = 0) -> bytes:
        """A monitoring file that begins at a moment; without offset it tells no clock."""
        head = [self.file_id(32, begin)]
        if offset_min is not None:
            local = begin + timedelta(minutes=offset_min)
            fields: dict[str, Any] = {
                "timestamp": begin,
                "local_timestamp": local,
                "activity_type": [6, 1],
            }
            head.append(Message("monitoring_info", fields))
        return encode([*head, *messages])

    def file_id(self, kind: int, created: datetime) -> Message:
        fields: dict[str, Any] = {
            "type": kind,
            "manufacturer": 1,
            "product": 2503,
            "serial_number": self.serial,
            "time_created": created,
        }
        return Message("file_id", fields)

    @staticmethod
    def row(when: datetime, kind: int = SEDENTARY, counter: int | None = None) -> Message:
        """A change of state: what was done until now, and the counter of that kind."""
        fields: dict[str, Any] = {"timestamp": when, "current_activity_type_intensity": kind}
        if counter is not None:
            fields["cycles_raw"] = counter
        return Message("monitoring", fields)

    @staticmethod
    def walked(when: datetime, counter: int) -> Message:
        return Watch.row(when, WALKING, counter)

    @staticmethod
    def total(when: datetime, counter: int, minutes: int, kind: int = WALKING) -> Message:
        """A summary, as at the begin and end of a file."""
        fields: dict[str, Any] = {
            "timestamp": when,
            "activity_type": kind,
            "cycles_raw": counter,
            "duration_min": minutes,
        }
        return Message("monitoring", fields)

    @staticmethod
    def beat(when: datetime, bpm: int) -> Message:
        return Message("monitoring", {"timestamp": when, "heart_rate": bpm})

    def day(
        self, midnight: datetime, counters: Sequence[int], *, offset_min: int = 0, parts: int = 1
    ) -> list[bytes]:
        """A whole day: a row each half hour, walking where the counter grew, cut into files."""
        rows: list[tuple[datetime, Message]] = []
        last = 0
        for half, counter in enumerate(counters):
            when = midnight + (half + 1) * 30 * _MINUTE
            grew = counter > last
            rows.append((when, self.walked(when, counter) if grew else self.row(when)))
            rows.append((when - 5 * _MINUTE, self.beat(when - 5 * _MINUTE, 60 + half)))
            last = max(counter, last)
        length = len(counters) * 30 * _MINUTE
        cuts = [midnight + length * part // parts for part in range(parts + 1)]
        files = []
        for begin, end in itertools.pairwise(cuts):
            inside = [row for when, row in sorted(rows, key=_when) if begin < when <= end]
            done = [int(c) for h, c in enumerate(counters, 1) if midnight + h * 30 * _MINUTE <= end]
            passed = (end - midnight) // _MINUTE
            inside.append(self.total(end, max(done, default=0), passed))
            files.append(self.file(begin, *inside, offset_min=offset_min))
        return files

    def session(
        self,
        start: datetime,
        seconds: int,
        *,
        bpm: Callable[[int], int] = lambda second: 120,
        sport: int = 1,
        cadence: int = 80,
        closed: bool = True,
        cycles: int | None = None,
    ) -> bytes:
        """A recording of one record a second."""
        messages = [self.file_id(4, start)]
        messages += [
            Message(
                "record",
                {
                    "timestamp": start + timedelta(seconds=second),
                    "heart_rate": bpm(second),
                    "cadence": cadence,
                    "distance": float(second * 3),
                    "speed": 3.0,
                },
            )
            for second in range(seconds)
        ]
        if closed:
            messages.append(self.summary(start, seconds, sport=sport, cycles=cycles))
        return encode(messages)

    @staticmethod
    def summary(
        start: datetime, seconds: int, *, sport: int = 1, cycles: int | None = None
    ) -> Message:
        end = start + timedelta(seconds=seconds)
        fields: dict[str, Any] = {
            "timestamp": end,
            "start_time": start,
            "sport": sport,
            "sub_sport": 0,
            "total_elapsed_time": float(seconds),
            "total_timer_time": float(seconds),
            "total_distance": float(seconds * 3),
            "total_cycles": cycles,
        }
        return Message("session", fields)


def _when(row: tuple[datetime, Message]) -> datetime:
    return row[0]
