"""What the session messages of a FIT file say, before its records are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from collector.decode.fit.columns import FitFile
from collector.fields import Fields, fields_of
from collector.monitoring import Integers

_ON_FOOT = frozenset({1, 11, 17})  # sports whose cycles are strides: running, walking, hiking
STEPS_IN_A_STRIDE = 2


@dataclass(frozen=True, slots=True)
class Session:
    """A session's own words, before its records are looked at. None is unknown."""

    start: int
    end: int
    sport: int | None
    sub_sport: int | None
    elapsed_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    cycles: int | None = None
    avg_hr_bpm: int | None = None
    max_hr_bpm: int | None = None
    rescued: bool = False
    part: int = 0

    @property
    def on_foot(self) -> bool:
        return self.sport in _ON_FOOT

    @property
    def steps(self) -> int | None:
        if self.cycles is None or not self.on_foot:
            return None
        return self.cycles * STEPS_IN_A_STRIDE


def sessions_in(fit: FitFile, t: Integers, created: int | None) -> list[Session]:
    """Give the sessions of a file in order; one rebuilt from the records where it names none."""
    table = fields_of(fit, "session")
    found = [_session(table, row, t, created) for row in range(len(table))]
    sessions = [each for each in found if each is not None]
    if not sessions and len(t):
        sport = fields_of(fit, "sport")
        sessions = [
            Session(
                start=int(t.min()),
                end=int(t.max()),
                sport=sport.first_int("sport"),
                sub_sport=sport.first_int("sub_sport"),
                rescued=True,
            )
        ]
    return sorted(sessions, key=lambda each: (each.start, each.end))


def _session(table: Fields, row: int, t: Integers, created: int | None) -> Session | None:
    elapsed_s = _number(table, "total_elapsed_time", row)
    stamp = int(table.moments()[row]) or None
    start = int(table.moments("start_time")[row]) or None
    if start is None and stamp is not None:
        start = stamp - round(elapsed_s or 0)
    if start is None:
        start = int(t.min()) if len(t) else created
    if start is None:
        return None
    end = start + round(elapsed_s) if elapsed_s is not None else max(start, stamp or start)
    return Session(
        start=start,
        end=end,
        sport=_integer(table, "sport", row),
        sub_sport=_integer(table, "sub_sport", row),
        elapsed_s=elapsed_s,
        timer_s=_number(table, "total_timer_time", row),
        distance_m=_number(table, "total_distance", row),
        cycles=_integer(table, "total_cycles", row),
        avg_hr_bpm=_integer(table, "avg_heart_rate", row) or None,
        max_hr_bpm=_integer(table, "max_heart_rate", row) or None,
        part=int(table.parts[row]),
    )


def _number(table: Fields, name: str, row: int) -> float | None:
    return float(table.numbers(name)[row]) if table.has(name)[row] else None


def _integer(table: Fields, name: str, row: int) -> int | None:
    return int(table.integers(name, 0)[row]) if table.has(name)[row] else None
