"""``stegvis activities``: recorded sessions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from service.home import Home
from service.options import as_json, span, whose


@click.command("activities")
@span
@whose
@as_json
@click.pass_obj
def command(home: Home, /, first: date, last: date, who: str | None, *, as_json: bool) -> None:
    """Recorded sessions: sport, duration, distance, heart rate.

    Example: stegvis activities --from 2026-03-01 --json
    """
    from service.output import show
    from storage import activities, people
    from storage.records import Activity

    def row(activity: Activity) -> dict[str, object]:
        return {
            "start": activity.start.isoformat(),
            "sport": activity.sport,
            "sub_sport": activity.sub_sport,
            "duration_s": activity.duration_s,
            "distance_m": activity.distance_m,
            "hr_mean": activity.hr_mean_bpm,
            "hr_max": activity.hr_max_bpm,
            "hr_samples": activity.hr_samples,
            "steps": activity.steps,
            "source_file": activity.source,
            "elapsed_s": activity.elapsed_s,
            "rescued": activity.rescued,
        }

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        zone = ZoneInfo(person.timezone)
        found = activities.read(
            connection,
            person.id,
            None if first == date.min else _midnight(first, zone),
            None if last == date.max else _midnight(last + timedelta(days=1), zone),
        )
    columns = ("start", "sport", "sub_sport", "duration_s", "distance_m", "hr_mean", "steps")
    show([row(activity) for activity in found], as_json=as_json, columns=columns)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
