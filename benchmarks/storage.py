"""How much room and time ten years of minutes take: ``python -m benchmarks.storage``."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from storage import minutes
from storage.database import open_database, reading, sqlite_url
from storage.devices import device_id
from storage.packing import pack, unpack
from storage.people import add_person
from storage.records import Channel, DeviceKey, MinuteBlock
from tests.made.minute_blocks import watch_days

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STREAMS = (Channel.MONITORING, Channel.ACTIVITY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    blocks = watch_days(date(2016, 1, 1), round(asked.years * 365.25), kinds=200)
    packing(blocks, asked.repeat)
    with tempfile.TemporaryDirectory() as folder:
        database(Path(folder) / "stegvis.db", blocks, asked.repeat)


def packing(blocks: list[MinuteBlock], repeat: int) -> None:
    packed = [pack(block) for block in blocks]
    took = best(repeat, lambda: [pack(block) for block in blocks])
    back = best(
        repeat,
        lambda: [unpack(data, each.utc_day) for data, each in zip(packed, blocks, strict=True)],
    )
    count = len(blocks)
    print(f"one day: {sum(map(len, packed)) / count:.0f} bytes")
    print(f"pack {took / count * 1e6:.0f} us, unpack {back / count * 1e6:.0f} us a day")


def database(path: Path, blocks: list[MinuteBlock], repeat: int) -> None:
    opened = best(1, lambda: open_database(sqlite_url(path), now=NOW).dispose())
    again = best(repeat, lambda: open_database(sqlite_url(path), now=NOW).dispose())
    print(f"make a database {opened * 1e3:.0f} ms, open it again {again * 1e3:.1f} ms")
    engine = open_database(sqlite_url(path), now=NOW)
    with engine.begin() as conn:
        person = add_person(conn, name="one", timezone="UTC", now=NOW).id
        watch = device_id(conn, DeviceKey(1, 2503, 7))

    def write(channel: Channel) -> None:
        with engine.begin() as conn:
            minutes.write_blocks(conn, person, watch, channel, blocks)

    def read() -> None:
        with reading(engine) as conn:
            minutes.read_streams(conn, person, date.min, date.max)

    for number, channel in enumerate(STREAMS, start=1):
        written = best(1, partial(write, channel))
        same = best(1, partial(write, channel))
        print(
            f"{number} stream(s) of {len(blocks)} days: write {written:.2f} s,"
            f" write the same {same:.2f} s, read all {best(repeat, read):.2f} s"
        )
    engine.dispose()
    print(f"the file: {path.stat().st_size / 1e6:.1f} MB")


def best(repeat: int, work: Callable[[], object]) -> float:
    """The shortest of several runs: the rest is other programs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
