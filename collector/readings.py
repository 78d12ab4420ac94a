"""What one FIT file tells about steps, heart rate and sessions. It adds nothing up."""

from __future__ import annotations

from dataclasses import dataclass

from collector.decode.fit.columns import FitFile
from collector.decode.fit.names import file_type_name
from collector.fields import Fields, fields_of
from collector.monitoring import Monitoring, monitoring_of
from collector.session_records import NO_RECORDS, Records
from collector.sessions import sessions_of
from storage.records import Activity, DeviceKey

#: Kinds of file whose records were lived through; a course or workout holds only intentions.
_LIVED = frozenset({"activity", None})


@dataclass(frozen=True, slots=True)
class Readings:
    """One file: whose it is, what its all-day part and its sessions say.

    ``first`` and ``last`` are whole seconds since 1970 over everything in it, None when there is
    nothing for us.
    """

    device: DeviceKey
    kind: str | None
    created: int | None
    monitoring: Monitoring
    records: Records
    activities: tuple[Activity, ...]

    @property
    def first(self) -> int | None:
        return min(self._bounds(), default=None)

    @property
    def last(self) -> int | None:
        return max(self._bounds(), default=None)

    def utc_days(self) -> frozenset[int]:
        """Give the UTC days (since 1970) on which the file says anything."""
        sessions = {
            int(moment.timestamp()) // 86_400
            for activity in self.activities
            for moment in (activity.start, activity.end)
        }
        return self.monitoring.utc_days() | self.records.utc_days() | sessions

    def _bounds(self) -> list[int]:
        moments = [each for one in self.activities for each in (one.start, one.end)]
        return [
            *self.monitoring.bounds(),
            *self.records.bounds(),
            *(int(moment.timestamp()) for moment in moments),
        ]


def readings_of(fit: FitFile, *, sha256: str = "", source: str = "") -> Readings:
    """Take the readings out of a decoded file. ``sha256`` and ``source`` name its original."""
    identity = fields_of(fit, "file_id")
    kind = _kind(identity)
    device = DeviceKey(
        *(identity.first_int(name) for name in ("manufacturer", "product", "serial_number"))
    )
    created = identity.first_int("time_created")
    records: Records = NO_RECORDS
    activities: tuple[Activity, ...] = ()
    if kind in _LIVED:
        records, activities = sessions_of(fit, created=created, sha256=sha256, source=source)
    return Readings(device, kind, created, monitoring_of(fit), records, activities)


def _kind(identity: Fields) -> str | None:
    number = identity.first_int("type")
    return None if number is None else file_type_name(number)
