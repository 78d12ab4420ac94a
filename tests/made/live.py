"""Made-up words over the air, written short, and what their minutes come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from collector.live.clock import LocalDays, local_days, ms_of
from collector.live.gathering import Gathering
from collector.live.laying import Laid, lay, settle, settled
from collector.live.minute import DayChange
from collector.live.minutes import LiveMinutes
from collector.live.resuming import resume, state_of
from collector.live.values import Heard, HeartRate, Reading, StepTotal
from config.live import read_live
from storage.records import MINUTE_COLUMNS, MINUTES, Basis, ZoneRow

DAY = date(2026, 3, 4)
MIDNIGHT = datetime(2026, 3, 4, tzinfo=UTC)
UTC_DAYS = local_days([])


def zoned(name: str) -> LocalDays:
    return local_days([ZoneRow(date.min, name, Basis.STATED)])


def at(clock: str, day: date = DAY) -> datetime:
    """A moment: ``at("12:00")``, ``at("12:00:07")``."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


def heard(moment: datetime, reading: Reading, device: int = 1) -> Heard:
    """A word whose clocks agree: nobody set the wall clock."""
    return Heard(device, moment, moment.timestamp() - MIDNIGHT.timestamp(), reading)


def beats(start: datetime, bpm: Iterable[int | None], rr: Sequence[float] = ()) -> list[Heard]:
    """A strap's words, one a second."""
    return [
        heard(start + timedelta(seconds=second), HeartRate(each, rr_s=tuple(rr)))
        for second, each in enumerate(bpm)
    ]


def totals(*words: tuple[str, int], day: date = DAY) -> list[Heard]:
    return [heard(at(clock, day), StepTotal(steps)) for clock, steps in words]


class Kept:
    """A database in memory: the stored days, the counter's own days, and what a run left."""

    def __init__(self, days: LocalDays = UTC_DAYS) -> None:
        self.days = days
        self.stored: dict[date, dict[str, bytes]] = {}
        self.own: dict[date, DayChange] = {}
        self.placed: dict[date, int] = {}
        self.left: str | None = None

    def begin(self, factor: float | None = None) -> Gathering:
        live = LiveMinutes(1, self.days, read_live(), factor)
        if self.left is not None:
            assert resume(live, self.left)
        return Gathering({1: live})

    def write(self, run: Gathering, now: datetime, *, last: bool = False) -> Laid:
        live = run.devices[1]
        if last:
            live.close()
        laid = lay(live, self.stored, ms_of(now) // 60_000, last=last)
        self.left = state_of(settled(live, laid))
        for block in laid.blocks:
            self.stored[block.utc_day] = dict(block.columns)
        for day, change in live.changes.items():
            own = self.own.setdefault(day, DayChange())
            own.unplaced = change.unplaced_beside(self.total(day), own.unplaced)
            own.resets += change.resets
            own.complete = own.complete if change.complete is None else change.complete
        for day, steps in laid.placed.items():
            self.placed[day] = self.placed.get(day, 0) + steps
        settle(live, laid)
        return laid

    def column(self, name: str, day: date = DAY) -> list[int | None]:
        code, unknown = MINUTE_COLUMNS[name]
        raw = self.stored.get(day, {}).get(name)
        if raw is None:
            return [None] * MINUTES
        numbers = memoryview(raw).cast(code).tolist()
        return [None if each == unknown else each for each in numbers]

    def known(self, name: str, day: date = DAY) -> dict[str, int]:
        """The minutes that are known, by their clock time."""
        values = enumerate(self.column(name, day))
        return {f"{m // 60:02}:{m % 60:02}": value for m, value in values if value is not None}

    def total(self, day: date = DAY) -> int:
        return self.placed.get(day, 0) + self.own.get(day, DayChange()).unplaced


def after(
    words: Iterable[Heard], *, now: datetime | None = None, factor: float | None = None
) -> Kept:
    """What is stored when all of these were heard and nothing more comes."""
    kept = Kept()
    run = kept.begin(factor)
    latest = MIDNIGHT
    for word in words:
        run.hear(word)
        latest = max(latest, word.at)
    kept.write(run, now or latest + timedelta(minutes=5), last=True)
    kept.run = run  # type: ignore[attr-defined]
    return kept
