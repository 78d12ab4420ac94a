"""Says when something may have arrived in a folder, so that nobody has to wait for the next tick.

It only wakes; what is there is found by looking. Where the system cannot tell (a share written by
another host, too many watches) looking at every tick is all there is, and that is said once.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Timer
from typing import Final

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from service.inbox.looking import FILED

_ARRIVALS: Final[list[type[FileSystemEvent]]] = [
    FileClosedEvent,
    FileMovedEvent,
    FileCreatedEvent,  # also what is moved here from another folder
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,  # of the folder itself
]
#: Times of files are a few milliseconds coarse; to look too early is to wait for the next tick.
_LATER_S: Final = 0.1

_LIMITS: Final = {
    errno.ENOSPC: "the system's limit of watches is reached (fs.inotify.max_user_watches)",
    errno.EMFILE: "the system's limit of watchers is reached (fs.inotify.max_user_instances)",
}


class InboxWatch:
    """Calls ``wake`` when something has come to rest below a folder.

    ``wake`` runs in another thread, once for all that happened within ``settle_s``. ``tell`` hears
    one sentence when watching is not possible. Call `refresh` now and then: the folder may have
    been removed and made again, or a share mounted over it.
    """

    def __init__(
        self,
        folder: Path,
        wake: Callable[[], None],
        *,
        settle_s: float = 0.0,
        tell: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self._folder = self._real = folder
        self._wake = wake
        self._settle_s = settle_s
        self._tell = tell
        self._told = False
        self._observer: BaseObserver | None = None
        self._watched: tuple[int, int] | None = None
        self._timer: Timer | None = None
        self._again = self._stopped = False
        self._lock = Lock()

    def start(self) -> None:
        """Begin; a folder that is not there yet is watched from the next `refresh` on."""
        self._stopped = False
        self.refresh()

    def refresh(self) -> None:
        """Watch the folder that has this name now."""
        there = _identity(self._folder)
        if there == self._watched and (there is None or _alive(self._observer)):
            return
        _end(self._observer)
        self._observer, self._watched = None, None
        if there is None:
            return
        try:
            self._observer = self._begun()
        except OSError as error:
            self._say(error)
        self._watched = there if self._observer is not None else None

    def stop(self) -> None:
        """End; nothing is called after this."""
        with self._lock:
            self._stopped = True
            if self._timer is not None:
                self._timer.cancel()
        _end(self._observer)
        self._observer, self._watched = None, None

    def arrived(self, path: str) -> None:
        """Arrange to wake when this has had time to settle."""
        if not FILED.isdisjoint(_parts_below(self._real, path)):
            return
        with self._lock:
            if self._timer is None and not self._stopped:
                self._arm()
            else:
                self._again = True

    def gone(self, path: str) -> None:
        """Watch anew at the next `refresh`: a folder made again may look like the one before."""
        if path == str(self._real):
            self._watched = None

    def _arm(self) -> None:
        self._again = False
        self._timer = Timer(self._settle_s + _LATER_S, self._settled)
        self._timer.daemon = True
        self._timer.start()

    def _settled(self) -> None:
        with self._lock:
            self._timer = None
            if self._stopped:
                return
            if self._again:  # more came; what has settled already can wait for a tick
                self._arm()
                return
        self._wake()

    def _begun(self) -> BaseObserver:
        self._real = self._folder.resolve()  # of a link only the link itself would be watched
        observer = Observer()
        try:
            observer.schedule(_Told(self), str(self._real), recursive=True, event_filter=_ARRIVALS)
            observer.start()
        except OSError:
            _end(observer)
            raise
        return observer

    def _say(self, error: OSError) -> None:
        if self._told:
            return
        self._told = True
        why = _LIMITS.get(error.errno or 0, error.strerror or str(error))
        self._tell(
            f"{self._folder} cannot be watched: {why}. It is looked through at every tick instead;"
            " files are read a little later."
        )


class _Told(FileSystemEventHandler):
    def __init__(self, watch: InboxWatch) -> None:
        self._watch = watch

    def on_any_event(self, event: FileSystemEvent) -> None:
        if isinstance(event, DirDeletedEvent):
            self._watch.gone(str(event.src_path))
        else:
            self._watch.arrived(str(event.dest_path or event.src_path))


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _parts_below(folder: Path, path: str) -> tuple[str, ...]:
    try:
        return Path(path).relative_to(folder).parts[:2]
    except ValueError:
        return ()


def _alive(observer: BaseObserver | None) -> bool:
    return observer is not None and observer.is_alive()


def _end(observer: BaseObserver | None) -> None:
    if observer is not None and observer.is_alive():
        observer.stop()
        observer.join()
