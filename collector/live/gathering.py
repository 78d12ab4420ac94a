"""Everything that is heard, by device, under one clock that may be set while we listen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from collector.live.clock import MINUTE_MS, ms_of
from collector.live.minutes import LiveMinutes
from collector.live.moving import move
from collector.live.report import OVERFLOW, UNKNOWN_DEVICE, LiveReport
from collector.live.values import Heard

#: Clocks that are kept by the network are corrected by less than this at a time.
_JUMP_MS = 2000


@dataclass(slots=True)
class Gathering:
    """The devices that are listened to.

    The wall clock stamps, the monotonic one tells how much time passed. When they part, somebody
    set the wall clock: the new one is believed, and what was not written yet moves with it by whole
    minutes, so that nothing is doubled and nothing is lost. What is written stays where it is.
    """

    devices: dict[int, LiveMinutes] = field(default_factory=dict)
    strangers: Counter[str] = field(default_factory=Counter)  # of devices that are not known
    clock: tuple[int, float] | None = None  # wall (ms) and monotonic (s) of the last word

    def hear(self, heard: Heard) -> None:
        self._follow_clock(ms_of(heard.at), heard.monotonic_s)
        device = self.devices.get(heard.live_device_id)
        if device is None:
            self.strangers[UNKNOWN_DEVICE] += 1
        else:
            device.hear(heard)

    def lost(self, counts: Counter[int]) -> None:
        """Note what went by overflow of the queue."""
        self.dropped(OVERFLOW, counts)

    def dropped(self, reason: str, counts: Counter[int]) -> None:
        for live_device_id, count in counts.items():
            device = self.devices.get(live_device_id)
            into = self.strangers if device is None else device.tally.dropped
            into[reason] += count

    def reports(self) -> tuple[LiveReport, ...]:
        return tuple(each.tally.report(key) for key, each in sorted(self.devices.items()))

    def _follow_clock(self, at_ms: int, monotonic_s: float) -> None:
        if self.clock is not None:
            wall_ms, mono_s = self.clock
            jump = at_ms - wall_ms - round((monotonic_s - mono_s) * 1000)
            if abs(jump) > _JUMP_MS:
                self._jumped(round(jump / MINUTE_MS))
        self.clock = (at_ms, monotonic_s)

    def _jumped(self, minutes: int) -> None:
        for device in self.devices.values():
            device.tally.clock_jumps += 1
            if minutes:
                move(device, minutes)
