"""Originals into the archive and the catalogue; what is known already costs a query."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.crew import Died
from collector.quarantine import set_apart
from collector.report import FileOutcome, Outcome
from collector.run import DigestJob, Original, Run, take_turn
from storage import activities, devices, files
from storage.database import reading
from storage.files import Recording
from storage.records import DeviceKey, FileRow, FileStatus

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from collector.digest import Digested

#: What a worker is given at a time.
_JOB_FILES, _JOB_BYTES = 50, 2**20

_UNKNOWN_DEVICE = DeviceKey(None, None, None)
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
        added = files.add_files(conn, run.person.id, [each.row for each in digested])
        new = [each for each in digested if each.row.sha256 in added]
        _add_sessions(run, conn, new)
        related = _relate(run, conn, new, bytes_of)
    for each in digested:
        sha256 = each.row.sha256
        if sha256 in added:
            run.utc_days[sha256] = each.utc_days
            run.note(_outcome(each, related.get(sha256)))
        else:
            run.note(FileOutcome(each.row.name, Outcome.KNOWN))  # another import was faster


def _add_sessions(run: Run, conn: Connection, new: Sequence[Digested]) -> None:
    having = [each for each in new if each.activities]
    ids = devices.device_ids(conn, [each.row.device or _UNKNOWN_DEVICE for each in having])
    sessions = {}
    for each in having:
        device_id = ids[each.row.device or _UNKNOWN_DEVICE]
        mine = [replace(activity, device_id=device_id) for activity in each.activities]
        sessions[each.row.sha256] = mine
    activities.replace_of_files(conn, run.person.id, sessions)


def _outcome(new: Digested, related: Outcome | None) -> FileOutcome:
    row = new.row
    outcome = related or _OUTCOMES[row.status]
    sentence = f"{row.name}: {new.sentence}" if new.sentence else ""
    return FileOutcome(row.name, outcome, row.status, row.kind, sentence, new.offset)


def _relate(
    run: Run, conn: Connection, new: Sequence[Digested], bytes_of: dict[str, bytes]
) -> dict[str, Outcome]:
    """Let the longer form of a recording stand for the shorter, whichever came first."""
    recordings: dict[Recording, list[Digested]] = defaultdict(list)
    for each in new:
        if each.row.status in _READABLE:
            recordings[each.row.device, each.row.kind, each.row.created].append(each)
    forms = files.same_recordings(conn, run.person.id, recordings)
    outcomes: dict[str, Outcome] = {}
    for recording, mine in recordings.items():
        unmet = {each.row.sha256 for each in mine}
        known = [row for row in forms[recording] if row.sha256 not in unmet]
        for each in mine:
            gone = _meet(run, conn, each, known, bytes_of, outcomes) if known else set()
            known = [row for row in (*known, each.row) if row.sha256 not in gone]
    return outcomes


def _meet(
    run: Run,
    conn: Connection,
    new: Digested,
    known: Sequence[FileRow],
    bytes_of: dict[str, bytes],
    outcomes: dict[str, Outcome],
) -> set[str]:
    """Hold one original against the known forms of its recording; give those it makes obsolete."""
    from collector.decode.fit import decode
    from collector.digest import body_of
    from collector.growth import successions

    def body(sha256: str) -> bytes:
        data = bytes_of.get(sha256) or run.archive.read(sha256)
        return body_of(data, decode(data).body)

    row, gone = new.row, set()
    for each in successions(row, body_of(bytes_of[row.sha256], new.body), known, body):
        files.supersede(conn, run.person.id, each.shorter, each.longer)
        gone.add(each.shorter)
        grew = each.longer == row.sha256 and outcomes.get(row.sha256) is not Outcome.KNOWN
        outcomes[row.sha256] = Outcome.GREW if grew else Outcome.KNOWN
    return gone
