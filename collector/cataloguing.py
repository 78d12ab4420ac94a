"""Originals into the archive and the catalogue; what is known already costs a query."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.crew import Died
from collector.quarantine import set_apart
from collector.report import FileOutcome, Outcome
from collector.run import DigestJob, Original, Run, take_turn
from storage import activities, devices, files
from storage.database import reading
from storage.records import DeviceKey, FileRow, FileStatus

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from collector.digest import Digested

#: What a worker is given at a time.
_JOB_FILES, _JOB_BYTES = 20, 2**20

_READABLE = frozenset({FileStatus.WHOLE, FileStatus.RESCUED})
_OUTCOMES = {
    FileStatus.WHOLE: Outcome.NEW,
    FileStatus.RESCUED: Outcome.RESCUED,
    FileStatus.REFUSED: Outcome.REFUSED,
    FileStatus.FOREIGN: Outcome.FOREIGN,
}


def take_in(run: Run, windows: Iterable[Sequence[Original]]) -> None:
    """Archive and catalogue what is new among these originals, while the next are decoded."""
    jobs: Iterator[DigestJob] = _jobs(run, windows)
    first = next(jobs, None)
    if first is None:
        return
    from collector.digest import digest_all, refused

    jobs = itertools.chain((first,), jobs)
    for job, result in run.crew.run(digest_all, jobs, DigestJob.split):
        if isinstance(result, Died):
            for each in job.originals:
                run.archive.keep(each.sha256, each.data)
            sentence = "Reading it ended the reading process, every time."
            result = [refused(each, sentence) for each in job.originals]  # noqa: PLW2901
        _keep(run, job.originals, result)


def _jobs(run: Run, windows: Iterable[Sequence[Original]]) -> Iterator[DigestJob]:
    """Cut what is not known yet into jobs of a size that keeps all workers busy."""
    for window in windows:
        job: list[Original] = []
        size = 0
        for each in _unknown(run, window):
            if job and (len(job) >= _JOB_FILES or size + len(each.data) > _JOB_BYTES):
                yield DigestJob(tuple(job), run.archive)
                job, size = [], 0
            job.append(each)
            size += len(each.data)
        if job:
            yield DigestJob(tuple(job), run.archive)


def _unknown(run: Run, window: Sequence[Original]) -> list[Original]:
    with reading(run.engine) as conn:
        known = files.known(conn, run.person.id, [each.sha256 for each in window])
    for each in window:
        if each.sha256 in known:
            run.note(FileOutcome(each.name, Outcome.KNOWN))
    return [each for each in window if each.sha256 not in known]


def _keep(run: Run, originals: Sequence[Original], digested: Sequence[Digested]) -> None:
    """Set apart what was refused; catalogue all of it in one transaction."""
    bytes_of = {each.sha256: each.data for each in originals}
    for each in digested:
        if each.row.status is FileStatus.REFUSED:
            set_apart(run.archive.root, each.row, bytes_of[each.row.sha256])
    with run.engine.begin() as conn:
        take_turn(conn)
        outcomes = [_catalogue(run, conn, each, bytes_of) for each in digested]
    for outcome in outcomes:
        run.note(outcome)


def _catalogue(
    run: Run, conn: Connection, new: Digested, bytes_of: dict[str, bytes]
) -> FileOutcome:
    row = new.row
    if not files.add_file(conn, run.person.id, row):
        return FileOutcome(row.name, Outcome.KNOWN)  # another import was faster
    run.utc_days[row.sha256] = new.utc_days
    outcome = _OUTCOMES[row.status]
    if new.activities:
        device_id = devices.device_id(conn, row.device or DeviceKey(None, None, None))
        mine = [replace(each, device_id=device_id) for each in new.activities]
        activities.replace_of_file(conn, run.person.id, row.sha256, mine)
    if row.status in _READABLE:
        outcome = _related(run, conn, new, bytes_of) or outcome
    sentence = f"{row.name}: {new.sentence}" if new.sentence else ""
    return FileOutcome(row.name, outcome, row.status, row.kind, sentence, new.offset)


def _related(
    run: Run, conn: Connection, new: Digested, bytes_of: dict[str, bytes]
) -> Outcome | None:
    """Let the longer form of a recording stand for the shorter, whichever came first."""
    row = new.row
    others = _others(run, conn, row)
    if not others:
        return None
    from collector.decode.fit import decode
    from collector.digest import body_of
    from collector.growth import successions

    def body(sha256: str) -> bytes:
        data = bytes_of.get(sha256) or run.archive.read(sha256)
        return body_of(data, decode(data).body)

    mine = body_of(bytes_of[row.sha256], new.body)
    outcome = None
    for each in successions(row, mine, others, body):
        files.supersede(conn, run.person.id, each.shorter, each.longer)
        grew = each.longer == row.sha256
        outcome = Outcome.GREW if grew and outcome is not Outcome.KNOWN else Outcome.KNOWN
    return outcome


def _others(run: Run, conn: Connection, row: FileRow) -> list[FileRow]:
    found = files.same_recording(conn, run.person.id, row.device, row.kind, row.created)
    return [each for each in found if each.sha256 != row.sha256]
