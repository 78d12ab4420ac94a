"""A live device knows no clock but the person's: it does not hide where another watch was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from storage import device_days, live_devices, people
from storage.records import Basis, DeviceDay
from tests.made.house import House
from tests.made.watch import Watch, at

MONDAY = at("2026-03-09")
COUNTERS = [0] * 14 + [300 * step for step in range(1, 30)] + [8700] * 5


def test_live_days_with_more_steps_do_not_outvote_a_watch_that_travelled(
    house: Callable[..., House], watch: Watch, tmp_path: Path
) -> None:
    home = house("Europe/Stockholm")
    for number, offset_min in enumerate([60, 7 * 60, 60]):
        midnight = MONDAY + timedelta(days=number, minutes=-offset_min)
        (data,) = watch.day(midnight, COUNTERS, offset_min=offset_min)
        (tmp_path / f"{number}.fit").write_bytes(data)
    with home.engine.begin() as conn:
        live = live_devices.pair(
            conn, home.person.id, kind="infinitime", name="live", address="AA", now=MONDAY
        )
        day = date(2026, 3, 10)
        row = DeviceDay(live.device_id, day, 60, 20_000, 20_000, 0, complete=True)
        device_days.replace(conn, home.person.id, live.device_id, day, day, [row])
    home.take(tmp_path)
    with home.engine.connect() as conn:
        rows = people.zone_rows(conn, home.person.id)
    observed = [(row.since, row.zone) for row in rows if row.basis is Basis.OBSERVED]
    assert observed[0] == (date(2026, 3, 10), "UTC+07:00")
