"""The background service: one tick a minute over the ledger, and what listens in between.

Nothing is remembered here that matters: a daemon that is killed at any moment and started again
finds the same things due. Heavy work is done by children (`service.children`), one at a time, and
folders are looked into by another (`service.inbox.lookout`).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Sequence
from time import monotonic, monotonic_ns
from typing import TYPE_CHECKING, Final, NoReturn

from config.errors import StegvisError
from service import beside, children, log
from service.beside import ended, happens
from service.home import Home
from service.inbox.asking import ANSWER_S
from service.one_daemon import alone
from service.running import Daemon
from service.sd_notify import watchdog_s
from service.ticking import keep_ticking
from storage.database import open_database

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: The loop waits no longer than this for another writer: what did not get its turn is due still.
_DATABASE_WAIT_S: Final = 2.0

#: Told to stop, it has gone after so long, whatever hangs. The children's grace is inside this.
_GONE_S: Final = 4.5


def serve(
    home: Home, *, tick_s: float, answer_s: float = ANSWER_S, level: str | None = None
) -> None:
    """Run until told to stop. Raises `StegvisError` where it cannot begin."""
    home = Home(home.data.absolute(), home.settings_file.absolute(), home.environment)
    _ = home.settings
    with alone(home.data):
        engine = _open(home)
        if "alembic" in sys.modules:
            # The database was just made or migrated; starting anew gives that memory back.
            engine.dispose()
            _begin_anew()
        daemon = Daemon(home, engine, tick_s, level)
        asyncio.run(_serve(daemon, answer_s))
        if daemon.anew:
            _begin_anew()


def _begin_anew() -> NoReturn:
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - this very command


def _open(home: Home) -> Engine:
    return open_database(home.database_url, now=home.now(), wait_s=_DATABASE_WAIT_S)


async def _serve(daemon: Daemon, answer_s: float) -> None:
    daemon.alive(3 * daemon.tick_s)
    _heed_signals(daemon)
    log.line("started", process=os.getpid())
    daemon.tell("READY=1", "STATUS=Started.")
    parts = (keep_ticking(daemon, answer_s), _watchdog(daemon))
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        while not daemon.stop.is_set():
            await _until_told(daemon, tasks)
    finally:
        await ended(tasks, children.GRACE_S + 0.5)
        daemon.engine.dispose()
        log.line("stopped")


def _heed_signals(daemon: Daemon) -> None:
    def stop() -> None:
        daemon.tell("STOPPING=1", "STATUS=Finishing what is in hand.")
        daemon.anew = False
        daemon.stop.set()
        daemon.wake.set()
        last = threading.Timer(_GONE_S, os._exit, (1,))
        last.daemon = True
        last.start()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    loop.add_signal_handler(signal.SIGHUP, daemon.reload.set)


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
                await task  # it never ends by itself, but of a fault that a new start may mend
        _reload(daemon)


def _reload(daemon: Daemon) -> None:
    """Read the settings again; faulty ones change nothing."""
    daemon.reload.clear()
    daemon.tell("RELOADING=1", f"MONOTONIC_USEC={monotonic_ns() // 1000}")
    fresh = Home(daemon.home.data, daemon.home.settings_file, daemon.home.environment)
    try:
        _ = fresh.settings
        if fresh.database_url != daemon.home.database_url:
            _open(fresh).dispose()  # one that cannot be used changes nothing either
            daemon.anew = True
            daemon.stop.set()
    except StegvisError as error:
        daemon.failed("settings", str(error))
    else:
        daemon.home = fresh
        daemon.works("settings")
        log.heed(daemon.level or fresh.settings.service.log)
        log.line("settings_read")
    daemon.tell("READY=1")
    daemon.wake.set()
