"""A window of originals into the archive and the catalogue; what is known already costs a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.crew import Died
from collector.report import FileOutcome, Outcome
from collector.run import Original, Run, take_turn
from storage import activities, devices, files
from storage.database import reading
from storage.records import DeviceKey, FileRow, FileStatus

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from collector.digest import Digested, DigestJob

#: Below this, starting workers takes longer than the work.
_FEW_FILES, _FEW_BYTES = 30, 2 * 2**20

#: What a worker is given at a time.
_JOB_FILES, _JOB_BYTES = 20, 2**20

_READABLE = frozenset({FileStatus.WHOLE, FileStatus.RESCUED})
_OUTCOMES = {
    FileStatus.WHOLE: Outcome.NEW,
    FileStatus.RESCUED: Outcome.RESCUED,
    FileStatus.REFUSED: Outcome.REFUSED,
    FileStatus.FOREIGN: Outcome.FOREIGN,
}


def take_in(run: Run, window: Sequence[Original]) -> None:
    """Archive and catalogue what is new among these originals, in one transaction."""
    with reading(run.engine) as conn:
        known = files.known(conn, run.person.id, [each.sha256 for each in window])
    run.outcomes += [
        FileOutcome(each.name, Outcome.KNOWN) for each in window if each.sha256 in known
    ]
    fresh = [each for each in window if each.sha256 not in known]
    if not fresh:
        return
    digested = list(_digested(run, fresh))
    bytes_of = {each.sha256: each.data for each in fresh}
    _set_apart(run, digested, bytes_of)
    with run.engine.begin() as conn:
        take_turn(conn)
        run.outcomes += [_catalogue(run, conn, each, bytes_of) for each in digested]


def _digested(run: Run, fresh: Sequence[Original]) -> Iterator[Digested]:
    from collector.digest import DigestJob, digest_all, refused

    alone = len(fresh) < _FEW_FILES and sum(len(each.data) for each in fresh) < _FEW_BYTES
    for result in run.crew.run(digest_all, _jobs(run, fresh), DigestJob.split, alone=alone):
        if not isinstance(result, Died):
            yield from result
            continue
        for original in result.job.originals:
            run.archive.keep(original.sha256, original.data)
            yield refused(original, "Reading it ended the reading process, every time.")


def _jobs(run: Run, fresh: Sequence[Original]) -> list[DigestJob]:
    from collector.digest import DigestJob

    jobs: list[list[Original]] = [[]]
    size = 0
    for each in fresh:
        if len(jobs[-1]) >= _JOB_FILES or size + len(each.data) > _JOB_BYTES:
            jobs.append([])
            size = 0
        jobs[-1].append(each)
        size += len(each.data)
    return [DigestJob(tuple(job), run.archive) for job in jobs if job]


def _set_apart(run: Run, digested: Sequence[Digested], bytes_of: dict[str, bytes]) -> None:
    from collector.quarantine import set_apart

    for each in digested:
        if each.row.status is FileStatus.REFUSED:
            set_apart(run.archive.root, each.row, bytes_of[each.row.sha256])


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
