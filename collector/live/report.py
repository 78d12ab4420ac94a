"""What became of every reading: kept, or dropped with its reason. Nothing is lost silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

OVERFLOW = "overflow"  # the queue was full: the oldest went
FAULT = "fault"  # a fault of ours met it
UNKNOWN_DEVICE = "unknown_device"  # forgotten while it was on its way
NO_CONTACT = "no_contact"
NO_PULSE = "no_pulse"
RATE_IMPLAUSIBLE = "rate_implausible"
STEPS_IMPLAUSIBLE = "steps_implausible"
OLDER_DAY = "older_day"  # a counter's first word of a day that was still the day before's
DAY_NOT_KNOWN = "day_not_known"  # steps of a stretch of several days
COUNTED_ALREADY = "counted_already"  # a cadence beside a counter
NOT_STEPS = "not_steps"  # a crank's cadence
NOT_OVER = "not_over"  # a stretch of the past that reaches into the present, or is none
TOO_OLD = "too_old"  # a device's memory of a time its clock cannot have known
TOLD_ALREADY = "told_already"  # minutes of the past that are known
NOT_KEPT = "not_kept"  # the database could not be written for too long


@dataclass(frozen=True, slots=True)
class LiveReport:
    """Of one device: ``readings == kept + sum(dropped.values())``, always."""

    live_device_id: int
    readings: int
    kept: int
    dropped: Mapping[str, int]
    artefact_min: Mapping[str, int]  # minutes whose heart rate is not known, by reason
    clock_jumps: int
    notes: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """A report in the making."""

    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    artefact_min: Counter[str] = field(default_factory=Counter)
    clock_jumps: int = 0
    notes: set[str] = field(default_factory=set)

    def take_back(self, reason: str, count: int) -> None:
        """Let readings that were kept be dropped after all."""
        self.kept -= count
        self.dropped[reason] += count

    def report(self, live_device_id: int) -> LiveReport:
        return LiveReport(
            live_device_id,
            self.kept + self.dropped.total(),
            self.kept,
            MappingProxyType(dict(self.dropped)),
            MappingProxyType(dict(self.artefact_min)),
            self.clock_jumps,
            tuple(sorted(self.notes)),
        )
