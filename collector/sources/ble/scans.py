"""Begins and ends scans, and mends what keeps one from beginning.

A scan that is refused as "in progress" is one of two things. Most often a scan of our own was never
ended (its end was not answered): it ends with a word from the same connection, or with the
connection. Sometimes the adapter is stuck, and nothing but switching it off and on helps.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bleak import BleakScanner

from collector.sources.ble.adverts import Seen
from collector.sources.ble.bleak_inside import end_scan, forget_bluetoothd
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.bus import DAEMON_ERRORS
from collector.sources.ble.daemon import Daemon
from collector.sources.ble.errors import OUTSIDE
from collector.sources.ble.orders import off_and_on, unused
from collector.sources.ble.reasons import Reason
from collector.sources.ble.rhythm import mode
from collector.sources.ble.scanning import begin, left_over
from collector.sources.ble.timing import Timing

#: The gentle way is tried so often before the adapter is switched off and on.
_GENTLY = 2

#: Longer than all tries to switch it on again; each has its own limit.
_SWITCHING_S = 60.0


@dataclass(slots=True)
class Scans:
    """On any adapter; remembers what each refused."""

    daemon: Daemon
    bounds: Bounds
    timing: Timing
    monotonic: Callable[[], float]
    _active_only: set[str] = field(default_factory=set)
    _refused: Counter[str] = field(default_factory=Counter)  # as stuck, since one began
    _switched_s: dict[str, float] = field(default_factory=dict)

    async def left_over(self, adapter: str) -> tuple[Seen, ...]:
        """Give the devices that are connected already."""
        return await left_over(adapter, self.bounds, self.timing)

    async def begin(
        self, adapter: str, window: int, notice: Callable[[Seen], None]
    ) -> BleakScanner:
        """Begin to scan, passively where that may be in this window."""
        known = self.daemon.radio.adapters.get(adapter)
        monitors = known is not None and known.monitors and adapter not in self._active_only
        if mode(window, passive=monitors) == "passive":
            try:
                return await begin(adapter, "passive", notice, self.bounds, self.timing)
            except OUTSIDE:
                self._active_only.add(adapter)  # it promises what it does not keep
        scanner = await begin(adapter, "active", notice, self.bounds, self.timing)
        del self._refused[adapter]
        return scanner

    def sound(self, adapter: str) -> bool:
        """Say whether active scans work; a passive one that begins says nothing of them."""
        return adapter not in self._refused

    async def end(self, scanner: BleakScanner) -> bool:
        try:
            await self.bounds.within(self.timing.daemon_s, scanner.stop())
        except OUTSIDE:
            return False  # the next scan is refused if this one goes on, and then it is mended
        return True

    def leave(self, scanner: BleakScanner) -> None:
        """End a scan without waiting for it."""
        self.bounds.behind(self.timing.daemon_s, scanner.stop())

    async def mend(self, adapter: str, reason: Reason, *, alone: bool) -> None:
        """Do what may help before the next scan; ``alone``: no device of ours is connected."""
        self._refused[adapter] += reason is Reason.STUCK
        if reason not in {Reason.STUCK, Reason.HUNG}:
            return
        if alone:
            forget_bluetoothd()
        else:
            self.bounds.behind(self.timing.daemon_s, end_scan(adapter))
        if self._refused[adapter] > _GENTLY:
            await self._switch(adapter)

    async def _switch(self, adapter: str) -> None:
        """Switch the adapter off and on: seldom, and only while nobody at all uses it."""
        last_s = self._switched_s.get(adapter)
        if last_s is not None and self.monotonic() - last_s < self.timing.switch_again_s:
            return
        try:
            if not await unused(self.daemon.bus, adapter):
                return
        except DAEMON_ERRORS:
            return
        self._switched_s[adapter] = self.monotonic()
        order = off_and_on(self.daemon.bus, adapter)
        # It goes on by itself when this is cancelled: half way the adapter would stay off.
        await asyncio.wait({self.bounds.behind(_SWITCHING_S, order)})
