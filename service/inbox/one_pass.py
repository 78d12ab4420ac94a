"""One pass over the inbox: what has settled is imported and filed away, person by person."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from stat import S_ISREG
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from collector.report import FileOutcome, ImportReport, Outcome
from service.inbox.filing import FilingError, file_done, file_refused, share_with_quarantine
from service.inbox.folders import Place
from service.inbox.judging import by_file, judged
from service.inbox.looking import READ, look, sight, written_to
from service.inbox.settling import NOTHING_SEEN, Sight, settled

if TYPE_CHECKING:
    from service.home import Home
    from storage.records import Person

#: A share's clock that is behind ours by more than this is somebody's to set.
_DOUBT_S: Final = 120.0

Clock = Callable[[], float]
Wait = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one file: where it lies now, and one sentence where something was wrong."""

    person: str
    name: str
    outcome: str
    place: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """One person's part of a pass."""

    filed: tuple[Filed, ...]
    unsettled: int  # still being written
    stuck: tuple[str, ...] = ()  # read, and cannot be moved


def pass_over(home: Home, place: Place, *, wait: Wait = sleep, clock: Clock = monotonic) -> Passed:
    """Import what has settled in one person's folder, then file it away.

    What only a second look can tell is looked at again after the settling time. Raises what ends
    an import (no room, no database); then nothing has been moved.
    """
    settle_s = float(home.settings.inbox.settle_s)
    rule = partial(settled, settle_s=settle_s, doubt_s=_DOUBT_S)
    seen, clock_s = look(place.folder, place.passed_over), clock()
    memory = NOTHING_SEEN.after(seen, clock_s)
    ready = rule(seen, memory, now_s=home.now().timestamp(), clock_s=clock_s)
    if len(ready) < len(seen):
        wait(settle_s)
        seen = look(place.folder, place.passed_over)
        ready = rule(seen, memory, now_s=home.now().timestamp(), clock_s=clock())
    ready = tuple(each for each in ready if not written_to(each.path))
    return _taken_in(home, place, ready, len(seen) - len(ready))


def _taken_in(home: Home, place: Place, ready: Sequence[Sight], unsettled: int) -> Passed:
    readable = [each for each in ready if _may_be_read(each)]
    report = _imported(home, place.person, readable)
    said = by_file(report.files, [each.path for each in readable])
    refused_before = _refused_before(home, place.person, said)
    filed: list[Filed] = []
    stuck: list[str] = []
    for each in ready:
        if not _unchanged(each):
            unsettled += 1  # it was written to while it was read: another pass reads it again
            continue
        outcome, sentence = judged(place, each, said.get(each.path), refused_before)
        try:
            filed.append(_filed(home, place, Path(each.path), outcome, sentence))
        except FilingError as error:
            stuck.append(str(error))
    return Passed(tuple(filed), unsettled, tuple(stuck))


def _may_be_read(each: Sight) -> bool:
    try:
        return Path(each.path).suffix.lower() in READ and S_ISREG(os.lstat(each.path).st_mode)
    except OSError:
        return False


def _imported(home: Home, person: Person, ready: Sequence[Sight]) -> ImportReport:
    if not ready:
        return ImportReport()
    from collector.importing import import_paths

    return import_paths(
        [Path(each.path) for each in ready],
        engine=home.engine,
        archive=home.archive,
        person=person,
        now=home.now(),
        workers=home.settings.reading.workers or None,
    )


def _refused_before(
    home: Home, person: Person, said: Mapping[str, Sequence[FileOutcome]]
) -> Mapping[str, str]:
    """Give by SHA-256 why known files were refused, where any here is known."""
    if not any(each.outcome is Outcome.KNOWN for some in said.values() for each in some):
        return {}
    from storage import files
    from storage.database import reading
    from storage.records import FileStatus

    with reading(home.engine) as connection:
        rows = files.all_files(connection, person.id)
    return {row.sha256: " ".join(row.problems) for row in rows if row.status is FileStatus.REFUSED}


def _unchanged(each: Sight) -> bool:
    try:
        return sight(each.path) == each
    except OSError:
        return False


def _filed(home: Home, place: Place, file: Path, outcome: str, sentence: str) -> Filed:
    name = str(file.relative_to(place.folder))
    if outcome == Outcome.REFUSED:
        kept = file_refused(place.folder, file, sentence, home.now())
        if file.suffix.lower() == ".fit":
            share_with_quarantine(kept, home.data / "quarantine")
    else:
        kept = file_done(place.folder, file, home.now())
    return Filed(place.person.name, name, str(outcome), str(kept), sentence)
