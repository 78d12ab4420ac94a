"""One pass over everything that may have arrived: the inbox of each person, then the watches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from service import log
from service.file_lock import took
from service.inbox.clearing import clear, tidy
from service.inbox.folders import Place, places
from service.inbox.hanging import hangs
from service.inbox.looking import FILED, inbox_of, look
from service.inbox.mounted import MOUNTINFO, mounted_watches
from service.inbox.noticing import keep_notices
from service.inbox.one_pass import Wait, pass_over
from service.inbox.outcome import INBOX, WATCHES, Everything
from service.inbox.remembered import remembered
from service.inbox.watch_pass import import_watch
from storage import people, unjudged
from storage.database import reading
from storage.errors import PersonUnclearError

if TYPE_CHECKING:
    from service.home import Home
    from storage.records import Person


def pass_everything(home: Home, *, mountinfo: Path = MOUNTINFO, wait: Wait = sleep) -> Everything:
    """Import and file away what has arrived, judge the days it touches, keep the notices true."""
    with reading(home.engine) as connection:
        everybody = people.all_people(connection)
    if not everybody:
        raise PersonUnclearError("Nobody is followed here yet. Start with `stegvis init`.")
    inbox = inbox_of(home.data, home.settings.inbox)
    done = _passed(home, inbox, everybody, wait)
    done = _with_watches(home, done, everybody, mountinfo)
    if done.busy:
        log.line("another_pass_at_work")
    keep_notices(home, str(inbox), done)
    _log(done)
    with reading(home.engine) as connection:
        waiting = unjudged.whose(connection, home.now())
    _judge(home, [person for person in everybody if person.id in waiting])
    return done


def _passed(home: Home, inbox: Path, everybody: Sequence[Person], wait: Wait) -> Everything:
    if hangs(home.data, str(inbox)):
        return Everything(gone=(f"The inbox {inbox} does not answer.",))
    folders = places(inbox, everybody)
    with _alone(home.data, INBOX) as alone:
        if not alone:
            return Everything(busy=frozenset({INBOX}))
        gone = _make(dict.fromkeys([inbox, *(place.folder for place in folders)]))
        passes = tuple((place, pass_over(home, place, wait=wait)) for place in folders)
        strays, removed = _strays(inbox, folders), _tidied(home, folders)
    return Everything(passes, gone=gone, strays=strays, removed=removed)


def _with_watches(
    home: Home, done: Everything, everybody: Sequence[Person], mountinfo: Path
) -> Everything:
    """Read the watches that are mounted as well, but for those somebody waits in."""
    if not home.settings.inbox.watches:
        return done
    with _alone(home.data, WATCHES) as alone:
        if not alone:
            return replace(done, busy=done.busy | {WATCHES})
        mounted = mounted_watches(mountinfo, lambda folder: not hangs(home.data, folder))
        whole = remembered(home.data).whole
        new = [each for each in mounted if each.fingerprint not in whole]
        watches = tuple(import_watch(home, each, everybody) for each in new)
    return replace(done, watches=watches, mounted=frozenset(str(each.mount) for each in mounted))


def _tidied(home: Home, folders: Sequence[Place]) -> int:
    keep_days, removed = home.settings.inbox.keep_done_days, 0
    for place in folders:
        tidy(place.folder, home.now(), place.passed_over)
        removed += clear(place.folder, home.archive, home.now(), keep_days)
    return removed


@contextmanager
def _alone(data: Path, part: str) -> Iterator[bool]:
    """Let one pass at a time do a part; the system lets go of the lock however a program ends."""
    with (data / f".{part}.lock").open("a") as lock:
        yield took(lock)


def _make(folders: Iterable[Path]) -> tuple[str, ...]:
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
    return tuple(said)


def _judge(home: Home, waiting: Sequence[Person]) -> None:
    """Judge what this pass changed, and what one that was stopped has left.

    What fails for one of them keeps nobody else's days waiting.
    """
    if not waiting:
        return
    from service.analysis import bring_up_to_date

    first, *others = waiting
    try:
        with home.engine.begin() as connection:
            bring_up_to_date(home, connection, first)
    finally:
        _judge(home, others)


def _strays(inbox: Path, folders: Sequence[Place]) -> tuple[str, ...]:
    """Say what lies in the inbox itself while several people have a folder each."""
    theirs = {place.folder.name for place in folders if place.folder != inbox}
    lying = look(inbox, FILED | theirs) if theirs else ()
    if not lying:
        return ()
    name = Path(lying[0].path).relative_to(inbox)
    said = (
        f"{len(lying)} files in {inbox}, as {name}, belong to nobody: several people are followed"
        f" here. Put them into the folder of one of them: {', '.join(sorted(theirs))}."
    )
    return (said,)


def _log(done: Everything) -> None:
    for place, passed in done.passes:
        for outcome, files in Counter(each.outcome for each in passed.filed).items():
            log.line("filed", person_id=place.person.id, outcome=outcome, files=files)
        still = passed.unsettled
        log.detail("looked_into", person_id=place.person.id, filed=len(passed.filed), still=still)
        if passed.stuck:
            log.warning("stuck", person_id=place.person.id, files=len(passed.stuck))
    for watch in done.watches:
        whose = None if watch.person is None else watch.person.id
        log.line("watch_read", person_id=whose, files=watch.read, refused=watch.refused)
    if done.removed:
        log.line("filed_removed", files=done.removed)
