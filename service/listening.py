"""The daemon's ear: listens to paired devices and keeps what they tell, for weeks without care.

The radio's callback only puts readings into a bounded queue. Every few seconds they are taken in,
and every so often, and at the end, written. Nothing heavy is loaded here.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from collector.live.gathering import Gathering
from collector.live.laying import shorten
from collector.live.queue import HeardQueue
from collector.live.report import FAULT, LiveReport
from collector.live.values import Heard
from service import log
from service.home import Home
from service.live_keeping import Listened, flush, opened
from service.pairings import changed_at, moved, paired_devices, what_matters, with_kinds
from storage.errors import StorageError

if TYPE_CHECKING:
    from collector.sources.ble.listening import Paired
    from collector.sources.ble.reasons import LinkEvent
    from storage.records import LiveDevice

#: Between two looks at the queue: a few hundred readings, and hardly a wakeup.
_LOOK_S = 5.0

#: After a writing that failed.
_WRITE_AGAIN_S = 60.0

#: After listening itself failed; doubles up to the longest.
_FIRST_REST_S, _LONGEST_REST_S = 5.0, 300.0

#: Readings taken in at a time, so that a flood leaves the loop room to breathe.
_AT_A_TIME = 500

Hear = Callable[[Heard], None]
Tell = Callable[["LinkEvent"], None]

#: What listens until it is cancelled: the real radio, or in a test whoever speaks.
Ears = Callable[[Sequence["Paired"], Hear, Tell], Awaitable[None]]


@dataclass(slots=True)
class _Run:
    """One run of listening: what is heard, by whom, and when it is written next."""

    home: Home
    ears: Ears
    queue: HeardQueue = field(default_factory=HeardQueue)
    gathering: Gathering = field(default_factory=Gathering)
    listened: dict[int, Listened] = field(default_factory=dict)
    leaving: list[Listened] = field(default_factory=list)  # forgotten, and not written yet
    gone: list[Listened] = field(default_factory=list)  # forgotten, and written
    packets: Counter[tuple[int, str]] = field(default_factory=Counter)
    addresses: dict[int, str] = field(default_factory=dict)  # taken anew, and not kept yet
    task: asyncio.Future[None] | None = None
    begin_at_s: float = 0.0
    rest_s: float = _FIRST_REST_S
    write_at_s: float = 0.0
    seen_change: float | None = None

    def hear(self, heard: Heard) -> None:
        self.queue.put(replace(heard, monotonic_s=since_boot_s()))

    def tell(self, event: LinkEvent) -> None:
        tell(self, event)


async def run_listening(
    home: Home,
    *,
    stop: asyncio.Event,
    ears: Ears | None = None,
    look_s: float = _LOOK_S,
) -> tuple[LiveReport, ...]:
    """Listen until ``stop``; then write what there is and give what became of every reading."""
    run = _Run(home, ears or _radio(home))
    run.write_at_s = since_boot_s() + home.settings.bluetooth.flush_min * 60
    try:
        while not stop.is_set():
            await _look(run)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), look_s)
    finally:
        await _leave(run)
    return _reports(run)


def since_boot_s() -> float:
    """Read a clock that nobody sets and that goes on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


async def _look(run: _Run) -> None:
    """Follow the paired devices, take in what was heard, write when it is time."""
    changed = changed_at(run.home)
    if run.seen_change is None or changed != run.seen_change:
        try:
            await _follow_pairings(run)
            run.seen_change = changed
        except StorageError as error:
            log.warning("pairings_not_read", said=str(error))
    await _keep_addresses(run)
    _mind_ears(run)
    await _take_in(run)
    if since_boot_s() >= run.write_at_s:
        await _write(run)


async def _follow_pairings(run: _Run) -> None:
    """Open what is newly paired, close what is forgotten, and listen to what is left."""
    paired = await asyncio.to_thread(paired_devices, run.home)
    known = {key: each.device for key, each in run.listened.items()}
    if what_matters(known.values()) == what_matters(paired):
        return
    await _hush(run)
    await _take_in(run)
    wanted = {device.id: device for device in paired}
    for key in sorted(known.keys() - wanted.keys()):
        run.gathering.devices.pop(key, None)
        run.leaving.append(run.listened.pop(key))
        log.line("device_forgotten", device=key)
    for key in sorted(wanted.keys()):
        if key in run.listened:
            run.listened[key] = replace(run.listened[key], device=wanted[key])
            run.listened[key].live.cadence_factor = wanted[key].cadence_factor
            continue
        run.listened[key] = await asyncio.to_thread(_opened, run.home, wanted[key])
        run.gathering.devices[key] = run.listened[key].live
        log.line("device_paired", device=key, kind=wanted[key].kind)
    run.begin_at_s = 0.0
    await _write_leaving(run)


