"""One original: decoded, kept in the archive, and described for the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from collector.decode.fit import DECODER_VERSION, FitError, FitFile, decode
from collector.readings import Readings, readings_of
from collector.run import DigestJob, Original
from storage.records import Activity, FileRow, FileStatus

#: Kinds that are about something else than what was lived; everything else is looked into.
_ELSEWHERE = frozenset({"course", "workout", "settings", "device", "sport", "schedules", "goals"})

_LIVED = ("record", "session", "monitoring")
_NO_TIME = (
    "The device's clock was not set, so what it recorded cannot be placed in time. "
    "Set the clock on the device; if it shows the right time, import the file of its companion app."
)

#: Files written to the archive at a time.
_WRITERS = 8


@dataclass(frozen=True, slots=True)
class Digested:
    """What the catalogue needs to know of an original, and the UTC days it touches."""

    row: FileRow
    activities: tuple[Activity, ...] = ()
    utc_days: frozenset[int] = frozenset()
    body: tuple[tuple[int, int], ...] = ()
    sentence: str = ""
    offset: int | None = None


def digest_all(job: DigestJob) -> list[Digested]:
    """Keep and describe each original. All are in the archive when this returns.

    Writing waits for the disk, and the disk takes several at once; decoding goes on beside it.
    """
    with ThreadPoolExecutor(_WRITERS) as writers:
        kept = [writers.submit(job.archive.keep, each.sha256, each.data) for each in job.originals]
        done = [digest(each) for each in job.originals]
        for each in kept:
            each.result()
    return done


def digest(original: Original) -> Digested:
    """Describe an original, whatever its bytes are."""
    try:
        fit = decode(original.data)
    except FitError as error:
        return refused(original, str(error))
    readings = readings_of(fit, sha256=original.sha256, source=original.name)
    status = _status(fit, readings)
    harm = next((each for each in fit.problems if each.loses_data), None)
    if status is FileStatus.REFUSED:
        if harm is None:
            return refused(original, _NO_TIME)
        return refused(original, f"{harm}. Nothing else in it is of use.", harm.offset)
    hurt = harm if status is FileStatus.RESCUED else None
    return Digested(
        row=_row(original, fit, readings, status),
        activities=readings.activities,
        utc_days=readings.utc_days(),
        body=fit.body,
        sentence="" if hurt is None else f"{hurt}. What can be read was kept.",
        offset=None if hurt is None else hurt.offset,
    )


def refused(original: Original, sentence: str, offset: int | None = None) -> Digested:
    """Describe an original nothing can be read from."""
    row = FileRow(
        sha256=original.sha256,
        name=original.name,
        size=len(original.data),
        status=FileStatus.REFUSED,
        kind=None,
        device=None,
        created=None,
        first=None,
        last=None,
        body_sha256=original.sha256,
        body_size=len(original.data),
        decoder_version=DECODER_VERSION,
        problems=(sentence,),
    )
    return Digested(row, sentence=sentence, offset=offset)


def body_of(data: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    """Give the data records of a file without headers and checksums."""
    return b"".join(data[start:end] for start, end in spans)


def _status(fit: FitFile, readings: Readings) -> FileStatus:
    damaged = any(problem.loses_data for problem in fit.problems)
    if readings.first is not None:
        return FileStatus.RESCUED if damaged else FileStatus.WHOLE
    if readings.kind not in _ELSEWHERE and (damaged or _lived(fit)):
        return FileStatus.REFUSED
    return FileStatus.FOREIGN


def _lived(fit: FitFile) -> bool:
    """Say whether the file holds something lived, though nothing that says when."""
    return any(len(fit.tables[name]) for name in _LIVED if name in fit.tables)


def _row(original: Original, fit: FitFile, readings: Readings, status: FileStatus) -> FileRow:
    body = body_of(original.data, fit.body)
    return FileRow(
        sha256=original.sha256,
        name=original.name,
        size=len(original.data),
        status=status,
        kind=readings.kind,
        device=readings.device,
        created=_moment(readings.created),
        first=_moment(readings.first),
        last=_moment(readings.last),
        body_sha256=hashlib.sha256(body).hexdigest(),
        body_size=len(body),
        decoder_version=DECODER_VERSION,
        problems=tuple(map(str, fit.problems)),
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
