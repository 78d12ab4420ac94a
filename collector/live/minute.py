"""One minute in the making, and how steps are laid on minutes. Whole steps, and none lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from collector.live.clock import MINUTE_MS
from collector.live.counters import Increase
from config.live import Steps
from storage.records import FLAG_DERIVED, FLAG_RESET


@dataclass(slots=True)
class Minute:
    """One minute in the making. ``steps`` None: nothing counted in it was heard."""

    bpm_words: int = 0
    bpm_sum: int = 0
    bpm_max: int = 0
    rr_s: list[float] = field(default_factory=list)
    steps: int | None = None
    cadence_steps: float | None = None
    resolution_min: int = 0
    flags: int = 0
    written: bool = False  # what the database has of it is the beginning of this
    written_steps: int = 0
    touched: bool = True  # since it was written
    rate_stands: bool = False  # an earlier run told its heart rate

    def all_steps(self) -> int | None:
        if self.steps is None and self.cadence_steps is None:
            return None
        return (self.steps or 0) + int((self.cadence_steps or 0.0) + 0.5)


@dataclass(slots=True)
class DayChange:
    """What is to be added to a counter's word on one local date."""

    unplaced: int = 0
    stood_at: int = 0  # the device's own total when it was first heard that day
    taken_back: int = 0  # of such a total that was an earlier day's
    resets: int = 0
    complete: bool | None = None

    def unplaced_beside(self, known: int, unplaced: int) -> int:
        """Give the unplaced steps of a day of which so many steps are stored, so many unplaced.

        None are, as a rule, when a day is first heard; after a state that could not be read some
        may be, and the device's total holds them already.
        """
        own = self.unplaced + max(0, self.stood_at - known)
        return max(0, unplaced + own - self.taken_back)


#: Minutes in the making by their number since 1970.
Minutes = dict[int, Minute]


def minute_at(minutes: Minutes, at: int) -> Minute:
    """Give a minute to be changed."""
    minute = minutes.get(at)
    if minute is None:
        minute = minutes[at] = Minute()
    minute.touched = True
    return minute


def lay_increase(minutes: Minutes, increase: Increase, facts: Steps) -> None:
    """Lay an increase on its minutes by how much of it each one has."""
    start, end = increase.start_ms, increase.end_ms
    fine = end - start <= facts.fine_s * 1000
    length_min = 1 if fine else (end - start + MINUTE_MS // 2) // MINUTE_MS
    laid = past_ms = 0
    for at, ms in _overlaps(start, end):
        past_ms += ms
        share = increase.steps * past_ms // (end - start) - laid
        laid += share
        _add(minutes, at, share, length_min)
    last = _add(minutes, max(start, end - 1) // MINUTE_MS, increase.steps - laid, length_min)
    if increase.reset:
        last.flags |= FLAG_RESET


def lay_cadence(minutes: Minutes, since_ms: int, per_min: float, until_ms: int) -> None:
    """Lay the steps a cadence makes while it holds."""
    for at, ms in _overlaps(since_ms, until_ms):
        minute = minute_at(minutes, at)
        minute.cadence_steps = (minute.cadence_steps or 0.0) + per_min * ms / MINUTE_MS
        minute.resolution_min = max(1, minute.resolution_min)
        minute.flags |= FLAG_DERIVED


def merge(minutes: Minutes, at: int, other: Minute) -> int:
    """Add a minute that moved here; give how many words of heart rate had to stand back."""
    minute = minute_at(minutes, at)
    stands = other.bpm_words if minute.written else 0  # what was told first stands
    if not stands:
        minute.bpm_words += other.bpm_words
        minute.bpm_sum += other.bpm_sum
        minute.bpm_max = max(minute.bpm_max, other.bpm_max)
        minute.rr_s += other.rr_s
    if other.steps is not None:
        minute.steps = (minute.steps or 0) + other.steps
    if other.cadence_steps is not None:
        minute.cadence_steps = (minute.cadence_steps or 0.0) + other.cadence_steps
    minute.resolution_min = max(minute.resolution_min, other.resolution_min)
    minute.flags |= other.flags
    return stands


def _add(minutes: Minutes, at: int, steps: int, length_min: int) -> Minute:
    minute = minute_at(minutes, at)
    minute.steps = (minute.steps or 0) + steps
    minute.resolution_min = max(length_min, minute.resolution_min)
    return minute


def _overlaps(start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
    """Give the minutes of a stretch, and how many milliseconds of it lie in each."""
    at = start_ms
    while at < end_ms:
        until = min(end_ms, (at // MINUTE_MS + 1) * MINUTE_MS)
        yield at // MINUTE_MS, until - at
        at = until
