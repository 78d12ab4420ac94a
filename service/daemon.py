"""The background service: one tick a minute over the ledger, and what listens in between.

Nothing is remembered here that matters: a daemon that is killed at any moment and started again
finds the same things due. Heavy work is done by children (`service.children`), one at a time.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from time import monotonic, monotonic_ns
from typing import TYPE_CHECKING, Final

from config.errors import StegvisError
from service import attempts, beside, children, clock, log
from service.beside import ended, happens
from service.errands import Errand
from service.home import Home
from service.one_daemon import alone
from service.sd_notify import notify, watchdog_s
from service.tick import Ticked, tick, words_of
from storage.database import open_database

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from sqlalchemy import Engine

TICK_S: Final = 60.0

#: The loop waits no longer than this for another writer: what did not get its turn is due still.
_DATABASE_WAIT_S: Final = 2.0

#: Told to stop, it has gone after so long, whatever hangs. The children's grace is inside this.
_GONE_S: Final = 4.5


@dataclass
class Daemon:
    """What the parts of one running service share."""

    home: Home
    engine: Engine
    tick_s: float
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    reload: asyncio.Event = field(default_factory=asyncio.Event)
    held: str = ""  # why nothing is said to anybody just now
    #: Until when this counts as alive (monotonic): ticks and children move it on, nothing else.
    alive_until: float = 0.0

    def tell(self, *lines: str) -> None:
        notify(self.home.environment, *lines)

    def alive(self, at_most_s: float) -> None:
        self.alive_until = monotonic() + at_most_s

    def doubts(self, held: str) -> None:
        """Say it once when the clock is not believed, and once when it is again."""
        if held != self.held:
            log.warning("clock_doubted" if held else "clock_believed", why=held or self.held)
            self.held = held

    def failed(self, what: str, said: str) -> None:
        """Say it in the log, and to `doctor`. A disk that is full is no reason to end."""
        log.warning("failed", what=what, said=said)
        with suppress(OSError):
            tried = attempts.read(self.home.data)
            attempts.write(self.home.data, tried.fell(what, self.home.now(), said))

    def works(self, what: str) -> None:
        with suppress(OSError):
            tried = attempts.read(self.home.data)
            if what in tried.failed:
                log.line("works_again", what=what)
                attempts.write(self.home.data, tried.succeeded(what, self.home.now()))


def serve(home: Home, *, tick_s: float = TICK_S) -> None:
    """Run until told to stop. Raises `StegvisError` where it cannot begin."""
    home = Home(home.data.absolute(), home.settings_file.absolute(), home.environment)
    _ = home.settings
    with alone(home.data):
        engine = open_database(home.database_url, now=home.now(), wait_s=_DATABASE_WAIT_S)
        if "alembic" in sys.modules:
            # The database was just made or migrated; starting anew gives that memory back.
            engine.dispose()
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - this very command
        asyncio.run(_serve(home, engine, tick_s))


async def do_errand(
    home: Home, stop: asyncio.Event, alive: Callable[[float], None], errand: Errand
) -> children.Ended:
    """Do one errand as a child process."""
    limit_s = float(home.settings.service.errand_limit_s)
    alive(2 * limit_s + TICK_S)  # it may be tried twice
    command = children.command(str(home.data), str(home.settings_file), words_of(errand))
    came = await children.run(command, home.environment, limit_s=limit_s, stop=stop)
    log.pass_on(came.said)
    return came


async def _serve(home: Home, engine: Engine, tick_s: float) -> None:
    daemon = Daemon(home, engine, tick_s)
    daemon.alive(3 * tick_s)
    _heed_signals(daemon)
    scheduler = _scheduler(daemon)
    scheduler.start()
    log.line("started", process=os.getpid())
    daemon.tell("READY=1", "STATUS=Started.")
    tasks = [asyncio.create_task(part) for part in (_rounds(daemon, scheduler), _watchdog(daemon))]
    try:
        while not daemon.stop.is_set():
            await _until_told(daemon, tasks)
    finally:
        scheduler.shutdown(wait=False)
        await ended(tasks, children.GRACE_S + 0.5)
        engine.dispose()
        log.line("stopped")


def _heed_signals(daemon: Daemon) -> None:
    def stop() -> None:
        daemon.tell("STOPPING=1", "STATUS=Finishing what is in hand.")
        daemon.stop.set()
        daemon.wake.set()
        last = threading.Timer(_GONE_S, os._exit, (1,))
        last.daemon = True
        last.start()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    loop.add_signal_handler(signal.SIGHUP, daemon.reload.set)


def _scheduler(daemon: Daemon) -> AsyncIOScheduler:
    """One job, in memory: it only wakes the rounds. What is due, the ledger says."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    async def wake() -> None:
        daemon.wake.set()

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        wake,
        "interval",
        seconds=daemon.tick_s,
        id="tick",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=datetime.now(UTC),
    )
    return scheduler


