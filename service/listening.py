"""The daemon's ear: listens to paired devices and keeps what they tell, for weeks without care.

Every few seconds it looks who is paired, takes in what was heard, and now and then, and at the end,
writes it. Nothing heavy is loaded here.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from collector.live.report import LiveReport
from collector.live.values import Heard
from collector.sources.ble.roster import Roster
from service import log
from service.home import Home
from service.live_ledger import Ledger
from service.live_standing import Standing
from service.pairings import changed_at, met, paired_devices, with_kinds
from storage.errors import StorageError

if TYPE_CHECKING:
    from collector.sources.ble.reasons import LinkEvent

#: Between two looks at the queue: a few hundred readings, and hardly a wakeup.
_LOOK_S = 5.0

#: After a writing that failed.
_WRITE_AGAIN_S = 60.0

#: After listening itself failed; doubles up to the longest.
_FIRST_REST_S, _LONGEST_REST_S = 5.0, 300.0

Hear = Callable[[Heard], None]
Tell = Callable[["LinkEvent"], None]

#: What listens until it is cancelled: the real radio, or in a test whoever speaks.
Ears = Callable[[Roster, Hear, Tell], Awaitable[None]]


@dataclass(slots=True)
class _Run:
    """One run of listening: who listens to whom, and when it is written next."""

    home: Home
    ears: Ears
    ledger: Ledger
    standing: Standing
    roster: Roster = field(default_factory=Roster)
    met: dict[int, LinkEvent] = field(default_factory=dict)  # what is new, and not kept yet
    task: asyncio.Future[None] | None = None
    begin_at_s: float = 0.0
    rest_s: float = _FIRST_REST_S
    write_at_s: float = 0.0
    seen_change: float | None = None

    def hear(self, heard: Heard) -> None:
        self.ledger.queue.put(replace(heard, monotonic_s=since_boot_s()))
        self.standing.hear(heard)

    def tell(self, event: LinkEvent) -> None:
        _tell(self, event)


async def run_listening(
    home: Home,
    *,
    stop: asyncio.Event,
    ears: Ears | None = None,
    look_s: float = _LOOK_S,
) -> tuple[LiveReport, ...]:
    """Listen until ``stop``; then write what there is and give what became of every reading."""
    ledger = Ledger(home)
    run = _Run(home, ears or _radio(home), ledger, Standing(home, ledger.listened))
    run.write_at_s = since_boot_s() + home.settings.bluetooth.flush_min * 60
    try:
        while not stop.is_set():
            await _look(run)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), look_s)
    finally:
        await _leave(run)
    return run.ledger.reports()


def since_boot_s() -> float:
    """Read a clock that nobody sets and that goes on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


async def _look(run: _Run) -> None:
    """Follow the paired devices, take in what was heard, write when it is time."""
    await _keep_met(run)
    changed = changed_at(run.home)
    if run.seen_change is None or changed != run.seen_change:
        try:
            await _follow_pairings(run)
            run.seen_change = changed
        except StorageError as error:
            log.warning("pairings_not_read", said=str(error))
    await _mind_ears(run)
    await run.ledger.take_in()
    await run.standing.note(since_boot_s())
    if since_boot_s() >= run.write_at_s:
        every_s = run.home.settings.bluetooth.flush_min * 60
        written = await run.ledger.write()
        run.write_at_s = since_boot_s() + (every_s if written else min(every_s, _WRITE_AGAIN_S))


async def _follow_pairings(run: _Run) -> None:
    """Open what is newly paired and close what is forgotten; all others are heard without a gap."""
    paired = await asyncio.to_thread(paired_devices, run.home)
    for device in paired:
        await run.ledger.open(device)
    run.roster.set(with_kinds(paired))
    run.begin_at_s = 0.0
    forgotten = run.ledger.listened.keys() - {device.id for device in paired}
    if forgotten:
        await run.ledger.take_in()
        for key in sorted(forgotten):
            run.ledger.forget(key)
        await run.ledger.write_leaving()


async def _keep_met(run: _Run) -> None:
    """Keep what devices told of themselves; what cannot be kept is told again some time."""
    while run.met:
        key, event = run.met.popitem()
        try:
            await asyncio.to_thread(met, run.home, key, event)
        except StorageError as error:
            log.warning("meeting_not_kept", device=key, said=str(error))
            continue
        if known := run.ledger.listened.get(key):
            await run.ledger.open(replace(known.device, address=event.address.upper()))


async def _mind_ears(run: _Run) -> None:
    """Listen while somebody is paired; after a fall begin again, more and more rarely."""
    if run.task is not None and run.task.done():
        error = None if run.task.cancelled() else run.task.exception()
        log.warning("listening_ended", because=type(error).__name__ if error else "it ended")
        run.task = None
        run.begin_at_s = since_boot_s() + run.rest_s
        run.rest_s = min(2 * run.rest_s, _LONGEST_REST_S)
    if not run.roster.devices:
        await _hush(run)
    elif run.task is None and since_boot_s() >= run.begin_at_s:
        run.task = asyncio.ensure_future(run.ears(run.roster, run.hear, run.tell))


async def _hush(run: _Run) -> None:
    if run.task is not None:
        run.task.cancel()
        await asyncio.gather(run.task, return_exceptions=True)
        run.task = None


async def _leave(run: _Run) -> None:
    await _hush(run)
    await _keep_met(run)
    await run.ledger.take_in()
    await run.standing.note(math.inf)
    await run.ledger.write()
    run.ledger.log_reports()


def _tell(run: _Run, event: LinkEvent) -> None:
    """Write a line for each event of a link; of packets that were not used, only count them."""
    from collector.sources.ble.reasons import LinkKind

    run.standing.tell(event)
    if event.kind is LinkKind.PACKET and event.live_device_id is not None:
        run.ledger.packet(event.live_device_id, event.reason.value)
        return
    if event.kind is LinkKind.CONNECTED:
        run.rest_s = _FIRST_REST_S
        _note_met(run, event)
    log.line("link", kind=event.kind.value, device=event.live_device_id, reason=event.reason.value)


def _note_met(run: _Run, event: LinkEvent) -> None:
    known = run.ledger.listened.get(event.live_device_id or 0)
    if known and (event.about or event.address.upper() != known.device.address):
        run.met[known.device.id] = event


def _radio(home: Home) -> Ears:
    async def ears(roster: Roster, hear: Hear, tell: Tell) -> None:
        from collector.sources.ble.listening import listen
        from collector.sources.ble.timing import Timing

        timing = Timing(silence_s=float(home.settings.bluetooth.silence_s))
        await listen(roster, hear, tell, timing=timing, wall=home.now)

    return ears
