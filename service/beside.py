"""What runs beside the ticks: each by itself, so that the fall of one stops no other."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Collection
from time import monotonic
from typing import TYPE_CHECKING, Final

from config.errors import StegvisError
from service import log

if TYPE_CHECKING:
    from service.running import Daemon

Start = Callable[["Daemon", asyncio.Event], Awaitable[None]]

#: Between two starts of a task that fell.
_FIRST_REST_S: Final = 5.0
_LONGEST_REST_S: Final = 600.0

#: A task that has run for so long works.
_WELL_S: Final = 60.0


async def keep(
    daemon: Daemon,
    name: str,
    start: Start,
    halt: asyncio.Event,
    *,
    first_rest_s: float = _FIRST_REST_S,
) -> None:
    """Run a task until ``halt``; start it again, more and more rarely, when it falls."""
    rest_s = first_rest_s
    while not halt.is_set():
        begun = monotonic()
        said = await _fell(daemon, name, start, halt)
        if halt.is_set():
            return
        daemon.failed(name, said)
        rest_s = first_rest_s if monotonic() - begun > _WELL_S else rest_s
        await happens(halt, rest_s)
        rest_s = min(2 * rest_s, _LONGEST_REST_S)


async def _fell(daemon: Daemon, name: str, start: Start, halt: asyncio.Event) -> str:
    """Run a task to its end and say why it ended."""
    task = asyncio.ensure_future(start(daemon, halt))
    try:
        await asyncio.wait({task}, timeout=_WELL_S)
        if not task.done():
            daemon.works(name)
        await task
    except (StegvisError, OSError) as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - the others go on; it is told and started again
        log.warning("fault", where="".join(traceback.format_tb(error.__traceback__)))
        return type(error).__name__
    finally:
        task.cancel()
    return "it ended"


async def bluetooth(daemon: Daemon, halt: asyncio.Event) -> None:
    """Listen to paired straps and watches."""
    if not daemon.home.settings.bluetooth.listen:
        await halt.wait()
        return
    from service.listening import run_listening

    await run_listening(daemon.home, stop=halt)


async def happens(event: asyncio.Event, within_s: float) -> bool:
    """Wait for an event, but not for ever; False when the time is over."""
    try:
        await asyncio.wait_for(event.wait(), within_s)
    except TimeoutError:
        return False
    return True


async def ended(tasks: Collection[asyncio.Task[object]], within_s: float) -> None:
    """Let tasks end by themselves, and end those that do not in time."""
    if tasks and within_s > 0:
        await asyncio.wait(tasks, timeout=within_s)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


TASKS: Final[dict[str, Start]] = {"bluetooth": bluetooth}
