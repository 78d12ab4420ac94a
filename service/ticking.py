"""The rounds of the running service: one a minute, whatever the clock does, or when woken."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config.errors import StegvisError
from service import children, clock, log
from service.beside import happens
from service.inbox.asking import Lookout
from service.inbox.tick import sought_of
from service.one_daemon import LOCK, Ground
from service.tick import Ticked, tick, words_of

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from service.errands import Errand
    from service.running import Daemon

TICK_S: Final = 60.0

#: What `doctor` and the owner read of looking into folders.
LOOKING: Final = "inbox watch"


async def keep_ticking(daemon: Daemon, answer_s: float) -> None:
    """Tick whenever woken, until stopped; the scheduler wakes, and what arrives in the inbox.

    Raises `ReplacedError`: where another disk or database lies now, nothing may be done or said.
    """
    scheduler = _scheduler(daemon)
    lookout = Lookout(daemon.home.environment, daemon.wake.set, answer_s)
    ground = _ground(daemon)
    scheduler.start()
    try:
        while not daemon.stop.is_set():
            if await happens(daemon.wake, 1.5 * daemon.tick_s):
                daemon.wake.clear()
                daemon.alive(3 * daemon.tick_s + answer_s)
                if not daemon.stop.is_set():
                    ground.check()
                    await _round(daemon, lookout)
            else:
                # The scheduler counts on the wall clock: when that is set back, it sleeps for as
                # long. The loop's own clock is set by nobody, and notices.
                log.warning("scheduler_late")
                scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
    finally:
        scheduler.shutdown(wait=False)
        await lookout.end()


async def one_round(daemon: Daemon, lookout: Lookout) -> Ticked:
    """Look into folders, at the ledger and the clock, and do all that is due."""
    waiting = await _waiting(daemon, lookout)
    do = partial(_do_errand, daemon)
    believe = partial(clock.believed, daemon.home.settings)
    return await tick(daemon.home, daemon.engine, do, believe, daemon.stop.is_set, waiting)


def _ground(daemon: Daemon) -> Ground:
    """The lock, which tells whether the disk is still there, and the database if it is a file."""
    database = daemon.engine.url.database if daemon.engine.dialect.name == "sqlite" else None
    return Ground.of(daemon.home.data / LOCK, *([Path(database)] if database else []))


def status(ticked: Ticked) -> str:
    """Say in one line how things stand, without names."""
    found = ticked.found
    if found.held:
        return f"Nothing is said to anybody ({found.held}). See: stegvis doctor"
    said = "Nothing is planned."
    if found.next is not None:
        what = (found.next.kind or found.next.do).replace("_", " ")
        said = f"Next: {what} at {found.next.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
    failed = found.attempts.failed
    hangs = " The inbox or a watch does not answer." if LOOKING in failed else ""
    return f"{said}{hangs} {len(failed)} failing, see: stegvis doctor" if failed else said


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


async def _round(daemon: Daemon, lookout: Lookout) -> None:
    try:
        ticked = await one_round(daemon, lookout)
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


async def _waiting(daemon: Daemon, lookout: Lookout) -> bool:
    """Whether files wait to be read. A folder that hangs is told of, and holds nothing else up."""
    looked = await lookout.look(sought_of(daemon.home), daemon.stop)
    if looked.said:
        daemon.failed(LOOKING, looked.said)
    elif looked.whole:
        daemon.works(LOOKING)
    return looked.waiting


async def _do_errand(daemon: Daemon, errand: Errand) -> children.Ended:
    """Do one errand as a child process."""
    home = daemon.home
    limit_s = float(home.settings.service.errand_limit_s)
    daemon.alive(2 * limit_s + TICK_S)  # it may be tried twice
    command = children.command(str(home.data), str(home.settings_file), words_of(errand))
    came = await children.run(command, home.environment, limit_s=limit_s, stop=daemon.stop)
    log.pass_on(came.said)
    return came
