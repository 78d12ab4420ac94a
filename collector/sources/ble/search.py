"""Looks for the devices that are missing, and only while some are; hears those that only advertise.

One loop for all devices and adapters: a scan of ten seconds, a rest that grows to two minutes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bleak import BleakScanner

from collector.sources.ble.adapters import choose
from collector.sources.ble.adverts import Seen
from collector.sources.ble.daemon import Daemon
from collector.sources.ble.errors import OUTSIDE
from collector.sources.ble.faults import Doing, reason_of, told
from collector.sources.ble.quarries import Quarries, Quarry
from collector.sources.ble.reasons import Reason
from collector.sources.ble.rhythm import rest_s, to_scan
from collector.sources.ble.scans import Scans
from collector.sources.ble.timing import Timing


@dataclass(slots=True)
class Search:
    """Finds devices for whoever waits; ``run`` does it."""

    daemon: Daemon
    scans: Scans
    timing: Timing
    draw: Callable[[], float]
    not_found: Callable[[Quarry, Reason], None]
    trouble: Callable[[str, Reason, str], None]  # adapter as wished, why, details; NONE: well again
    quarries: Quarries = field(default_factory=Quarries)
    _fresh: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, quarry: Quarry) -> None:
        """Look for it when somebody waits for it, and hear what it shouts."""
        self.quarries.all.append(quarry)
        self._begin_anew()

    def remove(self, quarry: Quarry) -> None:
        self.quarries.all.remove(quarry)
        self._begin_anew()

    async def find(self, quarry: Quarry) -> Seen:
        """Wait until the device is seen."""
        quarry.found = asyncio.get_running_loop().create_future()
        self._fresh.set()
        try:
            return await quarry.found
        finally:
            quarry.found = None

    async def run(self) -> None:
        """Look for ever."""
        self.daemon.heard.append(self._changed.set)
        await self.daemon.known()
        window = failures = 0
        while True:
            if self._fresh.is_set():
                window = 0
                self._fresh.clear()
            wanted = self.quarries.wanted()
            if not wanted:
                await self._fresh.wait()
                continue
            usable = await self._usable(wanted)
            if not usable:
                continue
            ok = await self._window(to_scan(list(usable.values())), usable, window)
            window, failures = window + 1, 0 if ok else failures + 1
            await self._rest(window, failures)

    def _begin_anew(self) -> None:
        self._fresh.set()
        self._changed.set()

    async def _usable(self, wanted: Iterable[Quarry]) -> dict[str, str]:
        """Give adapter as wished -> adapter; wait for a change where there is none at all."""
        self._changed.clear()
        usable: dict[str, str] = {}
        refused: dict[str, Reason] = {}
        for wish in {each.adapter for each in wanted}:
            name, reason = choose(self.daemon.radio, wish)
            if reason is Reason.NONE:
                usable[wish] = name
            else:
                refused[wish] = reason
        if not usable:
            await _first([asyncio.ensure_future(self._changed.wait())], self.timing.settle_s)
        if not self._changed.is_set():
            for wish, reason in refused.items():
                self.trouble(wish, reason, self.daemon.radio.detail)
            if not usable:
                await self._changed.wait()
        return usable

    async def _window(self, adapters: tuple[str, ...], usable: dict[str, str], window: int) -> bool:
        """Scan once on each adapter; False: not all of them could."""
        self.quarries.begin()
        scanners: list[BleakScanner] = []
        ok = True
        try:
            for adapter in adapters:
                wishes = {wish for wish, name in usable.items() if name == adapter}
                ok = await self._begin(adapter, wishes, window, scanners) and ok
            if scanners:
                await self._hearken(usable)
        except asyncio.CancelledError:
            for scanner in scanners:
                self.scans.leave(scanner)
            raise
        for scanner in scanners:
            ok = await self.scans.end(scanner) and ok
        return ok

    async def _begin(
        self, adapter: str, wishes: set[str], window: int, scanners: list[BleakScanner]
    ) -> bool:
        quarries = self.quarries
        try:
            for seen in await self.scans.left_over(adapter):
                quarries.notice(seen)
            if quarries.wanted():
                asks = 0 if quarries.advertising() else window  # some answer only when asked
                scanners.append(await self.scans.begin(adapter, asks, quarries.notice))
        except OUTSIDE as error:
            reason = reason_of(error, Doing.SCAN)
            for wish in wishes:
                self.trouble(wish, reason, told(error))
            await self.scans.mend(adapter, reason, alone=quarries.nobody_linked())
            return False
        if self.scans.sound(adapter):
            for wish in wishes | {adapter}:
                self.trouble(wish, Reason.NONE, "")
        return True

    async def _hearken(self, usable: dict[str, str]) -> None:
        """Listen until all are found, the time is over, or what matters changed."""
        loop = asyncio.get_running_loop()
        steady = self.quarries.advertising()
        end_s = loop.time() + (self.timing.scan_anew_s if steady else self.timing.scan_s)
        while loop.time() < end_s and self.quarries.wanted() and not self._changed.is_set():
            looked_for = self.quarries.missing()
            await self._until_found(looked_for, min(self.timing.scan_s, end_s - loop.time()))
            if not self._changed.is_set():
                missing = [each for each in looked_for if each.missing and each.adapter in usable]
                for quarry, reason in self.quarries.judge(missing):
                    self.not_found(quarry, reason)

    async def _until_found(self, looked_for: list[Quarry], limit_s: float) -> None:
        waiting: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._changed.wait())]
        if looked_for:
            found = [each.found for each in looked_for if each.found is not None]
            waiting.append(asyncio.ensure_future(asyncio.wait(found)))
        await _first(waiting, limit_s)

    async def _rest(self, window: int, failures: int) -> None:
        if self.quarries.advertising() and not failures:
            return
        pause_s = rest_s(window, failures, self.timing, self.draw())
        events = (self._fresh, self._changed)
        await _first([asyncio.ensure_future(each.wait()) for each in events], pause_s)


async def _first(waiting: list[asyncio.Future[Any]], limit_s: float) -> None:
    """Wait for any one, at most so long; no waiter is left."""
    try:
        await asyncio.wait(waiting, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
