"""Years of minutes fit a small computer's card."""

from __future__ import annotations

from datetime import UTC, date, datetime

from storage import minutes
from storage.database import open_database, reading, sqlite_url
from storage.devices import device_id
from storage.people import add_person
from storage.records import Channel, DeviceKey
from tests.made.minute_blocks import watch_days

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
#: Ten years of a watch's minutes may take 40 MB.
YEAR_BYTES = 4_000_000


def test_a_year_of_a_watch_worn_day_and_night_takes_a_tenth_of_forty_megabytes(tmp_path):
    path = tmp_path / "stegvis.db"
    blocks = watch_days(date(2025, 1, 1), 365)
    engine = open_database(sqlite_url(path), now=NOW)
    with engine.begin() as conn:
        person = add_person(conn, name="one", timezone="UTC", now=NOW)
        watch = device_id(conn, DeviceKey(1, 2503, 7))
        written = minutes.write_blocks(conn, person.id, watch, Channel.MONITORING, blocks)
    with reading(engine) as conn:
        (stream,) = minutes.read_streams(conn, person.id, date.min, date.max)
    engine.dispose()
    assert len(written) == 365
    assert list(stream.blocks) == blocks
    assert path.stat().st_size <= YEAR_BYTES