async def _rounds(daemon: Daemon, scheduler: AsyncIOScheduler) -> None:
    """Tick whenever woken, until stopped."""
    while not daemon.stop.is_set():
        if await happens(daemon.wake, 1.5 * daemon.tick_s):
            daemon.wake.clear()
            daemon.alive(3 * daemon.tick_s)
            if not daemon.stop.is_set():
                await _round(daemon)
        else:
            # The scheduler counts on the wall clock: when that is set back, it sleeps for as long.
            # The loop's own clock is set by nobody, and notices.
            log.warning("scheduler_late")
            scheduler.modify_job("tick", next_run_time=datetime.now(UTC))


async def _round(daemon: Daemon) -> None:
    home = daemon.home
    do = partial(do_errand, home, daemon.stop, daemon.alive)
    believe = partial(clock.believed, home.settings)
    try:
        ticked = await tick(home, daemon.engine, do, believe, daemon.stop.is_set)
    except (StegvisError, OSError) as error:
        daemon.failed("tick", str(error))
    except Exception as error:  # noqa: BLE001 - the service goes on, and says where it fell
        daemon.failed("tick", type(error).__name__)
        log.warning("fault", where="".join(traceback.format_tb(error.__traceback__)))
    else:
        daemon.works("tick")
        daemon.doubts(ticked.found.held)
        daemon.tell(f"STATUS={status(ticked)}")
    daemon.alive(3 * daemon.tick_s)


def status(ticked: Ticked) -> str:
    """Say in one line how things stand, without names."""
    found = ticked.found
    if found.held:
        return f"Nothing is said to anybody ({found.held}). See: stegvis doctor"
    said = "Nothing is planned."
    if found.next is not None:
        what = (found.next.kind or found.next.do).replace("_", " ")
        said = f"Next: {what} at {found.next.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
    failing = len(found.attempts.failed)
    return f"{said} {failing} failing, see: stegvis doctor" if failing else said


async def _watchdog(daemon: Daemon) -> None:
    """Tell systemd that this is alive, while ticks really happen."""
    every_s = watchdog_s(daemon.home.environment, os.getpid())
    while every_s is not None and not await happens(daemon.stop, every_s / 2):
        if monotonic() < daemon.alive_until:
            daemon.tell("WATCHDOG=1")
    await daemon.stop.wait()


async def _until_told(daemon: Daemon, tasks: Sequence[asyncio.Task[None]]) -> None:
    """Let everything else run beside the rounds until a signal says stop or read the settings."""
    halt = asyncio.Event()
    kept = [
        asyncio.create_task(beside.keep(daemon, name, start, halt))
        for name, start in beside.TASKS.items()
    ]
    told = [asyncio.create_task(event.wait()) for event in (daemon.stop, daemon.reload)]
    try:
        await asyncio.wait([*tasks, *told], return_when=asyncio.FIRST_COMPLETED)
    finally:
        halt.set()
        await ended(kept, children.GRACE_S)
        await ended(told, 0)
    if not daemon.stop.is_set():
        for task in tasks:
            if task.done():
                await task  # it never ends by itself: a fault of ours, which systemd may restart
        _reload(daemon)


def _reload(daemon: Daemon) -> None:
    """Read the settings again; faulty ones change nothing."""
    daemon.reload.clear()
    daemon.tell("RELOADING=1", f"MONOTONIC_USEC={monotonic_ns() // 1000}")
    fresh = Home(daemon.home.data, daemon.home.settings_file, daemon.home.environment)
    try:
        _ = fresh.settings
    except StegvisError as error:
        daemon.failed("settings", str(error))
    else:
        daemon.home = fresh
        daemon.works("settings")
        log.line("settings_read")
    daemon.tell("READY=1")
    daemon.wake.set()
