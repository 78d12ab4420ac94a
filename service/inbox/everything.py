"""One pass over everything that may have arrived: the inbox of each person, then the watches."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from config.errors import StegvisError
from service.inbox.clearing import clear, tidy
from service.inbox.folders import Place, places
from service.inbox.looking import FILED, inbox_of, look
from service.inbox.mounted import MOUNTINFO, mounted_watches
from service.inbox.one_pass import Filed, Wait, pass_over
from service.inbox.remembered import remembered
from service.inbox.watch_pass import WatchPassed, import_watch
from storage import notices, people, unjudged
from storage.database import reading

if TYPE_CHECKING:
    from service.home import Home
    from storage.records import Person


#: What a notice is of: its code, and the folder or mount it is about.
About = tuple[str, str]


class InboxError(StegvisError):
    """The inbox itself cannot be used."""


@dataclass(frozen=True, slots=True)
class Everything:
    """What a pass found and did."""

    filed: tuple[Filed, ...] = ()
    watches: tuple[WatchPassed, ...] = ()
    unsettled: int = 0
    told: tuple[str, ...] = ()  # sentences about what needs somebody
    removed: int = 0
    busy: bool = False  # another pass is at work; nothing was done


def pass_everything(home: Home, *, mountinfo: Path = MOUNTINFO, wait: Wait = sleep) -> Everything:
    """Import and file away what has arrived, judge the days it touches, keep the notices true."""
    with reading(home.engine) as connection:
        everybody = people.all_people(connection)
    if not everybody:
        raise InboxError("Nobody is followed here yet. Start with `stegvis init`.")
    with _alone(home.data) as alone:
        if not alone:
            return Everything(busy=True)
        inbox = inbox_of(home.data, home.settings.inbox)
        folders = places(inbox, everybody)
        gone = _make([inbox, *(place.folder for place in folders)])
        passes = [(place, pass_over(home, place, wait=wait)) for place in folders]
        mounted = mounted_watches(mountinfo) if home.settings.inbox.watches else ()
        whole = remembered(home.data).whole
        new = [each for each in mounted if each.fingerprint not in whole]
        watches = tuple(import_watch(home, each, everybody) for each in new)
        keep = home.settings.inbox.keep_done_days
        for place in folders:
            tidy(place.folder, home.now(), place.passed_over)
        removed = sum(clear(place.folder, home.archive, home.now(), keep) for place in folders)
    _judge(home, everybody)
    stuck = [sentence for _, passed in passes for sentence in passed.stuck]
    strays = _strays(inbox, folders)
    so: dict[About, Sequence[str]] = {
        ("inbox_gone", str(inbox)): gone,
        ("inbox_stuck", str(inbox)): stuck,
        ("inbox_stray", str(inbox)): strays,
    }
    so |= {(each.code, each.mount): [each.sentence] for each in watches if each.code}
    _keep_notices(home, so, {str(each.mount) for each in mounted})
    return Everything(
        tuple(each for _, passed in passes for each in passed.filed),
        watches,
        sum(passed.unsettled for _, passed in passes),
        (*gone, *stuck, *strays, *(each.sentence for each in watches if each.sentence)),
        removed,
    )


@contextmanager
def _alone(data: Path) -> Iterator[bool]:
    """Let one pass at a time move files; the system lets go of the lock however a program ends."""
    with (data / ".inbox.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _make(folders: Sequence[Path]) -> list[str]:
    """Make the folders that are missing; give a sentence for each that cannot be made.

    A chosen inbox is made in a folder that is there: below the mount point of a share that is not
    mounted, files would be out of sight later.
    """
    said = []
    for folder in folders:
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            said.append(
                f"The inbox {folder} is not there and cannot be made ({error.strerror})."
                " Mount its disk or share, or change folder under [inbox] in the settings."
            )
    return said


def _judge(home: Home, everybody: Sequence[Person]) -> None:
    """Judge what this pass changed, and what one that was stopped has left."""
    with reading(home.engine) as connection:
        waiting = unjudged.whose(connection)
    for person in everybody:
        if person.id in waiting:
            from service.analysis import bring_up_to_date

            with home.engine.begin() as connection:
                bring_up_to_date(home, connection, person)


def _strays(inbox: Path, folders: Sequence[Place]) -> list[str]:
    """Say what lies in the inbox itself while several people have a folder each."""
    theirs = {place.folder.name for place in folders if place.folder != inbox}
    lying = look(inbox, FILED | theirs) if theirs else ()
    if not lying:
        return []
    name = Path(lying[0].path).relative_to(inbox)
    said = (
        f"{len(lying)} files in {inbox}, as {name}, belong to nobody: several people are followed"
        f" here. Put them into the folder of one of them: {', '.join(sorted(theirs))}."
    )
    return [said]


def _keep_notices(home: Home, so: Mapping[About, Sequence[str]], mounted: set[str]) -> None:
    """Begin a notice for what is so, end the others.

    That a watch was pulled out while it was read holds until it is mounted again.
    """
    codes = {"inbox_gone", "inbox_stuck", "inbox_stray", "watch_unclear", "watch_unread"}
    with home.engine.begin() as connection:
        for open_one in notices.open_notices(connection):
            code, about = open_one.code, open_one.about
            away = code == "watch_unread" and about not in mounted
            if code in codes and not so.get((code, about)) and not away:
                notices.end(connection, code, about, home.now())
        for (code, about), sentences in so.items():
            if sentences:
                notices.begin(connection, code, about, sentences[0], home.now())
