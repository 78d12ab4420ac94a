"""Derive every day that a catalogued original touches and that is not derived yet.

A stretch is a pure function of the originals that touch it. It is written only while the catalogue
still lists exactly those, so that two imports at once never write what one of them did not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from collector.crew import Died
from collector.run import Progress, Run, take_turn
from storage import device_days, devices, files, live_devices, minutes, people, unjudged
from storage.database import reading
from storage.errors import StorageError
from storage.records import Basis, Channel, DeviceKey, FileRow, MinuteBlock, ZoneRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from collector.deriving import Stretch
    from collector.placing import Placed

Days = tuple[date, date]

_UNKNOWN_DEVICE = DeviceKey(None, None, None)

#: Must not be less than `collector.placing.REACH_DAYS`, which costs numpy to ask.
_REACH = timedelta(days=2)


class WorkersEndedError(StorageError):
    """Workers were ended from outside, again and again, while days were derived."""


def derive_touched(run: Run) -> Days | None:
    """Derive what is not derived yet; give the first and last UTC day whose numbers changed."""
    with reading(run.engine) as conn:
        pending = files.underived(conn, run.person.id)
        zones = people.zone_rows(conn, run.person.id)
    if not pending:
        return None
    from collector.deriving import derive

    touched = _touched(run, pending)
    changed = {day for days in touched.values() for day in days}
    waiting = _stretches(run, touched, zones)
    done, total = 0, len(waiting)
    while waiting:
        again: list[Stretch] = []
        for stretch, placed in run.crew.run(derive, waiting, lambda job: [job]):
            if isinstance(placed, Died):
                raise _ended()
            with run.engine.begin() as conn:
                take_turn(conn)
                now = _as_catalogued(conn, run, stretch)
                if now == stretch:
                    changed |= _write(conn, run, stretch, placed)
                    done += 1
                else:
                    again.append(now)
            run.tell(Progress("placing", done, total))
        waiting = again
    return _finish(run, pending, changed)


def _touched(run: Run, pending: Sequence[FileRow]) -> dict[DeviceKey, set[date]]:
    """Give the UTC days each device's pending originals say anything about."""
    from collector.deriving import Touched, touched_days
    from collector.zones import date_of

    unknown = [each.sha256 for each in pending if each.sha256 not in run.utc_days]
    jobs = [Touched(sha256, run.archive) for sha256 in unknown]
    for job, days in run.crew.run(touched_days, jobs, lambda job: [job]):
        if isinstance(days, Died):
            raise _ended()
        run.utc_days[job.sha256] = days
    touched: dict[DeviceKey, set[date]] = defaultdict(set)
    for row in pending:
        touched[row.device or _UNKNOWN_DEVICE].update(map(date_of, run.utc_days[row.sha256]))
    return touched


def _stretches(
    run: Run, touched: dict[DeviceKey, set[date]], zones: Sequence[ZoneRow]
) -> list[Stretch]:
    from collector.deriving import Stretch, stretches

    stated = tuple(row for row in zones if row.basis is Basis.STATED)
    found: list[Stretch] = []
    with run.engine.begin() as conn:
        for key in sorted(touched, key=str):
            device_id = devices.device_id(conn, key)
            found += [
                _as_catalogued(
                    conn, run, Stretch(key, device_id, first, last, (), stated, run.archive)
                )
                for first, last in stretches(touched[key])
            ]
    return found


def _as_catalogued(conn: Connection, run: Run, stretch: Stretch) -> Stretch:
    """Give the stretch with the originals that touch it now."""
    first = datetime.combine(stretch.first, time(), UTC) - _REACH
    last = datetime.combine(stretch.last, time(), UTC) + _REACH + timedelta(days=1)
    rows = files.touching(conn, run.person.id, stretch.device, first, last)
    return replace(stretch, originals=tuple(sorted(row.sha256 for row in rows)))


def _ended() -> WorkersEndedError:
    return WorkersEndedError(
        "The processes that read the files were ended from outside, most often for lack of memory."
        " What was read is kept. Run the same command again, with fewer workers."
    )


def _write(conn: Connection, run: Run, stretch: Stretch, placed: Placed) -> set[date]:
    """Write a stretch; days on which nothing is known any more are emptied."""
    mine = run.person.id, stretch.device_id
    changed: set[date] = set()
    for channel, blocks in (
        (Channel.MONITORING, placed.monitoring),
        (Channel.ACTIVITY, placed.activity),
    ):
        by_day = {day: MinuteBlock(day, {}) for day in _days(stretch.first, stretch.last)}
        by_day |= {block.utc_day: block for block in blocks}
        changed.update(minutes.write_blocks(conn, *mine, channel, by_day.values()))
    changed.update(
        device_days.replace(conn, *mine, stretch.first, stretch.last, placed.device_days)
    )
    return changed


def _finish(run: Run, pending: Sequence[FileRow], changed: set[date]) -> Days:
    """Note what is derived, what must be judged, and where the watches show their wearer was."""
    from collector.travel import observed_zones

    with run.engine.begin() as conn:
        take_turn(conn)
        before = people.zone_rows(conn, run.person.id)
        # Of a live device only the zone the person stated is known: it observes nothing.
        live = live_devices.device_numbers(conn)
        told = device_days.read(conn, run.person.id, date.min, date.max)
        days = [day for day in told if day.device_id not in live]
        after = observed_zones(days, before)
        files.mark_derived(conn, run.person.id, [row.sha256 for row in pending])
        if people.replace_observed_zones(conn, run.person.id, after):
            observed = {row for row in before if row.basis is Basis.OBSERVED}
            changed |= {row.since for row in observed ^ set(after)}
            changed.add(max(day.date for day in days))
        first, last = min(changed), max(changed)
        unjudged.mark(conn, run.person.id, first, last)
    return first, last


def _days(first: date, last: date) -> Iterator[date]:
    for by in range((last - first).days + 1):
        yield first + timedelta(days=by)
