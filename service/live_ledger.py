"""What is heard of all devices, on its way into the database, and what became of every reading.

The radio's callback only puts readings into a bounded queue; they are taken in and written later.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace

from collector.live.gathering import Gathering
from collector.live.laying import shorten
from collector.live.queue import HeardQueue
from collector.live.report import FAULT, LiveReport
from collector.live.values import Heard
from service import log
from service.home import Home
from service.live_keeping import Listened, flush, opened
from storage.database import reading
from storage.errors import StorageError
from storage.records import LiveDevice

#: Readings taken in at a time, so that a flood leaves the loop room to breathe.
_AT_A_TIME = 500


@dataclass(slots=True)
class Ledger:
    """Devices are opened and forgotten while others go on."""

    home: Home
    queue: HeardQueue = field(default_factory=HeardQueue)
    listened: dict[int, Listened] = field(default_factory=dict)
    _gathering: Gathering = field(default_factory=Gathering)
    _leaving: list[Listened] = field(default_factory=list)  # forgotten, and not written yet
    _gone: list[Listened] = field(default_factory=list)  # forgotten, and written
    _packets: Counter[tuple[int, str]] = field(default_factory=Counter)

    async def open(self, device: LiveDevice) -> None:
        """Take what is heard of a device from now on; of one that is known, take its new facts."""
        known = self.listened.get(device.id) or self._back(device.id)
        if known is not None:
            self.listened[device.id] = replace(known, device=device)
            known.live.cadence_factor = device.cadence_factor
            return
        listened = await asyncio.to_thread(self._opened, device)
        self.listened[device.id] = listened
        self._gathering.devices[device.id] = listened.live
        log.line("device_paired", device=device.id, kind=device.kind)

    def forget(self, key: int) -> None:
        """Take no more of a device; what it told last is written."""
        self._gathering.devices.pop(key, None)
        self._leaving.append(self.listened.pop(key))
        log.line("device_forgotten", device=key)

    def packet(self, key: int, reason: str) -> None:
        """Count one packet that was not used."""
        self._packets[key, reason] += 1

    async def take_in(self) -> None:
        """Empty the queue."""
        self._gathering.lost(self.queue.take_lost())
        while some := self.queue.take(_AT_A_TIME):
            for heard in some:
                self._take_one(heard)
            await asyncio.sleep(0)
        for (key, reason), count in self._packets.items():
            self._gathering.dropped(reason, Counter({key: count}))
        self._packets.clear()

    async def write(self) -> bool:
        """Write every device; one that cannot be written waits in memory. False: some wait."""
        written = [await self._flush(each) for each in list(self.listened.values())]
        return await self.write_leaving() and all(written)

    async def write_leaving(self) -> bool:
        """Write what forgotten devices told last; keep what cannot be written yet."""
        for each in list(self._leaving):
            if await self._flush(each, last=True):
                self._leaving.remove(each)
                self._gone.append(each)
        return not self._leaving

    def reports(self) -> tuple[LiveReport, ...]:
        """Give what became of every reading, also of devices that were forgotten meanwhile."""
        gone = (each.live.tally.report(each.device.id) for each in (*self._gone, *self._leaving))
        return (*self._gathering.reports(), *gone)

    def log_reports(self) -> None:
        if strangers := self._gathering.strangers.total():
            log.line("readings_of_nobody", count=strangers)
        for report in self.reports():
            log.line(
                "listened",
                device=report.live_device_id,
                readings=report.readings,
                kept=report.kept,
                clock_jumps=report.clock_jumps,
                **{f"dropped_{reason}": count for reason, count in sorted(report.dropped.items())},
            )

    def _back(self, key: int) -> Listened | None:
        """Go on with one that was forgotten and is not written yet: all it told is still here."""
        leaving = next((each for each in self._leaving if each.device.id == key), None)
        if leaving is not None:
            self._leaving.remove(leaving)
            self._gathering.devices[key] = leaving.live
        return leaving

    def _take_one(self, heard: Heard) -> None:
        """Let no single reading stop the others; one that meets a fault of ours is counted."""
        try:
            self._gathering.hear(heard)
        except Exception as error:  # noqa: BLE001 - counted and told; the next reading may be sound
            self._gathering.dropped(FAULT, Counter({heard.live_device_id: 1}))
            log.warning("reading_fault", device=heard.live_device_id, fault=type(error).__name__)

    async def _flush(self, listened: Listened, *, last: bool = False) -> bool:
        engine, now = self.home.engine, self.home.now()
        try:
            await asyncio.to_thread(flush, engine, listened, now, last=last)
        except StorageError as error:
            shorten(listened.live)
            waiting = len(listened.live.minutes)
            log.warning(
                "minutes_not_written", device=listened.device.id, minutes=waiting, said=str(error)
            )
            return False
        return True

    def _opened(self, device: LiveDevice) -> Listened:
        with reading(self.home.engine) as conn:
            return opened(conn, device)
