"""Folders that are read again whenever something new has settled in them; nothing is moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Final, NoReturn

from service.inbox.looking import READ, look, written_to
from service.inbox.settling import NOTHING_SEEN, Sight, settled

if TYPE_CHECKING:
    from service.home import Home

#: Files from other hosts announce themselves to nobody; they are looked for this often.
_TICK_S: Final = 30.0


def follow(
    home: Home,
    folders: Sequence[Path],
    read: Callable[[tuple[Path, ...]], None],
    *,
    tell: Callable[[str], None],
) -> NoReturn:
    """Call ``read`` with whatever has settled and was not read before, until interrupted."""
    from service.inbox.watching import InboxWatch

    settle_s = float(home.settings.inbox.settle_s)
    woken, done, memory = Event(), frozenset[Sight](), NOTHING_SEEN
    watches = [InboxWatch(each, woken.set, settle_s=settle_s, tell=tell) for each in folders]
    try:
        while True:
            for watch in watches:
                watch.refresh()
            woken.clear()
            sights = _seen(folders)
            memory = memory.after(sights, monotonic())
            ready = settled(
                sights,
                memory,
                now_s=home.now().timestamp(),
                clock_s=monotonic(),
                settle_s=settle_s,
            )
            new = [each for each in ready if each not in done and not written_to(each.path)]
            if new:
                read(tuple(Path(each.path) for each in new))
            done = (done & set(sights)) | set(new)
            woken.wait(_TICK_S)
    finally:
        for watch in watches:
            watch.stop()


def _seen(folders: Sequence[Path]) -> tuple[Sight, ...]:
    """Look at what may hold recordings; the same file below two of them is seen once."""
    every = {each.path: each for folder in folders for each in look(folder)}
    return tuple(each for each in every.values() if Path(each.path).suffix.lower() in READ)
