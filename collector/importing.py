"""Import: find, hash, skip what is known, decode, keep, catalogue; then derive the touched days.

Both steps can be stopped at any moment and run again: what is catalogued stays, and what is not
derived yet the next run derives. Nothing heavy is loaded until there is something new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from collector import quarantine
from collector.cataloguing import take_in
from collector.crew import Crew, processors
from collector.report import FileOutcome, ImportReport, Outcome
from collector.run import Original, Progress, Run
from collector.sources.errors import SourceError
from collector.sources.fit_files import Found, find
from collector.unfinished import derive_touched
from storage.archive import Archive
from storage.records import FileStatus, Person

__all__ = ["Progress", "import_paths"]

#: What is held in memory at a time before it is handed on.
_WINDOW_FILES = 600
_WINDOW_BYTES = 32 * 2**20


def import_paths(
    paths: Sequence[Path],
    *,
    engine: Engine,
    archive: Archive,
    person: Person,
    now: datetime,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> ImportReport:
    """Import everything below these paths for one person, and say what became of each file.

    ``workers`` processes decode, one for each processor unless told. Raises only what ends a
    run: a database or disk that cannot be used, an archive that lost an original.
    """
    if now.tzinfo is None:
        raise ValueError(f"now must know its time zone: {now!r}")
    archive.sweep()
    quarantine.sweep(archive.root)
    with Crew(workers or processors()) as crew:
        run = Run(engine, archive, person, crew, progress or _silent)
        run.found = sum(1 for _ in find(paths))
        take_in(run, _windows(run, paths))
        changed = derive_touched(run)
    outcomes = sorted(run.outcomes, key=lambda each: each.name)
    return ImportReport(tuple(outcomes), len(run.others), changed)


def _silent(_progress: Progress) -> None:
    pass


def _windows(run: Run, paths: Sequence[Path]) -> Iterator[list[Original]]:
    """Read what is found, a window at a time; what gives nothing goes straight to the report."""
    seen: set[str] = set()
    window: list[Original] = []
    size = 0
    for found in find(paths, ignored=run.others.append):
        original = _original(run, found)
        if original is None:
            continue
        if original.sha256 in seen:
            run.note(FileOutcome(found.name, Outcome.KNOWN))
            continue
        seen.add(original.sha256)
        window.append(original)
        size += len(original.data)
        if len(window) >= _WINDOW_FILES or size >= _WINDOW_BYTES:
            yield window
            window, size = [], 0
    if window:
        yield window


def _original(run: Run, found: Found) -> Original | None:
    try:
        data = found.read()
    except SourceError as error:
        run.note(
            FileOutcome(
                found.name, Outcome.REFUSED, FileStatus.REFUSED, sentence=f"{error}", unread=True
            )
        )
        return None
    return Original(hashlib.sha256(data).hexdigest(), found.name, data)
