"""Import what is new on a mounted watch, for whoever wears it; nothing on it is ever changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from collector.importing import import_paths
from collector.report import Outcome
from collector.sources.errors import SourceError
from collector.sources.fit_files import find, leaving_no_trace
from service.inbox.mounted import Listing, MountedWatch, listing_of
from service.inbox.remembered import remember, remembered
from storage import files
from storage.database import reading
from storage.records import DeviceKey, Person

if TYPE_CHECKING:
    from collector.report import ImportReport
    from service.home import Home

#: What a watch says of itself; a change of it, as by an update, only costs reading all again.
_SELF_DESCRIPTION: Final = "GarminDevice.xml"
#: So many of the newest files are asked which device wrote them.
_ASKED: Final = 5


@dataclass(frozen=True, slots=True)
class WatchPassed:
    """What became of one watch: for whom it was read, or why it was not."""

    mount: str
    person: Person | None
    read: int = 0
    refused: int = 0
    sentence: str = ""
    code: str = ""  # of the notice the sentence is worth


def import_watch(home: Home, watch: MountedWatch, everybody: Sequence[Person]) -> WatchPassed:
    """Import the files that were not there, or not as they are, when this watch was read last."""
    known = remembered(home.data)
    itself = _identity(watch)
    had = known.read.get(itself, {})
    new = [name for name, state in watch.listing.items() if had.get(name) != state]
    paths = [watch.folder / name for name in sorted(new)]
    person = everybody[0] if len(everybody) == 1 else _wearer(home, watch, new, everybody)
    if person is None:
        return WatchPassed(str(watch.mount), None, 0, 0, _unclear(watch), "watch_unclear")
    if not paths:
        remember(home.data, known, itself, had, watch.fingerprint)
        return WatchPassed(str(watch.mount), person)
    report = import_paths(
        paths,
        engine=home.engine,
        archive=home.archive,
        person=person,
        now=home.now(),
        workers=home.settings.reading.workers or None,
    )
    unread = {each.name for each in report.files if each.unread}
    there = _listing_now(watch)
    read = {
        name: state
        for name, state in watch.listing.items()
        if there.get(name) == state and str(watch.folder / name) not in unread
    }
    whole = watch.fingerprint if read == watch.listing else ""
    remember(home.data, known, itself, {**had, **read}, whole)
    return _passed(watch, person, report, len(unread), gone=not there)


def _passed(
    watch: MountedWatch, person: Person, report: ImportReport, unread: int, *, gone: bool
) -> WatchPassed:
    sentence = code = ""
    if gone:
        sentence = (
            f"The watch at {watch.mount} was unplugged while it was being read. What was read is"
            " kept; plug it in again for the rest."
        )
    elif unread:
        sentence = (
            f"{unread} files on the watch at {watch.mount} cannot be read. Unplug it, start it"
            " again and plug it in again; they stay on the watch and are tried again."
        )
    if sentence:
        code = "watch_unread"
    refused = report.counts[Outcome.REFUSED] - unread
    read = len(report.files) - unread - refused
    return WatchPassed(str(watch.mount), person, read, refused, sentence, code)


def _unclear(watch: MountedWatch) -> str:
    return (
        f"Whose watch is mounted at {watch.mount} is not known, so it was not read. Say it once:"
        f" stegvis import {watch.folder} --person NAME; from then on it is known."
    )


def _wearer(
    home: Home, watch: MountedWatch, new: Sequence[str], everybody: Sequence[Person]
) -> Person | None:
    """Find the one person whose earlier files this device wrote."""
    newest = sorted(new or watch.listing, key=lambda name: watch.listing[name][1], reverse=True)
    keys = {_device(watch.folder / name) for name in newest[:_ASKED]} - {None}
    with reading(home.engine) as connection:
        owners = {
            owner for key in keys if key is not None for owner in files.owners(connection, key)
        }
    mine = [person for person in everybody if person.id in owners]
    return mine[0] if len(mine) == 1 else None


def _device(path: Path) -> DeviceKey | None:
    """Give the device that wrote a file, where it says so with a serial number."""
    from collector.decode.fit import FitError, decode
    from collector.readings import readings_of

    try:
        data = next(find([path])).read()
        key = readings_of(decode(data), sha256="", source=path.name).device
    except (SourceError, FitError):
        return None
    return key if key.serial is not None else None


def _identity(watch: MountedWatch) -> str:
    try:
        for entry in watch.folder.iterdir():
            if entry.name.lower() == _SELF_DESCRIPTION.lower():
                with open(entry, "rb", opener=leaving_no_trace) as file:
                    return hashlib.file_digest(file, "sha256").hexdigest()[:32]
    except OSError:
        pass
    return "unnamed"


def _listing_now(watch: MountedWatch) -> Listing:
    try:
        return listing_of(watch.folder)
    except OSError:
        return {}
