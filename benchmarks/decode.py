"""How fast FIT files become columns, beside other decoders, in CPU time.

    python -m benchmarks.decode [FILE ...] [--rounds N] [--slow-rounds N] [--python PATH]

Without files, one recording of 100,000 seconds and fifteen all-day files are made. Files with
all-day messages are read as a group ("small"), every other one alone ("large"). Decoders take
turns within each round; each has read everything once before. Timed is what it takes to have the
record columns of a large file, and every column of monitoring and monitoring_info of the small
ones; decoders that cannot give less give everything. ``--python`` names an interpreter that has
fitfast; it is left out otherwise. Collection of garbage stays on, as it is by default.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.decoders import LARGE, SLOW, SMALL, Run

ROOT = Path(__file__).resolve().parents[1]

START = datetime(2024, 3, 1, tzinfo=UTC)
MONITORING = 55


def timed(run: Run, files: list[bytes], repeats: int) -> float:
    """CPU seconds for one pass over the files."""
    gc.collect()
    began = time.process_time()
    for _ in range(repeats):
        for data in files:
            run(data)
    return (time.process_time() - began) / repeats


class Elsewhere:
    """The same measurement in another interpreter, which waits between its turns."""

    def __init__(self, python: str, name: str, kind: str, paths: list[str]) -> None:
        command = [python, "-m", "benchmarks.decode", "--child", name, kind, *paths]
        self._child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, repeats: int) -> float:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(f"{repeats}\n")
        self._child.stdin.flush()
        return float(json.loads(self._child.stdout.readline()))

    def close(self) -> None:
        self._child.communicate()


def child(name: str, kind: str, paths: list[str]) -> None:
    run = (LARGE if kind == "large" else SMALL)[name]
    files = [Path(path).read_bytes() for path in paths]
    timed(run, files, 1)
    for line in sys.stdin:
        print(json.dumps(timed(run, files, int(line))), flush=True)


def measure(kind: str, paths: list[str], options: argparse.Namespace) -> dict[str, float]:
    runs = LARGE if kind == "large" else SMALL
    files = [Path(path).read_bytes() for path in paths]
    turns: dict[str, Callable[[int], float]] = {}
    elsewhere = None
    for name, run in runs.items():
        if importlib.util.find_spec(name) or name == "ours":
            timed(run, files, 1)
            turns[name] = partial(timed, run, files)
        elif options.python:
            turns[name] = elsewhere = Elsewhere(options.python, name, kind, paths)
    times: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(options.rounds):
        for name, turn in turns.items():
            if name not in SLOW or number < options.slow_rounds:
                times[name].append(turn(1 if kind == "large" or name in SLOW else 5))
    if elsewhere:
        elsewhere.close()
    return {name: median(each) for name, each in times.items()}


def show(title: str, times: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, seconds in times.items():
        print(f"  {name:<18} {seconds * 1000:>10.2f} ms   {seconds / times['ours']:>7.2f} x ours")


def made() -> Iterator[tuple[str, bytes]]:
    """Give a long recording and fifteen all-day files, as watches write them."""
    from collector.encode.fit import Message, encode

    def record(i: int) -> Message:
        at = START + timedelta(seconds=i)
        values = {"heart_rate": 60 + i % 90, "cadence": 80, "power": i % 300}
        more = {"distance": i * 2.5, "enhanced_speed": 2.5, "enhanced_altitude": 100.0 + i % 50}
        return Message("record", {"timestamp": at, **values, **more})

    yield "recording.fit", encode([Message("file_id", {"type": 4}), *map(record, range(100_000))])
    for day in range(15):
        begin = START + timedelta(days=day)
        stamp = int(begin.timestamp()) - 631_065_600
        rows = [
            Message("file_id", {"type": 32, "time_created": begin}),
            Message("monitoring_info", {"timestamp": begin, "local_timestamp": begin}),
        ]
        for i in range(300):
            low = {"timestamp_16": (stamp + 60 * i) & 0xFFFF}
            rows.append(Message("monitoring", {**low, "heart_rate": 55 + i % 40}))
            if i % 3 == 0:
                counts = {"cycles_raw": 40 * i, "active_time": 20.0 * i, "active_calories": i}
                kind = {"current_activity_type_intensity": 0x46}
                rows.append(Message("monitoring", {**low, **counts, **kind}))
        yield f"day-{day:02}.fit", encode(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--slow-rounds", type=int, default=1)
    parser.add_argument("--python", help="an interpreter that has fitfast")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], options.child[1], options.child[2:])
        return
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(file).resolve()) for file in options.files]
        if not paths:
            for name, data in made():
                Path(folder, name).write_bytes(data)
            paths = sorted(map(str, Path(folder).iterdir()))
        compare(paths, options)


def compare(paths: list[str], options: argparse.Namespace) -> None:
    from collector.decode.fit import decode

    small = [p for p in paths if MONITORING in decode(Path(p).read_bytes()).counts]
    for path in sorted(set(paths) - set(small)):
        size = Path(path).stat().st_size
        times = measure("large", [path], options)
        show(f"{Path(path).name}, {size:,} bytes: record columns", times)
    if small:
        size = sum(Path(path).stat().st_size for path in small)
        times = measure("small", small, options)
        show(f"{len(small)} all-day files, {size:,} bytes: all-day columns", times)


if __name__ == "__main__":
    main()
