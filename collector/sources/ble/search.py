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
from collector.sources.ble.attempt import OUTSIDE
from collector.sources.ble.backoff import wait_s
from collector.sources.ble.bleak_inside import forget_bluetoothd
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.daemon import DAEMON_ERRORS, Daemon
from collector.sources.ble.faults import Doing, reason_of, told
from collector.sources.ble.kind import Kind
from collector.sources.ble.matching import Sighting, Sought, by_address, by_name
from collector.sources.ble.reasons import Reason
from collector.sources.ble.rhythm import mode, to_scan
from collector.sources.ble.scanning import begin, left_over
from collector.sources.ble.timing import Timing


@dataclass(slots=True, eq=False)
class Quarry:
    """A device that may be looked for."""

    sought: Sought  # its address is replaced when it takes a new one
    kind: Kind
    adapter: str  # as wished; empty: any
    notice: Callable[[Seen], None] | None = None  # hears its advertisements, found or not
    found: asyncio.Future[Seen] | None = None  # somebody waits for it

    @property
    def missing(self) -> bool:
        return self.found is not None and not self.found.done()


@dataclass(slots=True)
class Search:
    """Finds devices for whoever waits; ``run`` does it."""

    quarries: tuple[Quarry, ...]
    daemon: Daemon
    bounds: Bounds
    timing: Timing
    draw: Callable[[], float]
    not_found: Callable[[Quarry, Reason], None]
    trouble: Callable[[str, Reason, str], None]  # adapter as wished, why, details; NONE: well again
    power_on: bool = False
    _fresh: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: dict[str, Seen] = field(default_factory=dict)
    _powered: set[str] = field(default_factory=set)
    _active_only: set[str] = field(default_factory=set)

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
            wanted = self._wanted()
            if not wanted:
                await self._fresh.wait()
                continue
            usable = await self._usable(wanted)
            if not usable:
                continue
            ok = await self._window(to_scan(list(usable.values())), usable, window)
            window, failures = window + 1, 0 if ok else failures + 1
            await self._rest(window, failures)

    def _wanted(self) -> list[Quarry]:
        return [each for each in self.quarries if each.missing or each.notice is not None]

    async def _usable(self, wanted: Iterable[Quarry]) -> dict[str, str]:
        """Give adapter as wished -> adapter; wait for a change where there is none at all."""
        self._changed.clear()
        usable: dict[str, str] = {}
        refused: dict[str, Reason] = {}
        for wish in {each.adapter for each in wanted}:
            name, reason = choose(self.daemon.radio, wish)
            if reason is Reason.POWERED_OFF and self.power_on and name not in self._powered:
                self._powered.add(name)  # once: somebody who turns it off again means it
                await self._turn_on(wish, name)
                name, reason = choose(self.daemon.radio, wish)
            if reason is Reason.NONE:
                usable[wish] = name
            else:
                refused[wish] = reason
        if not usable:
            await self._change(self.timing.settle_s)
        if not self._changed.is_set():
            for wish, reason in refused.items():
                self.trouble(wish, reason, self.daemon.radio.detail)
            if not usable:
                await self._changed.wait()
        return usable

    async def _change(self, limit_s: float) -> None:
        await _first([asyncio.ensure_future(self._changed.wait())], limit_s)

    async def _turn_on(self, wish: str, name: str) -> None:
        try:
            await self.daemon.power_on(name)
        except DAEMON_ERRORS as error:
            self.trouble(wish, reason_of(error, Doing.POWER), told(error))

    async def _window(self, adapters: tuple[str, ...], usable: dict[str, str], window: int) -> bool:
        """Scan once on each adapter; False: not all of them could."""
        self._seen.clear()
        scanners: list[BleakScanner] = []
        ok = True
        try:
            for adapter in adapters:
                ok = await self._begin(adapter, window, scanners) and ok
            if scanners:
                await self._hearken(usable)
        except asyncio.CancelledError:
            for scanner in scanners:
                self.bounds.behind(self.timing.daemon_s, scanner.stop())
            raise
        for scanner in scanners:
            ok = await self._stop(scanner) and ok
        return ok

    async def _begin(self, adapter: str, window: int, scanners: list[BleakScanner]) -> bool:
        try:
            for seen in await left_over(adapter, self.bounds, self.timing):
                self._notice(seen)
            if self._wanted():
                scanners.append(await self._scanner(adapter, window))
        except OUTSIDE as error:
            self._cannot_scan(adapter, error)
            return False
        for wish in ("", adapter):
            self.trouble(wish, Reason.NONE, "")
        return True

    async def _scanner(self, adapter: str, window: int) -> BleakScanner:
        known = self.daemon.radio.adapters.get(adapter)
        monitors = known is not None and known.monitors and adapter not in self._active_only
        if mode(window, passive=monitors and not self._advertising()) == "passive":
            try:
                return await begin(adapter, "passive", self._notice, self.bounds, self.timing)
            except OUTSIDE:
                self._active_only.add(adapter)  # it promises what it does not keep
        return await begin(adapter, "active", self._notice, self.bounds, self.timing)

    def _cannot_scan(self, adapter: str, error: BaseException) -> None:
        reason = reason_of(error, Doing.SCAN)
        for wish in {each.adapter for each in self._wanted()} & {"", adapter}:
            self.trouble(wish, reason, told(error))
        alone = all(each.missing or each.notice is not None for each in self.quarries)
        if alone and reason in {Reason.STUCK, Reason.HUNG}:
            # A scan of our own that was never ended keeps the next one out; it ends with bleak's
            # connection to the bus, and nobody else is using that.
            forget_bluetoothd()

    async def _stop(self, scanner: BleakScanner) -> bool:
        try:
            await self.bounds.within(self.timing.daemon_s, scanner.stop())
        except OUTSIDE:
            return False  # the next scan is refused if this one goes on, and then it is told
        return True

    async def _hearken(self, usable: dict[str, str]) -> None:
        """Listen until all are found, the time is over, or Bluetooth itself changed."""
        loop = asyncio.get_running_loop()
        steady = self._advertising()
        end_s = loop.time() + (self.timing.scan_anew_s if steady else self.timing.scan_s)
        while loop.time() < end_s and self._wanted() and not self._changed.is_set():
            looked_for = [each for each in self.quarries if each.missing]
            await self._until_found(looked_for, min(self.timing.scan_s, end_s - loop.time()))
            if not self._changed.is_set():
                missing = [each for each in looked_for if each.missing and each.adapter in usable]
                self._judge(missing)

    async def _until_found(self, looked_for: list[Quarry], limit_s: float) -> None:
        waiting: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._changed.wait())]
        if looked_for:
            found = [each.found for each in looked_for if each.found is not None]
            waiting.append(asyncio.ensure_future(asyncio.wait(found)))
        await _first(waiting, limit_s)

    def _judge(self, missing: list[Quarry]) -> None:
        """After a whole scan: who took a new address, and who is not here."""
        kinds = {each.kind.name: each.kind for each in missing}
        sightings = [_sighting(each, kinds.values()) for each in self._seen.values()]
        taken = frozenset(each.sought.address.upper() for each in self.quarries)
        found, unclear = by_name([each.sought for each in missing], sightings, taken)
        for quarry in missing:
            key = quarry.sought.key
            if key in found:
                self._give(quarry, self._seen[found[key]])
            else:
                reason = Reason.AMBIGUOUS if key in unclear else Reason.OUT_OF_RANGE
                self.not_found(quarry, reason)

    def _notice(self, seen: Seen) -> None:
        """Take an advertisement: bleak calls this in the middle of its own work."""
        address = seen.advertisement.address
        self._seen[address] = seen
        for quarry in self.quarries:
            if by_address([quarry.sought], address) is None:
                continue
            if quarry.notice is not None:
                quarry.notice(seen)
            if quarry.missing:
                self._give(quarry, seen)

    def _give(self, quarry: Quarry, seen: Seen) -> None:
        if quarry.adapter not in {"", seen.adapter}:
            return
        address, old = seen.advertisement.address, quarry.sought
        quarry.sought = Sought(old.key, address, old.name, old.kind)
        if quarry.found is not None:
            quarry.found.set_result(seen)

    async def _rest(self, window: int, failures: int) -> None:
        if self._advertising() and not failures:
            return
        first_s, longest_s = self.timing.rest_s, self.timing.longest_rest_s
        rest_s = wait_s(max(window, failures), first_s, longest_s, self.draw())
        events = (self._fresh, self._changed)
        await _first([asyncio.ensure_future(each.wait()) for each in events], rest_s)

    def _advertising(self) -> bool:
        return any(each.notice is not None for each in self.quarries)


async def _first(waiting: list[asyncio.Future[Any]], limit_s: float) -> None:
    """Wait for any one, at most so long; no waiter is left."""
    try:
        await asyncio.wait(waiting, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


def _sighting(seen: Seen, kinds: Iterable[Kind]) -> Sighting:
    said = seen.advertisement
    names = frozenset(kind.name for kind in kinds if kind.recognises(said))
    return Sighting(said.address, said.name, names, seen.private)