async def _keep_addresses(run: _Run) -> None:
    """Keep the addresses that devices took; one that cannot be kept is met anew some time."""
    while run.addresses:
        key, address = run.addresses.popitem()
        try:
            await asyncio.to_thread(moved, run.home, key, address)
        except StorageError as error:
            log.warning("address_not_kept", device=key, said=str(error))
            continue
        if key in run.listened:  # what is known agrees with what is kept: nothing begins anew
            device = run.listened[key].device
            run.listened[key] = replace(
                run.listened[key], device=replace(device, address=address.upper())
            )


def _mind_ears(run: _Run) -> None:
    """Begin to listen, or begin again after a fall, more and more rarely."""
    if run.task is not None and run.task.done():
        error = None if run.task.cancelled() else run.task.exception()
        log.warning("listening_ended", because=type(error).__name__ if error else "it ended")
        run.task = None
        run.begin_at_s = since_boot_s() + run.rest_s
        run.rest_s = min(2 * run.rest_s, _LONGEST_REST_S)
    if run.task is None and run.listened and since_boot_s() >= run.begin_at_s:
        paired = with_kinds([each.device for each in run.listened.values()])
        if paired:
            run.task = asyncio.ensure_future(run.ears(paired, run.hear, run.tell))
        else:
            run.begin_at_s = since_boot_s() + _LONGEST_REST_S


async def _hush(run: _Run) -> None:
    if run.task is not None:
        run.task.cancel()
        await asyncio.gather(run.task, return_exceptions=True)
        run.task = None


async def _take_in(run: _Run) -> None:
    run.gathering.lost(run.queue.take_lost())
    while some := run.queue.take(_AT_A_TIME):
        for heard in some:
            _take_one(run, heard)
        await asyncio.sleep(0)
    for (key, reason), count in run.packets.items():
        run.gathering.dropped(reason, Counter({key: count}))
    run.packets.clear()


def _take_one(run: _Run, heard: Heard) -> None:
    """Let no single reading stop the others; one that meets a fault of ours is counted."""
    try:
        run.gathering.hear(heard)
    except Exception as error:  # noqa: BLE001 - counted and told; the next reading may be sound
        run.gathering.dropped(FAULT, Counter({heard.live_device_id: 1}))
        log.warning("reading_fault", device=heard.live_device_id, fault=type(error).__name__)


async def _write(run: _Run) -> None:
    """Write every device; one that cannot be written waits in memory and is tried again soon."""
    written = [await _flush_one(run, each) for each in list(run.listened.values())]
    written.append(await _write_leaving(run))
    every_s = run.home.settings.bluetooth.flush_min * 60
    run.write_at_s = since_boot_s() + (every_s if all(written) else min(every_s, _WRITE_AGAIN_S))


async def _write_leaving(run: _Run) -> bool:
    """Write what forgotten devices told last; keep what cannot be written yet."""
    for each in list(run.leaving):
        if await _flush_one(run, each, last=True):
            run.leaving.remove(each)
            run.gone.append(each)
    return not run.leaving


async def _flush_one(run: _Run, listened: Listened, *, last: bool = False) -> bool:
    engine, now = run.home.engine, run.home.now()
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


async def _leave(run: _Run) -> None:
    await _hush(run)
    await _keep_addresses(run)
    await _take_in(run)
    await _write(run)
    if strangers := run.gathering.strangers.total():
        log.line("readings_of_nobody", count=strangers)
    for report in _reports(run):
        log.line(
            "listened",
            device=report.live_device_id,
            readings=report.readings,
            kept=report.kept,
            clock_jumps=report.clock_jumps,
            **{f"dropped_{reason}": count for reason, count in sorted(report.dropped.items())},
        )


def _reports(run: _Run) -> tuple[LiveReport, ...]:
    """Give what became of every reading, also of devices that were forgotten meanwhile."""
    gone = (each.live.tally.report(each.device.id) for each in (*run.gone, *run.leaving))
    return (*run.gathering.reports(), *gone)


def tell(run: _Run, event: LinkEvent) -> None:
    """Write a line for each event of a link; of packets that were not used, only count them."""
    from collector.sources.ble.reasons import LinkKind

    if event.kind is LinkKind.PACKET and event.live_device_id is not None:
        run.packets[event.live_device_id, event.reason.value] += 1
        return
    if event.kind is LinkKind.CONNECTED:
        run.rest_s = _FIRST_REST_S
        _note_address(run, event)
    log.line("link", kind=event.kind.value, device=event.live_device_id, reason=event.reason.value)


def _note_address(run: _Run, event: LinkEvent) -> None:
    known = run.listened.get(event.live_device_id or 0)
    if known and event.address and event.address.upper() != known.device.address:
        run.addresses[known.device.id] = event.address


def _radio(home: Home) -> Ears:
    async def ears(paired: Sequence[Paired], hear: Hear, tell: Tell) -> None:
        from collector.sources.ble.listening import listen
        from collector.sources.ble.timing import Timing

        timing = Timing(silence_s=float(home.settings.bluetooth.silence_s))
        await listen(paired, hear, tell, timing=timing, wall=home.now)

    return ears


def _opened(home: Home, device: LiveDevice) -> Listened:
    from storage.database import reading

    with reading(home.engine) as conn:
        return opened(conn, device)
